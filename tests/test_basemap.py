"""The basemap against geography: known points, published areas, and no trace of the cuts."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import numpy as np
import pytest
import shapely
from pyproj import Geod

from trajkit import basemap
from trajkit.basemap import REGION_10M, Resolution
from trajkit.datafiles import data_path
from trajkit.errors import InputError

GEOD = Geod(ellps="WGS84")
RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)
SHORES = {
    "10m": REGION_10M,
    "50m": (-180.0, -90.0, 180.0, 90.0),
    "110m": (-180.0, -90.0, 180.0, 90.0),
}


def holding(geometries: np.ndarray, longitude_deg: float, latitude_deg: float) -> np.ndarray:
    point = shapely.Point(longitude_deg, latitude_deg)
    found = shapely.STRtree(geometries).query(point, predicate="intersects")
    return np.asarray(geometries[found])


def area_km2(geometry: shapely.Geometry) -> float:
    return float(abs(GEOD.geometry_area_perimeter(geometry)[0])) / 1e6


def edges(lines: np.ndarray) -> np.ndarray:
    """Edges as rows (x0, y0, x1, y1) that do not depend on the direction of the line."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    same = line[:-1] == line[1:]
    pairs = np.stack([points[:-1][same], points[1:][same]], axis=1)
    swap = (pairs[:, 0, 0] > pairs[:, 1, 0]) | (
        (pairs[:, 0, 0] == pairs[:, 1, 0]) & (pairs[:, 0, 1] > pairs[:, 1, 1])
    )
    pairs[swap] = pairs[swap, ::-1]
    return pairs.reshape(-1, 4)


