"""Compiled code does what NumPy does, to rounding, whatever is asked for; and is told from it.

What either does is held against other things by the tests of the physics, which `make test` runs
on both.
"""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType

import numpy as np
import pytest
from command_line import Fly

import trajkit as tk
from trajkit.physics.backend import (
    WORTH_COMPILING,
    Backend,
    backend_for,
    many_flights,
    using_backend,
)
from trajkit.physics.compiled.compiler import digest
from trajkit.physics.earth import SPHERE, WGS84
from trajkit.physics.motion import equations_of_motion

COUNT = 150  # more than two blocks of lanes, and not a multiple of one

# Sums are fused in compiled code, so that each operation rounds to 1 nm at 6,400 km; errors of the
# start grow along a flight as its speed's do, and by a hundred at most where it is steered.
SAME_M = 1e-4
STEPS_M = 0.5


def thrown(count=COUNT, **changes):
    random = np.random.default_rng(5)
    return tk.Launch(
        **{
            "latitude_deg": random.uniform(-60.0, 60.0, count),
            "longitude_deg": random.uniform(-180.0, 180.0, count),
            "altitude_m": random.uniform(10e3, 90e3, count),
            "speed_m_s": random.uniform(500.0, 6000.0, count),
            "angle_deg": random.uniform(-30.0, 85.0, count),
            "azimuth_deg": random.uniform(0.0, 360.0, count),
            **changes,
        }
    )


def bodies(**more):
    random = np.random.default_rng(6)
    return tk.Body(ballistic_coefficient=np.exp(random.uniform(6.0, 9.5, COUNT)), **more)


def gliding(**plan):
    body = bodies(lift_to_drag=np.linspace(0.3, 3.0, COUNT))
    return {"launch": thrown(angle_deg=0.0), "body": body, "plan": tk.Plan.glide(**plan)}


def boosted(**booster):
    pad = tk.Pad(
        latitude_deg=39.0,
        longitude_deg=126.0,
        burnout_angle_deg=np.linspace(25.0, 85.0, COUNT),
        azimuth_deg=np.linspace(0.0, 360.0, COUNT),
    )
    return {"launch": pad, "body": bodies(), "booster": tk.Booster.of(**booster)}


CASES = {
    "ballistic": {"launch": thrown(), "body": bodies()},
    "vacuum": {"launch": thrown()},
    "sphere": {"launch": thrown(), "body": bodies(), "earth": SPHERE.without_rotation()},
    "time limits": {
        "launch": thrown(),
        "body": bodies(),
        "until_s": np.linspace(1.0, 400.0, COUNT),
    },
    "skip": gliding(),
    "damped": gliding(damping=1.0),
    "shedding": gliding(climb_share=0.3),
    "final share": gliding(final_share=0.2),
    "banked": {
        **gliding(damping=0.5, climb_share=0.5),
        "body": bodies(lift_to_drag=2.0, bank=np.linspace(-60.0, 60.0, COUNT)),
    },
    "dive": gliding(dive_below_m=25e3),
    "dive by speed": gliding(dive_below_m_s=1500.0),
    "gravity turn": boosted(delta_v_m_s=4200.0, burn_time_s=100.0, stages=2),
    "pitch programme": boosted(delta_v_m_s=4200.0, burn_time_s=100.0, steering="pitch"),
    "a density of one's own": {
        "launch": thrown(),
        "body": bodies(),
        "air": tk.Air(density=tk.DensityProfile([0.0, 50e3, 100e3], [1.1, 1e-3, 5e-7])),
    },
}


def both(case, **more):
    return (tk.fly(**case, **more, backend=backend) for backend in ("numpy", "compiled"))


def assert_same(one, other, size, what):
    off = np.abs(np.asarray(one, float) - np.asarray(other, float)) / size
    assert np.array_equal(np.isnan(one), np.isnan(other)), what
    off = off[np.isfinite(off)]
    # Now and then a step whose error is just what is allowed is taken by one and not by the
    # other; then they differ as two flights of the default tolerance do.
    assert np.mean(off < SAME_M) > 0.98, what
    assert np.max(off, initial=0.0) < STEPS_M, what


