"""Lines on the WGS-84 ellipsoid as vertices: geodesics, arcs, rings, sectors and caps.

The geodesics themselves are those of `trajkit.flight.geodesic`.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity

from trajkit.errors import InputError
from trajkit.flight.geodesic import FARTHEST_M, destination, distance_m

__all__ = [
    "Line",
    "arc",
    "cap",
    "ring",
    "sector",
]

Line = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Latitudes and longitudes of a line's vertices, degrees, each of shape (n,)."""


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
        distance_m=range_m,
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

    def side(azimuth: float) -> Line:
        return destination(
            latitude_deg=latitude_deg,
            longitude_deg=longitude_deg,
            azimuth_deg=azimuth,
            distance_m=lengths,
        )

    out, back = side(low_deg), side(high_deg)
    curve = arc(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        range_m=range_m,
        low_deg=low_deg,
        high_deg=high_deg,
    )
    latitude = np.concatenate([out[0], curve[0][1:-1], back[0][::-1]])
    longitude = np.concatenate([out[1], curve[1][1:-1], back[1][::-1]])
    return latitude, longitude


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
    north = float(
        distance_m(
            from_latitude_deg=latitude_deg,
            from_longitude_deg=longitude_deg,
            to_latitude_deg=90.0,
            to_longitude_deg=0.0,
        )
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
