"""The direction of a flight from the splashdown that was reported."""

from __future__ import annotations

import pytest
from pyproj import Geod

import trajkit as tk
from trajkit.analysis.splashdown import reported_splashdown


def test_the_bearing_is_that_of_the_reported_place_by_another_library():
    # Cape Erimo, 41.925 N 143.249 E: some 2,200 km east of it (Japan MOD, 15 September 2017).
    event = tk.event("2017-09-15")
    fall = reported_splashdown(event, None)
    assert fall is not None
    assert fall.party == "Japan MOD"
    geod = Geod(ellps="WGS84")
    east, north, _ = geod.fwd(143.249, 41.925, 90.0, 2200e3)
    assert (fall.latitude_deg, fall.longitude_deg) == pytest.approx((north, east), abs=1e-9)
    site = tk.site("sunan")
    bearing, _, reach = geod.inv(site.longitude_deg, site.latitude_deg, east, north)
    result = tk.reconstruct(event, party="Japan MOD")
    row = result.rows[0]
    assert row.azimuth_deg == pytest.approx(bearing % 360.0, abs=1e-6)
    assert not row.azimuth_assumed
    assert row.windows is None
    # The place and the range were reported apart and agree: 3,700 km.
    assert reach == pytest.approx(3700e3, rel=0.05)
    assert any("2,200 km east of Cape Erimo" in note for note in result.notes)


def test_a_direction_of_your_own_comes_first():
    result = tk.reconstruct("2017-09-15", party="Japan MOD", azimuth_deg=70.0)
    assert result.rows[0].azimuth_deg == 70.0
    assert not any("splashdown" in note for note in result.notes)


def test_without_a_splashdown_the_sea_gives_the_directions():
    event = tk.event("2025-01-06")
    assert reported_splashdown(event, None) is None
    assert tk.reconstruct(event, party="KCNA").rows[0].azimuth_assumed
