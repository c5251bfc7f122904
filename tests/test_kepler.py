"""Kepler arcs against the vis-viva and time-of-flight of a numerically integrated orbit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from trajkit.analysis.kepler import arcs_to_range

MU_M3_S2 = 3.986004418e14
RADIUS_M = 6_371_008.8


def integrated(start_m, ground_m, speed_m_s, angle_rad):
    """Swept angle, time to the ground and highest radius, by DOP853 in the plane."""

    def slopes(_, state):
        x, y, u, v = state
        pull = MU_M3_S2 / np.hypot(x, y) ** 3
        return [u, v, -pull * x, -pull * y]

    def ground(_, state):
        return np.hypot(state[0], state[1]) - ground_m

    def level(_, state):
        return state[0] * state[2] + state[1] * state[3]

    ground.terminal, ground.direction, level.direction = True, -1.0, -1.0
    path = solve_ivp(
        slopes,
        (0.0, 50_000.0),
        [start_m, 0.0, speed_m_s * np.sin(angle_rad), speed_m_s * np.cos(angle_rad)],
        method="DOP853",
        rtol=1e-12,
        atol=1e-6,
        events=[ground, level],
    )
    x, y = path.y_events[0][0][:2]
    peaks = path.y_events[1]
    highest = np.hypot(peaks[0][0], peaks[0][1]) if len(peaks) else start_m
    return np.arctan2(y, x) % (2.0 * np.pi), path.t_events[0][0], highest


@pytest.mark.parametrize(
    ("start_altitude_m", "range_m"), [(30e3, 400e3), (120e3, 3700e3), (350e3, 900e3), (80e3, 12e6)]
)
def test_arcs_meet_an_integrated_orbit(start_altitude_m, range_m):
    span = range_m / RADIUS_M
    arcs = arcs_to_range(
        start_radius_m=np.array([RADIUS_M + start_altitude_m]),
        ground_radius_m=np.array([RADIUS_M]),
        span_rad=np.array([span]),
        gravitational_parameter_m3_s2=MU_M3_S2,
    )
    exists = np.flatnonzero(np.isfinite(arcs.speed_m_s[0]))
    assert exists.size > 30
    chosen = exists[np.linspace(0, exists.size - 1, 12).astype(int)]
    for k in chosen:
        if arcs.apogee_radius_m[0, k] > 3e7:
            continue  # grazing escape: no arc of interest
        swept, time_s, highest_m = integrated(
            RADIUS_M + start_altitude_m, RADIUS_M, arcs.speed_m_s[0, k], arcs.angle_rad[k]
        )
        assert swept == pytest.approx(span, rel=1e-6)
        assert arcs.time_s[0, k] == pytest.approx(time_s, rel=1e-6)
        assert arcs.apogee_radius_m[0, k] == pytest.approx(highest_m, rel=1e-8)


def test_arcs_of_several_rows_are_those_of_each_alone():
    start, ground, span = np.array([6.4e6, 6.5e6]), np.full(2, RADIUS_M), np.array([0.1, 1.0])
    both = arcs_to_range(
        start_radius_m=start,
        ground_radius_m=ground,
        span_rad=span,
        gravitational_parameter_m3_s2=MU_M3_S2,
    )
    for i in range(2):
        one = arcs_to_range(
            start_radius_m=start[i : i + 1],
            ground_radius_m=ground[:1],
            span_rad=span[i : i + 1],
            gravitational_parameter_m3_s2=MU_M3_S2,
        )
        np.testing.assert_array_equal(one.speed_m_s[0], both.speed_m_s[i])
        np.testing.assert_array_equal(one.time_s[0], both.time_s[i])
