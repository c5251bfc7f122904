"""Writes what a wording is read as for people: "1,100 km", "1,000–1,200 km", "Mach 12"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from trajkit.reports.display import format_time

if TYPE_CHECKING:
    from trajkit.reports.units import Kind
    from trajkit.reports.wording import Figure

__all__ = ["figure_interval", "figure_value"]

_MINUTE_S: Final = 60.0
_UNITS: Final[dict[Kind, tuple[str, float]]] = {
    "length": ("km", 1000.0),
    "speed": ("km/s", 1000.0),
    "time": ("min", _MINUTE_S),
}


def figure_value(figure: Figure, kind: Kind) -> str:
    """The value of a figure: "2,111.5 km", "3.6 km/s", "Mach 12", "47 min 12 s"."""
    if figure.speed is not None and figure.speed.is_mach:
        return f"Mach {figure.speed.value:g}"
    if kind == "time":
        return format_time(figure.value)
    symbol, size = _UNITS[kind]
    return f"{_number(figure.value / size, 3)} {symbol}"


def figure_interval(figure: Figure, kind: Kind) -> str:
    """The interval that a wording allows: "1,000–1,200 km", "at least 930 km", "Mach 5.5–6.5".

    As many digits as tell its width; a time known to less than a minute is in seconds.
    """
    if figure.speed is not None and figure.speed.is_mach:
        size = figure.value / figure.speed.value if figure.speed.value else 1.0
        return _interval(figure.low, figure.high, size, "Mach {}")
    symbol, size = _UNITS[kind]
    low, high = figure.low, figure.high
    if kind == "time" and low is not None and high is not None and high - low < _MINUTE_S:
        symbol, size = "s", 1.0
    return _interval(low, high, size, f"{{}} {symbol}")


def _interval(low: float | None, high: float | None, size: float, form: str) -> str:
    if low is not None and high is not None:
        width = high - low
        digits = 2 - math.floor(math.log10(width / size)) if width > 0.0 else 3
        return form.format(f"{_number(low / size, digits)}–{_number(high / size, digits)}")
    bound, end = ("at least", low) if high is None else ("at most", high)
    return f"{bound} {form.format(_number(end / size, 3))}" if end is not None else "any"


def _number(value: float, digits: int) -> str:
    text = f"{value:,.{min(max(digits, 0), 9)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
