"""From the wording of a report to a qualifier, a figure, and the interval that it allows.

Words or signs before a figure, and a few after it, say how it is meant; the rest must be one
quantity with its unit, or two with "to" or a dash between them.

========== =============================================================================
qualifier  said by
========== =============================================================================
about      about, around, approximately, roughly, some, nearly, almost, an estimated, ~
at least   at least, more than, over, well over, above, exceeding, no less than, >, >=;
           "930+ km", "930 km or more"
at most    at most, less than, under, below, up to, as high as, no more than, <, <=;
           "700 km or less"
between    two figures: "600-700 km", "10 to 20 minutes", "between 45 and 50 km"
exactly    nothing, or exactly
========== =============================================================================

The interval follows from the *unit* of the figure, the place of its last significant digit. Zeros
before the point that end a number are not significant, but no figure is taken to be rounded to more
than a tenth of itself; "exactly", a decimal point, and a time of two units make them significant.

============================= ============ =================
rule                          wording      interval
============================= ============ =================
half a unit either way        787 km       786.5 to 787.5 km
                              1,500 km     1,450 to 1,550 km
                              2,000 km     1,900 to 2,100 km
                              47 min 12 s  2,831.5 to 2,832.5 s
about: a unit either way      ~1,100 km    1,000 to 1,200 km
at least: from the figure up  930+ km      930 km and more
at most: up to the figure     up to 60 km  60 km and less
... about: by a unit further  under ~700   770 km and less
between: the two ends         600-700 km   600 to 700 km
... about: by a unit further  ~45-50 km    44 to 55 km
============================= ============ =================

A conversion in brackets, "about 700 km (435 miles)", is compared with the figure and then left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from trajkit.errors import InputError
from trajkit.reports.quantity import Speed, parse_quantity, parse_speed

if TYPE_CHECKING:
    from trajkit.reports.units import Kind

__all__ = ["Figure", "Qualifier", "read_wording"]

Qualifier = Literal["about", "at least", "at most", "between", "exactly"]

_SAID_BY: Final[dict[Qualifier, str]] = {
    "about": (
        "about, around, approximately, approx., roughly, some, nearly, almost, an estimated, "
        "estimated, ~, ≈"
    ),
    "at least": (
        "at least, more than, over, well over, above, well above, exceeding, greatly exceeding, "
        "far exceeding, exceeded, greatly exceeded, far exceeded, no less than, not less than, "
        ">, >=, ≥"
    ),
    "at most": (
        "at most, less than, under, below, up to, as high as, as far as, as much as, no more than, "
        "not more than, a maximum of, <, <=, ≤"
    ),
    "between": "between, from",
    "exactly": "exactly",
}
_QUALIFIERS: Final[dict[str, Qualifier]] = {
    words.strip(): qualifier for qualifier, row in _SAID_BY.items() for words in row.split(",")
}
# A qualifier of letters ends at a space; a sign may touch its number. The longest is tried first.
_FRONT: Final = re.compile(
    "|".join(
        re.escape(words) + (r"\b" if words[-1].isalpha() else "")
        for words in sorted(_QUALIFIERS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_BACK: Final[tuple[tuple[re.Pattern[str], Qualifier], ...]] = (
    (re.compile(r"(?<=\d)\+|\+$| or (?:more|above|higher)$", re.IGNORECASE), "at least"),
    (re.compile(r" or (?:less|below|lower)$", re.IGNORECASE), "at most"),
)
# Between two figures. The dash of 1e-3 is none; "and" joins only what "between" announced.
_TO: Final = re.compile(
    r" to |(?<!\d[eE])(?<=\w)\s?[-–—]\s?(?=\d|mach)|(?<=\w)~(?=\d)", re.IGNORECASE
)
_AND: Final = re.compile(r" and ", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"(?P<figure>[^()]+?)\s*\((?P<other>[^()]+)\)")
_NUMBER: Final = re.compile(r"\d[\d,. ]*(?:[eE][+-]?\d+)?|\.\d+")

#: By how much a conversion may differ, as a share: both figures are rounded.
_CONVERTED: Final = 0.05
#: No figure is taken to be rounded to more than this share of itself.
_COARSEST: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a wording says.

    Attributes
    ----------
    qualifier : {"about", "at least", "at most", "between", "exactly"}
        How the figure is meant.
    value : float
        In m, m/s or s; a Mach number is taken at sea level here. Of two ends, the middle.
    low, high : float or None
        Ends of the interval that the wording allows, in the same unit; None where it is open.
    speed : Speed or None
        For a speed, the same as reported, so that a Mach number can be taken otherwise; `low` and
        `high` of a Mach number scale with the speed of sound as `value` does.
    """

    qualifier: Qualifier
    value: float
    low: float | None
    high: float | None
    speed: Speed | None


class _Amount(NamedTuple):
    """A figure without its qualifier: value and unit in SI, and the speed if it is one."""

    value: float
    unit: float
    speed: Speed | None


