"""Which directions end in a named sea without crossing other land.

Land comes from the basemap (Natural Earth), limits of seas and lands from `data/regions.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trajkit import basemap
from trajkit.flight.geodesic import destination
from trajkit.reports import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely import Polygon

__all__ = ["SMALL_ISLAND_KM2", "AzimuthWindow", "azimuth_windows", "crosses_land"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

SMALL_ISLAND_KM2 = 500.0
"""Where no path misses all land, islands smaller than this are let pass, and the window says so."""

_COARSE_DEG = 0.05
_FINE_DEG = 1e-3
# Sides of a densified geodesic. Straight in longitude and latitude they stray from it by less than
# 1 m, far less than the coastline's own error.
_SIDE_M = 5e3


@dataclass(frozen=True)
class AzimuthWindow:
    """Directions from `low_deg` clockwise to `high_deg`; `high_deg` may pass 360.

    `over_islands` says that the paths cross islands smaller than `SMALL_ISLAND_KM2`.
    """

    low_deg: float
    high_deg: float
    over_islands: bool = False

    @property
    def width_deg(self) -> float:
        """Units: degrees."""
        return self.high_deg - self.low_deg

    @property
    def middle_deg(self) -> float:
        """Units: degrees, in [0, 360)."""
        return (0.5 * (self.low_deg + self.high_deg)) % 360.0


def azimuth_windows(
    *, latitude_deg: float, longitude_deg: float, range_m: float, sea: str, leaving: str
) -> tuple[AzimuthWindow, ...]:
    """Azimuths on which a range from the site ends in a sea and its geodesic crosses no land.

    Parameters
    ----------
    sea, leaving
        Ids of regions: where it ends, and the land over which the path may begin.

    Returns
    -------
    tuple of AzimuthWindow
        Clockwise, to within 0.001 degrees; empty if there is none. Where every path meets land,
        those that meet none but small islands. A window narrower than 0.05 degrees may be missed.
    """
    for least_km2 in (0.0, SMALL_ISLAND_KM2):

        def fits(azimuth: Array, least_km2: float = least_km2) -> Bools:
            good = _ends_in(latitude_deg, longitude_deg, range_m, azimuth, sea)
            over = np.flatnonzero(good)
            latitude, longitude = _paths(latitude_deg, longitude_deg, range_m, azimuth[over])
            good[over] = ~crosses_land(latitude, longitude, leaving=leaving, least_km2=least_km2)
            return good

        found = _windows(fits)
        if found:
            return tuple(AzimuthWindow(low, high, least_km2 > 0.0) for low, high in found)
    return ()


def _windows(fits: Callable[[Array], Bools]) -> list[tuple[float, float]]:
    """Where a test of azimuths holds: found on a grid, ends refined by bisection."""
    grid = np.arange(0.0, 360.0, _COARSE_DEG)
    good = fits(grid)
    if good.all():
        return [(0.0, 360.0)]
    rises = np.flatnonzero(good & ~np.roll(good, 1))
    falls = np.flatnonzero(good & ~np.roll(good, -1))
    if not rises.size:
        return []
    # Each window runs from a rise to the next fall, the last perhaps past north.
    falls = np.sort(np.where(falls < rises[0], falls + grid.size, falls))
    low, high = rises * _COARSE_DEG, falls * _COARSE_DEG
    lows = _edge(fits, low, low - _COARSE_DEG)
    highs = _edge(fits, high, high + _COARSE_DEG)
    turns = 360.0 * np.floor(lows / 360.0)  # an end just west of north was found below 0
    return list(zip((lows - turns).tolist(), (highs - turns).tolist(), strict=True))


def crosses_land(
    latitude_deg: Array, longitude_deg: Array, *, leaving: str, least_km2: float = 0.0
) -> Bools:
    """Whether paths touch land other than the region that they leave.

    Parameters
    ----------
    latitude_deg, longitude_deg
        Shape (n, k): n paths of k points. Units: degrees.
    leaving
        Id of the region whose land does not count.
    least_km2
        Islands smaller than this do not count either. Units: km2.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    import shapely

    crossing = np.zeros(len(latitude_deg), np.bool_)
    if not crossing.size:
        return crossing
    longitude = np.unwrap(longitude_deg, period=360.0, axis=1)
    tree = _other_land(_resolution(longitude, latitude_deg), leaving, least_km2)
    # The land ends at the date line: what a path has beyond it lies a turn back.
    for turn in (-360.0, 0.0, 360.0):
        there = longitude + turn
        rows = np.flatnonzero((there.max(axis=1) >= -180.0) & (there.min(axis=1) <= 180.0))
        lines = shapely.linestrings(np.stack([there[rows], latitude_deg[rows]], axis=-1))
        hit, _ = tree.query(lines, predicate="intersects")
        crossing[rows[hit]] = True
    return crossing


