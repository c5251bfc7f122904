"""Directions into the sea, against another check of the same coast and against the atlas."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from pyproj import Geod

from trajkit import basemap
from trajkit.analysis import geography
from trajkit.analysis.geography import AzimuthWindow, azimuth_windows, crosses_land
from trajkit.reports import catalogue

SITE = {"latitude_deg": 39.191, "longitude_deg": 125.957}
SEA = "korea-japan-sea"
LAND = "korean-peninsula"
GEOD = Geod(ellps="WGS84")


def windows(range_m, site=SITE):
    return azimuth_windows(**site, range_m=range_m, sea=SEA, leaving=LAND)


@pytest.fixture(scope="module")
def allied():
    return windows(1100e3)


def independent(azimuth_deg, range_m, *, least_km2=0.0, site=SITE):
    """Whether a path fits, by densifying with pyproj and walking over the land one by one."""
    lat, lon = site["latitude_deg"], site["longitude_deg"]
    points = GEOD.fwd_intermediate(
        lon,
        lat,
        azimuth_deg,
        npts=800,
        del_s=range_m / 799,
        initial_idx=0,
        terminus_idx=0,
        return_back_azimuth=True,
    )
    path = shapely.LineString(np.column_stack([points.lons, points.lats]))
    east, north, _ = GEOD.fwd(lon, lat, azimuth_deg, range_m)
    end = shapely.Point(east, north)
    home = shapely.Polygon(catalogue.region(LAND).outline_lon_lat_deg)
    if not shapely.Polygon(catalogue.region(SEA).outline_lon_lat_deg).contains(end):
        return False
    for polygon in basemap.land("10m"):
        if polygon.intersects(end):
            return False
        if not polygon.intersects(path):
            continue
        if abs(GEOD.geometry_area_perimeter(polygon)[0]) < least_km2 * 1e6:
            continue
        if polygon.intersection(path).difference(home).length > 0.0:
            return False
    return True


def test_the_allied_range_fits_between_primorye_and_honshu(allied):
    # Along 56 degrees the geodesic grazes the coast of Primorye, past 97 it reaches Honshu, and
    # between 91 and 94 it crosses Sado.
    assert len(allied) == 2
    assert allied[0].low_deg == pytest.approx(56.0, abs=0.3)
    assert allied[-1].high_deg == pytest.approx(97.0, abs=1.0)
    assert not any(window.over_islands for window in allied)
    sado_deg, _, sado_m = GEOD.inv(SITE["longitude_deg"], SITE["latitude_deg"], 138.37, 38.02)
    assert allied[0].high_deg < sado_deg < allied[1].low_deg
    assert sado_m < 1100e3


def test_windows_end_where_another_check_says(allied):
    step = 2e-3
    for window in allied:
        assert independent(window.low_deg, 1100e3)
        assert independent(window.high_deg, 1100e3)
        assert not independent(window.low_deg - step, 1100e3)
        assert not independent(window.high_deg + step, 1100e3)
        assert independent(window.middle_deg, 1100e3)


def test_no_direction_outside_the_windows_fits(allied):
    for azimuth in np.arange(0.5, 360.0, 4.0):
        inside = any(window.low_deg <= azimuth <= window.high_deg for window in allied)
        assert independent(azimuth, 1100e3) == inside


def test_the_long_range_fits_over_small_islands_only():
    (only,) = windows(1500e3)
    assert only.over_islands
    assert only.low_deg == pytest.approx(56.0, abs=0.3)
    assert only.width_deg < 0.5
    # Rebun and Rishiri, of 81 and 182 km2, lie off the point of Hokkaido.
    rebun_deg, _, rebun_m = GEOD.inv(SITE["longitude_deg"], SITE["latitude_deg"], 141.03, 45.38)
    assert rebun_deg == pytest.approx(only.middle_deg, abs=0.5)
    assert rebun_m < 1500e3
    assert not independent(only.middle_deg, 1500e3)
    assert independent(only.middle_deg, 1500e3, least_km2=geography.SMALL_ISLAND_KM2)


def test_a_short_range_ends_in_the_near_sea():
    (only,) = windows(300e3)
    for azimuth in (only.low_deg, only.middle_deg, only.high_deg):
        assert independent(azimuth, 300e3)
    assert not independent(only.low_deg - 2e-3, 300e3)
    assert not independent(only.high_deg + 2e-3, 300e3)


def test_a_range_past_the_sea_has_no_window():
    assert windows(3000e3) == ()
    assert windows(20e3) == ()  # still over Korea


def test_a_sea_to_the_north_has_a_window_past_north(monkeypatch):
    """A made-up sea around the bearing of 0 degrees, in the open Pacific without land near."""
    corners = ((165.0, 10.0), (170.0, 10.0), (170.0, 16.0), (165.0, 16.0))

    class Region:
        outline_lon_lat_deg = corners

    monkeypatch.setattr(geography.catalogue, "region", lambda _: Region)
    for cached in (geography._outline, geography._other_land):
        monkeypatch.setattr(geography, cached.__name__, cached.__wrapped__)
    (only,) = azimuth_windows(
        latitude_deg=8.0, longitude_deg=168.0, range_m=700e3, sea="made up", leaving="made up"
    )
    # Limits: where the circle of 700 km meets the eastern and the western side.
    edges = []
    for side, azimuths in (
        (165.0, np.arange(300.0, 360.0, 0.001)),
        (170.0, np.arange(0, 60, 1e-3)),
    ):
        east, north, _ = GEOD.fwd(
            np.full(azimuths.size, 168.0), np.full(azimuths.size, 8.0), azimuths,
            np.full(azimuths.size, 700e3),
        )  # fmt: skip
        assert np.all(north[np.abs(east - side) < 0.01] > 10.0)
        edges.append(azimuths[np.argmin(np.abs(east - side))])
    assert only.low_deg == pytest.approx(edges[0], abs=2e-3)
    assert only.high_deg == pytest.approx(edges[1] + 360.0, abs=2e-3)
    middle = 0.5 * (edges[0] + edges[1] + 360.0) % 360.0
    assert only.middle_deg == pytest.approx(middle, abs=2e-3)


@pytest.mark.parametrize(("low", "high"), [(350.03, 370.07), (359.97, 364.0), (10.0, 20.0)])
def test_ends_are_found_on_either_side_of_north(low, high):
    def fits(azimuth):
        return (azimuth - low) % 360.0 <= high - low

    ((found_low, found_high),) = geography._windows(fits)
    assert (found_low - low + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-3)
    assert found_high - found_low == pytest.approx(high - low, abs=2e-3)
    assert 0.0 <= found_low < 360.0


def test_all_directions_and_none():
    assert geography._windows(lambda azimuth: azimuth >= 0.0) == [(0.0, 360.0)]
    assert geography._windows(lambda azimuth: azimuth < 0.0) == []


@pytest.mark.parametrize(("low", "high", "middle"), [(350, 370, 0), (350, 378, 4), (56, 91, 73.5)])
def test_the_middle_of_a_window_is_a_bearing(low, high, middle):
    window = AzimuthWindow(low, high)
    assert window.middle_deg == middle
    assert window.width_deg == high - low


def path(*lon_lat):
    points = []
    for (lon0, lat0), (lon1, lat1) in itertools.pairwise(lon_lat):
        points += GEOD.npts(lon0, lat0, lon1, lat1, 50, initial_idx=0, terminus_idx=0)
    lon, lat = np.array(points).T
    return lat[None], lon[None]


@pytest.mark.parametrize(
    ("corners", "crosses"),
    [
        # Over Korea and out to the open sea.
        ([(125.957, 39.191), (132.0, 39.5)], False),
        # To the Pacific over Honshu, or over Hokkaido.
        ([(125.957, 39.191), (145.0, 37.0)], True),
        ([(125.957, 39.191), (150.0, 44.0)], True),
        # Over Ulleung, 73 km2, which is not the peninsula's.
        ([(129.5, 37.5), (132.0, 37.5)], True),
        # Wholly over Korea, and wholly over the sea.
        ([(126.5, 38.0), (127.5, 36.0)], False),
        ([(131.0, 39.0), (136.0, 39.0)], False),
    ],
)
def test_paths_over_known_lands(corners, crosses):
    assert crosses_land(*path(*corners), leaving=LAND)[0] == crosses


def test_small_islands_can_be_let_pass():
    over_ulleung = path((129.6, 37.5), (132.0, 37.5))
    assert not crosses_land(*over_ulleung, leaving=LAND, least_km2=500.0)[0]
    over_sado = path((137.0, 38.0), (138.37, 38.02))  # 855 km2
    assert crosses_land(*over_sado, leaving=LAND, least_km2=500.0)[0]


def test_a_path_over_the_date_line_crosses_what_lies_there():
    # From the sea east of Japan past the date line to Alaska, or into the open Pacific.
    to_alaska = path((150.0, 38.0), (-152.0, 62.0))
    assert crosses_land(*to_alaska, leaving=LAND)[0]
    to_midway_sea = path((150.0, 30.0), (-165.0, 35.0))
    assert not crosses_land(*to_midway_sea, leaving=LAND)[0]
