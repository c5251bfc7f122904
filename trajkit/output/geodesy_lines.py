"""Lines on the WGS-84 ellipsoid as vertices: geodesics, rings, arcs, and cuts at the date line.

Everything is solved by Karney's algorithms in GeographicLib (Karney 2013, J. Geodesy 87, 43-55,
doi:10.1007/s00190-012-0578-z), through pyproj.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from shapely import affinity

from trajkit.errors import InputError

__all__ = [
    "FARTHEST_M",
    "WGS84",
    "Line",
    "arc",
    "cap",
    "destination",
    "distance",
    "geodesic",
    "ring",
    "sector",
    "split_at_date_line",
]

WGS84 = Geod(ellps="WGS84")

FARTHEST_M = 20_003_931.0
"""Distance to the antipode, m: half a meridian of WGS-84; no place is farther away."""

Line = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Latitudes and longitudes of a line's vertices, degrees, each of shape (n,)."""


def destination(
    *, latitude_deg: float, longitude_deg: float, azimuth_deg: ArrayLike, range_m: ArrayLike
) -> Line:
    """Where geodesics from one place end.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Start, degrees.
    azimuth_deg, range_m : array_like
        Initial azimuths clockwise from north (degrees) and lengths (m); broadcast together.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray
        Ends, degrees.
    """
    azimuth, length = np.broadcast_arrays(
        np.asarray(azimuth_deg, dtype=float), np.asarray(range_m, dtype=float)
    )
    azimuth, length = np.atleast_1d(azimuth), np.atleast_1d(length)
    longitude, latitude, _ = WGS84.fwd(
        np.full(azimuth.shape, float(longitude_deg)),
        np.full(azimuth.shape, float(latitude_deg)),
        azimuth,
        length,
    )
    return np.asarray(latitude), np.asarray(longitude)


def distance(
    *, latitude_deg: float, longitude_deg: float, to_latitude_deg: float, to_longitude_deg: float
) -> float:
    """Geodesic distance between two places, m."""
    _, _, length = WGS84.inv(longitude_deg, latitude_deg, to_longitude_deg, to_latitude_deg)
    return float(length)


def geodesic(
    *,
    latitude_deg: float,
    longitude_deg: float,
    to_latitude_deg: float,
    to_longitude_deg: float,
    spacing_m: float = 20_000.0,
) -> Line:
    """Shortest line between two places, both included, with a vertex at least every ``spacing_m``.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Vertices, degrees.
    """
    azimuth, _, length = WGS84.inv(longitude_deg, latitude_deg, to_longitude_deg, to_latitude_deg)
    steps = max(1, int(np.ceil(length / spacing_m)))
    return destination(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        azimuth_deg=azimuth,
        range_m=np.linspace(0.0, length, steps + 1),
    )


def arc(
    *,
    latitude_deg: float,
    longitude_deg: float,
    range_m: float,
    low_deg: float,
    high_deg: float,
    step_deg: float = 0.5,
) -> Line:
    """The points at one distance from a place, from azimuth ``low_deg`` clockwise to ``high_deg``.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Vertices, degrees.

    Raises
    ------
    InputError
        If the distance is not above zero and at most that of the antipode.
    """
    if not 0.0 < range_m <= FARTHEST_M:
        raise InputError(
            f"a range of {range_m / 1e3:,.0f} km cannot be drawn; give one above 0 and up to "
            f"{FARTHEST_M / 1e3:,.0f} km, the distance to the other side of the Earth"
        )
    steps = max(1, int(np.ceil((high_deg - low_deg) / step_deg)))
    return destination(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        azimuth_deg=np.linspace(low_deg, high_deg, steps + 1),
        range_m=range_m,
    )


def ring(
    *, latitude_deg: float, longitude_deg: float, range_m: float, step_deg: float = 0.5
) -> Line:
    """Closed ring of the points at one distance from a place, counter-clockwise as GeoJSON wants.

    Within 70 km of the antipode a geodesic may be longer than the way round the other side;
    there the ring is that of the geodesics, as azimuthal-equidistant maps draw it.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Vertices, degrees; the last repeats the first.

    Raises
    ------
    InputError
        If the distance is not above zero and at most that of the antipode.
    """
    latitude, longitude = arc(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        range_m=range_m,
        low_deg=0.0,
        high_deg=360.0,
        step_deg=step_deg,
    )
    latitude[-1], longitude[-1] = latitude[0], longitude[0]
    return latitude[::-1].copy(), longitude[::-1].copy()


