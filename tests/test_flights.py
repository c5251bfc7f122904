"""What `fly` gives back, and what it does with odd starts."""

from __future__ import annotations

import numpy as np
import pytest
from starts import random_starts, start

from trajkit.errors import InputError
from trajkit.flight.air import Air, Wind
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.physics import us76
from trajkit.physics.earth import SPHERE, WGS84
from trajkit.physics.status import Status

# ------------------------------------------------------------------- samples


def test_samples_begin_at_the_start_and_end_at_the_end():
    place = random_starts(30, speed_m_s=(100.0, 6000.0), angle_deg=(5.0, 85.0), altitude_m=(0, 1e5))
    until = np.where(np.arange(30) % 3 == 0, 40.0, 86_400.0)
    flights = fly(place, Body(6000.0), until_s=until)
    data = flights.sample(n=7)
    for name in ("latitude_deg", "longitude_deg", "altitude_m", "speed_m_s"):
        first = data[name].values[:, 0]
        # Coordinates come back within 5 nm, 6e-14 degrees.
        np.testing.assert_allclose(first, getattr(flights.start, name), rtol=0.0, atol=1e-8)
    np.testing.assert_array_equal(data["time_s"].values[:, -1], flights.end.time_s)
    # The end is found on the quintic within a step, a sample by a step of its own: 1 mm each, and
    # as much over its time of some 10 s for the speed.
    last = {name: data[name].values[:, -1] for name in ("altitude_m", "range_m", "speed_m_s")}
    np.testing.assert_allclose(last["altitude_m"], flights.end.altitude_m, rtol=0.0, atol=5e-3)
    np.testing.assert_allclose(last["range_m"], flights.end.range_m, rtol=0.0, atol=5e-3)
    np.testing.assert_allclose(last["speed_m_s"], flights.end.speed_m_s, rtol=0.0, atol=5e-3)


def test_samples_at_the_very_ends_and_beyond():
    flights = fly(start(altitude_m=[0.0, 5e3], speed_m_s=800.0), Body(5000.0), until_s=[20.0, 1e4])
    assert flights.status.tolist() == [Status.TIME_LIMIT, Status.LANDED]
    impact_s = flights.flight_time_s[1]
    data = flights.sample([0.0, 20.0, np.nextafter(20.0, 21.0), impact_s, impact_s + 1e-6, 5e3])
    there = np.isfinite(data["altitude_m"].values)
    assert there.tolist() == [
        [True, True, False, False, False, False],
        [True, True, True, True, False, False],
    ]
    np.testing.assert_array_equal(there, np.isfinite(data["mach"].values))
    assert data["altitude_m"].values[0, 0] == pytest.approx(0.0, abs=5e-9)
    assert float(data["altitude_m"][0, 1]) == flights.end.altitude_m[0]


def test_samples_do_not_depend_on_each_other():
    flights = fly(start(speed_m_s=[500.0, 1500.0]), Body(5000.0))
    many = flights.sample(np.linspace(0.0, 60.0, 301))
    few = flights.sample([0.0, 30.0, 60.0])
    for name in many:
        np.testing.assert_array_equal(many[name].values[:, ::150], few[name].values)


def test_components_angle_and_speed_of_a_sample_agree():
    data = fly(start(39.0, 126.0, 0.0, 1000.0, 30.0, 210.0), Body(3000.0)).sample(n=9)
    north, east, down = (data[name].values for name in ("north_m_s", "east_m_s", "down_m_s"))
    speed = np.sqrt(north**2 + east**2 + down**2)
    np.testing.assert_allclose(speed, data["speed_m_s"], rtol=1e-14)
    np.testing.assert_allclose(np.degrees(np.arcsin(-down / speed)), data["angle_deg"], atol=1e-10)
    assert float(data["angle_deg"][0, 0]) == pytest.approx(30.0, abs=1e-9)
    azimuth = np.degrees(np.arctan2(east[0, 0], north[0, 0])) % 360.0
    assert azimuth == pytest.approx(210.0, abs=1e-9)


# ------------------------------------------------------- top speed, Mach, peaks


