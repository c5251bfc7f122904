"""Picture: an output over each factor, row by row, with its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.output import style
from trajkit.output.charts import capital, dress_axis, panel, scale_of
from trajkit.output.fonts import font_families
from trajkit.output.picture import open_page
from trajkit.reports.amount import amount, kind_of, words_of
from trajkit.sweeps.sensitivity.levels import levels_of, mean_by_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from trajkit.sweeps.rows import OutputRows

__all__ = ["draw_scatter"]

_COLUMNS, _TALL_PT, _AXIS_PT, _TOP_PT = 2, 88.0, 28.0, 8.0
_LEFT_PT, _GAP_PT, _RIGHT_PT = 40.0, 14.0, 8.0
_POINTS = 1500


def draw_scatter(
    rows: OutputRows,
    factors: Sequence[str],
    *,
    at_least: float | None = None,
    font: str | None = None,
) -> Figure:
    """A panel a factor; of many rows some 1,500 are drawn, evenly spread over them.

    Parameters
    ----------
    rows
        The output and the factors.
    factors
        Which, in this order.
    at_least
        A figure to mark, in the output's SI unit.

    Raises
    ------
    InputError
        If `font` is not installed.
    """
    known = np.flatnonzero(rows.known)
    words = words_of(rows.output)
    shown = known[np.linspace(0, known.size - 1, min(_POINTS, known.size)).astype(np.intp)]
    subtitle = f"{capital(words)} of the {rows.noun}, unknown by unknown"
    notes = [
        f"Points: {shown.size:,} of {rows.values.size:,} {rows.noun}. Line: mean over the others, "
        "by tenths of the factor."
    ]
    if rows.given:
        notes.append(f"Only {rows.noun} with {rows.given}.")
    if at_least is not None:
        notes.append(f"Dashed: {amount(kind_of(rows.output), at_least)}.")
    if known.size < rows.values.size:
        notes.append(f"{rows.values.size - known.size:,} {rows.noun} have no {words}.")
    with style.applied(font_families([rows.title, subtitle, rows.made], font)):
        lines = -(-len(factors) // _COLUMNS)
        step = _TALL_PT + _AXIS_PT + _TOP_PT
        figure, body = open_page(
            title=rows.title,
            subtitle=subtitle,
            notes=notes,
            sources=(rows.made,),
            body_height_pt=lines * step,
        )
        wide = (body.width_pt - _LEFT_PT - _RIGHT_PT - (_COLUMNS - 1) * _GAP_PT) / _COLUMNS
        scale = scale_of(rows.output, rows.values)
        high = float(rows.values[known].max()) / scale.size
        low = min(0.0, float(rows.values[known].min()) / scale.size)
        if at_least is not None:
            high = max(high, at_least / scale.size)
        for number, name in enumerate(factors):
            line, column = divmod(number, _COLUMNS)
            left = _LEFT_PT + column * (wide + _GAP_PT)
            bottom = body.height_pt - (line + 1) * step + _AXIS_PT
            axes = panel(figure, body, (left, bottom, wide, _TALL_PT), name)
            factor = rows.factors[name]
            along = scale_of(name, factor)
            axes.plot(
                factor[shown] / along.size, rows.values[shown] / scale.size, marker=".",
                markersize=2.0, markeredgewidth=0.0, linestyle="none", color=style.colour(0),
                alpha=0.45, zorder=2, gid=f"{name}-rows",
            )  # fmt: skip
            levels = levels_of(factor[known])
            mean = mean_by_level(levels, rows.values[known])
            axes.plot(
                levels.centre / along.size, mean / scale.size, color=style.colour(1),
                linewidth=1.8, zorder=4, gid=f"{name}-mean",
            )  # fmt: skip
            if at_least is not None:
                axes.axhline(at_least / scale.size, color=style.INK, linewidth=0.8, zorder=3,
                             linestyle=(0, (4.0, 2.0)), gid=f"{name}-figure")  # fmt: skip
            axes.set_ylim(low, low + 1.06 * (high - low) if high > low else low + 1.0)
            logarithmic = name in rows.logarithmic
            if logarithmic:
                axes.set_xscale("log")
            dress_axis(axes.xaxis, wide, each_pt=34.0, logarithmic=logarithmic)
            dress_axis(axes.yaxis, _TALL_PT, each_pt=24.0)
            axes.set_xlabel(along.label, labelpad=2.0)
            if column:
                axes.tick_params(axis="y", labelleft=False)
            else:
                axes.set_ylabel(scale.label, labelpad=2.0)
    return figure