@pytest.mark.parametrize("name", CASES)
def test_all_of_a_flight_is_the_same(name):
    array, compiled = both(CASES[name])
    assert array.problem.backend_name == "numpy"
    assert compiled.problem.backend_name.startswith("compiled by numba ")
    np.testing.assert_array_equal(array.status, compiled.status)
    # Sizes: 1 m of position is 1 m of altitude and range, 1e-5 degrees, some 1e-3 s and m/s.
    sizes = {"time_s": 1e-3, "speed_m_s": 1e-2, "latitude_deg": 1e-5, "longitude_deg": 1e-5}
    for points in ("end", "peaks", "apogee"):
        first, second = getattr(array, points), getattr(compiled, points)
        np.testing.assert_array_equal(first.flight, second.flight)
        for quantity in ("time_s", "altitude_m", "range_m", "speed_m_s"):
            one, other = getattr(first, quantity), getattr(second, quantity)
            assert_same(one, other, sizes.get(quantity, 1.0), f"{points} {quantity}")
    assert_same(array.top_speed_m_s, compiled.top_speed_m_s, 1e-2, "top speed")
    # A greatest speed is flat: its moment is known to the root of what its value is.
    assert_same(array.top_speed_time_s, compiled.top_speed_time_s, 10.0, "time of the top speed")


@pytest.mark.parametrize("name", ["ballistic", "damped", "gravity turn"])
def test_samples_and_passages_are_the_same(name):
    array, compiled = both(CASES[name])
    times = np.linspace(0.0, 900.0, 41)
    for quantity, values in array.sample(times).items():
        if quantity in ("altitude_m", "range_m"):
            assert_same(values, compiled.sample(times)[quantity], 1.0, quantity)
    first, second = (flights.crossings(30e3) for flights in (array, compiled))
    np.testing.assert_array_equal(first.flight, second.flight)
    assert_same(first.time_s, second.time_s, 1e-1, "time")


def test_a_bad_row_harms_no_other():
    launch = thrown()
    speed, altitude = np.array(launch.speed_m_s), np.array(launch.altitude_m)
    angle = np.array(launch.angle_deg)
    speed[3], angle[70], altitude[10] = np.nan, 95.0, -5.0
    spoilt = replace(launch, speed_m_s=speed, altitude_m=altitude, angle_deg=angle)
    whole, part = (tk.fly(start, bodies(), backend="compiled") for start in (launch, spoilt))
    good = np.setdiff1d(np.arange(COUNT), [3, 10, 70])
    np.testing.assert_array_equal(whole.status[good], part.status[good])
    np.testing.assert_array_equal(whole.end.range_m[good], part.end.range_m[good])
    assert [tk.Status(code).label for code in part.status[[3, 10, 70]]] == [
        "invalid input", "below ground", "invalid input",
    ]  # fmt: skip


def test_neighbours_do_not_matter():
    many = tk.fly(thrown(), bodies(), backend="compiled")
    launch, body = thrown(), bodies()
    order = np.random.default_rng(7).permutation(COUNT)[:40]
    few = tk.fly(
        tk.Launch(**{name: array[order] for name, array in launch.arrays().items()}),
        tk.Body(ballistic_coefficient=np.asarray(body.ballistic_coefficient)[order]),
        backend="compiled",
    )
    np.testing.assert_array_equal(many.end.range_m[order], few.end.range_m)
    np.testing.assert_array_equal(many.apogee.altitude_m[order], few.apogee.altitude_m)


@pytest.mark.parametrize(
    "body",
    [
        tk.Body(ballistic_coefficient=tk.MachTable([0.0, 5.0], [5000.0, 9000.0])),
        tk.Body(ballistic_coefficient=5000.0),
    ],
    ids=["Mach table", "wind"],
)
def test_what_cannot_be_compiled_is_flown_by_numpy_and_says_so(body):
    wind = tk.Wind([0.0, 20e3], [10.0, 30.0], [0.0, 0.0])
    air = tk.Air() if body.beta_table is not None else tk.Air(wind=wind)
    one, other = (tk.fly(thrown(10), body, air=air, backend=b) for b in ("numpy", "compiled"))
    assert other.problem.backend_name == "numpy"
    np.testing.assert_array_equal(one.end.range_m, other.end.range_m)


