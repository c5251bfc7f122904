"""States at given times along the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trajkit.physics.lanes import Lanes
    from trajkit.physics.stepper import Stepper

__all__ = ["Sampler"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_AT_ONCE = 4096


class Sampler:
    """States at given times: a step of its own to each, from the start of the step around it."""

    def __init__(
        self, times: Array, start_s: Array, stepper: Stepper, parameters: tuple[Array, ...]
    ) -> None:
        self.times = times
        self.stepper = stepper
        self.parameters = parameters
        self.served = np.count_nonzero(times < start_s[:, None], axis=1)
        self.position = np.full((3, *times.shape), np.nan)
        self.velocity = np.full((3, *times.shape), np.nan)

    def serve(self, lanes: Lanes, taken: Bools, time: Array) -> None:
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
        for begin in range(0, source.size, _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            at, of, to = source[part], owner[part], column[part]
            step = self.times[of, to] - lanes.time[at]
            start = np.ascontiguousarray(lanes.position[:, at])
            start_velocity = np.ascontiguousarray(lanes.velocity[:, at])
            r, v, _, _ = self.stepper.step(
                np.where(step == 0.0, 1.0, step),
                lanes.time[at],
                start,
                start_velocity,
                np.ascontiguousarray(lanes.acceleration[:, at]),
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
