"""The Earth: its shape, its gravity and its rotation.

Positions are Earth-centred and Earth-fixed (ECEF): x through latitude 0, longitude 0, z through
the north pole, metres. Arrays of positions have shape (3, ...): components first, so that each
component is contiguous.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "SPHERE",
    "WGS84",
    "Earth",
    "ecef_to_geodetic",
    "geodetic_to_ecef",
    "gravitation",
    "gravity",
    "local_frame",
    "up_direction",
]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Earth:
    """A rotating ellipsoid with a point mass and an oblateness term.

    Parameters
    ----------
    name
        What to call it in outputs.
    equatorial_radius_m
        Semi-major axis. Units: m.
    flattening
        (a - b) / a. Dimensionless.
    gravitational_parameter_m3_s2
        Gravitational constant times mass, atmosphere included. Units: m3/s2.
    j2
        Second zonal harmonic, unnormalised. Dimensionless.
    rotation_rate_rad_s
        Angular speed about z, seen from inertial space. Units: rad/s.
    """

    name: str
    equatorial_radius_m: float
    flattening: float
    gravitational_parameter_m3_s2: float
    j2: float
    rotation_rate_rad_s: float

    @cached_property
    def eccentricity_squared(self) -> float:
        """First eccentricity, squared. Dimensionless."""
        return self.flattening * (2.0 - self.flattening)

    @cached_property
    def polar_radius_m(self) -> float:
        """Semi-minor axis. Units: m."""
        return self.equatorial_radius_m * (1.0 - self.flattening)

    def without_rotation(self) -> Earth:
        """The same Earth standing still, for comparison with papers."""
        return Earth(
            f"{self.name}, not rotating",
            self.equatorial_radius_m,
            self.flattening,
            self.gravitational_parameter_m3_s2,
            self.j2,
            0.0,
        )


WGS84 = Earth(
    # NIMA TR8350.2, World Geodetic System 1984, third edition (2000), tables 3.1 and 3.2;
    # J2 from the normalised C20 = -0.484166774985e-3 (table 5.1): -sqrt(5) C20.
    name="WGS 84",
    equatorial_radius_m=6378137.0,
    flattening=1.0 / 298.257223563,
    gravitational_parameter_m3_s2=3.986004418e14,
    j2=0.00108262982,
    rotation_rate_rad_s=7.292115e-5,
)

SPHERE = Earth(
    # The IUGG mean radius (2 a + b) / 3 of the same ellipsoid: Moritz (2000), Journal of Geodesy
    # 74, 128-133, doi 10.1007/s001900050278.
    name="sphere",
    equatorial_radius_m=6371008.8,
    flattening=0.0,
    gravitational_parameter_m3_s2=3.986004418e14,
    j2=0.0,
    rotation_rate_rad_s=7.292115e-5,
)


def geodetic_to_ecef(
    *,
    latitude_deg: ArrayLike,
    longitude_deg: ArrayLike,
    altitude_m: ArrayLike,
    earth: Earth = WGS84,
) -> Array:
    """Earth-fixed position of a geodetic one.

    Parameters
    ----------
    latitude_deg, longitude_deg
        Geodetic, broadcast against each other. Units: degrees.
    altitude_m
        Above the ellipsoid. Units: m.

    Returns
    -------
    ndarray, shape (3, ...)
        x, y, z. Units: m.

    References
    ----------
    Hofmann-Wellenhof, Lichtenegger & Wasle (2008), GNSS, eq. 8.7.
    """
    latitude_deg, longitude_deg, altitude_m = np.broadcast_arrays(
        np.asarray(latitude_deg, float),
        np.asarray(longitude_deg, float),
        np.asarray(altitude_m, float),
    )
    sin_lat, cos_lat = _sin_cos_deg(latitude_deg)
    sin_lon, cos_lon = _sin_cos_deg(longitude_deg)
    e2 = earth.eccentricity_squared
    normal_radius = earth.equatorial_radius_m / np.sqrt(1.0 - e2 * sin_lat**2)
    equatorial = (normal_radius + altitude_m) * cos_lat
    return np.stack(
        [
            equatorial * cos_lon,
            equatorial * sin_lon,
            (normal_radius * (1.0 - e2) + altitude_m) * sin_lat,
        ]
    )


def ecef_to_geodetic(position_m: ArrayLike, *, earth: Earth = WGS84) -> tuple[Array, Array, Array]:
    """Geodetic latitude, longitude and altitude of Earth-fixed positions.

    Parameters
    ----------
    position_m
        ndarray, shape (3, ...). Units: m. More than 50 km from the centre.

    Returns
    -------
    latitude_deg, longitude_deg, altitude_m
        Longitude in [-180, 180]. Units: degrees, degrees, m.

    References
    ----------
    Bowring (1985), Survey Review 28 (218), 202-206: one step of his iteration on the reduced
    latitude is good to a nanometre near the ground; two steps are at the rounding of a double out
    to geosynchronous distance. The altitude is stationary in the latitude, so it adds no error.
    """
    x, y, z = np.asarray(position_m, float)
    a, b = earth.equatorial_radius_m, earth.polar_radius_m
    e2 = earth.eccentricity_squared
    second_e2 = e2 / (1.0 - e2)
    p = np.hypot(x, y)
    # Tangent of the reduced latitude as a pair (s, c), so that the poles are no special case.
    s, c = _unit(z * a, p * b)
    for _ in range(3):
        sin_lat, cos_lat = _unit(z + second_e2 * b * s**3, p - e2 * a * c**3)
        s, c = _unit((1.0 - earth.flattening) * sin_lat, cos_lat)
    # From the foot of the normal: differences first, or rounding would cost some nanometres.
    normal_radius = a / np.sqrt(1.0 - e2 * sin_lat**2)
    altitude = (p - normal_radius * cos_lat) * cos_lat
    altitude += (z - normal_radius * (1.0 - e2) * sin_lat) * sin_lat
    return _angle_deg(sin_lat, cos_lat), _angle_deg(y, x), altitude


def local_frame(*, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> tuple[Array, Array, Array]:
    """Unit vectors east, north and up (the ellipsoid's normal), each of shape (3, ...)."""
    latitude_deg, longitude_deg = np.broadcast_arrays(
        np.asarray(latitude_deg, float), np.asarray(longitude_deg, float)
    )
    sin_lat, cos_lat = _sin_cos_deg(latitude_deg)
    sin_lon, cos_lon = _sin_cos_deg(longitude_deg)
    east = np.stack([-sin_lon, cos_lon, np.zeros_like(sin_lon)])
    north = np.stack([-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat])
    up = np.stack([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    return east, north, up


def up_direction(position_m: Array, *, earth: Earth = WGS84) -> Array:
    """Unit vector along the ellipsoid's normal through the positions, shape (3, ...)."""
    latitude_deg, longitude_deg, _ = ecef_to_geodetic(position_m, earth=earth)
    return local_frame(latitude_deg=latitude_deg, longitude_deg=longitude_deg)[2]


def gravitation(position_m: ArrayLike, *, earth: Earth = WGS84) -> Array:
    """Acceleration by the Earth's mass: point mass and J2, no centrifugal part.

    Returns
    -------
    ndarray, shape (3, ...)
        Units: m/s2.

    References
    ----------
    Vallado (2013), Fundamentals of Astrodynamics and Applications, 4th ed., eq. 8-30.
    """
    x, y, z = np.asarray(position_m, float)
    r2 = x * x + y * y + z * z
    central = earth.gravitational_parameter_m3_s2 / (r2 * np.sqrt(r2))
    oblateness = 1.5 * earth.j2 * earth.equatorial_radius_m**2 / r2
    zonal = 5.0 * z * z / r2
    equatorial = -central * (1.0 - oblateness * (zonal - 1.0))
    axial = -central * (1.0 - oblateness * (zonal - 3.0))
    return np.stack([equatorial * x, equatorial * y, axial * z])


def gravity(position_m: ArrayLike, *, earth: Earth = WGS84) -> Array:
    """What a plumb line and a scale show: gravitation and the centrifugal term, in m/s2."""
    position_m = np.asarray(position_m, float)
    acceleration = gravitation(position_m, earth=earth)
    acceleration[:2] += earth.rotation_rate_rad_s**2 * position_m[:2]
    return acceleration


def _sin_cos_deg(angle_deg: Array) -> tuple[Array, Array]:
    """Sine and cosine, exact at the multiples of 90 degrees, so that a pole is on the axis."""
    quarter = np.round(angle_deg / 90.0)
    rest = np.radians(angle_deg - 90.0 * quarter)
    sin, cos = np.sin(rest), np.cos(rest)
    turns = np.mod(quarter, 4.0)
    return (
        np.select([turns == 0.0, turns == 1.0, turns == 2.0], [sin, cos, -sin], -cos)
        + 0.0 * angle_deg,
        np.select([turns == 0.0, turns == 1.0, turns == 2.0], [cos, -sin, -cos], sin)
        + 0.0 * angle_deg,
    )


def _angle_deg(s: Array, c: Array) -> Array:
    """Angle of the point (c, s), converted within 45 degrees of an axis: least rounding."""
    steep = np.abs(s) > np.abs(c)
    side = np.copysign(1.0, s)
    axis = np.where(steep, 90.0, np.where(c < 0.0, 180.0, 0.0)) * side
    flip = np.where(c < 0.0, -1.0, 1.0)
    rest = np.arctan2(np.where(steep, -c * side, s * flip), np.where(steep, s * side, c * flip))
    return axis + np.degrees(rest)


def _unit(s: Array, c: Array) -> tuple[Array, Array]:
    length = np.hypot(s, c)
    return s / length, c / length
