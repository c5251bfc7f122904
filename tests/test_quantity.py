"""Quantities as typed, against the factors of scipy.constants (CODATA, NIST) and by hand."""

from __future__ import annotations

import math

import pytest
from scipy import constants

from trajkit.errors import InputError
from trajkit.reports.display import (
    format_length,
    format_mach,
    format_speed,
    format_time,
    length_unit,
    speed_unit,
)
from trajkit.reports.quantity import Speed, parse_quantity, parse_speed


@pytest.mark.parametrize(
    ("text", "length_m"),
    [
        ("1,100 km", 1.1e6),
        ("1100km", 1.1e6),
        ("1 100 km", 1.1e6),
        ("1\N{THIN SPACE}100\N{NO-BREAK SPACE}km", 1.1e6),
        ("1\N{NARROW NO-BREAK SPACE}100 kilometres", 1.1e6),
        ("1100\N{SQUARE KM}", 1.1e6),
        ("１１００ｋｍ", 1.1e6),
        ("1.1e3 km", 1.1e6),
        ("99.8km", 99.8e3),
        (".5 km", 500.0),
        ("12,345,678.5 m", 12345678.5),
        ("0 km", 0.0),
        ("685 miles", 685 * constants.mile),
        ("685 mi", 685 * constants.mile),
        ("600 nautical miles", 600 * constants.nautical_mile),
        ("600 nmi", 600 * constants.nautical_mile),
        ("30,000 ft", 30_000 * constants.foot),
    ],
)
def test_lengths(text: str, length_m: float) -> None:
    assert parse_quantity(text, "length") == pytest.approx(length_m, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "speed_m_s"),
    [
        ("3.6 km/s", 3600.0),
        ("3.6 km / s", 3600.0),
        ("850 m/s", 850.0),
        ("7,200 km/h", 2000.0),
        ("8,300 mph", 8300 * constants.mph),
        ("100 knots", 100 * constants.knot),
        ("2 miles per second", 2 * constants.mile),
    ],
)
def test_speeds(text: str, speed_m_s: float) -> None:
    assert parse_quantity(text, "speed") == pytest.approx(speed_m_s, rel=1e-15)
    assert not parse_speed(text).is_mach


@pytest.mark.parametrize(
    "text", ["Mach 12", "mach12", "12 Mach", "Mach 12.0", "12 times the speed of sound"]
)
def test_mach_stays_open_until_a_speed_of_sound_is_chosen(text: str) -> None:
    speed = parse_speed(text)
    assert speed == Speed(12.0, is_mach=True)
    # 4.08 km/s is the sea-level reading given by the analysts of 2025-01-06.
    assert speed.in_m_s() == pytest.approx(4080.0, abs=5.0)
    assert speed.in_m_s() == parse_quantity(text, "speed")
    assert speed.in_m_s(sound_speed_m_s=300.0) == 3600.0


def test_sea_level_speed_of_sound_is_that_of_an_ideal_gas() -> None:
    # US Standard Atmosphere 1976: gamma 1.4, R 8314.32, M 28.9644, T 288.15 K.
    ideal = math.sqrt(1.4 * 8314.32 / 28.9644 * 288.15)
    assert Speed(1.0, is_mach=True).in_m_s() == pytest.approx(ideal, abs=5e-4)


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("47 min 12 s", 2832.0),
        ("47min12s", 2832.0),
        ("47 minutes and 12 seconds", 2832.0),
        ("53 minutes", 3180.0),
        ("1 h, 14 min, 51 s", 4491.0),
        ("4,052 s", 4052.0),
        ("1.5 h", 5400.0),
    ],
)
def test_times(text: str, time_s: float) -> None:
    assert parse_quantity(text, "time") == time_s


