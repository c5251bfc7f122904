"""Picture: an output over two factors, as a map of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from trajkit.output import style
from trajkit.output.charts import capital, dress_axis, panel, scale_of
from trajkit.output.fonts import font_families
from trajkit.output.picture import open_page
from trajkit.reports.amount import amount, kind_of, words_of
from trajkit.sweeps.sensitivity.levels import levels_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trajkit.sweeps.rows import OutputRows

__all__ = ["draw_heat_map"]

Array = NDArray[np.float64]

_CELLS, _LEAST_ROWS = 14, 3
_LEFT_PT, _BOTTOM_PT, _TOP_PT, _TALL_PT = 46.0, 30.0, 20.0, 210.0
_BAR_PT, _BAR_GAP_PT, _BAR_NAMES_PT = 10.0, 12.0, 34.0
_COLOURS = "cividis"  # rises evenly in lightness, with all kinds of colour vision


def draw_heat_map(
    rows: OutputRows,
    pair: tuple[str, str],
    *,
    at_least: float | None = None,
    font: str | None = None,
) -> Figure:
    """Cells of two factors, coloured by the mean of the output over the rows in them.

    Parameters
    ----------
    pair
        Factors along the ground and upwards.
    at_least
        Colour by the share of rows that reach this figure (SI unit) instead of by the mean.

    Raises
    ------
    InputError
        If `font` is not installed.
    """
    words = words_of(rows.output)
    along, up = (rows.factors[name] for name in pair)
    known = rows.known
    edges = [_edges(x, name in rows.logarithmic) for x, name in zip((along, up), pair, strict=True)]
    scale = scale_of(rows.output, rows.values)
    if at_least is None:
        weights: Array = rows.values[known] / scale.size
        bar = f"mean {scale.label}"
        subtitle = f"Mean {words} over two unknowns"
    else:
        figure_m = amount(kind_of(rows.output), at_least)
        weights = np.where(rows.values[known] >= at_least, 100.0, 0.0)
        bar = f"share of {rows.noun}, %"
        subtitle = f"Share of the {rows.noun} whose {words} is {figure_m} or more"
    count = np.histogram2d(along[known], up[known], edges)[0]
    total = np.histogram2d(along[known], up[known], edges, weights=weights)[0]
    least = min(_LEAST_ROWS, int(count.max()))
    cells = np.where(count >= least, total / np.maximum(count, 1.0), np.nan)
    notes = [
        f"{known.sum():,} {rows.noun}, {np.median(count[count > 0]):,.0f} in the middle cell; "
        f"cells with fewer than {least} are left white. All other factors as they come."
    ]
    if rows.given:
        notes.append(f"Only {rows.noun} with {rows.given}.")
    if known.sum() < known.size:
        notes.append(f"{known.size - known.sum():,} {rows.noun} have no {words}.")
    with style.applied(font_families([rows.title, subtitle, rows.made], font)):
        figure, body = open_page(
            title=rows.title,
            subtitle=subtitle,
            notes=notes,
            sources=(rows.made,),
            body_height_pt=_TALL_PT + _BOTTOM_PT + _TOP_PT,
        )
        wide = body.width_pt - _LEFT_PT - _BAR_GAP_PT - _BAR_PT - _BAR_NAMES_PT
        axes = panel(figure, body, (_LEFT_PT, _BOTTOM_PT, wide, _TALL_PT), "cells")
        scales = [scale_of(name, rows.factors[name]) for name in pair]
        norm = _norm(cells, share=at_least is not None)
        axes.pcolormesh(
            edges[0] / scales[0].size, edges[1] / scales[1].size, cells.T, norm=norm,
            cmap=_COLOURS, edgecolor="face", linewidth=0.2, gid="mean",
        )  # fmt: skip
        for axis, name, room, own in (
            (axes.xaxis, pair[0], wide, scales[0]),
            (axes.yaxis, pair[1], _TALL_PT, scales[1]),
        ):
            logarithmic = name in rows.logarithmic
            if logarithmic:
                (axes.set_xscale if axis is axes.xaxis else axes.set_yscale)("log")
            dress_axis(axis, room, logarithmic=logarithmic)
            axis.set_label_text(capital(own.label))
            axis.labelpad = 2.0
        axes.set_xlim(edges[0][0] / scales[0].size, edges[0][-1] / scales[0].size)
        axes.set_ylim(edges[1][0] / scales[1].size, edges[1][-1] / scales[1].size)
        side = panel(
            figure, body, (_LEFT_PT + wide + _BAR_GAP_PT, _BOTTOM_PT, _BAR_PT, _TALL_PT), "colours"
        )
        drawn = mpl.cm.ScalarMappable(norm=norm, cmap=_COLOURS)
        figure.colorbar(drawn, cax=side)
        side.spines[:].set_linewidth(0.6)
        dress_axis(side.yaxis, _TALL_PT)
        side.annotate(
            capital(bar), (1.0, 1.0), xycoords="axes fraction", xytext=(_BAR_NAMES_PT, 8.0),
            textcoords="offset points", ha="right", size=style.SMALL_PT, annotation_clip=False,
        )  # fmt: skip
    return figure


def _edges(factor: Array, logarithmic: bool) -> Array:
    if logarithmic:
        return np.exp(_edges(np.log(factor), logarithmic=False))
    distinct = levels_of(factor).centre
    if np.isin(factor, distinct).all():  # few values, a cell each
        half = 0.5 * np.diff(distinct)
        first, last = (half[0], half[-1]) if half.size else (0.5, 0.5)
        return np.concatenate([[distinct[0] - first], distinct[:-1] + half, [distinct[-1] + last]])
    return np.linspace(factor.min(), factor.max(), _CELLS + 1)


def _norm(cells: Array, *, share: bool) -> Normalize:
    if share:
        return Normalize(0.0, max(1.0, float(np.nanmax(cells))))
    low, high = float(np.nanmin(cells)), float(np.nanmax(cells))
    return Normalize(low, high if high > low else low + 1.0)
