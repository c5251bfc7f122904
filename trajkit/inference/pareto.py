"""Whether draws can be weighted anew: the shape of the tail of the weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["pareto_shape"]

Array = NDArray[np.float64]

_GRID = 30
_PRIOR_DRAWS, _PRIOR_SHAPE = 10.0, 0.5


def pareto_shape(log_weight: Array) -> float:
    """Shape k of a generalised Pareto distribution through the largest weights.

    Below 0.5 the weights have a variance and sums of them converge quickly; above 0.7 a few draws
    decide everything.

    References
    ----------
    Zhang and Stephens (2009), Technometrics 51, 316-325, for the estimate; Vehtari, Simpson,
    Gelman, Yao and Gabry (2024), Journal of Machine Learning Research 25, 1-58, for its use and
    for the weak prior at 0.5.
    """
    known = np.sort(log_weight[np.isfinite(log_weight)])
    count = int(np.ceil(min(0.2 * known.size, 3.0 * np.sqrt(known.size))))
    if count < 5:
        return np.inf
    over = np.exp(known[-count:] - known[-1]) - np.exp(known[-count - 1] - known[-1])
    if over[-1] <= 0.0:
        return 0.0  # all alike
    over = np.maximum(over, 1e-300)
    n = over.size
    grid = _GRID + int(np.sqrt(n))
    b = 1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))
    b = b / (3.0 * over[int(n / 4.0 + 0.5) - 1]) + 1.0 / over[-1]
    k = np.log1p(-b[:, None] * over).mean(axis=1)
    with np.errstate(all="ignore"):
        likelihood = n * (np.log(-b / k) - k - 1.0)
    likelihood = np.where(np.isfinite(likelihood), likelihood, -np.inf)
    weight = np.exp(likelihood - likelihood.max())
    best = float((b * weight).sum() / weight.sum())
    shape = float(np.log1p(-best * over).mean())
    return float((n * shape + _PRIOR_DRAWS * _PRIOR_SHAPE) / (n + _PRIOR_DRAWS))
