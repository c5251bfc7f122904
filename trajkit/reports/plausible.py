"""Catches a slip of the unit: a range of "1,100 m" where 1,100 km was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from trajkit.errors import InputError
from trajkit.reports.units import KINDS

if TYPE_CHECKING:
    from trajkit.reports.units import Kind
    from trajkit.reports.wording import Figure

__all__ = ["check_plausible"]


class _Limits(NamedTuple):
    """Between which a figure can be of a rocket's flight, in m, m/s or s, and units to try."""

    low: float
    high: float
    units: tuple[str, ...]


_LENGTH: Final = ("km", "m")
# Half way round the Earth is 20,004 km; a fractional orbit may be told as more. The low ends are
# far below any flight worth a report.
_LIMITS: Final[dict[str, _Limits]] = {
    "range": _Limits(5e3, 4.1e7, _LENGTH),
    "standard_range": _Limits(5e3, 4.1e7, _LENGTH),
    "lateral_displacement": _Limits(1e3, 2e7, _LENGTH),
    "apogee": _Limits(1e3, 4e7, _LENGTH),
    "first_peak": _Limits(1e3, 4e7, _LENGTH),
    "second_peak": _Limits(1e3, 4e7, _LENGTH),
    "top_speed": _Limits(100.0, 2e4, ("km/s", "m/s", "km/h")),
    "flight_time": _Limits(20.0, 3.6e4, ("min", "s")),
}
_LAST_UNIT: Final = re.compile(r"(?<=[\d\s+])(?P<unit>[^\d\s+][^\d+]*)$")


def check_plausible(quantity: str, wording: str, figure: Figure, kind: Kind) -> None:
    """Refuse a figure that no flight of a rocket has.

    Raises
    ------
    InputError
        If it is out of all reason; the message has the same figure in the unit that was probably
        meant.
    """
    low, high, units = _LIMITS[quantity]
    if low <= figure.value <= high:
        return
    name = f"{'an' if quantity == 'apogee' else 'a'} {quantity.replace('_', ' ')}"
    much = "large" if figure.value > high else "small"
    last = _LAST_UNIT.search(wording.strip())
    typed = last["unit"].strip() if last is not None else ""
    factor = KINDS[kind].factors.get(typed if len(typed) == 1 else typed.casefold())
    if last is not None and factor is not None:
        for unit in units:
            if low <= figure.value / factor * KINDS[kind].factors[unit] <= high:
                meant = f"{wording.strip()[: last.start()].rstrip()} {unit}"
                raise InputError(f'"{wording}" is too {much} for {name}; did you mean "{meant}"?')
    raise InputError(f'"{wording}" is too {much} for {name}; mend the figure or its unit')
