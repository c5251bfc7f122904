"""Plans: where phases end and join, batches of unlike flights, phases of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from starts import start

import trajkit as tk
from trajkit.flight.phases.base import Phase
from trajkit.physics import integrator
from trajkit.physics.motion import Equations, equations_of_motion

BODY = tk.Body(5000.0, lift_to_drag=1.2)
ARC = start(altitude_m=50e3, speed_m_s=3500.0, angle_deg=12.0)


def path_at(flights, times_s, flight=0):
    return flights.sample(np.atleast_1d(times_s)).isel(flight=flight)


def seam_s(flights, number, flight=0):
    """When a phase began."""
    return flights._record.seams[0].start_s[number, flight]


def ended(until, first=None):
    """A flight whose first phase ends so, and the moment."""
    flights = tk.fly(ARC, BODY, plan=tk.Plan([(first or tk.Glide)(until=until), tk.Coast()]))
    assert flights.status[0] == tk.Status.LANDED
    return flights, seam_s(flights, 1)


def test_a_phase_ends_at_its_altitude_on_the_way_down():
    flights, time_s = ended(tk.Until(altitude_m=52e3))
    state = path_at(flights, time_s)
    assert float(state.altitude_m[0]) == pytest.approx(52e3, abs=1e-3)
    assert float(state.down_m_s[0]) > 100.0


def test_a_phase_ends_at_its_speed():
    flights, time_s = ended(tk.Until(speed_m_s=2000.0))
    assert float(path_at(flights, time_s).speed_m_s[0]) == pytest.approx(2000.0, abs=1e-6)
    assert float(path_at(flights, time_s - 0.1).speed_m_s[0]) > 2000.0


def test_a_phase_ends_at_its_time():
    _, time_s = ended(tk.Until(time_s=33.25))
    assert time_s == pytest.approx(33.25, abs=1e-12)


@pytest.mark.parametrize("until", [tk.Until(peak=True), tk.Until(falling=True)])
def test_a_phase_ends_at_the_peak(until):
    flights, time_s = ended(until)
    assert float(path_at(flights, time_s).down_m_s[0]) == pytest.approx(0.0, abs=1e-3)
    assert flights.peaks.time_s[0] == pytest.approx(time_s, abs=1e-6)


def test_what_comes_first_ends_the_phase():
    _, at_peak = ended(tk.Until(peak=True))
    for until, time_s in (
        (tk.Until(peak=True, time_s=10.0, speed_m_s=100.0), 10.0),
        (tk.Until(peak=True, time_s=1e4, altitude_m=1e3), at_peak),
    ):
        assert ended(until)[1] == pytest.approx(time_s, abs=1e-6)


def test_an_end_that_is_met_at_the_start_ends_at_once():
    falling = replace(ARC, angle_deg=-5.0)
    for until in (
        tk.Until(falling=True),
        tk.Until(altitude_m=60e3),
        tk.Until(speed_m_s=4000.0),
        tk.Until(time_s=0.0),
    ):
        one, other = (
            tk.fly(falling, BODY, plan=plan)
            for plan in (tk.Plan([tk.Glide(until=until), tk.Coast()]), tk.Plan.coast())
        )
        assert one.range_m[0] == other.range_m[0]
        assert one.flight_time_s[0] == other.flight_time_s[0]


def test_cuts_change_nothing_where_the_phases_are_alike():
    # Three hundred flights: which side of the seam a peak or a crossing falls on is luck.
    many = replace(ARC, altitude_m=np.linspace(40e3, 60e3, 300), angle_deg=10.0)
    whole = tk.fly(many, BODY, plan=tk.Plan.glide(climb_share=0.8))
    glide = tk.Glide(climb_share=0.8)
    for cuts in (
        [tk.Until(falling=True), tk.Until(peak=True)],
        [tk.Until(peak=True), tk.Until(peak=True)],
        [tk.Until(altitude_m=30e3), tk.Until(altitude_m=30e3)],
        [tk.Until(time_s=70.0), tk.Until(speed_m_s=2000.0)],
    ):
        cut = tk.fly(many, BODY, plan=tk.Plan([*(replace(glide, until=u) for u in cuts), glide]))
        assert np.all(cut.status == tk.Status.LANDED)
        assert cut.range_m == pytest.approx(whole.range_m, abs=0.2)
        assert np.array_equal(cut.peaks.flight, whole.peaks.flight)
        assert cut.peaks.time_s == pytest.approx(whole.peaks.time_s, abs=1e-4)
        assert cut.peaks.altitude_m == pytest.approx(whole.peaks.altitude_m, abs=0.01)
        for level_m in (30e3, 55e3):
            one, other = cut.crossings(level_m), whole.crossings(level_m)
            assert np.array_equal(one.flight, other.flight)
            assert one.time_s == pytest.approx(other.time_s, abs=1e-4)


@pytest.mark.parametrize("tolerance_m", [1e-4, 1.0])
def test_the_altitude_that_ends_a_phase_is_crossed_once(tolerance_m):
    many = replace(ARC, altitude_m=np.linspace(40e3, 60e3, 400))
    flights = tk.fly(
        many, BODY, plan=tk.Plan.glide(dive_below_m=25e3, climb_share=0.2), tolerance_m=tolerance_m
    )
    crossings = flights.crossings(25e3)
    assert np.array_equal(crossings.flight, np.arange(400))
    assert crossings.altitude_m == pytest.approx(25e3, abs=1e-6)


def test_samples_are_continuous_over_the_seams():
    # One flight whose lift goes at the second peak and whose dive begins at 12 km.
    plan = tk.Plan.glide(final_share=0.5, dive_below_m=12e3)
    flights = tk.fly(ARC, BODY, plan=plan)
    seams = [seam_s(flights, number) for number in (1, 2, 3)]
    for time_s in seams:
        around = path_at(flights, [time_s - 1e-3, time_s, time_s + 1e-3])
        rise = -around.down_m_s.values
        height = around.altitude_m.values
        assert np.all(np.isfinite(height))
        assert np.diff(height) == pytest.approx(1e-3 * 0.5 * (rise[1:] + rise[:-1]), abs=1e-5)
    path = flights.sample(n=5000).isel(flight=0)
    assert np.all(np.isfinite(path.altitude_m.values))


def test_a_dive_begins_where_it_is_told_to():
    flights = tk.fly(ARC, BODY, plan=tk.Plan.glide(dive_below_m=20e3))
    (time_s,) = flights.crossings(20e3).time_s
    load = flights.sample([time_s - 1.0, time_s + 1.0], derived=True).isel(flight=0)
    felt = load.load_factor.values * 9.80665 * 5000.0 / load.dynamic_pressure_pa.values
    assert felt == pytest.approx([np.hypot(1.0, 1.2), 1.0], rel=1e-6)


@pytest.mark.parametrize("low_m", [0.0, 1e-9, 1e-6, 1e-3])
def test_a_phase_that_ends_on_the_ground_lands(low_m):
    one = tk.fly(ARC, BODY, plan=tk.Plan.glide(dive_below_m=low_m))
    assert one.status[0] == tk.Status.LANDED
    assert one.range_m[0] == pytest.approx(tk.fly(ARC, BODY).range_m[0], abs=0.05)


def unlike():
    """Boosters and plans of many kinds, one a flight."""
    stage = {"burn_time_s": 60.0, "exhaust_velocity_m_s": 2500.0, "delta_v_m_s": 2000.0}
    boosters = [
        tk.Booster.of(delta_v_m_s=3000.0, burn_time_s=70.0),
        tk.Booster.of(delta_v_m_s=4000.0, burn_time_s=90.0, stages=2, steering="pitch"),
        tk.Booster([tk.Stage(**stage, coast_s=10.0), tk.Stage(**stage)]),
        tk.Booster([tk.Stage(**stage), tk.Stage(**stage)]),
        tk.Booster.of(delta_v_m_s=3000.0, burn_time_s=80.0),
        tk.Booster.of(delta_v_m_s=300.0, burn_time_s=80.0),  # cannot lift off
    ]
    plans = [
        tk.Plan.coast(),
        tk.Plan.glide(coast_to_peak=True),
        tk.Plan.glide(damping=0.5, coast_to_peak=True, final_share=0.5),
        tk.Plan.glide(climb_share=0.5, dive_below_m=20e3, coast_to_peak=True),
        tk.Plan.coast(),
        tk.Plan.coast(),
    ]
    return boosters, plans, np.array([60.0, 40.0, 80.0, 30.0, 50.0, 50.0])


def fly_unlike(rows):
    boosters, plans, angle_deg = unlike()
    place = tk.Pad(
        latitude_deg=39.0,
        longitude_deg=126.0,
        burnout_angle_deg=angle_deg[rows],
        azimuth_deg=60.0 + 10.0 * np.array(rows),
    )
    return tk.fly(
        place, BODY, booster=[boosters[i] for i in rows], plan=[plans[i] for i in rows],
        tolerance_m=1e-2,
    )  # fmt: skip


def answers(flights, flight):
    """Everything of one flight, to the bit."""
    peaks, losses = flights.peaks_of(flight), flights.losses
    path = flights.sample(np.linspace(0.0, 500.0, 20), derived=True).isel(flight=flight)
    return [
        flights.status[flight],
        *(x[flight] for x in (flights.range_m, flights.flight_time_s, flights.top_speed_m_s)),
        *(x[flight] for x in (losses.gravity_m_s, losses.drag_m_s, losses.steering_m_s)),
        *peaks.time_s, *peaks.altitude_m,
        *path.altitude_m.values, *path.load_factor.values, *path.equilibrium_altitude_m.values,
    ]  # fmt: skip


def test_unlike_flights_in_one_batch_are_those_flown_alone(monkeypatch):
    together = fly_unlike([0, 1, 2, 3, 4, 5])
    assert together.status[5] == tk.Status.INVALID_INPUT
    assert np.all(together.landed[:5])
    assert np.isnan(together.range_m[5])
    assert "cannot lift off" in together.sentence(5)
    backwards = fly_unlike([5, 4, 3, 2, 1, 0])
    monkeypatch.setattr(integrator.integrate, "__kwdefaults__", CHUNK_OF_ONE)
    for row in range(6):
        alone = fly_unlike([row, row])  # a bad row alone is an error, and not a row
        expected = answers(together, row)
        assert np.array_equal(answers(alone, 1), expected, equal_nan=True)
        assert np.array_equal(answers(backwards, 5 - row), expected, equal_nan=True)


CHUNK_OF_ONE = {**(integrator.integrate.__kwdefaults__ or {}), "chunk": 1}

BAD = {
    "damping": (lambda v: {"plan": tk.Plan.glide(damping=v)}, 0.5, 3.0, "damping ratio 3"),
    "climb_share": (
        lambda v: {"plan": tk.Plan.glide(climb_share=v)}, 0.5, -0.1, "while climbing -0.1",
    ),
    "dive": (lambda v: {"plan": tk.Plan.glide(dive_below_m=v)}, 20e3, 90e3, "above the start"),
    "dive speed": (
        lambda v: {"plan": tk.Plan.glide(dive_below_m_s=v)}, 1e3, 9e3, "speed of the start",
    ),
    "lift": (lambda v: {"body": tk.Body(5000.0, v)}, 1.0, 11.0, "lift-to-drag ratio 11"),
    "bank": (lambda v: {"body": tk.Body(5000.0, 1.0, v)}, 10.0, 190.0, "bank angle 190"),
    "phase time": (
        lambda v: {"plan": tk.Plan([tk.Glide(until=tk.Until(time_s=v)), tk.Coast()])},
        9.0, np.nan, "time is nan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_bad_row_is_nan_with_a_reason_and_harms_no_other(case):
    make, good, bad, words = case
    flights = tk.fly(ARC, **{"body": BODY, **make(np.array([good, bad, good]))})
    assert list(flights.status) == [tk.Status.LANDED, tk.Status.INVALID_INPUT, tk.Status.LANDED]
    assert np.isnan(flights.range_m[1])
    assert np.isnan(flights.sample(n=3, derived=True).load_factor.values[1]).all()
    assert words.lower() in flights.sentence(1).lower()
    alone = tk.fly(ARC, **{"body": BODY, **make(good)})
    assert alone.range_m[0] == flights.range_m[0] == flights.range_m[2]
    with pytest.raises(tk.InputError, match=words):
        tk.fly(ARC, **{"body": BODY, **make(bad)})


@dataclass(frozen=True, eq=False, kw_only=True)
class Sail(Phase):
    """A phase of the test's own: no air at all, and a push due east."""

    push_m_s2: object = 0.0

    NUMBERS = ("push_m_s2",)
    name = "sail"

    def equations(self, setting) -> Equations:
        def push(moment, size):
            x, y, _ = moment.normal
            flat = np.sqrt(x * x + y * y)
            return 0.0 * x, -size * y / flat, size * x / flat, 0.0 * x

        return equations_of_motion(setting.earth, lambda altitude: 0.0 * altitude, force=push)

    def unpushed(self, setting) -> Equations:
        return equations_of_motion(setting.earth, lambda altitude: 0.0 * altitude)

    def parameters(self, setting, start_s):
        del setting
        return np.zeros_like(start_s), np.asarray(self.push_m_s2, float)


def test_a_phase_of_the_users_own():
    earth = tk.SPHERE.without_rotation()
    push = np.array([0.0, 5.0])
    place = start(0.0, 0.0, 100e3, 1000.0, 90.0, 90.0)
    plan = tk.Plan([Sail(push_m_s2=push, until=tk.Until(time_s=100.0)), tk.Coast()])
    flights = tk.fly(place, tk.Body(4000.0), plan=plan, earth=earth)
    path = flights.sample([50.0, 100.0], derived=True)
    assert np.all(flights.landed)
    # On the ground beneath: 5 m/s2 for 100 s, less what the turning of "east" takes.
    assert path.east_m_s.values[0] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert path.east_m_s.values[1] == pytest.approx([250.0, 500.0], rel=0.05)
    assert path.load_factor.values[:, 0] == pytest.approx(push / 9.80665, rel=1e-12)
    assert path.load_factor.values[0, 1] < 1e-3
