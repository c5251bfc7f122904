"""An output along one factor: its mean at each level of the factor, the others as they come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Levels", "levels_of", "mean_by_level"]

Array = NDArray[np.float64]

MOST_DISTINCT = 16
"""Up to so many different values of a factor each is a level of its own."""
TENTHS = 10


@dataclass(frozen=True, eq=False)
class Levels:
    """A factor cut into levels.

    Attributes
    ----------
    centre
        Median of the factor in each level, rising. Shape (levels,).
    edges
        Between which the levels lie; of distinct values, half way between them.
        Shape (levels + 1,).
    member
        The level of each row. Shape (rows,).
    """

    centre: Array
    edges: Array
    member: NDArray[np.intp]

    @property
    def count(self) -> int:
        """How many levels there are."""
        return self.centre.size


def levels_of(factor: Array, *, most: int = TENTHS) -> Levels:
    """The distinct values of a factor if they are few, else parts of equally many rows.

    Parameters
    ----------
    factor
        Shape (rows,), at least one row.
    most
        How many parts.
    """
    factor = np.asarray(factor, float)
    distinct = np.unique(factor)
    if distinct.size <= MOST_DISTINCT:
        half = 0.5 * (distinct[1:] + distinct[:-1])
        edges = np.concatenate([distinct[:1], half, distinct[-1:]])
        if distinct.size == 1:  # a level all the same, and it needs a width
            edges = distinct[0] + np.array([-0.5, 0.5]) * (abs(distinct[0]) or 1.0)
        return Levels(distinct, edges, np.searchsorted(distinct, factor))
    # Equal values may fill more than one part; then there are fewer.
    edges = np.unique(np.quantile(factor, np.linspace(0.0, 1.0, most + 1)))
    member = np.clip(np.searchsorted(edges, factor, side="right") - 1, 0, edges.size - 2)
    occupied, member = np.unique(member, return_inverse=True)
    edges = np.append(edges[occupied], edges[-1])
    order = np.argsort(member, kind="stable")
    parts = np.split(factor[order], np.searchsorted(member[order], np.arange(1, occupied.size)))
    return Levels(np.array([np.median(part) for part in parts]), edges, member)


def mean_by_level(levels: Levels, values: Array) -> Array:
    """Mean of the values in each level, those that are missing left out; NaN of an empty level."""
    known = np.isfinite(values)
    count = np.bincount(levels.member[known], minlength=levels.count)
    total = np.bincount(levels.member[known], weights=values[known], minlength=levels.count)
    with np.errstate(invalid="ignore"):
        mean: Array = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean
