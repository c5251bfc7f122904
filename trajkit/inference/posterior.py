"""What is known of a flight after its report is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.inference.figures import FIGURES, ROW
from trajkit.inference.tempered import Particles

if TYPE_CHECKING:
    import xarray as xr

    from trajkit.flight.flights import Flights
    from trajkit.inference.models import Model
    from trajkit.inference.observations import Observations
    from trajkit.inference.tempered import Walk

__all__ = ["LEAST_EFFECTIVE", "Interval", "Posterior"]

Array = NDArray[np.float64]

LEAST_EFFECTIVE = 1000.0
"""Effective draws below which no interval is given, both runs together."""
_LEAST_OF_WORST = 100.0
MOST_APART = 0.5
_STANDARD_ERRORS = 5.0
_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Interval:
    """The middle 90 % of a distribution, and its median; NaN where none is given."""

    low: float
    median: float
    high: float

    def times(self, factor: float) -> Interval:
        """In another unit."""
        return Interval(self.low * factor, self.median * factor, self.high * factor)


@dataclass(frozen=True, eq=False, repr=False)
class Posterior:
    """Flights that the reports allow, equally weighted.

    Attributes
    ----------
    model
        Which flights were thought of.
    observed
        What was observed.
    seed
        Of the random numbers.
    prior
        Flights of the prior; those that do not land have no figures.
    walks
        The two runs.
    """

    model: Model
    observed: Observations
    seed: int
    prior: Particles
    walks: tuple[Walk, ...]

    def __repr__(self) -> str:
        return (
            f"<trajkit.Posterior: {self.model.name}, {self.size:,} draws, {self.effective:,.0f} "
            f"effective, ln evidence {self.log_evidence:.2f}>"
        )

    def _repr_html_(self) -> str:
        from trajkit.inference.view import posterior_html

        return posterior_html(self)

    @cached_property
    def particles(self) -> Particles:
        """Draws of both runs, one after the other."""
        parts = [walk.particles for walk in self.walks]
        return Particles(
            *(
                np.concatenate([getattr(part, name) for part in parts], axis=-1)
                for name in Particles.__dataclass_fields__
            )
        )

    @property
    def size(self) -> int:
        """Number of draws."""
        return int(self.particles.z.shape[1])

    @property
    def log_evidence(self) -> float:
        """Natural logarithm of the probability of the reports under the model."""
        return float(np.mean([walk.log_ratio for walk in self.walks]))

    @property
    def evidence_apart(self) -> float:
        """By how much the two runs differ in it."""
        if not all(walk.arrived for walk in self.walks):
            return np.inf
        return float(np.ptp([walk.log_ratio for walk in self.walks]))

    @property
    def effective(self) -> float:
        """Effective draws of the unknown or figure that has the fewest, both runs together."""
        if not all(walk.arrived for walk in self.walks):
            return 0.0
        return float(np.sum([walk.effective for walk in self.walks], axis=0).min())

    @property
    def flights(self) -> int:
        """Flights that were flown for it, without those of the prior."""
        return sum(walk.flights for walk in self.walks)

    @cached_property
    def refusal(self) -> str | None:
        """Why no intervals are given, in a sentence; None if they are."""
        if self.log_evidence == -np.inf:
            return "No flight of the model has all of the figures."
        if not all(walk.arrived for walk in self.walks):
            return "The sampler did not come to the end: no flight of the model comes near."
        if self.evidence_apart > MOST_APART:
            return (
                f"Two runs differ by {self.evidence_apart:.2f} in the logarithm of the evidence, "
                f"more than {MOST_APART:g}."
            )
        if self.has_too_few:
            return (
                f"{self.effective:.0f} effective draws are fewer than the {LEAST_EFFECTIVE:.0f} "
                "that an interval needs."
            )
        name = self._disagreeing
        if name is not None:
            return f"Two runs disagree about {name}."
        return None

    @property
    def has_too_few(self) -> bool:
        """Whether too few effective draws were made to know, of flights that there are."""
        if not all(walk.arrived for walk in self.walks):
            return False
        worst = min(float(walk.effective.min()) for walk in self.walks)
        return self.effective < LEAST_EFFECTIVE or worst < _LEAST_OF_WORST

    @property
    def wants_more(self) -> bool:
        """Whether more particles might mend it: the runs arrived, but differ."""
        return all(walk.arrived for walk in self.walks) and self.runs_differ

    @property
    def runs_differ(self) -> bool:
        """Whether two runs differ by more than chance, or one has not arrived."""
        return self.evidence_apart > MOST_APART or self._disagreeing is not None

    @property
    def _disagreeing(self) -> str | None:
        """What the runs give means of that differ by too many standard errors."""
        one, other = self.walks[0], self.walks[-1]
        rows = [np.concatenate([walk.particles.z, walk.particles.figures]) for walk in (one, other)]
        names = [named.name for named in self.model.unknowns] + list(FIGURES)
        for number, name in enumerate(names):
            a, b = rows[0][number], rows[1][number]
            if not (np.isfinite(a).all() and np.isfinite(b).all()):
                continue
            spread = np.sqrt(a.var() / one.effective[number] + b.var() / other.effective[number])
            if abs(a.mean() - b.mean()) > _STANDARD_ERRORS * spread + 1e-9 * abs(a.mean()):
                return name
        return None

    def draws(self, name: str) -> Array:
        """Draws of an unknown or a figure by its name."""
        return self._of(self.particles, name)

    def prior_draws(self, name: str) -> Array:
        """The same of the prior."""
        return self._of(self.prior, name)

    def _of(self, particles: Particles, name: str) -> Array:
        if name in ROW:
            values: Array = particles.figures[ROW[name]]
            return values
        return self.model.values(particles.z)[name]

    def interval(self, name: str) -> Interval:
        """Median and 90 % interval of an unknown or a figure; NaN if refused.

        Of a figure that not every flight has, over those that have it.
        """
        if self.refusal is not None:
            return Interval(np.nan, np.nan, np.nan)
        return _interval(self.draws(name))

    def prior_interval(self, name: str) -> Interval:
        """The same before the report was read."""
        return _interval(self.prior_draws(name))

    @cached_property
    def representative(self) -> int:
        """The draw that is nearest to the median in all that is shown.

        By ranks of burnout speed, angle and altitude, range, apogee, flight time and, for glides,
        second peak: the smallest greatest departure from the middle.
        """
        names = [
            "range_m",
            "apogee_m",
            "flight_time_s",
            "burnout_speed_m_s",
            "burnout_angle_deg",
            "burnout_altitude_m",
            "second_peak_m",
        ]
        rows = [self.draws(name) for name in names]
        ranks = [
            np.abs(
                np.argsort(np.argsort(row, kind="stable"), kind="stable") / (self.size - 1) - 0.5
            )
            for row in rows
            if np.isfinite(row).all()
        ]
        return int(np.argmin(np.max(ranks, axis=0)))

    def flights_of(self, which: NDArray[np.intp]) -> Flights:
        """Some of the draws, flown for drawing; times count from each flight's own start."""
        from trajkit.flight.flights import Flights
        from trajkit.physics.status import Status

        values = self.model.values(self.particles.z[:, which])
        problem, _ = self.model.problem(values)
        good = np.ones(which.size, np.bool_)
        status = np.full(which.size, Status.TIME_LIMIT, np.int8)
        return Flights.flown(problem, good, status, impact_only=False)

    def to_xarray(self) -> xr.Dataset:
        """Draws as a dataset, with units and what they rest on."""
        from trajkit.inference.dataset import posterior_dataset

        return posterior_dataset(self)


def _interval(draws: Array) -> Interval:
    known = draws[np.isfinite(draws)]
    if not known.size:
        return Interval(np.nan, np.nan, np.nan)
    return Interval(*(float(q) for q in np.quantile(known, _ENDS)))
