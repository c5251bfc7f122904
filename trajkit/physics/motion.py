"""The equations of motion of a body in the air of a rotating Earth, and the geodetic vertical.

Everything here is written once, elementwise and without a branch on data: the same source serves
one flight, a batch, and a compiler. Earth-fixed frame, SI units.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = ["Acceleration", "equations_of_motion", "vertical"]

Array = NDArray[np.float64]
Acceleration = Callable[..., tuple[Any, Any, Any]]
"""(x, y, z, vx, vy, vz, drag) -> (ax, ay, az), elementwise, SI units."""


def equations_of_motion(
    earth: Earth,
    density: Callable[[Any], Any],
    wind: Callable[[Any], tuple[Any, Any]] | None = None,
    *,
    sqrt: Callable[[Any], Any] = np.sqrt,
) -> Acceleration:
    """Equations of motion for one Earth and one atmosphere.

    Parameters
    ----------
    density
        Altitude in m -> kg/m3, elementwise.
    wind
        Altitude in m -> velocity of the air towards east and north, m/s; None for still air.
    sqrt
        Square root of the array library that runs the equations.

    Returns
    -------
    callable
        See `Acceleration`. `drag` is half the inverse ballistic coefficient m/(C_D A), in m2/kg,
        times any density multiplier: 0 is flight without drag. The altitude used for the air is
        within 1 mm of the geodetic one, which moves the density by less than 2e-7.

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

    def acceleration(
        x: Any, y: Any, z: Any, vx: Any, vy: Any, vz: Any, drag: Any
    ) -> tuple[Any, Any, Any]:
        p2 = x * x + y * y
        z2 = z * z
        r2 = p2 + z2
        inverse_r2 = 1.0 / r2
        inverse_r = sqrt(r2) * inverse_r2
        central = mu * inverse_r * inverse_r2
        oblateness = j2_term * inverse_r2
        squeeze = central * oblateness
        inward = squeeze * (5.0 * z2 * inverse_r2 - 1.0) - central
        axial = inward - 2.0 * squeeze
        equatorial = inward + centrifugal

        # The normal (x, y, steep_z) to the ellipsoid, to first order in e2: within 1e-5 rad, and
        # the altitude is stationary in its direction.
        steep_z = z * (1.0 + e2_a * inverse_r)
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        altitude = (p2 + z * steep_z - a * sqrt(normal2 - e2 * steep_z2)) / sqrt(normal2)

        if wind is None:
            ux, uy, uz = vx, vy, vz
        else:
            east, north = wind(altitude)
            inverse_p = 1.0 / sqrt(p2 + 1e-200)  # at a pole, where east has no meaning, still air
            inverse_n = 1.0 / sqrt(normal2)
            east = east * inverse_p
            north = north * inverse_p * inverse_n
            ux = vx + east * y + north * steep_z * x
            uy = vy - east * x + north * steep_z * y
            uz = vz - north * p2
        drag_rate = drag * density(altitude) * sqrt(ux * ux + uy * uy + uz * uz)
        return (
            equatorial * x + coriolis * vy - drag_rate * ux,
            equatorial * y - coriolis * vx - drag_rate * uy,
            axial * z - drag_rate * uz,
        )

    return acceleration


def vertical(position_m: Array, earth: Earth) -> tuple[Array, tuple[Array, Array, Array]]:
    """Geodetic altitude and the unit vector up, elementwise and without trigonometry.

    Parameters
    ----------
    position_m
        Earth-fixed, shape (3, n). Units: m.

    Returns
    -------
    altitude_m, (up_x, up_y, up_z)
        The altitude within 1e-7 m, the direction within 1e-7 rad.

    References
    ----------
    The definition of the ellipsoid's normal, tan(latitude) = (z / p) / (1 - e2 N / (N + h)), with
    N / (N + h) = u (1 + e2 s (1/2 - u)) to first order in e2, where u = a / r and s = (z / r)^2.
    """
    x, y, z = position_m
    a, e2 = earth.equatorial_radius_m, earth.eccentricity_squared
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
