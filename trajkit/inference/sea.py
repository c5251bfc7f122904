"""Whether points lie in a named sea, and in which directions it lies from a site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trajkit import basemap
from trajkit.flight.geodesic import azimuth_deg
from trajkit.reports import catalogue

__all__ = ["Sea", "sea"]

Array = NDArray[np.float64]

# Of the raster. Coarser than a coast, finer than any splashdown is told.
_CELL_DEG = 0.05


@dataclass(frozen=True, eq=False)
class Sea:
    """A sea as a raster.

    Attributes
    ----------
    west_deg, south_deg
        Corner of the raster.
    wet
        Cells by latitude and longitude.
    """

    west_deg: float
    south_deg: float
    wet: NDArray[np.bool_]

    def holds(self, latitude_deg: Array, longitude_deg: Array) -> NDArray[np.bool_]:
        """Which points lie in it; NaN does not."""
        with np.errstate(invalid="ignore"):
            row = (latitude_deg - self.south_deg) / _CELL_DEG
            column = np.mod(longitude_deg - self.west_deg, 360.0) / _CELL_DEG
            rows, columns = self.wet.shape
            inside = (row >= 0.0) & (row < rows) & (column >= 0.0) & (column < columns)
        found = np.zeros(inside.shape, np.bool_)
        found[inside] = self.wet[row[inside].astype(np.intp), column[inside].astype(np.intp)]
        return found

    def bearings_deg(self, site: tuple[float, float]) -> tuple[float, float]:
        """The narrowest sector that holds it, clockwise from the first to the second direction.

        The second may pass 360. Units: degrees.
        """
        row, column = np.nonzero(self.wet)
        bearing = np.sort(
            azimuth_deg(
                from_latitude_deg=site[0],
                from_longitude_deg=site[1],
                to_latitude_deg=self.south_deg + _CELL_DEG * (row + 0.5),
                to_longitude_deg=self.west_deg + _CELL_DEG * (column + 0.5),
            )
        )
        gap = np.diff(bearing, append=bearing[0] + 360.0)
        widest = int(np.argmax(gap))
        low = float(bearing[(widest + 1) % bearing.size])
        return low, low + 360.0 - float(gap[widest])


@cache
def sea(name: str) -> Sea:
    """The raster of a sea of `data/regions.toml`: its outline without land."""
    import shapely

    outline = shapely.Polygon(catalogue.region(name).outline_lon_lat_deg)
    west, south, east, north = outline.bounds
    longitude = np.arange(west + 0.5 * _CELL_DEG, east, _CELL_DEG)
    latitude = np.arange(south + 0.5 * _CELL_DEG, north, _CELL_DEG)
    grid = np.meshgrid(longitude, latitude)
    wet = np.asarray(shapely.contains_xy(outline, *grid))
    for land in basemap.land("50m"):
        shapely.prepare(land)
        a, b, c, d = land.bounds
        columns = slice(*np.searchsorted(longitude, [a, c]))
        rows = slice(*np.searchsorted(latitude, [b, d]))
        part = (rows, columns)
        if wet[part].any():
            wet[part] &= ~shapely.contains_xy(land, grid[0][part], grid[1][part])
    return Sea(float(west), float(south), wet)
