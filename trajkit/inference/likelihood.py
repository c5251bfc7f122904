"""How probable a reported figure is, given the true one: rounding and measurement error.

A report puts a figure into an interval, by its wording; the party measured it with a normal error.
So the probability of the report is that of the interval under a normal distribution about the
truth. A bound has one end, and the same formula.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

__all__ = ["log_probability"]

Array = NDArray[np.float64]


def log_probability(truth: ArrayLike, low: float | None, high: float | None, error: float) -> Array:
    """Logarithm of the probability that a measurement of the truth falls into an interval.

    Parameters
    ----------
    truth
        True figures; NaN gives -inf.
    low, high
        Ends of the interval in the same unit; None where it is open.
    error
        Standard deviation of the measurement, above 0, in the same unit.
    """
    truth = np.asarray(truth, float)
    below = np.full(truth.shape, -np.inf) if low is None else (low - truth) / error
    above = np.full(truth.shape, np.inf) if high is None else (high - truth) / error
    # Both ends are taken to the lower tail, where the logarithm keeps its digits.
    flip = below + above > 0.0 if low is not None and high is not None else below > -np.inf
    small = np.where(flip, -above, below)
    large = np.where(flip, -below, above)
    with np.errstate(invalid="ignore", divide="ignore"):
        top, bottom = log_ndtr(large), log_ndtr(small)
        result: Array = top + np.log1p(-np.exp(np.minimum(bottom - top, 0.0)))
    return np.where(np.isnan(truth), -np.inf, result)
