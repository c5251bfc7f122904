"""What a wording says: qualifier and value, on wordings of published reports."""

from __future__ import annotations

import pytest

from trajkit.errors import InputError
from trajkit.reports.wording import read_wording


@pytest.mark.parametrize(
    ("wording", "kind", "qualifier", "value"),
    [
        ("about 1,100 km", "length", "about", 1.1e6),
        ("About 1,100 km", "length", "about", 1.1e6),
        ("~1,100 km", "length", "about", 1.1e6),
        ("some 690 miles", "length", "about", 690 * 1609.344),
        ("more than 700 km", "length", "at least", 7e5),
        (">2,700 km", "length", "at least", 2.7e6),
        (">= 500 km", "length", "at least", 5e5),
        ("no less than 650 km", "length", "at least", 6.5e5),
        ("less than 50 km", "length", "at most", 5e4),
        ("<100 km", "length", "at most", 1e5),
        ("no more than 60 km", "length", "at most", 6e4),
        ("as high as 60 km", "length", "at most", 6e4),
        ("99.8 km", "length", "exactly", 99.8e3),
        ("Mach 12", "speed", "exactly", 4083.528),
        ("about 53 minutes", "time", "about", 3180.0),
        ("47 min 12 s", "time", "exactly", 2832.0),
    ],
)
def test_wordings(wording: str, kind: str, qualifier: str, value: float) -> None:
    figure = read_wording(wording, kind)  # type: ignore[arg-type]
    assert figure.qualifier == qualifier
    assert figure.value == pytest.approx(value, rel=1e-12)


def test_a_mach_number_keeps_its_convention_open() -> None:
    figure = read_wording("up to Mach 6", "speed")
    assert figure.qualifier == "at most"
    assert figure.speed is not None
    assert (figure.speed.value, figure.speed.is_mach) == (6.0, True)


@pytest.mark.parametrize("wording", ["about", "about 1,100", "aboutish 5 km", "about about 5 km"])
def test_what_is_no_quantity_is_refused(wording: str) -> None:
    with pytest.raises(InputError, match="type for instance"):
        read_wording(wording, "length")