def artificial(rows: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """Edges that lie along the box (within a centimetre)."""
    west, south, east, north = box
    x0, y0, x1, y1 = rows.T
    along = np.array(
        [
            (np.abs(a - edge) < 1e-7) & (np.abs(b - edge) < 1e-7)
            for a, b, edge in ((x0, x1, west), (x0, x1, east), (y0, y1, south), (y0, y1, north))
        ]
    )
    return np.asarray(along.any(axis=0))


@pytest.mark.parametrize(
    ("where", "longitude_deg", "latitude_deg", "resolutions"),
    [
        ("Pyongyang", 125.74, 39.03, RESOLUTIONS),
        ("Tokyo", 139.60, 35.70, RESOLUTIONS),
        ("Seoul", 127.00, 37.57, RESOLUTIONS),
        ("Vladivostok's hinterland", 132.30, 43.60, RESOLUTIONS),
        ("South Sakhalin", 142.70, 47.10, RESOLUTIONS),
        ("Jeju, Hallasan", 126.53, 33.36, ("10m", "50m")),
        ("Ulleungdo", 130.87, 37.50, ("10m", "50m")),
        ("Iturup", 147.88, 45.03, ("10m", "50m")),
        ("Minamitorishima", 153.98, 24.29, ("10m",)),
        ("Everest", 86.93, 27.99, ("50m", "110m")),
        ("London", -0.13, 51.50, ("50m", "110m")),
        ("South Pole", 0.0, -90.0, ("50m", "110m")),
        ("Antarctica at the date line", 180.0, -88.0, ("50m", "110m")),
        ("Manitoulin, in Lake Huron", -82.20, 45.75, ("50m",)),
    ],
)
def test_land_is_land(
    where: str, longitude_deg: float, latitude_deg: float, resolutions: tuple[Resolution, ...]
) -> None:
    for resolution in resolutions:
        found = holding(basemap.land(resolution), longitude_deg, latitude_deg)
        assert len(found) == 1, f"{where} at {resolution}"


@pytest.mark.parametrize(
    ("where", "longitude_deg", "latitude_deg", "resolutions"),
    [
        ("centre of the sea between Korea and Japan", 134.5, 40.0, RESOLUTIONS),
        ("Korea Strait", 128.9, 34.6, RESOLUTIONS),
        ("Tsugaru Strait", 140.4, 41.35, ("10m", "50m")),
        ("La Perouse Strait", 142.0, 45.75, RESOLUTIONS),
        ("Yellow Sea", 123.5, 36.0, RESOLUTIONS),
        ("Null Island", 0.0, 0.0, ("50m", "110m")),
        ("North Pole", 0.0, 90.0, ("50m", "110m")),
        ("Point Nemo", -123.39, -48.88, ("50m", "110m")),
    ],
)
def test_sea_is_neither_land_nor_lake(
    where: str, longitude_deg: float, latitude_deg: float, resolutions: tuple[Resolution, ...]
) -> None:
    for resolution in resolutions:
        for layer in (basemap.land, basemap.lakes):
            found = holding(layer(resolution), longitude_deg, latitude_deg)
            assert len(found) == 0, f"{where} at {resolution}"


def test_dokdo_is_drawn() -> None:
    """37°14'30"N 131°52'E; Natural Earth places it about half a kilometre to the west."""
    islet = basemap.land("10m")
    nearest = islet[np.argmin(shapely.distance(islet, shapely.Point(131.867, 37.242)))]
    centre = nearest.centroid
    assert GEOD.inv(centre.x, centre.y, 131.867, 37.242)[2] < 1_000
    assert 0.02 < area_km2(nearest) < 0.5


# Geospatial Information Authority of Japan (main islands alone, lakes counted), Jeju Province,
# Statistics Iceland, Instat Madagascar.
@pytest.mark.parametrize(
    ("island", "longitude_deg", "latitude_deg", "published_km2", "resolution", "tolerance"),
    [
        ("Hokkaido", 142.5, 43.5, 77_984, "10m", 0.01),
        ("Honshu", 139.4, 36.5, 227_942, "10m", 0.01),
        ("Kyushu", 131.0, 32.5, 36_782, "10m", 0.01),
        ("Shikoku", 133.5, 33.7, 18_297, "10m", 0.02),
        ("Jeju", 126.55, 33.37, 1_833, "10m", 0.03),
        ("Hokkaido", 142.5, 43.5, 77_984, "50m", 0.02),
        ("Honshu", 139.4, 36.5, 227_942, "50m", 0.02),
        ("Iceland", -18.0, 65.0, 102_775, "50m", 0.02),
        ("Madagascar", 47.0, -20.0, 587_041, "50m", 0.02),
        ("Madagascar", 47.0, -20.0, 587_041, "110m", 0.02),
    ],
)
def test_areas_of_islands(
    island: str,
    longitude_deg: float,
    latitude_deg: float,
    published_km2: float,
    resolution: Resolution,
    tolerance: float,
) -> None:
    (polygon,) = holding(basemap.land(resolution), longitude_deg, latitude_deg)
    assert area_km2(polygon) == pytest.approx(published_km2, rel=tolerance), island


@pytest.mark.parametrize(
    ("lake", "longitude_deg", "latitude_deg", "published_km2", "resolution", "tolerance"),
    [
        ("Biwa", 136.08, 35.25, 669, "10m", 0.02),
        ("Khanka", 132.4, 45.0, 4_190, "10m", 0.05),
        ("Baikal", 108.0, 53.5, 31_500, "50m", 0.01),
        ("Caspian Sea", 51.0, 42.0, 371_000, "50m", 0.08),  # its level, and so its area, varies
        ("Victoria", 33.0, -1.0, 68_800, "50m", 0.03),
    ],
)
def test_lakes_are_holes_of_their_area(
    lake: str,
    longitude_deg: float,
    latitude_deg: float,
    published_km2: float,
    resolution: Resolution,
    tolerance: float,
) -> None:
    (water,) = holding(basemap.lakes(resolution), longitude_deg, latitude_deg)
    assert area_km2(water) == pytest.approx(published_km2, rel=tolerance), lake
    assert len(holding(basemap.land(resolution), longitude_deg, latitude_deg)) == 0


@pytest.mark.parametrize("resolution", ["50m", "110m"])
def test_land_covers_its_known_share_of_the_earth(resolution: Resolution) -> None:
    """148.94 million km2, less lakes (some 2 %), with ice shelves (1 %)."""
    eccentricity = np.sqrt(GEOD.es)

    def equal_area(degrees: np.ndarray) -> np.ndarray:
        # Cylindrical equal-area projection of the ellipsoid: Snyder (1987), eq. 3-12, 10-15.
        longitude, sine = np.radians(degrees[:, 0]), np.sin(np.radians(degrees[:, 1]))
        damped = eccentricity * sine
        y = sine / (1 - damped**2) + np.arctanh(damped) / eccentricity
        return np.stack([longitude * GEOD.a, (1 - GEOD.es) * y * GEOD.a / 2], axis=1)

    total_m2 = shapely.area(shapely.transform(basemap.land(resolution), equal_area)).sum()
    assert total_m2 / 1e12 == pytest.approx(148.94, rel=0.03)


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_polygons_are_valid_and_disjoint(resolution: Resolution) -> None:
    land, lakes = basemap.land(resolution), basemap.lakes(resolution)
    assert shapely.is_valid(land).all()
    assert shapely.is_valid(lakes).all()
    assert shapely.is_ccw(shapely.get_exterior_ring(land)).all()
    tree = shapely.STRtree(land)
    assert tree.query(land, predicate="overlaps").shape[1] == 0
    assert tree.query(land, predicate="contains").shape[1] == len(land)
    water, ground = tree.query(lakes, predicate="intersects")
    # They share their shores, and nothing else.
    assert shapely.area(shapely.intersection(lakes[water], land[ground])).max() < 1e-12


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_coastline_is_the_shore_of_the_sea_without_cuts(resolution: Resolution) -> None:
    coast = edges(basemap.coastline(resolution))
    assert not artificial(coast, SHORES[resolution]).any()

    # What the coastline leaves out of the land's outlines is a cut, or stands in a lake.
    land = basemap.land(resolution)
    kept = {tuple(row) for row in coast}
    assert len(kept) == len(coast)
    for ring in shapely.get_exterior_ring(land):
        outline = edges(np.array([ring]))
        left_out = np.array([tuple(row) not in kept for row in outline])
        left_out &= ~artificial(outline, SHORES[resolution])
        if left_out.any():
            assert left_out.all()
            inside = holding(_holes(land), *ring.centroid.coords[0])
            assert len(inside) == 1


def _holes(land: np.ndarray) -> np.ndarray:
    return np.array([shapely.Polygon(hole) for polygon in land for hole in polygon.interiors])


def test_coast_crosses_the_date_line_but_does_not_follow_it() -> None:
    """Chukotka is cut at 180 degrees on its north coast and on its south coast."""
    points = shapely.get_coordinates(basemap.coastline("50m"))
    for side in (-180.0, 180.0):
        at = np.sort(points[(points[:, 0] == side) & (points[:, 1] > 60) & (points[:, 1] < 70), 1])
        assert at == pytest.approx([64.98, 68.98], abs=0.5)


def test_shores_of_lakes_are_no_coast() -> None:
    huron = shapely.Point(-82.2, 45.75)
    assert shapely.distance(basemap.coastline("50m"), huron).min() > 4.0
    # By Dongting Lake, far from the sea, where the edge of the region cuts lakes.
    inland = shapely.Point(112.6, 29.0)
    assert shapely.distance(basemap.coastline("10m"), inland).min() > 4.0


@pytest.mark.parametrize(
    ("resolution", "crosses"),
    [
        ("10m", [(124.4, 40.1), (127.0, 38.1), (130.6, 42.4)]),
        ("50m", [(124.4, 40.1), (-123.0, 49.0), (25.0, 22.0)]),
        ("110m", [(-110.0, 49.0), (25.0, 22.0)]),
    ],
)
def test_borders_pass_where_they_should(
    resolution: Resolution, crosses: list[tuple[float, float]]
) -> None:
    """The Amnok's mouth, the line of control, the Tuman; the 49th parallel; Egypt's 22nd."""
    borders = basemap.borders(resolution)
    for point in crosses:
        assert shapely.distance(borders, shapely.Point(point)).min() < 0.3
    # No border runs at sea between Korea and Japan.
    at_sea = shapely.box(131.5, 36.0, 136.0, 41.0)
    assert not shapely.intersects(borders, at_sea).any()


@pytest.mark.parametrize(
    ("name", "country", "latitude_deg", "longitude_deg"),
    [
        ("Pyongyang", "North Korea", 39.0194, 125.7381),
        ("Seoul", "South Korea", 37.5600, 126.9900),
        ("Tokyo", "Japan", 35.6897, 139.6922),
        ("Vladivostok", "Russia", 43.1150, 131.8853),
    ],
)
def test_places_are_where_they_are(
    name: str, country: str, latitude_deg: float, longitude_deg: float
) -> None:
    places = basemap.places()
    (at,) = np.flatnonzero(places.name == name)
    assert places.country[at] == country
    assert places.rank[at] <= 4
    there = (places.longitude_deg[at], places.latitude_deg[at])
    assert GEOD.inv(*there, longitude_deg, latitude_deg)[2] < 10_000


def test_places_lie_in_the_region_with_the_most_important_first() -> None:
    places = basemap.places()
    west, south, east, north = REGION_10M
    assert (np.diff(places.rank) >= 0).all()
    assert ((places.longitude_deg >= west) & (places.longitude_deg <= east)).all()
    assert ((places.latitude_deg >= south) & (places.latitude_deg <= north)).all()


def test_layers_are_shared_and_cannot_be_changed() -> None:
    assert basemap.land("110m") is basemap.land("110m")
    for array in (basemap.land("110m"), basemap.coastline("110m"), basemap.places().name):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_an_unknown_resolution_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="'25m'; use one of 10m, 50m, 110m"):
        basemap.coastline("25m")


def test_files_name_their_origin_and_stay_small() -> None:
    files = sorted(data_path("basemap").glob("*.npz"))
    assert len(files) == 7
    for file in files:
        with np.load(file) as stored:
            assert "Natural Earth ne_" in str(stored["source"])
    assert sum(file.stat().st_size for file in files) < 1_000_000


def test_import_is_light() -> None:
    """The command line's help imports this module; geometry loads only when a map is drawn."""
    code = "import sys, trajkit.basemap; sys.exit('shapely' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
