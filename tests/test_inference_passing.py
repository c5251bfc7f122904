"""Turning aside and passing places, against geodesics and the flights of the public call."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyproj
import pytest

import trajkit as tk
from trajkit.inference.figures import ROW
from trajkit.inference.infer import model_of
from trajkit.inference.observations import Observations, observations_of
from trajkit.inference.passing import aside_m, nearest_pass
from trajkit.physics.earth import WGS84, geodetic_to_ecef
from trajkit.reports import catalogue

GEOD = pyproj.Geod(ellps="WGS84")
SITE = (40.6112, 126.4257)


def _ecef(latitude, longitude):
    return geodetic_to_ecef(latitude_deg=latitude, longitude_deg=longitude, altitude_m=0.0)


@pytest.mark.parametrize("azimuth", [0.0, 62.0, 135.0, 290.0])
def test_aside_is_the_way_from_the_geodesic_at_a_right_angle(azimuth) -> None:
    along, across = np.array([300e3, 700e3, 1e6]), np.array([-240e3, 0.0, 120e3])
    longitude, latitude, back = GEOD.fwd(
        np.full(3, SITE[1]), np.full(3, SITE[0]), np.full(3, azimuth), along
    )
    longitude, latitude, _ = GEOD.fwd(longitude, latitude, np.asarray(back) - 90.0, across)
    found = aside_m(
        _ecef(latitude, longitude),
        latitude_deg=np.full(3, SITE[0]),
        longitude_deg=np.full(3, SITE[1]),
        azimuth_deg=np.full(3, azimuth),
        earth=WGS84,
    )
    np.testing.assert_allclose(found, across, rtol=0.01, atol=3e3)


@pytest.mark.parametrize("across_m", [-150e3, 0.0, 80e3])
def test_the_nearest_pass_is_abeam(across_m) -> None:
    """At an even 4 km/s along a geodesic, a place 1,200 km on is abeam after 300 s."""
    times = np.linspace(0.0, 700.0, 65)
    ones = np.ones(times.size)
    longitude, latitude, _ = GEOD.fwd(SITE[1] * ones, SITE[0] * ones, 95.0 * ones, 4e3 * times)
    track = _ecef(np.asarray(latitude), np.asarray(longitude))
    there = GEOD.fwd(SITE[1], SITE[0], 95.0, 1.2e6)
    place = GEOD.fwd(there[0], there[1], there[2] - 90.0, across_m)
    time, distance = nearest_pass(times[None], track[:, None, :], (place[1], place[0]), earth=WGS84)
    assert time[0] == pytest.approx(300.0, abs=1.0)
    assert abs(distance[0]) == pytest.approx(abs(across_m), rel=0.01, abs=500.0)
    assert across_m == 0.0 or np.sign(distance[0]) == np.sign(across_m)


def test_a_place_under_the_apogee_is_passed_at_the_apogee() -> None:
    event = catalogue.event("2017-08-29")
    model = model_of(event, "ballistic", Observations(()))
    z = model.prior_draws(256, 1)
    z = z[:, model.supported(model.values(z))][:, :4]
    problem, _ = model.problem(model.values(z))
    from trajkit.flight.flights import Flights
    from trajkit.physics.status import Status

    count = z.shape[1]
    flights = Flights.flown(
        problem,
        np.ones(count, bool),
        np.full(count, Status.TIME_LIMIT, np.int8),
        impact_only=False,
    )
    top = flights.apogee
    for i in range(count):
        over = (float(top.latitude_deg[i]), float(top.longitude_deg[i]))
        figures = replace(model, over=over).fly(z[:, [i]])
        assert figures[ROW["overflight_s"]][0] == pytest.approx(float(top.time_s[i]), abs=2.0)
        assert abs(figures[ROW["overflight_m"]][0]) < 2e3


def test_only_a_reported_turn_lets_a_glide_bank_and_then_it_turns_aside() -> None:
    event = catalogue.event("2022-01-05")
    straight = model_of(event, "glide", observations_of(event, ["ROK MND"]))
    assert "bank_deg" not in [one.name for one in straight.unknowns]
    free = model_of(event, "glide", observations_of(event, ["KCNA"]))
    assert "bank_deg" in [one.name for one in free.unknowns]
    still = tk.SPHERE.without_rotation()
    asides = {}
    for bank in (-45.0, 0.0, 45.0):
        fixed = {"bank_deg": bank, "lift_to_drag": 2.0, "climb_share": 1.0, "final_share": 1.0}
        model = model_of(
            event, "glide", observations_of(event, ["KCNA"]), priors=fixed, earth=still
        )
        z = model.prior_draws(128, 2)
        figures = model.fly(z[:, model.supported(model.values(z))])
        asides[bank] = figures[ROW["aside_m"]]
    # On a sphere at rest both sides are alike, and straight ahead is straight ahead.
    assert np.abs(asides[0.0]).max() < 50.0
    np.testing.assert_allclose(asides[45.0], -asides[-45.0], atol=2e3)
    assert (asides[45.0] > 0.0).all()
    assert np.quantile(asides[45.0], 0.9) > 30e3


def test_turning_flights_are_those_of_the_public_call() -> None:
    """The point of fall of a banked glide, against the call, and its offset against geodesics."""
    event = catalogue.event("2022-01-05")
    observed = observations_of(event, ["KCNA"])
    model = model_of(event, "glide", observed, priors={"bank_deg": 40.0})
    z = model.prior_draws(256, 5)
    z = z[:, model.supported(model.values(z))][:, :20]
    values, figures = model.values(z), model.fly(z)
    longitude, latitude, _ = GEOD.fwd(
        np.full(20, model.site[1]),
        np.full(20, model.site[0]),
        values["heading_deg"],
        figures[ROW["burnout_downrange_m"]],
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
        tk.Body(values["ballistic_coefficient_kg_m2"], values["lift_to_drag"], 40.0),
        plan=tk.Plan.glide(
            coast_to_peak=True,
            **{name: values[name] for name in ("damping", "climb_share", "final_share")},
        ),
        site=model.site,
    )
    fall = flights.impact
    off = GEOD.inv(
        fall.longitude_deg, fall.latitude_deg, figures[ROW["longitude_deg"]],
        figures[ROW["latitude_deg"]],
    )[2]  # fmt: skip
    assert np.median(off) < 100.0
    bearing, _, distance = GEOD.inv(longitude, latitude, fall.longitude_deg, fall.latitude_deg)
    turn = np.radians(np.asarray(bearing) - values["heading_deg"])
    across = 6.371e6 * np.arcsin(np.sin(np.asarray(distance) / 6.371e6) * np.sin(turn))
    near = off < 1e3
    assert near.sum() >= 15
    np.testing.assert_allclose(figures[ROW["aside_m"]][near], across[near], rtol=0.02, atol=4e3)
