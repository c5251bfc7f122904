"""The flights of the benchmark by trajkit's integrator written for one lane, compiled by numba."""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from benchmark_peers_equations import (
    AIR_TOP_M,
    CORNER_ALTITUDES_M,
    CORNER_TOLERANCE_M,
    DEEPEST_FALL_M,
    ROOM_POWER,
    SAFETY,
    Start,
    altitudes,
    climbs,
    density_table,
    forces,
    step_source,
)
from numpy.typing import NDArray

from trajkit.physics.us76_lower import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["flyer"]

Array = NDArray[np.float64]

# No check of divisors; contraction to fused multiply-adds and reassociation change no more than the
# rounding. The flags that would delete tests for NaN stay off.
_compiled = numba.njit(error_model="numpy", fastmath={"contract", "reassoc", "nsz", "arcp"})


@_compiled
def _inverse_sqrt(value: float) -> float:
    return 1.0 / sqrt(value)


@_compiled
def _sqrt(value: float) -> float:
    return sqrt(value)


@_compiled
def _density(altitude: float, table: Any) -> float:
    coefficients, offset, height_scale = table
    place = offset - height_scale / (altitude + EARTH_RADIUS_M)
    piece = int(np.floor(place))
    share = place - piece
    piece = min(max(piece, 0), len(coefficients) - 1)
    c = coefficients[piece]
    return ((c[3] * share + c[2]) * share + c[1]) * share + c[0]


@_compiled
def _quintic(h: float, share: float, r0: float, v0: float, a0: float, *end: float) -> float:
    """A coordinate at a share of a step: the quintic through both ends."""
    r1, v1, a1 = end
    velocity, bend = h * v0, 0.5 * h * h * a0
    d = r1 - r0 - velocity - bend
    e = h * (v1 - v0) - 2.0 * bend
    g = h * h * (a1 - a0)
    c3, c4, c5 = 10.0 * d - 4.0 * e + 0.5 * g, -15.0 * d + 7.0 * e - g, 6.0 * d - 3.0 * e + 0.5 * g
    return ((((c5 * share + c4) * share + c3) * share + bend) * share + velocity) * share + r0


@cache
def _kernel(lifts: bool) -> Callable[..., int]:
    """The loop over flights; gives the number of steps."""
    accelerate = _compiled(forces(_density, sqrt=_sqrt, inverse_sqrt=_inverse_sqrt, lifts=lifts))
    names: dict[str, Any] = {"accelerate": accelerate}
    exec(step_source(), names)
    step = _compiled(names["step"])
    altitude_and_up = _compiled(altitudes(sqrt=_sqrt))
    climb = _compiled(climbs(altitude_and_up))

    @_compiled
    def next_level(altitude: float, rate: float, corners: Array, near: float) -> float:
        """Altitude at which a step shall end; NaN if none."""
        if corners.size == 0:
            into_air = rate < 0.0 and altitude > AIR_TOP_M + near
            return AIR_TOP_M if into_air else np.nan
        level = np.nan
        if rate < 0.0:
            for corner in corners:
                if corner < altitude - near:
                    level = corner
        else:
            for corner in corners[::-1]:
                if corner >= altitude + near:
                    level = corner
        return level

    @_compiled
    def land(h: float, old: tuple[float, ...], new: tuple[float, ...]) -> tuple[float, ...]:
        """Where the step goes into the ground: regula falsi of Illinois on the quintic."""
        low, high = 0.0, 1.0
        below, above = altitude_and_up(new[0], new[1], new[2])[0], 0.0
        above = altitude_and_up(old[0], old[1], old[2])[0]
        side, share = 0, 0.0
        x, y, z = old[0], old[1], old[2]
        for _ in range(60):
            guess = (low * below - high * above) / (below - above)
            moved, share = abs(guess - share), guess
            x = _quintic(h, share, old[0], old[3], old[6], new[0], new[3], new[6])
            y = _quintic(h, share, old[1], old[4], old[7], new[1], new[4], new[7])
            z = _quintic(h, share, old[2], old[5], old[8], new[2], new[5], new[8])
            if moved < 1e-12:
                break
            value = altitude_and_up(x, y, z)[0]
            if value < 0.0:
                high, below = share, value
                if side == -1:
                    above *= 0.5
                side = -1
            else:
                low, above = share, value
                if side == 1:
                    below *= 0.5
                side = 1
        return x, y, z

    @_compiled
    def fly(
        position: Array,
        velocity: Array,
        drags: Array,
        ratios: Array,
        table: Any,
        tolerance: float,
        corners: Array,
        ends: Array,
    ) -> int:
        steps = 0
        for i in range(drags.size):
            drag, ratio = drags[i], ratios[i]
            x, y, z = position[0, i], position[1, i], position[2, i]
            vx, vy, vz = velocity[0, i], velocity[1, i], velocity[2, i]
            ax, ay, az = accelerate(x, y, z, vx, vy, vz, drag, ratio, table)
            altitude, rate, bend = climb(x, y, z, vx, vy, vz, ax, ay, az)
            planned = last = 0.5
            last_room = 1.0
            for _ in range(50_000):
                if rate < -1.0 and altitude <= AIR_TOP_M + 1.0:
                    planned = min(planned, DEEPEST_FALL_M / abs(rate))
                h = planned
                level = next_level(altitude, rate, corners, max(0.2, 100.0 * tolerance))
                if level == level:
                    ahead = -1.0 if rate < 0.0 else 1.0
                    gap = (level - altitude) * ahead
                    # NaN where the path bends back before it: no cut.
                    h_cut = 2.0 * gap / (abs(rate) + sqrt(rate * rate + 2.0 * ahead * bend * gap))
                    if h_cut < h:
                        h = h_cut
                old = x, y, z, vx, vy, vz, ax, ay, az
                nx, ny, nz, nvx, nvy, nvz, nax, nay, naz, error2 = step(
                    h, x, y, z, vx, vy, vz, ax, ay, az, drag, ratio, table
                )
                error2 /= tolerance * tolerance
                taken = error2 <= 1.0
                room = min(error2**ROOM_POWER, 1e6)
                factor = SAFETY * room
                if taken:
                    factor *= min(h * room / (last * last_room), 1.0)
                if not factor > 0.2:
                    factor = 0.2
                factor = min(factor, 6.0)
                if not taken:
                    planned = h * factor
                    continue
                steps += 1
                planned = max(h * factor, planned) if h < planned else h * factor
                last, last_room = h, room
                x, y, z, vx, vy, vz, ax, ay, az = nx, ny, nz, nvx, nvy, nvz, nax, nay, naz
                altitude, rate, bend = climb(x, y, z, vx, vy, vz, ax, ay, az)
                if altitude < 0.0:
                    new = x, y, z, vx, vy, vz, ax, ay, az
                    ends[0, i], ends[1, i], ends[2, i] = land(h, old, new)
                    break
        return steps

    return fly


def flyer(start: Start) -> Callable[[float], tuple[Array, float]]:
    """Tolerance in m -> impacts, shape (3, N), and steps."""
    table = tuple(density_table())
    kernel = _kernel(start.lifts)

    def fly(tolerance_m: float) -> tuple[Array, float]:
        ends = np.full(start.position_m.shape, np.nan)
        met = CORNER_ALTITUDES_M if tolerance_m < CORNER_TOLERANCE_M else ()
        steps = kernel(*start, table, float(tolerance_m), np.array(met, float), ends)
        return ends, float(steps)

    return fly
