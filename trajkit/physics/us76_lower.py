"""US Standard Atmosphere 1976 from -5 to 86 km: layers of linear molecular-scale temperature.

Reference: NOAA, NASA & USAF (1976), U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562; its
equation and table numbers are those cited here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CORNER_ALTITUDES_M",
    "EARTH_RADIUS_M",
    "GAS_CONSTANT_J_MOL_K",
    "GRAVITY_M_S2",
    "MOLAR_MASS_KG_MOL",
    "TOP_M",
    "geometric_altitude_m",
    "geopotential_height_m",
    "molecular_scale_temperature_and_pressure",
    "molecular_weight_ratio",
]

Array = NDArray[np.float64]

EARTH_RADIUS_M = 6_356_766.0  # r0, table 2
GRAVITY_M_S2 = 9.80665  # g0, table 2
GAS_CONSTANT_J_MOL_K = 8.31432  # R*, table 2
MOLAR_MASS_KG_MOL = 0.0289644  # M0, table 2 and p. 9
TOP_M = 86_000.0  # geometric

# Table 4, with the eighth level (86 km geometric) replaced by the limit in TOP_M. The first layer
# also reaches down to -5 km.
_BASE_M = np.array([0.0, 11e3, 20e3, 32e3, 47e3, 51e3, 71e3])  # geopotential
_GRADIENT_K_M = np.array([-6.5e-3, 0.0, 1.0e-3, 2.8e-3, 0.0, -2.8e-3, -2.0e-3])
_SEA_LEVEL_TEMPERATURE_K = 288.15
_SEA_LEVEL_PRESSURE_PA = 101_325.0

# g0' M0 / R*: what the hydrostatic equation needs of each layer's air. Units: K/m.
_AUTOCONVECTIVE_K_M = GRAVITY_M_S2 * MOLAR_MASS_KG_MOL / GAS_CONSTANT_J_MOL_K

# Table 8: M / M0 from 80 to 86 km geometric. The step is 0.5 km; read off linearly in between.
_RATIO_ALTITUDE_M = np.arange(80_000.0, 86_001.0, 500.0)
_RATIO = np.array(
    [
        1.0,
        0.999996,
        0.999989,
        0.999971,
        0.999941,
        0.999909,
        0.999870,
        0.999829,
        0.999786,
        0.999741,
        0.999694,
        0.999641,
        0.999579,
    ]
)


def geopotential_height_m(altitude_m: Array) -> Array:
    """Geopotential height of a geometric altitude, both in m (eq. 18)."""
    height: Array = EARTH_RADIUS_M * altitude_m / (EARTH_RADIUS_M + altitude_m)
    return height


def geometric_altitude_m(height_m: Array) -> Array:
    """Geometric altitude of a geopotential height, both in m (eq. 19)."""
    altitude: Array = EARTH_RADIUS_M * height_m / (EARTH_RADIUS_M - height_m)
    return altitude


def molecular_scale_temperature_and_pressure(altitude_m: Array) -> tuple[Array, Array]:
    """Molecular-scale temperature and pressure below 86 km.

    Parameters
    ----------
    altitude_m
        Geometric, at most 86 km; a NaN gives NaN. Units: m.

    Returns
    -------
    molecular_scale_temperature_k, pressure_pa
        Eq. 23; eqs. 33a and 33b. Units: K, Pa.
    """
    height = geopotential_height_m(altitude_m)
    layer = np.clip(np.searchsorted(_BASE_M, height, side="right") - 1, 0, _BASE_M.size - 1)
    base_temperature = _BASE_TEMPERATURE_K[layer]
    temperature = base_temperature + _GRADIENT_K_M[layer] * (height - _BASE_M[layer])
    # Eq. 33b is the limit of 33a for no gradient: one power law, or one exponential.
    exponent = np.where(
        _GRADIENT_K_M[layer] == 0.0,
        _PER_KELVIN[layer] * (height - _BASE_M[layer]) / base_temperature,
        _PER_KELVIN[layer] * np.log(temperature / base_temperature),
    )
    return temperature, _BASE_PRESSURE_PA[layer] * np.exp(exponent)


def molecular_weight_ratio(altitude_m: Array) -> Array:
    """M / M0 below 86 km: kinetic over molecular-scale temperature (eq. 22, table 8)."""
    ratio: Array = np.asarray(np.interp(altitude_m, _RATIO_ALTITUDE_M, _RATIO))
    return ratio


def _levels() -> tuple[Array, Array, Array]:
    """Temperature (K), pressure (Pa) at the layers' bases and the exponents' factors."""
    thickness = np.diff(_BASE_M)
    temperature = _SEA_LEVEL_TEMPERATURE_K + np.concatenate(
        [[0.0], np.cumsum(_GRADIENT_K_M[:-1] * thickness)]
    )
    isothermal = _GRADIENT_K_M == 0.0
    factor = -_AUTOCONVECTIVE_K_M / np.where(isothermal, 1.0, _GRADIENT_K_M)
    across = factor[:-1] * np.where(
        isothermal[:-1], thickness / temperature[:-1], np.log(temperature[1:] / temperature[:-1])
    )
    pressure = _SEA_LEVEL_PRESSURE_PA * np.exp(np.concatenate([[0.0], np.cumsum(across)]))
    return temperature, pressure, factor


_BASE_TEMPERATURE_K, _BASE_PRESSURE_PA, _PER_KELVIN = _levels()

# Where the temperature's gradient jumps, below 86 km. Units: m, geometric.
CORNER_ALTITUDES_M = tuple(float(z) for z in geometric_altitude_m(_BASE_M[1:]))
