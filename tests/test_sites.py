"""Sites, regions and body classes, against Natural Earth's places and published areas."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely

from trajkit.basemap import land, places
from trajkit.errors import InputError
from trajkit.reports import catalogue

if TYPE_CHECKING:
    from trajkit.reports.bodyclass import BodyClass

HTV2_BALLISTIC_COEFFICIENT_KG_M2 = 13_000.0  # Acton 2015


@pytest.fixture(scope="module")
def korea() -> shapely.Polygon:
    return shapely.Polygon(catalogue.region("korean-peninsula").outline_lon_lat_deg)


@pytest.fixture(scope="module")
def sea() -> shapely.Geometry:
    """The sea between Korea and Japan with its coast."""
    outline = shapely.Polygon(catalogue.region("korea-japan-sea").outline_lon_lat_deg)
    return shapely.difference(outline, shapely.union_all(land("10m")))


def test_outlines_are_simple_and_counter_clockwise() -> None:
    for region in catalogue.regions():
        outline = shapely.Polygon(region.outline_lon_lat_deg)
        assert outline.is_valid
        assert outline.exterior.is_ccw


def test_the_korean_outline_holds_every_korean_town_and_no_other(korea: shapely.Polygon) -> None:
    towns = places()
    inside = shapely.contains_xy(korea, towns.longitude_deg, towns.latitude_deg)
    korean = np.char.endswith(towns.country, " Korea")
    assert korean.sum() > 40
    np.testing.assert_array_equal(inside, korean)


def test_the_korean_outline_holds_the_border_rivers_and_the_coastal_islands(
    korea: shapely.Polygon,
) -> None:
    for longitude, latitude in ((130.65, 42.35), (128.08, 41.95), (126.53, 33.36), (124.7, 37.96)):
        assert korea.contains(shapely.Point(longitude, latitude))
    # Hunchun, Yanji, Dandong, Changbai; Posyet; Tsushima.
    beyond = ((130.36, 42.86), (129.5, 42.9), (124.3, 40.14), (127.8, 41.6), (130.8, 42.65))
    for longitude, latitude in (*beyond, (129.33, 34.4)):
        assert not korea.contains(shapely.Point(longitude, latitude))


def test_the_sea_has_its_published_area(sea: shapely.Geometry) -> None:
    # 978,000 km2 (Encyclopaedia Britannica) to 1,062,000 km2 (Great Soviet Encyclopedia), which
    # differ by how much of the straits they count.
    area_m2 = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(sea)[0])
    assert 0.978e12 < area_m2 < 1.062e12


def test_the_sea_is_one_water_within_its_limits(sea: shapely.MultiPolygon) -> None:
    largest = max(part.area for part in sea.geoms)
    assert largest > 0.9999 * sea.area
    inside = [(135.0, 40.0), (130.0, 37.9), (139.5, 45.0), (141.2, 51.0), (129.0, 34.0)]
    inside += [(140.9, 41.1), (137.2, 37.0), (131.9, 43.1), (127.6, 39.2)]
    for longitude, latitude in inside:
        assert sea.contains(shapely.Point(longitude, latitude)), (longitude, latitude)
    # Yellow Sea, East China Sea, Inland Sea, Pacific, Funka Bay, Okhotsk, Amur estuary, Ariake.
    outside = [(124.5, 37.0), (127.5, 31.5), (133.5, 34.2), (142.5, 41.0), (140.7, 42.3)]
    outside += [(143.0, 46.2), (141.5, 52.3), (130.3, 32.9), (136.1, 35.3), (132.4, 44.9)]
    for longitude, latitude in outside:
        assert not sea.contains(shapely.Point(longitude, latitude)), (longitude, latitude)


def test_every_site_lies_on_the_land_it_names() -> None:
    ground = shapely.union_all(land("10m"))
    for site in catalogue.sites():
        region = catalogue.region(site.region)
        assert region.kind == "land"
        point = shapely.Point(site.longitude_deg, site.latitude_deg)
        assert shapely.Polygon(region.outline_lon_lat_deg).contains(point)
        if site.name != "yonghung-bay":  # a launch at sea
            assert ground.distance(point) < 0.02


def test_the_sites_about_pyongyang_are_near_the_city() -> None:
    # Natural Earth's Pyongyang; the sites named after it or its districts are within 35 km.
    towns = places()
    (city,) = np.flatnonzero(towns.name == "Pyongyang")
    for name in ("pyongyang", "sunan", "samsok", "pyongsong", "ryokpo"):
        site = catalogue.site(name)
        _, _, distance_m = pyproj.Geod(ellps="WGS84").inv(
            towns.longitude_deg[city],
            towns.latitude_deg[city],
            site.longitude_deg,
            site.latitude_deg,
        )
        assert distance_m < 35e3, name


def test_sites_are_found_by_name_and_alias() -> None:
    assert catalogue.site("pyongyang") is catalogue.site("East Pyongyang")
    assert catalogue.site("NORTH_KUSONG").latitude_deg == 40.0659
    names = [name for site in catalogue.sites() for name in (site.name, *site.aliases)]
    assert len(names) == len(set(names))
    with pytest.raises(InputError, match=r'no site "pyonyang"; type one of pyongyang'):
        catalogue.site("pyonyang")


def test_regions_are_found_by_either_name() -> None:
    assert catalogue.region("East Sea") is catalogue.region("sea of japan")
    assert catalogue.region("East Sea").names == ("East Sea", "Sea of Japan")


@pytest.mark.parametrize("body", catalogue.body_classes(), ids=lambda body: body.name)
def test_burnout_is_where_a_rocket_can_be(body: BodyClass) -> None:
    """Straight to burnout within the boost time, at less than the speed reached at its end."""
    burnout_speed_m_s = {"srbm": 2200, "mrbm": 3000, "irbm": 4800, "icbm": 7200, "glide": 3700}
    distance_m = np.hypot(body.burnout_altitude_m.default, body.burnout_downrange_m.default)
    mean_m_s = distance_m / body.boost_time_s.default
    # Thrust and mass that fall only while burning make a rocket gain most of its speed late:
    # the mean is below half of the last speed, and above a tenth for any mass ratio below 20.
    assert 0.1 < mean_m_s / burnout_speed_m_s[body.name] < 0.5


def test_classes_are_ordered_by_size() -> None:
    ladder = [catalogue.body_class(name) for name in ("srbm", "mrbm", "irbm", "icbm")]
    for smaller, larger in itertools.pairwise(ladder):
        assert smaller.burnout_altitude_m.default < larger.burnout_altitude_m.default
        assert smaller.boost_time_s.default < larger.boost_time_s.default


def test_no_class_is_slimmer_than_the_slimmest_known_glider() -> None:
    glide = catalogue.body_class("glide").ballistic_coefficient_kg_m2
    assert glide.low < glide.default < glide.high <= HTV2_BALLISTIC_COEFFICIENT_KG_M2


def test_an_unknown_class_lists_those_there_are() -> None:
    with pytest.raises(InputError, match=r'"slbm"; type one of .*icbm'):
        catalogue.body_class("slbm")
