"""Finds the tolerance at which a contender of the benchmarks reaches an error."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Scan", "Trial", "falling", "percentile_95"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """What one tolerance gave.

    The work is a count (of steps, of right-hand sides), so that a busy machine does not choose.
    """

    tolerance: float
    error_m: float
    work: float


class Scan:
    """Trials of one contender over falling tolerances, finer where a row's error is reached."""

    def __init__(
        self, fly: Callable[[float], tuple[Array, float]], truth: Array, tolerances: Sequence[float]
    ) -> None:
        self._fly = fly
        self.truth = truth
        self.trials = [self._try(tolerance) for tolerance in tolerances]

    def _try(self, tolerance: float) -> Trial:
        ends, work = self._fly(tolerance)
        miss = np.sqrt(((ends - self.truth) ** 2).sum(axis=0))
        return Trial(tolerance, percentile_95(miss), work)

    def refine(self, error_m: float, halvings: int) -> None:
        """Halve the intervals above the tolerances that the two rules give."""
        for rule in (self.dependable, self.quickest):
            for _ in range(halvings):
                good = rule(error_m)
                if good is None or good is self.trials[0]:
                    break
                looser = self.trials[self.trials.index(good) - 1]
                self.trials.append(self._try(sqrt(good.tolerance * looser.tolerance)))
                self.trials.sort(key=lambda trial: -trial.tolerance)

    def dependable(self, error_m: float) -> Trial | None:
        """Loosest tolerance that meets the error, as does every tighter one that was tried."""
        found = None
        for trial in reversed(self.trials):
            if not trial.error_m <= error_m:
                break
            found = trial
        return found

    def quickest(self, error_m: float) -> Trial | None:
        """Trial of least work that meets the error, even if a tighter tolerance does not."""
        good = [trial for trial in self.trials if trial.error_m <= error_m]
        return min(good, key=lambda trial: trial.work, default=None)


def percentile_95(miss: Array) -> float:
    """95th percentile of misses; a flight that never came down missed by infinitely much."""
    return float(np.percentile(np.where(np.isnan(miss), np.inf, miss), 95, method="higher"))


def falling(first: float, last: float, a_decade: int = 4) -> list[float]:
    """Tolerances from 10**first down to 10**last, so many a decade."""
    return [10.0 ** (first - k / a_decade) for k in range(round(a_decade * (first - last)) + 1)]
