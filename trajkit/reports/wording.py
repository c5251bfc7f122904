"""From the wording of a report to a qualifier and a figure.

The rule: words or signs at the front that say how sure the figure is give the qualifier; the rest
must be one quantity with its unit, and gives the value as printed. "about 1,100 km" is (about,
1.1e6 m), "more than 700 km" is (at least, 7e5 m), "99.8 km" is (exactly, 99,800 m).

========== ===========================================================================
qualifier  said by
========== ===========================================================================
about      about, around, approximately, roughly, some, nearly, almost, an estimated, ~
at least   at least, more than, over, above, exceeding, no less than, well over, > , >=
at most    at most, less than, under, below, up to, as high as, no more than, <, <=
exactly    nothing, or exactly
========== ===========================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from trajkit.reports.quantity import Speed, parse_quantity, parse_speed

if TYPE_CHECKING:
    from trajkit.reports.units import Kind

__all__ = ["Figure", "Qualifier", "read_wording"]

Qualifier = Literal["about", "at least", "at most", "exactly"]

_SAID_BY: Final[dict[Qualifier, str]] = {
    "about": "about, around, approximately, roughly, some, nearly, almost, an estimated, ~, ≈",
    "at least": (
        "at least, more than, over, well over, above, exceeding, greatly exceeding, "
        "no less than, not less than, >, >=, ≥"
    ),
    "at most": (
        "at most, less than, under, below, up to, as high as, no more than, not more than, <, <=, ≤"
    ),
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


@dataclass(frozen=True, slots=True)
class Figure:
    """What a wording says.

    Attributes
    ----------
    qualifier : {"about", "at least", "at most", "exactly"}
        How the figure is meant.
    value : float
        In m, m/s or s; a Mach number is taken at sea level here.
    speed : Speed or None
        For a speed, the same as reported, so that a Mach number can be taken otherwise.
    """

    qualifier: Qualifier
    value: float
    speed: Speed | None


def read_wording(wording: str, kind: Kind) -> Figure:
    """Derive the figure from the wording by the rule above.

    Raises
    ------
    InputError
        If what follows the qualifier is not one quantity of that kind with its unit.
    """
    text = wording.strip()
    front = _FRONT.match(text)
    qualifier: Qualifier = "exactly"
    if front is not None:
        qualifier = _QUALIFIERS[front.group().lower()]
        text = text[front.end() :].strip()
    if kind == "speed":
        speed = parse_speed(text)
        return Figure(qualifier, speed.in_m_s(), speed)
    return Figure(qualifier, parse_quantity(text, kind), None)