def test_top_speed_is_that_of_dense_samples():
    # Slowing only; gaining in vacuum; dropped into air, with a maximum between; at the ground.
    flights = fly(
        start(
            altitude_m=[0.0, 0.0, 40e3, 30e3, 60e3],
            speed_m_s=[900.0, 1500.0, 0.0, 0.0, 2000.0],
            angle_deg=[45.0, 60.0, 0.0, 0.0, -30.0],
        ),
        Body([4e3, np.inf, 1e3, 1e6, 8e3]),
    )
    data = flights.sample(n=4001)
    speed, time = data["speed_m_s"].values, data["time_s"].values
    best = np.argmax(speed, axis=1)
    rows = np.arange(5)
    # Between samples a curve of some 10 m/s2 over 50 ms rises by 0.1 m/s2 x (25 ms)^2: micrometres.
    np.testing.assert_allclose(flights.top_speed_m_s, speed[rows, best], rtol=0.0, atol=2e-3)
    np.testing.assert_allclose(flights.top_speed_time_s, time[rows, best], rtol=0.0, atol=0.1)
    assert flights.top_speed_time_s[0] == 0.0
    assert flights.top_speed_m_s[0] == pytest.approx(900.0, abs=1e-9)
    assert 0.0 < flights.top_speed_time_s[2] < flights.end.time_s[2]
    assert flights.top_speed_time_s[3] == flights.end.time_s[3]


def test_top_speed_is_reached_in_flight():
    # Dense bodies are near their greatest speed at the ground: the last step goes on below it, to
    # speeds that the flight never had.
    beta = np.geomspace(1e3, 1e6, 100)
    flights = fly(start(altitude_m=30e3, speed_m_s=0.0, angle_deg=0.0), Body(beta))
    assert np.all(flights.top_speed_time_s <= flights.end.time_s)
    slowing = flights.top_speed_time_s < flights.end.time_s
    assert slowing.any()
    assert not slowing.all()
    assert np.all(flights.top_speed_m_s >= flights.end.speed_m_s)
    np.testing.assert_array_equal(flights.top_speed_m_s[~slowing], flights.end.speed_m_s[~slowing])


@pytest.mark.parametrize("wind", [None, Wind([0.0, 2e4], [10.0, 50.0], [0.0, 0.0])])
def test_top_mach_is_that_of_dense_samples(wind):
    flights = fly(
        start(
            altitude_m=[0.0, 40e3, 50e3, 0.0],
            speed_m_s=[900.0, 0.0, 2500.0, 2500.0],
            angle_deg=[45.0, 0.0, -20.0, 80.0],
        ),
        Body([4e3, 1e3, 8e3, 1e4]),
        air=Air(wind=wind),
    )
    dense = np.nanmax(flights.sample(n=20_001)["mach"].values, axis=1)
    np.testing.assert_allclose(flights.top_mach, dense, rtol=1e-4)  # what it says of itself
    slow = flights.start.speed_m_s / us76.speed_of_sound_m_s(flights.start.altitude_m)
    if wind is None:
        assert np.all(flights.top_mach >= slow * (1.0 - 1e-12))


def test_the_apogee_of_a_fall_is_its_start_and_of_an_unfinished_climb_none():
    flights = fly(
        start(altitude_m=20e3, speed_m_s=1000.0, angle_deg=[-10.0, 0.0, 60.0, 60.0]),
        until_s=[1e4, 1e4, 10.0, 1e4],
    )
    apogee = flights.apogee.altitude_m
    np.testing.assert_allclose(apogee[:2], 20e3, rtol=0.0, atol=1e-3)
    assert np.isnan(apogee[2])
    assert apogee[3] > 20e3
    assert flights.peaks_of(2).time_s.size == 0


def test_a_graze_of_the_upper_air_has_its_second_peak():
    # From the perigee side of an orbit: falls to 130 km, rises again, and so on: peaks and troughs.
    flights = fly(start(0.0, 0.0, 200e3, 7800.0 - 465.0, -1.0, 90.0), Body(1e4), until_s=12_000.0)
    peaks = flights.peaks_of(0)
    data = flights.sample(np.arange(0.0, 12_000.0, 1.0))
    altitude = data["altitude_m"].values[0]
    inner = (altitude[1:-1] > altitude[:-2]) & (altitude[1:-1] >= altitude[2:])
    seen = np.flatnonzero(inner) + 1
    assert len(peaks) == seen.size >= 2
    # Sampled each second: the peak is within one, and up to 5 m/s2 / 8 s2 higher.
    np.testing.assert_allclose(peaks.time_s, seen, rtol=0.0, atol=1.0)
    np.testing.assert_allclose(peaks.altitude_m, altitude[seen], rtol=0.0, atol=1.0)


# ---------------------------------------------------------------- odd starts


