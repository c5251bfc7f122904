"""A scale bar that is true where it matters: along the parallel through the map's centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from trajkit.flight.geodesic import distance_m
from trajkit.output import style
from trajkit.output.picture import text_width_pt

if TYPE_CHECKING:
    from trajkit.output.canvas import Canvas
    from trajkit.output.labels import Labeller

__all__ = ["bar_length_m", "draw_scale_bar"]

_MILE_M = 1609.344
_ROUND_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_HEIGHT_PT = 15.0
_INSET_PT = 6.0


def bar_length_m(canvas: Canvas, ground_m: float) -> float:
    """Length in the plane, m, of a level line through the map's centre that is ``ground_m`` long.

    The line is centred on the map; its length on the ground is that of the geodesic between its
    ends.
    """
    x = (canvas.window.west + canvas.window.east) / 2
    y = (canvas.window.south + canvas.window.north) / 2

    def excess(length: float) -> float:
        latitude, longitude = canvas.to_degrees(np.array([x - length / 2, x + length / 2]), [y, y])
        span = distance_m(
            from_latitude_deg=latitude[0],
            from_longitude_deg=longitude[0],
            to_latitude_deg=latitude[1],
            to_longitude_deg=longitude[1],
        )
        return float(span) - ground_m

    return float(brentq(excess, 0.5 * ground_m, 2.0 * ground_m, xtol=0.01))


def draw_scale_bar(canvas: Canvas, labeller: Labeller) -> None:
    """Draw a round number of kilometres where it covers least along the lower or upper edge."""
    longest = 0.28 * canvas.window.width_m / 1e3
    kilometres = max((km for km in _ROUND_KM if km <= longest), default=_ROUND_KM[0])
    text = f"{kilometres:,} km ({kilometres * 1e3 / _MILE_M:,.0f} mi)"
    length_pt = bar_length_m(canvas, kilometres * 1e3) / canvas.metres_per_point
    width = max(length_pt, text_width_pt(text, style.SMALL_PT))
    edge = canvas.body.width_pt - width - _INSET_PT
    lefts = (edge, _INSET_PT, *np.linspace(edge, _INSET_PT, 33)[1:-1])
    bottoms = (_INSET_PT, canvas.body.height_pt - _HEIGHT_PT - _INSET_PT)
    left, bottom, right, _ = labeller.roomiest(
        [(x, y, x + width, y + _HEIGHT_PT) for y in bottoms for x in lefts]
    )
    middle = (left + right) / 2
    (west, y), (east, _), (text_x, text_y), (_, tick) = canvas.from_points(
        [
            (middle - length_pt / 2, bottom + 1.0),
            (middle + length_pt / 2, bottom + 1.0),
            (middle, bottom + 4.5),
            (middle, bottom + 4.5),
        ]
    )
    (line,) = canvas.axes.plot(
        [west, west, east, east], [tick, y, y, tick], color=style.INK, linewidth=1.0,
        solid_capstyle="butt", solid_joinstyle="miter", zorder=8, gid="scale-bar",
        scalex=False, scaley=False,
    )  # fmt: skip
    line.set_clip_on(False)
    canvas.axes.text(
        text_x, text_y, text, size=style.SMALL_PT, ha="center", va="bottom", zorder=8,
        gid="scale-bar-label",
    )  # fmt: skip
