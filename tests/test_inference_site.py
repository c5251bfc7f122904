"""A site that is not known well, against moved sites and the conjugate normal answer."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from trajkit.inference.figures import ROW
from trajkit.inference.infer import model_of
from trajkit.inference.observations import Observations, Splash, observations_of
from trajkit.inference.priors import Fixed, Normal, Uniform
from trajkit.reports import catalogue

GEOD = pyproj.Geod(ellps="WGS84")


def _prior(model, name):
    return next(one.prior for one in model.priors if one.name == name)


@pytest.mark.parametrize("event", ["2022-11-18", "2025-01-14"])
def test_an_offset_is_a_start_from_there(event) -> None:
    event = catalogue.event(event)
    heading = {"heading_deg": Uniform(30.0, 120.0)}
    moved = model_of(
        event,
        "ballistic",
        Observations(()),
        priors={**heading, "site_north_m": 6e3, "site_east_m": -8e3},
    )
    longitude, latitude, _ = GEOD.fwd(
        moved.site[1], moved.site[0], np.degrees(np.arctan2(-8.0, 6.0)), 10e3
    )
    there = model_of(
        event, "ballistic", Observations(()), site=(latitude, longitude), priors=heading
    )
    # From the pad, the same fitted kicks.
    there._kept.update(moved._kept if moved.start != "pad" else {"kicks": moved._kicks()})
    z = moved.prior_draws(256, 0)
    z = z[:, moved.supported(moved.values(z))][:, :20]
    one, other = moved.fly(z), there.fly(z)
    for name, off in (("range_m", 200.0), ("apogee_m", 20.0), ("latitude_deg", 1e-3)):
        np.testing.assert_allclose(one[ROW[name]], other[ROW[name]], atol=off, rtol=0)


def test_the_site_is_doubted_where_its_file_says_so_and_it_matters() -> None:
    event = catalogue.event("2026-01-04")
    near = Splash("A", "", (40.0, 131.0), (290e3, 310e3, 5e3), None)
    doubted = model_of(event, "ballistic", Observations((near,)))
    assert _prior(doubted, "site_north_m") == _prior(doubted, "site_east_m") == Normal(0.0, 5e3)
    # A range counts from where it truly started.
    ranges = observations_of(event, ["Japan MOD"])
    assert _prior(model_of(event, "ballistic", ranges), "site_north_m") == Fixed(0.0)
    surer = event.model_copy(update={"site_uncertainty_km": 1.0})
    assert _prior(model_of(surer, "ballistic", Observations((near,))), "site_east_m") == Normal(
        0.0, 1e3
    )


def test_a_known_flight_and_a_seen_fall_tell_of_the_site() -> None:
    """All else fixed, a fall seen 8 km too far north with an error of 6 km moves a site that is
    known to 10 km by 8 / (1 + 0.36) = 5.9 km, to 5.1 km: two normal distributions."""
    event = catalogue.event("2025-01-14")
    fixed = {
        "burnout_speed_m_s": 1500.0, "burnout_altitude_m": 3e4, "downrange_ratio": 1.0,
        "path_share": 0.45, "burnout_angle_deg": 30.0, "heading_deg": 0.0,
        "ballistic_coefficient_kg_m2": 5000.0,
    }  # fmt: skip
    offset = Normal(0.0, 10e3)
    model = model_of(
        event, "ballistic", Observations(()),
        priors={**fixed, "site_north_m": offset, "site_east_m": offset},
    )  # fmt: skip
    z = model.prior_draws(1024, 0)
    figures = model.fly(z)
    named = model.fly(np.zeros((2, 1)))
    place = model.site
    seen = GEOD.inv(
        place[1], place[0], named[ROW["longitude_deg"]][0], named[ROW["latitude_deg"]][0]
    )[2]
    told = Splash("A", "", place, (seen + 7.9e3, seen + 8.1e3, 6e3), None)
    weight = np.exp(told.log_likelihood(figures))
    north = model.values(z)["site_north_m"]
    mean = float((weight * north).sum() / weight.sum())
    spread = float(np.sqrt((weight * (north - mean) ** 2).sum() / weight.sum()))
    # From the named site the distance is within 0.4 %, here a kilometre.
    assert mean == pytest.approx(8e3 / 1.36, abs=900.0)
    assert spread == pytest.approx(6e3 / np.sqrt(1.36), rel=0.05)
