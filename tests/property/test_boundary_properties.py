"""Whatever figures are met, the flight that is handed over has them when flown again."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from trajkit.analysis.boundary import Burnout, Second, Wanted, solve
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch

COUNT = 6
GEOD = Geod(ellps="WGS84")


def rows(low, high):
    return st.lists(st.floats(low, high), min_size=COUNT, max_size=COUNT).map(np.array)


@settings(max_examples=5)
@given(
    site=st.tuples(st.floats(-85.0, 85.0), st.floats(-180.0, 180.0)),
    range_m=rows(300e3, 5000e3),
    height=rows(0.1, 1.5),
    azimuth_deg=rows(0.0, 359.9),
    beta=rows(3e3, 15e3),
)
def test_ordinary_figures_are_met_anywhere(site, range_m, height, azimuth_deg, beta):
    """An apogee of 0.1 to 1.5 times the range, above burnout, is an ordinary ballistic flight."""
    apogee_m = 60e3 + height * range_m
    burnout = Burnout(np.full(COUNT, 50e3), np.full(COUNT, 40e3), np.full(COUNT, 80.0), beta)
    found = solve(Wanted(range_m, azimuth_deg, Second.APOGEE, apogee_m), burnout, site=site)
    assert found.met.all()
    launch = Launch(**found.launch.arrays())
    again = fly(launch, Body(beta))
    bearing, _, reached_m = GEOD.inv(
        np.full(COUNT, site[1]),
        np.full(COUNT, site[0]),
        again.impact.longitude_deg,
        again.impact.latitude_deg,
    )
    assert np.all(np.abs(reached_m - range_m) < 1.0)
    assert np.all(np.abs(np.sin(np.radians(bearing - azimuth_deg))) * range_m < 1.0)
    assert np.all(np.abs(again.apogee.altitude_m - apogee_m) < 1.0)
