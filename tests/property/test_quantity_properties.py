"""What must hold for every quantity: what is shown reads back, and nothing slips through."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trajkit.errors import InputError
from trajkit.reports.display import (
    UnitSystem,
    format_length,
    format_mach,
    format_speed,
    format_time,
)
from trajkit.reports.quantity import parse_quantity, parse_speed
from trajkit.reports.units import KINDS, Kind
from trajkit.reports.wording import read_wording

SYSTEMS = st.sampled_from(["metric", "imperial", "nautical"])
KIND = st.sampled_from(["length", "speed", "time"])


@given(st.floats(0.01, 5e7), SYSTEMS)
@example(999.5, "metric")
@example(9996.0, "metric")
def test_shown_lengths_read_back(length_m: float, units: UnitSystem) -> None:
    back = parse_quantity(format_length(length_m, units), "length")
    assert back == pytest.approx(length_m, rel=5.1e-3)


@given(st.floats(1.0, 5e4), SYSTEMS)
def test_shown_speeds_read_back(speed_m_s: float, units: UnitSystem) -> None:
    back = parse_quantity(format_speed(speed_m_s, units), "speed")
    assert back == pytest.approx(speed_m_s, rel=5.1e-3)


@given(st.floats(0.1, 60.0))
def test_shown_mach_numbers_read_back(mach: float) -> None:
    speed = parse_speed(format_mach(mach))
    assert speed.is_mach
    assert speed.value == pytest.approx(mach, abs=0.0501)


@given(st.floats(0.0, 1e6))
@example(59.95)
@example(3599.5)
def test_shown_times_read_back(time_s: float) -> None:
    back = parse_quantity(format_time(time_s), "time")
    assert back == pytest.approx(time_s, abs=0.0501 if time_s < 59.9 else 0.501)


@given(st.integers(0, 10**12), KIND, st.data())
def test_separators_and_spaces_do_not_change_the_value(
    number: int, kind: Kind, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from(sorted(KINDS[kind].factors)))
    plain = parse_quantity(f"{number} {unit}", kind)
    assert plain == pytest.approx(number * KINDS[kind].factors[unit], rel=1e-15)
    grouped = f"{number:,}"
    for text in (
        f"{number}{unit}",
        f"{grouped} {unit}",
        f"  {grouped.replace(',', ' ')}  {unit} ",
        f"{grouped.replace(',', chr(0x202F))}{chr(0xA0)}{unit}",
    ):
        assert parse_quantity(text, kind) == plain


@given(st.text(max_size=40) | st.from_regex(r"[0-9., ]{1,8} ?[a-zA-Z/]{0,5}", fullmatch=True), KIND)
@example("1,100", "length")
@example("inf km", "length")
def test_any_text_gives_a_usable_value_or_one_sentence(text: str, kind: Kind) -> None:
    try:
        value = parse_quantity(text, kind)
    except InputError as error:
        message = str(error)
    else:
        message = ""
        assert math.isfinite(value)
        assert value >= 0.0
        assert any(letter.isalpha() for letter in text)  # a unit was there
    assert message.isprintable()


@given(
    st.sampled_from(["about ", "some ", "~", "more than ", ">", "up to ", "less than ", ""]),
    st.integers(1, 20_000),
)
def test_a_qualifier_does_not_change_the_value(front: str, number: int) -> None:
    assert read_wording(f"{front}{number:,} km", "length").value == number * 1000.0
