"""US Standard Atmosphere 1976, from -5 to 1,000 km.

Reference: NOAA, NASA & USAF (1976), U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562.

The speed of sound is defined up to 86 km only; above, it is held at its value there, for want of
a better reference speed for a Mach number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.physics import us76_lower as lower

__all__ = [
    "BOTTOM_M",
    "TOP_M",
    "Properties",
    "density_kg_m3",
    "properties",
    "speed_of_sound_m_s",
]

Array = NDArray[np.float64]

BOTTOM_M = -5_000.0
TOP_M = 1_000_000.0
_HEAT_CAPACITY_RATIO = 1.4  # gamma, table 2
_SPECIFIC_GAS_CONSTANT = lower.GAS_CONSTANT_J_MOL_K / lower.MOLAR_MASS_KG_MOL  # J/(kg K)


class Properties(NamedTuple):
    """The air at some altitudes; each array has the shape of the altitudes."""

    temperature_k: Array
    """Kinetic temperature. Units: K."""
    pressure_pa: Array
    """Units: Pa."""
    density_kg_m3: Array
    """Units: kg/m3."""
    speed_of_sound_m_s: Array
    """Held at its value at 86 km above that. Units: m/s."""


def density_kg_m3(altitude_m: ArrayLike) -> Array:
    """Density at geometric altitudes of any shape in m; see `properties`. Units: kg/m3."""
    altitude = np.asarray(altitude_m, float)
    scale, pressure = _below_86_km(altitude)
    return pressure / (_SPECIFIC_GAS_CONSTANT * scale)


def speed_of_sound_m_s(altitude_m: ArrayLike) -> Array:
    """Speed of sound at geometric altitudes of any shape in m; see `properties`. Units: m/s."""
    altitude = np.asarray(altitude_m, float)
    return _sound(lower.molecular_scale_temperature_and_pressure(_usable(altitude))[0])


def properties(altitude_m: ArrayLike) -> Properties:
    """Temperature, pressure, density and speed of sound."""
    altitude = np.asarray(altitude_m, float)
    scale, pressure = _below_86_km(altitude)
    return Properties(
        scale * lower.molecular_weight_ratio(altitude),
        pressure,
        pressure / (_SPECIFIC_GAS_CONSTANT * scale),
        speed_of_sound_m_s(altitude),
    )


def _below_86_km(altitude: Array) -> tuple[Array, Array]:
    inside = np.where(altitude <= lower.TOP_M, _usable(altitude), np.nan)
    return lower.molecular_scale_temperature_and_pressure(inside)


def _usable(altitude: Array) -> Array:
    """Altitudes up to 86 km, held there above; NaN below -5 km."""
    return np.where(altitude >= BOTTOM_M, np.minimum(altitude, lower.TOP_M), np.nan)


def _sound(molecular_scale_temperature: Array) -> Array:
    """Eq. 50. Units: K to m/s."""
    return np.sqrt(_HEAT_CAPACITY_RATIO * _SPECIFIC_GAS_CONSTANT * molecular_scale_temperature)
