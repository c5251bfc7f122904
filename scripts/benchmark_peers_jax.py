"""The flights of the benchmark by JAX: an own stepper for a batch, jit and while_loop."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from benchmark_peers_equations import (
    AIR_TOP_M,
    CORNER_ALTITUDES_M,
    CORNER_TOLERANCE_M,
    DEEPEST_FALL_M,
    ROOM_POWER,
    SAFETY,
    VELOCITY_WEIGHT_S,
    Start,
    altitudes,
    climbs,
    density_table,
    forces,
)
from jax import lax
from numpy.typing import NDArray

from trajkit.physics.tableau import ERROR, NODES, POSITION, STAGES, VELOCITY
from trajkit.physics.us76_lower import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SETTINGS", "flyer"]

jax.config.update("jax_enable_x64", True)

Array = NDArray[np.float64]

CHUNK = 4096
"""Lanes at work at a time."""
# The loop goes on until this share of its lanes has landed; then others take their seats.
_IDLE = 8
# At the end, with no others left, the lanes that still fly move to arrays this much smaller.
_SHRINK = 2
_FEWEST = 64

SETTINGS = (
    f"an own stepper for a batch (the same pair, control and cuts), jit and while_loop, 64 bits; "
    f"{CHUNK:,} lanes, moved to arrays of half the size whenever half have landed, down to "
    f"{_FEWEST}; each stage sealed off from fusion; one thread"
)


def _density(altitude: Any, table: Any) -> Any:
    columns, offset, height_scale = table
    place = offset - height_scale / (altitude + EARTH_RADIUS_M)
    floor = jnp.floor(place)
    share = place - floor
    piece = jnp.clip(floor.astype(jnp.int32), 0, columns.shape[0] - 1)
    c = columns.at[piece].get(mode="promise_in_bounds")
    return ((c[:, 3] * share + c[:, 2]) * share + c[:, 1]) * share + c[:, 0]


def _time_to(level: Any, altitude: Any, rate: Any, bend: Any) -> Any:
    ahead = jnp.where(rate < 0.0, -1.0, 1.0)
    gap = (level - altitude) * ahead
    return 2.0 * gap / (jnp.abs(rate) + jnp.sqrt(rate * rate + 2.0 * ahead * bend * gap))


def _sealed(yes: Any, function: Callable[..., Any], *given: Any) -> Any:
    """The function's results, computed once and kept in memory.

    XLA fuses elementwise operations into the loops of all that use them, and computes cheap ones
    anew in each: a whole step eleven times over. Nothing is fused across a condition that is known
    at run time only; this one always holds.
    """
    shapes = jax.eval_shape(function, *given)

    def never(*_: Any) -> Any:
        return jax.tree.map(lambda shape: jnp.zeros(shape.shape, shape.dtype), shapes)

    return lax.cond(yes, function, never, *given)


@cache
def _kernels(lifts: bool) -> tuple[Callable[..., Any], ...]:
    accelerate = forces(
        _density, sqrt=jnp.sqrt, inverse_sqrt=lambda value: 1.0 / jnp.sqrt(value), lifts=lifts
    )
    altitude_and_up = altitudes(sqrt=jnp.sqrt)
    climb = climbs(altitude_and_up)

    def combined(weights: Array, slopes: Any, axis: int) -> Any:
        terms = [weights[j] * slope[axis] for j, slope in enumerate(slopes) if weights[j]]
        return sum(terms[1:], terms[0])

    def step(yes: Any, h: Any, state: Any, given: Any, table: Any) -> tuple[Any, Any]:
        """New state of nine rows, and the squared error in m2."""
        r, v = state[:3], state[3:6]
        slopes = [state[6:]]
        for i in range(1, STAGES):

            def stage(h: Any, slopes: Any, i: int = i) -> Any:
                place, speed = [], []
                for c in range(3):
                    place.append(r[c] + NODES[i] * h * v[c])
                    if np.any(POSITION[i]):
                        place[c] = place[c] + h * h * combined(POSITION[i], slopes, c)
                    speed.append(v[c] + h * combined(VELOCITY[i], slopes, c))
                return *place, *speed

            new = _sealed(yes, stage, h, slopes)
            slopes.append(_sealed(yes, lambda *s: accelerate(*s, *given, table), *new))

        def error2(h: Any, slopes: Any) -> Any:
            total = 0.0
            for c in range(3):
                of_position = h * h * combined(ERROR[0], slopes, c)
                of_velocity = VELOCITY_WEIGHT_S * h * combined(ERROR[1], slopes, c)
                total = total + of_position * of_position + of_velocity * of_velocity
            return total

        return (*new, *slopes[-1]), _sealed(yes, error2, h, slopes)

    @jax.jit
    def begin(position: Any, velocity: Any, given: Any, table: Any) -> Any:
        """State of nine rows."""
        state = (*position, *velocity)
        return (*state, *accelerate(*state, *given, table))

    @partial(jax.jit, static_argnames=("with_corners",))
    def advance(
        lanes: Any, given: Any, table: Any, tolerance: Any, most: Any, corners: Any,
        with_corners: bool,
    ) -> Any:  # fmt: skip
        """Steps of all lanes until `most` of them have landed.

        A lane that lands keeps the state before the step that does it, and that step.
        """
        yes = most >= 0

        def cut(state: Any, planned: Any, last: Any, done: Any) -> Any:
            altitude, rate, bend = climb(*state)
            falling = rate < 0.0
            if with_corners:
                near = jnp.maximum(0.2, 100.0 * tolerance)
                margin = jnp.where(falling, -near, near)
                below = jnp.sum(corners[1:-1, None] < altitude + margin, axis=0)
                level = corners[jnp.where(falling, below, below + 1)]
            else:
                into_air = falling & (altitude > AIR_TOP_M + 0.2)
                level = jnp.where(into_air, AIR_TOP_M, jnp.nan)
            in_air = (rate < -1.0) & (altitude <= AIR_TOP_M + 1.0)
            planned = jnp.where(
                in_air, jnp.minimum(planned, DEEPEST_FALL_M / jnp.abs(rate)), planned
            )
            h = jnp.fmin(planned, _time_to(level, altitude, rate, bend))
            return jnp.where(done, last, h), planned

        def control(
            error2: Any, new: Any, h: Any, planned: Any, last: Any, last_room: Any, done: Any
        ) -> Any:
            error2 = error2 / (tolerance * tolerance)
            taken = (error2 <= 1.0) & ~done
            room = jnp.minimum(error2**ROOM_POWER, 1e6)
            trend = h * room / (last * last_room)
            factor = SAFETY * room * jnp.where(taken, jnp.minimum(trend, 1.0), 1.0)
            factor = jnp.minimum(jnp.fmax(factor, 0.2), 6.0)
            landed = taken & (altitude_and_up(*new)[0] < 0.0)
            moved = taken & ~landed
            longer = moved & (h < planned)
            return (
                jnp.where(longer, jnp.maximum(h * factor, planned), h * factor),
                jnp.where(taken, h, last),
                jnp.where(taken, room, last_room),
                done | landed,
                moved,
                taken,
            )

        def body(lanes: Any) -> Any:
            state, planned, last, last_room, done, steps = lanes
            h, planned = _sealed(yes, cut, state, planned, last, done)
            new, error2 = step(yes, h, state, given, table)
            *control_, done, moved, taken = _sealed(
                yes, control, error2, new[:3], h, planned, last, last_room, done
            )
            state = tuple(jnp.where(moved, n, o) for n, o in zip(new, state, strict=True))
            return state, *control_, done, steps + jnp.sum(taken)

        return lax.while_loop(lambda lanes: jnp.sum(lanes[4]) < most, body, lanes)

    @jax.jit
    def land(state: Any, h: Any, given: Any, table: Any) -> Any:
        """Impacts in the step h from these states: secants on the quintic."""
        new, _ = step(h[0] >= 0.0, h, state, given, table)

        def place(share: Any) -> list[Any]:
            path = []
            for i in range(3):
                r0, v0, a0 = state[i], h * state[3 + i], 0.5 * h * h * state[6 + i]
                d = new[i] - r0 - v0 - a0
                e = h * new[3 + i] - v0 - 2.0 * a0
                g = h * h * new[6 + i] - 2.0 * a0
                c3 = 10.0 * d - 4.0 * e + 0.5 * g
                c4 = -15.0 * d + 7.0 * e - g
                c5 = 6.0 * d - 3.0 * e + 0.5 * g
                path.append(
                    ((((c5 * share + c4) * share + c3) * share + a0) * share + v0) * share + r0
                )
            return path

        def halve(_: int, ends: Any) -> Any:
            """Illinois' regula falsi."""
            low, high, above, below, side, share = ends
            share = (low * below - high * above) / (below - above)
            value = altitude_and_up(*place(share))[0]
            under = value < 0.0
            return (
                jnp.where(under, low, share),
                jnp.where(under, share, high),
                jnp.where(under, jnp.where(side < 0, 0.5 * above, above), value),
                jnp.where(under, value, jnp.where(side > 0, 0.5 * below, below)),
                jnp.where(under, -1.0, 1.0),
                share,
            )

        zero = jnp.zeros_like(h)
        above, below = altitude_and_up(*state[:3])[0], altitude_and_up(*new[:3])[0]
        ends = zero, zero + 1.0, above, below, zero, zero
        *_, share = lax.fori_loop(0, 12, halve, ends)
        return jnp.stack(place(share))

    return begin, advance, land


