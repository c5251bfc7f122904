"""Picture: what would have to be true of each factor for an output to reach a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.output import style
from trajkit.output.charts import dress_axis, panel, scale_of
from trajkit.output.fonts import font_families
from trajkit.output.picture import open_page
from trajkit.reports.amount import amount, kind_of, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trajkit.output.charts import Scale
    from trajkit.sweeps.rows import OutputRows
    from trajkit.sweeps.sensitivity.needed import Needed, NeededFactor

__all__ = ["draw_needed"]

_COLUMNS, _TALL_PT, _BARS_PT, _AXIS_PT, _TOP_PT = 2, 66.0, 22.0, 28.0, 8.0
_LEFT_PT, _GAP_PT, _RIGHT_PT = 36.0, 16.0, 8.0
_ALL, _REACHING = 0, 1


def draw_needed(
    rows: OutputRows, needed: Needed, *, most: int = 8, font: str | None = None
) -> Figure:
    """A panel a factor: the share of rows that reach the figure, by tenths of the factor; below
    it, between which values nine rows in ten lie, of all rows and of those that reach it.

    Factors that set these rows apart most come first, and only the first `most` are shown.

    Raises
    ------
    InputError
        If `font` is not installed.
    """
    words = words_of(needed.output)
    told = amount(kind_of(needed.output), needed.at_least)
    share = _percent(needed.share)
    subtitle = (
        f"What a {words} of {told} would take: {share} of {needed.rows:,} {rows.noun} reach it"
    )
    notes = [
        f"Columns: share of the {rows.noun} that reach it, by tenths of the factor, all others as "
        f"they come. Bars: between which values nine in ten of all {rows.noun} (blue) and of those "
        "that reach it (orange) lie, with the median."
    ]
    if rows.given:
        notes.insert(0, f"Only {rows.noun} with {rows.given}.")
    if needed.missing:
        low, high = (_percent(end) for end in needed.share_bounds)
        notes.append(
            f"{needed.missing:,} {rows.noun} have no {words}; with them it would be {low} to "
            f"{high}."
        )
    if not needed.reaching.any():
        greatest = amount(kind_of(needed.output), needed.greatest)
        notes.append(f"None does; the greatest is {greatest}.")
    with style.applied(font_families([rows.title, subtitle, rows.made], font)):
        shown = needed.factors[:most]
        lines = -(-len(shown) // _COLUMNS)
        step = _TALL_PT + _BARS_PT + _AXIS_PT + _TOP_PT
        figure, body = open_page(
            title=rows.title,
            subtitle=subtitle,
            notes=notes,
            sources=(rows.made,),
            body_height_pt=lines * step,
        )
        wide = (body.width_pt - _LEFT_PT - _RIGHT_PT - (_COLUMNS - 1) * _GAP_PT) / _COLUMNS
        highest = max(float(np.nanmax(one.share)) for one in shown)
        for number, one in enumerate(shown):
            line, column = divmod(number, _COLUMNS)
            left = _LEFT_PT + column * (wide + _GAP_PT)
            bottom = body.height_pt - (line + 1) * step + _AXIS_PT
            scale = scale_of(one.name, rows.factors[one.name])
            logarithmic = one.name in rows.logarithmic
            axes = panel(figure, body, (left, bottom + _BARS_PT, wide, _TALL_PT), one.name)
            _columns(axes, one, scale, highest)
            below = panel(figure, body, (left, bottom, wide, _BARS_PT), f"{one.name}-bars")
            _bars(below, one, scale)
            first, last = (float(one.levels.edges[end]) / scale.size for end in (0, -1))
            for each in (axes, below):
                if logarithmic:
                    each.set_xscale("log")
                each.set_xlim(first, last)
                dress_axis(each.xaxis, wide, each_pt=34.0, logarithmic=logarithmic)
            axes.tick_params(axis="x", labelbottom=False, length=0.0)
            below.set_xlabel(scale.label, labelpad=2.0)
            if column:
                axes.tick_params(axis="y", labelleft=False)
            else:
                axes.set_ylabel("share, %", labelpad=2.0)
    return figure


def _columns(axes: Axes, one: NeededFactor, scale: Scale, highest: float) -> None:
    edges = one.levels.edges / scale.size
    share = 100.0 * np.nan_to_num(one.share)
    axes.stairs(share, edges, fill=True, color=style.colour(_REACHING), alpha=0.35, linewidth=0.0,
                gid=f"{one.name}-share")  # fmt: skip
    axes.stairs(share, edges, color=style.colour(_REACHING), linewidth=1.1, baseline=None,
                gid=f"{one.name}-share-line")  # fmt: skip
    axes.set_ylim(0.0, max(108.0 * highest, 1.0))
    dress_axis(axes.yaxis, _TALL_PT, each_pt=16.0)


def _bars(axes: Axes, one: NeededFactor, scale: Scale) -> None:
    axes.set_ylim(2.0, 0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    for at, index, ends in (
        (0.65, _ALL, one.among_all),
        (1.4, _REACHING, one.among_reaching),
    ):
        if not np.isfinite(ends).all():
            continue
        low, middle, high = ends / scale.size
        name = f"{one.name}-{('all', 'reaching')[index]}"
        axes.plot([low, high], [at, at], color=style.colour(index), linewidth=3.0,
                  solid_capstyle="butt", zorder=3, gid=name)  # fmt: skip
        axes.plot([middle], [at], marker="|", markersize=7.0, markeredgewidth=1.8,
                  color=style.ink(index), zorder=4, clip_on=False,
                  gid=f"{name}-median")  # fmt: skip


def _percent(share: float) -> str:
    if 0.0 < share < 0.005:
        return f"{100 * share:.1g} %"
    return f"{share:.0%}".replace("%", " %")
