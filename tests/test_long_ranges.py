"""Flights half way round the Earth, which turns by tens of degrees under them."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from trajkit.analysis.aim import aimed_arcs
from trajkit.analysis.boundary import Burnout, Second, Wanted, least_speed, solve
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.physics.earth import SPHERE, geodetic_to_ecef, local_frame

SITE = (39.19, 125.96)
BETA = 8000.0
AZIMUTH_DEG, RANGE_M = (
    grid.ravel() for grid in np.meshgrid([0.0, 45.0, 90.0, 180.0, 270.0], [8e6, 12e6, 15e6, 18e6])
)
COUNT = RANGE_M.size


def burnout(count=COUNT):
    return Burnout(*(np.full(count, v) for v in (300e3, 500e3, 200.0, BETA)))


def flown_again(found):
    """Range and bearing from the site by PROJ, and the flights, of what was found."""
    again = fly(Launch(**found.launch.arrays()), Body(BETA))
    places = np.full(COUNT, SITE[1]), np.full(COUNT, SITE[0])
    bearing, _, reached_m = Geod(ellps="WGS84").inv(
        *places, again.impact.longitude_deg, again.impact.latitude_deg
    )
    return reached_m, bearing, again


@pytest.mark.parametrize(
    ("second", "value"),
    [
        (Second.APOGEE, 600e3),
        (Second.APOGEE, 4000e3),
        (Second.APOGEE, 10_000e3),
        (Second.TIME, 3600.0),
        (Second.TIME, 7200.0),
    ],
)
def test_far_ranges_are_met_on_every_bearing(second, value):
    found = solve(Wanted(RANGE_M, AZIMUTH_DEG, second, np.full(COUNT, value)), burnout(), site=SITE)
    assert found.met.all()
    reached_m, bearing, again = flown_again(found)
    assert np.all(np.abs(reached_m - RANGE_M) < 1.0)
    assert np.all(np.abs(np.sin(np.radians(bearing - AZIMUTH_DEG))) * RANGE_M < 1.0)
    if second is Second.APOGEE:
        assert np.all(np.abs(again.apogee.altitude_m - value) < 1.0)
    else:
        assert np.all(np.abs(again.flight_time_s + 200.0 - value) < 1e-3)
    # It sets out on its bearing, and not the other way round the Earth.
    launch = found.launch.arrays()
    ahead = launch["azimuth_deg"] - burnout_bearing_deg()
    assert np.all(np.cos(np.radians(ahead)) > 0.0)


def burnout_bearing_deg():
    """Of the geodesics from the site, 500 km on."""
    geod = Geod(ellps="WGS84")
    places = np.full(COUNT, SITE[1]), np.full(COUNT, SITE[0])
    return np.mod(geod.fwd(*places, AZIMUTH_DEG, np.full(COUNT, 500e3))[2] + 180.0, 360.0)


def test_the_least_speed_is_less_than_beside_it():
    few = np.flatnonzero((RANGE_M == 12e6) | ((RANGE_M == 18e6) & (AZIMUTH_DEG == 90.0)))
    range_m, azimuth_deg = RANGE_M[few], AZIMUTH_DEG[few]
    found = least_speed(range_m, azimuth_deg, burnout(few.size), site=SITE)
    assert found.met.all()
    launch = found.launch.arrays()
    for away_deg in (-1.5, 1.5):
        beside = solve(
            Wanted(range_m, azimuth_deg, Second.ANGLE, launch["angle_deg"] + away_deg),
            burnout(few.size),
            site=SITE,
        )
        assert beside.met.all()
        assert np.all(beside.launch.arrays()["speed_m_s"] > launch["speed_m_s"])


def test_the_turn_of_the_earth_helps_eastward():
    """By less than its own speed there, of 360 m/s; on a standing Earth bearings are alike."""
    east_and_west = np.array([90.0, 270.0])
    speed = least_speed(
        np.full(2, 15e6), east_and_west, burnout(2), site=SITE
    ).launch.arrays()["speed_m_s"]  # fmt: skip
    standing = least_speed(
        np.full(2, 15e6), east_and_west, burnout(2), site=SITE, earth=SPHERE.without_rotation()
    ).launch.arrays()["speed_m_s"]
    assert standing[0] == pytest.approx(standing[1], abs=0.01)
    ground_m_s = 7.292115e-5 * 6.37e6 * np.cos(np.radians(SITE[0]))
    assert standing[0] - ground_m_s < speed[0] < standing[0] - 0.7 * ground_m_s
    assert standing[1] + 0.5 * ground_m_s < speed[1] < standing[1] + ground_m_s


def test_aimed_arcs_hit_their_point_on_the_turning_sphere():
    """Flown without air on a sphere, an aimed arc needs no mending, beyond the antipode too."""
    time_s = np.array([[3600.0, 5400.0, 7200.0, 10_800.0]])
    latitude_deg, longitude_deg = -20.0, -70.0
    for bearing_deg, target_longitude_deg in ((90.0, 100.0), (270.0, 140.0), (30.0, 95.0)):
        start = geodetic_to_ecef(
            latitude_deg=[latitude_deg], longitude_deg=[longitude_deg], altitude_m=200e3,
            earth=SPHERE,
        )  # fmt: skip
        target = geodetic_to_ecef(
            latitude_deg=[15.0], longitude_deg=[target_longitude_deg], altitude_m=0.0, earth=SPHERE
        )
        east, north, up = local_frame(latitude_deg=[latitude_deg], longitude_deg=[longitude_deg])
        turn = np.radians(bearing_deg)
        forward = np.sin(turn) * east + np.cos(turn) * north
        arcs = aimed_arcs(
            start_m=start, target_m=target, forward=forward, time_s=time_s, earth=SPHERE
        )
        velocity = arcs.velocity_m_s[:, 0]
        assert np.isfinite(velocity).all()
        along = [(axis * velocity).sum(axis=0) for axis in (east, north, up)]
        level = np.hypot(along[0], along[1])
        flights = fly(
            Launch(
                latitude_deg=latitude_deg,
                longitude_deg=longitude_deg,
                altitude_m=200e3,
                speed_m_s=np.hypot(level, along[2]),
                angle_deg=np.degrees(np.arctan2(along[2], level)),
                azimuth_deg=np.degrees(np.arctan2(along[0], along[1])) % 360.0,
            ),
            air=Air(density_multiplier=0.0),
            earth=SPHERE,
        )
        np.testing.assert_allclose(flights.flight_time_s, time_s[0], rtol=1e-4)
        _, _, off_m = Geod(a=6_371_008.8, f=0.0).inv(
            flights.impact.longitude_deg,
            flights.impact.latitude_deg,
            np.full(4, target_longitude_deg),
            np.full(4, 15.0),
        )
        assert np.all(off_m < 100.0)
        np.testing.assert_allclose(
            flights.apogee.altitude_m, arcs.apogee_radius_m[0] - 6_371_008.8, atol=10.0
        )
