"""Each figure of a set, held against what the others predict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trajkit.inference.observations import Figure
    from trajkit.inference.predictive import Prediction

__all__ = ["FigureCheck", "checked", "unchecked"]

# Probability beyond which, on one side, a report lies outside the 90 % interval; and that below
# which it is strained, its rounding counted.
_OUTSIDE: Final = 0.05
_STRAINED: Final = 0.01
# Standard deviations that go with the latter.
_VERY_FAR: Final = 3.0
# Where the others narrow a figure to no less than this share of what the prior has, they say
# nothing of it that the prior does not.
_NOT_NARROWED: Final = 0.7
_RARE: Final = 1e-3


@dataclass(frozen=True)
class FigureCheck:
    """A figure, and what the other figures predict for it. SI units.

    Attributes
    ----------
    figure
        Its quantity: "flight_time".
    wording
        As reported.
    reported
        Ends of the interval that the wording allows; infinite where it is open.
    predicted
        5, 50 and 95 % of what would be measured; NaN if not predicted.
    z
        The reported value less the mean over the standard deviation; NaN for a bound.
    pit
        Probability integral transform of the reported value; of a bound, the probability that it
        is kept.
    note
        "agrees", "reads high", "reads low" (outside the 90 % interval), "strained" (less than one
        in a hundred), its rounding counted in each, "impossible" (no flight of the others has such
        a figure), "untested" (the others tell no more of it than the prior) or "not predicted".
    party
        Who reported it.
    narrowed
        Width of the predicted 90 % interval over that of the prior, among flights into the sea that
        was named.
    method
        "weighted", "sampled" or "".
    """

    figure: str
    wording: str
    reported: tuple[float, float]
    predicted: tuple[float, float, float]
    z: float
    pit: float
    note: str
    party: str
    narrowed: float
    method: str


def checked(found: Prediction, prior: NDArray[np.float64]) -> FigureCheck:
    """The check of a prediction; `prior` has the figure in flights of the prior."""
    known = prior[np.isfinite(prior)]
    narrowed = np.nan
    if known.size and np.isfinite(found.median):
        low, high = np.quantile(known, (0.05, 0.95))
        if high > low:
            narrowed = (found.high - found.low) / float(high - low)
    return FigureCheck(
        figure=found.report.quantity,
        wording=found.report.wording,
        reported=_reported(found.report),
        predicted=(found.low, found.median, found.high),
        z=found.z,
        pit=found.pit,
        note=_note(found, narrowed),
        party=found.report.party,
        narrowed=narrowed,
        method=found.method,
    )


def unchecked(report: Figure) -> FigureCheck:
    """Of a figure that was not predicted, for the others exclude each other."""
    nan = float("nan")
    return FigureCheck(
        figure=report.quantity,
        wording=report.wording,
        reported=_reported(report),
        predicted=(nan, nan, nan),
        z=nan,
        pit=nan,
        note="not predicted",
        party=report.party,
        narrowed=nan,
        method="",
    )


def _reported(report: Figure) -> tuple[float, float]:
    return (
        -np.inf if report.low is None else report.low,
        np.inf if report.high is None else report.high,
    )


def _note(found: Prediction, narrowed: float) -> str:
    if np.isnan(found.median):
        return "impossible" if found.had < _RARE and found.effective > 0.0 else "not predicted"
    if not narrowed < _NOT_NARROWED:
        return "untested"
    # Probability of a measurement no higher than the upper end, and of one no lower than the lower.
    up_to, from_on = found.ends[1], 1.0 - found.ends[0]
    tail = min(up_to, from_on)
    side = "reads high" if from_on < up_to else "reads low"
    if tail < _STRAINED or (abs(found.z) > _VERY_FAR and not found.inside):
        return "strained"
    if np.isnan(found.z):
        return "agrees" if found.pit >= _OUTSIDE else side
    return "agrees" if found.inside else side
