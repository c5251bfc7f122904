"""Batches: each flight is its own affair, whatever flies beside it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from starts import random_starts, start

from trajkit.flight.air import Air, Wind
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.physics.earth import WGS84
from trajkit.physics.integrator import integrate
from trajkit.physics.motion import Equations, equations_of_motion
from trajkit.physics.status import Status
from trajkit.physics.stepper import Stepper
from trajkit.physics.tableau import ERROR_ORDER


def mixed_batch(count=120):
    """Hops, SRBMs, ICBMs, falls and starts that end at once, mixed."""
    place = random_starts(
        count, speed_m_s=(1.0, 7000.0), angle_deg=(-40.0, 90.0), altitude_m=(0.0, 150e3)
    )
    place.altitude_m[::7] = 0.0
    rng = np.random.default_rng(9)
    beta = np.exp(rng.uniform(np.log(30.0), np.log(3e4), count))
    beta[::11] = np.inf
    until = np.where(rng.uniform(size=count) < 0.2, 100.0, 86_400.0)
    return place, beta, until


def raw(place, beta, until, *, chunk, wind=None, samples=None):
    position, velocity = place.state(WGS84)
    return integrate(
        equations_of_motion(WGS84, Air().density_table(), wind),
        position,
        velocity,
        (0.5 / beta,),
        earth=WGS84,
        end_s=until,
        tolerance_m=1e-3,
        levels_m=(10e3, 60e3),
        sample_times_s=samples,
        chunk=chunk,
    )


def assert_same_bits(one, other):
    for name in ("status", "top_speed_m_s", "top_speed_time_s", "steps"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for mine, theirs in zip(
        (one.end, one.peaks, *one.crossings),
        (other.end, other.peaks, *other.crossings),
        strict=True,
    ):
        for name in ("lane", "time_s", "position_m", "velocity_m_s"):
            np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name))
    for name in ("samples_position_m", "samples_velocity_m_s"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("chunk", [1, 2, 7, 33, 119])
def test_the_same_bits_at_any_chunk(chunk):
    place, beta, until = mixed_batch()
    if chunk < 7:  # single lanes are slow
        keep = slice(0, 24)
        place = Launch(**{name: values[keep] for name, values in place.arrays().items()})
        beta, until = beta[keep], until[keep]
    samples = np.linspace(0.0, 900.0, 7) * np.ones((beta.size, 1))
    wind = Wind([0.0, 10e3, 20e3], [0.0, 40.0, 5.0], [3.0, -20.0, 0.0])
    whole, parts = (
        raw(place, beta, until, chunk=size, wind=wind, samples=samples) for size in (4096, chunk)
    )
    assert_same_bits(whole, parts)
    assert len(np.unique(whole.status)) > 1


def test_the_same_bits_alone_as_in_a_batch():
    place, beta, until = mixed_batch(30)
    batch = fly(place, Body(beta), until_s=until)
    for i in range(30):
        one = Launch(**{name: values[i : i + 1] for name, values in place.arrays().items()})
        alone = fly(one, Body(beta[i : i + 1]), until_s=until[i : i + 1])
        for name in batch.end.__dataclass_fields__:
            if name != "flight":
                assert getattr(alone.end, name)[0] == pytest.approx(
                    getattr(batch.end, name)[i], rel=0.0, abs=0.0, nan_ok=True
                )
        assert alone.status[0] == batch.status[i]
        np.testing.assert_array_equal(alone.peaks.time_s, batch.peaks_of(i).time_s)
        np.testing.assert_array_equal(alone.top_speed_m_s[0], batch.top_speed_m_s[i])


def test_bad_rows_harm_no_neighbour():
    place, beta, _ = mixed_batch(40)
    good = fly(place, Body(beta))
    bad = [
        {"latitude_deg": np.nan},
        {"latitude_deg": 95.0},
        {"longitude_deg": np.inf},
        {"altitude_m": -np.inf},
        {"altitude_m": np.nan},
        {"altitude_m": 1e300},
        {"speed_m_s": np.inf},
        {"speed_m_s": -1.0},
        {"speed_m_s": 1e200},
        {"angle_deg": 90.0001},
        {"azimuth_deg": np.nan},
        {"beta": -5.0},
        {"beta": 0.0},
        {"beta": np.nan},
    ]
    columns = {
        **{name: list(values) for name, values in place.arrays().items()},
        "beta": list(beta),
    }
    for i, wrong in enumerate(bad):
        for name, column in columns.items():
            column.insert(2 * i, wrong.get(name, column[2 * i]))
    beta_column = columns.pop("beta")
    mixed = fly(Launch(**columns), Body(beta_column))
    rows = np.arange(len(mixed))
    spoiled = np.isin(rows, 2 * np.arange(len(bad)))
    assert np.all(mixed.status[spoiled] == Status.INVALID_INPUT)
    np.testing.assert_array_equal(mixed.status[~spoiled], good.status)
    for name in ("time_s", "latitude_deg", "longitude_deg", "altitude_m", "range_m", "speed_m_s"):
        np.testing.assert_array_equal(getattr(mixed.end, name)[~spoiled], getattr(good.end, name))
        assert np.all(np.isnan(getattr(mixed.end, name)[spoiled]))
    np.testing.assert_array_equal(mixed.top_speed_m_s[~spoiled], good.top_speed_m_s)
    # A sentence each, and each says which quantity.
    sentences = [mixed.sentences[i] for i in np.flatnonzero(spoiled)]
    said = ["lat", "lat", "lon", "alt", "alt", "alt", "speed", "speed", "speed", "angle", "azimuth"]
    for sentence, word in zip(sentences, [*said, *["ballistic"] * 3], strict=True):
        assert word in sentence.lower(), sentence


def test_each_status_is_reached():
    flights = fly(
        start(
            altitude_m=[0.0, 0.0, 100e3, -1.0, 0.0, 0.0, 20e3],
            speed_m_s=[900.0, 900.0, 10_900.0, 900.0, 900.0, 900.0, 900.0],
            angle_deg=[45.0, 45.0, 90.0, 45.0, 0.0, 45.0, 45.0],
            latitude_deg=[39.0, 39.0, 39.0, 39.0, 39.0, 91.0, 39.0],
        ),
        # The last is stopped within nanometres: no step is short enough.
        Body([5e3, 5e3, np.inf, 5e3, 5e3, 5e3, 1e-12]),
        until_s=[86_400.0, 30.0, 864_000.0, 86_400.0, 86_400.0, 86_400.0, 86_400.0],
    )
    assert [Status(code).label for code in flights.status] == [
        "landed",
        "time limit",
        "left model",
        "below ground",
        "below ground",
        "invalid input",
        "not converged",
    ]
    assert flights.end.time_s[1] == 30.0
    assert flights.end.altitude_m[2] > 1e8
    assert np.isnan(flights.range_m[1:]).all()
    assert len({*flights.sentences}) == 6


def test_a_long_orbit_in_thin_air_is_a_flight_with_a_time_limit():
    # 7.9 km/s, from inside the upper air: it must come back to its own clock, not run away.
    orbit = fly(start(0.0, 0.0, 250e3, 7755.0 - 485.0, 0.0, 90.0), Body(100.0), until_s=20_000.0)
    assert orbit.status[0] == Status.TIME_LIMIT
    assert orbit.end.time_s[0] == 20_000.0
    assert 150e3 < orbit.end.altitude_m[0] < 400e3
    assert len(orbit.peaks_of(0)) in (3, 4, 5)  # one a turn of 90 minutes, if not quite round


def test_every_level_is_crossed_once_up_and_once_down():
    place = start(0.0, 0.0, [0.0, 30e3], [1500.0, 1500.0], [60.0, 60.0], 90.0)
    outcome = raw(
        Launch(**{k: np.broadcast_to(v, (2,)) for k, v in place.arrays().items()}),
        np.array([np.inf, np.inf]),
        np.full(2, 1e4),
        chunk=4096,
    )
    low, high = outcome.crossings
    np.testing.assert_array_equal(low.lane, [0, 0, 1])  # the second starts above 10 km
    np.testing.assert_array_equal(high.lane, [0, 0, 1, 1])
    for moments, level in ((low, 10e3), (high, 60e3)):
        altitude = np.sqrt((moments.position_m**2).sum(axis=0)) - 6_378_137.0  # at the equator
        # The flight leaves the equator's plane by nothing; roots are good to the rounding.
        np.testing.assert_allclose(altitude, level, rtol=0.0, atol=1e-6)


def test_a_step_has_the_order_that_its_error_control_assumes():
    # Kepler motion, one step of each length: halving it divides the error of the step by 2^6.
    mu = 3.986004418e14
    stepper = Stepper(
        Equations(
            lambda t, x, y, z, vx, vy, vz: tuple(  # noqa: ARG005
                -mu * c / (x * x + y * y + z * z) ** 1.5 for c in (x, y, z)
            )
        )
    )
    radius = 7e6
    rate = np.sqrt(mu / radius**3)
    steps = np.array([400.0, 200.0])
    position = np.array([[radius] * 2, [0.0] * 2, [0.0] * 2])
    velocity = np.array([[0.0] * 2, [radius * rate] * 2, [0.0] * 2])
    start = np.zeros(2)
    acceleration = stepper.accelerate(start, position, velocity, ())
    end, end_velocity, end_acceleration, squared = stepper.step(
        steps, start, position, velocity, acceleration, ()
    )
    turn = rate * steps
    truth = radius * np.stack([np.cos(turn), np.sin(turn), np.zeros(2)])
    error = np.sqrt(((end - truth) ** 2).sum(axis=0))
    assert np.log2(error[0] / error[1]) > 5.7
    # The estimate falls with the power that sets the next step, within the next term's share.
    assert np.log2(squared[0] / squared[1]) / 2.0 == pytest.approx(ERROR_ORDER, abs=0.6)
    np.testing.assert_array_equal(
        end_acceleration, stepper.accelerate(steps, end, end_velocity, ())
    )


MEMORY = """
import resource
import sys
import numpy as np
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch

def flights(count):
    speed = np.linspace(500.0, 1500.0, count)
    launch = Launch(
        latitude_deg=39.0, longitude_deg=126.0, altitude_m=0.0, speed_m_s=speed,
        angle_deg=45.0, azimuth_deg=60.0,
    )
    return fly(launch, Body(8000.0), impact_only=True, tolerance_m=1.0, backend=sys.argv[1])

def peak():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

flights(10_000)
before = peak()
assert flights(60_000).landed.all()
print((peak() - before) / 50_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units elsewhere")
@pytest.mark.parametrize("backend", ["numpy", "compiled"])
def test_memory_grows_with_the_answers_alone(backend):
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, backend],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    # Ten numbers of input, ten of output and their copies in the making: some 500 bytes a flight.
    # A million flights at 1 GiB would be 1,074 bytes each, with the work space.
    assert float(done.stdout) < 700.0
