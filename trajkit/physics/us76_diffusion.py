"""US Standard Atmosphere 1976 above 86 km, the equations: six gases in vertical diffusion.

Reference: NOAA, NASA & USAF (1976), U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562; its
equation and table numbers are those cited here.

A species diffuses through gases computed before it. In its diffusion coefficient and its mean molar
mass these are: nitrogen for atomic and molecular oxygen; nitrogen and both oxygens for argon and
helium; those five for hydrogen. Up to 100 km the mean molar mass is the sea level's, for all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.us76_lower import (
    EARTH_RADIUS_M,
    GAS_CONSTANT_J_MOL_K,
    GRAVITY_M_S2,
    MOLAR_MASS_KG_MOL,
)

__all__ = [
    "AVOGADRO_PER_MOL",
    "BOLTZMANN_J_K",
    "MOLAR_MASSES_KG_MOL",
    "Column",
    "temperature_and_gradient",
]

Array = NDArray[np.float64]

BOLTZMANN_J_K = 1.380622e-23  # k, table 2
AVOGADRO_PER_MOL = 6.022169e23  # N_A, table 2

# Table 5 and eqs. 25 to 31.
_TEMPERATURE_86_KM_K = 186.8673
_ELLIPSE_CENTRE_K = 263.1905
_ELLIPSE_HEIGHT_K = -76.3232
_ELLIPSE_WIDTH_M = 19_942.9
_TEMPERATURE_110_KM_K = 240.0
_GRADIENT_110_KM_K_M = 12e-3
_TEMPERATURE_120_KM_K = 360.0
_EXOSPHERE_K = 1000.0
_RELAXATION_PER_M = _GRADIENT_110_KM_K_M / (_EXOSPHERE_K - _TEMPERATURE_120_KM_K)
_TEMPERATURE_500_KM_K = 999.2356

_EDDY_DIFFUSION_M2_S = 120.0  # K7, p. 12
_REFERENCE_DIFFUSION_K = 273.15  # eq. 8


class _Gas(NamedTuple):
    """Tables 3, 6 and 7 and p. 13; the flux as in eq. 37."""

    molar_mass_kg_mol: float
    density_86_km_per_m3: float
    diffusion_per_m_s: float  # a_i
    diffusion_exponent: float  # b_i
    thermal_diffusion: float  # alpha_i
    flux_per_m3: float  # Q_i
    flux_origin_m: float  # U_i
    flux_decay_per_m3: float  # W_i


_NITROGEN_KG_MOL = 0.0280134
_NITROGEN_86_KM_PER_M3 = 1.129794e20
_ATOMIC_OXYGEN = _Gas(
    0.0159994, 8.6e16, 6.986e20, 0.75, 0.0, -5.809644e-13, 56_903.11, 2.706240e-14
)
_OXYGEN = _Gas(0.0319988, 3.030898e19, 4.863e20, 0.75, 0.0, 1.366212e-13, 86_000.0, 8.333333e-14)
_ARGON = _Gas(0.039948, 1.351400e18, 4.487e20, 0.87, 0.0, 9.434079e-14, 86_000.0, 8.333333e-14)
# Helium: 5.24e-6 of the air (table 3), which settles the power of ten where prints differ.
_HELIUM = _Gas(0.0040026, 7.5817e14, 1.700e21, 0.691, -0.40, -2.457369e-13, 86_000.0, 6.666667e-13)

# Second flux term of atomic oxygen, below 97 km only.
_OXYGEN_HUMP_PER_M3 = -3.416248e-12  # q
_OXYGEN_HUMP_END_M = 97_000.0  # u
_OXYGEN_HUMP_DECAY_PER_M3 = 5.008765e-13  # w

_HYDROGEN_KG_MOL = 0.00100797
_HYDROGEN_500_KM_PER_M3 = 8.0e10
_HYDROGEN_FLUX_PER_M2_S = 7.2e11
_HYDROGEN_DIFFUSION_PER_M_S = 3.305e21
_HYDROGEN_DIFFUSION_EXPONENT = 0.5
_HYDROGEN_THERMAL_DIFFUSION = -0.25
_HYDROGEN_BOTTOM_M = 150_000.0
_HYDROGEN_REFERENCE_M = 500_000.0

# Of nitrogen, atomic and molecular oxygen, argon, helium, hydrogen.
MOLAR_MASSES_KG_MOL = np.array(
    [
        _NITROGEN_KG_MOL,
        _ATOMIC_OXYGEN.molar_mass_kg_mol,
        _OXYGEN.molar_mass_kg_mol,
        _ARGON.molar_mass_kg_mol,
        _HELIUM.molar_mass_kg_mol,
        _HYDROGEN_KG_MOL,
    ]
)


class Column:
    """The air column on nodes of shape (cells, nodes of a cell), SI units.

    Values at a cell's ends are one-sided: an equation that changes there is the cell's own.
    """

    def __init__(self, edges_m: Array) -> None:
        self.width = np.diff(edges_m)[:, None]
        self.altitude = edges_m[:-1, None] + self.width * _NODES
        self.middle = np.broadcast_to(edges_m[:-1, None] + 0.5 * self.width, self.altitude.shape)
        self.temperature, self.gradient = temperature_and_gradient(self.altitude, self.middle)
        gravity = GRAVITY_M_S2 * (EARTH_RADIUS_M / (EARTH_RADIUS_M + self.altitude)) ** 2  # eq. 17
        self.weight = gravity / (GAS_CONSTANT_J_MOL_K * self.temperature)  # g / (R* T)
        self.warming = self.gradient / self.temperature
        self.eddy = _eddy_diffusion(self.altitude)

    def number_densities(self) -> tuple[Array, Array]:
        """Number densities (1/m3) and their logarithms' slopes (1/m), shape (6, cells, nodes)."""
        nitrogen = self._nitrogen()
        atomic_oxygen = self._diffusing(_ATOMIC_OXYGEN, *self._background(nitrogen))
        oxygen = self._diffusing(_OXYGEN, *self._background(nitrogen))
        heavy = (nitrogen, atomic_oxygen, oxygen)
        argon = self._diffusing(_ARGON, *self._background(*heavy))
        helium = self._diffusing(_HELIUM, *self._background(*heavy))
        five = (*heavy, argon, helium)
        hydrogen = self._hydrogen(np.sum([amount for amount, _ in five], axis=0))
        amounts, slopes = zip(*five, hydrogen, strict=True)
        return np.stack(amounts), np.stack(slopes)

    def _nitrogen(self) -> tuple[Array, Array]:
        """Eq. 38."""
        molar_mass = np.where(self.middle < 100e3, MOLAR_MASS_KG_MOL, _NITROGEN_KG_MOL)
        return self._decay(_NITROGEN_86_KM_PER_M3, molar_mass * self.weight)

    def _diffusing(
        self, gas: _Gas, background: Array, background_molar_mass: Array
    ) -> tuple[Array, Array]:
        """Eqs. 36 and 37, written by the share of molecular in all diffusion: D / (D + K)."""
        molecular = (
            gas.diffusion_per_m_s
            * (self.temperature / _REFERENCE_DIFFUSION_K) ** gas.diffusion_exponent
            / background
        )
        share = molecular / (molecular + self.eddy)
        mixed_mass = share * gas.molar_mass_kg_mol + (1.0 - share) * background_molar_mass
        separation = mixed_mass * self.weight + share * gas.thermal_diffusion * self.warming
        return self._decay(gas.density_86_km_per_m3, separation + self._flux(gas))

    def _flux(self, gas: _Gas) -> Array:
        """Eq. 37: vertical velocity over the sum of both diffusion coefficients."""
        above = self.altitude - gas.flux_origin_m
        flux = gas.flux_per_m3 * above**2 * np.exp(-gas.flux_decay_per_m3 * above**3)
        if gas is _ATOMIC_OXYGEN:
            below = np.maximum(_OXYGEN_HUMP_END_M - self.altitude, 0.0)
            flux += _OXYGEN_HUMP_PER_M3 * below**2 * np.exp(-_OXYGEN_HUMP_DECAY_PER_M3 * below**3)
        return np.where(self.middle < 150e3, flux, 0.0)

    def _hydrogen(self, background: Array) -> tuple[Array, Array]:
        """Eqs. 39 and 40: none below 150 km; no flux above 500 km."""
        exponent = 1.0 + _HYDROGEN_THERMAL_DIFFUSION
        relative = (self.temperature / _TEMPERATURE_500_KM_K) ** exponent
        tau = self._from_500_km(_HYDROGEN_KG_MOL * self.weight)
        equilibrium = np.exp(-tau) / relative
        molecular = (
            _HYDROGEN_DIFFUSION_PER_M_S
            * (self.temperature / _REFERENCE_DIFFUSION_K) ** _HYDROGEN_DIFFUSION_EXPONENT
            / background
        )
        rising = (self.middle > _HYDROGEN_BOTTOM_M) & (self.middle < _HYDROGEN_REFERENCE_M)
        loss = np.where(rising, _HYDROGEN_FLUX_PER_M2_S / molecular, 0.0) / equilibrium
        amount = _HYDROGEN_500_KM_PER_M3 - self._from_500_km(loss)
        slope = -exponent * self.warming - _HYDROGEN_KG_MOL * self.weight - loss / amount
        return np.where(self.middle > _HYDROGEN_BOTTOM_M, amount * equilibrium, 0.0), slope

    def _background(self, *gases: tuple[Array, Array]) -> tuple[Array, Array]:
        """Number density (1/m3) and mean molar mass (kg/mol) of what a gas diffuses through."""
        amounts = np.stack([amount for amount, _ in gases])
        number = amounts.sum(axis=0)
        masses = MOLAR_MASSES_KG_MOL[: len(gases), None, None]
        mean = (masses * amounts).sum(axis=0) / number
        return number, np.where(self.middle < 100e3, MOLAR_MASS_KG_MOL, mean)

    def _decay(self, bottom: float, rate: Array) -> tuple[Array, Array]:
        """Bottom times T7 / T times exp(-integral of the rate), and its logarithm's slope."""
        amount = bottom * _TEMPERATURE_86_KM_K / self.temperature * np.exp(-self._integral(rate))
        return amount, -rate - self.warming

    def _integral(self, rate: Array) -> Array:
        """Integral from 86 km: exact for the polynomial through each cell's nodes."""
        inside = self.width * np.einsum("ij,cj->ci", _INTEGRATION, rate)
        before = np.concatenate([[0.0], np.cumsum(inside[:-1, -1])])
        total: Array = before[:, None] + inside
        return total

    def _from_500_km(self, rate: Array) -> Array:
        total = self._integral(rate)
        reference = int(np.searchsorted(self.altitude[:, 0], _HYDROGEN_REFERENCE_M))
        relative: Array = total - total[reference, 0]
        return relative


