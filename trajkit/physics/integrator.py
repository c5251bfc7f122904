"""Integrates many flights at once, each with its own steps, errors and events.

Lanes (one a flight) advance together, chunk by chunk, so that NumPy's overhead is shared; nothing
that happens to a lane depends on its neighbours, so results are the same bits whatever the size of
the batch. Lanes that finish are dropped and others take their place. Memory is bounded by the
chunk, apart from the answers themselves.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.events import (
    Function,
    altitude_above,
    climb_rate,
    locate,
    sign_changes,
    speeding,
)
from trajkit.physics.hermite import Segments, altitude_control_points
from trajkit.physics.motion import Acceleration, vertical
from trajkit.physics.status import Status
from trajkit.physics.stepper import Stepper

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = ["Moments", "Outcome", "integrate"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]

CHUNK = 4096
"""Lanes at work at a time: enough to hide the overhead of calls, few enough for the caches."""

_FIRST_STEP_S = 0.5
_SAFETY = 0.9
_SHRINK, _GROW = 0.2, 6.0
_SHORTEST_STEP_S = 1e-7
_MOST_STEPS = 200_000
_MODEL_TOP_M = 1e8
# Above this altitude a step is cut so that it does not plunge into air that it has not felt.
_AIR_TOP_M = 90e3
# The error estimate cannot see a corner of the air within a step. Where less than this is allowed
# to a step, steps end at corners; where more, that would cost more than the corners do.
_CORNER_TOLERANCE_M = 0.25
# A corner nearer than this is taken as passed. Units: m.
_AT_CORNER_M = 0.2
_FLUSH = 8192


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments of flights, ordered by flight and time. m of them.

    Parameters
    ----------
    lane
        Which flight, shape (m,).
    time_s
        Since the start, shape (m,). Units: s.
    position_m, velocity_m_s
        Earth-fixed, shape (3, m). Units: m, m/s.
    """

    lane: Indices
    time_s: Array
    position_m: Array
    velocity_m_s: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of N flights.

    Parameters
    ----------
    status
        Shape (N,), see `Status`.
    end
        The last moment of each flight (N of them, one a flight): impact if landed; NaN where the
        flight could not start.
    peaks
        Every local maximum of the geodetic altitude after the start and before the end.
    crossings
        For each level asked for, every passage, up or down.
    top_speed_m_s, top_speed_time_s
        The greatest Earth-relative speed and when, shape (N,).
    samples_position_m, samples_velocity_m_s
        At the times asked for, shape (3, N, M); NaN after the end. None if not asked for.
    steps
        Accepted steps, shape (N,).
    """

    status: NDArray[np.int8]
    end: Moments
    peaks: Moments
    crossings: tuple[Moments, ...]
    top_speed_m_s: Array
    top_speed_time_s: Array
    samples_position_m: Array | None
    samples_velocity_m_s: Array | None
    steps: NDArray[np.int32]


def integrate(
    acceleration: Acceleration,
    position_m: Array,
    velocity_m_s: Array,
    parameters: tuple[Array, ...],
    *,
    earth: Earth,
    duration_s: Array,
    tolerance_m: float,
    levels_m: tuple[float, ...] = (),
    sample_times_s: Array | None = None,
    corners_m: tuple[float, ...] = (),
    impact_only: bool = False,
    chunk: int = CHUNK,
) -> Outcome:
    """Fly N lanes to the ground, or for their duration.

    Parameters
    ----------
    acceleration
        Equations of motion, see `trajkit.physics.motion.equations_of_motion`.
    position_m, velocity_m_s
        Earth-fixed start, shape (3, N). Units: m, m/s.
    parameters
        Further arguments of the equations, each of shape (N,), finite.
    duration_s
        Longest time of each flight, shape (N,). Units: s.
    tolerance_m
        Error that one step may make. Units: m.
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
        acceleration,
        parameters,
        earth,
        duration_s,
        tolerance_m,
        levels_m,
        sample_times_s,
        corners_m,
        impact_only,
    )
    with np.errstate(all="ignore"):  # a lane that goes astray is caught by its error, not by a flag
        run.fly(position_m, velocity_m_s, chunk)
        return run.outcome()


