"""Distances and directions on the ellipsoid (or the sphere), by Karney's geodesics in PROJ."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.physics.earth import WGS84, Earth

if TYPE_CHECKING:
    from pyproj import Geod

__all__ = ["FARTHEST_M", "azimuth_and_distance", "azimuth_deg", "destination", "distance_m"]

Array = NDArray[np.float64]

FARTHEST_M = 20_003_931.0
"""Distance to the antipode: half a meridian of WGS 84; no place is farther away. Units: m."""


def distance_m(
    *,
    from_latitude_deg: ArrayLike,
    from_longitude_deg: ArrayLike,
    to_latitude_deg: ArrayLike,
    to_longitude_deg: ArrayLike,
    earth: Earth = WGS84,
) -> Array:
    """Length of the geodesic between points, broadcast; NaN where a point is NaN. Units: m.

    References
    ----------
    Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43-55.
    """
    return _inverse(
        from_latitude_deg, from_longitude_deg, to_latitude_deg, to_longitude_deg, earth
    )[1]


def azimuth_deg(
    *,
    from_latitude_deg: ArrayLike,
    from_longitude_deg: ArrayLike,
    to_latitude_deg: ArrayLike,
    to_longitude_deg: ArrayLike,
    earth: Earth = WGS84,
) -> Array:
    """Direction of the geodesic at its start, clockwise from north, in [0, 360). Units: degrees."""
    forward = _inverse(
        from_latitude_deg, from_longitude_deg, to_latitude_deg, to_longitude_deg, earth
    )[0]
    return np.mod(forward, 360.0)


def azimuth_and_distance(
    *,
    from_latitude_deg: ArrayLike,
    from_longitude_deg: ArrayLike,
    to_latitude_deg: ArrayLike,
    to_longitude_deg: ArrayLike,
    earth: Earth = WGS84,
) -> tuple[Array, Array]:
    """Both (degrees, m) at the cost of one."""
    forward, distance = _inverse(
        from_latitude_deg, from_longitude_deg, to_latitude_deg, to_longitude_deg, earth
    )
    return np.mod(forward, 360.0), distance


def destination(
    *,
    latitude_deg: ArrayLike,
    longitude_deg: ArrayLike,
    azimuth_deg: ArrayLike,
    distance_m: ArrayLike,
    earth: Earth = WGS84,
) -> tuple[Array, Array]:
    """Latitude and longitude (degrees) of the geodesic's end, broadcast."""
    latitude, longitude, azimuth, distance = np.broadcast_arrays(
        *(np.asarray(v, float) for v in (latitude_deg, longitude_deg, azimuth_deg, distance_m))
    )
    shape = latitude.shape
    east, north, _ = _geod(earth).fwd(
        longitude.ravel(), latitude.ravel(), azimuth.ravel(), distance.ravel()
    )
    return np.reshape(north, shape), np.reshape(east, shape)


def _inverse(
    lat0: ArrayLike, lon0: ArrayLike, lat1: ArrayLike, lon1: ArrayLike, earth: Earth
) -> tuple[Array, Array]:
    a, b, c, d = np.broadcast_arrays(*(np.asarray(v, float) for v in (lat0, lon0, lat1, lon1)))
    shape = a.shape
    forward, _, distance = _geod(earth).inv(b.ravel(), a.ravel(), d.ravel(), c.ravel())
    return np.reshape(forward, shape), np.reshape(distance, shape)


@cache
def _geod(earth: Earth) -> Geod:
    from pyproj import Geod

    return Geod(a=earth.equatorial_radius_m, f=earth.flattening)
