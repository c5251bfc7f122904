"""Every combination of some levels of each factor; the last factor runs fastest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Grid"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """A grid.

    Attributes
    ----------
    levels
        Of each factor.
    listed
        Which factors have listed values instead of a range: theirs lie at the middles of equal
        shares, levels of a range from end to end.
    """

    levels: tuple[int, ...]
    listed: tuple[bool, ...]
    rows_a_group: int = 1
    to_the_ends: bool = True

    @property
    def dimension(self) -> int:
        """Of the cube."""
        return len(self.levels)

    @property
    def samples(self) -> int:
        """Combinations."""
        return math.prod(self.levels)

    def shares(self, first: int, count: int) -> Array:
        """See `Design`."""
        left = np.arange(first, first + count, dtype=np.int64)
        found = np.empty((self.dimension, count))
        for factor in range(self.dimension - 1, -1, -1):
            size = self.levels[factor]
            left, level = np.divmod(left, size)
            found[factor] = (level + 0.5) / size if self.listed[factor] else level / (size - 1)
        return found

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "grid", "levels": list(self.levels)}
