"""Steps that may hold an event, kept until there are enough of them to solve together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.events import Function, locate
from trajkit.physics.hermite import Segments

__all__ = ["Found", "Kept"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Found:
    """Roots found on steps: m of them.

    Attributes
    ----------
    lane, time, position, velocity
        Which lane, and its state at the root, shape (m,) and (3, m). Units: s, m, m/s.
    falling
        Whether the function falls through zero there.
    step_start, step
        When the step began that holds it, and its path.
    """

    lane: Indices
    time: Array
    position: Array
    velocity: Array
    falling: Bools
    step_start: Array
    step: Segments

    def take(self, which: Indices | Bools) -> Found:
        """Some of them."""
        index: Indices = np.arange(self.lane.size)[which]
        return Found(
            self.lane[index],
            self.time[index],
            self.position[:, index],
            self.velocity[:, index],
            self.falling[index],
            self.step_start[index],
            self.step.take(index),
        )


@dataclass(eq=False)
class Kept:
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

    def solve(self, *, sure: bool = False) -> Found:
        """Every root, in order of steps and time; empties the store.

        Where the steps are `sure` to hold a fall through zero, one without has it at its start:
        rounding has hidden it.
        """
        segments = Segments.joined(self.segments)
        roots = locate(self.function, segments, np.concatenate(self.points, axis=1))
        if sure:
            roots = roots.with_falls(segments.step_s.size)
        at = segments.take(roots.segment)
        start = np.concatenate(self.start)[roots.segment]
        found = Found(
            np.concatenate(self.lane)[roots.segment],
            start + roots.share * at.step_s,
            at.position(roots.share),
            at.velocity(roots.share),
            roots.falling,
            start,
            at,
        )
        self.lane, self.start, self.points, self.segments, self.size = [], [], [], [], 0
        return found
