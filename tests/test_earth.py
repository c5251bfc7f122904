"""Geodetic coordinates against PROJ and against themselves."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from trajkit.physics.earth import (
    SPHERE,
    WGS84,
    ecef_to_geodetic,
    geodetic_to_ecef,
    local_frame,
    up_direction,
)
from trajkit.physics.motion import vertical

# Every latitude band, both poles and their neighbourhood down to a nanodegree, the equator.
LATITUDES_DEG = np.unique(
    np.concatenate(
        [
            np.linspace(-90.0, 90.0, 721),
            *(side * (90.0 - 10.0 ** -np.arange(10.0)) for side in (-1.0, 1.0)),
            *(side * 10.0 ** -np.arange(10.0) for side in (-1.0, 1.0)),
        ]
    )
)
GEODETIC = ("latitude_deg", "longitude_deg", "altitude_m")
LONGITUDES_DEG = np.array([-180.0, -135.0, -90.0, -1e-9, 0.0, 12.345678, 90.0, 133.3, 180.0])


def places(altitudes_m):
    return np.meshgrid(LATITUDES_DEG, LONGITUDES_DEG, np.asarray(altitudes_m), indexing="ij")


def proj(earth):
    a, b = earth.equatorial_radius_m, earth.polar_radius_m
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=cart +a={a!r} +b={b!r}"
    )


@pytest.mark.parametrize("earth", [WGS84, SPHERE], ids=lambda earth: earth.name)
def test_positions_are_those_of_proj(earth):
    latitude, longitude, altitude = places([-5e3, 0.0, 1e5, 1e6])
    ours = geodetic_to_ecef(
        latitude_deg=latitude, longitude_deg=longitude, altitude_m=altitude, earth=earth
    )
    theirs = np.stack(proj(earth).transform(longitude, latitude, altitude))
    # A double resolves 0.9 nm at these radii; sines and radii of either side add some of those.
    np.testing.assert_allclose(ours, theirs, rtol=0.0, atol=1e-8)


@pytest.mark.parametrize("earth", [WGS84, SPHERE], ids=lambda earth: earth.name)
@pytest.mark.parametrize(
    ("altitudes_m", "most_m"),
    [([-5e3, 0.0, 1.0, 1e4, 3e5, 1e6], 5e-9), ([2e6, 1e7, 2e7, 4e7], 50e-9)],
    ids=["to 1,000 km", "to 40,000 km"],
)
def test_a_position_survives_the_way_there_and_back(earth, altitudes_m, most_m):
    # What the project promises. A double resolves 0.9 nm of a coordinate up to 8,400 km from the
    # centre, 7 nm at 46,000 km.
    there = geodetic_to_ecef(
        **dict(zip(GEODETIC, places(altitudes_m), strict=True)),
        earth=earth,
    )
    latitude, longitude, altitude = ecef_to_geodetic(there, earth=earth)
    back = geodetic_to_ecef(
        latitude_deg=latitude, longitude_deg=longitude, altitude_m=altitude, earth=earth
    )
    assert np.sqrt(((back - there) ** 2).sum(axis=0)).max() < most_m


@pytest.mark.parametrize("earth", [WGS84, SPHERE], ids=lambda earth: earth.name)
def test_coordinates_survive_the_way_there_and_back(earth):
    given = places([-5e3, 0.0, 1e5, 1e6])
    latitude, longitude, altitude = ecef_to_geodetic(
        geodetic_to_ecef(
            latitude_deg=given[0], longitude_deg=given[1], altitude_m=given[2], earth=earth
        ),
        earth=earth,
    )
    # 5 nm is 4.5e-14 degrees of arc; a double resolves 1.4e-14 near 90 and 2.8e-14 near 180.
    assert np.abs(latitude - given[0]).max() < 6e-14
    assert np.abs(altitude - given[2]).max() < 5e-9
    away = np.mod(longitude - given[1] + 180.0, 360.0) - 180.0
    # Of a longitude counts what it means on the ground, nothing at a pole.
    assert np.abs(away * np.cos(np.radians(given[0]))).max() < 6e-14


def test_a_pole_is_on_the_axis_and_comes_back_as_a_pole():
    x, y, z = geodetic_to_ecef(latitude_deg=[90.0, -90.0], longitude_deg=77.0, altitude_m=1e3)
    assert np.all((x == 0.0) & (y == 0.0))
    # Semi-minor axis: TR8350.2, table 3.3.
    np.testing.assert_allclose(z, [6356752.3142 + 1e3, -6356752.3142 - 1e3], rtol=0.0, atol=5e-5)
    latitude, _, altitude = ecef_to_geodetic(np.stack([x, y, z]))
    assert latitude.tolist() == [90.0, -90.0]
    np.testing.assert_allclose(altitude, 1e3, rtol=0.0, atol=2e-9)


def test_up_east_and_north_are_where_they_should_be():
    latitude, longitude, altitude = (values.ravel() for values in places([0.0]))
    east, north, up = local_frame(latitude_deg=latitude, longitude_deg=longitude)

    def place(**change):
        here = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude}
        return geodetic_to_ecef(**{**here, **change})

    # Up is the way of a kilometre's climb: a straight line, exact but for rounding (2 nm in 1 km).
    climb = place(altitude_m=altitude + 1e3) - place()
    np.testing.assert_allclose(climb / 1e3, up, rtol=0.0, atol=5e-12)
    np.testing.assert_allclose(np.cross(up, east, axis=0), north, rtol=0.0, atol=1e-15)
    np.testing.assert_allclose(up_direction(place(altitude_m=2e5)), up, rtol=0.0, atol=1e-15)
    # East is the way of a rising longitude. Central difference over 0.02 degrees: (1.7e-4)^2 / 6.
    step = place(longitude_deg=longitude + 0.01) - place(longitude_deg=longitude - 0.01)
    length = np.sqrt((step**2).sum(axis=0))
    off_pole = length > 0.0
    np.testing.assert_allclose(
        (step / np.where(off_pole, length, 1.0))[:, off_pole], east[:, off_pole], atol=1e-5
    )


def test_the_quick_vertical_of_the_equations_is_as_good_as_it_says():
    latitude, longitude, altitude = places([-5e3, 0.0, 1e5, 1e6, 4e7])
    quick, direction = vertical(
        *geodetic_to_ecef(latitude_deg=latitude, longitude_deg=longitude, altitude_m=altitude),
        WGS84.equatorial_radius_m,
        WGS84.eccentricity_squared,
    )
    assert np.abs(quick - altitude).max() < 1e-7
    up = local_frame(latitude_deg=latitude, longitude_deg=longitude)[2]
    assert np.sqrt(((np.stack(direction) - up) ** 2).sum(axis=0)).max() < 1e-7
