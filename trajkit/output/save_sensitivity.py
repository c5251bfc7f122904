"""Writes a sensitivity analysis: pictures, summary and table in one folder, all or nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError
from trajkit.output.files import check_free, write_batch
from trajkit.output.save import json_text

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trajkit.sweeps.rows import OutputRows
    from trajkit.sweeps.sensitivity.needed import Needed
    from trajkit.sweeps.sensitivity.result import OutputSensitivity, Sensitivity

__all__ = [
    "DEFAULT_FORMATS",
    "FORMATS",
    "Analysed",
    "save_sensitivity",
    "sensitivity_file_names",
    "sensitivity_summary",
]

FORMATS = ("png", "svg", "pdf", "json", "csv")
"""Pictures in three forms, the summary, and the table of indices."""

DEFAULT_FORMATS = ("png", "svg", "json", "csv")
_PICTURES = ("indices", "tornado", "scatter", "heat-map")
_MOST_PANELS = 8


@dataclass(frozen=True, eq=False)
class Analysed:
    """All that is written of a sweep.

    Attributes
    ----------
    found
        The indices.
    rows
        By output.
    needed
        By output, where a figure was asked for.
    """

    found: Sensitivity
    rows: Mapping[str, OutputRows]
    needed: Mapping[str, Needed] = field(default_factory=dict)


def sensitivity_file_names(
    outputs: Sequence[str],
    formats: Sequence[str] = DEFAULT_FORMATS,
    *,
    needed: Sequence[str] = (),
    factors: int = 2,
) -> tuple[str, ...]:
    """Names of the files.

    Parameters
    ----------
    needed
        Outputs for which a figure is asked for.
    factors
        How many there are; a heat map needs two.

    Raises
    ------
    InputError
        If a format is not known.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise InputError(f'format "{unknown[0]}" is not known; choose from {", ".join(FORMATS)}')
    pictures = [
        f"{output}-{picture}"
        for output in outputs
        for picture in (*_PICTURES, *(("needed",) if output in needed else ()))
        if picture != "heat-map" or factors > 1
    ]
    names = [f"{picture}.{f}" for picture in pictures for f in formats if f in FORMATS[:3]]
    return (*names, *(f"sensitivity.{f}" for f in ("json", "csv") if f in formats))


