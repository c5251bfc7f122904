"""Each figure as the others predict it: is it where they put it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from trajkit.inference.effective import effective_size
from trajkit.inference.observations import Figure, Observations
from trajkit.inference.pareto import pareto_shape
from trajkit.inference.study import RUNS, Study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.inference.posterior import Posterior

__all__ = ["Prediction", "leave_one_out", "prediction", "without"]

Array = NDArray[np.float64]

_LARGEST_SHAPE = 0.5
_ENOUGH, _ENOUGH_OF_RUNS = 1000.0, 1050.0
_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Prediction:
    """A figure, as others predict that it would be measured.

    Attributes
    ----------
    report
        The figure as reported.
    low, median, high
        5, 50 and 95 % of what would be measured, in the unit of the report. NaN where there are too
        few draws.
    z
        The reported value less the mean, over the standard deviation, measurement error included.
        NaN for a bound.
    pit
        Probability of a smaller measurement than the reported value: probability integral
        transform. Of a bound, the probability that it is kept.
    ends
        The same of the ends of the interval that the wording allows; 0 and 1 where it is open.
    had
        Share of the flights that have such a figure at all; the rest are left out above.
    effective
        Effective draws.
    method
        "weighted" anew from the draws with the figure, "sampled" without it, or "given": from draws
        that never knew it.
    """

    report: Figure
    low: float
    median: float
    high: float
    z: float
    pit: float
    ends: tuple[float, float]
    had: float
    effective: float
    method: Literal["weighted", "sampled", "given"]

    @property
    def inside(self) -> bool:
        """Whether the interval of the wording meets the 90 % interval."""
        low = -np.inf if self.report.low is None else self.report.low
        high = np.inf if self.report.high is None else self.report.high
        return bool(low <= self.high and high >= self.low)


def prediction(
    report: Figure,
    truth: Array,
    log_weight: Array | None = None,
    *,
    effective: float,
    method: Literal["weighted", "sampled", "given"] = "given",
    seed: int = 0,
) -> Prediction:
    """What draws of a figure, perhaps weighted, predict for its measurement.

    Parameters
    ----------
    truth
        The figure in each draw; NaN where a flight has none.
    effective
        Effective draws.
    seed
        Of the order in which errors of measurement, evenly spaced, are dealt to the draws.
    """
    weight = np.ones(truth.size) if log_weight is None else np.exp(log_weight - log_weight.max())
    known = np.isfinite(truth)
    had = float(weight[known].sum() / weight.sum())
    if effective < _ENOUGH or not known.any():
        nan = np.nan
        return Prediction(report, nan, nan, nan, nan, nan, (nan, nan), had, effective, method)
    truth, weight = truth[known], weight[known] / weight[known].sum()
    order = np.random.default_rng(seed).permutation(truth.size)
    errors = report.error * ndtri((order + 0.5) / truth.size)
    measured = np.abs(truth + errors) if report.either_side else truth + errors
    low, median, high = _quantiles(measured, weight)
    mean = float((weight * truth).sum())
    variance = float((weight * (truth - mean) ** 2).sum()) + report.error**2

    def below(end: float) -> float:
        share = ndtr((end - truth) / report.error)
        if report.either_side:
            share = share - ndtr((-end - truth) / report.error)
        return float((weight * share).sum())

    ends = (
        0.0 if report.low is None else below(report.low),
        1.0 if report.high is None else below(report.high),
    )
    bound = report.low is None or report.high is None
    pit = ends[1] - ends[0] if bound else below(report.value)
    z = np.nan if bound else (report.value - mean) / float(np.sqrt(variance))
    return Prediction(report, low, median, high, z, pit, ends, had, effective, method)


def leave_one_out(study: Study, posterior: Posterior) -> tuple[Prediction, ...]:
    """Each observed figure, predicted from all the other observations.

    By weighting the draws anew where the weights allow it; else by sampling anew without the
    figure, all such figures in one batch.
    """
    items = posterior.observed.items
    log_likelihood = posterior.particles.log_likelihood
    found: dict[int, Prediction] = {}
    to_walk = []
    for number, item in enumerate(items):
        if not isinstance(item, Figure):
            continue
        log_weight = -log_likelihood[number]
        share = effective_size(log_weight) / posterior.size
        effective = share * posterior.effective
        if effective >= _ENOUGH and pareto_shape(log_weight) < _LARGEST_SHAPE:
            truth = item.truth(posterior.particles.figures)
            found[number] = prediction(
                item, truth, log_weight, effective=effective, method="weighted", seed=study.seed
            )
        else:
            to_walk.append(number)
    found.update(without(study, posterior.observed, to_walk))
    return tuple(found[number] for number in sorted(found))


def without(study: Study, observed: Observations, numbers: Sequence[int]) -> dict[int, Prediction]:
    """Some of the observed figures, each predicted from all the other observations, sampled anew.

    Parameters
    ----------
    numbers
        Places of these figures in the observations.
    """
    # Fewer particles do for one figure each.
    settings = replace(
        study.settings,
        particles=3 * study.settings.particles // 4,
        enough=min(study.settings.enough, _ENOUGH_OF_RUNS / RUNS),
    )
    items = observed.items
    others = {
        number: Observations(
            tuple(item for place, item in enumerate(items) if place != number),
            also=items[number].extra,
        )
        for number in numbers
    }
    told = [number for number in numbers if others[number].items]
    posteriors = dict(
        zip(told, study.posteriors([others[number] for number in told], settings), strict=True)
    )
    found: dict[int, Prediction] = {}
    for number in numbers:
        item, posterior = items[number], posteriors.get(number)
        assert isinstance(item, Figure)
        if posterior is None:
            found[number] = _from_the_prior(study, item)
            continue
        found[number] = prediction(
            item,
            item.truth(posterior.particles.figures),
            # Where two runs differ, neither is believed.
            effective=0.0 if posterior.runs_differ else posterior.effective,
            method="sampled",
            seed=study.seed,
        )
    return found


def _from_the_prior(study: Study, item: Figure) -> Prediction:
    """Of a figure beside which nothing was told."""
    figures = np.concatenate([study.pool(run)[1] for run in range(RUNS)], axis=1)
    truth = item.truth(figures[:, np.isfinite(figures[0])])
    return prediction(item, truth, effective=float(truth.size), method="given", seed=study.seed)


def _quantiles(values: Array, weight: Array) -> tuple[float, float, float]:
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, median, high = (float(np.interp(end, middle, values[order])) for end in _ENDS)
    return low, median, high
