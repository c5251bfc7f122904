"""Rings against geodesics, and maps where projections tear: date line, poles, antipode."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING

import cartopy.crs as ccrs
import matplotlib as mpl
import numpy as np
import pytest
import shapely
from pyproj import Geod

from trajkit.errors import InputError
from trajkit.flight.geodesic import FARTHEST_M
from trajkit.output.geodesy_lines import (
    arc,
    cap,
    ring,
    sector,
)
from trajkit.output.picture import render
from trajkit.output.rings import draw_rings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GEOD = Geod(ellps="WGS84")

SITES = {
    "Pyongyang": (39.03, 125.75),
    "equator by the date line": (0.0, 179.0),
    "Arctic": (85.0, 0.0),
    "South Pole": (-90.0, 0.0),
    "Wake Island": (19.28, 166.65),
}


@cache
def rings(name: str, *ranges_km: float, **more: object) -> Figure:
    latitude, longitude = SITES[name]
    return draw_rings(
        site_name=name,
        latitude_deg=latitude,
        longitude_deg=longitude,
        ranges_m=[1e3 * km for km in ranges_km],
        **more,  # type: ignore[arg-type]
    )


def artist(figure: Figure, gid: str):
    (found,) = figure.findobj(lambda a: a.get_gid() == gid)
    return found


def on_land(figure: Figure, places: list[tuple[float, float]]) -> np.ndarray:
    """Which places (latitude, longitude) are filled, by the winding number of the land's path."""
    lat, lon = np.transpose(places)
    crs = figure.axes[0].projection
    points = crs.transform_points(ccrs.PlateCarree(), lon, lat)[:, :2]
    winding = np.zeros(len(points), dtype=int)
    for outline in artist(figure, "land").get_path().to_polygons(closed_only=True):
        a, b = outline.T
        turn = 1 if np.sum(a[:-1] * b[1:] - a[1:] * b[:-1]) > 0 else -1
        winding += turn * mpl.path.Path(outline).contains_points(points)
    return winding != 0


@pytest.mark.parametrize(
    ("name", "ranges_km", "extent"),
    [
        ("Pyongyang", (1100, 1500), "auto"),
        ("Pyongyang", (1100, 1500), "region"),
        ("Pyongyang", (15000,), "auto"),
        ("equator by the date line", (3000,), "auto"),
        ("Arctic", (2000,), "auto"),
        ("South Pole", (5000,), "auto"),
        ("Wake Island", (10000,), "auto"),
        ("Wake Island", (10000,), "globe"),
    ],
)
def test_every_vertex_lies_at_the_distance(
    name: str, ranges_km: tuple[float, ...], extent: str
) -> None:
    figure = rings(name, *ranges_km, extent=extent)
    latitude, longitude = SITES[name]
    for km in ranges_km:
        vertices = np.vstack(artist(figure, f"ring-{km}-km").get_segments())
        assert len(vertices) >= 700
        lon, lat = (
            ccrs.PlateCarree().transform_points(figure.axes[0].projection, *vertices.T)[:, :2].T
        )
        _, _, length = GEOD.inv(
            np.full(lon.shape, longitude), np.full(lon.shape, latitude), lon, lat
        )
        assert np.abs(np.asarray(length) - 1e3 * km).max() < 0.5


def test_20000_km_is_a_circle_just_inside_the_globe() -> None:
    figure = rings("Pyongyang", 20000)
    vertices = np.vstack(artist(figure, "ring-20000-km").get_segments())
    assert np.hypot(*vertices.T) == pytest.approx(np.full(len(vertices), 2e7))
    assert figure.axes[0].get_xlim() == pytest.approx((-FARTHEST_M, FARTHEST_M))


def test_farthest_is_half_a_meridian() -> None:
    _, _, half = GEOD.inv(0.0, -90.0, 0.0, 90.0)
    assert pytest.approx(half, abs=1.0) == FARTHEST_M


# Well inland and well at sea, on every continent and ocean.
LAND = [
    (50, 100), (23, 10), (-25, 25), (40, -100), (-10, -55), (-25, 134),
    (-80, 20), (72, -40), (62, 100), (40.3, -3.7), (65, 170), (67, -175),
]  # fmt: skip
SEA = [
    (0, -30), (30, -45), (0, 80), (-40, 90), (40, -150), (0, 180),
    (-55, 180), (85, 0), (85, 180), (-60, -140), (15, 65), (40, 134),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (39.03, 125.75), (0, 179), (-90, 0), (90, 0), (50, -80),
        (-40.3, 177.5), (-67, 3), (-62, -82),  # their antipodes are inland
    ],
)  # fmt: skip
def test_whole_globe_has_land_and_sea_in_their_places(latitude: float, longitude: float) -> None:
    figure = draw_rings(
        site_name="x",
        latitude_deg=latitude,
        longitude_deg=longitude,
        ranges_m=[1e6],
        extent="globe",
    )
    assert [place for place, dry in zip(LAND, on_land(figure, LAND), strict=True) if not dry] == []
    assert [place for place, dry in zip(SEA, on_land(figure, SEA), strict=True) if dry] == []


def test_land_area_of_the_globe_is_kept() -> None:
    """The share of land, 29 % of the globe, however the projection tears the continents."""
    rng = np.random.default_rng(1)
    z, lon = rng.uniform(-1, 1, 4000), rng.uniform(-180, 180, 4000)
    lat = np.degrees(np.arcsin(z))
    figure = rings("Wake Island", 20000)
    share = np.mean(on_land(figure, list(zip(lat, lon, strict=True))))
    assert share == pytest.approx(0.29, abs=0.02)