def save_sensitivity(
    analysed: Analysed,
    folder: str | os.PathLike[str],
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    font: str | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the pictures of each output, summary and table.

    Raises
    ------
    InputError
        If a file exists and `force` is not set, the folder cannot be written to, or a format is
        not known.
    """
    import os

    found = analysed.found
    names = sensitivity_file_names(
        list(found.outputs), formats, needed=list(analysed.needed), factors=len(found.factors)
    )
    check_free([os.path.join(folder, name) for name in names], force=force)
    drawn: dict[str, Any] = {}
    contents: dict[str, Any] = {}
    for name in names:
        stem, suffix = name.split(".")
        if stem == "sensitivity":
            contents[name] = (
                json_text(sensitivity_summary(analysed)) if suffix == "json" else _table(found)
            )
            continue
        if stem not in drawn:
            drawn[stem] = _draw(analysed, stem, font)
        from trajkit.output.picture import render

        contents[name] = render(drawn[stem], f".{suffix}")
    return write_batch(folder, contents, force=force)


def sensitivity_summary(analysed: Analysed) -> dict[str, Any]:
    """Everything as plain data, in SI units."""
    from trajkit.sweeps.sensitivity.view import sentences_of

    found = analysed.found
    return {
        "title": found.title,
        "made": found.made,
        "design": found.design,
        "rows": found.rows,
        "rows_of_sweep": found.of_rows,
        "factors": dict(zip(found.factors, found.units, strict=True)),
        "linked_factors": list(found.linked),
        "bootstrap": {
            "seed": found.bootstrap.seed,
            "resamples": found.bootstrap.resamples,
            "confidence": found.bootstrap.confidence,
        },
        "outputs": {
            name: _output(found, one, list(sentences_of(found, name)))
            for name, one in found.outputs.items()
        },
        "needed": {
            name: {"given": analysed.rows[name].given, **_needed(one)}
            for name, one in analysed.needed.items()
        },
    }


def _output(found: Sensitivity, one: OutputSensitivity, sentences: list[str]) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "mean": one.mean,
        "deviation": one.deviation,
        "missing": dict(one.missing),
        "notes": sentences,
        "indices": [
            dict(zip(_COLUMNS[1:], row[1:], strict=True)) for row in _index_rows(found, one)
        ],
        "swings": {
            factor: {"factor": swing.factor.tolist(), "mean": swing.mean.tolist()}
            for factor, swing in zip(found.factors, one.swings, strict=True)
        },
    }


def _needed(needed: Needed) -> dict[str, Any]:
    low, high = needed.share_bounds
    return {
        "at_least": needed.at_least,
        "rows": needed.rows,
        "missing": needed.missing,
        "share": needed.share,
        "share_if_missing_did_not": low,
        "share_if_missing_did": high,
        "factors": {
            one.name: {
                "all_5_50_95": one.among_all.tolist(),
                "reaching_5_50_95": one.among_reaching.tolist(),
                "distance": one.distance,
                "level_edges": one.levels.edges.tolist(),
                "share_by_level": one.share.tolist(),
            }
            for one in needed.factors
        },
    }


_COLUMNS = (
    "output", "factor", "other_factor", "index", "value", "low", "high", "if_lowest", "if_highest",
)  # fmt: skip


def _index_rows(found: Sensitivity, one: OutputSensitivity) -> list[tuple[Any, ...]]:
    """A row an index: value, interval, and what it would be with missing values filled."""
    rows: list[tuple[Any, ...]] = []

    def add(index: str, values: Any, ends: Any, filled: Any = None) -> None:
        for number, factor in enumerate(found.factors):
            rows.append(
                (one.name, factor, "", index, float(values[number]),
                 *_two(ends, number), *_two(filled, number))
            )  # fmt: skip

    if one.sobol is not None:
        add("first order", one.sobol.first, one.sobol.first_interval, one.first_filled)
        add("total", one.sobol.total, one.sobol.total_interval, one.filled)
        second, ends = one.sobol.second, one.sobol.second_interval
        if second is not None and ends is not None:
            rows += [
                (one.name, found.factors[j], found.factors[k], "second order", float(second[j, k]),
                 *map(float, ends[:, j, k]), None, None)
                for j, k in combinations(range(len(found.factors)), 2)
            ]  # fmt: skip
    if one.morris is not None:
        effects = one.morris
        add("mean effect", effects.mean, None)
        add("mean size of effect", effects.mean_size, effects.mean_size_interval, one.filled)
        add("deviation of effect", effects.deviation, None)
    ranked = one.filled if one.method == "rank" else None
    add("Spearman", one.ranks.spearman, one.ranks.spearman_interval, ranked)
    add("partial rank", one.ranks.partial, one.ranks.partial_interval)
    return rows


def _two(ends: Any, number: int) -> tuple[float | None, float | None]:
    return (None, None) if ends is None else (float(ends[0, number]), float(ends[1, number]))


def _table(found: Sensitivity) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found.outputs.values():
        for row in _index_rows(found, one):
            writer.writerow(["" if cell is None or cell != cell else cell for cell in row])
    return stream.getvalue()


def _draw(analysed: Analysed, stem: str, font: str | None) -> Any:
    from trajkit.output import sweep_pictures

    output, _, picture = stem.partition("-")
    found, rows, needed = analysed.found, analysed.rows[output], analysed.needed.get(output)
    return sweep_pictures.draw(picture, found, rows, needed, most=_MOST_PANELS, font=font)
