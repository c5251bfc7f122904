"""What is found of flights while they are integrated: their ends, and the events on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.control import SHORTEST_STEP_S
from trajkit.physics.events import altitude_above, climb_rate, speeding
from trajkit.physics.kept import Found, Kept
from trajkit.physics.outcome import Moments, Outcome
from trajkit.physics.sampler import Sampler
from trajkit.physics.status import Status
from trajkit.physics.stops import Stop, Stops, ground, stops_at_work
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth
    from trajkit.physics.stepper import Stepper

__all__ = ["Answers"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

FLUSH = 8192
"""Steps kept before they are solved."""

_SAME_MOMENT_S = 1e-6
# Newton's corrections to the moment of a stop, each by no more than this share of the step.
_CORRECTIONS = 2
_NEAR = 0.01


class Answers:
    """The answers of one integration, filled as lanes finish.

    Steps that may hold an event are kept, by whoever makes the steps, in the store of that kind of
    event; here they are solved.
    """

    def __init__(
        self,
        stepper: Stepper,
        parameters: tuple[Array, ...],
        earth: Earth,
        start: Array,
        end: Array,
        stops: Stops,
        levels: tuple[float, ...],
        sample_times: Array | None,
        impact_only: bool,
    ) -> None:
        count = end.size
        self.stepper = stepper
        self.parameters = parameters
        self.start = start
        self.levels = levels
        self.impact_only = impact_only

        self.status = np.full(count, Status.TIME_LIMIT, np.int8)
        self.stopped = np.zeros(count, np.bool_)
        self.at_peak = np.zeros(count, np.bool_)
        self.at_level = np.full(count, np.nan)
        # By the dense output: what ends a lane is not listed with what was found before.
        self.last_peak_time = np.full(count, np.inf)
        self.last_level_time = np.full(count, np.inf)
        self.end_time = start.copy()
        self.end_position = np.full((3, count), np.nan)
        self.end_velocity = np.full((3, count), np.nan)
        self.top_speed2 = np.zeros(count)
        self.top_time = start.copy()
        self.steps = np.zeros(count, np.int32)

        self.stops = (ground(earth), *stops_at_work(stops, earth))
        self.peak = Kept(climb_rate(earth))
        self.fastest = Kept(speeding)
        self.passages = [Kept(altitude_above(earth)) for _ in levels]
        self._peaks: list[Found] = []
        self._crossings: list[list[Found]] = [[] for _ in levels]
        self.sampler = (
            None if sample_times is None else Sampler(sample_times, start, stepper, parameters)
        )

    def finish(
        self, lane: Indices, status: Status, time: Array, position: Array, velocity: Array
    ) -> None:
        """End lanes where they are."""
        self.status[lane] = status
        self.end_time[lane] = time
        self.end_position[:, lane] = position
        self.end_velocity[:, lane] = velocity

    def solve_kept(self, at_least: int = 0) -> None:
        """Solve for the events on the steps kept, of each kind that has more than `at_least`."""
        solving_speeds = self.fastest.size > at_least
        # What comes after the end is no speed of the flight: ends first, and all kinds of them
        # together, for a step may hold several.
        size = sum(stop.kept.size for stop in self.stops)
        if size > (0 if solving_speeds else at_least):
            for stop in self.stops:
                if stop.kept.size:
                    self._end(stop)
        if self.peak.size > at_least:
            roots = self.peak.solve()
            self._peaks.append(roots.take(roots.falling))
        if solving_speeds:
            roots = self.fastest.solve()
            ended = (self.status[roots.lane] == Status.LANDED) | self.stopped[roots.lane]
            top = roots.falling & (~ended | (roots.time <= self.end_time[roots.lane]))
            self._note_speeds(roots.take(top))
        for kept, found in zip(self.passages, self._crossings, strict=True):
            if kept.size > at_least:
                found.append(kept.solve())

    def _end(self, stop: Stop) -> None:
        """End the lanes that meet a stop, unless they have met another before."""
        roots = stop.kept.solve(sure=True)
        roots = roots.take(roots.falling)
        # The first fall through zero ends a flight; roots come in order of time.
        roots = roots.take(np.unique(roots.lane, return_index=True)[1])
        if stop.is_peak:
            self.last_peak_time[roots.lane] = roots.time - _SAME_MOMENT_S
        if stop.is_altitude:
            self.last_level_time[roots.lane] = roots.time - _SAME_MOMENT_S
        if not stop.is_ground:
            roots = self._on_the_stop(stop, roots)
        roots = roots.take(roots.time < self.end_time[roots.lane])
        lane = roots.lane
        self.end_time[lane] = roots.time
        self.end_position[:, lane] = roots.position
        self.end_velocity[:, lane] = roots.velocity
        self.status[lane] = Status.LANDED if stop.is_ground else Status.TIME_LIMIT
        self.stopped[lane] = not stop.is_ground
        self.at_peak[lane] = stop.is_peak
        levels = stop.levels(lane)
        self.at_level[lane] = levels if stop.is_altitude and levels is not None else np.nan

    def _on_the_stop(self, stop: Stop, roots: Found) -> Found:
        """The same by steps of the integration, whose error does not grow with the step.

        A flight goes on from here, so that the dense output is not good enough.
        """
        step = roots.step
        parameters = tuple(parameter[roots.lane] for parameter in self.parameters)
        start = step.coefficients[0], step.coefficients[1] / step.step_s
        bend = step.coefficients[2] * (2.0 / step.step_s**2)
        level = 0.0 if step.level is None else step.level
        length = roots.time - roots.step_start
        for correction in range(_CORRECTIONS + 1):
            length = np.maximum(length, SHORTEST_STEP_S)
            r, v, a, _ = self.stepper.step(length, roots.step_start, *start, bend, parameters)
            if correction < _CORRECTIONS:
                value, slope = stop.measure(r, v, a)
                change = (level - value) / slope
                # Far off, the slope says nothing: a stop grazed, or a speed that hardly falls.
                length = length + np.clip(np.nan_to_num(change), -_NEAR * length, _NEAR * length)
        return replace(roots, time=roots.step_start + length, position=r, velocity=v)

    def _note_speeds(self, roots: Found) -> None:
        lane, time = roots.lane, roots.time
        speed2 = dot(roots.velocity, roots.velocity)
        order = np.lexsort((-speed2, lane))
        lane, first = np.unique(lane[order], return_index=True)
        best = order[first]
        faster = speed2[best] > self.top_speed2[lane]
        self.top_speed2[lane[faster]] = speed2[best][faster]
        self.top_time[lane[faster]] = time[best][faster]

    def _crossings_of(self, found: list[Found], level_m: float, end_time: Array) -> Moments:
        """Those of a level; for lanes that a stop ended at it, as that stop has it."""
        here = self.at_level == level_m
        before = _gather(found, np.where(here, np.fmin(end_time, self.last_level_time), end_time))
        lane = np.flatnonzero(here)
        return _ordered(
            np.concatenate([before.lane, lane]),
            np.concatenate([before.time_s, end_time[lane]]),
            np.concatenate([before.position_m, self.end_position[:, lane]], axis=1),
            np.concatenate([before.velocity_m_s, self.end_velocity[:, lane]], axis=1),
        )

    def outcome(self) -> Outcome:
        """All of them."""
        count = self.status.size
        unstarted = self.status == Status.BELOW_GROUND
        without_speed = unstarted | self.impact_only
        end_time = np.where(unstarted, np.nan, self.end_time)
        end_speed2 = dot(self.end_velocity, self.end_velocity)
        at_end = end_speed2 > self.top_speed2
        samples: tuple[Array | None, Array | None] = (None, None)
        if self.sampler is not None:
            samples = self.sampler.finish(end_time)
        return Outcome(
            status=self.status,
            end=Moments(np.arange(count), end_time, self.end_position, self.end_velocity),
            peaks=_gather(
                self._peaks,
                np.where(self.at_peak, np.fmin(end_time, self.last_peak_time), end_time),
            ),
            crossings=tuple(
                self._crossings_of(found, level_m, end_time)
                for found, level_m in zip(self._crossings, self.levels, strict=True)
            ),
            top_speed_m_s=np.where(
                without_speed, np.nan, np.sqrt(np.where(at_end, end_speed2, self.top_speed2))
            ),
            top_speed_time_s=np.where(
                without_speed, np.nan, np.where(at_end, end_time, self.top_time)
            ),
            samples_position_m=samples[0],
            samples_velocity_m_s=samples[1],
            steps=self.steps,
            stopped=self.stopped,
            at_peak=self.at_peak,
        )


def _ordered(lane: Indices, time: Array, position: Array, velocity: Array) -> Moments:
    order = np.lexsort((time, lane))
    return Moments(lane[order], time[order], position[:, order], velocity[:, order])


def _gather(found: list[Found], end_time: Array) -> Moments:
    """Moments in order of lane and time, without those after the end."""
    if not found:
        return Moments(np.zeros(0, np.intp), np.zeros(0), np.zeros((3, 0)), np.zeros((3, 0)))
    lane = np.concatenate([part.lane for part in found])
    time = np.concatenate([part.time for part in found])
    r = np.concatenate([part.position for part in found], axis=1)
    v = np.concatenate([part.velocity for part in found], axis=1)
    order = np.lexsort((time, lane))
    order = order[time[order] < end_time[lane[order]]]
    return Moments(lane[order], time[order], r[:, order], v[:, order])