@pytest.mark.parametrize("name", ["Arctic", "Wake Island"])
def test_nothing_is_drawn_outside_the_map(name: str) -> None:
    figure = rings(name, 10000)
    radius = figure.axes[0].get_xlim()[1]
    for gid in ("land", "coast", "borders", "graticule"):
        found = artist(figure, gid)
        paths = found.get_paths() if hasattr(found, "get_paths") else [found.get_path()]
        vertices = np.vstack([path.vertices for path in paths])
        assert np.hypot(*vertices.T).max() <= radius * (1 + 1e-9)


@pytest.mark.parametrize(("name", "km"), [("Pyongyang", 15000), ("South Pole", 20000)])
def test_no_streaks_across_the_map(name: str, km: float) -> None:
    """No stretch of coast is longer than a part of the map that it could have in truth."""
    figure = rings(name, km)
    radius = figure.axes[0].get_xlim()[1]
    for gid in ("coast", "graticule"):
        for line in artist(figure, gid).get_segments():
            assert np.hypot(*np.diff(line, axis=0).T).max() < 0.12 * radius


def test_rings_are_named_in_kilometres_and_miles() -> None:
    figure = rings("Pyongyang", 1100, 1500)
    words = {t.get_text() for t in figure.findobj(mpl.text.Text)}
    assert {"1,100 km (684 mi)", "1,500 km (932 mi)", "Pyongyang"} <= words


@pytest.mark.parametrize("ranges", [(1100, 1500), (5000, 10000, 15000)])
def test_labels_lie_on_the_page_and_apart(ranges: tuple[float, ...]) -> None:
    figure = rings("Pyongyang", *ranges)
    boxes = {}
    for text in figure.findobj(mpl.text.Text):
        if text.get_text() and text.get_visible() and text.get_gid():
            box = text.get_window_extent()
            assert figure.bbox.x0 <= box.x0, text
            assert box.x1 <= figure.bbox.x1, text
            boxes[text.get_gid()] = box.shrunk(0.98, 0.85)
    placed = [gid for gid in boxes if re.match("city|name|sea-name|site-label|ring|scale", gid)]
    for i, one in enumerate(placed):
        for other in placed[i + 1 :]:
            assert not boxes[one].overlaps(boxes[other]), (one, other)


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_same_bytes_twice(suffix: str) -> None:
    fresh = rings.__wrapped__
    assert render(fresh("Arctic", 2000), suffix) == render(fresh("Arctic", 2000), suffix)


def test_fast_enough_for_a_command() -> None:
    rings("Pyongyang", 15000)
    start = time.process_time()
    render(rings.__wrapped__("Pyongyang", 15000), ".png")
    assert time.process_time() - start < 3.0


@pytest.mark.parametrize("km", [0.0, -1.0, 30000.0, float("nan"), float("inf")])
def test_impossible_range_is_refused(km: float) -> None:
    with pytest.raises(InputError, match="up to 20,004 km"):
        rings("Pyongyang", km)


def test_other_refusals() -> None:
    with pytest.raises(InputError, match="at least one"):
        rings("Pyongyang")
    with pytest.raises(InputError, match="auto, region or globe"):
        rings("Pyongyang", 100, extent="world")
    with pytest.raises(InputError, match="regional map"):
        rings("Arctic", 100, extent="region")


@pytest.mark.parametrize("name", SITES)
def test_ring_is_closed_and_counter_clockwise(name: str) -> None:
    latitude, longitude = SITES[name]
    lat, lon = ring(latitude_deg=latitude, longitude_deg=longitude, range_m=5e5)
    assert (lat[0], lon[0]) == (lat[-1], lon[-1])
    crs = ccrs.AzimuthalEquidistant(longitude, latitude)
    plane = crs.transform_points(ccrs.PlateCarree(), lon, lat)[:, :2]
    assert shapely.LinearRing(plane).is_ccw


def test_sector_holds_its_area() -> None:
    """A quarter turn of a small cap has a quarter of pi r squared."""
    lat, lon = sector(
        latitude_deg=10.0, longitude_deg=20.0, range_m=1e5, low_deg=30.0, high_deg=120.0
    )
    area, _ = GEOD.polygon_area_perimeter(lon, lat)
    assert abs(area) == pytest.approx(np.pi * 1e10 / 4, rel=1e-3)


@pytest.mark.parametrize(
    ("latitude", "longitude", "km"),
    [
        (39, 126, 1500), (0, 179, 3000), (85, 0, 2000), (-90, 0, 2000), (60, -170, 5000),
        (10, 0, 12000), (10, 170, 12000), (0, 0, 15000),
    ],
)  # fmt: skip
def test_cap_holds_what_is_near_and_nothing_else(
    latitude: float, longitude: float, km: float
) -> None:
    area = cap(latitude_deg=latitude, longitude_deg=longitude, range_m=1e3 * km)
    assert area.is_valid
    assert np.all(np.abs(shapely.get_coordinates(area)) <= [180.0, 90.0])
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(-180, 180, 500), np.degrees(np.arcsin(rng.uniform(-1, 1, 500)))
    _, _, length = GEOD.inv(np.full(500, longitude), np.full(500, latitude), lon, lat)
    sure = np.abs(np.asarray(length) - 1e3 * km) > 30e3
    inside = shapely.contains_xy(area, lon, lat)
    assert np.array_equal(inside[sure], (np.asarray(length) < 1e3 * km)[sure])


def test_arc_ends_on_its_azimuths() -> None:
    lat, lon = arc(
        latitude_deg=39.0, longitude_deg=126.0, range_m=1.1e6, low_deg=350.0, high_deg=370.0
    )
    azimuth, _, _ = GEOD.inv([126.0] * 2, [39.0] * 2, lon[[0, -1]], lat[[0, -1]])
    assert azimuth == pytest.approx([-10.0, 10.0])
