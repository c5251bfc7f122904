"""Picture: how much each factor matters for an output, as bars with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trajkit.output import style
from trajkit.output.charts import Names, dress_axis, head, panel, scale_of
from trajkit.output.fonts import font_families
from trajkit.output.picture import open_page
from trajkit.reports.amount import amount, kind_of, words_of
from trajkit.sweeps.sensitivity.view import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trajkit.sweeps.sensitivity.result import OutputSensitivity, Sensitivity

__all__ = ["draw_indices"]

Array = NDArray[np.float64]
Series = tuple[str, Array, Array | None, int]

_ROW_PT, _BAR_PT = 25.0, 8.0
_HEAD_PT, _AXIS_PT, _RIGHT_PT = 18.0, 30.0, 8.0

_SUBTITLES = {
    "sobol": "Which unknown matters for the {}: shares of its variance",
    "morris": "Which unknown matters for the {}: change from a factor’s least to its greatest",
    "rank": "Which unknown matters for the {}: rank correlation with it",
}


def draw_indices(found: Sensitivity, output: str, *, font: str | None = None) -> Figure:
    """Bars of the indices that the design gives, with bootstrap intervals as whiskers.

    First order and total of a Saltelli design; mean size and deviation of the effects of Morris's;
    rank correlations of any other.

    Raises
    ------
    InputError
        If the output was not analysed, or `font` is not installed.
    """
    one = found[output]
    words = words_of(output)
    notes = tuple(_notes(found, one))
    subtitle = _SUBTITLES[one.method].format(words)
    texts = [found.title, subtitle, *notes, found.made]
    with style.applied(font_families(texts, font)):
        names = Names([found.factors[f] for f in one.order], least_pt=_ROW_PT)
        figure, body = open_page(
            title=found.title,
            subtitle=subtitle,
            notes=notes,
            sources=(found.made,),
            body_height_pt=_HEAD_PT + names.height_pt + _AXIS_PT,
        )
        wide = body.width_pt - names.width_pt - _RIGHT_PT
        axes = panel(figure, body, (names.width_pt, _AXIS_PT, wide, names.height_pt), "indices")
        names.write(axes)
        label, series = _series(one)
        _bars(axes, names, one, series)
        axes.set_xlabel(label, labelpad=2.0)
        dress_axis(axes.xaxis, wide)
        parts = [(series[0][0], style.ink(series[0][3]))]
        parts += [("   ", style.INK), (series[1][0], style.ink(series[1][3]))]
        head(axes, parts)
    return figure


def _series(one: OutputSensitivity) -> tuple[str, list[Series]]:
    """Name of the axis; and of each kind of bar its name, values, ends and colour."""
    if one.sobol is not None:
        sobol = one.sobol
        return f"share of the variance of the {words_of(one.name)}", [
            ("Alone (first order)", sobol.first, sobol.first_interval, 0),
            ("With others (total)", sobol.total, sobol.total_interval, 1),
        ]
    if one.morris is not None:
        effects = one.morris
        scale = scale_of(one.name, effects.mean_size)
        return f"change of the {scale.label}", [
            (
                "Mean size of the effect",
                effects.mean_size / scale.size,
                effects.mean_size_interval / scale.size,
                0,
            ),
            ("Deviation of the effect", effects.deviation / scale.size, None, 1),
        ]
    ranks = one.ranks
    return f"rank correlation with the {words_of(one.name)}", [
        ("Spearman’s", ranks.spearman, ranks.spearman_interval, 0),
        ("Others taken out (partial)", ranks.partial, ranks.partial_interval, 1),
    ]


def _bars(axes: Axes, names: Names, one: OutputSensitivity, series: list[Series]) -> None:
    ends: list[float] = [0.0]
    for number, (title, values, bounds, index) in enumerate(series):
        for row, factor in enumerate(one.order):
            value = values[factor]
            if not np.isfinite(value):
                continue
            at = names.middles_pt[row] + (number - 0.5) * (_BAR_PT + 1.0)
            name = f"{title.split()[0].lower()}-{row + 1}"
            axes.barh(at, value, height=_BAR_PT, color=style.colour(index), linewidth=0.0,
                      zorder=2, gid=name)  # fmt: skip
            ends.append(float(value))
            if bounds is not None and np.isfinite(bounds[:, factor]).all():
                low, high = bounds[:, factor]
                axes.plot([low, high], [at, at], color=style.INK, linewidth=0.9, zorder=3,
                          marker="|", markersize=4.5, markeredgewidth=0.9, gid=f"{name}-interval",
                          clip_on=False)  # fmt: skip
                ends += [float(low), float(high)]
    low, high = min(ends), max(ends)
    if one.sobol is not None:
        high = max(high, 1.0) if high > 0.6 else high
    room = 0.03 * (high - low) or 1.0
    axes.set_xlim(low - room if low < 0.0 else 0.0, high + room)
    axes.axvline(0.0, color=style.FRAME, linewidth=0.6, zorder=4)


def _notes(found: Sensitivity, one: OutputSensitivity) -> Iterator[str]:
    share = f"{100 * found.bootstrap.confidence:g} %"
    words = words_of(one.name)
    if one.sobol is not None:
        yield (
            f"Whiskers: {share} bootstrap intervals. Alone: the share of the variance that would "
            "go if the factor were known. With others: the share that would be left if all others "
            "were known."
        )
        yield from _pair(found, one)
    elif one.morris is not None:
        yield (
            f"Whiskers: {share} bootstrap intervals. Effects are steps, reckoned up to the whole "
            "of a factor’s distribution; a large deviation says that they depend on the others."
        )
    else:
        yield (f"Whiskers: {share} bootstrap intervals. An effect that turns round may show as 0.")
    if one.missing:
        yield _missing(found, one, words)


def _pair(found: Sensitivity, one: OutputSensitivity) -> Iterator[str]:
    assert one.sobol is not None
    second = one.sobol.second
    if second is None or not np.isfinite(second).any():
        return
    j, k = np.unravel_index(int(np.nanargmax(second)), second.shape)
    assert one.sobol.second_interval is not None
    low = one.sobol.second_interval[0, j, k]
    if low > 0.0:
        yield (
            f"Strongest pair: {words_of(found.factors[j])} with {words_of(found.factors[k])}, "
            f"{number_text(second[j, k])} beyond the two alone."
        )


def _missing(found: Sensitivity, one: OutputSensitivity, words: str) -> str:
    text = f"{one.missing_count:,} of {found.rows:,} {found.noun} have no {words}"
    if one.filled is None:
        return f"{text}."
    first = int(one.order[0])
    low, high = one.filled[:, first]

    def told(value: Any) -> str:
        return amount(kind_of(one.name), value) if one.morris is not None else number_text(value)

    return (
        f"{text}; were they the lowest or the highest of all, the index of "
        f"{words_of(found.factors[first])} would be {told(low)} or {told(high)}."
    )
