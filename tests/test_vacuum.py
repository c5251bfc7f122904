"""Flights without air against conservation laws and Kepler's orbits."""

from __future__ import annotations

import numpy as np
import pytest
from starts import random_starts, start

from trajkit.flight.fly import fly
from trajkit.physics.earth import SPHERE, WGS84, geodetic_to_ecef, local_frame

BALLISTIC = {"speed_m_s": (500.0, 7000.0), "angle_deg": (1.0, 89.0), "altitude_m": (0.0, 2e5)}


def sampled_states(flights, n=50):
    """Earth-fixed positions and velocities along the flights, shape (3, flights, n)."""
    data = flights.sample(n=n)
    place = {name: data[name].values for name in ("latitude_deg", "longitude_deg")}
    position = geodetic_to_ecef(
        **place, altitude_m=data["altitude_m"].values, earth=flights.problem.earth
    )
    east, north, up = local_frame(**place)
    velocity = (
        data["east_m_s"].values * east
        + data["north_m_s"].values * north
        - data["down_m_s"].values * up
    )
    return position, velocity


def jacobi_integral(position, velocity, earth):
    """v^2 / 2 - mu / r (1 - J2 (a / r)^2 P2) - omega^2 p^2 / 2: constant in the turning frame."""
    r2 = (position**2).sum(axis=0)
    p2 = position[2] ** 2 / r2
    oblateness = earth.j2 * earth.equatorial_radius_m**2 / r2 * 0.5 * (3.0 * p2 - 1.0)
    potential = earth.gravitational_parameter_m3_s2 / np.sqrt(r2) * (1.0 - oblateness)
    turning = 0.5 * earth.rotation_rate_rad_s**2 * (position[0] ** 2 + position[1] ** 2)
    return 0.5 * (velocity**2).sum(axis=0) - potential - turning


# A default step may be 1 mm off and 0.03 mm/s: 1e-9 of the energy at most, and steps in vacuum do
# better. Finer steps show that what is left is theirs: a missing term would stay.
@pytest.mark.parametrize(("tolerance_m", "most"), [(1e-3, 1e-10), (1e-6, 1e-13)])
@pytest.mark.parametrize("earth", [WGS84, SPHERE, WGS84.without_rotation()], ids=lambda e: e.name)
def test_energy_is_constant(earth, tolerance_m, most):
    flights = fly(random_starts(40, **BALLISTIC), earth=earth, tolerance_m=tolerance_m)
    assert flights.landed.all()
    energy = jacobi_integral(*sampled_states(flights), earth)
    drift = np.abs(energy / energy[:, :1] - 1.0)
    assert np.max(drift) < most


def test_angular_momentum_about_the_axis_is_constant_where_the_earth_stands_still():
    still = WGS84.without_rotation()
    flights = fly(random_starts(40, **BALLISTIC), earth=still, tolerance_m=1e-6)
    position, velocity = sampled_states(flights)
    about_axis = position[0] * velocity[1] - position[1] * velocity[0]
    size = 6.4e6 * np.sqrt((velocity**2).sum(axis=0))[:, :1]
    assert np.max(np.abs(about_axis - about_axis[:, :1]) / size) < 1e-10


def kepler(altitude_m, speed_m_s, angle_deg, earth):
    """Range angle (rad), apogee altitude (m), time (s) and impact speed of a flight to the ground.

    Bate, Mueller & White (1971), Fundamentals of Astrodynamics, chapters 1 and 6.
    """
    mu, ground = earth.gravitational_parameter_m3_s2, earth.equatorial_radius_m
    radius, climb = ground + altitude_m, np.radians(angle_deg)
    semi_major = 1.0 / (2.0 / radius - speed_m_s**2 / mu)
    momentum = radius * speed_m_s * np.cos(climb)
    parameter = momentum**2 / mu
    # Components of the eccentricity along the start's radius and across it: no cancellation.
    along, across = parameter / radius - 1.0, np.sin(climb) * momentum * speed_m_s / mu
    eccentricity = np.hypot(along, across)
    start_anomaly = np.mod(np.arctan2(across, along), 2.0 * np.pi)  # past apogee: above pi
    end_anomaly = 2.0 * np.pi - np.arccos((parameter / ground - 1.0) / eccentricity)

    def mean(anomaly):
        half = np.sqrt((1.0 - eccentricity) / (1.0 + eccentricity))
        eccentric = 2.0 * np.arctan2(half * np.sin(anomaly / 2.0), np.cos(anomaly / 2.0))
        eccentric = np.mod(eccentric, 2.0 * np.pi)
        return eccentric - eccentricity * np.sin(eccentric)

    return (
        end_anomaly - start_anomaly,
        semi_major * (1.0 + eccentricity) - ground,
        (mean(end_anomaly) - mean(start_anomaly)) * np.sqrt(semi_major**3 / mu),
        np.sqrt(mu * (2.0 / ground - 1.0 / semi_major)),
    )


