"""From a report to flights: published speeds, the sense of each figure, and every refusal."""

from __future__ import annotations

import math
import re

import ambiance
import numpy as np
import pytest
from pyproj import Geod

from trajkit.analysis.assumptions import Assumptions, likely_body
from trajkit.analysis.figures import Reported
from trajkit.analysis.reconstruct import Comparison, reconstruct
from trajkit.analysis.words import outcome_sentence
from trajkit.errors import InputError
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.physics.earth import SPHERE
from trajkit.reports import catalogue

SOUND_M_S = 340.294
BY_HAND = {"site": "sunan", "azimuth_deg": 75.0}
# Own values for all that is assumed: one case to solve instead of nine.
GIVEN_BOOST = {
    "burnout_altitude_m": 45e3,
    "burnout_downrange_m": 90e3,
    "boost_time_s": 90.0,
    "ballistic_coefficient": 4000.0,
}
SURFACE = {
    "burnout_altitude_m": 0.0,
    "burnout_downrange_m": 0.0,
    "boost_time_s": 0.0,
    "ballistic_coefficient": np.inf,
    "earth": SPHERE.without_rotation(),
}


@pytest.fixture(scope="module")
def flagship():
    return reconstruct("2025-01-06")


def test_flagship_meets_range_and_apogee_when_flown_again(flagship):
    geod = Geod(ellps="WGS84")
    place = catalogue.site("east-pyongyang")
    for row, range_m, apogee_m in zip(
        flagship.rows, (1100e3, 1500e3), (100e3, 99.8e3), strict=True
    ):
        (found,) = row.found
        assert found.met
        columns = flagship.flights.problem.launch.arrays()
        launch = Launch(**{name: column[found.flight] for name, column in columns.items()})
        again = fly(launch, Body(flagship.assumptions.ballistic_coefficient_kg_m2.value))
        bearing, _, reached_m = geod.inv(
            place.longitude_deg,
            place.latitude_deg,
            again.impact.longitude_deg[0],
            again.impact.latitude_deg[0],
        )
        assert reached_m == pytest.approx(range_m, abs=1.0)
        assert again.apogee.altitude_m[0] == pytest.approx(apogee_m, abs=1.0)
        assert bearing == pytest.approx(row.azimuth_deg, abs=1e-4)


def test_flagship_speeds_are_near_the_published_ones(flagship):
    """3.71 and 4.56 km/s in a vacuum from the surface.

    Drag adds some 1 to 3 % to what a body of 4,000 kg/m2 needs, and a burnout 45 km up, 90 km out
    takes away the slow part of the climb: together less than 5 %.
    """
    for row, published_m_s in zip(flagship.rows, (3710.0, 4560.0), strict=True):
        speed = flagship.flights.top_speed_m_s[row.found[0].flight]
        assert speed == pytest.approx(published_m_s, rel=0.05)


@pytest.mark.parametrize(
    ("range_m", "apogee_m", "published_m_s"),
    [(450e3, 60e3, 2240.0), (1100e3, 100e3, 3710.0), (1500e3, 99.8e3, 4560.0)],
)
def test_from_the_surface_in_a_vacuum_speeds_are_the_published_ones(
    range_m, apogee_m, published_m_s
):
    result = reconstruct(**BY_HAND, **SURFACE, range_m=range_m, apogee_m=apogee_m)
    assert result.rows[0].found[0].met
    # The published ones are rounded to 10 m/s.
    assert result.flights.top_speed_m_s[0] == pytest.approx(published_m_s, abs=6.0)


def test_flagship_says_what_is_left_unmet(flagship):
    allied, kcna = flagship.rows
    assert allied.borrowers == {"ROK JCS": ("Japan MOD",)}
    assert "second peak" not in allied.sentence
    speed, second = (c for c in kcna.found[0].comparisons if not c.solved)
    assert speed.reported.quantity == "top_speed"
    assert speed.target == pytest.approx(12 * SOUND_M_S, rel=1e-5)
    assert 500.0 < speed.miss < 750.0
    assert second.reported.quantity == "second_peak"
    assert math.isnan(second.flown)
    assert "no second peak, against the reported 42.5 km" in kcna.sentence
    assert len(flagship.flights.peaks_of(kcna.found[0].flight)) == 1
    assert any("ROK JCS" in note and "borrowed from Japan MOD" in note for note in flagship.notes)


def test_flagship_azimuth_is_the_middle_of_the_widest_window(flagship):
    for row in flagship.rows:
        assert row.azimuth_assumed
        widest = max(row.windows, key=lambda window: window.high_deg - window.low_deg)
        assert row.azimuth_deg == pytest.approx(0.5 * (widest.low_deg + widest.high_deg))


