"""Quantities along the flight against other codes, hand calculation and conservation."""

from __future__ import annotations

from dataclasses import replace

import ambiance
import numpy as np
import pytest
import ussa1976
from starts import random_starts, start

import trajkit as tk
from trajkit.physics.earth import geodetic_to_ecef

G0 = 9.80665
STILL = tk.SPHERE.without_rotation()


def along(flights, times_s=None, **how):
    return flights.sample(times_s, derived=True, **how)


def test_dynamic_pressure_by_other_atmospheres():
    path = along(
        tk.fly(start(altitude_m=40e3, speed_m_s=3000.0, angle_deg=10.0), tk.Body(4000.0)), n=60
    ).isel(flight=0)
    height, speed = path.altitude_m.values[:-1], path.speed_m_s.values[:-1]
    icao = ambiance.Atmosphere(height).density
    us76 = ussa1976.compute(z=height, variables=["rho"])["rho"].values
    for density in (icao, us76):
        assert path.dynamic_pressure_pa.values[:-1] == pytest.approx(
            0.5 * density * speed**2, rel=1.2e-5
        )


def test_dynamic_pressure_is_that_of_the_wind_too():
    wind = tk.Wind([0.0, 100e3], [50.0, 50.0], [0.0, 0.0])
    place = start(altitude_m=20e3, speed_m_s=1000.0, angle_deg=0.0, azimuth_deg=90.0)
    thick = tk.Air(wind=wind, density_multiplier=2.0)
    (pressure,) = along(tk.fly(place, tk.Body(4000.0), air=thick), [0.0]).dynamic_pressure_pa.values
    density = ambiance.Atmosphere(20e3).density[0]
    assert pressure[0] == pytest.approx(0.5 * 2.0 * density * 950.0**2, rel=2e-5)


def test_load_factor_of_a_body_is_its_drag_and_lift():
    place = start(altitude_m=30e3, speed_m_s=2500.0, angle_deg=0.0)
    body = tk.Body(4000.0, [0.0, 1.5, 1.5], [0.0, 0.0, 60.0])
    path = along(tk.fly(place, body, plan=tk.Plan.glide()), [0.0])
    drag = 0.5 * ambiance.Atmosphere(30e3).density[0] * 2500.0**2 / 4000.0 / G0
    expected = drag * np.hypot(1.0, [0.0, 1.5, 1.5])
    assert path.load_factor.values[:, 0] == pytest.approx(expected, rel=2e-5)


def test_load_factor_of_a_boost_without_drag_is_its_thrust():
    stage = tk.Stage(burn_time_s=80.0, exhaust_velocity_m_s=2500.0, mass_ratio=4.0)
    flights = tk.fly(
        tk.Pad(latitude_deg=39.0, longitude_deg=126.0, burnout_angle_deg=60.0, azimuth_deg=60.0),
        booster=tk.Booster([stage], ascent_ballistic_coefficient=np.inf),
    )
    times = np.array([0.0, 1.0, 20.0, 79.9, 80.1, 200.0])
    load = along(flights, times).load_factor.values[0]
    thrust = 2500.0 * 0.75 / 80.0 / (1.0 - 0.75 * times / 80.0) / G0
    assert load == pytest.approx(np.where(times < 80.0, thrust, 0.0), rel=1e-12)
    assert load[0] == pytest.approx(flights.problem.groups[0].booster.thrust_to_weight, rel=1e-12)


@pytest.mark.parametrize("earth", [tk.WGS84, tk.SPHERE, STILL], ids=lambda earth: earth.name)
def test_energy_is_conserved_in_the_void(earth):
    place = random_starts(20, speed_m_s=(1000.0, 7000.0), angle_deg=(5.0, 85.0))
    path = along(tk.fly(place, earth=earth, tolerance_m=1e-6), n=40)
    energy = path.specific_energy_j_kg.values
    # Against the energy from the centre of the Earth, 6e7 J/kg.
    assert np.abs(energy - energy[:, :1]).max() < 1e-10 * 6.25e7