BAD = [
    ("1100", "length", '--x 1100 has no unit; type for instance "1100 km"; km, mi, nmi, m and ft'),
    ("1 100", "length", '--x "1 100" has no unit; type for instance "1 100 km"'),
    ("12", "speed", '--x 12 has no unit; type for instance "12 km/s"; km/s, m/s, km/h, mph, knots'),
    ("53", "time", '--x 53 has no unit; type for instance "53 min"; s, min and h are understood'),
    ("47 min 12", "time", 'has no unit; type for instance "47 min 12 s"'),
    ("", "length", "--x is empty"),
    (" \t\n", "time", "--x is empty"),
    ("-5 km", "length", "is negative"),
    ("\N{MINUS SIGN}5 km", "length", "is negative"),
    ("Mach -3", "speed", "is negative"),
    ("nan km", "length", "is not a finite number"),
    ("inf", "speed", "is not a finite number"),
    ("Mach nan", "speed", "is not a finite number"),
    ("1e999 km", "length", "is not a finite number"),
    ("1e308 km", "length", "is not a finite number"),
    ("1.100,5 km", "length", "can be read in more than one way"),
    ("1,5 km", "length", "can be read in more than one way"),
    ("1,1000 km", "length", "can be read in more than one way"),
    ("1,100", "speed", "has no unit"),
    ("53 min", "length", "is a time where a length is needed"),
    ("1,100 km", "speed", "is a length where a speed is needed"),
    ("3.6 km/s", "length", "is a speed where a length is needed"),
    ("Mach 12", "length", "is a speed where a length is needed"),
    ("5 m", "time", "is a length where a time is needed"),
    ("5 kilometrs", "length", 'unknown unit "kilometrs" (perhaps "kilometres" is meant)'),
    ("600 nm", "length", 'unknown unit "nm" (perhaps "nmi" is meant)'),
    ("5 M", "length", 'unknown unit "M" (perhaps "m" is meant)'),
    ("5 \x1b[31m", "length", "?"),
    ("600-700 km", "length", "holds more than one number"),
    ("12 s 47 min", "time", "does not go from the larger unit to the smaller"),
    ("about 1,100 km", "length", "does not start with a number"),
    ("km", "length", "does not start with a number"),
    ("Mach", "speed", "has no number"),
    ("Mach 12 km", "speed", 'has "km" after the number'),
    ("x" * 10_000, "length", "does not start with a number"),
]


@pytest.mark.parametrize(("text", "kind", "part"), BAD)
def test_bad_quantities_get_one_sentence(text: str, kind: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_quantity(text, kind, name="--x")  # type: ignore[arg-type]
    message = str(caught.value)
    assert part in message
    assert message.startswith("--x ")
    assert message.isprintable()
    assert len(message) < 300


def test_a_nameless_bare_number_is_quoted() -> None:
    with pytest.raises(InputError, match=r'^"1100" has no unit; type for instance "1100 km"'):
        parse_quantity("1100", "length")


@pytest.mark.parametrize(
    ("length_m", "metric", "imperial", "nautical"),
    [
        (1100e3, "1,100 km", "684 mi", "594 nmi"),
        (42.5e3, "42.5 km", "26.4 mi", "22.9 nmi"),
        (45e3, "45 km", "28 mi", "24.3 nmi"),
        (6248.5e3, "6,248 km", "3,883 mi", "3,374 nmi"),
        (850.0, "850 m", "2,789 ft", "2,789 ft"),
        (999.6, "1 km", "3,280 ft", "3,280 ft"),
        (0.0, "0 km", "0 mi", "0 nmi"),
        (-12.0, "-12 m", "-39.4 ft", "-39.4 ft"),
        (math.nan, "n/a", "n/a", "n/a"),
    ],
)
def test_lengths_are_shown(length_m: float, metric: str, imperial: str, nautical: str) -> None:
    assert format_length(length_m) == metric
    assert format_length(length_m, "imperial") == imperial
    assert format_length(length_m, "nautical") == nautical


def test_speeds_and_times_are_shown() -> None:
    assert format_speed(3710.4) == "3.71 km/s"
    assert format_speed(3600.0) == "3.60 km/s"
    assert format_speed(999.7) == "1.00 km/s"
    assert format_speed(850.0) == "850 m/s"
    assert format_speed(3710.432, "imperial") == "8,300 mph"
    assert format_speed(3710.0, "nautical") == "7,212 kn"
    assert format_mach(10.94) == "Mach 10.9"
    assert format_mach(12.0) == "Mach 12"
    assert [format_time(t) for t in (432.0, 420.4, 3599.7, 4491.0, 12.34, 59.97, -0.5)] == [
        "7 min 12 s",
        "7 min",
        "1 h",
        "1 h 14 min 51 s",
        "12.3 s",
        "1 min",
        "-0.5 s",
    ]
    assert {format_speed(math.nan), format_time(math.nan), format_mach(math.nan)} == {"n/a"}


def test_axis_units_are_those_of_scipy() -> None:
    assert [length_unit(u).symbol for u in ("metric", "imperial", "nautical")] == [
        "km",
        "mi",
        "nmi",
    ]
    assert length_unit("imperial").size == pytest.approx(constants.mile)
    assert length_unit("nautical").size == constants.nautical_mile
    assert [speed_unit(u).symbol for u in ("metric", "imperial", "nautical")] == [
        "km/s",
        "mph",
        "kn",
    ]
    assert speed_unit("imperial").size == pytest.approx(constants.mph)
    assert speed_unit("nautical").size == pytest.approx(constants.knot)
