"""What was found of a batch of flights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.course import among_all, joined
from trajkit.physics.outcome import Moments, Outcome
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.flight.course import Course
    from trajkit.flight.problem import Problem

__all__ = ["Record", "Seams", "record_of"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Seams:
    """When the phases of n alike flights began.

    Attributes
    ----------
    which
        Their numbers in the batch, shape (n,).
    start_s
        Shape (phases + 1, n); NaN where a flight has not come to a phase. Units: s.
    """

    which: Indices
    start_s: Array

    def take(self, which: Indices) -> Seams:
        """Those of some of the flights, by the numbers that they have among these."""
        own = np.isin(self.which, which)
        return Seams(np.searchsorted(which, self.which[own]), self.start_s[:, own])


@dataclass(frozen=True, eq=False)
class Record:
    """The outcome of N flights.

    Attributes
    ----------
    outcome
        See `Outcome`.
    burnout
        Where the boost ended, one a flight; NaN where there was none.
    seams
        One for each group of the problem.
    """

    outcome: Outcome
    burnout: Moments
    seams: tuple[Seams, ...]

    def seams_of(self, which: Indices) -> tuple[Seams, ...]:
        """The seams of some of the flights, rising, for the problem of just these."""
        parts = (seam.take(which) for seam in self.seams)
        return tuple(part for part in parts if part.which.size)

    def spread(self, which: Indices, status: NDArray[np.int8]) -> Record:
        """That of some flights among all: NaN for the others, which have these statuses."""
        count = status.size
        if which.size == count:
            return self
        return Record(
            _scattered([(which, self.outcome)], status),
            _one_each([(which, self.burnout)], count),
            tuple(replace(seam, which=which[seam.which]) for seam in self.seams),
        )


def record_of(problem: Problem, courses: Sequence[Course]) -> Record:
    """The courses of a problem's groups as one record."""
    count = problem.duration_s.size
    pairs = list(zip(problem.groups, courses, strict=True))
    boosted = [(group.which, one.burnout) for group, one in pairs if group.booster is not None]
    if len(courses) == 1:  # of a lone group, which has all flights in their order
        outcome = courses[0].outcome
    else:
        outcomes = [(group.which, course.outcome) for group, course in pairs]
        outcome = _scattered(outcomes, np.full(count, Status.INVALID_INPUT, np.int8))
    return Record(
        outcome,
        _one_each(boosted, count),
        tuple(Seams(group.which, np.stack(course.starts_s)) for group, course in pairs),
    )


def _scattered(parts: Sequence[tuple[Indices, Outcome]], status: NDArray[np.int8]) -> Outcome:
    """Outcomes of some flights each among all: NaN for the others, which have these statuses."""
    count = status.size
    status, steps = status.copy(), np.zeros(count, np.int32)
    for which, outcome in parts:
        status[which], steps[which] = outcome.status, outcome.steps

    def whole(name: str) -> Array:
        return _whole([(which, getattr(outcome, name)) for which, outcome in parts], (count,))

    def samples(name: str) -> Array | None:
        found = [(which, getattr(outcome, name)) for which, outcome in parts]
        if not found or found[0][1] is None:
            return None
        return _whole(found, (3, count, found[0][1].shape[2]))

    levels = len(parts[0][1].crossings) if parts else 0
    return Outcome(
        status=status,
        end=_one_each([(which, outcome.end) for which, outcome in parts], count),
        peaks=joined([among_all(outcome.peaks, which) for which, outcome in parts]),
        crossings=tuple(
            joined([among_all(outcome.crossings[level], which) for which, outcome in parts])
            for level in range(levels)
        ),
        top_speed_m_s=whole("top_speed_m_s"),
        top_speed_time_s=whole("top_speed_time_s"),
        samples_position_m=samples("samples_position_m"),
        samples_velocity_m_s=samples("samples_velocity_m_s"),
        steps=steps,
        stopped=np.zeros(count, np.bool_),
        at_peak=np.zeros(count, np.bool_),
    )


def _one_each(parts: Sequence[tuple[Indices, Moments]], count: int) -> Moments:
    """One moment a flight, for all flights; NaN for those that are in no part."""
    return Moments(
        np.arange(count),
        _whole([(which, one.time_s) for which, one in parts], (count,)),
        _whole([(which, one.position_m) for which, one in parts], (3, count)),
        _whole([(which, one.velocity_m_s) for which, one in parts], (3, count)),
    )


def _whole(parts: Sequence[tuple[Indices, Array]], shape: tuple[int, ...]) -> Array:
    """Values of some flights each; flights are the only axis, or the second."""
    full = np.full(shape, np.nan)
    lanes = full if full.ndim == 1 else full.swapaxes(0, 1)
    for which, values in parts:
        lanes[which] = values if full.ndim == 1 else values.swapaxes(0, 1)
    return full
