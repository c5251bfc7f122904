"""Flies lanes with the compiled loop, and hands what it saw to those who solve for events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.answers import FLUSH, Answers
from trajkit.physics.batch import start_lanes
from trajkit.physics.compiled.build import loop, slopes_for
from trajkit.physics.compiled.layout import FASTEST, LEVEL, PEAK, SAMPLE
from trajkit.physics.control import at_corner_m
from trajkit.physics.hermite import (
    Segments,
    altitude_control_points,
    climb_control_points,
    half_speed2_control_points,
)
from trajkit.physics.stops import Path

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth
    from trajkit.physics.lanes import Lanes
    from trajkit.physics.motion import Equations, Parts
    from trajkit.physics.stops import Stops
    from trajkit.physics.table import AltitudeTable

__all__ = ["fly_compiled", "table_numbers"]

Array = NDArray[np.float64]

_CHUNK = 8192
_NONE = np.empty(0)


def fly_compiled(
    answers: Answers,
    earth: Earth,
    equations: Equations,
    parts: Parts,
    position: Array,
    velocity: Array,
    end: Array,
    stops: Stops,
    *,
    tolerance: float,
    corners: Array,
) -> None:
    """Fly every lane to its end; as `batch.fly_batch`, to rounding."""
    table = parts.density
    count = end.size
    slopes = slopes_for(parts, timed=equations.timed, parameters=len(answers.parameters))
    density = table_numbers(table)
    ending = (
        stops.peak,
        _writable(_NONE if stops.altitude_m is None else stops.altitude_m),
        _writable(_NONE if stops.speed_m_s is None else 0.5 * stops.speed_m_s**2),
    )
    times = np.empty((count, 0)) if answers.sampler is None else _writable(answers.sampler.times)
    parameters = np.stack(answers.parameters)
    limits = _writable(end)
    for first in range(0, count, _CHUNK):
        stop = min(first + _CHUNK, count)
        lanes = start_lanes(answers, earth, first, stop, position, velocity)
        records = loop()(
            slopes,
            _queue(lanes),
            parameters,
            limits,
            first,
            tolerance**-2,
            (earth.equatorial_radius_m, earth.eccentricity_squared),
            density,
            _writable(table.coefficients),
            corners,
            at_corner_m(tolerance),
            np.array(answers.levels, float),
            ending,
            not answers.impact_only,
            times,
            answers.status,
            answers.end_time,
            answers.end_position,
            answers.end_velocity,
            answers.steps,
        )
        _keep(answers, records)
        answers.solve_kept(FLUSH)
    answers.solve_kept()


def table_numbers(table: AltitudeTable) -> tuple[float, float, float]:
    """What a look-up needs to know besides the pieces; see `kernel.advance`."""
    return table.offset, table.height_scale, float(len(table.coefficients) - 1)


def _writable(values: Array) -> Array:
    """The same as the compiled code wants it: in one piece; a copy if it was not."""
    return np.require(values, float, ["C", "W"])


def _queue(lanes: Lanes) -> Array:
    """The lanes at their start, a row each; see `kernel.advance`."""
    rows = [*lanes.position, *lanes.velocity, *lanes.acceleration, lanes.time]
    altitude = np.where(lanes.done, np.nan, lanes.altitude)
    rows += [altitude, lanes.rate, lanes.bend, lanes.half_speed2]
    return np.stack(rows, axis=1)


def _keep(answers: Answers, records: Array) -> None:
    """Put the steps recorded into the stores of the events that they may hold."""
    kinds = records[:, 0]
    levels = [
        (LEVEL + k, kept, level)
        for k, (kept, level) in enumerate(zip(answers.passages, answers.levels, strict=True))
    ]
    for kind, stop in enumerate(answers.stops):
        step = _Steps(records[kinds == kind])
        if step.lane.size:
            level = stop.levels(step.lane)
            stop.kept.add(
                step.lane,
                step.time,
                step.segments(level),
                np.stack(stop.above(step.path, step.lane)),
            )
    peaks = _Steps(records[kinds == PEAK])
    if peaks.lane.size:
        answers.peak.add(peaks.lane, peaks.time, peaks.segments(), np.stack(peaks.path.rises))
    fast = _Steps(records[kinds == FASTEST])
    if fast.lane.size:
        gains = np.diff(np.stack(fast.path.half_speed2), axis=0)
        answers.fastest.add(fast.lane, fast.time, fast.segments(), gains)
    for kind, kept, level_m in levels:
        passing = _Steps(records[kinds == kind])
        if passing.lane.size:
            level = np.full(passing.lane.size, level_m)
            points = np.stack(passing.path.altitude) - level_m
            kept.add(passing.lane, passing.time, passing.segments(level), points)
    if answers.sampler is not None:
        around = _Steps(records[kinds == SAMPLE])
        answers.sampler.serve(around.lane, around.time, around.time + around.step, *around.start)


class _Steps:
    """Steps recorded, m of them; see `layout.RECORD`."""

    def __init__(self, records: Array) -> None:
        rows = np.ascontiguousarray(records.T)
        self.lane = rows[1].astype(np.intp)
        self.time, self.step = rows[2], rows[3]
        self.start = rows[4:7], rows[7:10], rows[10:13]
        self.end = rows[17:20], rows[20:23], rows[23:26]
        self._climb = (*rows[13:16], *rows[26:29])
        self._half_speed2 = rows[16], rows[29]

    def segments(self, level: Array | None = None) -> Segments:
        """Their paths."""
        path = Segments.between(self.step, *self.start, *self.end)
        return Segments(path.step_s, path.coefficients, level)

    @property
    def path(self) -> Path:
        """Their control points."""
        old, new = self._half_speed2
        return Path(
            altitude_control_points(self.step, *self._climb),
            climb_control_points(self.step, *self._climb),
            half_speed2_control_points(self.step, old, *self.start[1:], new, *self.end[1:]),
        )
