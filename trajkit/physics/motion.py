"""The equations of motion of a body in the air of a rotating Earth, and the geodetic vertical.

Everything here is written once, elementwise and without a branch on data: the same source serves
one flight, a batch, and a compiler. Earth-fixed frame, SI units.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from trajkit.physics.table import AltitudeTable

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = [
    "Equations",
    "Force",
    "Moment",
    "Parts",
    "Place",
    "Vector",
    "equations_of_motion",
    "vertical",
]

Vector = tuple[Any, Any, Any]
Force = Callable[..., tuple[Any, Any, Any, Any]]
"""(moment, *parameters) -> a force over mass in two parts: the first, in 1/s, times the velocity
through the air, and a vector of three components, in m/s2."""


class Place(NamedTuple):
    """Where a body is, as far as the air is concerned; arrays of one shape."""

    altitude: Any
    """Within 1 mm of the geodetic one. Units: m."""
    steep_z: Any
    """(x, y, steep_z) points upwards, at right angles to the ellipsoid. Units: m."""
    normal2: Any
    inverse_normal: Any
    """Its squared length, and 1 over its length."""


class Equations(NamedTuple):
    """What the integrator integrates.

    Attributes
    ----------
    acceleration
        (time, x, y, z, vx, vy, vz, *parameters) -> (ax, ay, az), elementwise, SI units.
    timed
        Whether the time matters; where it does not, it is passed as 0.
    parts
        The same in parts, for a compiler; None where they hold what cannot be compiled.
    """

    acceleration: Callable[..., Vector]
    timed: bool = False
    parts: Parts | None = None


class Parts(NamedTuple):
    """An acceleration cut where it looks up the density: what comes before, and after.

    Attributes
    ----------
    distance
        (x, y, z) -> squared distance from the axis of the Earth; 1 over the squared distance from
        its centre, and the root of that.
    place
        (squared distance from the axis, z, 1 over the distance from the centre) -> `Place`.
    density
        Table of the density by altitude.
    accelerate
        (time, x, y, z, vx, vy, vz, the last two of `distance`, place, density, *parameters) ->
        (ax, ay, az).
    """

    distance: Callable[..., tuple[Any, Any, Any]]
    place: Callable[..., Place]
    density: AltitudeTable
    accelerate: Callable[..., Vector]


class Moment(NamedTuple):
    """What a force may depend on, Earth-fixed and in SI units; arrays of one shape."""

    time: Any
    altitude: Any
    mach: Any
    """Local Mach number; 0 where nothing asks for it."""
    normal: Vector
    """Upwards, at right angles to the ellipsoid; not of unit length."""
    normal2: Any
    inverse_normal: Any
    """Its squared length, and 1 over its length."""
    wind: Vector
    """Velocity through the air."""
    speed2: Any
    speed: Any
    """Through the air."""
    drag_rate: Any
    """Drag over mass and air speed. Units: 1/s."""
    fall: Vector
    """Acceleration of a body on which no air acts."""
    inverse_r: Any
    """1 over the distance from the centre of the Earth."""


def equations_of_motion(
    earth: Earth,
    density: Callable[[Any], Any],
    wind: Callable[[Any], tuple[Any, Any]] | None = None,
    *,
    force: Force | None = None,
    drag_factor: Callable[..., Any] | None = None,
    inverse_sound_speed: Callable[[Any], Any] | None = None,
    timed: bool = False,
    compilable: bool = False,
) -> Equations:
    """Equations of motion for one Earth and one atmosphere.

    Parameters
    ----------
    density
        Altitude in m -> kg/m3, elementwise.
    wind
        Altitude in m -> velocity of the air towards east and north, m/s; None for still air.
    force
        A further force such as lift or thrust; see `Force`.
    drag_factor
        Times the drag: (time, mach, *parameters) -> number.
    inverse_sound_speed
        Altitude in m -> s/m; None if nothing depends on the Mach number.
    timed
        Whether `force` or `drag_factor` depend on time.
    compilable
        Whether `force` and `drag_factor` may be compiled: arithmetic on numbers and NumPy's
        functions of them, without tables or objects. Wind, sound and a density that is no
        `AltitudeTable` are never compiled.

    Returns
    -------
    Equations
        Their parameters are `drag`, half the inverse ballistic coefficient m/(C_D A), in m2/kg,
        times any density multiplier (0 is flight without drag), and those of the force and the
        factor. The altitude used for the air is within 1 mm of the geodetic one, which moves the
        density by less than 2e-7.

    References
    ----------
    Gravitation: Vallado (2013), eq. 8-30 (J2). Coriolis and centrifugal terms: Goldstein, Poole &
    Safko (2002), Classical Mechanics, eq. 4.91. Drag: a = -rho V^2 / (2 beta) against the motion
    through the air, for example Regan & Anandakrishnan (1993), Dynamics of Atmospheric Re-Entry.
    """
    mu = earth.gravitational_parameter_m3_s2
    a = earth.equatorial_radius_m
    e2 = earth.eccentricity_squared
    j2_term = 1.5 * earth.j2 * a * a
    e2_a = e2 * a
    coriolis = 2.0 * earth.rotation_rate_rad_s
    centrifugal = earth.rotation_rate_rad_s**2

    def distance(x: Any, y: Any, z: Any) -> tuple[Any, Any, Any]:
        p2 = x * x + y * y
        r2 = p2 + z * z
        inverse_r2 = 1.0 / r2
        return p2, inverse_r2, np.sqrt(r2) * inverse_r2

    def place(p2: Any, z: Any, inverse_r: Any) -> Place:
        # The normal (x, y, steep_z) to the ellipsoid, to first order in e2: within 1e-5 rad, and
        # the altitude is stationary in its direction.
        steep_z = z * (1.0 + e2_a * inverse_r)
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        inverse_normal = 1.0 / np.sqrt(normal2)
        altitude = (p2 + z * steep_z - a * np.sqrt(normal2 - e2 * steep_z2)) * inverse_normal
        return Place(altitude, steep_z, normal2, inverse_normal)

    def accelerate(
        time: Any, x: Any, y: Any, z: Any, vx: Any, vy: Any, vz: Any, inverse_r2: Any,
        inverse_r: Any, there: Place, thickness: Any, drag: Any, *parameters: Any,
    ) -> Vector:  # fmt: skip
        central = mu * inverse_r * inverse_r2
        oblateness = j2_term * inverse_r2
        squeeze = central * oblateness
        inward = squeeze * (5.0 * (z * z) * inverse_r2 - 1.0) - central
        axial = inward - 2.0 * squeeze
        equatorial = inward + centrifugal

        if wind is None:
            ux, uy, uz = vx, vy, vz
        else:
            p2 = x * x + y * y
            east, north = wind(there.altitude)
            inverse_p = 1.0 / np.sqrt(p2 + 1e-200)  # at a pole, where is no east, still air
            east = east * inverse_p
            north = north * inverse_p * there.inverse_normal
            ux = vx + east * y + north * there.steep_z * x
            uy = vy - east * x + north * there.steep_z * y
            uz = vz - north * p2
        speed2 = ux * ux + uy * uy + uz * uz
        speed = np.sqrt(speed2)
        drag_rate = drag * thickness * speed
        mach = 0.0 if inverse_sound_speed is None else speed * inverse_sound_speed(there.altitude)
        if drag_factor is not None:
            drag_rate = drag_rate * drag_factor(time, mach, *parameters)
        if force is None:
            return (
                equatorial * x + coriolis * vy - drag_rate * ux,
                equatorial * y - coriolis * vx - drag_rate * uy,
                axial * z - drag_rate * uz,
            )
        fall = (equatorial * x + coriolis * vy, equatorial * y - coriolis * vx, axial * z)
        along, push_x, push_y, push_z = force(
            Moment(
                time, there.altitude, mach, (x, y, there.steep_z), there.normal2,
                there.inverse_normal, (ux, uy, uz), speed2, speed, drag_rate, fall, inverse_r,
            ),
            *parameters,
        )  # fmt: skip
        along = along - drag_rate
        return (
            fall[0] + along * ux + push_x,
            fall[1] + along * uy + push_y,
            fall[2] + along * uz + push_z,
        )

    def acceleration(
        time: Any, x: Any, y: Any, z: Any, vx: Any, vy: Any, vz: Any, *parameters: Any
    ) -> Vector:
        p2, inverse_r2, inverse_r = distance(x, y, z)
        there = place(p2, z, inverse_r)
        thickness = density(there.altitude)
        return accelerate(
            time, x, y, z, vx, vy, vz, inverse_r2, inverse_r, there, thickness, *parameters
        )

    parts = None
    alone = force is None and drag_factor is None
    numbers_only = (alone or compilable) and wind is None and inverse_sound_speed is None
    if numbers_only and isinstance(density, AltitudeTable):
        parts = Parts(distance, place, density, accelerate)
    return Equations(acceleration, timed, parts)


def vertical(
    x: Any, y: Any, z: Any, equatorial_radius_m: float, eccentricity_squared: float
) -> tuple[Any, Vector]:
    """Geodetic altitude and the unit vector up, elementwise and without trigonometry.

    Parameters
    ----------
    x, y, z
        Earth-fixed position. Units: m.

    Returns
    -------
    altitude_m, (up_x, up_y, up_z)
        The altitude within 1e-7 m, the direction within 1e-7 rad.

    References
    ----------
    The definition of the ellipsoid's normal, tan(latitude) = (z / p) / (1 - e2 N / (N + h)), with
    N / (N + h) = u (1 + e2 s (1/2 - u)) to first order in e2, where u = a / r and s = (z / r)^2.
    """
    a, e2 = equatorial_radius_m, eccentricity_squared
    z2 = z * z
    p2 = x * x + y * y
    r2 = p2 + z2
    u = a / np.sqrt(r2)
    squeeze = e2 * u * (1.0 + e2 * (z2 / r2) * (0.5 - u))
    steep_z = z / (1.0 - squeeze)
    steep_z2 = steep_z * steep_z
    normal2 = p2 + steep_z2
    inverse = 1.0 / np.sqrt(normal2)
    altitude = (p2 + z * steep_z - a * np.sqrt(normal2 - e2 * steep_z2)) * inverse
    return altitude, (x * inverse, y * inverse, steep_z * inverse)
