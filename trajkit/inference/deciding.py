"""Which figure, had it been reported, would tell a ballistic flight from a gliding one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.inference.errors import MeasurementErrors
from trajkit.inference.evidence import DECIDED
from trajkit.inference.observations import Figure, NoSecondPeak

if TYPE_CHECKING:
    from trajkit.inference.posterior import Posterior

__all__ = ["Deciding", "deciding"]

Array = NDArray[np.float64]

_ROWS: Final = {
    "flight_time": "flight_time_s",
    "top_speed": "top_speed_m_s",
    "apogee": "apogee_m",
    "range": "range_m",
}
_BINS: Final = 40
_ENDS = (0.05, 0.95)


@dataclass(frozen=True)
class Deciding:
    """A figure that was not reported, or as a bound only.

    Attributes
    ----------
    figure
        Its quantity: "flight_time".
    power
        Probability that its measurement would decide: half of it if the flight was ballistic, half
        if it glided.
    ballistic, gliding
        5 and 95 % of it under each. SI units; of a second peak, over the flights that have one.
    had
        Share of the gliding flights that have it.
    """

    figure: str
    power: float
    ballistic: tuple[float, float]
    gliding: tuple[float, float]
    had: float


def deciding(
    ballistic: Posterior, gliding: Posterior, errors: MeasurementErrors | None = None
) -> tuple[Deciding, ...]:
    """Figures by how surely they would decide, the surest first."""
    errors = errors or MeasurementErrors()
    items = ballistic.observed.items
    known = {
        "apogee" if item.quantity == "first_peak" else item.quantity
        for item in items
        if isinstance(item, Figure) and item.low is not None and item.high is not None
    }
    found = []
    for figure, row in _ROWS.items():
        if figure in known:
            continue
        one, other = (posterior.draws(row) for posterior in (ballistic, gliding))
        middle = float(np.median(np.concatenate([one, other])))
        error = {
            "flight_time": errors.time_s,
            "top_speed": errors.of_speed(middle),
            "apogee": errors.of_altitude(middle),
            "range": errors.of_range(middle),
        }[figure]
        rng = np.random.default_rng(0)
        one, other = (x + error * rng.standard_normal(x.size) for x in (one, other))
        found.append(Deciding(figure, _power(one, other), _ends(one), _ends(other), 1.0))
    told = any(isinstance(item, NoSecondPeak) for item in items)
    if "second_peak" not in known and not told:
        second = gliding.draws("second_peak_m")
        has = np.isfinite(second)
        share = float(has.mean())
        # A ballistic flight has none: one that is told decides, and one that is missed does not.
        nan = float("nan")
        ends = _ends(second[has]) if has.any() else (nan, nan)
        found.append(Deciding("second_peak", 0.5 * share, (nan, nan), ends, share))
    return tuple(sorted(found, key=lambda one: -one.power))


def _power(one: Array, other: Array) -> float:
    """How probably a draw of either, half and half, tells them apart."""
    low, high = np.quantile(np.concatenate([one, other]), (0.001, 0.999))
    edges = np.linspace(low, high, _BINS + 1)
    p, q = (
        (np.histogram(np.clip(x, low, high), edges)[0] + 0.5) / (x.size + 0.5 * _BINS)
        for x in (one, other)
    )
    tells = np.abs(np.log(p / q)) > DECIDED
    return float(0.5 * (p[tells].sum() + q[tells].sum()))


def _ends(draws: Array) -> tuple[float, float]:
    low, high = np.quantile(draws, _ENDS)
    return float(low), float(high)
