"""Boosters fitted to lofted tests."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from trajkit.analysis.boosted import Test as Lofted
from trajkit.analysis.boosted import fit_boosters, greatest_range_m
from trajkit.physics.earth import WGS84

SUNAN = (39.2002, 125.6733)


def lofted(range_km, apogee_km, count, burn_shares=(0.4, 0.6)):
    return Lofted(
        site=SUNAN,
        range_m=np.full(count, 1e3 * range_km),
        apogee_m=np.full(count, 1e3 * apogee_km),
        azimuth_deg=np.full(count, 70.0),
        burn_shares=burn_shares,
    )


@pytest.fixture(scope="module")
def november():
    """The test of 18 November 2022, with burns around that which gives its time."""
    burn = np.array([200.0, 248.9, 300.0])
    return burn, fit_boosters(lofted(999.2, 6040.9, 3), burn)


def test_range_apogee_and_bearing_are_met(november):
    _, fit = november
    assert fit.met.all()
    end = fit.flights.impact
    azimuth, _, reach = Geod(ellps="WGS84").inv(
        np.full(3, SUNAN[1]), np.full(3, SUNAN[0]), end.longitude_deg, end.latitude_deg
    )
    np.testing.assert_allclose(reach, 999.2e3, rtol=0.0, atol=1.0)
    np.testing.assert_allclose(azimuth, 70.0, rtol=0.0, atol=1e-4)
    np.testing.assert_allclose(fit.flights.apogee.altitude_m, 6040.9e3, rtol=0.0, atol=1.0)


def test_a_slower_boost_takes_longer_to_the_same_peak(november):
    burn, fit = november
    time = fit.flights.flight_time_s
    assert np.all(np.diff(time) > 0.0)
    np.testing.assert_allclose(fit.flights.burnout.time_s, burn, rtol=1e-12)
    # The reported 4,135 s lie between; a burn of some 250 s is one of two liquid stages.
    assert time[0] < 4135.0 < time[2]
    assert np.all(fit.booster.thrust_to_weight > 1.2)


def test_one_reported_time_is_shorter_than_any_boost_allows():
    # 1,090 km and 6,248.5 km in 4,052 s: even a coast in vacuum through them takes 4,075 s.
    fit = fit_boosters(lofted(1090.0, 6248.5, 2), np.array([40.0, 100.0]))
    assert fit.met.all()
    assert np.all(fit.flights.flight_time_s > 4075.0)


def test_the_standard_range_of_a_lofted_test():
    # 2017-05-14, 787 km and 2,111.5 km: published 4,500 km (D. Wright); 4,356 km for an impulse;
    # a trial with other equations and burn times from 60 to 200 s: 4,537 to 4,835 km.
    test = lofted(787.0, 2111.5, 1, burn_shares=(1.0,))
    earth = WGS84.without_rotation()
    fit = fit_boosters(test, np.array([140.0]), earth=earth)
    reach, angle = greatest_range_m(test, fit, earth=earth)
    assert 4400e3 < reach[0] < 4900e3
    # Flatter than the 36 degrees of an impulse at this range, for the burn ends high.
    assert 25.0 < angle[0] < 40.0


def test_a_booster_that_throws_beyond_the_antipode_reaches_any_place(november):
    # At 4 degrees the booster of 18 November 2022 falls some 6,000 km short of a full circle,
    # which is not the 6,000 km that the shortest way back measures.
    _, fit = november
    test = lofted(999.2, 6040.9, 3)
    reach, _ = greatest_range_m(test, fit, earth=WGS84.without_rotation())
    assert np.isinf(reach[2])
    assert np.all(reach > 15_000e3)  # published: more than 15,000 km
