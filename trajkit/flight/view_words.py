"""Headings and numbers of quantities, as tables in notebooks show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.htmltable import NO_VALUE

if TYPE_CHECKING:
    from trajkit.flight.machtable import MachTable

__all__ = ["cells", "differ", "heading", "rounded", "short_heading", "spread", "table_words"]

Array = NDArray[np.float64]

# Heading of a quantity, the divisor from SI to it, and its decimals.
_QUANTITIES = {
    "latitude_deg": ("latitude, °", 1.0, 4),
    "longitude_deg": ("longitude, °", 1.0, 4),
    "altitude_m": ("altitude, km", 1e3, 2),
    "speed_m_s": ("speed, km/s", 1e3, 3),
    "angle_deg": ("angle above the horizontal, °", 1.0, 2),
    "burnout_angle_deg": ("burnout angle above the horizontal, °", 1.0, 2),
    "azimuth_deg": ("azimuth, °", 1.0, 2),
    "ballistic_coefficient": ("beta, kg/m²", 1.0, 0),
    "lift_to_drag": ("lift-to-drag", 1.0, 2),
    "bank": ("bank, °", 1.0, 1),
    "density_multiplier": ("density, times", 1.0, 3),
    "burn_time_s": ("burn time, s", 1.0, 1),
    "exhaust_velocity_m_s": ("exhaust velocity, km/s", 1e3, 3),
    "delta_v_m_s": ("delta-v, km/s", 1e3, 3),
    "coast_s": ("coast after it, s", 1.0, 1),
    "ascent_ballistic_coefficient": ("beta at lift-off, kg/m²", 1.0, 0),
    "rise_time_s": ("vertical rise, s", 1.0, 1),
    "thrust_to_weight": ("thrust to weight at lift-off", 1.0, 2),
    "damping": ("damping ratio", 1.0, 2),
    "lift_share": ("share of the lift", 1.0, 2),
    "climb_share": ("share kept while climbing", 1.0, 2),
    "time_s": ("time, s", 1.0, 1),
}
_SHORT = {
    "altitude_m": "start, km",
    "speed_m_s": "start, km/s",
    "angle_deg": "angle, °",
    "burnout_angle_deg": "burnout angle, °",
}


def _quantity(name: str) -> tuple[str, float, int]:
    """A quantity that is not known, of a user's own phase, shows as it is."""
    return _QUANTITIES.get(name, (name.replace("_", " "), 1.0, 3))


def heading(name: str) -> str:
    """The name of a quantity with its unit."""
    return _quantity(name)[0]


def short_heading(name: str) -> str:
    """The same for a narrow column of starts."""
    return _SHORT.get(name, heading(name))


def cells(name: str, values: Array) -> list[str]:
    """Values of shape (n,) in the unit of the heading, with equal decimals."""
    _, divisor, decimals = _quantity(name)
    return rounded(np.asarray(values) / divisor, decimals)


def rounded(values: Array, decimals: int) -> list[str]:
    """Numbers of shape (n,) with equal decimals."""
    texts = [
        NO_VALUE if np.isnan(v) else "∞" if v == np.inf else f"{v:,.{decimals}f}" for v in values
    ]
    # A start height of 0 comes back from the ellipsoid as some 1e-9 m, of either sign.
    return [f"{0:.{decimals}f}" if text == f"-{0:.{decimals}f}" else text for text in texts]


def differ(values: Array) -> bool:
    """Whether there is more than one value; NaN counts as one."""
    return np.unique(values).size > 1


def spread(name: str, values: Array) -> str:
    """A number, or the ends of an array."""
    if values.ndim == 0:
        return cells(name, values[None])[0]
    known = values[~np.isnan(values)]
    if not known.size:
        return f"{values.size:,} values, none a number"
    low, high = cells(name, np.array([known.min(), known.max()]))
    return f"{low} to {high} ({values.size:,} values)"


def table_words(name: str, table: MachTable, unit: str = "") -> str:
    """What a table over the Mach number holds."""
    mach, values = np.asarray(table.mach), np.asarray(table.values)
    low, high = cells(name, np.array([values.min(), values.max()]))
    return f"{low} to {high}{unit} by a table from Mach {mach[0]:g} to {mach[-1]:g}"
