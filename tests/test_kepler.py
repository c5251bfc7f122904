"""Kepler arcs against the vis-viva and time-of-flight of a numerically integrated orbit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from trajkit.analysis.kepler import arcs_at_angle, arcs_in_time

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


START_AND_RANGE_M = [(30e3, 400e3), (120e3, 3700e3), (350e3, 900e3), (80e3, 12e6), (200e3, 24e6)]


def at_angles(start_altitude_m, span_rad, angle_rad):
    return arcs_at_angle(
        start_radius_m=np.array(RADIUS_M + start_altitude_m),
        ground_radius_m=np.array(RADIUS_M),
        span_rad=np.array(span_rad),
        angle_rad=angle_rad,
        gravitational_parameter_m3_s2=MU_M3_S2,
    )


@pytest.mark.parametrize(("start_altitude_m", "range_m"), START_AND_RANGE_M)
def test_arcs_meet_an_integrated_orbit(start_altitude_m, range_m):
    span = range_m / RADIUS_M
    angle = 0.5 * np.pi - np.geomspace(1e-3, 0.5 * np.pi + 0.15, 300)[::-1]
    arcs = at_angles(start_altitude_m, span, angle)
    exists = np.flatnonzero(np.isfinite(arcs.speed_m_s))
    assert exists.size > 12
    for k in exists[np.linspace(0, exists.size - 1, 12).astype(int)]:
        if arcs.apogee_radius_m[k] > 3e7:
            continue  # grazing escape: no arc of interest
        swept, time_s, highest_m = integrated(
            RADIUS_M + start_altitude_m, RADIUS_M, arcs.speed_m_s[k], angle[k]
        )
        assert swept == pytest.approx(span, rel=1e-6)
        assert arcs.time_s[k] == pytest.approx(time_s, rel=1e-6)
        assert arcs.apogee_radius_m[k] == pytest.approx(highest_m, rel=1e-8)


@pytest.mark.parametrize(("start_altitude_m", "range_m"), START_AND_RANGE_M)
def test_arcs_in_a_given_time_meet_an_integrated_orbit(start_altitude_m, range_m):
    """The last span is beyond the antipode."""
    span = range_m / RADIUS_M
    wanted_s = np.geomspace(range_m / 11.2e3, 20e3, 9)
    arcs = arcs_in_time(
        start_radius_m=np.array(RADIUS_M + start_altitude_m),
        ground_radius_m=np.array(RADIUS_M),
        span_rad=np.array(span),
        time_s=wanted_s,
        gravitational_parameter_m3_s2=MU_M3_S2,
    )
    exists = np.flatnonzero(np.isfinite(arcs.speed_m_s))
    assert exists.size > 3
    for k in exists:
        swept, time_s, _ = integrated(
            RADIUS_M + start_altitude_m, RADIUS_M, arcs.speed_m_s[k], arcs.angle_rad[k]
        )
        assert swept == pytest.approx(span, rel=1e-5)
        assert time_s == pytest.approx(wanted_s[k], rel=1e-4)
    # Where there is none, no arc of any angle takes as short a time.
    quickest_s = np.nanmin(at_angles(start_altitude_m, span, np.linspace(-1.5, 1.5, 20_000)).time_s)
    missing = np.isnan(arcs.speed_m_s)
    assert np.all(wanted_s[missing] < 1.001 * quickest_s)
    assert np.all(wanted_s[~missing] > 0.999 * quickest_s)


def test_arcs_of_several_rows_are_those_of_each_alone():
    start, span, time_s = np.array([6.4e6, 6.5e6]), np.array([0.1, 1.0]), np.array([500.0, 2000.0])

    def flown(rows):
        return arcs_in_time(
            start_radius_m=start[rows],
            ground_radius_m=np.full(2, RADIUS_M)[rows],
            span_rad=span[rows],
            time_s=time_s[rows],
            gravitational_parameter_m3_s2=MU_M3_S2,
        )

    both = flown(slice(None))
    assert np.isfinite(both.speed_m_s).all()
    for i in range(2):
        alone = flown(slice(i, i + 1))
        assert alone.speed_m_s[0] == both.speed_m_s[i]
        assert alone.angle_rad[0] == both.angle_rad[i]
