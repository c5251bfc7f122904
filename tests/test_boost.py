"""Boosts against closed forms and conservation, the steering against what was asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import trajkit as tk
from trajkit.physics.earth import geodetic_to_ecef

VOID = replace(tk.SPHERE.without_rotation(), gravitational_parameter_m3_s2=0.0)
# Exhaust velocity (m/s), mass ratio, burn time (s), coast (s).
STAGES = {
    1: [(2500.0, 4.0, 90.0, 0.0)],
    2: [(2400.0, 2.5, 70.0, 5.0), (2700.0, 3.0, 60.0, 0.0)],
    3: [(2300.0, 2.0, 60.0, 0.0), (2600.0, 2.5, 50.0, 12.0), (2900.0, 3.0, 40.0, 0.0)],
}


def booster(rows, steering="gravity-turn", beta=np.inf):
    stages = [
        tk.Stage(exhaust_velocity_m_s=c, mass_ratio=ratio, burn_time_s=burn_s, coast_s=coast_s)
        for c, ratio, burn_s, coast_s in rows
    ]
    return tk.Booster(stages, ascent_ballistic_coefficient=beta, steering=steering)


def pad(angle_deg, azimuth_deg=60.0, latitude_deg=39.0):
    return tk.Pad(
        latitude_deg=latitude_deg,
        longitude_deg=126.0,
        burnout_angle_deg=angle_deg,
        azimuth_deg=azimuth_deg,
    )


def straight_up(rows, gravity_m_s2=0.0):
    """Speed, height and time at burnout by Tsiolkovsky, and by his equation's integral."""
    speed = height = time = 0.0
    for c, ratio, burn_s, coast_s in rows:
        # The integral of -c ln(1 - (1 - 1/R) t / T).
        height += speed * burn_s + c * burn_s * (1.0 - np.log(ratio) / (ratio - 1.0))
        height -= 0.5 * gravity_m_s2 * burn_s**2
        speed += c * np.log(ratio) - gravity_m_s2 * burn_s
        if (c, ratio, burn_s, coast_s) != rows[-1]:
            height += speed * coast_s - 0.5 * gravity_m_s2 * coast_s**2
            speed -= gravity_m_s2 * coast_s
            time += coast_s
        time += burn_s
    return speed, height, time


@pytest.mark.parametrize("steering", ["gravity-turn", "pitch"])
@pytest.mark.parametrize("rows", STAGES.values(), ids=STAGES)
def test_straight_up_in_the_void(rows, steering):
    flights = tk.fly(
        pad(90.0, 0.0, 0.0), booster=booster(rows, steering), earth=VOID, until_s=500.0
    )
    speed, height, time = straight_up(rows)
    assert flights.status[0] == tk.Status.TIME_LIMIT
    assert flights.burnout.speed_m_s[0] == pytest.approx(speed, rel=1e-11)
    assert flights.burnout.altitude_m[0] == pytest.approx(height, rel=1e-11)
    assert flights.burnout.time_s[0] == pytest.approx(time, abs=1e-9)
    assert flights.delta_v_m_s[0] == pytest.approx(speed, rel=1e-14)
    # And on, at that speed.
    assert flights.end.altitude_m[0] == pytest.approx(height + speed * (500.0 - time), rel=1e-10)


def test_straight_up_against_even_gravity():
    # On an Earth so large that gravity is 9.8 m/s2 all the way, to 1e-7, and the ground flat.
    radius_m = 5e12
    flat = replace(
        VOID, equatorial_radius_m=radius_m, gravitational_parameter_m3_s2=9.8 * radius_m**2
    )
    flights = tk.fly(
        pad(90.0, 0.0, 0.0), booster=booster(STAGES[2]), earth=flat, until_s=300.0, tolerance_m=1e-2
    )
    speed, _, time = straight_up(STAGES[2], 9.8)
    # Metres are rounded to 1 mm at that radius.
    assert flights.burnout.speed_m_s[0] == pytest.approx(speed, rel=1e-6)
    assert flights.losses.gravity_m_s[0] == pytest.approx(9.8 * time, rel=1e-6)


def random_boosters(count, steering, seed):
    """Boosters of one to three unlike stages, of every ordinary thrust to weight."""
    rng = np.random.default_rng(seed)
    made = []
    while len(made) < count:
        rows = []
        for number in range(rng.integers(1, 4)):
            c, burn_s = rng.uniform(2200.0, 3000.0), rng.uniform(30.0, 150.0)
            # Thrust over weight at ignition gives the share burnt.
            burnt = rng.uniform(1.25, 3.0) * 9.80665 * burn_s / c
            if burnt < 0.85:
                coast_s = rng.choice([0.0, rng.uniform(0.0, 10.0)])
                rows.append((c, 1.0 / (1.0 - burnt), burn_s, coast_s if number else 0.0))
        if rows:
            made.append(booster(rows, steering, rng.uniform(8e3, 5e4)))
    angle = np.where(
        rng.random(count) < 0.3, 90.0 - 10.0 ** rng.uniform(-2.0, 0.5, count),
        rng.uniform(5.0, 89.0, count),
    )  # fmt: skip
    return made, angle, rng.uniform(0.0, 360.0, count), rng.uniform(-80.0, 80.0, count)


JET = tk.Wind([0.0, 10e3, 14e3, 20e3], [3.0, 25.0, 25.0, 0.0], [-3.0, 10.0, 10.0, 0.0])


