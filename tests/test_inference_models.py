"""The models of inference against the flights of the public call, and their own side conditions."""

from __future__ import annotations

import numpy as np
import pytest

import trajkit as tk
from trajkit.errors import InputError
from trajkit.inference.figures import ROW
from trajkit.inference.infer import model_of
from trajkit.inference.kicks import Boosts
from trajkit.inference.observations import Observations
from trajkit.inference.priors import Uniform
from trajkit.reports import catalogue

COUNT = 200
COUNT_SAMPLED = 12


def _draws(event: str, name: str, **kwargs):
    """A model, points of its prior that keep to the side conditions, and their values."""
    model = model_of(catalogue.event(event), name, Observations(()), **kwargs)
    z = model.prior_draws(1024, 3)
    z = z[:, model.supported(model.values(z))][:, :COUNT]
    return model, z, model.values(z)


@pytest.fixture(scope="module")
def lofted():
    return _draws("2022-11-18", "ballistic")


@pytest.fixture(scope="module")
def gliding():
    model, z, values = _draws("2025-01-06", "glide")
    return model, z, values


def test_boosts_lift_off_and_can_be_borne(lofted) -> None:
    _, _, values = lofted
    booster = tk.Booster.of(
        delta_v_m_s=values["delta_v_m_s"],
        burn_time_s=values["burn_time_s"],
        exhaust_velocity_m_s=values["exhaust_velocity_m_s"],
        stages=2,
    )
    assert booster.thrust_to_weight.min() > 1.2
    # Thrust over what is left of the mass at the end of either equal stage.
    end = booster.thrust_to_weight * np.exp(
        values["delta_v_m_s"] / 2.0 / values["exhaust_velocity_m_s"]
    )
    assert end.max() < 18.0


def test_the_kick_leads_to_the_angle_that_was_asked_for(lofted) -> None:
    model, z, values = lofted
    figures = model.fly(z)
    landed = np.isfinite(figures[ROW["range_m"]])
    assert landed.mean() > 0.9
    asked = values["burnout_angle_deg"][landed]
    off = np.abs(figures[ROW["burnout_angle_deg"]][landed] - asked)
    assert np.median(off) < 0.1
    assert np.quantile(off, 0.95) < 0.6
    assert off[asked > 75.0].max() < 0.5
    turn = figures[ROW["burnout_azimuth_deg"]] - values["heading_deg"] + 180.0
    assert np.nanquantile(np.abs(np.mod(turn, 360.0) - 180.0), 0.95) < 1.0


def test_boosted_flights_are_those_of_the_public_call(lofted) -> None:
    """With the angle and azimuth that were truly flown, the public call finds the same flight."""
    model, z, values = lofted
    figures = model.fly(z)
    rows = np.flatnonzero(np.isfinite(figures[ROW["range_m"]]))[:40]
    flights = tk.fly(
        tk.Pad(
            latitude_deg=model.site[0],
            longitude_deg=model.site[1],
            burnout_angle_deg=figures[ROW["burnout_angle_deg"]][rows],
            azimuth_deg=figures[ROW["burnout_azimuth_deg"]][rows],
        ),
        tk.Body(values["ballistic_coefficient_kg_m2"][rows]),
        booster=tk.Booster.of(
            delta_v_m_s=values["delta_v_m_s"][rows],
            burn_time_s=values["burn_time_s"][rows],
            exhaust_velocity_m_s=values["exhaust_velocity_m_s"][rows],
            stages=2,
        ),
        plan=tk.Plan.coast(),
    )
    assert flights.landed.all()
    for name, found, tolerance in (
        ("apogee_m", flights.apogee.altitude_m, 50.0),
        ("flight_time_s", flights.flight_time_s, 0.1),
        ("top_speed_m_s", flights.top_speed_m_s, 10.0),
        ("burnout_altitude_m", flights.burnout.altitude_m, 10.0),
        ("burnout_speed_m_s", flights.burnout.speed_m_s, 0.05),
    ):
        np.testing.assert_allclose(figures[ROW[name]][rows], found, atol=tolerance, rtol=0)
    near = figures[ROW["range_m"]][rows] < 1.5e7
    np.testing.assert_allclose(
        figures[ROW["range_m"]][rows][near], flights.range_m[near], atol=200.0, rtol=0
    )


