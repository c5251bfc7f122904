"""Gliding flights found for reported peaks: re-flown, and measured without the solver."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

import trajkit as tk
from trajkit.analysis.gliding import BETA_KG_M2, GlideWanted, solve_glide
from trajkit.analysis.wanted import Burnout
from trajkit.flight.geodesic import destination

SITE = (39.191, 125.957)
BURNOUT = Burnout(*(np.array([value]) for value in (45e3, 90e3, 90.0, 4000.0)))


@pytest.fixture(scope="module")
def event():
    return tk.reconstruct("2025-01-06", model="glide")


def peaks_by_eye(flights, number):
    """Local maxima of the altitude at a thousand moments, each refined by a parabola. Units: m."""
    altitude = np.asarray(flights.sample(n=4001)["altitude_m"])[number]
    top = np.flatnonzero((altitude[1:-1] > altitude[:-2]) & (altitude[1:-1] >= altitude[2:])) + 1
    left, middle, right = altitude[top - 1], altitude[top], altitude[top + 1]
    return middle - (left - right) ** 2 / (8.0 * (left - 2.0 * middle + right))


def test_the_four_figures_of_one_party_can_be_met_together_with_lift(event):
    (found,) = event.rows[1].found
    i = found.flight
    assert event.rows[1].label == "KCNA"
    assert found.met
    end = event.flights.impact
    azimuth, _, reach = Geod(ellps="WGS84").inv(
        event.site[1], event.site[0], end.longitude_deg[i], end.latitude_deg[i]
    )
    assert reach == pytest.approx(1500e3, abs=1.0)
    assert azimuth == pytest.approx(event.rows[1].azimuth_deg, abs=1e-4)
    # A parabola through moments 0.2 s apart is good to millimetres at a peak.
    first, second, *_ = peaks_by_eye(event.flights, i)
    assert first == pytest.approx(99.8e3, abs=1.0)
    assert second == pytest.approx(42.5e3, abs=1.0)
    speed = np.asarray(event.flights.sample(n=4001)["speed_m_s"])[i]
    assert speed.max() == pytest.approx(12.0 * 340.294, abs=1e-3)
    # A free trial with other equations and broad priors put these within 700 to 8,740 kg/m2 and
    # just above 0.8 to 2.9 (its 5 and 95 per cent).
    assert 700.0 < found.ballistic_coefficient_kg_m2 < 8740.0
    assert 0.5 < found.lift_to_drag < 2.9


@pytest.mark.parametrize(
    ("own", "end"), [({"burnout_downrange_m": 160e3}, 0), ({"burnout_altitude_m": 25e3}, 1)]
)
def test_the_ends_of_the_lift_are_those_of_the_assumptions(event, own, end):
    # The low end of the burnout altitude is far from the rest: it takes three times the beta.
    (found,) = tk.reconstruct("2025-01-06", party="KCNA", model="glide", **own).rows[0].found
    assert found.met
    ends = event.rows[1].found[0].lift_to_drag_ends
    assert ends[end] == pytest.approx(found.lift_to_drag, abs=1e-4)


def test_figures_without_a_second_peak_stay_ballistic(event):
    (found,) = event.rows[0].found
    assert found.lift_to_drag == 0.0
    ballistic = tk.reconstruct("2025-01-06", party="Japan MOD")
    assert ballistic.flights.top_speed_m_s[0] == event.flights.top_speed_m_s[found.flight]
    assert any("asks for lift" in note for note in event.notes)


def test_a_flight_is_found_back_from_its_own_figures():
    # Flown first, then asked for: the figures have at least this answer.
    latitude, longitude = destination(
        latitude_deg=SITE[0], longitude_deg=SITE[1], azimuth_deg=80.0, distance_m=90e3
    )
    flown = tk.fly(
        tk.Launch(
            latitude_deg=latitude, longitude_deg=longitude, altitude_m=45e3, speed_m_s=3600.0,
            angle_deg=13.0, azimuth_deg=81.0,
        ),
        tk.Body(3000.0, 1.4),
        plan=tk.Plan.glide(coast_to_peak=True),
        site=SITE,
    )  # fmt: skip
    bearing, _, reach = Geod(ellps="WGS84").inv(
        SITE[1], SITE[0], flown.impact.longitude_deg[0], flown.impact.latitude_deg[0]
    )
    peaks = flown.peaks_of(0).altitude_m
    wanted = GlideWanted(
        range_m=reach,
        azimuth_deg=bearing,
        figures={
            "apogee": peaks[0],
            "second_peak": peaks[1],
            "top_speed": float(flown.top_speed_m_s[0]),
        },
    )
    solution = solve_glide(wanted, BURNOUT, site=SITE)
    assert solution.met[0]
    assert solution.lift_to_drag[0] == pytest.approx(1.4, rel=1e-3)
    assert solution.ballistic_coefficient[0] == pytest.approx(3000.0, rel=1e-3)
    assert solution.launch.arrays()["angle_deg"][0] == pytest.approx(13.0, abs=1e-3)


def test_what_cannot_be_met_is_named():
    # So little lift cannot carry a body back up to four fifths of its first peak.
    result = tk.reconstruct(
        site=SITE,
        azimuth_deg=80.0,
        range_m=1200e3,
        apogee_m=100e3,
        second_peak_m=80e3,
        model="glide",
        lift_to_drag=0.5,
    )
    (found,) = result.rows[0].found
    assert not found.met
    assert found.lift_to_drag == pytest.approx(0.5, rel=1e-12)
    assert BETA_KG_M2[0] * 0.999 <= found.ballistic_coefficient_kg_m2 <= BETA_KG_M2[1] * 1.001
    assert "no gliding flight" in found.sentence
    assert "second peak by −" in found.sentence
    assert "second peak" in found.sentence.split("without its")[1]


def test_a_lift_of_your_own_is_kept():
    result = tk.reconstruct(
        site=SITE, azimuth_deg=80.0, range_m=1200e3, apogee_m=90e3, model="glide", lift_to_drag=2.0
    )
    (found,) = result.rows[0].found
    assert found.met
    assert found.lift_to_drag == pytest.approx(2.0, rel=1e-12)
    assert result.flights.range_m[0] == pytest.approx(1200e3, abs=1.0)
    assert peaks_by_eye(result.flights, 0)[0] == pytest.approx(90e3, abs=1.0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"model": "cruise"}, "choose ballistic or glide"),
        ({"lift_to_drag": 2.0}, "add --model glide"),
        ({"model": "glide", "lift_to_drag": 12.0}, "up to 10"),
        ({"model": "glide"}, "add --second-peak"),
        ({"model": "glide", "second_peak_m": 120e3}, "not below the first"),
    ],
)
def test_what_makes_no_sense_is_refused(given, words):
    with pytest.raises(tk.InputError, match=words):
        tk.reconstruct(site=SITE, azimuth_deg=80.0, range_m=1200e3, apogee_m=100e3, **given)