@dataclass(eq=False)
class _Lanes:
    """The lanes at work: one entry a lane in each array, lanes last."""

    lane: Indices
    position: Array
    velocity: Array
    acceleration: Array
    time: Array
    step: Array
    last_step: Array
    last_room: Array
    altitude: Array
    rate: Array
    bend: Array
    half_speed2: Array
    done: Bools
    tries: NDArray[np.int32]

    def where(self, keep: Bools) -> _Lanes:
        return _Lanes(*(getattr(self, name)[..., keep] for name in self.__dataclass_fields__))

    def joined(self, other: _Lanes) -> _Lanes:
        return _Lanes(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)], axis=-1)
                for name in self.__dataclass_fields__
            )
        )


@dataclass(eq=False)
class _Kept:
    """Steps kept because they may hold an event of one kind, until there are enough to solve."""

    function: Function
    lane: list[Indices] = field(default_factory=list)
    start: list[Array] = field(default_factory=list)
    points: list[Array] = field(default_factory=list)
    segments: list[Segments] = field(default_factory=list)
    size: int = 0

    def add(self, lane: Indices, start: Array, segments: Segments, points: Array) -> None:
        self.lane.append(lane)
        self.start.append(start)
        self.segments.append(segments)
        self.points.append(points)
        self.size += lane.size

    def solve(self) -> tuple[Indices, Array, Array, Array, Bools]:
        """Lane, time, position, velocity and falling sense of every root; empties the store."""
        segments = Segments(
            np.concatenate([s.step_s for s in self.segments]),
            np.concatenate([s.coefficients for s in self.segments], axis=2),
        )
        roots = locate(self.function, segments, np.concatenate(self.points, axis=1))
        lane = np.concatenate(self.lane)[roots.segment]
        at = segments.take(roots.segment)
        time = np.concatenate(self.start)[roots.segment] + roots.share * at.step_s
        found = (lane, time, at.position(roots.share), at.velocity(roots.share), roots.falling)
        self.lane, self.start, self.points, self.segments, self.size = [], [], [], [], 0
        return found


