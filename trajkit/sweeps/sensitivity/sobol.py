"""Sobol indices: which share of an output's variance goes back to which factor.

First order: what a factor does alone. Total: what it does alone and together with others. Second
order: what a pair does beyond the two alone. Estimators are SALib's: Saltelli et al. (2010),
doi:10.1016/j.cpc.2009.09.018, and Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.sweeps.sensitivity.bootstrap import USUAL, Bootstrap, bags
from trajkit.sweeps.sensitivity.groups import group_size, whole_groups
from trajkit.sweeps.sensitivity.salib import problem_of, sobol_module

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SobolIndices", "sobol_indices", "sobol_points"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Indices of one output, with the ends of their bootstrap intervals.

    Attributes
    ----------
    first, total
        Shape (factors,). NaN where the output does not vary.
    first_interval, total_interval
        Low and high end, shape (2, factors).
    second
        Shape (factors, factors), NaN but above the diagonal; None if the design has none.
    second_interval
        Shape (2, factors, factors), or None.
    blocks, blocks_left_out
        Blocks of the design that were used, and that were not because a row has no value.
    """

    first: Array
    first_interval: Array
    total: Array
    total_interval: Array
    second: Array | None
    second_interval: Array | None
    blocks: int
    blocks_left_out: int


def sobol_indices(
    values: Array,
    dimension: int,
    *,
    second_order: bool = False,
    bootstrap: Bootstrap = USUAL,
) -> SobolIndices:
    """Indices of an output over a Saltelli design.

    Parameters
    ----------
    values
        The output of all rows in their order, NaN where there is none; blocks of
        [A, AB_1, ..., AB_d, (BA_1, ..., BA_d), B]. Shape (rows,).
    dimension
        Number of factors d.
    second_order
        Whether the design has the rows in brackets.
    bootstrap
        By blocks; intervals are between quantiles.

    Raises
    ------
    InputError
        If no block is whole, or SALib is not installed.
    """
    values = np.asarray(values, float)
    whole = whole_groups(values, group_size("saltelli", dimension, second_order=second_order))
    used = values[whole.rows]
    first, total, second = sobol_points(used, dimension, second_order=second_order)
    bounds = _intervals(used, dimension, second_order, bootstrap)
    return SobolIndices(
        first, bounds[0], total, bounds[1], second, bounds[2], whole.groups, whole.left_out
    )


def sobol_points(
    values: Array, dimension: int, *, second_order: bool
) -> tuple[Array, Array, Array | None]:
    """First, total and second order indices of rows without gaps, by SALib."""
    if np.ptp(values) == 0.0:
        nothing = np.full(dimension, np.nan)
        return nothing, nothing, np.full((dimension, dimension), np.nan) if second_order else None
    names = [f"x{number}" for number in range(dimension)]
    found = sobol_module().analyze(
        problem_of(names),
        values,
        calc_second_order=second_order,
        num_resamples=2,  # the least that it does without a warning; the intervals are our own
        seed=1,  # so that no global generator is touched
    )
    return found["S1"], found["ST"], found["S2"] if second_order else None


def _intervals(
    values: Array, dimension: int, second_order: bool, bootstrap: Bootstrap
) -> tuple[Array, Array, Array | None]:
    """Ends of the intervals of first, total and second order indices.

    The same estimators as SALib's. All of them are quotients of means over blocks, so that sums
    can be resampled in place of rows; SALib's own resampling needs memory in proportion to rows
    times resamples, and leaves the generator unseeded for a seed of 0.
    """
    if np.ptp(values) == 0.0:
        nothing = np.full((2, dimension), np.nan)
        squares = np.full((2, dimension, dimension), np.nan)
        return nothing, nothing, squares if second_order else None
    size = group_size("saltelli", dimension, second_order=second_order)
    blocks = ((values - values.mean()) / values.std()).reshape(-1, size).T
    a, b, ab, ba = blocks[0], blocks[-1], blocks[1 : dimension + 1], blocks[dimension + 1 : -1]
    above = list(combinations(range(dimension), 2))
    rows: Iterator[Array] = chain(
        (np.ones(a.size), a + b, a * a + b * b),
        (b * (one - a) for one in ab),
        (0.5 * (a - one) ** 2 for one in ab),
        (ba[j] * ab[k] - a * b for j, k in above if second_order),
    )
    begin = bags(a.size)
    sums = np.stack([np.add.reduceat(row, begin) for row in rows])
    totals = np.stack(list(bootstrap.resampled(sums)))
    means = totals[:, 1:] / totals[:, :1]
    variance = means[:, 1:2] / 2.0 - (means[:, :1] / 2.0) ** 2
    quotients = means[:, 2:] / variance
    first, total = quotients[:, :dimension], quotients[:, dimension : 2 * dimension]
    second = None
    if second_order:
        second = np.full((2, dimension, dimension), np.nan)
        for column, (j, k) in enumerate(above):
            pair = quotients[:, 2 * dimension + column] - first[:, j] - first[:, k]
            second[:, j, k] = bootstrap.interval(pair)
    return bootstrap.interval(first), bootstrap.interval(total), second
