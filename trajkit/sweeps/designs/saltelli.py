"""Saltelli's blocks, from which variance-based indices are reckoned.

Saltelli 2002 (Comput. Phys. Commun. 145:280) and Saltelli and others 2010 (ibid. 181:259). A block
holds, for one point of twice the dimension with halves A and B: A; A with each factor in turn taken
from B; for second-order indices B with each factor in turn taken from A; B. That is the order in
which SALib expects them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trajkit.sweeps.designs.sobol import SobolPoints

__all__ = ["Saltelli"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Saltelli:
    """Blocks of rows.

    Attributes
    ----------
    dimension, samples
    points
        A sequence of twice the dimension.
    second_order
    """

    dimension: int
    samples: int
    points: SobolPoints
    second_order: bool = True
    to_the_ends: bool = False

    @property
    def rows_a_group(self) -> int:
        """Of a block."""
        return (2 if self.second_order else 1) * self.dimension + 2

    def shares(self, first: int, count: int) -> Array:
        """See `Design`."""
        both = self.points.shares(first, count)
        a, b = both[: self.dimension], both[self.dimension :]
        blocks = np.empty((self.dimension, count, self.rows_a_group))
        blocks[:, :, : self.dimension + 1] = a[:, :, None]
        blocks[:, :, self.dimension + 1 :] = b[:, :, None]
        for factor in range(self.dimension):
            blocks[factor, :, 1 + factor] = b[factor]
            if self.second_order:
                blocks[factor, :, 1 + self.dimension + factor] = a[factor]
        return blocks.reshape(self.dimension, -1)

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "saltelli", "second_order": self.second_order}