def flyer(
    start: Start, chunk: int = CHUNK, idle: int = _IDLE, shrink: int = _SHRINK
) -> Callable[[float], tuple[Array, float]]:
    """Tolerance in m -> impacts, shape (3, N), and steps."""
    given = density_table()
    table = (jnp.asarray(given.coefficients), given.offset, given.height_scale)
    begin, advance, land = _kernels(start.lifts)
    count = start.drag.size
    # Of all flights at once: it is the same for each tolerance, but part of the work.
    bodies = start.drag, start.lift_to_drag
    corners = np.array([np.nan, *CORNER_ALTITUDES_M, np.nan])

    def fly(tolerance_m: float) -> tuple[Array, float]:
        with_corners = tolerance_m < CORNER_TOLERANCE_M
        starts = np.array(begin(start.position_m, start.velocity_m_s, bodies, table))
        lane, seated, upcoming = np.arange(0), 0, 0
        # Rows: the state, planned and last step, last room.
        rows = np.empty((12, 0))
        size = min(chunk, count)
        harvest: list[tuple[NDArray[np.intp], Array]] = []
        steps = 0
        while True:
            fresh = np.arange(upcoming, min(upcoming + size - seated, count))
            upcoming += fresh.size
            seated += fresh.size
            if not seated:
                break
            while upcoming == count and seated <= size // shrink and size > _FEWEST:
                size //= shrink
            empty = size - seated
            lane = np.concatenate([lane, fresh, np.zeros(empty, np.intp)])
            full = np.empty((12, size))
            kept = rows.shape[1]
            full[:, :kept] = rows
            full[:9, kept:] = starts[:, lane[kept:]]
            full[9:11, kept:] = 0.5
            full[11, kept:] = 1.0
            done = np.arange(size) >= seated
            if upcoming < count:
                most = max(1, seated // idle)
            elif size > _FEWEST:
                most = max(1, seated - size // shrink)
            else:
                most = seated
            state, *control, done, taken = advance(
                (tuple(full[:9]), *full[9:], done, 0),
                (start.drag[lane], start.lift_to_drag[lane]),
                table, tolerance_m, empty + most, corners, with_corners,
            )  # fmt: skip
            steps += int(taken)
            rows = np.array([*state, *control])
            done = np.asarray(done)
            down = np.flatnonzero(done[:seated])
            harvest.append((lane[down], rows[:, down]))
            stay = np.flatnonzero(~done[:seated])
            lane, rows, seated = lane[stay], rows[:, stay], stay.size
        which = np.concatenate([lanes for lanes, _ in harvest])
        rows = np.concatenate([part for _, part in harvest], axis=1)
        parameters = start.drag[which], start.lift_to_drag[which]
        ends = np.full(start.position_m.shape, np.nan)
        ends[:, which] = land(tuple(rows[:9]), rows[10], parameters, table)
        return ends, float(steps)

    return fly