KEPLER_CASES = {
    "short": (0.0, 1000.0, 45.0),
    "low": (60e3, 2200.0, 20.0),
    "steep": (0.0, 3000.0, 88.0),
    "ICBM": (120e3, 6700.0, 23.0),
    "lofted ICBM": (300e3, 7300.0, 86.0),
    "falling": (200e3, 5000.0, -10.0),
}


@pytest.mark.parametrize("case", KEPLER_CASES.values(), ids=KEPLER_CASES.keys())
def test_kepler_limit(case):
    earth = SPHERE.without_rotation()
    # 0.01 mm a step, of which few: below a billionth of the shortest range, which is 0.1 mm.
    flights = fly(start(10.0, 20.0, *case, 70.0), earth=earth, tolerance_m=1e-5)
    angle, apogee_m, time_s, speed_m_s = kepler(*case, earth)
    assert flights.range_m[0] == pytest.approx(angle * earth.equatorial_radius_m, rel=1e-9)
    assert flights.flight_time_s[0] == pytest.approx(time_s, rel=1e-9)
    assert flights.impact.speed_m_s[0] == pytest.approx(speed_m_s, rel=1e-9)
    if case[2] > 0.0:
        assert flights.apogee.altitude_m[0] == pytest.approx(apogee_m, rel=1e-9)
        assert flights.peaks_of(0).time_s.size == 1
    else:
        assert flights.apogee.altitude_m[0] == pytest.approx(case[0], abs=1e-8)


def test_a_circular_orbit_stays_up_and_round():
    earth = SPHERE.without_rotation()
    radius = earth.equatorial_radius_m + 300e3
    circular = np.sqrt(earth.gravitational_parameter_m3_s2 / radius)
    quarter = 21_600.0
    flights = fly(
        start(0.0, 0.0, 300e3, circular, 0.0, 30.0), earth=earth, until_s=quarter, tolerance_m=1e-4
    )
    data = flights.sample(n=100)
    # 4 turns, 600 steps of 0.1 mm: what a step does to the period grows along the orbit.
    assert np.max(np.abs(data["altitude_m"] - 300e3)) < 1e-2
    assert flights.end.time_s[0] == quarter
    turned = circular * quarter / radius
    latitude = np.degrees(np.arcsin(np.sin(turned) * np.cos(np.radians(30.0))))
    assert flights.end.latitude_deg[0] == pytest.approx(latitude, abs=1e-6)


def test_the_node_of_an_orbit_drifts_as_oblateness_has_it():
    # First order in J2: -3/2 J2 (a / p)^2 n cos i (Vallado 2013, eq. 9-37); the next order is a
    # thousandth of that, and the osculating wobble over whole turns as much.
    earth = WGS84.without_rotation()
    radius, duration_s = earth.equatorial_radius_m + 800e3, 36_000.0
    speed = np.sqrt(earth.gravitational_parameter_m3_s2 / radius)
    flights = fly(start(0.0, 0.0, 800e3, speed, 0.0, 40.0), earth=earth, until_s=duration_s)
    position, velocity = (states[:, 0, :] for states in sampled_states(flights, n=400))
    momentum = np.cross(position.T, velocity.T).T
    node = np.unwrap(np.arctan2(momentum[0], -momentum[1]))
    inclination = np.radians(50.0)  # cos i = cos(latitude) sin(azimuth)
    expected = -1.5 * earth.j2 * (earth.equatorial_radius_m / radius) ** 2
    expected *= speed / radius * np.cos(inclination)
    slope = (
        np.polynomial.Polynomial.fit(np.linspace(0.0, duration_s, 400), node, 1).convert().coef[1]
    )
    assert slope == pytest.approx(expected, rel=0.01)
