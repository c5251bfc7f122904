"""Flies lanes together on NumPy's arrays.

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

from trajkit.physics.answers import FLUSH, Answers
from trajkit.physics.control import (
    AIR_TOP_M,
    FIRST_STEP_S,
    MOST_STEPS,
    SHORTEST_STEP_S,
    at_corner_m,
    longest_fall_s,
    next_step_s,
    room,
    time_to,
)
from trajkit.physics.events import sign_changes
from trajkit.physics.hermite import (
    Segments,
    altitude_control_points,
    climb_control_points,
    half_speed2_control_points,
)
from trajkit.physics.kept import Kept
from trajkit.physics.lanes import Lanes
from trajkit.physics.status import Status
from trajkit.physics.stops import Climb, Path, climb
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = ["CHUNK", "MODEL_TOP_M", "fly_batch", "start_lanes"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]

CHUNK = 4096
"""Lanes at work at a time: enough to hide the overhead of calls, few enough for the caches."""

MODEL_TOP_M = 1e8

# A climb slower than this, downwards, stands for a path that is level and about to fall.
_LEAST_RATE_M_S = 1e-12


def fly_batch(
    answers: Answers,
    earth: Earth,
    position: Array,
    velocity: Array,
    end: Array,
    *,
    tolerance: float,
    corners: Array,
    watches_speed: bool,
    chunk: int,
) -> None:
    """Fly every lane to its end.

    Parameters
    ----------
    position, velocity
        Start, shape (3, N). Units: m, m/s.
    end
        Time limits, shape (N,). Units: s.
    tolerance
        Error of a step. Units: m.
    corners
        Altitudes at which steps end, rising. Units: m.
    watches_speed
        Whether anything asks for the speed.
    """
    batch = _Batch(answers, earth, end, tolerance, corners, watches_speed)
    batch.fly(position, velocity, chunk)


def start_lanes(
    answers: Answers, earth: Earth, first: int, stop: int, position: Array, velocity: Array
) -> Lanes:
    """The lanes of flights `first` to `stop` at their start; those that cannot start are done."""
    new = slice(first, stop)
    lane = np.arange(first, stop)
    r, v, time = position[:, new], velocity[:, new], answers.start[new]
    a = answers.stepper.accelerate(time, r, v, tuple(part[new] for part in answers.parameters))
    altitude, rate, bend = climb(r, v, a, earth)
    half_speed2 = 0.5 * dot(v, v)
    answers.top_speed2[new] = 2.0 * half_speed2
    # A start on the ground is one within the rounding of its coordinates.
    on_ground = np.abs(altitude) < 1e-6
    altitude = np.where(on_ground, 0.0, altitude)
    # The vertical is good to 1e-7 rad: what is level within that rises if it bends upwards, and
    # else is past its peak. At the centre of the Earth there is no altitude: NaN.
    level = np.abs(rate) <= 1e-7 * np.sqrt(2.0 * half_speed2)
    rises = np.where(level, bend > 0.0, rate > 0.0)
    rate = np.where(level & ~rises, -_LEAST_RATE_M_S, rate)
    buried = ~(altitude >= 0.0) | (on_ground & ~rises)
    answers.status[lane[buried]] = Status.BELOW_GROUND
    return Lanes(
        lane=lane,
        position=r,
        velocity=v,
        acceleration=a,
        time=time,
        step=np.full(lane.size, FIRST_STEP_S),
        last_step=np.full(lane.size, FIRST_STEP_S),
        last_room=np.full(lane.size, 1.0),
        altitude=altitude,
        rate=rate,
        bend=bend,
        half_speed2=half_speed2,
        done=buried,
        tries=np.zeros(lane.size, np.int32),
    )


class _Batch:
    """Lanes at work, and what they need to know."""

    def __init__(
        self,
        answers: Answers,
        earth: Earth,
        end: Array,
        tolerance: float,
        corners: Array,
        watches_speed: bool,
    ) -> None:
        self.answers = answers
        self.earth = earth
        self.end = end
        self.inverse_tolerance2 = tolerance**-2
        self.corners = corners
        self.at_corner = at_corner_m(tolerance)
        self.padded_corners = np.concatenate([[np.nan], corners, [np.nan]])
        self.watches_speed = watches_speed
        self.watches_climb = not answers.impact_only or any(stop.is_peak for stop in answers.stops)

    def fly(self, position: Array, velocity: Array, chunk: int) -> None:
        count = self.end.size
        lanes = start_lanes(self.answers, self.earth, 0, 0, position, velocity)
        upcoming = 0
        while True:
            finished = np.count_nonzero(lanes.done)
            if finished * 8 >= lanes.lane.size:
                # Drop the finished, seat the waiting: arrays stay full, copies stay rare.
                lanes = lanes.where(~lanes.done)
                seats = min(chunk - lanes.lane.size, count - upcoming)
                if seats:
                    first, upcoming = upcoming, upcoming + seats
                    lanes = lanes.joined(
                        start_lanes(self.answers, self.earth, first, upcoming, position, velocity)
                    )
                if not lanes.lane.size:
                    break
                parameters = tuple(parameter[lanes.lane] for parameter in self.answers.parameters)
                end = self.end[lanes.lane]
            self._advance(lanes, parameters, end)
        self.answers.solve_kept()

    def _advance(self, lanes: Lanes, parameters: tuple[Array, ...], end: Array) -> None:
        """One step of every lane, in place."""
        remaining = end - lanes.time
        planned = np.minimum(lanes.step, longest_fall_s(lanes.altitude, lanes.rate))
        step = np.minimum(planned, remaining)
        level = self._next_level(lanes)
        step = np.fmin(step, time_to(level, lanes.altitude, lanes.rate, lanes.bend))
        last = step == remaining
        # Lanes that are done fly on in vain until they are dropped; their step only must not be 0.
        step = np.where(lanes.done, 1.0, step)

        r, v, a, error2 = self.answers.stepper.step(
            step, lanes.time, lanes.position, lanes.velocity, lanes.acceleration, parameters
        )
        error2 *= self.inverse_tolerance2
        now = climb(r, v, a, self.earth)
        half_speed2 = 0.5 * dot(v, v)
        # A NaN fails this comparison, and so is refused and tried again with a shorter step.
        taken = (error2 <= 1.0) & np.isfinite(half_speed2) & ~lanes.done
        space = room(error2)
        following = next_step_s(step, planned, taken, space, lanes.last_step, lanes.last_room)

        self._watch(lanes, step, taken, (r, v, a), now, half_speed2)
        time = np.where(last, end, lanes.time + step)
        if self.answers.sampler is not None:
            which = np.flatnonzero(taken)
            self.answers.sampler.serve(
                lanes.lane[which],
                lanes.time[which],
                time[which],
                lanes.position[:, which],
                lanes.velocity[:, which],
                lanes.acceleration[:, which],
            )

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
            "last_room": space,
        }
        lanes.step = following
        for name, values in new.items():
            for fresh, old in zip(_rows(values), _rows(getattr(lanes, name)), strict=True):
                fresh[refused] = old[refused]
            setattr(lanes, name, values)
        lanes.tries += 1
        self.answers.steps[lanes.lane[taken]] += 1

        stuck = ~lanes.done & ~taken & (lanes.step < SHORTEST_STEP_S)
        stuck |= ~lanes.done & (lanes.tries >= MOST_STEPS)
        left = taken & (lanes.altitude > MODEL_TOP_M) & ~lanes.done
        timed_out = taken & last & ~lanes.done
        for mask, status in (
            (timed_out, Status.TIME_LIMIT),
            (left, Status.LEFT_MODEL),
            (stuck, Status.NOT_CONVERGED),
        ):
            which = np.flatnonzero(mask)
            if which.size:
                self.answers.finish(
                    lanes.lane[which],
                    status,
                    lanes.time[which],
                    lanes.position[:, which],
                    lanes.velocity[:, which],
                )
                lanes.done[which] = True

    def _next_level(self, lanes: Lanes) -> Array:
        """Altitude at which a step shall end, on the way that each lane goes; NaN if none."""
        falling = lanes.rate < 0.0
        if not self.corners.size:
            into_air = falling & (lanes.altitude > AIR_TOP_M + self.at_corner)
            return np.where(into_air, AIR_TOP_M, np.nan)
        margin = np.where(falling, -self.at_corner, self.at_corner)
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
        answers = self.answers
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
            speeds = half_speed2_control_points(
                step, lanes.half_speed2, lanes.velocity, lanes.acceleration, half_speed2, v, a
            )
        path = Path(points, climb_control_points(*ends) if self.watches_climb else (), speeds)
        ended = np.zeros(step.size, np.bool_)
        for stop in answers.stops:
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

        if not answers.impact_only:
            rises = path.rises
            changes, sinking = sign_changes(rises)
            keep(answers.peak, taken & ((changes > 1) | ((changes == 1) & ~sinking)), rises)
            gains = tuple(after - before for before, after in itertools.pairwise(speeds))
            changes, slowing = sign_changes(gains)
            keep(answers.fastest, taken & ((changes > 1) | ((changes == 1) & ~slowing)), gains)

        for level_m, kept in zip(answers.levels, answers.passages, strict=True):
            above = tuple(point - level_m for point in points)
            keep(kept, taken & (sign_changes(above)[0] > 0), above, np.full(step.size, level_m))

        which = np.flatnonzero(ended)
        if which.size:
            answers.end_time[lanes.lane[which]] = np.inf  # until it is solved for
            lanes.done[which] = True
        answers.solve_kept(FLUSH)


def _rows(values: Array) -> Array:
    """The contiguous rows of an array: selecting within one is much quicker than across them."""
    return values if values.ndim == 2 else values[np.newaxis]
