"""What was found of a batch of flights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.course import joined
from trajkit.physics.outcome import Moments, Outcome
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.flight.course import Course
    from trajkit.flight.problem import Group, Problem

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
        outcome = self.outcome
        status = status.copy()
        status[which] = outcome.status
        steps = np.zeros(count, np.int32)
        steps[which] = outcome.steps
        return Record(
            replace(
                outcome,
                status=status,
                end=_all(outcome.end, which, count),
                peaks=replace(outcome.peaks, lane=which[outcome.peaks.lane]),
                top_speed_m_s=_spread(outcome.top_speed_m_s, which, count),
                top_speed_time_s=_spread(outcome.top_speed_time_s, which, count),
                steps=steps,
            ),
            _all(self.burnout, which, count),
            tuple(replace(seam, which=which[seam.which]) for seam in self.seams),
        )


def record_of(problem: Problem, courses: Sequence[Course]) -> Record:
    """The courses of a problem's groups as one record."""
    count = problem.duration_s.size
    groups = problem.groups
    burnout = Moments(
        np.arange(count), np.full(count, np.nan), *(np.full((3, count), np.nan) for _ in range(2))
    )
    for group, course in zip(groups, courses, strict=True):
        if group.booster is not None:
            end = course.burnout
            burnout.time_s[group.which] = end.time_s
            burnout.position_m[:, group.which] = end.position_m
            burnout.velocity_m_s[:, group.which] = end.velocity_m_s
    seams = tuple(
        Seams(group.which, np.stack(course.starts_s))
        for group, course in zip(groups, courses, strict=True)
    )
    if len(courses) == 1:
        return Record(courses[0].outcome, burnout, seams)
    return Record(_merged(groups, [course.outcome for course in courses], count), burnout, seams)


def _merged(groups: Sequence[Group], outcomes: Sequence[Outcome], count: int) -> Outcome:
    parts = [(group.which, outcome) for group, outcome in zip(groups, outcomes, strict=True)]
    status = np.full(count, Status.INVALID_INPUT, np.int8)
    steps = np.zeros(count, np.int32)
    time, top, top_time = (np.full(count, np.nan) for _ in range(3))
    position, velocity = (np.full((3, count), np.nan) for _ in range(2))
    for which, outcome in parts:
        status[which], steps[which] = outcome.status, outcome.steps
        time[which] = outcome.end.time_s
        top[which], top_time[which] = outcome.top_speed_m_s, outcome.top_speed_time_s
        position[:, which] = outcome.end.position_m
        velocity[:, which] = outcome.end.velocity_m_s
    samples: list[Array | None] = [None, None]
    for k, name in enumerate(("samples_position_m", "samples_velocity_m_s")):
        first = getattr(outcomes[0], name) if outcomes else None
        if first is not None:
            whole = np.full((3, count, first.shape[2]), np.nan)
            for which, outcome in parts:
                whole[:, which] = getattr(outcome, name)
            samples[k] = whole
    levels = len(outcomes[0].crossings) if outcomes else 0
    return Outcome(
        status=status,
        end=Moments(np.arange(count), time, position, velocity),
        peaks=joined([replace(o.peaks, lane=w[o.peaks.lane]) for w, o in parts]),
        crossings=tuple(
            joined([replace(o.crossings[k], lane=w[o.crossings[k].lane]) for w, o in parts])
            for k in range(levels)
        ),
        top_speed_m_s=top,
        top_speed_time_s=top_time,
        samples_position_m=samples[0],
        samples_velocity_m_s=samples[1],
        steps=steps,
        stopped=np.zeros(count, np.bool_),
        at_peak=np.zeros(count, np.bool_),
    )


def _all(moments: Moments, which: Indices, count: int) -> Moments:
    """One moment a flight, for all flights."""
    return Moments(
        np.arange(count),
        _spread(moments.time_s, which, count),
        _spread(moments.position_m, which, count),
        _spread(moments.velocity_m_s, which, count),
    )


def _spread(values: Array, which: Indices, count: int) -> Array:
    full = np.full((*values.shape[:-1], count), np.nan)
    full[..., which] = values
    return full