@pytest.mark.parametrize("wind", [None, JET], ids=["still", "windy"])
@pytest.mark.parametrize("steering", ["gravity-turn", "pitch"])
def test_asked_for_angles_are_met_and_the_losses_close(steering, wind):
    made, angle, azimuth, latitude = random_boosters(12, steering, seed=7)
    flights = tk.fly(
        pad(angle, azimuth, latitude),
        booster=made,
        air=tk.Air(wind=wind),
        until_s=1500.0,
        impact_only=True,
    )
    burnout, losses = flights.burnout, flights.losses
    assert np.all(np.isin(flights.status, [tk.Status.LANDED, tk.Status.TIME_LIMIT]))
    assert np.abs(burnout.angle_deg - angle).max() < 1e-6
    aside = (burnout.azimuth_deg - azimuth + 180.0) % 360.0 - 180.0
    assert np.abs(aside * np.cos(np.radians(angle))).max() < 1e-6
    left = flights.delta_v_m_s - losses.gravity_m_s - losses.drag_m_s - losses.steering_m_s
    assert np.abs(left - burnout.speed_m_s).max() < 1e-6 * burnout.speed_m_s.max()
    assert np.all(losses.drag_m_s > 0.0)
    if steering == "gravity-turn" and wind is None:
        # Thrust along the motion: none is lost, but to the vertical rise on the turning Earth.
        assert np.all(np.abs(losses.steering_m_s) < 1e-2)
    else:
        assert np.all(losses.steering_m_s > 0.0)


def test_losses_of_flights_with_and_without_a_coast_side_by_side():
    stage = {"burn_time_s": 60.0, "exhaust_velocity_m_s": 2500.0, "delta_v_m_s": 2000.0}
    both = tk.Booster([tk.Stage(**stage, coast_s=[0.0, 20.0, 0.0]), tk.Stage(**stage)])
    # The one with the coast is cut off: what is left has none.
    flights = tk.fly(pad(60.0), tk.Body(5000.0), booster=both, until_s=[9e3, 50.0, 9e3])
    losses = flights.losses
    left = flights.delta_v_m_s - losses.gravity_m_s - losses.drag_m_s - losses.steering_m_s
    assert np.isnan(flights.burnout.speed_m_s[1])
    assert left[[0, 2]] == pytest.approx(flights.burnout.speed_m_s[[0, 2]], rel=1e-6)


@pytest.mark.parametrize("angle_deg", [5.0, 30.0, 60.0, 85.0, 89.5, 89.99])
def test_hard_boosters_find_their_kick(angle_deg):
    # Thrust over weight from 1.05 to 10, burn times from 30 to 450 s, where a mass allows both.
    rows = [
        (burn_s, weight)
        for burn_s in (30.0, 60.0, 120.0, 240.0)
        for weight in (1.05, 1.1, 1.2, 1.5, 2.0, 4.0, 7.5)
        if weight * 9.80665 * burn_s / 2500.0 < 0.95
    ]
    burn_s, weight = np.array(rows).T
    stage = tk.Stage(
        burn_time_s=burn_s,
        exhaust_velocity_m_s=2500.0,
        mass_ratio=1.0 / (1.0 - weight * 9.80665 * burn_s / 2500.0),
    )
    flights = tk.fly(
        pad(np.full(burn_s.size, angle_deg)), booster=tk.Booster([stage]), until_s=burn_s + 1.0
    )
    assert np.abs(flights.burnout.angle_deg - angle_deg).max() < 1e-6


def test_where_no_flight_has_the_angle_it_is_said():
    # Thrown 400 m up with a coast of a minute before the second stage: it is back on the ground.
    weak = {"burn_time_s": 10.0, "exhaust_velocity_m_s": 2500.0, "delta_v_m_s": 180.0}
    stages = [tk.Stage(**weak, coast_s=[0.0, 60.0]), tk.Stage(**weak)]
    flights = tk.fly(pad(85.0), booster=tk.Booster(stages))
    assert list(flights.status) == [tk.Status.LANDED, tk.Status.NO_KICK]
    assert "No steering" in flights.sentence(1)
    assert np.isnan(flights.range_m[1])
    assert np.isnan(flights.losses.gravity_m_s[1])


def test_the_default_tolerance_at_burnout_and_impact():
    # 0.7 mm at burnout and 1 cm at the ground were the worst of a hundred.
    delta_v = np.linspace(3000.0, 7000.0, 8)
    made = tk.Booster.of(delta_v_m_s=delta_v, burn_time_s=delta_v / 40.0, stages=2)
    place = pad(np.linspace(15.0, 88.0, 8), np.linspace(0.0, 315.0, 8))
    one, other = (
        tk.fly(place, tk.Body(5000.0), booster=made, impact_only=True, tolerance_m=tolerance_m)
        for tolerance_m in (1e-4, 1e-6)
    )
    for moment, within_m in (("burnout", 2e-3), ("impact", 3e-2)):
        ends = [
            geodetic_to_ecef(
                latitude_deg=points.latitude_deg,
                longitude_deg=points.longitude_deg,
                altitude_m=points.altitude_m,
            )
            for points in (getattr(one, moment), getattr(other, moment))
        ]
        assert np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=0)).max() < within_m


def test_a_jet_in_the_air_tips_no_slow_rocket_over():
    # An unsteered one is on the ground in half a minute.
    jet = tk.Wind([0.0, 10e3, 14e3, 20e3], [5.0, 40.0, 40.0, 0.0], [0.0, 0.0, 0.0, 0.0])
    made = tk.Booster.of(delta_v_m_s=5000.0, burn_time_s=[110.0, 150.0, 170.0])
    assert made.thrust_to_weight[-1] == pytest.approx(1.30, abs=0.01)
    flights = tk.fly(pad(60.0), booster=made, air=tk.Air(wind=jet), until_s=200.0)
    assert flights.burnout.angle_deg == pytest.approx([60.0] * 3, abs=1e-6)
    assert flights.burnout.azimuth_deg == pytest.approx([60.0] * 3, abs=2e-6)
