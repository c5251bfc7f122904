"""The loop that flies lanes in blocks, as source for the compiler: the twin of `batch`.

Blocks are small: every row of numbers stays in the nearest cache, and each loop over the lanes of
a block becomes a few instructions that work on several lanes at once. What is rare, an event or an
end, is done lane by lane; steps that may hold an event are recorded, and solved elsewhere.

Nothing here runs as it stands: see `build`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import where  # by this name the compiler knows it

from trajkit.physics.batch import MODEL_TOP_M
from trajkit.physics.compiled.layout import (
    ALTITUDE,
    BEND,
    DENSITY,
    END,
    ERROR2,
    FASTEST,
    HALF_SPEED2,
    INVERSE_R,
    INVERSE_R2,
    LANES,
    LAST_ROOM,
    LAST_STEP,
    LEVEL,
    LOWEST,
    NEW_ALTITUDE,
    NEW_BEND,
    NEW_HALF_SPEED2,
    NEW_RATE,
    NEW_TIME,
    PARAMETERS,
    PEAK,
    PLANNED,
    RATE,
    RECORD,
    SAMPLE,
    SEEN_END,
    SEEN_FASTEST,
    SEEN_LOW,
    SEEN_PEAK,
    SHARE,
    SLOPE,
    STEP,
    TAKEN,
    TIME,
    A,
    R,
    U,
    V,
    X,
)
from trajkit.physics.control import (
    AIR_TOP_M,
    FIRST_STEP_S,
    MOST_STEPS,
    SHORTEST_STEP_S,
    longest_fall_s,
    next_step_s,
    room,
    time_to,
)
from trajkit.physics.events import PARTS, SECANTS, SETTLED, bernstein_slope, polynomial_root
from trajkit.physics.hermite import (
    altitude_control_points,
    climb_control_points,
    half_speed2_control_points,
    quintic,
    quintic_position,
    quintic_velocity,
)
from trajkit.physics.motion import vertical
from trajkit.physics.status import Status
from trajkit.physics.stops import climb_of
from trajkit.physics.tableau import NODES
from trajkit.physics.us76_lower import EARTH_RADIUS_M
from trajkit.physics.vectors import dot

__all__ = ["advance", "slopes"]

# What `build` puts in for each set of equations: their parts, and loops written out as source.
distance: Any = None
place: Any = None
accelerate: Any = None
timed: Any = None
numbers: Any = None
squared_error: Any = None
commit: Any = None
stage_1: Any = None
stage_2: Any = None
stage_3: Any = None
stage_4: Any = None
stage_5: Any = None
stage_6: Any = None
stage_7: Any = None

_LANDED = int(Status.LANDED)
_TIME_LIMIT = int(Status.TIME_LIMIT)
_LEFT_MODEL = int(Status.LEFT_MODEL)
_NOT_CONVERGED = int(Status.NOT_CONVERGED)
_TIMES = tuple(float(node) for node in NODES)
# What may fall through a level: the altitude, the climb rate, half the squared speed.
_HEIGHT, _CLIMB, _SPEED = 0, 1, 2


def at(row: int, lane: int) -> int:
    """Place in the block."""
    return row * LANES + lane


def advance(
    slopes: Any, queue: Any, parameters: Any, end_s: Any, first: int, inverse_tolerance2: float,
    earth: Any, table: Any, coefficients: Any, corners: Any, near: float, levels: Any, stops: Any,
    wanted: Any, sample_times: Any, status: Any, end_time: Any, end_position: Any,
    end_velocity: Any, steps: Any,
) -> Any:  # fmt: skip
    """Fly the lanes of a queue to their ends.

    Parameters
    ----------
    slopes
        `slopes` for the equations at hand.
    queue
        Shape (n, 14), a row a lane at its start: position, velocity, acceleration, time, altitude,
        its rate and bend, half the squared speed; with NaN for an altitude it is passed over.
    parameters
        Of the equations, shape (p, N).
    first
        Number of the first of the n lanes among all N.
    earth
        Equatorial radius (m), squared eccentricity.
    table, coefficients
        Of the density: where altitude 0 lies, squared radius over step, last piece; its pieces.
    corners
        Altitudes at which steps end, rising. Units: m.
    near
        Within this of a corner it is past. Units: m.
    levels
        Altitudes whose passages are wanted. Units: m.
    stops
        Whether a peak ends a lane; altitudes and halved squared speeds that do, one a lane or none.
    wanted
        Whether peaks, and greatest speeds, are.
    sample_times
        Shape (N, M). Units: s.
    status, end_time, end_position, end_velocity, steps
        Filled: lanes that end by their time limit or by failing, and steps of all.

    Returns
    -------
    records
        Steps that may hold an event, a row each: see `layout.RECORD`.
    """
    count = queue.shape[0]
    sizes = parameters.shape[0]
    block = np.ones((PARAMETERS + sizes) * LANES)
    piece = np.zeros(LANES, np.int64)
    seen = np.zeros(LANES, np.int64)
    lane_of = np.full(LANES, -1)
    tries = np.zeros(LANES, np.int64)
    served = np.zeros(LANES, np.int64)
    records = np.empty((count + 64, RECORD))
    recorded = 0
    upcoming = 0
    working = 0
    always = levels.size > 0 or stops[0] or stops[1].size > 0 or stops[2].size > 0
    always = always or sample_times.shape[1] > 0
    for lane in range(LANES):
        block[at(R, lane)] = 7e6  # lanes without a flight fly somewhere, in vain
    while True:
        if working < LANES and upcoming < count:
            for lane in range(LANES):
                while lane_of[lane] < 0 and upcoming < count:
                    if not np.isnan(queue[upcoming, 10]):
                        number = first + upcoming
                        seat(block, lane, queue[upcoming], parameters, number, end_s[number])
                        lane_of[lane] = number
                        tries[lane] = 0
                        served[lane] = 0
                        start = queue[upcoming, 9]
                        while (
                            served[lane] < sample_times.shape[1]
                            and sample_times[number, served[lane]] < start
                        ):
                            served[lane] += 1
                        working += 1
                    upcoming += 1
        if working == 0:
            return records[:recorded]
        choose(block, corners, near)
        step(slopes, block, piece, table, coefficients)
        judge(block, seen, inverse_tolerance2, earth, wanted)
        for lane in range(LANES):
            number = lane_of[lane]
            if number < 0:
                continue
            tries[lane] += 1
            taken = block[at(TAKEN, lane)] > 0.0
            if taken:
                steps[number] += 1
            if not (seen[lane] > 0 or always or tries[lane] >= MOST_STEPS):
                continue
            over = False
            if taken:
                if recorded + 8 + levels.size > records.shape[0]:
                    larger = np.empty((2 * records.shape[0] + 64, RECORD))
                    larger[:recorded] = records[:recorded]
                    records = larger
                before = recorded
                recorded = ends(block, lane, number, earth, stops, records, recorded)
                over = recorded > before
                if recorded == before + 1 and records[before, 0] == 0.0:
                    # By far the most common end is found at once; what is odd is left to others.
                    share = landing(block, lane, earth)
                    if share >= 0.0:
                        recorded = before
                        land(block, lane, number, share, end_time, end_position, end_velocity)
                        status[number] = _LANDED
                if seen[lane] & SEEN_PEAK:
                    record(records, recorded, block, lane, number, PEAK)
                    recorded += 1
                if seen[lane] & SEEN_FASTEST:
                    record(records, recorded, block, lane, number, FASTEST)
                    recorded += 1
                for level in range(levels.size):
                    if changes_of(heights(block, lane), levels[level]) > 0:
                        record(records, recorded, block, lane, number, LEVEL + level)
                        recorded += 1
                if sample_times.shape[1] > 0:
                    until = block[at(NEW_TIME, lane)]
                    reached = served[lane]
                    while (
                        reached < sample_times.shape[1] and sample_times[number, reached] <= until
                    ):
                        reached += 1
                    if reached > served[lane]:
                        record(records, recorded, block, lane, number, SAMPLE)
                        recorded += 1
                        served[lane] = reached
            why = -1
            if over:
                if status[number] != _LANDED:
                    end_time[number] = np.inf  # until it is solved for
            elif taken and block[at(NEW_ALTITUDE, lane)] > MODEL_TOP_M:
                why = _LEFT_MODEL
            elif taken and seen[lane] & SEEN_END:
                why = _TIME_LIMIT
            elif tries[lane] >= MOST_STEPS or (
                not taken and block[at(PLANNED, lane)] < SHORTEST_STEP_S
            ):
                why = _NOT_CONVERGED
            if why >= 0:
                status[number] = why
                leave(block, lane, number, taken, end_time, end_position, end_velocity)
            if over or why >= 0:
                lane_of[lane] = -1
                working -= 1
        commit(block)


def seat(block: Any, lane: int, start: Any, parameters: Any, number: int, end: float) -> None:
    """Put a flight at its start into a lane."""
    for axis in range(3):
        block[at(R + axis, lane)] = start[axis]
        block[at(V + axis, lane)] = start[3 + axis]
        block[at(A + axis, lane)] = start[6 + axis]
    block[at(TIME, lane)] = start[9]
    block[at(ALTITUDE, lane)] = start[10]
    block[at(RATE, lane)] = start[11]
    block[at(BEND, lane)] = start[12]
    block[at(HALF_SPEED2, lane)] = start[13]
    block[at(PLANNED, lane)] = FIRST_STEP_S
    block[at(LAST_STEP, lane)] = FIRST_STEP_S
    block[at(LAST_ROOM, lane)] = 1.0
    block[at(END, lane)] = end
    for row in range(parameters.shape[0]):
        block[at(PARAMETERS + row, lane)] = parameters[row, number]


def choose(block: Any, corners: Any, near: float) -> None:
    """Length of the step of each lane; corners as near as `near` (m) are past."""
    for lane in range(LANES):
        altitude, rate = block[at(ALTITUDE, lane)], block[at(RATE, lane)]
        level = where((rate < 0.0) & (altitude > AIR_TOP_M + near), AIR_TOP_M, np.nan)
        block[at(STEP, lane)] = level
    if corners.size > 0:
        for lane in range(LANES):
            block[at(STEP, lane)] = np.nan
        for k in range(corners.size):
            up, down = corners[corners.size - 1 - k], corners[k]
            for lane in range(LANES):
                altitude, rate = block[at(ALTITUDE, lane)], block[at(RATE, lane)]
                rising = (rate >= 0.0) & (up >= altitude + near)
                falling = (rate < 0.0) & (down < altitude - near)
                level = block[at(STEP, lane)]
                block[at(STEP, lane)] = where(rising, up, where(falling, down, level))
    for lane in range(LANES):
        altitude, rate, bend = (
            block[at(ALTITUDE, lane)],
            block[at(RATE, lane)],
            block[at(BEND, lane)],
        )
        level = block[at(STEP, lane)]
        planned = np.minimum(block[at(PLANNED, lane)], longest_fall_s(altitude, rate))
        remaining = block[at(END, lane)] - block[at(TIME, lane)]
        length = np.fmin(np.minimum(planned, remaining), time_to(level, altitude, rate, bend))
        block[at(PLANNED, lane)] = planned
        block[at(STEP, lane)] = length


def step(slopes: Any, block: Any, piece: Any, table: Any, coefficients: Any) -> None:
    """One Runge-Kutta step of every lane."""
    stage_1(block)
    slopes(block, piece, table, coefficients, _TIMES[1])
    stage_2(block)
    slopes(block, piece, table, coefficients, _TIMES[2])
    stage_3(block)
    slopes(block, piece, table, coefficients, _TIMES[3])
    stage_4(block)
    slopes(block, piece, table, coefficients, _TIMES[4])
    stage_5(block)
    slopes(block, piece, table, coefficients, _TIMES[5])
    stage_6(block)
    slopes(block, piece, table, coefficients, _TIMES[6])
    stage_7(block)
    slopes(block, piece, table, coefficients, _TIMES[7])


def slopes(block: Any, piece: Any, table: Any, coefficients: Any, node: float) -> None:
    """Accelerations at a stage. The look-up has a loop of its own: it would stop the others."""
    zero, scale, last = table
    for lane in range(LANES):
        p2, inverse_r2, inverse_r = distance(
            block[at(X, lane)], block[at(X + 1, lane)], block[at(X + 2, lane)]
        )
        there = place(p2, block[at(X + 2, lane)], inverse_r)
        block[at(INVERSE_R2, lane)] = inverse_r2
        block[at(INVERSE_R, lane)] = inverse_r
        # As in `table.AltitudeTable`.
        spot = zero - scale / (there.altitude + EARTH_RADIUS_M)
        floor = np.floor(spot)
        block[at(SHARE, lane)] = spot - floor
        piece[lane] = np.int64(np.fmin(np.fmax(floor, 0.0), last))
    for lane in range(LANES):
        k = piece[lane]
        share = block[at(SHARE, lane)]
        density = coefficients[k, 3] * share + coefficients[k, 2]
        density = density * share + coefficients[k, 1]
        block[at(DENSITY, lane)] = density * share + coefficients[k, 0]
    for lane in range(LANES):
        x, y, z = block[at(X, lane)], block[at(X + 1, lane)], block[at(X + 2, lane)]
        inverse_r = block[at(INVERSE_R, lane)]
        time = block[at(TIME, lane)] + node * block[at(STEP, lane)] if timed else 0.0
        ax, ay, az = accelerate(
            time, x, y, z, block[at(U, lane)], block[at(U + 1, lane)], block[at(U + 2, lane)],
            block[at(INVERSE_R2, lane)], inverse_r, place(x * x + y * y, z, inverse_r),
            block[at(DENSITY, lane)], *numbers(block, lane),
        )  # fmt: skip
        block[at(SLOPE, lane)] = ax
        block[at(SLOPE + 1, lane)] = ay
        block[at(SLOPE + 2, lane)] = az


def judge(block: Any, seen: Any, inverse_tolerance2: float, earth: Any, wanted: Any) -> None:
    """Which steps are taken, what they may hold, and how long the next ones are.

    In short loops: only those are turned into instructions for several lanes.
    """
    squared_error(block)
    climbed(block, earth)
    control(block, inverse_tolerance2)
    look(block, seen)
    if wanted:
        look_for_peaks(block, seen)
        look_for_speeds(block, seen)


def climbed(block: Any, earth: Any) -> None:
    """Altitude and speed after the step."""
    radius, e2 = earth
    for lane in range(LANES):
        v = vector(block, U, lane)
        now = climb_of(vector(block, X, lane), v, vector(block, SLOPE, lane), radius, e2)
        block[at(NEW_ALTITUDE, lane)] = now.altitude
        block[at(NEW_RATE, lane)] = now.rate
        block[at(NEW_BEND, lane)] = now.bend
        block[at(NEW_HALF_SPEED2, lane)] = 0.5 * dot(v, v)


def control(block: Any, inverse_tolerance2: float) -> None:
    """Whether the step is taken, and the length of the next one."""
    for lane in range(LANES):
        error2 = block[at(ERROR2, lane)] * inverse_tolerance2
        # A NaN fails this comparison, and so is refused and tried again with a shorter step.
        taken = (error2 <= 1.0) & (block[at(NEW_HALF_SPEED2, lane)] < np.inf)
        space = room(error2)
        length, planned = block[at(STEP, lane)], block[at(PLANNED, lane)]
        last_step, last_room = block[at(LAST_STEP, lane)], block[at(LAST_ROOM, lane)]
        block[at(PLANNED, lane)] = next_step_s(length, planned, taken, space, last_step, last_room)
        block[at(LAST_ROOM, lane)] = where(taken, space, last_room)
        block[at(TAKEN, lane)] = where(taken, 1.0, 0.0)


def look(block: Any, seen: Any) -> None:
    """Which lanes come to an end, or may."""
    for lane in range(LANES):
        points = heights(block, lane)
        block[at(LOWEST, lane)] = np.minimum(
            np.minimum(np.minimum(points[0], points[1]), np.minimum(points[2], points[3])),
            np.minimum(points[4], points[5]),
        )
    for lane in range(LANES):
        length, limit = block[at(STEP, lane)], block[at(END, lane)]
        time = block[at(TIME, lane)]
        last = length == limit - time
        block[at(NEW_TIME, lane)] = where(last, limit, time + length)
        odd = (block[at(LOWEST, lane)] < 0.0) | (block[at(NEW_ALTITUDE, lane)] > MODEL_TOP_M)
        tiny = block[at(PLANNED, lane)] < SHORTEST_STEP_S
        odd = odd | ((block[at(TAKEN, lane)] == 0.0) & tiny)
        seen[lane] = where(last, SEEN_END, 0) + where(odd, SEEN_LOW, 0)


def look_for_peaks(block: Any, seen: Any) -> None:
    """Which steps may hold a peak."""
    for lane in range(LANES):
        seen[lane] += where(may_fall(climb_rates(block, lane)), SEEN_PEAK, 0)


def look_for_speeds(block: Any, seen: Any) -> None:
    """Which steps may hold a greatest speed."""
    for lane in range(LANES):
        points = half_speeds2(block, lane)
        gains = points[1] - points[0], points[2] - points[1], points[3] - points[2]
        seen[lane] += where(may_fall(gains), SEEN_FASTEST, 0)


def heights(block: Any, lane: int) -> Any:
    """Control points of the altitude along a step. Units: m."""
    return altitude_control_points(
        block[at(STEP, lane)], block[at(ALTITUDE, lane)], block[at(RATE, lane)],
        block[at(BEND, lane)], block[at(NEW_ALTITUDE, lane)], block[at(NEW_RATE, lane)],
        block[at(NEW_BEND, lane)],
    )  # fmt: skip


def climb_rates(block: Any, lane: int) -> Any:
    """Control points of the climb rate, times a fifth of the step. Units: m."""
    return climb_control_points(
        block[at(STEP, lane)], block[at(ALTITUDE, lane)], block[at(RATE, lane)],
        block[at(BEND, lane)], block[at(NEW_ALTITUDE, lane)], block[at(NEW_RATE, lane)],
        block[at(NEW_BEND, lane)],
    )  # fmt: skip


def half_speeds2(block: Any, lane: int) -> Any:
    """Control points of half the squared speed along a step. Units: m2/s2."""
    return half_speed2_control_points(
        block[at(STEP, lane)], block[at(HALF_SPEED2, lane)], vector(block, V, lane),
        vector(block, A, lane), block[at(NEW_HALF_SPEED2, lane)], vector(block, U, lane),
        vector(block, SLOPE, lane),
    )  # fmt: skip


def vector(block: Any, row: int, lane: int) -> Any:
    """The three components that begin at a row."""
    return block[at(row, lane)], block[at(row + 1, lane)], block[at(row + 2, lane)]


def changes_of(points: Any, level: float) -> Any:
    """How often a function with these control points may pass a level."""
    changes: Any = 0
    for k in range(len(points) - 1):
        changes += where((points[k] - level < 0.0) != (points[k + 1] - level < 0.0), 1, 0)
    return changes


def may_fall(points: Any) -> Any:
    """Whether a function with these control points may fall through zero."""
    changes = changes_of(points, 0.0)
    return (changes > 1) | ((changes == 1) & (points[0] >= 0.0))


def ends(
    block: Any, lane: int, number: int, earth: Any, stops: Any, records: Any, recorded: int
) -> int:
    """Record a step for each stop that a lane meets on it; returns how many records there are."""
    at_peaks, altitudes, half_speed2s = stops
    points = heights(block, lane)
    kind = 0
    if falls(block, lane, earth, _HEIGHT, points, 0.0):
        record(records, recorded, block, lane, number, kind)
        recorded += 1
    if at_peaks:
        kind += 1
        if falls(block, lane, earth, _CLIMB, climb_rates(block, lane), 0.0):
            record(records, recorded, block, lane, number, kind)
            recorded += 1
    if altitudes.size > 0:
        kind += 1
        if falls(block, lane, earth, _HEIGHT, points, altitudes[number]):
            record(records, recorded, block, lane, number, kind)
            recorded += 1
    if half_speed2s.size > 0:
        kind += 1
        if falls(block, lane, earth, _SPEED, half_speeds2(block, lane), half_speed2s[number]):
            record(records, recorded, block, lane, number, kind)
            recorded += 1
    return recorded


def falls(block: Any, lane: int, earth: Any, which: int, points: Any, level: float) -> bool:
    """Whether a function with these control points falls through a level."""
    changes = changes_of(points, level)
    if changes > 1:
        return dips(block, lane, earth, which, level)
    below: bool = points[len(points) - 1] - level < 0.0
    return changes == 1 and below


def dips(block: Any, lane: int, earth: Any, which: int, level: float) -> bool:
    """Whether altitude, climb rate or half the squared speed truly falls through a level.

    Seen in parts of the step, as `events` does where the control points allow several roots.
    """
    c, length = path(block, lane), block[at(STEP, lane)]
    before = 0.0
    for part in range(PARTS + 1):
        share = part / PARTS
        altitude, up = vertical_at(c, share, earth)
        v = velocity_at(c, share, length)
        if which == _HEIGHT:
            value = altitude - level
        elif which == _CLIMB:
            value = dot(v, up) - level
        else:
            value = 0.5 * dot(v, v) - level
        if part > 0 and before >= 0.0 and value < 0.0:
            return True
        before = value
    return False


def landing(block: Any, lane: int, earth: Any) -> float:
    """Share of the step at which a lane falls to the ground; -1 where that is not found at once.

    As `events` does it: the root of the control points, corrected by the true altitude.
    """
    points = heights(block, lane)
    if changes_of(points, 0.0) != 1:
        return -1.0
    c = path(block, lane)
    share = polynomial_root(points)
    slope = bernstein_slope(points, share)
    value = vertical_at(c, share, earth)[0]
    change = -value / slope
    share += change
    for _ in range(SECANTS):
        if abs(change) < SETTLED:
            break
        new_value = vertical_at(c, share, earth)[0]
        slope = (new_value - value) / change
        value, change = new_value, -new_value / slope
        share += change
    # A NaN fails these comparisons.
    return share if abs(change) < SETTLED and share >= 0.0 and share <= 1.0 else -1.0


def land(
    block: Any, lane: int, number: int, share: float, end_time: Any, end_position: Any,
    end_velocity: Any,
) -> None:  # fmt: skip
    """Write down where a lane lands."""
    length = block[at(STEP, lane)]
    end_time[number] = block[at(TIME, lane)] + share * length
    for axis in range(3):
        c = path_along(block, lane, axis)
        end_position[axis, number] = quintic_position(c, share)
        end_velocity[axis, number] = quintic_velocity(c, share, length)


def path(block: Any, lane: int) -> Any:
    """Coefficients of the path along a step, for each axis."""
    return path_along(block, lane, 0), path_along(block, lane, 1), path_along(block, lane, 2)


def path_along(block: Any, lane: int, axis: int) -> Any:
    """Those of one axis."""
    return quintic(
        block[at(STEP, lane)], block[at(R + axis, lane)], block[at(V + axis, lane)],
        block[at(A + axis, lane)], block[at(X + axis, lane)], block[at(U + axis, lane)],
        block[at(SLOPE + axis, lane)],
    )  # fmt: skip


def vertical_at(c: Any, share: float, earth: Any) -> Any:
    """Altitude (m) and the unit vector up at a share of the step."""
    x, y, z = (
        quintic_position(c[0], share), quintic_position(c[1], share), quintic_position(c[2], share),
    )  # fmt: skip
    return vertical(x, y, z, earth[0], earth[1])


def velocity_at(c: Any, share: float, length: float) -> Any:
    """Velocity at a share of the step. Units: m/s."""
    return (
        quintic_velocity(c[0], share, length),
        quintic_velocity(c[1], share, length),
        quintic_velocity(c[2], share, length),
    )


def record(records: Any, place: int, block: Any, lane: int, number: int, kind: int) -> None:
    """Write down the step of a lane."""
    row = records[place]
    row[0], row[1] = kind, number
    row[2], row[3] = block[at(TIME, lane)], block[at(STEP, lane)]
    for axis in range(3):
        row[4 + axis] = block[at(R + axis, lane)]
        row[7 + axis] = block[at(V + axis, lane)]
        row[10 + axis] = block[at(A + axis, lane)]
        row[17 + axis] = block[at(X + axis, lane)]
        row[20 + axis] = block[at(U + axis, lane)]
        row[23 + axis] = block[at(SLOPE + axis, lane)]
    row[13], row[14], row[15] = (
        block[at(ALTITUDE, lane)],
        block[at(RATE, lane)],
        block[at(BEND, lane)],
    )
    row[16] = block[at(HALF_SPEED2, lane)]
    row[26], row[27] = block[at(NEW_ALTITUDE, lane)], block[at(NEW_RATE, lane)]
    row[28], row[29] = block[at(NEW_BEND, lane)], block[at(NEW_HALF_SPEED2, lane)]


def leave(
    block: Any, lane: int, number: int, taken: bool, end_time: Any, end_position: Any,
    end_velocity: Any,
) -> None:  # fmt: skip
    """Write down where a lane ends."""
    end_time[number] = block[at(NEW_TIME if taken else TIME, lane)]
    for axis in range(3):
        end_position[axis, number] = block[at(X + axis if taken else R + axis, lane)]
        end_velocity[axis, number] = block[at(U + axis if taken else V + axis, lane)]