@pytest.mark.parametrize("latitude_deg", [-90.0, -45.0, 0.0, 30.0, 60.0, 90.0])
def test_energy_at_rest_on_the_ellipsoid_is_nothing(latitude_deg):
    # The ellipsoid is level in gravity with J4, which is left out: 1.2e-4 m/s2 by 1e6 m is some
    # 100 J/kg, 10 m of height or 2e-6 of the energy.
    place = start(latitude_deg=latitude_deg, altitude_m=0.0, speed_m_s=1.0, angle_deg=90.0)
    (energy,) = along(tk.fly(place), [0.0]).specific_energy_j_kg.values
    assert abs(energy[0] - 0.5) < 120.0
    # And a height is worth its gravity.
    high = replace(place, altitude_m=1000.0)
    (more,) = along(tk.fly(high), [0.0]).specific_energy_j_kg.values
    # Normal gravity 500 m up: Somigliana's, and 3.086e-6 per metre (TR8350.2, section 4).
    sine2 = np.sin(np.radians(latitude_deg)) ** 2
    normal = (
        9.7803253359 * (1.0 + 0.00193185265241 * sine2) / np.sqrt(1.0 - 0.00669437999013 * sine2)
    )
    assert more[0] - energy[0] == pytest.approx((normal - 3.086e-6 * 500.0) * 1000.0, rel=3e-5)


def test_energy_by_hand_on_a_round_earth():
    place = start(10.0, 20.0, 200e3, 3000.0, 20.0, 50.0)
    (energy,) = along(tk.fly(place, earth=STILL), [0.0]).specific_energy_j_kg.values
    mu, radius = STILL.gravitational_parameter_m3_s2, STILL.equatorial_radius_m
    assert energy[0] == pytest.approx(
        0.5 * 3000.0**2 + mu / radius - mu / (radius + 200e3), rel=1e-9
    )


@pytest.mark.parametrize(
    ("earth", "azimuth_deg"), [(STILL, 90.0), (tk.SPHERE, 90.0), (tk.SPHERE, 270.0)]
)
def test_equilibrium_altitude_balances_lift_and_weight(earth, azimuth_deg):
    beta, ratio, speed = 9000.0, 2.0, 5000.0
    place = start(0.0, 0.0, 50e3, speed, 0.0, azimuth_deg)
    (found,) = along(tk.fly(place, tk.Body(beta, ratio), earth=earth), [0.0]).equilibrium_altitude_m
    altitude = float(found[0])
    lift = ratio * 0.5 * ambiance.Atmosphere(altitude).density[0] * speed**2 / beta
    # In inertial space: the speed adds to the Earth's turning. At the altitude of flight.
    r = earth.equatorial_radius_m + 50e3
    turning = earth.rotation_rate_rad_s * r * np.sign(180.0 - azimuth_deg)
    weight = earth.gravitational_parameter_m3_s2 / r**2 - (speed + turning) ** 2 / r
    assert lift == pytest.approx(weight, rel=3e-5)


def test_a_body_without_lift_has_no_equilibrium():
    path = along(tk.fly(start(altitude_m=40e3), tk.Body(4000.0)), n=5)
    assert np.isnan(path.equilibrium_altitude_m.values).all()


def test_angle_and_mach_by_hand():
    place = start(altitude_m=11e3, speed_m_s=1200.0, angle_deg=37.0)
    path = along(tk.fly(place, tk.Body(4000.0)), [0.0]).isel(flight=0)
    assert float(path.angle_deg[0]) == pytest.approx(37.0, abs=1e-9)
    assert float(path.mach[0]) == pytest.approx(
        1200.0 / ambiance.Atmosphere(11e3).speed_of_sound[0], rel=1e-6
    )


def test_thrust_bends_the_path_as_the_forces_told_apart_say():
    # Speed from the states; its rate from load factor and gravity along the motion.
    booster = tk.Booster.of(delta_v_m_s=4000.0, burn_time_s=90.0, steering="pitch")
    place = tk.Pad(latitude_deg=39.0, longitude_deg=126.0, burnout_angle_deg=40.0, azimuth_deg=60.0)
    flights = tk.fly(place, tk.Body(5000.0), booster=booster, tolerance_m=1e-6)
    times = np.array([30.0, 60.0, 85.0])
    states = [flights.sample(times + late) for late in (-0.01, 0.0, 0.01)]
    places = [
        geodetic_to_ecef(
            latitude_deg=s.latitude_deg.values[0],
            longitude_deg=s.longitude_deg.values[0],
            altitude_m=s.altitude_m.values[0],
        )
        for s in states
    ]
    bend = (places[2] - 2.0 * places[1] + places[0]) / 1e-4
    middle = (places[2] - places[0]) / 0.02
    earth = tk.WGS84
    spin = np.array([0.0, 0.0, earth.rotation_rate_rad_s])
    from trajkit.physics.earth import gravity

    fall = gravity(places[1]) - 2.0 * np.cross(spin, middle, axisb=0, axisc=0)
    by_states = np.sqrt(((bend - fall) ** 2).sum(axis=0)) / G0
    assert along(flights, times).load_factor.values[0] == pytest.approx(by_states, rel=1e-3)