def read_wording(wording: str, kind: Kind) -> Figure:
    """Derive figure and interval from the wording by the rules above.

    Raises
    ------
    InputError
        If what is left without the qualifier is not one quantity of that kind with its unit, or
        two in rising order.
    """
    text = " ".join(unicodedata.normalize("NFKC", wording).split())
    if bracketed := _BRACKETED.fullmatch(text):
        text = bracketed["figure"]
        _compare(text, bracketed["other"], kind)
    qualifier, is_about, is_exact, text = _qualified(text)
    splitter = _AND if qualifier == "between" and not _TO.search(text) else _TO
    parts = splitter.split(text, maxsplit=1)
    if len(parts) == 2:
        if qualifier in ("at least", "at most"):
            raise InputError(
                f'"{text}" is two figures where "{qualifier}" needs one; give the one that is meant'
            )
        return _between(parts[0], parts[1], kind, is_about=is_about)
    if qualifier == "between":
        raise InputError(f'"{text}" is one figure; type two, for instance "600-700 km"')
    value, unit, speed = _amount(text, kind, is_exact=is_exact)
    low: float | None
    high: float | None
    if qualifier == "at least":
        low, high = value - unit * is_about, None
    elif qualifier == "at most":
        low, high = None, value + unit * is_about
    else:
        half = unit if qualifier == "about" else unit / 2.0
        low, high = max(value - half, 0.0), value + half
    return Figure(qualifier, value, low, high, speed)


def _qualified(text: str) -> tuple[Qualifier, bool, bool, str]:
    """The qualifier, whether "about" and whether "exactly" was said, and the text without."""
    said: list[Qualifier] = []
    for said_by, bound in _BACK:
        without = said_by.sub("", text, count=1)
        if without != text:
            said.append(bound)
            text = without
    while front := _FRONT.match(text):
        word = _QUALIFIERS[front.group().lower()]
        if word in said or (said and "about" not in (word, *said)):
            break  # what is said twice, or in two ways, is left for the figure to be refused
        said.append(word)
        text = text[front.end() :].strip()
    # "about" softens another word and stands for itself only alone.
    qualifier = next((word for word in said if word != "about"), said[0] if said else "exactly")
    return qualifier, "about" in said, "exactly" in said, text


def _between(first: str, second: str, kind: Kind, *, is_about: bool) -> Figure:
    """Two figures; one without a unit has that of the other."""
    first, second = first.strip(), second.strip()
    if re.fullmatch(r"[\d,. ]+", first):
        words = _NUMBER.sub("", second).strip()
        if len(_NUMBER.findall(second)) == 1 and words:
            first = f"{first} {words}"
    elif re.fullmatch(r"[\d,. ]+", second) and re.match(r"mach\b", first, re.IGNORECASE):
        second = f"Mach {second}"
    low, high = _amount(first, kind), _amount(second, kind)
    if low.value >= high.value:
        raise InputError(
            f'the interval from "{first}" to "{second}" is reversed or empty; '
            "put the smaller figure first"
        )
    value = (low.value + high.value) / 2.0
    speed = None
    if low.speed is not None and high.speed is not None:
        same = low.speed.is_mach and high.speed.is_mach
        speed = Speed((low.speed.value + high.speed.value) / 2.0 if same else value, same)
    return Figure(
        "between",
        value,
        max(low.value - low.unit * is_about, 0.0),
        high.value + high.unit * is_about,
        speed,
    )


def _amount(text: str, kind: Kind, *, is_exact: bool = False) -> _Amount:
    """One quantity with its unit, and how finely it is given."""
    if kind == "speed":
        speed = parse_speed(text)
        value = speed.in_m_s()
    else:
        speed, value = None, parse_quantity(text, kind)
    *before, last = _NUMBER.finditer(text)
    place = _place(last.group(), is_exact=is_exact or bool(before))
    if speed is not None and speed.is_mach:
        return _Amount(value, place * Speed(1.0, is_mach=True).in_m_s(), speed)
    return _Amount(value, place * parse_quantity(f"1 {text[last.end() :]}", kind), speed)


def _place(number: str, *, is_exact: bool) -> float:
    """Place of the last significant digit: 100 for 1500, 0.1 for 99.8."""
    exact = Decimal(number.replace(",", "").replace(" ", "").rstrip("."))
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int)  # it is finite
    printed = Decimal(1).scaleb(exponent)
    if is_exact or exponent < 0 or not exact:
        return float(printed)
    last = exact.normalize().as_tuple().exponent
    assert isinstance(last, int)
    return float(max(printed, min(Decimal(1).scaleb(last), exact * _COARSEST)))


def _compare(figure: str, other: str, kind: Kind) -> None:
    """Refuse a conversion in brackets that is not one."""
    one, two = read_wording(figure, kind).value, read_wording(other, kind).value
    if abs(one - two) > _CONVERTED * max(one, two):
        raise InputError(
            f'"{figure}" and "{other}" in brackets are not the same; leave out the wrong one'
        )