def test_ends_of_assumptions_are_flights_with_that_value(flagship):
    ends = flagship.rows[0].found[0].top_speed_ends_m_s
    assert set(ends) == set(Assumptions.NAMES)
    glide = catalogue.body_class("glide")
    azimuth = flagship.rows[0].azimuth_deg
    for name, key in (
        ("burnout_altitude_m", "burnout_altitude_m"),
        ("ballistic_coefficient_kg_m2", "ballistic_coefficient"),
    ):
        prior = getattr(glide, name)
        for end, value in zip(ends[name], (prior.low, prior.high), strict=True):
            alone = reconstruct(
                "2025-01-06", party="Japan MOD", azimuth_deg=azimuth, **{key: value}
            )
            assert alone.flights.top_speed_m_s[0] == pytest.approx(end, abs=1e-2)
    # More drag needs more speed; what only shifts the clock needs none.
    low, high = ends["ballistic_coefficient_kg_m2"]
    own = flagship.flights.top_speed_m_s[0]
    assert low > own > high
    assert ends["boost_time_s"] == pytest.approx((own, own), abs=1e-3)


def test_a_user_value_has_no_ends():
    result = reconstruct(
        "2025-01-06", party="KCNA", azimuth_deg=70.0, burnout_altitude_m=50e3, boost_time_s=100.0
    )
    assumed = result.assumptions.burnout_altitude_m
    assert (assumed.value, assumed.low, assumed.high) == (50e3, 50e3, 50e3)
    own = result.flights.top_speed_m_s[0]
    assert result.rows[0].found[0].top_speed_ends_m_s["burnout_altitude_m"] == (own, own)
    assert result.flights.start.altitude_m[0] == pytest.approx(50e3, abs=1e-3)
    assert result.flight_time_s[0] == pytest.approx(result.flights.flight_time_s[0] + 100.0)
    assert not result.rows[0].azimuth_assumed
    assert result.rows[0].windows is None


def test_range_alone_takes_the_least_speed():
    result = reconstruct(**BY_HAND, **SURFACE, range_m=1000e3)
    assert result.rows[0].solved_for == "range with the least speed"
    half = 0.5 * 1000e3 / 6_371_008.8
    share = 2.0 * np.sin(half) / (1.0 + np.sin(half))
    least = np.sqrt(share * 3.986004418e14 / 6_371_008.8)
    assert result.flights.top_speed_m_s[0] == pytest.approx(least, abs=0.01)


def test_flight_time_counts_from_lift_off():
    result = reconstruct(**BY_HAND, range_m=800e3, flight_time_s=600.0)
    (found,) = result.rows[0].found
    assert found.met
    assert result.flight_time_s[0] == pytest.approx(600.0, abs=1e-3)
    boost = result.assumptions.boost_time_s.value
    assert result.flights.flight_time_s[0] == pytest.approx(600.0 - boost, abs=1e-3)
    longer = reconstruct(**BY_HAND, range_m=800e3, flight_time_s=600.0, boost_time_s=boost + 30.0)
    assert longer.flights.apogee.altitude_m[0] < result.flights.apogee.altitude_m[0]


def test_range_and_speed_give_a_low_and_a_high_flight():
    result = reconstruct(**BY_HAND, **GIVEN_BOOST, range_m=800e3, top_speed_m_s=2900.0)
    (row,) = result.rows
    assert [found.branch for found in row.found] == ["low", "high"]
    apogee = result.flights.apogee.altitude_m
    assert apogee[0] < 0.5 * apogee[1]
    np.testing.assert_allclose(result.flights.top_speed_m_s, 2900.0, atol=1e-3)
    np.testing.assert_allclose(result.flights.range_m, 800e3, atol=1.0)
    assert "low ballistic flight" in row.sentence
    assert "high ballistic flight" in row.sentence


def test_too_slow_a_speed_gives_one_flight_that_misses():
    result = reconstruct(**BY_HAND, **GIVEN_BOOST, range_m=1500e3, top_mach=10.0)
    (found,) = result.rows[0].found
    assert not found.met
    assert "no ballistic flight" in found.sentence
    assert "misses range by −" in found.sentence
    # Below the least speed that reaches 1,500 km from the surface, 3.63 km/s.
    assert abs(found.comparisons[1].miss) < 3630.0 - 10.0 * SOUND_M_S


