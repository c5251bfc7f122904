"""Integrates many flights at once, each with its own steps, errors and events.

Lanes (one a flight) advance together, chunk by chunk, so that NumPy's overhead is shared; nothing
that happens to a lane depends on its neighbours, so results are the same bits whatever the size of
the batch. Lanes that finish are dropped and others take their place. Memory is bounded by the
chunk, apart from the answers themselves.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.events import altitude_above, climb_rate, sign_changes, speeding
from trajkit.physics.hermite import Segments, altitude_control_points, climb_control_points
from trajkit.physics.kept import Found, Kept
from trajkit.physics.lanes import Lanes
from trajkit.physics.outcome import Moments, Outcome
from trajkit.physics.sampler import Sampler
from trajkit.physics.status import Status
from trajkit.physics.stepper import Stepper
from trajkit.physics.stops import Climb, Path, Stop, Stops, climb, ground, stops_at_work

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth
    from trajkit.physics.motion import Equations

__all__ = ["integrate"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]

CHUNK = 4096
"""Lanes at work at a time: enough to hide the overhead of calls, few enough for the caches."""

_FIRST_STEP_S = 0.5
_SAFETY = 0.9
_SHRINK, _GROW = 0.2, 6.0
_MOST_ROOM = 1e6  # where nothing acts a step has no error at all
_SHORTEST_STEP_S = 1e-7
_MOST_STEPS = 50_000
_MODEL_TOP_M = 1e8
# Above this altitude a step is cut so that it does not plunge into air that it has not felt.
_AIR_TOP_M = 90e3
# The error estimate cannot see a corner of the air within a step. Where less than this is allowed
# to a step, steps end at corners; where more, that would cost more than the corners do.
_CORNER_TOLERANCE_M = 0.25
# A corner nearer than this is taken as passed. Units: m.
_AT_CORNER_M = 0.2
_FLUSH = 8192
# A climb slower than this, downwards, stands for a path that is level and about to fall.
_LEAST_RATE_M_S = 1e-12
_SAME_MOMENT_S = 1e-6
# Newton's corrections to the moment of a stop, each by no more than this share of the step.
_CORRECTIONS = 2
_NEAR = 0.01


def integrate(
    equations: Equations,
    position_m: Array,
    velocity_m_s: Array,
    parameters: tuple[Array, ...],
    *,
    earth: Earth,
    end_s: Array,
    tolerance_m: float,
    start_s: Array | None = None,
    stops: Stops | None = None,
    levels_m: tuple[float, ...] = (),
    sample_times_s: Array | None = None,
    corners_m: tuple[float, ...] = (),
    impact_only: bool = False,
    chunk: int = CHUNK,
) -> Outcome:
    """Fly N lanes to the ground, to a stop, or to a time.

    Parameters
    ----------
    equations
        See `trajkit.physics.motion.equations_of_motion`.
    position_m, velocity_m_s
        Earth-fixed start, shape (3, N). Units: m, m/s.
    parameters
        Further arguments of the equations, each of shape (N,), finite.
    end_s
        Time at which each flight ends in the air, shape (N,). Units: s.
    tolerance_m
        Error that one step may make. Units: m.
    start_s
        Time at the start, shape (N,); None is 0. Units: s.
    stops
        What else ends a flight in the air. The state there is within the step's error, the moment
        within some 1e-9 s.
    levels_m
        Geodetic altitudes whose crossings are wanted. Units: m.
    sample_times_s
        Shape (N, M), rising along M; the state at each is returned. Units: s.
    corners_m
        Geodetic altitudes, rising, at which the air has corners; steps end there where the
        tolerance is tight. Units: m.
    impact_only
        Leave out the peaks, and the greatest speed, which comes back NaN: a fifth faster.
    chunk
        Lanes at work at a time; the result does not depend on it.

    Notes
    -----
    A lane that starts below the ground, or on it and not rising, comes back with that status; so
    does one that leaves the model or cannot be integrated. None harms another.
    """
    run = _Run(
        equations,
        parameters,
        earth,
        np.zeros(end_s.size) if start_s is None else start_s,
        end_s,
        tolerance_m,
        stops or Stops(),
        levels_m,
        sample_times_s,
        corners_m,
        impact_only,
    )
    with np.errstate(all="ignore"):  # a lane that goes astray is caught by its error, not by a flag
        run.fly(position_m, velocity_m_s, chunk)
        return run.outcome()


class _Run:
    """One call of `integrate`: the answers, filled as lanes finish."""

    def __init__(
        self,
        equations: Equations,
        parameters: tuple[Array, ...],
        earth: Earth,
        start: Array,
        end: Array,
        tolerance: float,
        stops: Stops,
        levels: tuple[float, ...],
        sample_times: Array | None,
        corners: tuple[float, ...],
        impact_only: bool,
    ) -> None:
        count = end.size
        self.stepper = Stepper(equations)
        self.parameters = parameters
        self.earth = earth
        self.start = start
        self.end = end
        self.inverse_tolerance2 = tolerance**-2
        self.levels = levels
        self.corners = np.array(corners if tolerance < _CORNER_TOLERANCE_M else ())
        self.padded_corners = np.concatenate([[np.nan], self.corners, [np.nan]])
        self.impact_only = impact_only
        self.watches_speed = not impact_only or stops.speed_m_s is not None

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
        self.found_peaks: list[Found] = []
        self.found_passages: list[list[Found]] = [[] for _ in levels]
        self.sampler = (
            None if sample_times is None else Sampler(sample_times, start, self.stepper, parameters)
        )

    def fly(self, position: Array, velocity: Array, chunk: int) -> None:
        count = self.end.size
        lanes = self._start(np.arange(0), position, velocity)
        upcoming = 0
        while True:
            finished = np.count_nonzero(lanes.done)
            if finished * 8 >= lanes.lane.size:
                # Drop the finished, seat the waiting: arrays stay full, copies stay rare.
                lanes = lanes.where(~lanes.done)
                seats = min(chunk - lanes.lane.size, count - upcoming)
                if seats:
                    new = np.arange(upcoming, upcoming + seats)
                    upcoming += seats
                    lanes = lanes.joined(self._start(new, position, velocity))
                if not lanes.lane.size:
                    break
                parameters = tuple(parameter[lanes.lane] for parameter in self.parameters)
                end = self.end[lanes.lane]
            self._advance(lanes, parameters, end)
        self._solve_kept(0)

    def _start(self, new: Indices, position: Array, velocity: Array) -> Lanes:
        r = np.ascontiguousarray(position[:, new])
        v = np.ascontiguousarray(velocity[:, new])
        time = self.start[new]
        a = self.stepper.accelerate(time, r, v, tuple(part[new] for part in self.parameters))
        altitude, rate, bend = climb(r, v, a, self.earth)
        half_speed2 = 0.5 * _dot(v, v)
        self.top_speed2[new] = 2.0 * half_speed2
        # A start on the ground is one within the rounding of its coordinates.
        on_ground = np.abs(altitude) < 1e-6
        altitude = np.where(on_ground, 0.0, altitude)
        # The vertical is good to 1e-7 rad: what is level within that rises if it bends upwards, and
        # else is past its peak. At the centre of the Earth there is no altitude: NaN.
        level = np.abs(rate) <= 1e-7 * np.sqrt(2.0 * half_speed2)
        rises = np.where(level, bend > 0.0, rate > 0.0)
        rate = np.where(level & ~rises, -_LEAST_RATE_M_S, rate)
        buried = ~(altitude >= 0.0) | (on_ground & ~rises)
        self.status[new[buried]] = Status.BELOW_GROUND
        return Lanes(
            lane=new,
            position=r,
            velocity=v,
            acceleration=a,
            time=time,
            step=np.full(new.size, _FIRST_STEP_S),
            last_step=np.full(new.size, _FIRST_STEP_S),
            last_room=np.full(new.size, 1.0),
            altitude=altitude,
            rate=rate,
            bend=bend,
            half_speed2=half_speed2,
            done=buried,
            tries=np.zeros(new.size, np.int32),
        )

    def _advance(self, lanes: Lanes, parameters: tuple[Array, ...], end: Array) -> None:
        """One step of every lane, in place."""
        remaining = end - lanes.time
        step = np.minimum(lanes.step, remaining)
        uncut = step
        level = self._next_level(lanes)
        step = np.fmin(step, _time_to(level, lanes))
        last = step == remaining
        # Lanes that are done fly on in vain until they are dropped; their step only must not be 0.
        step = np.where(lanes.done, 1.0, step)
        cut = step < uncut

        r, v, a, error2 = self.stepper.step(
            step, lanes.time, lanes.position, lanes.velocity, lanes.acceleration, parameters
        )
        error2 *= self.inverse_tolerance2
        now = climb(r, v, a, self.earth)
        half_speed2 = 0.5 * _dot(v, v)
        # A NaN fails this comparison, and so is refused and tried again with a shorter step.
        taken = (error2 <= 1.0) & np.isfinite(half_speed2) & ~lanes.done
        # Step that would just have been allowed, and Gustafsson's look ahead: where the last two
        # accepted steps show the error growing (falling into thicker air), expect it to go on.
        room = np.minimum(error2**-0.1, _MOST_ROOM)
        trend = step * room / (lanes.last_step * lanes.last_room)
        factor = _SAFETY * room * np.where(taken, np.minimum(trend, 1.0), 1.0)
        # fmax takes the bound where the factor is NaN.
        factor = np.minimum(np.fmax(factor, _SHRINK), _GROW)

        self._watch(lanes, step, taken, (r, v, a), now, half_speed2)
        time = np.where(last, end, lanes.time + step)
        if self.sampler is not None:
            self.sampler.serve(lanes, taken, time)

        # Fewer lanes are refused than taken: put those back, and keep the new arrays.
        refused = np.flatnonzero(~taken)
        new = {
            "position": r,
            "velocity": v,
            "acceleration": a,
            "time": time,
            "altitude": now.altitude,
            "rate": now.rate,
            "bend": now.bend,
            "half_speed2": half_speed2,
            "last_step": step,
            "last_room": room,
        }
        # A step cut short says nothing against the length that was planned.
        lanes.step = np.where(cut & taken, np.maximum(step * factor, uncut), step * factor)
        for name, values in new.items():
            for fresh, old in zip(_rows(values), _rows(getattr(lanes, name)), strict=True):
                fresh[refused] = old[refused]
            setattr(lanes, name, values)
        lanes.tries += 1
        self.steps[lanes.lane[taken]] += 1

        stuck = ~lanes.done & ~taken & (lanes.step < _SHORTEST_STEP_S)
        stuck |= ~lanes.done & (lanes.tries >= _MOST_STEPS)
        left = taken & (lanes.altitude > _MODEL_TOP_M) & ~lanes.done
        timed_out = taken & last & ~lanes.done
        for mask, status in (
            (timed_out, Status.TIME_LIMIT),
            (left, Status.LEFT_MODEL),
            (stuck, Status.NOT_CONVERGED),
        ):
            which = np.flatnonzero(mask)
            if which.size:
                lane = lanes.lane[which]
                self.status[lane] = status
                self.end_time[lane] = lanes.time[which]
                self.end_position[:, lane] = lanes.position[:, which]
                self.end_velocity[:, lane] = lanes.velocity[:, which]
                lanes.done[which] = True

    def _next_level(self, lanes: Lanes) -> Array:
        """Altitude at which a step shall end, on the way that each lane goes; NaN if none."""
        falling = lanes.rate < 0.0
        if not self.corners.size:
            into_air = falling & (lanes.altitude > _AIR_TOP_M + _AT_CORNER_M)
            return np.where(into_air, _AIR_TOP_M, np.nan)
        margin = np.where(falling, -_AT_CORNER_M, _AT_CORNER_M)
        above = np.searchsorted(self.corners, lanes.altitude + margin)
        # Padded with NaN at either end: index 0 is below all corners, the last above all.
        return self.padded_corners[np.where(falling, above, above + 1)]

    def _watch(
        self,
        lanes: Lanes,
        step: Array,
        taken: Bools,
        state: tuple[Array, Array, Array],
        now: Climb,
        half_speed2: Array,
    ) -> None:
        """Keep the steps that may hold an event; note those lanes that have met their end."""
        _, v, a = state

        def keep(
            kept: Kept, mask: Bools, points: tuple[Array, ...], level: Array | None = None
        ) -> Indices:
            which = np.flatnonzero(mask)
            if which.size:
                segments = Segments.between(
                    step[which],
                    lanes.position[:, which],
                    lanes.velocity[:, which],
                    lanes.acceleration[:, which],
                    *(part[:, which] for part in state),
                )
                if level is not None:
                    segments = replace(segments, level=level[which])
                kept.add(
                    lanes.lane[which],
                    lanes.time[which],
                    segments,
                    np.stack([point[which] for point in points]),
                )
            return which

        ends = (step, lanes.altitude, lanes.rate, lanes.bend, now.altitude, now.rate, now.bend)
        points = altitude_control_points(*ends)
        speeds: tuple[Array, ...] = ()
        if self.watches_speed:
            gain0 = step * _dot(lanes.velocity, lanes.acceleration) / 3.0
            gain1 = step * _dot(v, a) / 3.0
            old = lanes.half_speed2
            speeds = (old, old + gain0, half_speed2 - gain1, half_speed2)
        path = Path(points, climb_control_points(*ends), speeds)
        ended = np.zeros(step.size, np.bool_)
        for stop in self.stops:
            above = stop.above(path, lanes.lane)
            level = stop.levels(lanes.lane)
            changes, _ = sign_changes(above)
            grazing = taken & (changes > 1)
            hit = taken & (changes == 1) & (above[-1] < 0.0)
            if np.any(grazing):
                # The hull of the path dips below: only solving tells whether the path does.
                probe = Kept(stop.kept.function)
                keep(probe, grazing, above, level)
                found = probe.solve()
                hit |= grazing & np.isin(lanes.lane, found.lane[found.falling])
            keep(stop.kept, hit, above, level)
            ended |= hit

        if not self.impact_only:
            rises = path.rises
            changes, sinking = sign_changes(rises)
            keep(self.peak, taken & ((changes > 1) | ((changes == 1) & ~sinking)), rises)
            gains = tuple(after - before for before, after in itertools.pairwise(speeds))
            changes, slowing = sign_changes(gains)
            keep(self.fastest, taken & ((changes > 1) | ((changes == 1) & ~slowing)), gains)

        for level_m, kept in zip(self.levels, self.passages, strict=True):
            above = tuple(point - level_m for point in points)
            keep(kept, taken & (sign_changes(above)[0] > 0), above, np.full(step.size, level_m))

        which = np.flatnonzero(ended)
        if which.size:
            self.end_time[lanes.lane[which]] = np.inf  # until it is solved for
            lanes.done[which] = True
        self._solve_kept(_FLUSH)

    def _solve_kept(self, at_least: int) -> None:
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
            self.found_peaks.append(roots.take(roots.falling))
        if solving_speeds:
            roots = self.fastest.solve()
            ended = (self.status[roots.lane] == Status.LANDED) | self.stopped[roots.lane]
            top = roots.falling & (~ended | (roots.time <= self.end_time[roots.lane]))
            self._note_speeds(roots.take(top))
        for kept, found in zip(self.passages, self.found_passages, strict=True):
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
            length = np.maximum(length, _SHORTEST_STEP_S)
            r, v, a, _ = self.stepper.step(length, roots.step_start, *start, bend, parameters)
            if correction < _CORRECTIONS:
                value, slope = stop.measure(r, v, a)
                change = (level - value) / slope
                # Far off, the slope says nothing: a stop grazed, or a speed that hardly falls.
                length = length + np.clip(np.nan_to_num(change), -_NEAR * length, _NEAR * length)
        return replace(roots, time=roots.step_start + length, position=r, velocity=v)

    def _note_speeds(self, roots: Found) -> None:
        lane, time = roots.lane, roots.time
        speed2 = _dot(roots.velocity, roots.velocity)
        order = np.lexsort((-speed2, lane))
        lane, first = np.unique(lane[order], return_index=True)
        best = order[first]
        faster = speed2[best] > self.top_speed2[lane]
        self.top_speed2[lane[faster]] = speed2[best][faster]
        self.top_time[lane[faster]] = time[best][faster]

    def _crossings(self, found: list[Found], level_m: float, end_time: Array) -> Moments:
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
        count = self.status.size
        unstarted = self.status == Status.BELOW_GROUND
        without_speed = unstarted | self.impact_only
        end_time = np.where(unstarted, np.nan, self.end_time)
        end_speed2 = _dot(self.end_velocity, self.end_velocity)
        at_end = end_speed2 > self.top_speed2
        samples: tuple[Array | None, Array | None] = (None, None)
        if self.sampler is not None:
            samples = self.sampler.finish(end_time)
        return Outcome(
            status=self.status,
            end=Moments(np.arange(count), end_time, self.end_position, self.end_velocity),
            peaks=_gather(
                self.found_peaks,
                np.where(self.at_peak, np.fmin(end_time, self.last_peak_time), end_time),
            ),
            crossings=tuple(
                self._crossings(found, level_m, end_time)
                for found, level_m in zip(self.found_passages, self.levels, strict=True)
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


def _rows(values: Array) -> Array:
    """The contiguous rows of an array: selecting within one is much quicker than across them."""
    return values if values.ndim == 2 else values[np.newaxis]


def _time_to(level: Array, lanes: Lanes) -> Array:
    """Time in which a lane meets a level ahead of it at its present rate and bend; NaN if never."""
    ahead = np.where(lanes.rate < 0.0, -1.0, 1.0)  # a body at rest may have a rate of -0.0
    gap = (level - lanes.altitude) * ahead
    speed = np.abs(lanes.rate)
    time: Array = 2.0 * gap / (speed + np.sqrt(speed * speed + 2.0 * ahead * lanes.bend * gap))
    return time


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


def _dot(a: Array | tuple[Array, ...], b: Array | tuple[Array, ...]) -> Array:
    result: Array = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return result
