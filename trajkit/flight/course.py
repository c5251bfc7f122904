"""Flies flights phase by phase: those whose phases are alike together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics import us76
from trajkit.physics.integrator import integrate
from trajkit.physics.outcome import Moments, Outcome
from trajkit.physics.status import Status
from trajkit.physics.stops import Stops, climb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.flight.phases.base import Phase
    from trajkit.flight.setting import Setting
    from trajkit.flight.until import Until
    from trajkit.physics.backend import Backend

__all__ = ["Course", "Request", "among_all", "fly_phases", "joined"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

# A phase that ends lower than this ends on the ground. Units: m.
_ON_GROUND_M = 1e-3
# A peak or a passage at the seam of two phases is seen from both sides. Units: s.
_SAME_MOMENT_S = 1e-4


@dataclass(frozen=True, eq=False, kw_only=True)
class Request:
    """What is wanted of an integration, how exactly, and by what; see
    `trajkit.physics.integrator`."""

    tolerance_m: float
    backend: Backend
    sample_times_s: Array | None = None
    levels_m: tuple[float, ...] = ()
    impact_only: bool = False

    def take(self, which: Indices) -> Request:
        """That for some of the flights."""
        times = self.sample_times_s
        return replace(self, sample_times_s=None if times is None else times[which])


@dataclass(frozen=True, eq=False)
class Course:
    """What became of n flights of like phases.

    Attributes
    ----------
    outcome
        As if from one integration.
    starts_s
        When each phase began, each of shape (n,); NaN where a flight has not come to it. One more
        than there are phases: the last is the end of those that ran out of phases. Units: s.
    burnout
        The state after the boost; NaN where there was none.
    """

    outcome: Outcome
    starts_s: tuple[Array, ...]
    burnout: Moments


def fly_phases(
    phases: Sequence[Phase],
    setting: Setting,
    position_m: Array,
    velocity_m_s: Array,
    end_s: Array,
    request: Request,
    *,
    boosts: int = 0,
) -> Course:
    """Fly n flights through their phases.

    Parameters
    ----------
    phases
        With numbers of shape (n,).
    position_m, velocity_m_s
        Start, shape (3, n). Units: m, m/s.
    end_s
        Time limit of each flight, shape (n,). Units: s.
    boosts
        How many of the phases are those of a boost.
    """
    run = _Run(setting, position_m, velocity_m_s, end_s, request)
    nothing = np.full((3, end_s.size), np.nan)
    burnout = Moments(np.arange(end_s.size), nothing[0], nothing, nothing)
    for number, phase in enumerate(phases, 1):
        run.fly(phase)
        if number == boosts:
            burnout = run.now()
    return Course(run.outcome(), (*run.starts_s, run.now_s()), burnout)


class _Run:
    """Flights between two phases, and what was found so far."""

    def __init__(
        self, setting: Setting, position: Array, velocity: Array, end: Array, request: Request
    ) -> None:
        count = end.size
        self.setting = setting
        self.request = request
        self.limit = end
        self.time = np.zeros(count)
        self.position = np.array(position, float)
        self.velocity = np.array(velocity, float)
        self.status = np.full(count, Status.TIME_LIMIT, np.int8)
        self.going = np.ones(count, np.bool_)
        self.steps = np.zeros(count, np.int32)
        self.top_speed = np.full(count, -np.inf)
        self.top_time = np.full(count, np.nan)
        self.peaks: list[Moments] = []
        self.crossings: list[list[Moments]] = [[] for _ in request.levels_m]
        self.starts_s: list[Array] = []
        times = request.sample_times_s
        self.samples: tuple[Array, Array] | None = None
        if times is not None:
            self.samples = tuple(np.full((3, *times.shape), np.nan) for _ in range(2))  # type: ignore[assignment]

    def now_s(self) -> Array:
        """The time of the flights that still go; NaN for the others. Units: s."""
        return np.where(self.going, self.time, np.nan)

    def now(self) -> Moments:
        """Where the flights are that still go."""
        return Moments(
            np.arange(self.going.size),
            self.now_s(),
            np.where(self.going, self.position, np.nan),
            np.where(self.going, self.velocity, np.nan),
        )

    def fly(self, phase: Phase) -> None:
        """Fly one phase with all that still go."""
        which = np.flatnonzero(self.going)
        own = phase if which.size == self.going.size else phase.take(which)
        setting = self.setting if which.size == self.going.size else self.setting.take(which)
        rows = self._rows(which)
        self.position[:, rows], self.velocity[:, rows] = own.begin(
            setting, self.position[:, rows], self.velocity[:, rows]
        )
        self.starts_s.append(self.now_s())
        due = self._due(phase.until, which)
        if due.any():
            stay = np.flatnonzero(~due)
            which, own, setting = which[stay], own.take(stay), setting.take(stay)
        if not which.size:
            return
        rows = self._rows(which)
        start, limit = self.time[which], self.limit[which]
        request = self.request.take(which)
        out = integrate(
            own.equations(setting),
            np.ascontiguousarray(self.position[:, rows]),
            np.ascontiguousarray(self.velocity[:, rows]),
            tuple(
                np.ascontiguousarray(np.broadcast_to(parameter, start.shape))
                for parameter in own.parameters(setting, start)
            ),
            earth=self.setting.earth,
            start_s=start,
            end_s=np.minimum(limit, start + _length(own.until, start.size)),
            stops=_stops(own.until, start.size),
            tolerance_m=request.tolerance_m * own.CARE,
            levels_m=request.levels_m,
            sample_times_s=request.sample_times_s,
            corners_m=us76.CORNER_ALTITUDES_M,
            impact_only=request.impact_only,
            backend=request.backend,
        )
        self._note(out, which, phase.until is not None)

    def _rows(self, which: Indices) -> Indices | slice:
        """The same flights as an index that copies nothing where they are all."""
        return slice(None) if which.size == self.going.size else which

    def _note(self, out: Outcome, which: Indices, goes_on: bool) -> None:
        self.status[which] = out.status
        self.time[which] = out.end.time_s
        self.position[:, which] = out.end.position_m
        self.velocity[:, which] = out.end.velocity_m_s
        self.steps[which] += out.steps
        timed_out = (out.status == Status.TIME_LIMIT) & (
            out.stopped | (out.end.time_s < self.limit[which])
        )
        self.going[which] = timed_out & goes_on
        faster = out.top_speed_m_s > self.top_speed[which]
        # A flight whose speed was not asked for has NaN, which is never faster.
        fast = which[faster]
        self.top_speed[fast] = out.top_speed_m_s[faster]
        self.top_time[fast] = out.top_speed_time_s[faster]
        if not self.request.impact_only:
            self.peaks.append(among_all(out.peaks, which))
            top = np.flatnonzero(out.at_peak)
            self.peaks.append(among_all(_pick(out.end, top), which))
        for found, moments in zip(self.crossings, out.crossings, strict=True):
            found.append(among_all(moments, which))
        if self.samples is not None:
            new = out.samples_position_m, out.samples_velocity_m_s
            for kept, values in zip(self.samples, new, strict=True):
                assert values is not None
                kept[:, which] = np.where(np.isnan(values), kept[:, which], values)

    def _due(self, until: Until | None, which: Indices) -> NDArray[np.bool_]:
        """Which of the flights meet the end of the phase at its start."""
        due = np.zeros(which.size, np.bool_)
        if until is None:
            return due
        position, velocity = self.position[:, which], self.velocity[:, which]
        state = climb(position, velocity, np.zeros_like(position), self.setting.earth)
        speed = np.sqrt((velocity * velocity).sum(axis=0))
        falls = state.rate <= 1e-7 * speed
        if until.falling:
            due |= falls
        ends = until.with_arrays({k: v[which] for k, v in until.arrays().items()})
        if ends.altitude_m is not None:
            due |= falls & (state.altitude <= np.asarray(ends.altitude_m))
        if ends.speed_m_s is not None:
            due |= speed <= np.asarray(ends.speed_m_s)
        if ends.time_s is not None:
            due |= np.asarray(ends.time_s) <= 0.0
        return due

    def outcome(self) -> Outcome:
        """All phases in one."""
        count = self.time.size
        slowest = np.where(np.isinf(self.top_speed), np.nan, self.top_speed)
        position, velocity = self.samples if self.samples is not None else (None, None)
        return Outcome(
            status=self.status,
            end=Moments(np.arange(count), self.time, self.position, self.velocity),
            peaks=joined(self.peaks),
            crossings=tuple(joined(found) for found in self.crossings),
            top_speed_m_s=slowest,
            top_speed_time_s=self.top_time,
            samples_position_m=position,
            samples_velocity_m_s=velocity,
            steps=self.steps,
            stopped=np.zeros(count, np.bool_),
            at_peak=np.zeros(count, np.bool_),
        )


def _length(until: Until | None, count: int) -> Array:
    """Longest time of a phase, shape (n,). Units: s."""
    if until is None or until.time_s is None:
        return np.full(count, np.inf)
    return np.broadcast_to(np.asarray(until.time_s, float), (count,))


def _stops(until: Until | None, count: int) -> Stops:
    if until is None:
        return Stops()
    levels = until.arrays()

    def level(name: str) -> Array | None:
        return np.broadcast_to(levels[name], (count,)) if name in levels else None

    altitude = level("altitude_m")
    if altitude is not None:
        altitude = np.where(altitude < _ON_GROUND_M, np.nan, altitude)
    return Stops(
        peak=until.peak or until.falling,
        altitude_m=altitude,
        speed_m_s=level("speed_m_s"),
    )


def _pick(moments: Moments, which: Indices) -> Moments:
    return Moments(
        moments.lane[which],
        moments.time_s[which],
        moments.position_m[:, which],
        moments.velocity_m_s[:, which],
    )


def among_all(moments: Moments, which: Indices) -> Moments:
    """Moments of some of the flights, by the numbers that these have among all."""
    return replace(moments, lane=which[moments.lane])


def joined(parts: list[Moments]) -> Moments:
    """Moments in order of flight and time, those at a seam once."""
    if not parts:
        return Moments(np.zeros(0, np.intp), np.zeros(0), np.zeros((3, 0)), np.zeros((3, 0)))
    if len(parts) == 1:
        return parts[0]
    lane = np.concatenate([part.lane for part in parts])
    time = np.concatenate([part.time_s for part in parts])
    order = np.lexsort((time, lane))
    lane, time = lane[order], time[order]
    again = np.zeros(lane.size, np.bool_)
    again[1:] = (lane[1:] == lane[:-1]) & (time[1:] - time[:-1] < _SAME_MOMENT_S)
    order = order[~again]
    return Moments(
        lane[~again],
        time[~again],
        np.concatenate([part.position_m for part in parts], axis=1)[:, order],
        np.concatenate([part.velocity_m_s for part in parts], axis=1)[:, order],
    )