def _edge(fits: Callable[[Array], Bools], inside: NDArray[Any], outside: NDArray[Any]) -> Array:
    """Halve the distance between azimuths that fit and that do not."""
    inside, outside = inside.copy(), outside.copy()
    for _ in range(int(np.ceil(np.log2(_COARSE_DEG / _FINE_DEG)))):
        middle = 0.5 * (inside + outside)
        good = fits(np.mod(middle, 360.0))
        inside = np.where(good, middle, inside)
        outside = np.where(good, outside, middle)
    return inside


def _paths(
    latitude: float, longitude: float, range_m: float, azimuth: Array
) -> tuple[Array, Array]:
    along = np.linspace(0.0, range_m, max(2, int(np.ceil(range_m / _SIDE_M)) + 1))
    return destination(
        latitude_deg=latitude,
        longitude_deg=longitude,
        azimuth_deg=azimuth[:, None],
        distance_m=along,
    )


def _ends_in(latitude: float, longitude: float, range_m: float, azimuth: Array, sea: str) -> Bools:
    import shapely

    lat, lon = destination(
        latitude_deg=latitude, longitude_deg=longitude, azimuth_deg=azimuth, distance_m=range_m
    )
    inside: Bools = shapely.contains_xy(_outline(sea), lon, lat)
    if inside.any():
        ends = shapely.points(np.stack([lon[inside], lat[inside]], axis=-1))
        tree = _land(_resolution(lon[inside], lat[inside]))
        on_land, _ = tree.query(ends, predicate="intersects")
        inside[np.flatnonzero(inside)[on_land]] = False
    return inside


def _resolution(longitude: Array, latitude: Array) -> basemap.Resolution:
    """The finest coast that covers all the points."""
    west, south, east, north = basemap.REGION_10M
    covered = (
        np.all(longitude >= west)
        and np.all(longitude <= east)
        and np.all(latitude >= south)
        and np.all(latitude <= north)
    )
    return "10m" if covered else "50m"


@cache
def _outline(region: str) -> Polygon:
    import shapely

    polygon = shapely.Polygon(catalogue.region(region).outline_lon_lat_deg)
    shapely.prepare(polygon)
    return polygon


@cache
def _land(resolution: basemap.Resolution) -> Any:
    import shapely

    return shapely.STRtree(basemap.land(resolution))


@cache
def _other_land(resolution: basemap.Resolution, leaving: str, least_km2: float) -> Any:
    """Land without that of a region, and without small islands."""
    import shapely
    from pyproj import Geod

    outline = _outline(leaving)
    land = basemap.land(resolution).copy()
    if least_km2:
        # Only what is small on the map needs its area on the ground.
        geod = Geod(ellps="WGS84")
        large = shapely.area(land) > 4.0
        large[~large] = [
            abs(geod.geometry_area_perimeter(island)[0]) >= least_km2 * 1e6
            for island in land[~large]
        ]
        land = land[large]
    touching = shapely.intersects(land, outline)
    land[touching] = shapely.difference(land[touching], outline)
    return shapely.STRtree(land[~shapely.is_empty(land)])
