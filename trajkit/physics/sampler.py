"""States at given times along the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trajkit.physics.stepper import Stepper

__all__ = ["Sampler"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_AT_ONCE = 4096


class Sampler:
    """States at given times: a step of its own to each, from the start of the step around it."""

    def __init__(
        self, times: Array, start_s: Array, stepper: Stepper, parameters: tuple[Array, ...]
    ) -> None:
        self.times = times
        self.stepper = stepper
        self.parameters = parameters
        self.start = start_s
        self.position = np.full((3, *times.shape), np.nan)
        self.velocity = np.full((3, *times.shape), np.nan)

    def serve(
        self,
        lane: Indices,
        step_start: Array,
        step_end: Array,
        position: Array,
        velocity: Array,
        acceleration: Array,
    ) -> None:
        """Find the samples within steps of lanes, from the states at the steps' starts."""
        times = self.times[lane]
        # A sample where two steps meet belongs to the first; at the start of a flight, to its own.
        past = np.where(
            step_start == self.start[lane], np.nextafter(step_start, -np.inf), step_start
        )
        before = np.count_nonzero(times <= past[:, None], axis=1)
        counts = np.count_nonzero(times <= step_end[:, None], axis=1) - before
        if not counts.any():
            return
        source = np.repeat(np.arange(lane.size), counts)
        ordinal = np.arange(source.size) - np.repeat(np.cumsum(counts) - counts, counts)
        column = np.repeat(before, counts) + ordinal
        owner = lane[source]
        for begin in range(0, source.size, _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            at, of, to = source[part], owner[part], column[part]
            step = self.times[of, to] - step_start[at]
            start = np.ascontiguousarray(position[:, at])
            start_velocity = np.ascontiguousarray(velocity[:, at])
            r, v, _, _ = self.stepper.step(
                np.where(step == 0.0, 1.0, step),
                step_start[at],
                start,
                start_velocity,
                np.ascontiguousarray(acceleration[:, at]),
                tuple(parameter[of] for parameter in self.parameters),
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
