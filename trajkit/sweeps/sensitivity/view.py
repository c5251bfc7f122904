"""How an analysis shows itself: the lines that every table of it is made from, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trajkit.htmltable import NO_VALUE, Column, html_list, html_table
from trajkit.reports.amount import amount, kind_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trajkit.reports.display import UnitSystem
    from trajkit.sweeps.sensitivity.result import OutputSensitivity, Sensitivity

__all__ = ["lines_of", "number_text", "sensitivity_html", "sensitivity_text", "sentences_of"]


def lines_of(
    found: Sensitivity, name: str, units: UnitSystem = "metric"
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heading and rows of the table of an output, the factor that matters most first."""
    one = found[name]
    kind = kind_of(name)
    ranks = one.ranks
    columns: list[tuple[str, Any]] = []
    if one.sobol is not None:
        sobol = one.sobol
        columns += [
            ("first order", lambda f: _index(sobol.first, sobol.first_interval, f)),
            ("total", lambda f: _index(sobol.total, sobol.total_interval, f)),
        ]
    elif one.morris is not None:
        effects = one.morris

        def told(value: Any) -> str:
            return amount(kind, float(value), units)

        columns += [
            ("mean size of effect", lambda f: told(effects.mean_size[f])),
            (
                "interval",
                lambda f: " to ".join(told(end[f]) for end in effects.mean_size_interval),
            ),
            ("mean", lambda f: told(effects.mean[f])),
            ("deviation", lambda f: told(effects.deviation[f])),
        ]
    else:
        columns.append(("Spearman", lambda f: _index(ranks.spearman, ranks.spearman_interval, f)))
    columns.append(("partial rank", lambda f: _index(ranks.partial, ranks.partial_interval, f)))
    columns.append(
        (
            f"mean {words_of(name)}, factor low to high",
            lambda f: " to ".join(amount(kind, mean, units) for mean in one.swings[f].mean),
        )
    )
    head = ("factor", *(title for title, _ in columns))
    rows = [
        (words_of(found.factors[f]), *(text(f) for _, text in columns)) for f in map(int, one.order)
    ]
    return head, rows


def sentences_of(found: Sensitivity, name: str) -> Iterator[str]:
    """What the table of an output rests on, and what is wrong with it."""
    one, bootstrap = found[name], found.bootstrap
    share = f"{100 * bootstrap.confidence:g} %"
    if found.rows < found.of_rows:
        yield f"The first {found.rows:,} of {found.of_rows:,} {found.noun} are used."
    if one.sobol is not None:
        yield (
            f"Sobol indices from {one.sobol.blocks:,} blocks; in brackets "
            f"{share} intervals from {bootstrap.resamples:,} bootstrap resamples."
        )
        if np.isnan(one.sobol.total).all():
            yield f"The {words_of(name)} is the same in every row, so that there is no index."
        else:
            alone, least = float(one.sobol.first.sum()), 0.05
            if 1.0 - alone > least:
                yield (
                    f"The factors alone make up {100 * alone:.0f} % of the variance; the rest "
                    "comes from factors together."
                )
    elif one.morris is not None:
        yield (
            f"Elementary effects from {one.morris.trajectories:,} trajectories: the change of the "
            f"{words_of(name)} over the whole of a factor's distribution at the mean rate of its "
            f"steps, with {share} intervals."
        )
    else:
        yield (
            f"Rank correlations of {one.ranks.rows:,} {found.noun}, with {share} bootstrap "
            "intervals; an effect that turns round may show as 0."
        )
    if found.linked:
        names = ", ".join(map(words_of, found.linked))
        yield f"Linked factors go with what they are linked to: {names}."
    if one.missing:
        yield _what_is_missing(found, one)


def _what_is_missing(found: Sensitivity, one: OutputSensitivity) -> str:
    by_status = ", ".join(f"{count:,} {status}" for status, count in one.missing.items())
    text = (
        f"{one.missing_count:,} of {found.rows:,} {found.noun} have no {words_of(one.name)} "
        f"({by_status})"
    )
    groups = None
    if one.sobol is not None:
        groups = one.sobol.blocks_left_out, one.sobol.blocks, "blocks"
    elif one.morris is not None:
        groups = one.morris.trajectories_left_out, one.morris.trajectories, "trajectories"
    if groups is not None:
        text += f", which leaves {groups[0]:,} of {groups[0] + groups[1]:,} {groups[2]} out"
    if one.filled is None:
        return f"{text}."
    kind = kind_of(one.name)
    names = {"sobol": "total index", "morris": "mean size of effect", "rank": "rank correlation"}

    def told(value: float) -> str:
        return amount(kind, value) if one.morris is not None else number_text(value)

    moved = "; ".join(
        f"{words_of(found.factors[f])} {told(one.filled[0, f])} and {told(one.filled[1, f])}"
        for f in map(int, one.order)
    )
    return (
        f"{text}; with the lowest and then the highest {words_of(one.name)} in their place the "
        f"{names[one.method]} would be: {moved}."
    )


def sensitivity_text(found: Sensitivity) -> str:
    """The tables as text."""
    parts = []
    for name in found.outputs:
        head, rows = lines_of(found, name)
        wide = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
        lines = [
            "  ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)).rstrip()
            for row in (head, *rows)
        ]
        parts.append("\n".join([f"Sensitivity of {words_of(name)}", *lines]))
    return "\n\n".join(parts)


def sensitivity_html(found: Sensitivity) -> str:
    """The tables, with what they rest on."""
    parts = []
    for name in found.outputs:
        head, rows = lines_of(found, name)
        columns = [
            Column(title, [row[number] for row in rows], words=number == 0)
            for number, title in enumerate(head)
        ]
        parts.append(html_table(columns, title=f"Sensitivity of {words_of(name)}"))
        parts.append(html_list(list(sentences_of(found, name))))
    return "".join(parts)


def _index(index: Any, ends: Any, factor: int) -> str:
    value, low, high = index[factor], ends[0, factor], ends[1, factor]
    if np.isnan(value):
        return NO_VALUE
    return f"{number_text(value)} ({number_text(low)}, {number_text(high)})"


def number_text(value: float) -> str:
    """An index with two decimals."""
    text = f"{value:.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else "0.00"
