"""The air that a flight meets: the standard atmosphere, or the user's own, and a steady wind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.rows import check_rising, check_rows
from trajkit.physics import us76
from trajkit.physics.table import AltitudeTable

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Air", "DensityProfile", "Wind"]

Array = NDArray[np.float64]

# Of geopotential height. Within a piece the cubic is within 1e-8 of the standard's density up to
# 86 km; above, within 1e-6 but in the few pieces that hold a corner.
_STEP_M = 100.0


@dataclass(frozen=True, eq=False)
class DensityProfile:
    """Density measured or assumed at altitudes.

    Between them the ratio to the US Standard Atmosphere 1976 is interpolated (its logarithm
    linearly), so that far nodes keep a true scale height; beyond the ends the ratio is that of
    the end.

    Parameters
    ----------
    altitude_m
        Rising, from -5 km to below 1,000 km, shape (n,). Units: m above the ellipsoid.
    density_kg_m3
        Positive, shape (n,). Units: kg/m3.

    Raises
    ------
    InputError
        If the altitudes do not rise or leave those limits, or a density is not positive.
    """

    altitude_m: ArrayLike
    density_kg_m3: ArrayLike

    def __post_init__(self) -> None:
        _check_rising("density profile", self.altitude_m, self.density_kg_m3)
        if not np.all(np.asarray(self.density_kg_m3, float) > 0.0):
            raise InputError(
                "density profile: every density must be above 0 kg/m3; correct the row"
            )
        altitude = np.asarray(self.altitude_m, float)
        if altitude[0] < us76.BOTTOM_M or altitude[-1] >= us76.TOP_M:
            raise InputError(
                "density profile: altitudes must lie from -5,000 m to below 1,000,000 m; "
                "are they in metres?"
            )

    def __call__(self, altitude_m: Array) -> Array:
        """Density at `altitude_m`. Units: kg/m3."""
        nodes = np.asarray(self.altitude_m, float)
        logarithms = np.log(np.asarray(self.density_kg_m3, float) / us76.density_kg_m3(nodes))
        ratio: Array = np.exp(np.interp(altitude_m, nodes, logarithms))
        return ratio * us76.density_kg_m3(altitude_m)


@dataclass(frozen=True, eq=False)
class Wind:
    """A steady wind by altitude: the velocity of the air over ground; linear between rows.

    Parameters
    ----------
    altitude_m
        Rising, shape (n,). Units: m above the ellipsoid. Beyond the ends the wind of the end.
    east_m_s, north_m_s
        Towards east and towards north, shape (n,). Units: m/s.

    Raises
    ------
    InputError
        If the altitudes do not rise or a number is missing.
    """

    altitude_m: ArrayLike
    east_m_s: ArrayLike
    north_m_s: ArrayLike

    def __post_init__(self) -> None:
        _check_rising("wind", self.altitude_m, self.east_m_s)
        _check_rising("wind", self.altitude_m, self.north_m_s)

    def __call__(self, altitude_m: Array) -> tuple[Array, Array]:
        """Velocity towards east and north. Units: m/s."""
        nodes = np.asarray(self.altitude_m, float)
        return (
            np.interp(altitude_m, nodes, np.asarray(self.east_m_s, float)),
            np.interp(altitude_m, nodes, np.asarray(self.north_m_s, float)),
        )


@dataclass(frozen=True, eq=False)
class Air:
    """The air of a batch of flights.

    Parameters
    ----------
    density_multiplier
        Times the density; a number or an array, one a flight. Dimensionless.
    density
        The user's own profile; None is the US Standard Atmosphere 1976.
    wind
        None is still air.
    """

    density_multiplier: ArrayLike = 1.0
    density: DensityProfile | None = None
    wind: Wind | None = None

    @property
    def name(self) -> str:
        """What to call it in outputs."""
        air = "US Standard Atmosphere 1976" if self.density is None else "a given density profile"
        return air if self.wind is None else f"{air}, a given wind"

    def density_table(self) -> AltitudeTable:
        """Density by altitude for the integrator. Units: m -> kg/m3."""
        return _standard_table() if self.density is None else _table(self.density)


@cache
def _standard_table() -> AltitudeTable:
    return _table(us76.density_kg_m3)


def _table(density: Callable[[Array], Array]) -> AltitudeTable:
    return AltitudeTable.of(density, low_m=us76.BOTTOM_M, high_m=us76.TOP_M, step_m=_STEP_M)


def _check_rising(what: str, altitude_m: ArrayLike, values: ArrayLike) -> None:
    altitude, value = np.asarray(altitude_m, float), np.asarray(values, float)
    check_rows(what, altitude, value, row="an altitude and its values")
    check_rising(what, "altitudes", altitude, "m")
