"""Rank correlations: whether an output rises or falls with a factor, for any design.

Spearman's correlates the ranks of the two. The partial one takes out first what the other factors
explain (McKay, Beckman & Conover, 1979, doi:10.1080/00401706.1979.10489755). Both see only what
rises or falls throughout: of an effect that turns round they may say 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from trajkit.sweeps.sensitivity.bootstrap import USUAL, Bootstrap, bags
from trajkit.sweeps.sensitivity.groups import whole_groups

__all__ = ["RankCorrelations", "rank_correlations"]

Array = NDArray[np.float64]

# Ranks that are known this well from the others leave nothing to correlate with.
_LEAST_OWN = 1e-9


@dataclass(frozen=True, eq=False)
class RankCorrelations:
    """Rank correlations of one output, -1 to 1, with the ends of their bootstrap intervals.

    Attributes
    ----------
    spearman, partial
        Shape (factors,). NaN for a factor, or of an output, that does not vary.
    spearman_interval, partial_interval
        Low and high end, shape (2, factors).
    rows, rows_left_out
        How many were used, and how many have no value.
    """

    spearman: Array
    spearman_interval: Array
    partial: Array
    partial_interval: Array
    rows: int
    rows_left_out: int


def rank_correlations(
    factors: Array,
    values: Array,
    *,
    group: int = 1,
    bootstrap: Bootstrap = USUAL,
) -> RankCorrelations:
    """Rank correlations of an output with each factor.

    Parameters
    ----------
    factors
        Shape (rows, factors).
    values
        The output, NaN where there is none. Shape (rows,).
    group
        How many rows belong together and are resampled together; see `group_size`.
    bootstrap
        It resamples ranks and does not rank anew.

    Raises
    ------
    InputError
        If no row has a value.
    """
    values = np.asarray(values, float)
    rows = whole_groups(values, 1).rows
    columns = chain(np.asarray(factors, float).T, (values,))
    ranks = [_standardised(column[rows]) for column in columns]
    width = len(ranks)
    pairs = np.triu_indices(width)
    # A group may have lost rows; the number that it has left is resampled with its sums.
    edges = np.unique(rows // group, return_index=True)[1]
    begin = edges[bags(edges.size)]
    products = chain(
        (np.ones(rows.size),), ranks, (ranks[i] * ranks[j] for i, j in zip(*pairs, strict=True))
    )
    sums = np.stack([np.add.reduceat(product, begin) for product in products])
    totals = np.stack([sums.sum(axis=1), *bootstrap.resampled(sums)])
    spearman, partial = _correlations(totals[:, 1:] / totals[:, :1], width, pairs)
    return RankCorrelations(
        spearman[0],
        bootstrap.interval(spearman[1:]),
        partial[0],
        bootstrap.interval(partial[1:]),
        rows.size,
        values.size - rows.size,
    )


def _standardised(column: Array) -> Array:
    """Ranks with mean 0 and variance 1; NaN if it does not vary."""
    ranks: Array = rankdata(column)
    ranks -= ranks.mean()
    deviation = float(ranks.std())
    ranks /= deviation if deviation > 0.0 else np.nan
    return ranks


def _correlations(
    means: Array, width: int, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]
) -> tuple[Array, Array]:
    """Plain and partial correlations with the last column, shape (n, width - 1) each.

    `means` are of the columns, then of the products of pairs of columns.
    """
    centre, products = means[:, :width], means[:, width:]
    covariance = np.empty((len(means), width, width))
    covariance[:, pairs[0], pairs[1]] = products - centre[:, pairs[0]] * centre[:, pairs[1]]
    covariance[:, pairs[1], pairs[0]] = covariance[:, pairs[0], pairs[1]]
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt(np.einsum("nii->ni", covariance))
        correlation = covariance / (scale[:, :, None] * scale[:, None, :])
    plain = correlation[:, :-1, -1]
    partial = np.full_like(plain, np.nan)
    varies = np.isfinite(plain[0])
    if varies.any():
        which = np.flatnonzero(np.append(varies, True))
        kept = correlation[:, which[:, None], which]
        # In a resample of few rows a factor may stand still.
        sound = np.isfinite(kept).all(axis=(1, 2))
        sound[sound] = np.linalg.eigvalsh(kept[sound])[:, 0] > _LEAST_OWN
        inverse = np.full_like(kept, np.nan)
        inverse[sound] = np.linalg.inv(kept[sound])
        own = np.einsum("nii->ni", inverse)
        partial[:, varies] = -inverse[:, :-1, -1] / np.sqrt(own[:, :-1] * own[:, -1:])
    return plain, partial
