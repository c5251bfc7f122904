"""How many independent draws the particles of a walk are worth.

Particles that were copied from one are alike until they have moved away from it. Two that had a
common ancestor are correlated by the product of what their moves have left of it: rho squared for
each stage since, where rho is the correlation between a particle before and after the moves of a
stage. Summed over all pairs this gives the variance of a mean, and so the effective size. It is
kept for each unknown and each figure, and the worst counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ancestry", "correlation", "effective_size"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ancestry:
    """Who was copied from whom, stage by stage.

    Attributes
    ----------
    parents
        For each stage, of which particle before it each one is a copy.
    kept
        For each stage, correlation before and after its moves, shape (quantities,).
    """

    parents: tuple[NDArray[np.intp], ...] = ()
    kept: tuple[Array, ...] = ()

    def with_stage(self, parents: NDArray[np.intp], kept: Array) -> Ancestry:
        """One stage more."""
        return Ancestry((*self.parents, parents), (*self.kept, kept))

    def effective(self, count: int) -> Array:
        """Effective size by quantity; 0 before the first stage."""
        if not self.kept:
            return np.zeros(1)
        ancestor = np.arange(count)
        pairs, left = 0.0, np.ones_like(self.kept[-1])
        total = np.zeros_like(left)
        for parents, kept in zip(reversed(self.parents), reversed(self.kept), strict=True):
            left = left * kept * kept
            ancestor = parents[ancestor]
            _, sizes = np.unique(ancestor, return_counts=True)
            alike = float((sizes * (sizes - 1.0)).sum())
            total = total + (alike - pairs) * left
            pairs = alike
        return count / (1.0 + total / count)


def correlation(z0: Array, figures0: Array, z1: Array, figures1: Array) -> Array:
    """Of every unknown and figure before and after moves, shape (quantities,); 0 if not known.

    By ranks, so that a long tail does not hide how the rest moves. A figure that not all have is
    left out.
    """
    rows = [
        _rank_correlation(before, after)
        for before, after in zip(
            np.concatenate([z0, figures0]), np.concatenate([z1, figures1]), strict=True
        )
    ]
    return np.array(rows)


def effective_size(log_weight: Array) -> float:
    """Of weighted draws (Kish)."""
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (weight * weight).sum())


def _rank_correlation(before: Array, after: Array) -> float:
    both = np.isfinite(before) & np.isfinite(after)
    if not both.all():
        return 0.0
    one, other = (np.argsort(np.argsort(x, kind="stable")) for x in (before, after))
    if np.ptp(before) == 0.0 or np.ptp(after) == 0.0:
        return 0.0
    one, other = one - one.mean(), other - other.mean()
    return float(max((one * other).mean() / (one.std() * other.std()), 0.0))
