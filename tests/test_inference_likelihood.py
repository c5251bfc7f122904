"""What a report says of a flight: likelihoods against integrals, and which claims are observed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from trajkit.errors import InputError
from trajkit.flight.geodesic import azimuth_deg, destination, distance_m
from trajkit.inference.errors import MeasurementErrors
from trajkit.inference.figures import ROW, no_figures
from trajkit.inference.likelihood import log_probability
from trajkit.inference.misses import misses
from trajkit.inference.observations import (
    Figure,
    InSea,
    NoSecondPeak,
    Observations,
    Splash,
    observations_of,
)
from trajkit.reports import catalogue


@pytest.mark.parametrize(
    ("low", "high", "error"),
    [(1000.0, 1200.0, 22.0), (99.75, 99.85, 1.4), (4051.5, 4052.5, 10.0), (0.0, 70.0, 5.0)],
)
def test_a_box_with_a_normal_error_is_the_integral_of_the_normal(low, high, error) -> None:
    middle = 0.5 * (low + high)
    truth = middle + error * np.array([-4.0, -1.3, 0.0, 0.4, 2.0, 5.0])
    expected = [
        integrate.quad(stats.norm(t, error).pdf, low, high, points=[middle])[0] for t in truth
    ]
    np.testing.assert_allclose(
        np.exp(log_probability(truth, low, high, error)), expected, rtol=1e-6
    )


def test_far_off_the_logarithm_keeps_its_digits() -> None:
    # Mills' ratio: far out the tail is the density over the distance.
    far = float(log_probability(np.array([0.0]), 1000.0, None, 1.0)[0])
    assert far == pytest.approx(-0.5 * 1000.0**2 - np.log(1000.0 * np.sqrt(2.0 * np.pi)), rel=1e-9)
    both = log_probability(np.array([0.0, 2000.0]), 999.0, 1001.0, 1.0)
    assert both[0] == pytest.approx(both[1], rel=1e-12)
    assert np.all(np.isfinite(both))


def test_bounds_are_one_sided() -> None:
    truth = np.array([500.0, 700.0, 900.0])
    at_least = np.exp(log_probability(truth, 700.0, None, 50.0))
    at_most = np.exp(log_probability(truth, None, 700.0, 50.0))
    np.testing.assert_allclose(at_least, stats.norm.cdf(truth, 700.0, 50.0), rtol=1e-12)
    np.testing.assert_allclose(at_least + at_most, 1.0, rtol=1e-12)
    assert np.isneginf(log_probability(np.array([np.nan]), 700.0, None, 50.0)[0])


def test_a_splashdown_is_judged_by_distance_and_bearing() -> None:
    # Around the place on a circle: geodesics of PROJ say where the points are.
    place = (41.87, 140.13)
    bearing = np.arange(0.0, 360.0, 10.0)
    latitude, longitude = destination(
        latitude_deg=place[0], longitude_deg=place[1], azimuth_deg=bearing, distance_m=150e3
    )
    figures = no_figures(bearing.size)
    figures[ROW["latitude_deg"]], figures[ROW["longitude_deg"]] = latitude, longitude
    splash = Splash("x", "west", place, (149e3, 151e3, 10e3), (247.5, 292.5, 5.0))
    log_l = splash.log_likelihood(figures)
    within = np.abs(bearing - 270.0) <= 20.0
    assert log_l[within].min() > log_l[~within].max()
    only_distance = Splash("x", "west", place, (149e3, 151e3, 10e3), None).log_likelihood(figures)
    np.testing.assert_allclose(only_distance, only_distance[0], atol=1e-3)
    expected = stats.norm.cdf(151e3, 150e3, 10e3) - stats.norm.cdf(149e3, 150e3, 10e3)
    np.testing.assert_allclose(np.exp(only_distance), expected, rtol=2e-3)
    far = destination(latitude_deg=42.0, longitude_deg=143.0, azimuth_deg=90.0, distance_m=2.2e6)
    exact = distance_m(
        from_latitude_deg=42.0,
        from_longitude_deg=143.0,
        to_latitude_deg=far[0],
        to_longitude_deg=far[1],
    )
    figures = no_figures(1)
    figures[ROW["latitude_deg"]], figures[ROW["longitude_deg"]] = far
    sharp = Splash("x", "", (42.0, 143.0), (float(exact), float(exact) * 1.002, 1e4), None)
    assert sharp.log_likelihood(figures)[0] > np.log(0.1)
    back = azimuth_deg(
        from_latitude_deg=42.0,
        from_longitude_deg=143.0,
        to_latitude_deg=far[0],
        to_longitude_deg=far[1],
    )
    turned = Splash("x", "", (42.0, 143.0), None, (float(back) - 0.5, float(back) + 0.5, 0.3))
    assert turned.log_likelihood(figures)[0] > np.log(0.5)


def test_the_sea_is_the_sea() -> None:
    figures = no_figures(4)
    # Off Wonsan; Tokyo; the Yellow Sea; no flight.
    figures[ROW["latitude_deg"]] = [39.5, 35.68, 37.0, np.nan]
    figures[ROW["longitude_deg"]] = [131.0, 139.77, 123.5, np.nan]
    found = InSea("event", "", "korea-japan-sea").log_likelihood(figures)
    assert found[0] == 0.0
    assert found[1] == found[2] < -3.0
    assert np.isneginf(found[3])


def test_no_second_peak_lets_small_swings_pass() -> None:
    figures = no_figures(3)
    figures[ROW["prominence_m"]] = [0.0, 1.0e3, 20e3]
    seen = np.exp(NoSecondPeak("x", "").log_likelihood(figures))
    assert seen[0] == pytest.approx(1.0)
    assert seen[1] > 0.95
    assert seen[2] == pytest.approx(0.05, rel=1e-6)


def _figures(event: str, party: list[str] | None, **kwargs: object) -> list[tuple[str, str]]:
    observed = observations_of(catalogue.event(event), party, **kwargs)
    return [(item.party, item.quantity) for item in observed.items if item.quantity != "sea"]


def test_what_is_observed() -> None:
    # Estimates, conditions and superseded claims are not.
    assert ("press", "standard_range") not in _figures("2024-10-31", None)
    observed = observations_of(catalogue.event("2022-01-11"), ["Japan MOD", "KCNA"])
    assert [(i.party, i.quantity) for i in observed.items][:-1] == [
        ("KCNA", "range"),
        ("KCNA", "lateral_displacement"),
    ]
    said = " ".join(observed.left_out)
    assert "normal ballistic trajectory" in said
    mod = observations_of(catalogue.event("2024-10-31"), ["Japan MOD"]).items
    places = [i for i in mod if isinstance(i, Splash)]
    assert len(places) == 1
    assert places[0].distance[0] == pytest.approx(180e3)
    assert ("ROK JCS", "no second peak") in _figures("2025-01-06", None)


def test_a_time_from_two_clocks() -> None:
    # 05:58 to 06:12 by the clock, each known to half a minute.
    event = catalogue.event("2017-08-29")
    own = [i for i in observations_of(event, ["Japan government"]).items if isinstance(i, Figure)]
    assert [i.quantity for i in own] == ["flight_time"]  # told outright: the clocks are not used
    claims = tuple(c for c in event.claims if c.quantity != "flight_time")
    bare = event.model_copy(update={"claims": claims})
    own = [i for i in observations_of(bare, ["Japan government"]).items if isinstance(i, Figure)]
    assert (own[0].quantity, own[0].low, own[0].high) == ("flight_time", 780.0, 900.0)


def test_a_turn_aside_counts_to_either_side() -> None:
    observed = observations_of(catalogue.event("2022-01-05"), ["KCNA"])
    aside = next(i for i in observed.items if i.quantity == "lateral_displacement")
    assert (aside.low, aside.high) == (115e3, 125e3)
    figures = no_figures(4)
    figures[ROW["aside_m"]] = [120e3, -120e3, 0.0, np.nan]
    found = aside.log_likelihood(figures)
    assert found[0] == found[1] > found[2] > found[3] == -np.inf
    missed = misses(Observations((aside,)), figures)[0]
    # A fifth of it and 3 km: what goes straight ahead misses by some five errors.
    assert missed[2] == pytest.approx(-115.0 / np.hypot(24.0, 3.0), rel=1e-6)
    assert missed[0] == missed[1] == 0.0


def test_a_time_over_a_place_counts_from_when_its_party_saw_it_rise() -> None:
    """From 05:58 to over Hokkaido, 06:05-06:07, each known to half a minute: 6 to 10 minutes."""
    event = catalogue.event("2017-08-29")
    observed = observations_of(event, ["Japan government"])
    over = next(i for i in observed.items if i.quantity == "overflight")
    assert over.time == (360.0, 600.0, 10.0)
    assert observed.over == over.place == (43.4, 142.6)
    figures = no_figures(4)
    figures[ROW["overflight_s"]] = [480.0, 480.0, 700.0, np.nan]
    figures[ROW["overflight_m"]] = [-50e3, 400e3, 50e3, 50e3]
    found = np.exp(over.log_likelihood(figures))
    assert found[0] == pytest.approx(1.0)
    assert found[1:].max() < 1e-6
    np.testing.assert_allclose(misses(Observations((over,)), figures)[0], [0.0, 10.0, 10.0, 30.0])
    # Without its own clock, from the event's; without a position, not at all.
    bare = event.model_copy(
        update={"claims": tuple(c for c in event.claims if c.quantity != "launch_time")}
    )
    own = observations_of(bare, ["Japan government"]).items
    assert next(i for i in own if i.quantity == "overflight").time == (360.0, 600.0, 10.0)
    doubtful = tuple(
        c.model_copy(update={"condition": "if it was that one"})
        if c.quantity == "overflight"
        else c
        for c in event.claims
    )
    unsaid = observations_of(event.model_copy(update={"claims": doubtful}), ["Japan government"])
    assert unsaid.over is None
    nowhere = tuple(
        c.model_copy(update={"place_latitude_deg": None}) if c.quantity == "overflight" else c
        for c in event.claims
    )
    unknown = observations_of(event.model_copy(update={"claims": nowhere}), ["Japan government"])
    assert unknown.over is None
    assert any("without the place's position" in reason for reason in unknown.left_out)


def test_the_mach_convention_is_a_choice() -> None:
    event = catalogue.event("2022-11-17")

    def top(mach: str) -> Figure:
        items = observations_of(event, mach=mach).items
        return next(i for i in items if i.quantity == "top_speed")

    assert top("sea-level").value == pytest.approx(4 * 340.294, rel=1e-5)
    assert top("local").row == "top_mach"
    assert (top("local").low, top("local").high) == (3.5, 4.5)
    figures = no_figures(1)
    figures[ROW["top_speed_m_s"]], figures[ROW["top_mach"]] = 1361.0, 6.0
    alone = top("sea-level").log_likelihood(figures)
    np.testing.assert_allclose(
        top("either").log_likelihood(figures), alone - np.log(2.0), rtol=1e-6
    )


def test_who_gave_nothing_is_told_so() -> None:
    with pytest.raises(InputError, match="gave no figure"):
        observations_of(catalogue.event("2024-01-14"), ["KCNA"])
    with pytest.raises(InputError, match="measurement error"):
        MeasurementErrors(time_s=-1.0)