class _Run:
    """One call of `integrate`: the answers, filled as lanes finish."""

    def __init__(
        self,
        acceleration: Acceleration,
        parameters: tuple[Array, ...],
        earth: Earth,
        duration: Array,
        tolerance: float,
        levels: tuple[float, ...],
        sample_times: Array | None,
        corners: tuple[float, ...],
        impact_only: bool,
    ) -> None:
        count = duration.size
        self.stepper = Stepper(acceleration)
        self.parameters = parameters
        self.earth = earth
        self.duration = duration
        self.inverse_tolerance2 = tolerance**-2
        self.levels = levels
        self.corners = np.array(corners if tolerance < _CORNER_TOLERANCE_M else ())
        self.padded_corners = np.concatenate([[np.nan], self.corners, [np.nan]])
        self.impact_only = impact_only

        self.status = np.full(count, Status.TIME_LIMIT, np.int8)
        self.end_time = np.zeros(count)
        self.end_position = np.full((3, count), np.nan)
        self.end_velocity = np.full((3, count), np.nan)
        self.top_speed2 = np.zeros(count)
        self.top_time = np.zeros(count)
        self.steps = np.zeros(count, np.int32)

        self.ground = _Kept(altitude_above(0.0, earth))
        self.peak = _Kept(climb_rate(earth))
        self.fastest = _Kept(speeding)
        self.passages = [_Kept(altitude_above(level, earth)) for level in levels]
        self.found_peaks: list[tuple[Indices, Array, Array, Array]] = []
        self.found_passages: list[list[tuple[Indices, Array, Array, Array]]] = [[] for _ in levels]
        self.sampler = None if sample_times is None else _Sampler(sample_times, self)

    def fly(self, position: Array, velocity: Array, chunk: int) -> None:
        count = self.duration.size
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
                duration = self.duration[lanes.lane]
            self._advance(lanes, parameters, duration)
        self._solve_kept(0)

    def _start(self, new: Indices, position: Array, velocity: Array) -> _Lanes:
        r = np.ascontiguousarray(position[:, new])
        v = np.ascontiguousarray(velocity[:, new])
        a = self.stepper.accelerate(r, v, tuple(parameter[new] for parameter in self.parameters))
        altitude, rate, bend = self._climb(r, v, a)
        half_speed2 = 0.5 * _dot(v, v)
        self.top_speed2[new] = 2.0 * half_speed2
        # A start on the ground is one within the rounding of its coordinates.
        on_ground = np.abs(altitude) < 1e-6
        altitude = np.where(on_ground, 0.0, altitude)
        # The vertical is good to 1e-7 rad. At the centre of the Earth there is no altitude: NaN.
        rises = rate > 1e-7 * np.sqrt(2.0 * half_speed2)
        buried = ~(altitude >= 0.0) | (on_ground & ~rises)
        self.status[new[buried]] = Status.BELOW_GROUND
        return _Lanes(
            lane=new,
            position=r,
            velocity=v,
            acceleration=a,
            time=np.zeros(new.size),
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

    def _climb(self, r: Array, v: Array, a: Array) -> tuple[Array, Array, Array]:
        """Altitude, its rate, and its second derivative on a locally round Earth."""
        altitude, up = vertical(r, self.earth)
        rate = _dot(v, up)
        across2 = _dot(v, v) - rate * rate
        bend = _dot(a, up) + across2 / (altitude + self.earth.equatorial_radius_m)
        return altitude, rate, bend

    def _advance(self, lanes: _Lanes, parameters: tuple[Array, ...], duration: Array) -> None:
        """One step of every lane, in place."""
        remaining = duration - lanes.time
        step = np.minimum(lanes.step, remaining)
        uncut = step
        level = self._next_level(lanes)
        step = np.fmin(step, _time_to(level, lanes))
        last = step == remaining
        # Lanes that are done fly on in vain until they are dropped; their step only must not be 0.
        step = np.where(lanes.done, 1.0, step)
        cut = step < uncut

        r, v, a, error2 = self.stepper.step(
            step, lanes.position, lanes.velocity, lanes.acceleration, parameters
        )
        error2 *= self.inverse_tolerance2
        altitude, rate, bend = self._climb(r, v, a)
        half_speed2 = 0.5 * _dot(v, v)
        # A NaN fails this comparison, and so is refused and tried again with a shorter step.
        taken = (error2 <= 1.0) & np.isfinite(half_speed2) & ~lanes.done
        # Step that would just have been allowed, and Gustafsson's look ahead: where the last two
        # accepted steps show the error growing (falling into thicker air), expect it to go on.
        room = error2**-0.1
        trend = step * room / (lanes.last_step * lanes.last_room)
        factor = _SAFETY * room * np.where(taken, np.minimum(trend, 1.0), 1.0)
        # fmax takes the bound where the factor is NaN.
        factor = np.minimum(np.fmax(factor, _SHRINK), _GROW)

        self._watch(lanes, step, taken, r, v, a, altitude, rate, bend, half_speed2)
        time = np.where(last, duration, lanes.time + step)
        if self.sampler is not None:
            self.sampler.serve(lanes, taken, time)

        # Fewer lanes are refused than taken: put those back, and keep the new arrays.
        refused = np.flatnonzero(~taken)
        new = {
            "position": r,
            "velocity": v,
            "acceleration": a,
            "time": time,
            "altitude": altitude,
            "rate": rate,
            "bend": bend,
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

    def _next_level(self, lanes: _Lanes) -> Array:
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
        lanes: _Lanes,
        step: Array,
        taken: Bools,
        r: Array,
        v: Array,
        a: Array,
        altitude: Array,
        rate: Array,
        bend: Array,
        half_speed2: Array,
    ) -> None:
        """Keep the steps that may hold an event; note those lanes that have met the ground."""

        def keep(kept: _Kept, mask: Bools, points: tuple[Array, ...]) -> Indices:
            which = np.flatnonzero(mask)
            if which.size:
                kept.add(
                    lanes.lane[which],
                    lanes.time[which],
                    Segments.between(
                        step[which],
                        lanes.position[:, which],
                        lanes.velocity[:, which],
                        lanes.acceleration[:, which],
                        r[:, which],
                        v[:, which],
                        a[:, which],
                    ),
                    np.stack([point[which] for point in points]),
                )
            return which

        points = altitude_control_points(
            step, lanes.altitude, lanes.rate, lanes.bend, altitude, rate, bend
        )

        changes, _ = sign_changes(points)
        grazing = taken & (changes > 1)
        hit = taken & (changes == 1) & (altitude < 0.0)
        if np.any(grazing):
            # The hull of the path dips below the ground: only solving tells whether the path does.
            probe = _Kept(self.ground.function)
            keep(probe, grazing, points)
            lane, *_ = probe.solve()
            hit |= grazing & np.isin(lanes.lane, lane)
        landed = keep(self.ground, hit, points)

        if not self.impact_only:
            rises = tuple(right - left for left, right in itertools.pairwise(points))
            changes, sinking = sign_changes(rises)
            keep(self.peak, taken & ((changes > 1) | ((changes == 1) & ~sinking)), rises)
            gain0 = step * _dot(lanes.velocity, lanes.acceleration)
            gain1 = step * _dot(v, a)
            middle = 3.0 * (half_speed2 - lanes.half_speed2) - gain0 - gain1
            gains = (gain0, middle, gain1)
            changes, slowing = sign_changes(gains)
            keep(self.fastest, taken & ((changes > 1) | ((changes == 1) & ~slowing)), gains)

        for level, kept in zip(self.levels, self.passages, strict=True):
            above = tuple(point - level for point in points)
            keep(kept, taken & (sign_changes(above)[0] > 0), above)

        if landed.size:
            self.status[lanes.lane[landed]] = Status.LANDED
            lanes.done[landed] = True
        self._solve_kept(_FLUSH)

    def _solve_kept(self, at_least: int) -> None:
        solving_speeds = self.fastest.size > at_least
        # What comes after the impact is no speed of the flight: impacts first.
        if self.ground.size > (0 if solving_speeds else at_least):
            lane, time, r, v, falling = self.ground.solve()
            # The first fall through the ground ends a flight; roots come in order of time.
            lane, first = np.unique(lane[falling], return_index=True)
            self.end_time[lane] = time[falling][first]
            self.end_position[:, lane] = r[:, falling][:, first]
            self.end_velocity[:, lane] = v[:, falling][:, first]
        if self.peak.size > at_least:
            lane, time, r, v, falling = self.peak.solve()
            self.found_peaks.append((lane[falling], time[falling], r[:, falling], v[:, falling]))
        if solving_speeds:
            lane, time, _, v, falling = self.fastest.solve()
            in_flight = (self.status[lane] != Status.LANDED) | (time <= self.end_time[lane])
            top = falling & in_flight
            self._note_speeds(lane[top], time[top], v[:, top])
        for kept, found in zip(self.passages, self.found_passages, strict=True):
            if kept.size > at_least:
                lane, time, r, v, _ = kept.solve()
                found.append((lane, time, r, v))

    def _note_speeds(self, lane: Indices, time: Array, velocity: Array) -> None:
        speed2 = _dot(velocity, velocity)
        order = np.lexsort((-speed2, lane))
        lane, first = np.unique(lane[order], return_index=True)
        best = order[first]
        faster = speed2[best] > self.top_speed2[lane]
        self.top_speed2[lane[faster]] = speed2[best][faster]
        self.top_time[lane[faster]] = time[best][faster]

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
            peaks=_gather(self.found_peaks, end_time),
            crossings=tuple(_gather(found, end_time) for found in self.found_passages),
            top_speed_m_s=np.where(
                without_speed, np.nan, np.sqrt(np.where(at_end, end_speed2, self.top_speed2))
            ),
            top_speed_time_s=np.where(
                without_speed, np.nan, np.where(at_end, end_time, self.top_time)
            ),
            samples_position_m=samples[0],
            samples_velocity_m_s=samples[1],
            steps=self.steps,
        )


