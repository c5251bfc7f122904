"""In what particles move, and what their figures are fitted by."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Placed", "Space"]

Array = NDArray[np.float64]


class Placed(NamedTuple):
    """Turned points with all that a density over them needs.

    Attributes
    ----------
    z
        The points that were turned, shape (m, n); NaN where there is none.
    coordinates
        What figures follow smoothly, shape (m, n).
    log_volume
        Logarithm of the volume of points over that of turned ones, but for a constant; shape (n,).
    """

    z: Array
    coordinates: Array
    log_volume: Array

    def log_density(self, gain: Array) -> Array:
        """Of the turned points, with what reports add to the standard normal prior."""
        density: Array = gain - 0.5 * (self.z * self.z).sum(axis=0) + self.log_volume
        return density


class Space(Protocol):
    """`Model` is one."""

    def turned(self, z: Array) -> Array:
        """The points in which particles move."""

    def placed(self, y: Array) -> Placed:
        """Turned points with all that a density over them needs."""
