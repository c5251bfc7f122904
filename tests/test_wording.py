"""What a wording says: qualifier, value and interval, on wordings of published reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trajkit.errors import InputError
from trajkit.reports.interval import figure_interval, figure_value
from trajkit.reports.wording import read_wording

if TYPE_CHECKING:
    from trajkit.reports.units import Kind
    from trajkit.reports.wording import Figure

# NIST Special Publication 811 (2008), appendix B.8.
MILE_M, NAUTICAL_MILE_M = 1609.344, 1852.0
# US Standard Atmosphere 1976 at sea level.
SOUND_M_S = 340.294


def read(wording: str) -> Figure:
    """A wording of the kind that its unit tells."""
    kind: Kind = "length"
    if any(word in wording.casefold() for word in ("mach", "sound", "km/s")):
        kind = "speed"
    elif any(wording.casefold().rstrip(" +").endswith(word) for word in ("minutes", " s", "min")):
        kind = "time"
    return read_wording(wording, kind)


@pytest.mark.parametrize(
    ("wording", "kind", "qualifier", "value"),
    [
        ("about 1,100 km", "length", "about", 1.1e6),
        ("About 1,100 km", "length", "about", 1.1e6),
        ("~1,100 km", "length", "about", 1.1e6),
        ("some 690 miles", "length", "about", 690 * MILE_M),
        ("more than 700 km", "length", "at least", 7e5),
        (">2,700 km", "length", "at least", 2.7e6),
        (">= 500 km", "length", "at least", 5e5),
        ("no less than 650 km", "length", "at least", 6.5e5),
        ("930+ km", "length", "at least", 9.3e5),
        ("930 km+", "length", "at least", 9.3e5),
        ("930 km or more", "length", "at least", 9.3e5),
        ("greatly exceeding 2,500 km", "length", "at least", 2.5e6),
        ("well over 4,000 km", "length", "at least", 4e6),
        ("less than 50 km", "length", "at most", 5e4),
        ("<100 km", "length", "at most", 1e5),
        ("no more than 60 km", "length", "at most", 6e4),
        ("as high as 60 km", "length", "at most", 6e4),
        ("under about 700 km", "length", "at most", 7e5),
        ("99.8 km", "length", "exactly", 99.8e3),
        ("1 100 km", "length", "exactly", 1.1e6),
        ("1,100 ㎞", "length", "exactly", 1.1e6),
        ("600 nautical miles", "length", "exactly", 600 * NAUTICAL_MILE_M),
        ("about 700 km (435 miles)", "length", "about", 7e5),
        ("600-700 km", "length", "between", 6.5e5),
        ("Mach 12", "speed", "exactly", 12 * SOUND_M_S),
        ("12 times the speed of sound", "speed", "exactly", 12 * SOUND_M_S),
        ("Mach 5 to 6", "speed", "between", 5.5 * SOUND_M_S),
        ("about 53 minutes", "time", "about", 3180.0),
        ("47 min 12 s", "time", "exactly", 2832.0),
        ("10 to 20 minutes", "time", "between", 900.0),
    ],
)
def test_wordings(wording: str, kind: str, qualifier: str, value: float) -> None:
    figure = read_wording(wording, kind)  # type: ignore[arg-type]
    assert figure.qualifier == qualifier
    assert figure.value == pytest.approx(value, rel=1e-12)


KM = 1000.0
INTERVALS = [
    # Half a unit of the last significant digit either way.
    ("787 km", 786.5 * KM, 787.5 * KM),
    ("2,111.5 km", 2111.45 * KM, 2111.55 * KM),
    ("99.8 km", 99.75 * KM, 99.85 * KM),
    ("1,500 km", 1450 * KM, 1550 * KM),
    ("4,475 km", 4474.5 * KM, 4475.5 * KM),
    ("1,000.0 km", 999.95 * KM, 1000.05 * KM),
    ("exactly 1,500 km", 1499.5 * KM, 1500.5 * KM),
    ("685 miles", 684.5 * MILE_M, 685.5 * MILE_M),
    ("605 nautical miles", 604.5 * NAUTICAL_MILE_M, 605.5 * NAUTICAL_MILE_M),
    ("53 minutes", 52.5 * 60, 53.5 * 60),
    ("2,832 s", 2831.5, 2832.5),
    ("47 min 12 s", 2831.5, 2832.5),
    ("40 min 0 s", 2399.5, 2400.5),
    ("Mach 6", 5.5 * SOUND_M_S, 6.5 * SOUND_M_S),
    ("Mach 10", 9.5 * SOUND_M_S, 10.5 * SOUND_M_S),
    ("12 times the speed of sound", 11.5 * SOUND_M_S, 12.5 * SOUND_M_S),
    ("3.6 km/s", 3550.0, 3650.0),
    # No rounder than to a tenth.
    ("2,000 km", 1900 * KM, 2100 * KM),
    ("100 km", 95 * KM, 105 * KM),
    ("30 min", 28.5 * 60, 31.5 * 60),
    ("0 km", 0.0, 0.5 * KM),
    # About: twice that.
    ("about 1,100 km", 1000 * KM, 1200 * KM),
    ("some 450 km", 440 * KM, 460 * KM),
    ("~900 km", 810 * KM, 990 * KM),
    ("about 1,000 km", 900 * KM, 1100 * KM),
    ("about 71 min", 70 * 60, 72 * 60),
    # Bounds.
    ("more than 700 km", 700 * KM, None),
    ("930+ km", 930 * KM, None),
    ("at least about 650 km", 640 * KM, None),
    ("as high as 60 km", None, 60 * KM),
    ("under about 700 km", None, 770 * KM),
    ("up to Mach 6", None, 6 * SOUND_M_S),
    # Two ends.
    ("600-700 km", 600 * KM, 700 * KM),
    ("600–700 km", 600 * KM, 700 * KM),
    ("600~700 km", 600 * KM, 700 * KM),
    ("600 to 700 km", 600 * KM, 700 * KM),
    ("600 km to 700 km", 600 * KM, 700 * KM),
    ("between 600 and 700 km", 600 * KM, 700 * KM),
    ("from 600 to 700 km", 600 * KM, 700 * KM),
    ("about 45-50 km", 44 * KM, 55 * KM),
    ("10 to 20 minutes", 600.0, 1200.0),
    ("Mach 5-6", 5 * SOUND_M_S, 6 * SOUND_M_S),
    ("5 to 6 times the speed of sound", 5 * SOUND_M_S, 6 * SOUND_M_S),
]


@pytest.mark.parametrize(("wording", "low", "high"), INTERVALS)
def test_intervals(wording: str, low: float | None, high: float | None) -> None:
    figure = read(wording)
    assert figure.low == (None if low is None else pytest.approx(low, rel=1e-12, abs=1e-9))
    assert figure.high == (None if high is None else pytest.approx(high, rel=1e-12))


@pytest.mark.parametrize("wording", [wording for wording, *_ in INTERVALS])
def test_a_value_lies_in_its_interval(wording: str) -> None:
    figure = read(wording)
    assert figure.low is None or figure.low <= figure.value
    assert figure.high is None or figure.value <= figure.high
    assert (figure.low is None) == (figure.qualifier == "at most")
    assert (figure.high is None) == (figure.qualifier == "at least")


def test_the_more_is_said_of_doubt_the_wider() -> None:
    exact, plain, about = (read(f"{word}1,500 km") for word in ("exactly ", "", "about "))
    for narrow, wide in ((exact, plain), (plain, about)):
        assert wide.low is not None and narrow.low is not None  # noqa: PT018
        assert wide.low < narrow.low < narrow.value == wide.value


def test_a_mach_number_keeps_its_convention_open() -> None:
    figure = read_wording("up to Mach 6", "speed")
    assert figure.qualifier == "at most"
    assert figure.speed is not None
    assert (figure.speed.value, figure.speed.is_mach) == (6.0, True)


@pytest.mark.parametrize(
    "wording",
    [
        "about",
        "about 1,100",
        "aboutish 5 km",
        "about about 5 km",
        "as high as 60",
        "930+",
        "600-700",
    ],
)
def test_what_is_no_quantity_is_refused(wording: str) -> None:
    with pytest.raises(InputError, match="type for instance"):
        read_wording(wording, "length")


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("700-600 km", 'from "700 km" to "600 km" is reversed or empty; put the smaller'),
        ("20 to 10 km", "reversed"),
        ("600 to 600 km", "reversed or empty"),
        ("more than 600-700 km", "is two figures where"),
        ("between 5 km", "is one figure"),
        ("about 700 km (300 miles)", "are not the same"),
        ("420 and 270 km", "type for instance"),
        ("1.100,5 km", "more than one way"),
    ],
)
def test_what_says_two_things_is_refused(wording: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_wording(wording, "length")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("wording", "kind", "value", "interval"),
    [
        ("about 1,100 km", "length", "1,100 km", "1,000–1,200 km"),
        ("2,111.5 km", "length", "2,111.5 km", "2,111.45–2,111.55 km"),
        ("930+ km", "length", "930 km", "at least 930 km"),
        ("up to Mach 6", "speed", "Mach 6", "at most Mach 6"),
        ("about Mach 12", "speed", "Mach 12", "Mach 11–13"),
        ("3.6 km/s", "speed", "3.6 km/s", "3.55–3.65 km/s"),
        ("47 min 12 s", "time", "47 min 12 s", "2,831.5–2,832.5 s"),
        ("10 to 20 minutes", "time", "15 min", "10–20 min"),
    ],
)
def test_how_a_figure_is_shown(wording: str, kind: Kind, value: str, interval: str) -> None:
    figure = read_wording(wording, kind)
    assert figure_value(figure, kind) == value
    assert figure_interval(figure, kind) == interval


PAGE = Path(__file__).resolve().parent.parent / "docs" / "events.md"
ROWS = re.findall(
    r"^\| [^|]*\| (`[^|]+`) \| ([\d.,]+ to [\d.,]+ \w+|no \w+ end|up to [\d,]+ km) \|$",
    PAGE.read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


def test_the_page_has_its_table() -> None:
    assert len(ROWS) == 12


@pytest.mark.parametrize(("wordings", "interval"), ROWS)
def test_the_page_says_what_is_done(wordings: str, interval: str) -> None:
    for wording in re.findall(r"`([^`]+)`", wordings):
        figure = read(wording)
        if interval.startswith("no"):
            assert (figure.high if "upper" in interval else figure.low) is None
            continue
        kind: Kind = "time" if interval.endswith(" s") else "length"
        shown = figure_interval(figure, kind).replace("–", " to ").replace("at most", "up to")
        assert shown == interval
