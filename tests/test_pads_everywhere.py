"""Boosted flights start from every quarter of the Earth."""

from __future__ import annotations

import numpy as np

import trajkit as tk


def test_a_sphere_at_rest_has_no_place_from_which_a_booster_cannot_start():
    """There all places are alike, so that each flight has the range of the first."""
    latitude, longitude = (
        grid.ravel()
        for grid in np.meshgrid([-80.0, -30.0, -1.0, 0.0, 45.0], np.arange(-180, 180, 30))
    )
    flights = tk.fly(
        tk.Pad(
            latitude_deg=latitude, longitude_deg=longitude, azimuth_deg=70.0, burnout_angle_deg=42.0
        ),
        tk.Body(8000.0),
        booster=tk.Booster.of(delta_v_m_s=3000.0, burn_time_s=80.0),
        earth=tk.SPHERE.without_rotation(),
    )
    assert set(flights.status) == {tk.Status.LANDED}
    np.testing.assert_allclose(flights.range_m, flights.range_m[0], atol=1.0)


def test_the_turning_ellipsoid_has_none_either():
    latitude, longitude = (
        grid.ravel() for grid in np.meshgrid([-78.3, -30.0, 30.0], [-179.99, -141.9, -120.0, 120.0])
    )
    flights = tk.fly(
        tk.Pad(
            latitude_deg=latitude,
            longitude_deg=longitude,
            azimuth_deg=270.0,
            burnout_angle_deg=42.0,
        ),
        tk.Body(8000.0),
        booster=tk.Booster.of(delta_v_m_s=3000.0, burn_time_s=80.0),
    )
    assert set(flights.status) == {tk.Status.LANDED}
    np.testing.assert_allclose(flights.burnout.angle_deg, 42.0, atol=1e-5)
