"""Places labels on a map so that they cover neither each other nor the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.output import style
from trajkit.output.canvas import Canvas
from trajkit.output.picture import text_width_pt

__all__ = ["Labeller"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the map's lower left corner."""

# Direction of a label from its mark, in the order in which cartographers prefer them.
_AROUND = ((1, 1), (1, 0), (1, -1), (-1, 1), (-1, 0), (-1, -1), (0, 1), (0, -1))

_LINE = 1.2
"""Height of a line of text over its type size."""


class Labeller:
    """Remembers what is taken on a map and finds free room for the next label.

    Call it with what matters most first.

    Parameters
    ----------
    canvas : Canvas
        The map.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._boxes: list[Box] = []
        self._points = np.empty((0, 2))
        self._frame = (0.0, 0.0, canvas.body.width_pt, canvas.body.height_pt)

    def avoid_line(self, plane: NDArray[np.float64], spacing_pt: float = 2.0) -> None:
        """Keep labels off a line of projected vertices (m)."""
        points = self._canvas.to_points(plane)
        lengths = np.hypot(*np.diff(points, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        even = np.linspace(0.0, along[-1], max(2, int(along[-1] / spacing_pt)))
        dense = np.column_stack([np.interp(even, along, points[:, i]) for i in (0, 1)])
        self._points = np.vstack([self._points, dense])

    def avoid_mark(self, plane: ArrayLike, half_pt: float = 3.0) -> None:
        """Keep labels off a mark at a projected place (m)."""
        x, y = self._canvas.to_points(np.reshape(np.asarray(plane, dtype=float), (1, 2)))[0]
        self._boxes.append((x - half_pt, y - half_pt, x + half_pt, y + half_pt))

    def avoid_box(self, box: Box) -> None:
        """Keep labels off a box."""
        self._boxes.append(box)

    def beside(
        self,
        plane: ArrayLike,
        text: str,
        *,
        size_pt: float = style.SMALL_PT,
        weight: str = "normal",
        gap_pt: float = 4.0,
        required: bool = False,
        **look: Any,
    ) -> bool:
        """Label a mark at a projected place (m); returns whether room was found.

        A ``required`` label goes where it covers least.
        """
        x, y = self._canvas.to_points(np.reshape(np.asarray(plane, dtype=float), (1, 2)))[0]
        width, height = _size(text, size_pt, weight)
        boxes: list[tuple[Box, str]] = []
        for stretch in (1.0, 2.5, 5.0) if required else (1.0,):
            gap = gap_pt * stretch
            for right, up in _AROUND:
                diagonal = 0.7 if right and up else 1.0
                left = x + diagonal * gap * right - width * (1 - right) / 2
                bottom = y + diagonal * gap * up - height * (1 - up) / 2
                side = {1: "left", 0: "center", -1: "right"}[right]
                boxes.append(((left, bottom, left + width, bottom + height), side))
        return self._write(boxes, text, size_pt, weight, required, over_sea=False, look=look)

    def centred(
        self,
        planes: ArrayLike,
        text: str,
        *,
        size_pt: float = style.SMALL_PT,
        weight: str = "normal",
        required: bool = False,
        over_sea: bool = False,
        **look: Any,
    ) -> bool:
        """Put a label in the middle of the best of several places (m); returns whether it fits.

        With ``over_sea`` places count as worse the more land the label would cover.
        """
        width, height = _size(text, size_pt, weight)
        boxes = [
            ((x - width / 2, y - height / 2, x + width / 2, y + height / 2), "center")
            for x, y in self._canvas.to_points(np.reshape(np.asarray(planes, dtype=float), (-1, 2)))
        ]
        return self._write(boxes, text, size_pt, weight, required, over_sea=over_sea, look=look)

    def _write(
        self,
        boxes: Sequence[tuple[Box, str]],
        text: str,
        size_pt: float,
        weight: str,
        required: bool,
        *,
        over_sea: bool,
        look: dict[str, Any],
    ) -> bool:
        best: tuple[float, Box, str] | None = None
        for order, (box, side) in enumerate(boxes):
            cost = self._cost(box) + 0.01 * order
            if over_sea:
                cost += 40.0 * self._canvas.over_land(box)
            if best is None or cost < best[0]:
                best = cost, box, side
        if best is None or (best[0] >= 1.0 and not required):
            return False
        _, box, side = best
        self._boxes.append(box)
        anchor = {"left": box[0], "center": (box[0] + box[2]) / 2, "right": box[2]}[side]
        x, y = self._canvas.from_points((anchor, (box[1] + box[3]) / 2))
        self._canvas.axes.text(
            x, y, text, size=size_pt, weight=weight, ha=side, va="center",
            linespacing=_LINE, zorder=8, **look,
        )  # fmt: skip
        return True

    def _cost(self, box: Box) -> float:
        """0 for free room; 1 and more for each thing covered."""
        left, bottom, right, top = box
        low, high = self._frame[:2], self._frame[2:]
        outside = max(low[0] + 2 - left, low[1] + 2 - bottom, right + 2 - high[0], top + 2 - high[1])
        cost = 1e3 + outside if outside > 0.0 else 0.0
        if self._canvas.window.disc:
            centre = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2
            corners = np.array([(x, y) for x in (left, right) for y in (bottom, top)])
            if np.hypot(*(corners - centre).T).max() > high[0] / 2 - 2:
                cost += 1e3
        cost += 30.0 * sum(_overlap(box, other, 1.0) for other in self._boxes)
        x, y = self._points.T
        inside = (x > left - 1) & (x < right + 1) & (y > bottom - 1) & (y < top + 1)
        return cost + float(np.count_nonzero(inside))


def _size(text: str, size_pt: float, weight: str) -> tuple[float, float]:
    lines = text.count("\n") + 1
    return text_width_pt(text, size_pt, weight), _LINE * size_pt * lines


def _overlap(one: Box, other: Box, margin: float) -> bool:
    return (
        one[0] < other[2] + margin
        and other[0] < one[2] + margin
        and one[1] < other[3] + margin
        and other[1] < one[3] + margin
    )

