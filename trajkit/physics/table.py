"""A function of altitude as cubic pieces of equal width: quick to evaluate for many lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CubicTable"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CubicTable:
    """Piecewise cubic on a uniform grid; beyond its ends it holds the end values.

    Parameters
    ----------
    start
        Abscissa of the first node.
    step
        Distance of the nodes.
    coefficients
        Shape (pieces, 4): value = c0 + c1 f + c2 f^2 + c3 f^3, f in [0, 1) within a piece. A row
        is one cache line's half, so that a look-up costs one fetch.

    Notes
    -----
    Only sums, products and fetches: the same bits at any width of the batch. NaN comes back as
    the first node's value; a caller that may hold NaN keeps its own count of it.
    """

    start: float
    step: float
    coefficients: Array

    @classmethod
    def from_nodes(cls, start: float, step: float, values: Array, slopes: Array) -> CubicTable:
        """Cubic Hermite pieces through values and slopes (per unit of the abscissa) at nodes."""
        rise = np.diff(values)
        left, right = slopes[:-1] * step, slopes[1:] * step
        return cls(
            start,
            step,
            np.ascontiguousarray(
                np.stack(
                    [values[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise],
                    axis=1,
                )
            ),
        )

    def __call__(self, abscissa: Array) -> Array:
        """Values at `abscissa`, any shape."""
        place = (abscissa - self.start) * (1.0 / self.step)
        # The last piece is closed: its right end is the table's end.
        place = np.minimum(np.maximum(place, 0.0), float(len(self.coefficients)))
        piece = np.minimum(place.astype(np.int64), len(self.coefficients) - 1)
        share = place - piece
        c = self.coefficients.take(piece, axis=0, mode="clip")
        value: Array = ((c[..., 3] * share + c[..., 2]) * share + c[..., 1]) * share + c[..., 0]
        return value