def test_mach_is_of_the_sea_level_unless_local():
    given = {**BY_HAND, **GIVEN_BOOST, "range_m": 400e3, "top_mach": 7.0}
    at_sea_level = reconstruct(**given)
    assert at_sea_level.rows[0].found[0].met
    assert at_sea_level.flights.top_speed_m_s[0] == pytest.approx(7.0 * SOUND_M_S, abs=2e-3)
    local = reconstruct(**given, mach="local")
    assert local.mach_convention == "local"
    (found, *_) = local.rows[0].found
    assert found.met
    assert found.comparisons[1].target == 7.0
    # Speed of sound by another library, as far up as it goes.
    track = local.flights.sample(n=4000).isel(flight=found.flight)
    below = np.asarray(track["altitude_m"]) < 80e3
    sound = ambiance.Atmosphere(np.asarray(track["altitude_m"])[below]).speed_of_sound
    assert np.max(np.asarray(track["speed_m_s"])[below] / sound) == pytest.approx(7.0, rel=2e-3)
    assert local.flights.top_speed_m_s[0] < at_sea_level.flights.top_speed_m_s[0]


@pytest.mark.parametrize(
    ("range_km", "apogee_km", "body"),
    [
        (450, 60, "srbm"),
        (1100, 100, "glide"),
        (450, 910, "mrbm"),
        (3700, 800, "irbm"),
        (787, 2111, "irbm"),
        (1000, 6041, "icbm"),
        (9000, None, "icbm"),
        (600, None, "srbm"),
    ],
)
def test_the_class_that_is_likely(range_km, apogee_km, body):
    """Classes under which these flights, or such ranges, are reported."""
    assert likely_body(range_km * 1e3, None if apogee_km is None else apogee_km * 1e3) == body


# Each: what is given, and words of the sentence that refuses it.
REFUSED = {
    "no site": ({"range_m": 1e6, "azimuth_deg": 70.0}, "a site is needed"),
    "unknown site": ({"site": "pyongyan", "range_m": 1e6, "azimuth_deg": 70.0}, "pyongyang"),
    "latitude 95": ({"site": (95.0, 100.0), "range_m": 1e6, "azimuth_deg": 70.0}, "latitude"),
    "swapped": (
        {"site": (125.9, 39.1), "range_m": 1e6, "azimuth_deg": 70.0},
        r"did you mean 39\.1,125\.9",
    ),
    "NaN site": ({"site": (math.nan, 39.1), "range_m": 1e6, "azimuth_deg": 70.0}, "latitude"),
    "no range": ({**BY_HAND, "apogee_m": 1e5}, "a range is needed"),
    "range 0": ({**BY_HAND, "range_m": 0.0}, "range 0 is not usable"),
    "range NaN": ({**BY_HAND, "range_m": math.nan}, "range nan is not usable"),
    "30,000 km": ({**BY_HAND, "range_m": 3e7}, "more than half way round the Earth"),
    "apogee below 0": ({**BY_HAND, "range_m": 1e6, "apogee_m": -1.0}, "apogee -1 is not usable"),
    "apogee below burnout": (
        {**BY_HAND, **GIVEN_BOOST, "range_m": 1e6, "apogee_m": 40e3},
        "5 km below the assumed burnout",
    ),
    "apogee of a moon": ({**BY_HAND, "range_m": 1e6, "apogee_m": 1e12}, "above 30,000 km"),
    "range within the boost": (
        {**BY_HAND, **GIVEN_BOOST, "range_m": 90e3},
        "before the assumed burnout at 90 km downrange; give a shorter --burnout-downrange",
    ),
    "time within the boost": (
        {**BY_HAND, **GIVEN_BOOST, "range_m": 1e6, "flight_time_s": 80.0},
        "before the assumed burnout, 1 min 30 s after lift-off; give a shorter --boost-time",
    ),
    "five days": ({**BY_HAND, "range_m": 1e6, "flight_time_s": 432e3}, "longer than 6 h"),
    "a feather": ({**BY_HAND, "range_m": 1e6, "ballistic_coefficient": 1e-9}, "10 kg/m2 or more"),
    "endless time": ({**BY_HAND, "range_m": 1e6, "flight_time_s": math.inf}, "flight time inf"),
    "speed twice": ({**BY_HAND, "range_m": 1e6, "top_speed_m_s": 3e3, "top_mach": 9.0}, "not both"),
    "faster than escape": ({**BY_HAND, "range_m": 1e6, "top_speed_m_s": 12e3}, "escape"),
    "mach convention": ({**BY_HAND, "range_m": 1e6, "mach": "sea"}, "sea-level or local"),
    "party by hand": ({**BY_HAND, "range_m": 1e6, "party": "KCNA"}, "a party needs an event"),
    "both": ({"event": "2025-01-06", "range_m": 1e6}, "not both"),
    "text": ({**BY_HAND, "range_m": "1,100 km"}, "range_m is '1,100 km'; give a number"),
    "two ranges": ({**BY_HAND, "range_m": [1e6, 2e6]}, "range_m has 2 values"),
    "number for an event": ({"event": 20250106}, "give its id"),
    "half a site": ({"site": (39.0,), "range_m": 1e6, "azimuth_deg": 70.0}, "name, or latitude"),
    "unknown event": ({"event": "2025-01-07"}, "2025-01-06"),
    "unknown party": ({"event": "2025-01-06", "party": "KNCA"}, "ROK JCS, Japan MOD, KCNA"),
    "azimuth 400": ({"site": "sunan", "range_m": 1e6, "azimuth_deg": 400.0}, "azimuth 400"),
    "azimuth NaN": ({"site": "sunan", "range_m": 1e6, "azimuth_deg": math.nan}, "azimuth nan"),
    "no azimuth": ({"site": "sunan", "range_m": 1e6}, "--azimuth"),
    "unknown body": ({**BY_HAND, "range_m": 1e6, "body": "icmb"}, "icbm"),
    "negative beta": (
        {**BY_HAND, "range_m": 1e6, "ballistic_coefficient": -5.0},
        "ballistic coefficient -5 is not usable",
    ),
    "NaN boost": ({**BY_HAND, "range_m": 1e6, "boost_time_s": math.nan}, "boost time nan"),
    "burnout below ground": (
        {**BY_HAND, "range_m": 1e6, "burnout_altitude_m": -1.0},
        "burnout altitude -1 is not usable",
    ),
    "burnout in space": (
        {**BY_HAND, "range_m": 1e6, "burnout_altitude_m": 1e9},
        "burnout altitude 1e[+]09 is not usable",
    ),
}


