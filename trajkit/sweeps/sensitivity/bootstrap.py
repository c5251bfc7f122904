"""Bootstrap intervals of figures that follow from means over groups of rows.

A group is what was drawn together and must be resampled together: a block of a Saltelli design, a
trajectory of Morris's, else one row. Only sums over groups are resampled, so that a resample costs
one product of a vector and a small table, whatever the group is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["USUAL", "Bootstrap", "bags"]

Array = NDArray[np.float64]

_MOST = 2**14

MOST_RESAMPLES = 100_000
"""More change no digit that is shown, and take hours."""


def bags(groups: int) -> NDArray[np.intp]:
    """Where to begin to add up groups, so that no more than 16,384 sums are resampled.

    Neighbours are put together: the intervals stay the same, and memory and time of the bootstrap
    no longer grow with the rows.
    """
    if groups <= _MOST:
        return np.arange(groups)
    return np.linspace(0, groups, _MOST + 1).astype(np.intp)[:-1]


@dataclass(frozen=True)
class Bootstrap:
    """How intervals are made.

    Attributes
    ----------
    seed
        The same seed gives the same resamples.
    resamples
        How many, 10 to 100,000.
    confidence
        Share of them that an interval holds.
    """

    seed: int = 0
    resamples: int = 1000
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise InputError(f"seed {self.seed} is below 0; type for instance 1")
        if self.resamples < 10:
            raise InputError(
                f"{self.resamples} resamples give no interval; ask for 10 or more, say 1000"
            )
        if self.resamples > MOST_RESAMPLES:
            raise InputError(
                f"{self.resamples:,} resamples take too long; ask for {MOST_RESAMPLES:,} at most, "
                "say 1000"
            )
        if not 0.0 < self.confidence < 1.0:
            raise InputError(
                f"confidence {self.confidence:g} is not between 0 and 1; type for instance 0.9"
            )

    def resampled(self, sums: Array) -> Iterator[Array]:
        """Totals over resampled groups, one array a resample.

        Parameters
        ----------
        sums
            Of each group, shape (figures, groups); put a row of counts among them to take means.

        Yields
        ------
        ndarray, shape (figures,)
        """
        figures, groups = sums.shape
        numbers = np.random.default_rng(np.random.SeedSequence([self.seed, figures, groups]))
        for _ in range(self.resamples):
            counts = np.bincount(numbers.integers(groups, size=groups), minlength=groups)
            # Not a matrix product: BLAS adds in an order that depends on its threads.
            yield np.einsum("g,fg->f", counts.astype(float), sums)

    def interval(self, replicates: Array) -> Array:
        """Ends between which that share of the replicates lies; axis 0 becomes (low, high).

        NaN if a replicate is: then there are too few rows to tell.
        """
        tail = (1.0 - self.confidence) / 2.0
        return np.quantile(replicates, [tail, 1.0 - tail], axis=0)


USUAL = Bootstrap()