def test_a_start_on_the_ground_flies_if_it_rises():
    flights = fly(
        start(
            latitude_deg=[0.0, 90.0, -90.0, 45.0, 45.0, 0.0, 45.0],
            altitude_m=[0.0, 0.0, 0.0, -1e-9, 0.0, 0.0, -1e-3],
            speed_m_s=[900.0, 900.0, 900.0, 900.0, 900.0, 0.0, 900.0],
            angle_deg=[45.0, 45.0, 90.0, 45.0, -1.0, 90.0, 45.0],
        )
    )
    assert flights.landed.tolist() == [True, True, True, True, False, False, False]
    assert np.all(flights.status[4:] == Status.BELOW_GROUND)
    assert np.all(flights.flight_time_s[:4] > 100.0)


@pytest.mark.parametrize("azimuth_deg", np.arange(0.0, 360.0, 30.0))
def test_a_level_start_on_the_ground_does_not_fly(azimuth_deg):
    flights = fly(start(np.linspace(-90.0, 90.0, 19), 33.0, 0.0, 1000.0, 0.0, azimuth_deg))
    assert np.all(flights.status == Status.BELOW_GROUND)


def test_short_hops():
    # Straight up for a tenth of a second and less: 2 v / g, and 9.798 m/s2 at 39 degrees but for
    # v / g parts in the Earth's radius. The root is good to the 1 nm of the altitude over v.
    speed = np.array([0.5, 0.05, 0.005])
    flights = fly(start(39.0, 0.0, 0.0, speed, 90.0))
    gravity = 9.7803253359 * (1.0 + 0.00193185265241 * np.sin(np.radians(39.0)) ** 2)
    gravity /= np.sqrt(1.0 - 6.69437999014e-3 * np.sin(np.radians(39.0)) ** 2)
    # Ours has no J4: 1.2e-4 m/s2 at most.
    np.testing.assert_allclose(flights.flight_time_s, 2.0 * speed / gravity, rtol=1.3e-5, atol=1e-6)
    np.testing.assert_allclose(
        flights.apogee.altitude_m, speed**2 / (2.0 * gravity), rtol=1.3e-5, atol=4e-9
    )


def test_over_the_pole_and_over_the_date_line():
    # The same arc, once over the pole and once with longitudes that do not matter.
    earth = SPHERE.without_rotation()
    pole = fly(start(85.0, 30.0, 50e3, 3000.0, 40.0, 0.0), Body(8000.0), earth=earth)
    level = fly(start(0.0, 176.0, 50e3, 3000.0, 40.0, 90.0), Body(8000.0), earth=earth)
    assert pole.range_m[0] == pytest.approx(level.range_m[0], abs=1e-3)
    assert pole.flight_time_s[0] == pytest.approx(level.flight_time_s[0], abs=1e-6)
    # Past the pole it comes down on the opposite meridian; past the date line in the west.
    beyond = np.degrees(pole.range_m[0] / earth.equatorial_radius_m)
    assert pole.impact.latitude_deg[0] == pytest.approx(180.0 - 85.0 - beyond, abs=1e-7)
    assert pole.impact.longitude_deg[0] == pytest.approx(-150.0, abs=1e-7)
    assert level.impact.longitude_deg[0] == pytest.approx(176.0 + beyond - 360.0, abs=1e-7)
    for flights in (pole, level):
        for values in flights.sample(n=301).values():
            assert np.all(np.isfinite(values))


@pytest.mark.parametrize("latitude_deg", [90.0, -90.0])
def test_from_a_pole_longitude_and_azimuth_together_say_which_meridian(latitude_deg):
    # At the north pole, north is the far side of the given longitude, and azimuths turn against
    # longitudes; at the south pole north is the given longitude, and both turn alike.
    longitude, azimuth = np.array([0.0, 77.0, -120.0]), np.array([77.0, 0.0, 250.0])
    flights = fly(
        start(latitude_deg, longitude, 0.0, 1500.0, 45.0, azimuth),
        Body(5000.0),
        earth=WGS84.without_rotation(),
    )
    meridian = longitude + 180.0 - azimuth if latitude_deg > 0.0 else longitude + azimuth
    away = np.mod(flights.impact.longitude_deg - meridian + 180.0, 360.0) - 180.0
    np.testing.assert_allclose(away, 0.0, atol=1e-9)
    # Every meridian is like the others: the same flight, to the rounding.
    np.testing.assert_allclose(flights.range_m, flights.range_m[0], rtol=0.0, atol=1e-4)