@pytest.mark.parametrize(("given", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_are_one_sentence_each(given, words):
    with pytest.raises(InputError, match=words) as caught:
        reconstruct(**given)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert not re.search(r"[.!?]\s+[A-Z]", sentence)


def test_a_site_and_numbers_of_any_make_serve():
    figures = {"range_m": np.float32(1e6), "apogee_m": np.array(300_000), **GIVEN_BOOST}
    by_site = reconstruct(site=catalogue.site("sunan"), azimuth_deg=np.int64(75), **figures)
    by_name = reconstruct(**BY_HAND, **figures)
    assert by_site.rows[0].found[0].met
    assert by_site.flights.top_speed_m_s == by_name.flights.top_speed_m_s
    assert by_site.site_name == by_name.site_name


def test_a_nearest_flight_that_does_not_come_down_has_no_misses():
    reported = Reported("range", 1e6, "1,000 km"), Reported("top_speed", 1e4, "10.00 km/s")
    compared = [
        Comparison(reported[0], math.nan, solved=True, target=1e6),
        Comparison(reported[1], 10.5e3, solved=True, target=1e4),
    ]
    sentence = outcome_sentence("A", "ballistic flight", False, compared, 10.5e3)
    assert sentence.endswith("; the nearest that was tried does not come down.")


def test_a_range_that_ends_in_no_sea_is_told_and_the_others_fly(tmp_path):
    text = catalogue.data_path("events/2025-01-06.toml").read_text(encoding="utf-8")
    path = tmp_path / "far.toml"
    path.write_text(text.replace('wording = "1,500 km"', 'wording = "4,000 km"'), encoding="utf-8")
    result = reconstruct(path)
    allied, kcna = result.rows
    assert allied.found[0].met
    assert kcna.found == ()
    assert "on no azimuth does 4,000 km end in the named sea" in kcna.sentence
    assert len(result.flights) == 1


def test_a_local_mach_number_is_compared_with_the_flown_local_one() -> None:
    """Speed over the speed of sound where it flies: colder, and so more than at sea level."""
    from trajkit.physics import us76

    local = reconstruct("2025-01-06", party="KCNA", mach="local")
    (speed,) = (c for c in local.rows[0].found[0].comparisons if c.reported.mach is not None)
    path = local.flights.sample(n=2000)
    densely = np.asarray(path["speed_m_s"])[0] / us76.speed_of_sound_m_s(
        np.maximum(np.asarray(path["altitude_m"])[0], 0.0)
    )
    assert speed.target == 12.0
    assert speed.flown == pytest.approx(densely.max(), rel=1e-4)
    assert "local Mach" in local.rows[0].sentence