def temperature_and_gradient(altitude_m: Array, where_m: Array) -> tuple[Array, Array]:
    """Eqs. 25 to 32, of the layer that `where_m` lies in. Units: K, K/m."""
    fraction = np.clip((altitude_m - 91e3) / _ELLIPSE_WIDTH_M, 0.0, 19e3 / _ELLIPSE_WIDTH_M)
    root = np.sqrt(1.0 - fraction**2)
    compression = (EARTH_RADIUS_M + 120e3) / (EARTH_RADIUS_M + altitude_m)
    above = np.maximum(altitude_m - 120e3, 0.0)
    deficit = (_EXOSPHERE_K - _TEMPERATURE_120_KM_K) * np.exp(
        -_RELAXATION_PER_M * above * compression
    )
    layers = [where_m < 91e3, where_m < 110e3, where_m < 120e3]
    temperature = np.select(
        layers,
        [
            np.full_like(altitude_m, _TEMPERATURE_86_KM_K),
            _ELLIPSE_CENTRE_K + _ELLIPSE_HEIGHT_K * root,
            _TEMPERATURE_110_KM_K + _GRADIENT_110_KM_K_M * (altitude_m - 110e3),
        ],
        _EXOSPHERE_K - deficit,
    )
    gradient = np.select(
        layers,
        [
            np.zeros_like(altitude_m),
            -_ELLIPSE_HEIGHT_K / _ELLIPSE_WIDTH_M * fraction / root,
            np.full_like(altitude_m, _GRADIENT_110_KM_K_M),
        ],
        _RELAXATION_PER_M * deficit * compression**2,
    )
    return temperature, gradient


