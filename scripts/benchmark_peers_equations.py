"""The equations that the peers integrate, elementwise: one source for one lane, a batch, a symbol.

Written anew from the formulae of trajkit.physics.motion and lift, so that the benchmark depends on
nothing but the Earth's constants, the density table and the Runge-Kutta pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import trajkit as tk
from trajkit.physics.control import AIR_TOP_M, DEEPEST_FALL_M, SAFETY
from trajkit.physics.earth import WGS84
from trajkit.physics.integrator import CORNER_TOLERANCE_M
from trajkit.physics.stepper import VELOCITY_WEIGHT_S
from trajkit.physics.tableau import ERROR, NODES, POSITION, STAGES, VELOCITY
from trajkit.physics.us76 import CORNER_ALTITUDES_M

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "AIR_TOP_M",
    "CORNER_ALTITUDES_M",
    "CORNER_TOLERANCE_M",
    "DEEPEST_FALL_M",
    "ROOM_POWER",
    "SAFETY",
    "VELOCITY_WEIGHT_S",
    "Start",
    "Table",
    "altitudes",
    "climbs",
    "density_table",
    "forces",
    "step_source",
]

Array = NDArray[np.float64]

# The power of trajkit's step control, in squares of errors: see trajkit.physics.control.
ROOM_POWER = -3.0 / 32.0


class Start(NamedTuple):
    """What every contender is given: N flights, Earth-fixed.

    Attributes
    ----------
    position_m, velocity_m_s
        Shape (3, N).
    drag
        Half the inverse ballistic coefficient, shape (N,). Units: m2/kg.
    lift_to_drag
        Shape (N,).
    """

    position_m: Array
    velocity_m_s: Array
    drag: Array
    lift_to_drag: Array

    @classmethod
    def of(cls, problem: Any, count: int | None = None) -> Start:
        """Of the first flights of a problem."""
        position, velocity = problem.state
        drag = 0.5 * problem.density_multiplier / problem.ballistic_coefficient
        parts = position, velocity, drag, problem.lift_to_drag
        return cls(*(np.ascontiguousarray(part[..., :count]) for part in parts))

    @property
    def lifts(self) -> bool:
        """Whether any has lift."""
        return bool(np.any(self.lift_to_drag))


class Table(NamedTuple):
    """trajkit's density table: cubic pieces over geopotential height.

    The place among the pieces is `offset - height_scale / (altitude + EARTH_RADIUS_M)`.
    """

    coefficients: Array
    offset: float
    height_scale: float


def density_table() -> Table:
    """That of the standard atmosphere."""
    table = tk.Air().density_table()
    return Table(
        np.ascontiguousarray(table.coefficients),
        table.offset,
        table.height_scale,
    )


def forces(
    density: Callable[[Any, Any], Any],
    *,
    sqrt: Callable[[Any], Any],
    inverse_sqrt: Callable[[Any], Any],
    lifts: bool,
) -> Callable[..., tuple[Any, Any, Any]]:
    """(x, y, z, vx, vy, vz, drag, lift_to_drag, table) -> acceleration, m/s2.

    `table` is handed to `density(altitude_m, table)`, which gives kg/m3.
    """
    mu = WGS84.gravitational_parameter_m3_s2
    a = WGS84.equatorial_radius_m
    e2 = WGS84.eccentricity_squared
    e2_a = e2 * a
    j2_term = 1.5 * WGS84.j2 * a * a
    coriolis = 2.0 * WGS84.rotation_rate_rad_s
    centrifugal = WGS84.rotation_rate_rad_s**2

    def accelerate(
        x: Any, y: Any, z: Any, vx: Any, vy: Any, vz: Any, drag: Any, lift_to_drag: Any, table: Any
    ) -> tuple[Any, Any, Any]:
        p2 = x * x + y * y
        z2 = z * z
        inverse_r = inverse_sqrt(p2 + z2)
        inverse_r2 = inverse_r * inverse_r
        central = mu * inverse_r * inverse_r2
        squeeze = central * (j2_term * inverse_r2)
        inward = squeeze * (5.0 * (z2 * inverse_r2) - 1.0) - central
        equatorial = inward + centrifugal
        axial = inward - 2.0 * squeeze
        steep_z = z * (1.0 + e2_a * inverse_r)
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        inverse_normal = inverse_sqrt(normal2)
        altitude = (p2 + z * steep_z - a * sqrt(normal2 - e2 * steep_z2)) * inverse_normal
        speed2 = vx * vx + vy * vy + vz * vz
        rate = drag * density(altitude, table) * sqrt(speed2)
        if lifts:
            rise = x * vx + y * vy + steep_z * vz
            size = lift_to_drag * rate * inverse_sqrt(speed2 * normal2 - rise * rise)
            rate = rate + size * rise
            upward = size * speed2
            equatorial = equatorial + upward
            return (
                equatorial * x + coriolis * vy - rate * vx,
                equatorial * y - coriolis * vx - rate * vy,
                axial * z + upward * steep_z - rate * vz,
            )
        return (
            equatorial * x + coriolis * vy - rate * vx,
            equatorial * y - coriolis * vx - rate * vy,
            axial * z - rate * vz,
        )

    return accelerate


def altitudes(*, sqrt: Callable[[Any], Any]) -> Callable[..., tuple[Any, Any, Any, Any]]:
    """(x, y, z) -> geodetic altitude (m) and the unit vector up, as trajkit.physics.motion has it.

    The altitude within 1e-7 m.
    """
    a, e2 = WGS84.equatorial_radius_m, WGS84.eccentricity_squared

    def altitude_and_up(x: Any, y: Any, z: Any) -> tuple[Any, Any, Any, Any]:
        p2 = x * x + y * y
        z2 = z * z
        r2 = p2 + z2
        u = a / sqrt(r2)
        steep_z = z / (1.0 - e2 * u * (1.0 + e2 * (z2 / r2) * (0.5 - u)))
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        inverse = 1.0 / sqrt(normal2)
        altitude = (p2 + z * steep_z - a * sqrt(normal2 - e2 * steep_z2)) * inverse
        return altitude, x * inverse, y * inverse, steep_z * inverse

    return altitude_and_up


def climbs(
    altitude_and_up: Callable[..., tuple[Any, Any, Any, Any]],
) -> Callable[..., tuple[Any, Any, Any]]:
    """(position, velocity, acceleration) -> altitude (m), its rate (m/s) and bend (m/s2)."""
    a = WGS84.equatorial_radius_m

    def climb(
        x: Any, y: Any, z: Any, vx: Any, vy: Any, vz: Any, ax: Any, ay: Any, az: Any
    ) -> tuple[Any, Any, Any]:
        altitude, up_x, up_y, up_z = altitude_and_up(x, y, z)
        rate = vx * up_x + vy * up_y + vz * up_z
        across2 = vx * vx + vy * vy + vz * vz - rate * rate
        return altitude, rate, ax * up_x + ay * up_y + az * up_z + across2 / (altitude + a)

    return climb


def step_source() -> str:
    """Python source of `step`: one step of trajkit's pair with its loops unrolled.

    `step(h, x, y, z, vx, vy, vz, a0x, a0y, a0z, drag, lift_to_drag, table)` gives the new position,
    velocity and acceleration, nine numbers, and the squared error in m2; it calls `accelerate`.
    """

    def combined(weights: Array, axis: str) -> str:
        terms = [f"{float(w)!r} * a{j}{axis}" for j, w in enumerate(weights) if w]
        return f"({' + '.join(terms)})"

    state = ", ".join([*"xyz", "vx", "vy", "vz", "a0x", "a0y", "a0z"])
    lines = [f"def step(h, {state}, drag, lift_to_drag, table):", "h2 = h * h"]
    for i in range(1, STAGES):
        for axis in "xyz":
            run = f"p{axis} = {axis} + {float(NODES[i])!r} * h * v{axis}"
            bend = f" + h2 * {combined(POSITION[i], axis)}" if np.any(POSITION[i]) else ""
            lines += [run + bend, f"u{axis} = v{axis} + h * {combined(VELOCITY[i], axis)}"]
        given = "px, py, pz, ux, uy, uz, drag, lift_to_drag, table"
        lines.append(f"a{i}x, a{i}y, a{i}z = accelerate({given})")
    weight = f"({VELOCITY_WEIGHT_S!r} * h)"
    for axis in "xyz":
        lines.append(f"e{axis} = h2 * {combined(ERROR[0], axis)}")
        lines.append(f"w{axis} = {weight} * {combined(ERROR[1], axis)}")
    last = STAGES - 1
    squares = " + ".join(f"e{axis} * e{axis} + w{axis} * w{axis}" for axis in "xyz")
    lines.append(f"return px, py, pz, ux, uy, uz, a{last}x, a{last}y, a{last}z, {squares}")
    return "\n    ".join(lines) + "\n"