def sector(
    *,
    latitude_deg: float,
    longitude_deg: float,
    range_m: float,
    low_deg: float,
    high_deg: float,
    spacing_m: float = 20_000.0,
) -> Line:
    """Closed outline of a fan: from the place along one geodesic, the arc, and back.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Vertices, degrees; the last repeats the first.
    """
    lengths = np.linspace(0.0, range_m, max(2, int(np.ceil(range_m / spacing_m)) + 1))
    place = {"latitude_deg": latitude_deg, "longitude_deg": longitude_deg}
    out = destination(**place, azimuth_deg=low_deg, range_m=lengths)
    curve = arc(**place, range_m=range_m, low_deg=low_deg, high_deg=high_deg)
    back = destination(**place, azimuth_deg=high_deg, range_m=lengths[::-1])
    latitude = np.concatenate([out[0], curve[0][1:-1], back[0]])
    longitude = np.concatenate([out[1], curve[1][1:-1], back[1]])
    return latitude, longitude


def split_at_date_line(latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> list[Line]:
    """Cut a line where it crosses the 180th meridian, as RFC 7946 (3.1.9) asks.

    A step between neighbours is taken the short way round, so vertices must be less than half a
    turn of longitude apart; the crossing is put where a straight line in longitude and
    latitude meets the meridian.

    Returns
    -------
    list of (latitude_deg, longitude_deg)
        Parts with longitudes within [-180, 180]; a cut point is the last of one part at +-180 and
        the first of the next at the other sign. Parts of one point are dropped.
    """
    latitude = np.asarray(latitude_deg, dtype=float)
    longitude = (np.asarray(longitude_deg, dtype=float) + 180.0) % 360.0 - 180.0
    jump = np.diff(longitude)
    cuts = np.flatnonzero(np.abs(jump) > 180.0)
    parts: list[Line] = []
    head_latitude: list[float] = []
    head_longitude: list[float] = []
    start = 0
    for cut in cuts.tolist():
        side = 180.0 if jump[cut] < 0.0 else -180.0  # eastward steps leave at +180
        after = longitude[cut + 1] + 2.0 * side
        share = (side - longitude[cut]) / (after - longitude[cut])
        crossing = latitude[cut] + share * (latitude[cut + 1] - latitude[cut])
        parts.append(
            (
                np.concatenate([head_latitude, latitude[start : cut + 1], [crossing]]),
                np.concatenate([head_longitude, longitude[start : cut + 1], [side]]),
            )
        )
        head_latitude, head_longitude = [crossing], [-side]
        start = cut + 1
    parts.append(
        (
            np.concatenate([head_latitude, latitude[start:]]),
            np.concatenate([head_longitude, longitude[start:]]),
        )
    )
    return [part for part in map(_without_repeats, parts) if len(part[0]) > 1]


def _without_repeats(line: Line) -> Line:
    """Drop the second of two equal vertices, which a vertex on the meridian itself would leave."""
    moved = (np.diff(line[0]) != 0.0) | (np.diff(line[1]) != 0.0)
    keep = np.concatenate([[True], moved])
    return line[0][keep], line[1][keep]


def cap(
    *, latitude_deg: float, longitude_deg: float, range_m: float, step_deg: float = 0.5
) -> shapely.MultiPolygon:
    """Everything within a distance of a place, as polygons in longitude and latitude.

    Cut at the date line; a cap that holds a pole runs along the edge at latitude +-90, so that
    it is right in a plane of longitude and latitude, and in GeoJSON.

    Returns
    -------
    shapely.MultiPolygon
        Coordinates (longitude, latitude) in degrees within [-180, 180] and [-90, 90].
    """
    latitude, longitude = ring(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        range_m=range_m,
        step_deg=step_deg,
    )
    longitude = np.unwrap(longitude, period=360.0)
    points = np.column_stack([longitude, latitude])
    turns = round((longitude[-1] - longitude[0]) / 360.0)
    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    north = distance(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        to_latitude_deg=90.0,
        to_longitude_deg=0.0,
    )
    if turns:
        pole = 90.0 if north < range_m else -90.0
        points = np.vstack([points, [longitude[-1], pole], [longitude[0], pole]])
    outline = shapely.make_valid(shapely.Polygon(points))
    turned = [affinity.translate(outline, xoff=360.0 * k) for k in (-2, -1, 0, 1, 2)]
    copies = [shapely.intersection(copy, world) for copy in turned]
    area = shapely.union_all(copies)
    if not turns and north < range_m and FARTHEST_M - north < range_m:
        area = shapely.difference(world, area)  # both poles inside: the outline is of the rest
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    )