def _eddy_diffusion(altitude_m: Array) -> Array:
    """Eqs. 7a to 7c: 120 m2/s up to 95 km, falling to none at 115 km. Units: m to m2/s."""
    above = np.maximum(altitude_m - 95e3, 0.0)
    # The floor is 25 mm from 115 km, where the exponential has long been zero in a double.
    room = np.maximum(20e3**2 - above**2, 1e3)
    falling: Array = _EDDY_DIFFUSION_M2_S * np.exp(1.0 - 20e3**2 / room)
    return falling


def _lobatto() -> tuple[Array, Array]:
    """Five Gauss-Lobatto nodes on [0, 1] and the integrals from 0 to each of them.

    Reference: Abramowitz & Stegun (1964), eq. 25.4.32 and table 25.6.
    """
    inner = np.sqrt(3.0 / 7.0)
    nodes = 0.5 + 0.5 * np.array([-1.0, -inner, 0.0, inner, 1.0])
    powers = np.arange(nodes.size)
    to_coefficients = np.linalg.inv(nodes[:, None] ** powers)
    antiderivatives = nodes[:, None] ** (powers + 1) / (powers + 1)
    return nodes, np.einsum("ij,jk->ik", antiderivatives, to_coefficients)


_NODES, _INTEGRATION = _lobatto()