class _Sampler:
    """States at given times: a step of its own to each, from the start of the step around it."""

    def __init__(self, times: Array, run: _Run) -> None:
        self.times = times
        self.run = run
        self.served = np.zeros(len(times), np.intp)
        self.position = np.full((3, *times.shape), np.nan)
        self.velocity = np.full((3, *times.shape), np.nan)

    def serve(self, lanes: _Lanes, taken: Bools, time: Array) -> None:
        which = np.flatnonzero(taken)
        lane = lanes.lane[which]
        upto = np.count_nonzero(self.times[lane] <= time[which, None], axis=1)
        counts = upto - self.served[lane]
        if not counts.any():
            return
        source = np.repeat(which, counts)
        ordinal = np.arange(source.size) - np.repeat(np.cumsum(counts) - counts, counts)
        column = np.repeat(self.served[lane], counts) + ordinal
        self.served[lane] = upto
        owner = lanes.lane[source]
        for begin in range(0, source.size, CHUNK):
            part = slice(begin, begin + CHUNK)
            at, of, to = source[part], owner[part], column[part]
            step = self.times[of, to] - lanes.time[at]
            start = np.ascontiguousarray(lanes.position[:, at])
            start_velocity = np.ascontiguousarray(lanes.velocity[:, at])
            r, v, _, _ = self.run.stepper.step(
                np.where(step == 0.0, 1.0, step),
                start,
                start_velocity,
                np.ascontiguousarray(lanes.acceleration[:, at]),
                tuple(parameter[of] for parameter in self.run.parameters),
            )
            r = np.where(step == 0.0, start, r)
            v = np.where(step == 0.0, start_velocity, v)
            self.position[:, of, to] = r
            self.velocity[:, of, to] = v

    def finish(self, end_time: Array) -> tuple[Array, Array]:
        """The samples, NaN after each flight's end."""
        over = ~(self.times <= end_time[:, None])
        self.position[:, over] = np.nan
        self.velocity[:, over] = np.nan
        return self.position, self.velocity


