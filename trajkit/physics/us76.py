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
from trajkit.physics import us76_upper as upper

__all__ = [
    "BOTTOM_M",
    "CORNER_ALTITUDES_M",
    "TOP_M",
    "Properties",
    "density_kg_m3",
    "properties",
    "speed_of_sound_m_s",
]

Array = NDArray[np.float64]

BOTTOM_M = -5_000.0
TOP_M = upper.TOP_M
# Where the density's slope jumps or bends visibly: the layers' limits. Units: m, geometric.
CORNER_ALTITUDES_M = lower.CORNER_ALTITUDES_M + upper.CORNER_ALTITUDES_M
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


def properties(altitude_m: ArrayLike) -> Properties:
    """Temperature, pressure, density and speed of sound.

    Parameters
    ----------
    altitude_m
        Geometric, any shape. Units: m.

    Returns
    -------
    Properties
        Below -5 km, and where the altitude is NaN: NaN. Above 1,000 km: no density, no pressure,
        the temperature of 1,000 km.
    """
    altitude = np.asarray(altitude_m, float)
    scale, pressure = _lower(altitude)
    density = np.asarray(pressure / (_SPECIFIC_GAS_CONSTANT * scale))  # eq. 42
    temperature = np.asarray(scale * lower.molecular_weight_ratio(altitude))
    pressure = np.asarray(pressure)
    above = altitude > lower.TOP_M
    if above.any():
        held = np.minimum(altitude[above], TOP_M)
        air = altitude[above] <= TOP_M
        temperature[above] = upper.temperature_k(held)
        pressure[above] = np.where(air, upper.pressure_pa(held), 0.0)
        density[above] = np.where(air, upper.density_kg_m3(held), 0.0)
    return Properties(temperature[()], pressure[()], density[()], speed_of_sound_m_s(altitude))


def density_kg_m3(altitude_m: ArrayLike) -> Array:
    """Density alone, as in `properties`. Units: m, geometric, any shape, to kg/m3."""
    altitude = np.asarray(altitude_m, float)
    scale, pressure = _lower(altitude)
    density: Array = np.asarray(pressure / (_SPECIFIC_GAS_CONSTANT * scale))  # eq. 42
    above = altitude > lower.TOP_M
    if above.any():
        held = np.minimum(altitude[above], TOP_M)
        density[above] = np.where(altitude[above] <= TOP_M, upper.density_kg_m3(held), 0.0)
    return density[()]


def speed_of_sound_m_s(altitude_m: ArrayLike) -> Array:
    """Speed of sound alone, as in `properties`. Units: m, geometric, any shape, to m/s."""
    scale, _ = _lower(np.asarray(altitude_m, float))
    # Eq. 50.
    speed: Array = np.sqrt(_HEAT_CAPACITY_RATIO * _SPECIFIC_GAS_CONSTANT * scale)
    return speed


def _lower(altitude: Array) -> tuple[Array, Array]:
    """Molecular-scale temperature (K) and pressure (Pa), above 86 km those at 86 km."""
    usable = np.where(altitude >= BOTTOM_M, np.minimum(altitude, lower.TOP_M), np.nan)
    return lower.molecular_scale_temperature_and_pressure(usable)