def test_gliding_flights_are_those_of_the_public_call(gliding) -> None:
    model, z, values = gliding
    figures = model.fly(z)
    downrange = figures[ROW["burnout_downrange_m"]]
    np.testing.assert_allclose(
        downrange, values["burnout_altitude_m"] * values["downrange_ratio"], rtol=1e-12
    )
    from trajkit.flight.geodesic import destination

    latitude, longitude = destination(
        latitude_deg=model.site[0],
        longitude_deg=model.site[1],
        azimuth_deg=values["heading_deg"],
        distance_m=downrange,
    )
    flights = tk.fly(
        tk.Launch(
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=values["burnout_altitude_m"],
            speed_m_s=values["burnout_speed_m_s"],
            angle_deg=values["burnout_angle_deg"],
            azimuth_deg=values["heading_deg"],
        ),
        tk.Body(values["ballistic_coefficient_kg_m2"], values["lift_to_drag"]),
        plan=tk.Plan.glide(
            coast_to_peak=True,
            **{name: values[name] for name in ("damping", "climb_share", "final_share")},
        ),
        site=model.site,
    )
    peaks = [flights.peaks_of(i).altitude_m for i in range(len(flights))]
    second = np.array([p[1] if p.size > 1 else np.nan for p in peaks])
    np.testing.assert_array_equal(np.isnan(figures[ROW["second_peak_m"]]), np.isnan(second))
    assert np.nanquantile(np.abs(figures[ROW["second_peak_m"]] - second), 0.95) < 10.0
    np.testing.assert_allclose(figures[ROW["apogee_m"]], flights.apogee.altitude_m, atol=5.0)
    assert np.quantile(np.abs(figures[ROW["range_m"]] - flights.range_m), 0.95) < 500.0
    time = figures[ROW["flight_time_s"]] - figures[ROW["burnout_time_s"]]
    assert np.quantile(np.abs(time - flights.flight_time_s), 0.95) < 0.5
    way = np.hypot(values["burnout_altitude_m"], downrange)
    mean = way / (values["burnout_speed_m_s"] * figures[ROW["burnout_time_s"]])
    np.testing.assert_allclose(mean, values["path_share"], rtol=1e-12)


def test_the_prominence_is_that_of_a_densely_sampled_flight(gliding) -> None:
    from dataclasses import replace

    model, z, _ = gliding
    model = replace(model, extra=frozenset({"prominence_m", "top_mach"}))
    figures = model.fly(z[:, :COUNT_SAMPLED])
    prominence = figures[ROW["prominence_m"]]
    problem, _ = model.problem(model.values(z[:, :COUNT_SAMPLED]))
    from trajkit.flight.flights import Flights
    from trajkit.physics.status import Status

    flights = Flights.flown(
        problem,
        np.ones(COUNT_SAMPLED, bool),
        np.full(COUNT_SAMPLED, Status.TIME_LIMIT, np.int8),
        impact_only=False,
    )
    for i in range(COUNT_SAMPLED):
        peaks = flights.peaks_of(i)
        if len(peaks) < 2:
            assert prominence[i] == 0.0
            continue
        times = np.linspace(peaks.time_s[0], peaks.time_s[1], 2001)
        path = flights.sample(times)["altitude_m"].values[i]
        deep = peaks.altitude_m[1] - path.min()
        assert prominence[i] == pytest.approx(deep, rel=0.05, abs=300.0)
    np.testing.assert_allclose(figures[ROW["top_mach"]], flights.top_mach, rtol=1e-9)


def test_turned_points_come_back_and_know_their_volume(gliding) -> None:
    model, z, _ = gliding
    placed = model.placed(model.turned(z))
    np.testing.assert_allclose(placed.z, z, atol=1e-6)
    row = [one.name for one in model.unknowns].index("burnout_angle_deg")
    step = 1e-5
    up, down = z.copy(), z.copy()
    up[row] += step
    down[row] -= step
    slope = (model.turned(up)[row] - model.turned(down)[row]) / (2.0 * step)
    shift = placed.log_volume + np.log(slope)
    # The same constant for all.
    np.testing.assert_allclose(shift, shift[0], atol=1e-4)


def test_unsupported_unknowns_give_no_flight() -> None:
    model = model_of(catalogue.event("2022-11-18"), "ballistic", Observations(()))
    z = model.prior_draws(512, 1)
    bad = ~model.supported(model.values(z))
    assert bad.any()
    assert np.isnan(model.fly(z[:, bad])).all()


def test_thrust_to_weight_is_that_of_the_booster() -> None:
    boosts = Boosts(3, *(np.array([v]) for v in (9000.0, 240.0, 2600.0, 80.0, 70.0)))
    expected = boosts.booster().thrust_to_weight
    np.testing.assert_allclose(boosts.thrust_to_weight, expected, rtol=1e-3)


def test_priors_can_be_replaced_and_fixed() -> None:
    event = catalogue.event("2022-11-18")
    given = {"stages": 3, "burn_time_s": Uniform(200.0, 210.0), "exhaust_velocity_m_s": 2600.0}
    model = model_of(event, "ballistic", Observations(()), priors=given)
    assert model.stages == 3
    names = [one.name for one in model.unknowns]
    assert "exhaust_velocity_m_s" not in names
    values = model.values(model.prior_draws(64, 0))
    assert np.all((values["burn_time_s"] >= 200.0) & (values["burn_time_s"] <= 210.0))
    assert np.all(values["exhaust_velocity_m_s"] == 2600.0)
    for wrong, words in (({"stages": 2.5}, "fixed at 1, 2 or 3"), ({"damping": 1.0}, "no unknown")):
        with pytest.raises(InputError, match=words):
            model_of(event, "ballistic", Observations(()), priors=wrong)
