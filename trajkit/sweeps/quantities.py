"""Quantities of a sweep: the unit is the end of a name, and text may carry its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trajkit.errors import InputError
from trajkit.reports.quantity import parse_quantity

if TYPE_CHECKING:
    from trajkit.reports.units import Kind

__all__ = ["in_unit_of", "unit_of"]

_ENDS: Final[tuple[tuple[str, str], ...]] = (
    ("_kg_m2", "kg m-2"),
    ("latitude_deg", "degrees_north"),
    ("longitude_deg", "degrees_east"),
    ("_deg", "degrees"),
    ("_m_s", "m s-1"),
    ("_m", "m"),
    ("_s", "s"),
)
_KINDS: Final[dict[str, Kind]] = {"m": "length", "m s-1": "speed", "s": "time"}


def unit_of(name: str) -> str:
    """Unit of a factor or an output by the end of its name, as CF spells it; "1" for ratios."""
    return next((unit for end, unit in _ENDS if name.endswith(end)), "1")


def in_unit_of(name: str, text: str) -> float:
    """A quantity such as "3.6 km/s" in the unit at the end of a name.

    Raises
    ------
    InputError
        If it cannot be read, or quantities of this name are bare numbers.
    """
    kind = _KINDS.get(unit_of(name))
    if kind is not None:
        return parse_quantity(text, kind)
    unit = {"degrees": " of degrees", "kg m-2": " of kg/m2"}.get(unit_of(name), "")
    ends = "" if unit else f", for {name or 'this'} has no unit at its end as burnout_speed_m_s has"
    raise InputError(
        f'"{text:.60}" is text; write a bare number{unit} without quotation marks{ends}'
    )
