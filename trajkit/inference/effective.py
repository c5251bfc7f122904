"""How many independent draws the particles of a walk are worth.

Particles that descend from one are alike until they have moved away from it, and where a
distribution has several hills, their shares are inherited for good. So the variance of a mean is
taken from families: the squares of the sums, over each family, of what its members differ from the
mean by. With ancestors of long ago this counts everything that is inherited, but from few families;
so all stages are tried as far back as there are enough families, and the greatest variance counts.

References
----------
Chan and Lai (2013), Annals of Statistics 41, 2877-2904; Lee and Whiteley (2018), Biometrika 105,
609-625; Olsson and Douc (2019), Bernoulli 25, 1504-1535, for ancestors of a while ago.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ancestry", "effective_size", "ranks"]

Array = NDArray[np.float64]

# Fewer families than this tell nothing of a variance.
_LEAST_FAMILIES = 40


@dataclass(frozen=True, eq=False)
class Ancestry:
    """Who was copied from whom.

    Attributes
    ----------
    parents
        For each stage, of which particle before it each one is a copy.
    """

    parents: tuple[NDArray[np.intp], ...] = ()

    def with_stage(self, parents: NDArray[np.intp]) -> Ancestry:
        """One stage more."""
        return Ancestry((*self.parents, parents))

    def effective(self, values: Array) -> Array:
        """Effective size of the particles by quantity.

        Parameters
        ----------
        values
            Of the particles, shape (quantities, n); see `ranks`.
        """
        count = values.shape[1]
        away = values - values.mean(axis=1, keepdims=True)
        spread = (away * away).sum(axis=1)
        greatest = spread.copy()
        ancestor = np.arange(count)
        for parents in reversed(self.parents):
            ancestor = parents[ancestor]
            families, member = np.unique(ancestor, return_inverse=True)
            if families.size < _LEAST_FAMILIES:
                break
            for row, own in enumerate(away):
                sums = np.bincount(member, own, families.size)
                greatest[row] = max(greatest[row], float((sums * sums).sum()))
        known = spread > 0.0
        size = np.full(len(values), float(count))
        size[known] = count * spread[known] / greatest[known]
        return size


def ranks(values: Array) -> Array:
    """Each row by its ranks, so that a long tail does not hide how the rest is; shape as given.

    A row that not all have is constant.
    """
    found = np.zeros(values.shape)
    for row, own in enumerate(values):
        if np.isfinite(own).all() and np.ptp(own) > 0.0:
            found[row, np.argsort(own, kind="stable")] = np.arange(own.size)
    return found


def effective_size(log_weight: Array) -> float:
    """Of weighted draws (Kish)."""
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (weight * weight).sum())