def test_wind_at_a_pole_leaves_a_number():
    wind = Wind([0.0, 1e4], [30.0, 30.0], [10.0, 10.0])
    flights = fly(start([90.0, -90.0], 0.0, 5e3, 0.0, 0.0), Body(1e3), air=Air(wind=wind))
    assert flights.landed.all()
    assert np.all(np.isfinite(flights.range_m))


def test_shapes_broadcast_and_whole_numbers_and_lists_serve():
    grid = fly(
        start([[10.0], [20.0], [30.0]], 0, 0, [[500, 600, 700, 800]], 45, 90),
        Body([1000, 2000, 3000, 4000]),
    )
    assert len(grid) == 12
    one = fly(start([20], 0, 0, [700], 45, 90), Body(3000))
    assert one.range_m[0] == grid.range_m[6]
    assert len(fly(start(speed_m_s=[]))) == 0
    with pytest.raises(InputError, match="broadcast"):
        fly(start(latitude_deg=[1.0, 2.0], speed_m_s=[1.0, 2.0, 3.0]))


def test_bodies_from_a_feather_to_a_rail():
    beta = np.array([1e-3, 1.0, 1e3, 1e6, 1e12, np.inf])
    flights = fly(start(speed_m_s=1000.0), Body(beta))
    assert flights.landed.all()
    assert np.all(np.diff(flights.range_m) > 0.0)
    # Distance in which drag takes e-folds: 2 beta / rho = 1.6 mm; the feather stops in a few.
    assert flights.range_m[0] < 0.1
    # Drag at beta = 1e12 is rho v^2 / (2 beta) = 6e-7 m/s2, for 150 s: millimetres.
    assert flights.range_m[4] == pytest.approx(flights.range_m[5], abs=1e-2)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"latitude_deg": 126.0, "longitude_deg": 39.0}, "did you mean 39,126"),
        ({"latitude_deg": np.nan}, "latitude"),
        ({"speed_m_s": 11_200.0}, "escape"),
        ({"speed_m_s": -1.0}, "negative"),
        ({"angle_deg": 91.0}, "angle"),
        ({"azimuth_deg": 400.0}, "azimuth"),
        ({"altitude_m": 1e9}, "100,000 km"),
        ({"speed_m_s": "2.2 km/s"}, "speed_m_s is '2.2 km/s'; give a number"),
        ({"speed_m_s": 1j}, "speed_m_s"),
        ({"speed_m_s": np.datetime64("2025-01-06")}, "speed_m_s"),
        ({"angle_deg": [[1.0], [1.0, 2.0]]}, "angle_deg"),
        ({"angle_deg": None}, "angle"),
    ],
)
def test_one_bad_flight_is_an_error_in_a_sentence(change, word):
    with pytest.raises(InputError, match=word):
        fly(start(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"tolerance_m": 0.0},
        {"tolerance_m": np.nan},
        {"until_s": 0.0},
        {"until_s": np.nan},
        {"site": (126.0, 39.0)},
        {"body": Body(-1.0)},
        {"body": Body(np.nan)},
        {"body": Body("heavy")},
        {"body": 8000.0},
        {"body": 0},
        {"until_s": "30 s"},
        {"site": "pyongyang"},
        {"site": (39.0, 126.0, 0.0)},
        {"air": Air(density_multiplier=-1.0)},
    ],
)
def test_bad_options_are_errors(change):
    with pytest.raises(InputError):
        fly(start(), **change)


def test_what_is_masked_is_not_flown():
    angles = np.ma.array([40.0, 41.0, 42.0], mask=[False, True, False])
    status = fly(start(angle_deg=angles)).status
    assert status.tolist() == [Status.LANDED, Status.INVALID_INPUT, Status.LANDED]


def test_bad_samples_are_errors():
    flights = fly(start())
    times = [[1.0, 0.5], [-1.0], [np.nan], "soon"]
    for bad in (*({"times_s": t} for t in times), *({"n": n} for n in (1, 2.5, "3"))):
        with pytest.raises(InputError):
            flights.sample(**bad)
    with pytest.raises(InputError):
        flights.sample([1.0], n=5)


def test_ranges_count_from_the_site():
    from pyproj import Geod

    flights = fly(start(39.5, 125.5), Body(5000.0), site=(39.0, 125.0))
    impact = flights.impact
    geodesic = Geod(ellps="WGS84").inv(
        125.0, 39.0, impact.longitude_deg[0], impact.latitude_deg[0]
    )[2]
    assert flights.range_m[0] == pytest.approx(geodesic, abs=1e-6)