class Whistling(tk.Coast):
    """A phase of a user's own, with a force that no compiler could know."""

    name = "whistling"

    def equations(self, setting):
        known = {"push": 1e-3}
        return setting.equations(lambda _moment: (0.0, known.get("push"), 0.0, 0.0))


def test_a_phase_of_ones_own_is_flown_by_numpy():
    plan = tk.Plan([tk.Coast(until=tk.Until(peak=True)), Whistling()])
    one, other = (tk.fly(thrown(10), plan=plan, backend=b) for b in ("numpy", "compiled"))
    assert other.problem.backend_name.endswith(", in part numpy")
    assert_same(one.end.range_m, other.end.range_m, 1.0, "range")


def test_the_backend_is_chosen_by_the_number_of_flights_unless_it_is_said(monkeypatch):
    monkeypatch.delenv("TRAJKIT_BACKEND", raising=False)
    assert backend_for(1) is Backend.NUMPY
    assert backend_for(WORTH_COMPILING) is Backend.COMPILED
    assert backend_for(WORTH_COMPILING, "numpy") is Backend.NUMPY
    with using_backend("compiled"):
        assert backend_for(1) is Backend.COMPILED
        assert backend_for(1, "numpy") is Backend.NUMPY
    with many_flights():
        assert backend_for(1) is Backend.COMPILED
    with using_backend("numpy"), many_flights():
        assert backend_for(1) is Backend.NUMPY
    assert backend_for(1) is Backend.NUMPY
    monkeypatch.setenv("TRAJKIT_BACKEND", "compiled")
    assert backend_for(1) is Backend.COMPILED


def test_bad_names_get_one_sentence(monkeypatch):
    with pytest.raises(
        tk.InputError, match=r'^backend is "gpu"; give one of auto, numpy, compiled$'
    ):
        tk.fly(thrown(), backend="gpu")
    monkeypatch.setenv("TRAJKIT_BACKEND", "fortran")
    with pytest.raises(tk.InputError, match=r'^TRAJKIT_BACKEND is "fortran"; give one of auto'):
        tk.fly(thrown())
    monkeypatch.setattr("trajkit.physics.backend.find_spec", lambda _: None)
    with pytest.raises(tk.InputError, match=r"pip install 'trajkit\[fast\]'"):
        tk.use_backend("compiled")


def test_the_command_line_names_the_backend_and_switches_it_off():
    fly = Fly(
        {
            "--site": "39,126",
            "--altitude": "60 km",
            "--speed": "3.5 km/s",
            "--angle": "40",
            "--azimuth": "90",
            "--beta": "5000",
            "--json": "-",
        }
    )
    assert fly(backend="compiled").json["backend"].startswith("compiled by numba ")
    assert fly(backend="numpy").json["backend"] == "numpy"
    assert fly(backend="nupy").sentence == '--backend "nupy" is not known; perhaps numpy is meant'


def accelerations(earth):
    return equations_of_motion(earth, tk.Air().density_table()).parts.accelerate


def test_a_changed_equation_is_another_program():
    program = accelerations(WGS84)
    assert digest(program) == digest(accelerations(WGS84))
    assert digest(program) != digest(accelerations(SPHERE))
    code = program.__code__
    changed = code.replace(
        co_consts=tuple(6.0 if constant == 5.0 else constant for constant in code.co_consts)
    )
    other = FunctionType(changed, program.__globals__, None, None, program.__closure__)
    assert digest(other) != digest(program)


def inner(x):
    return 2.0 * x


def outer(x):
    return inner(x) + 1.0


def test_a_changed_function_deep_below_is_another_program():
    before = digest(outer)
    changed = FunctionType(
        outer.__code__, {**outer.__globals__, "inner": lambda x: 3.0 * x}, "outer"
    )
    assert digest(changed) != before


def test_no_fast_maths_that_would_delete_a_test_for_nan():
    from trajkit.physics.compiled import compiler

    # LLVM's flag "contract" fuses a product and a sum; nnan, ninf and fast are those that lie.
    assert compiler._OPTIONS["fastmath"] == {"contract"}
    # And seen from outside: a flight whose parameters are NaN in flight is not called landed.
    nobody = compiler.compiled(isnan_of)
    assert nobody(float("nan")) is True


def isnan_of(x):
    return x != x
