"""Flights in air: against an independent integration, closed forms, and what `fly` promises."""

from __future__ import annotations

import numpy as np
import pytest
from oracle import landing
from starts import random_starts, start

from trajkit.flight.air import Air, DensityProfile, Wind
from trajkit.flight.body import Body
from trajkit.flight.fly import DEFAULT_TOLERANCE_M, fly
from trajkit.physics.earth import WGS84, geodetic_to_ecef


def ends(flights):
    """Earth-fixed positions of the ends, shape (3, N)."""
    end = flights.end
    return geodetic_to_ecef(
        latitude_deg=end.latitude_deg,
        longitude_deg=end.longitude_deg,
        altitude_m=end.altitude_m,
        earth=flights.problem.earth,
    )


def away_m(flights, others):
    return np.sqrt(((ends(flights) - ends(others)) ** 2).sum(axis=0))


# Latitude, longitude, altitude, speed, angle, azimuth; beta; wind.
INDEPENDENT = {
    "SRBM": ((39.2, 126.0, 42e3, 1700.0, 38.0, 63.0), 7000.0, None),
    "from the ground": ((-33.0, 151.0, 0.0, 900.0, 50.0, 200.0), 3000.0, None),
    "depressed": ((10.0, -60.0, 35e3, 3000.0, 6.0, 300.0), 9000.0, None),
    "lofted": ((60.0, 179.9, 120e3, 6000.0, 80.0, 90.0), 12000.0, None),
    "over the pole": ((84.0, 20.0, 80e3, 3500.0, 30.0, 0.0), 5000.0, None),
    "in a gale": ((45.0, 0.0, 20e3, 600.0, 30.0, 135.0), 1000.0, (60.0, -25.0)),
}


@pytest.mark.parametrize("case", INDEPENDENT.values(), ids=INDEPENDENT.keys())
def test_meets_an_independent_integration(case):
    place, beta_kg_m2, wind = case
    air = Air()
    given = {}
    if wind is not None:
        # Growing from nothing at the ground to its strength at 12 km, constant above.
        air = Air(wind=Wind([0.0, 12e3], [0.0, wind[0]], [0.0, wind[1]]))
        given["wind_m_s"] = lambda height: np.array(wind) * min(max(height / 12e3, 0.0), 1.0)
    flights = fly(start(*place), Body(beta_kg_m2), air=air, tolerance_m=1e-7)
    theirs = landing(*place, beta_kg_m2=beta_kg_m2, **given)
    # Each road is good to some 0.1 mm; the table of density rounds the standard's corners off over
    # 100 m (a share of 3e-4 for some 0.1 s); both change their steps there. In wind, our horizontal
    # is within 1e-5 rad: 0.6 mm/s of the gale, for the 100 s in it.
    most_m = 2e-3 if wind is None else 0.06
    assert np.sqrt(((ends(flights)[:, 0] - theirs.position_m) ** 2).sum()) < most_m
    assert flights.flight_time_s[0] == pytest.approx(theirs.time_s, abs=most_m / 100.0)
    # At thousands of m/s the deceleration at the ground turns 0.1 mm into some 0.1 mm/s.
    assert flights.impact.speed_m_s[0] == pytest.approx(theirs.speed_m_s, abs=1e-3)
    assert flights.apogee.altitude_m[0] == pytest.approx(theirs.apogee_m, abs=most_m)


def test_meets_an_independent_integration_to_a_millimetre_in_smooth_air():
    place = INDEPENDENT["SRBM"][0]
    # A vacuum, and air without corners: one scale height of 7 km, the same in both.
    heights = np.arange(-5e3, 999e3, 500.0)
    profile = DensityProfile(heights, 1.2 * np.exp(-heights / 7e3))
    table = Air(density=profile).density_table()
    for beta, density in ((np.inf, None), (6000.0, lambda h: float(table(np.array([h]))[0]))):
        flights = fly(start(*place), Body(beta), air=Air(density=profile), tolerance_m=1e-8)
        given = {} if density is None else {"density_kg_m3": density}
        theirs = landing(*place, beta_kg_m2=beta, **given)
        assert np.sqrt(((ends(flights)[:, 0] - theirs.position_m) ** 2).sum()) < 1e-3
        assert flights.apogee.altitude_m[0] == pytest.approx(theirs.apogee_m, abs=1e-3)


def test_terminal_velocity():
    # Light and long in the air: at the ground it falls at sqrt(2 beta g / rho), but for a lag. The
    # terminal velocity changes by v / (2 H) per metre, H = 10.4 km at the ground, and the body
    # follows within v^2 / (2 g) metres: v^2 / (4 g H), 0.2 % for the lightest.
    beta = np.array([20.0, 50.0, 100.0])
    still = WGS84.without_rotation()
    flights = fly(start(0.0, 0.0, 12e3, 0.0, 0.0), Body(beta), earth=still)
    # 9.8142 m/s2: mu / a^2 (1 + 3/2 J2) at the equator, not turning.
    gravity = 3.986004418e14 / 6378137.0**2 * (1.0 + 1.5 * 1.08262982e-3)
    terminal = np.sqrt(2.0 * beta * gravity / 1.225)
    lag = terminal**2 / (4.0 * gravity * 10.4e3)
    np.testing.assert_allclose(flights.impact.speed_m_s, terminal * (1.0 + lag), rtol=3e-4)


