"""Land, coasts, borders, lakes and towns that ship with trajkit, so that maps need no network.

Natural Earth at three resolutions: ``"110m"`` and ``"50m"`` hold the whole world, ``"10m"`` holds
`REGION_10M` alone. All coordinates are (longitude, latitude) in degrees on WGS-84, longitude from
-180 to 180. Geometries come as read-only arrays of shapely geometries, ready for
`shapely.STRtree`; each layer is read once and kept. ``docs/basemap.md`` has versions and errors.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from trajkit.datafiles import data_path
from trajkit.errors import InputError

if TYPE_CHECKING:
    import shapely

__all__ = [
    "REGION_10M",
    "Places",
    "Resolution",
    "borders",
    "coastline",
    "lakes",
    "land",
    "places",
]

Resolution: TypeAlias = Literal["10m", "50m", "110m"]
Geometries: TypeAlias = NDArray[np.object_]

REGION_10M = (112.0, 22.0, 163.0, 55.0)
"""West, south, east, north of the 10m layers and of `places`, in degrees."""


class Places(NamedTuple):
    """Towns in `REGION_10M`, the most important first; each field has shape (n,).

    Attributes
    ----------
    name, country : ndarray of str
        As Natural Earth spells and assigns them.
    latitude_deg, longitude_deg : ndarray of float
        Degrees.
    rank : ndarray of int
        Natural Earth's ``scalerank``: 0 for the largest cities to 10 for the smallest towns.
    """

    name: NDArray[np.str_]
    country: NDArray[np.str_]
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    rank: NDArray[np.int64]


@cache
def land(resolution: Resolution) -> Geometries:
    """Land with inland waters as holes, the largest polygon first.

    Polygons end at the date line and, at 10m, at the edge of `REGION_10M`; Antarctica reaches
    down to latitude -90.

    Returns
    -------
    ndarray of shapely.Polygon, shape (n,)
        Valid and disjoint; exterior rings run counter-clockwise.

    Raises
    ------
    InputError
        If there is no such resolution; so do all layers.
    """
    import shapely

    coordinates, parts = _read("land", resolution)
    rings, polygons = parts
    return _frozen(
        shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, coordinates, (_offsets(rings), _offsets(polygons))
        )
    )


@cache
def coastline(resolution: Resolution) -> Geometries:
    """Shores of the sea: where land meets water, without the edges at which the data were cut.

    Left out are the edges along longitude ±180, along latitude -90 and, at 10m, along the edge of
    `REGION_10M`. Shores of inland waters, the Caspian Sea among them, are in `lakes`.

    Returns
    -------
    ndarray of shapely.LineString, shape (n,)
        A whole island is one closed line.
    """
    import shapely

    shores = shapely.get_exterior_ring(land(resolution))
    inland = _holes_and_islands(resolution)[2]
    shores = np.delete(shores, inland)
    west, south, east, north = REGION_10M if resolution == "10m" else (-180.0, -90.0, 180.0, 90.0)

    lines: list[shapely.LineString] = []
    for shore in shores:
        points = shapely.get_coordinates(shore)
        x, y = points.T
        cut = np.zeros(len(points) - 1, dtype=bool)
        for values, edge in ((x, west), (x, east), (y, south), (y, north)):
            on_edge = values == edge
            cut |= on_edge[:-1] & on_edge[1:]
        lines.extend(shapely.LineString(run) for run in _runs(points, cut))
    return _frozen(lines)


@cache
def borders(resolution: Resolution) -> Geometries:
    """Land borders between countries, as Natural Earth draws them; none are drawn at sea.

    The 10m borders hold the line of control between North and South Korea.

    Returns
    -------
    ndarray of shapely.LineString, shape (n,)
    """
    import shapely

    coordinates, parts = _read("borders", resolution)
    (lines,) = parts
    return _frozen(
        shapely.from_ragged_array(shapely.GeometryType.LINESTRING, coordinates, (_offsets(lines),))
    )


@cache
def lakes(resolution: Resolution) -> Geometries:
    """Inland waters, the Caspian Sea among them, with their islands as holes.

    Returns
    -------
    ndarray of shapely.Polygon or shapely.MultiPolygon, shape (n,)
    """
    import shapely

    waters, lake_of_island, island = _holes_and_islands(resolution)
    waters = waters.copy()
    ground = land(resolution)
    for lake in np.unique(lake_of_island):
        dry = shapely.union_all(ground[island[lake_of_island == lake]])
        waters[lake] = shapely.difference(waters[lake], dry)
    return _frozen(waters)


@cache
def places() -> Places:
    """Towns in `REGION_10M`."""
    with np.load(data_path("basemap", "places.npz")) as stored:
        scale = stored["units_per_degree"]
        fields = Places(
            name=stored["name"],
            country=stored["country"],
            latitude_deg=stored["latitude"] / scale,
            longitude_deg=stored["longitude"] / scale,
            rank=stored["rank"].astype(np.int64),
        )
    for field in fields:
        field.setflags(write=False)
    return fields


@cache
def _holes_and_islands(
    resolution: Resolution,
) -> tuple[Geometries, NDArray[np.intp], NDArray[np.intp]]:
    """Inland waters with their islands filled; then pairs: index of a water, of land inside it."""
    import shapely

    ground = land(resolution)
    rings = shapely.get_rings(ground)
    count = shapely.get_num_interior_rings(ground)
    outer = np.zeros(len(rings), dtype=bool)
    outer[_offsets(count + 1)[:-1]] = True
    waters = np.asarray(shapely.polygons(rings[~outer]))
    water, island = shapely.STRtree(ground).query(waters, predicate="contains")
    return waters, water, island


def _read(
    layer: str, resolution: Resolution
) -> tuple[NDArray[np.float64], list[NDArray[np.int64]]]:
    """Coordinates (degrees, shape (n, 2)) of a layer; then sizes of its parts, finest first."""
    known = get_args(Resolution)
    if resolution not in known:
        raise InputError(
            f"there is no basemap of resolution {resolution!r}; use one of {', '.join(known)}"
        )
    with np.load(data_path("basemap", f"{layer}-{resolution}.npz")) as stored:
        steps = np.stack([stored["longitude_steps"], stored["latitude_steps"]], axis=1)
        # Division, not multiplication by a step, gives the double nearest to the decimal degrees.
        coordinates = np.cumsum(steps, axis=0, dtype=np.int64) / stored["units_per_degree"]
        names = ("points_per_line", "rings_per_polygon")
        sizes = [stored[name].astype(np.int64) for name in names if name in stored]
    return np.ascontiguousarray(coordinates), sizes


def _offsets(sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)])


def _runs(points: NDArray[np.float64], cut: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """A closed ring without its edges marked in `cut` (edge i joins points i and i + 1)."""
    if not cut.any():
        return [points]
    # Start just after a cut, so that no run is split where the ring happens to begin.
    first = int(np.argmax(cut)) + 1
    ring = np.roll(points[:-1], -first, axis=0)
    ring = np.concatenate([ring, ring[:1]])
    keep = np.concatenate([[False], np.roll(~cut, -first), [False]]).astype(np.int8)
    starts = np.flatnonzero(np.diff(keep) == 1)
    ends = np.flatnonzero(np.diff(keep) == -1)
    return [ring[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def _frozen(geometries: object) -> Geometries:
    """As an array that cannot be written: the cache hands the same one to every caller."""
    array = np.asarray(geometries, dtype=object)
    array.setflags(write=False)
    return array
