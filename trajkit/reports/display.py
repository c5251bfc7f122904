"""Writes quantities for people, in metric, imperial or nautical units.

What these functions write, `quantity.parse_quantity` reads back to within the rounding shown.
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

from trajkit.reports.units import FOOT_M, MILE_M, NAUTICAL_MILE_M

__all__ = [
    "DisplayUnit",
    "UnitSystem",
    "format_length",
    "format_mach",
    "format_speed",
    "format_time",
    "length_unit",
    "speed_unit",
]

UnitSystem = Literal["metric", "imperial", "nautical"]


class DisplayUnit(NamedTuple):
    """A unit's symbol, and its size in m or m/s (divide by it to draw an axis)."""

    symbol: str
    size: float


_LONG: Final[dict[UnitSystem, DisplayUnit]] = {
    "metric": DisplayUnit("km", 1000.0),
    "imperial": DisplayUnit("mi", MILE_M),
    "nautical": DisplayUnit("nmi", NAUTICAL_MILE_M),
}
_SHORT: Final[dict[UnitSystem, DisplayUnit]] = {
    "metric": DisplayUnit("m", 1.0),
    "imperial": DisplayUnit("ft", FOOT_M),
    "nautical": DisplayUnit("ft", FOOT_M),
}
_FAST: Final[dict[UnitSystem, DisplayUnit]] = {
    "metric": DisplayUnit("km/s", 1000.0),
    "imperial": DisplayUnit("mph", MILE_M / 3600.0),
    "nautical": DisplayUnit("kn", NAUTICAL_MILE_M / 3600.0),
}
_UNKNOWN: Final = "n/a"


def length_unit(units: UnitSystem = "metric") -> DisplayUnit:
    """Unit of ranges and altitudes: km, mi or nmi."""
    return _LONG[units]


def speed_unit(units: UnitSystem = "metric") -> DisplayUnit:
    """Unit of speeds: km/s, mph or kn."""
    return _FAST[units]


def format_length(length_m: float, units: UnitSystem = "metric") -> str:
    """A length of so many metres: "1,100 km", "42.5 km", "685 mi", "850 m"; NaN is "n/a".

    Three significant digits, and all digits before the point.
    """
    if math.isnan(length_m):
        return _UNKNOWN
    long, short = _LONG[units], _SHORT[units]
    number = _three_digits(length_m / short.size)
    is_short = number != "0" and abs(float(number.replace(",", ""))) < round(long.size / short.size)
    if is_short:
        return f"{number} {short.symbol}"
    return f"{_three_digits(length_m / long.size)} {long.symbol}"


def format_speed(speed_m_s: float, units: UnitSystem = "metric") -> str:
    """A speed of so many m/s: "3.71 km/s", "850 m/s", "8,300 mph", "7,212 kn"; NaN is "n/a"."""
    if math.isnan(speed_m_s):
        return _UNKNOWN
    unit = _FAST[units]
    if units != "metric":
        return f"{_three_digits(speed_m_s / unit.size)} {unit.symbol}"
    in_m_s = _three_digits(speed_m_s)
    if abs(float(in_m_s.replace(",", ""))) < 1000.0:
        return f"{in_m_s} m/s"
    return f"{speed_m_s / unit.size:,.2f} {unit.symbol}"


def format_mach(mach: float) -> str:
    """A Mach number, dimensionless, to one decimal: "Mach 10.9"; NaN is "n/a"."""
    return _UNKNOWN if math.isnan(mach) else f"Mach {mach:.1f}".removesuffix(".0")


def format_time(time_s: float) -> str:
    """A time of so many seconds: "7 min 12 s", "1 h 14 min", "12.3 s"; NaN is "n/a"."""
    if not math.isfinite(time_s):
        return _UNKNOWN if math.isnan(time_s) else f"{time_s} s"
    size = abs(time_s)
    if round(size, 1) < 60.0:
        return f"{round(time_s, 1):g} s".replace("-0 s", "0 s")
    minutes, seconds = divmod(round(size), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    words = " ".join(f"{count} {unit}" for count, unit in parts if count)
    return f"-{words}" if time_s < 0 else words


def _three_digits(value: float) -> str:
    """Three significant digits without trailing zeros, but every digit before the point."""
    if value == 0.0:
        return "0"
    if not math.isfinite(value):
        return f"{value}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
