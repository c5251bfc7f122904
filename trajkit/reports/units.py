"""Units that people use in reports, and their factors to SI.

Exact factors: international mile 1,609.344 m, international nautical mile 1,852 m, international
foot 0.3048 m (NIST Special Publication 811, 2008, appendix B.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FOOT_M",
    "KINDS",
    "MILE_M",
    "NAUTICAL_MILE_M",
    "SEA_LEVEL_SOUND_SPEED_M_S",
    "Kind",
    "KindOfQuantity",
]

Kind = Literal["length", "speed", "time"]

MILE_M: Final = 1609.344
NAUTICAL_MILE_M: Final = 1852.0
FOOT_M: Final = 0.3048

#: Speed of sound at sea level, m/s: US Standard Atmosphere 1976, table at 0 m (288.15 K).
SEA_LEVEL_SOUND_SPEED_M_S: Final = 340.294


@dataclass(frozen=True, slots=True)
class KindOfQuantity:
    """What is known of one kind of quantity.

    Attributes
    ----------
    noun : str
        The kind with its article, for messages.
    units_in_words : str
        The units to offer to a person.
    usual_unit : str
        The unit to put in an example.
    example : str
        A quantity of this kind as one would type it.
    factors : mapping of str to float
        SI value (m, m/s or s) of one unit, by every spelling that is understood.
    """

    noun: str
    units_in_words: str
    usual_unit: str
    example: str
    factors: Mapping[str, float]


def _spellings(*rows: tuple[float, str]) -> dict[str, float]:
    return {name.strip(): factor for factor, names in rows for name in names.split(",")}


KINDS: Final[Mapping[Kind, KindOfQuantity]] = {
    "length": KindOfQuantity(
        noun="a length",
        units_in_words="km, mi, nmi, m and ft",
        usual_unit="km",
        example="1,100 km",
        factors=_spellings(
            (1000.0, "km, kms, kilometre, kilometres, kilometer, kilometers"),
            (MILE_M, "mi, mile, miles, statute mile, statute miles"),
            (NAUTICAL_MILE_M, "nmi, nautical mile, nautical miles"),
            (1.0, "m, metre, metres, meter, meters"),
            (FOOT_M, "ft, foot, feet"),
        ),
    ),
    "speed": KindOfQuantity(
        noun="a speed",
        units_in_words="km/s, m/s, km/h, mph, knots and Mach",
        usual_unit="km/s",
        example="3.6 km/s",
        factors=_spellings(
            (1000.0, "km/s, km/sec, kilometres per second, kilometers per second"),
            (1.0, "m/s, m/sec, metres per second, meters per second"),
            (1000.0 / 3600.0, "km/h, kph, kmh, kilometres per hour, kilometers per hour"),
            (MILE_M, "mi/s, miles per second"),
            (MILE_M / 3600.0, "mph, mi/h, miles per hour"),
            (FOOT_M, "ft/s, feet per second"),
            (NAUTICAL_MILE_M / 3600.0, "knots, knot, kn, kt, kts, nautical miles per hour"),
        ),
    ),
    "time": KindOfQuantity(
        noun="a time",
        units_in_words="s, min and h",
        usual_unit="min",
        example="7 min 12 s",
        factors=_spellings(
            (1.0, "s, sec, secs, second, seconds"),
            (60.0, "min, mins, minute, minutes"),
            (3600.0, "h, hr, hrs, hour, hours"),
        ),
    ),
}
