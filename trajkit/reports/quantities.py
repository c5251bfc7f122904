"""What a claim can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from trajkit.reports.units import Kind

__all__ = ["ESTIMATES", "KIND_OF_QUANTITY", "TIMES_OF_DAY", "Quantity"]

Quantity = Literal[
    "range",
    "apogee",
    "first_peak",
    "second_peak",
    "top_speed",
    "flight_time",
    "lateral_displacement",
    "standard_range",
    "launch_time",
    "fall_time",
    "overflight",
    "splashdown",
    "payload",
    "assessment",
    "statement",
]

#: Kind of figure that each measured quantity holds; the other quantities are words only.
KIND_OF_QUANTITY: Final[dict[str, Kind]] = {
    "range": "length",
    "apogee": "length",
    "first_peak": "length",
    "second_peak": "length",
    "top_speed": "speed",
    "flight_time": "time",
    "lateral_displacement": "length",
    "standard_range": "length",
}

#: Quantities that are a time of day, with its zone.
TIMES_OF_DAY: Final = frozenset({"launch_time", "fall_time", "overflight"})

#: Quantities that nobody observed: what a party reckons the missile could do.
ESTIMATES: Final = frozenset({"standard_range"})
