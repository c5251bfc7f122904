"""Values by the name of their quantity: what kind it is, in words, and with its unit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

from trajkit.reports.display import format_length, format_speed, format_time

if TYPE_CHECKING:
    from trajkit.reports.display import UnitSystem

__all__ = ["Kind", "amount", "kind_of", "words_of"]

Kind = Literal["length", "speed", "time", "angle", "beta", "ratio"]

# Ends of names, the longer before those that they end in.
_ENDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("_kg_m2", "beta"),
    ("_m_s", "speed"),
    ("_deg", "angle"),
    ("_m", "length"),
    ("_s", "time"),
)
_WORDS: Final = {
    "lift_to_drag": "lift-to-drag ratio",
    "delta_v_m_s": "delta-v",
    "climb_share": "share of lift kept while climbing",
    "final_share": "share of lift kept at the end",
    "downrange_ratio": "distance over altitude of burnout",
    "path_share": "way over speed times boost time",
}


def kind_of(name: str) -> Kind:
    """Of a quantity, by the unit in its name: "range_m" is a length; without one it is a ratio."""
    return next((kind for end, kind in _ENDS if name.endswith(end)), "ratio")


def words_of(name: str) -> str:
    """A quantity's name for people: "burnout_speed_m_s" is "burnout speed"."""
    if name in _WORDS:
        return _WORDS[name]
    end = next((end for end, _ in _ENDS if name.endswith(end)), "")
    return name.removesuffix(end).replace("_", " ") or name


def amount(kind: Kind, value: float, units: UnitSystem = "metric") -> str:
    """A value in SI units or degrees with its unit, rounded for reading; "n/a" of NaN."""
    if math.isnan(value):
        return "n/a"
    if kind == "length":
        return format_length(value, units)
    if kind == "speed":
        return format_speed(value, units)
    if kind == "time":
        return format_time(value)
    if kind == "beta":
        return f"{value:,.0f} kg/m2"
    return f"{value:.1f}°" if kind == "angle" else f"{value:.2f}"
