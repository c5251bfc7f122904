"""A function of altitude as cubic pieces of equal width: quick to evaluate for many lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CubicTable"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CubicTable:
    """Piecewise cubic on a uniform grid.

    Parameters
    ----------
    start
        Abscissa of the first node.
    step
        Distance of the nodes.
    coefficients
        Shape (pieces, 4): value = c0 + c1 f + c2 f^2 + c3 f^3, f in [0, 1) within a piece. A row
        is half a cache line, so that a look-up costs one fetch. The first and the last piece serve
        all that lies beyond them.

    Notes
    -----
    Only sums, products and fetches: the same bits at any width of the batch.
    """

    start: float
    step: float
    coefficients: Array

    @classmethod
    def from_nodes(cls, start: float, step: float, values: Array, slopes: Array) -> CubicTable:
        """Cubic Hermite pieces through values and slopes (per unit of the abscissa) at nodes.

        A constant piece is added at either end, so that the table holds its end values.
        """
        rise = np.diff(values)
        left, right = slopes[:-1] * step, slopes[1:] * step
        pieces = np.stack(
            [values[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise], axis=1
        )
        first, last = ([values[end], 0.0, 0.0, 0.0] for end in (0, -1))
        return cls(start - step, step, np.concatenate([[first], pieces, [last]]))

    def __call__(self, abscissa: Array) -> Array:
        """Values at `abscissa`, any shape. NaN gives the first value."""
        place = np.asarray(abscissa * (1.0 / self.step) - self.start / self.step)
        # Where a piece number is out of the table, the fetch is clipped to its end pieces.
        floor = np.floor(place)
        place -= floor
        c = self.coefficients.take(floor.astype(np.int64), axis=0, mode="clip")
        value: Array = c[..., 3] * place
        value += c[..., 2]
        value *= place
        value += c[..., 1]
        value *= place
        value += c[..., 0]
        return value
