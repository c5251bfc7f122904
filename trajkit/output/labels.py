"""Places labels so that they cover neither each other nor the lines, on maps and profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from trajkit.output import style
from trajkit.output.picture import text_width_pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Box", "Labeller", "Sheet"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the sheet's lower left corner."""

# Direction of a label from its mark, in the order in which cartographers prefer them.
_AROUND = ((1, 1), (1, 0), (1, -1), (-1, 1), (-1, 0), (-1, -1), (0, 1), (0, -1))

_LATER = 0.03
"""What each step down the list of places costs, in lines covered."""

_LINE = 1.2
"""Height of a line of text over its type size."""


class Sheet(Protocol):
    """What labels are placed on; "plane" are the data coordinates of its axes."""

    @property
    def axes(self) -> Axes: ...

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height, points."""

    @property
    def round(self) -> bool:
        """Whether the sheet is a disc."""

    def to_points(self, plane: NDArray[np.float64]) -> NDArray[np.float64]: ...

    def from_points(self, points: ArrayLike) -> NDArray[np.float64]: ...

    def shore_points(self) -> NDArray[np.float64]:
        """Places in the plane, shape (n, 2), that labels should rather not cover."""

    def over_land(self, box_pt: Box) -> float:
        """Share of a box that lies over land, 0 to 1."""


class Labeller:
    """Remembers what is taken on a sheet and finds free room for the next label.

    Call it with what matters most first.

    Parameters
    ----------
    sheet : Sheet
        A map or a panel.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._boxes: list[Box] = []
        self._points = np.empty((0, 2))
        self._owners = np.empty(0, dtype=int)
        self._shores = sheet.to_points(sheet.shore_points())

    def avoid_line(self, plane: NDArray[np.float64], spacing_pt: float = 2.0) -> int:
        """Keep labels off a line (plane); returns a number to name it by."""
        points = self._sheet.to_points(plane)
        lengths = np.hypot(*np.diff(points, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        even = np.linspace(0.0, along[-1], max(2, int(along[-1] / spacing_pt)))
        dense = np.column_stack([np.interp(even, along, points[:, i]) for i in (0, 1)])
        number = int(self._owners.max(initial=-1)) + 1
        self._points = np.vstack([self._points, dense])
        self._owners = np.concatenate([self._owners, np.full(len(dense), number)])
        return number

    def avoid_mark(self, plane: ArrayLike, half_pt: float = 3.0) -> None:
        """Keep labels off a mark at a projected place (m)."""
        x, y = self._sheet.to_points(np.reshape(np.asarray(plane, dtype=float), (1, 2)))[0]
        self._boxes.append((x - half_pt, y - half_pt, x + half_pt, y + half_pt))

    def is_free(self, plane: ArrayLike, half_pt: float = 2.0) -> bool:
        """Whether a mark at a place (plane) would be clear of all labels."""
        x, y = self._sheet.to_points(np.reshape(np.asarray(plane, dtype=float), (1, 2)))[0]
        mark = (x - half_pt, y - half_pt, x + half_pt, y + half_pt)
        return not any(_overlap(mark, box, 0.0) for box in self._boxes)

    def beside(
        self,
        planes: ArrayLike,
        text: str,
        *,
        size_pt: float = style.SMALL_PT,
        weight: str = "normal",
        gap_pt: float = 4.0,
        required: bool = False,
        above: bool = False,
        **look: Any,
    ) -> bool:
        """Label a mark, or a line at the best of several places (plane); returns whether it fits.

        A ``required`` label goes where it covers least. With ``above`` the first choice is
        straight above.
        """
        width, height = _size(text, size_pt, weight)
        around = sorted(_AROUND, key=lambda way: way != (0, 1)) if above else _AROUND
        boxes: list[tuple[Box, str, float]] = []
        for stretch, far in (
            ((1.0, 0.0), (1.7, 0.8), (2.5, 1.5), (4.0, 3.0)) if required else ((1.0, 0.0),)
        ):
            for x, y in self._sheet.to_points(np.reshape(np.asarray(planes, float), (-1, 2))):
                for order, (right, up) in enumerate(around):
                    gap = gap_pt * stretch * (0.7 if right and up else 1.0)
                    left = x + gap * right - width * (1 - right) / 2
                    bottom = y + gap * up - height * (1 - up) / 2
                    side = {1: "left", 0: "center", -1: "right"}[right]
                    box = (left, bottom, left + width, bottom + height)
                    boxes.append((box, side, far + _LATER * order))
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
        on_line: int | None = None,
        **look: Any,
    ) -> bool:
        """Centre a label on the best of several places (plane); returns whether it fits.

        With ``on_line`` it sits on that line and brings its own paper, so that crossing this line
        and coasts does not count.

        With ``over_sea`` places count as worse the more land the label would cover.
        """
        width, height = _size(text, size_pt, weight)
        boxes = [
            (
                (x - width / 2, y - height / 2, x + width / 2, y + height / 2),
                "center",
                _LATER * order / 3,
            )
            for order, (x, y) in enumerate(
                self._sheet.to_points(np.reshape(np.asarray(planes, dtype=float), (-1, 2)))
            )
        ]
        return self._write(
            boxes, text, size_pt, weight, required, over_sea=over_sea, on_line=on_line, look=look
        )

    def roomiest(self, boxes: Sequence[Box]) -> Box:
        """The box that covers least, earlier ones first; kept free from now on."""
        best = min(enumerate(boxes), key=lambda item: self._cost(item[1]) + _LATER / 3 * item[0])[1]
        self._boxes.append(best)
        return best

    def _write(
        self,
        boxes: Sequence[tuple[Box, str, float]],
        text: str,
        size_pt: float,
        weight: str,
        required: bool,
        *,
        over_sea: bool,
        on_line: int | None = None,
        look: dict[str, Any],
    ) -> bool:
        best: tuple[float, Box, str] | None = None
        for box, side, dislike in boxes:
            cost = self._cost(box, on_line) + dislike
            if over_sea and (best is None or cost < best[0]):
                cost += 25.0 * self._sheet.over_land(box)
            if best is None or cost < best[0]:
                best = cost, box, side
        if best is None or (best[0] >= 1.0 and not required):
            return False
        _, box, side = best
        self._boxes.append(box)
        anchor = {"left": box[0], "center": (box[0] + box[2]) / 2, "right": box[2]}[side]
        x, y = self._sheet.from_points((anchor, (box[1] + box[3]) / 2))
        self._sheet.axes.text(
            x, y, text, size=size_pt, weight=weight, ha=side, va="center",
            linespacing=_LINE, zorder=8, **look,
        )  # fmt: skip
        return True

    def _cost(self, box: Box, on_line: int | None = None) -> float:
        """0 for free room; 1 and more for each thing covered."""
        left, bottom, right, top = box
        width, height = self._sheet.size_pt
        outside = max(2 - left, 2 - bottom, right + 2 - width, top + 2 - height)
        cost = 1e3 + outside if outside > 0.0 else 0.0
        if self._sheet.round:
            corners = np.array([(x, y) for x in (left, right) for y in (bottom, top)])
            if np.hypot(*(corners - width / 2).T).max() > width / 2 - 2:
                cost += 1e3
        cost += 30.0 * sum(_overlap(box, other, 1.0) for other in self._boxes)
        x, y = self._points.T
        inside = (x > left - 1) & (x < right + 1) & (y > bottom - 1) & (y < top + 1)
        if on_line is not None:
            return cost + float(np.count_nonzero(inside & (self._owners != on_line)))
        x, y = self._shores.T
        shores = (x > left) & (x < right) & (y > bottom) & (y < top)
        # Coasts and borders may be covered where there is nothing better, but rather not.
        return cost + float(np.count_nonzero(inside)) + min(0.9, 0.02 * np.count_nonzero(shores))


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