def _rows(values: Array) -> Array:
    """The contiguous rows of an array: selecting within one is much quicker than across them."""
    return values if values.ndim == 2 else values[np.newaxis]


def _time_to(level: Array, lanes: _Lanes) -> Array:
    """Time in which a lane meets a level ahead of it at its present rate and bend; NaN if never."""
    ahead = np.copysign(1.0, lanes.rate)
    gap = (level - lanes.altitude) * ahead
    speed = np.abs(lanes.rate)
    time: Array = 2.0 * gap / (speed + np.sqrt(speed * speed + 2.0 * ahead * lanes.bend * gap))
    return time


def _gather(found: list[tuple[Indices, Array, Array, Array]], end_time: Array) -> Moments:
    """Moments in order of lane and time, without those after the end."""
    if not found:
        return Moments(np.zeros(0, np.intp), np.zeros(0), np.zeros((3, 0)), np.zeros((3, 0)))
    lane, time, r, v = (np.concatenate(parts, axis=-1) for parts in zip(*found, strict=True))
    order = np.lexsort((time, lane))
    order = order[time[order] < end_time[lane[order]]]
    return Moments(lane[order], time[order], r[:, order], v[:, order])


def _dot(a: Array | tuple[Array, ...], b: Array | tuple[Array, ...]) -> Array:
    result: Array = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return result