def test_entry_after_allen_and_eggers():
    # NACA report 1381 (1958): v = v0 exp(-rho H / (2 beta sin(angle))) in an exponential
    # atmosphere, without gravity. What gravity adds is of the order of 2 g H / v^2, 0.3 %, and the
    # curving Earth turns the path by less than cot^2(angle) H / r: nothing, straight down.
    height_m, beta = 7e3, 10_000.0
    nodes = np.arange(-5e3, 150e3, 250.0)
    air = Air(density=DensityProfile(nodes, 1.225 * np.exp(-nodes / height_m)))
    entry = fly(start(0.0, 0.0, 120e3, 7000.0, -90.0), Body(beta), air=air)
    data = entry.sample(n=400)
    altitude, speed = data["altitude_m"].values[0], data["speed_m_s"].values[0]
    entered = np.sqrt(7000.0**2 + 2.0 * 9.4 * (120e3 - altitude))  # what gravity has given so far
    closed = entered * np.exp(-1.225 * np.exp(-altitude / height_m) * height_m / (2.0 * beta))
    np.testing.assert_allclose(speed, closed, rtol=5e-3)
    assert speed[-1] < 0.7 * entered[-1]  # and drag has done something


def test_density_times_two_is_beta_by_two():
    place = random_starts(20, speed_m_s=(500.0, 3000.0), angle_deg=(10.0, 80.0))
    thick = fly(place, Body(8000.0), air=Air(density_multiplier=2.0))
    light = fly(place, Body(4000.0))
    # Halves are exact in binary: the same bits.
    np.testing.assert_array_equal(ends(thick), ends(light))
    profile = DensityProfile([-5e3, 999e3], 2.0 * _standard([-5e3, 999e3]))
    given = fly(place, Body(8000.0), air=Air(density=profile))
    assert np.max(away_m(given, light)) < 1e-3


def _standard(altitudes_m):
    from trajkit.physics import us76

    return us76.density_kg_m3(np.asarray(altitudes_m))


def test_a_body_as_light_as_air_goes_with_the_wind():
    # Falls at 0.9 m/s; the wind carries it 20 m/s east and 10 m/s north for 60 s.
    wind = Wind([0.0, 1e4], [20.0, 20.0], [10.0, 10.0])
    drift = fly(start(45.0, 0.0, 300.0, 0.0, 0.0), Body(0.05), air=Air(wind=wind), until_s=60.0)
    data = drift.sample([0.0, 60.0]).isel(flight=0, time=1)
    assert float(data["east_m_s"]) == pytest.approx(20.0, abs=1e-3)
    assert float(data["north_m_s"]) == pytest.approx(10.0, abs=1e-3)
    # It takes 2 beta / (rho v) = 4 ms, times some, to come up to speed: 0.3 m.
    assert drift.end.range_m[0] == pytest.approx(60.0 * np.hypot(20.0, 10.0), abs=0.5)
    # Local Mach counts the motion through the air, which is the fall.
    assert float(data["mach"]) == pytest.approx(float(data["down_m_s"]) / 340.0, rel=0.01)


# ---------------------------------------------------------------------------- accuracy

RANDOM_SETS = {
    "SRBM": ((2000.0, 12000.0), ((1000.0, 2500.0), (30.0, 50.0), (20e3, 50e3))),
    "lofted ICBM": ((5000.0, 15000.0), ((6000.0, 7200.0), (60.0, 89.0), (100e3, 200e3))),
    "low": ((1000.0, 12000.0), ((1500.0, 5000.0), (0.0, 15.0), (20e3, 70e3))),
    "light": ((50.0, 500.0), ((1000.0, 4000.0), (10.0, 60.0), (10e3, 60e3))),
    "from the ground": ((1000.0, 9000.0), ((300.0, 1500.0), (20.0, 70.0), (0.0, 0.0))),
}


def random_set(name, count=200):
    beta, (speed, angle, altitude) = RANDOM_SETS[name]
    place = random_starts(count, speed_m_s=speed, angle_deg=angle, altitude_m=altitude)
    return place, Body(np.random.default_rng(5).uniform(*beta, count))


@pytest.mark.parametrize("name", RANDOM_SETS)
def test_default_steps_are_good_to_a_metre_at_the_ground_and_a_millimetre_in_half_a_minute(name):
    """What the default tolerance promises of every flight, against steps 1e5 times as careful."""
    place, body = random_set(name)
    assert np.max(away_m(fly(place, body), fly(place, body, tolerance_m=1e-9))) < 1.0
    young, exact = (
        fly(place, body, until_s=30.0, tolerance_m=t) for t in (DEFAULT_TOLERANCE_M, 1e-9)
    )
    assert np.max(away_m(young, exact)) < 1e-3


@pytest.mark.parametrize("name", RANDOM_SETS)
def test_the_error_falls_with_the_tolerance(name):
    place, body = random_set(name, 50)
    exact = fly(place, body, tolerance_m=1e-9)
    errors = [
        np.percentile(away_m(fly(place, body, tolerance_m=t), exact), 75)
        for t in (1e-2, 1e-4, 1e-7)
    ]
    # In proportion, or nearly, down to the default. Far below it the pieces of the density table
    # are felt, whose third derivatives jump: what is left is less than a tenth of a millimetre.
    assert errors[1] < errors[0] / 5.0
    assert errors[2] < min(errors[1], 1e-4)
