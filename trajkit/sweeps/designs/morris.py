"""Morris's trajectories, in which one factor after the other takes a step.

Morris 1991 (Technometrics 33:161). A trajectory begins at a point of a grid of `levels` levels and
moves each factor once, in random order, up or down by half the grid: levels / (2 (levels - 1)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Morris"]

Array = NDArray[np.float64]

_STREAM = 4


@dataclass(frozen=True)
class Morris:
    """Trajectories.

    Attributes
    ----------
    dimension
    samples
        Trajectories.
    seed
    levels
        Of the grid, an even number.
    """

    dimension: int
    samples: int
    seed: int
    levels: int = 4
    to_the_ends: bool = True

    @property
    def rows_a_group(self) -> int:
        """Points of a trajectory."""
        return self.dimension + 1

    def shares(self, first: int, count: int) -> Array:
        """See `Design`."""
        found = np.empty((self.dimension, count, self.rows_a_group))
        for number in range(count):
            found[:, number] = self._trajectory(first + number)
        return found.reshape(self.dimension, -1)

    def _trajectory(self, number: int) -> Array:
        random = np.random.default_rng([self.seed, _STREAM, number])
        half = self.levels // 2
        low = random.integers(half, size=self.dimension)
        falls = random.random(self.dimension) < 0.5
        order = random.permutation(self.dimension)
        level = np.repeat((low + np.where(falls, half, 0))[:, None], self.rows_a_group, axis=1)
        for step, factor in enumerate(order, 1):
            level[factor, step:] += -half if falls[factor] else half
        return level / (self.levels - 1)

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "morris", "levels": self.levels}
