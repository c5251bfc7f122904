"""US Standard Atmosphere 1976 from 86 to 1,000 km, tabulated from its equations.

Reference: NOAA, NASA & USAF (1976), U.S. Standard Atmosphere, 1976, NOAA-S/T 76-1562; its
equation and table numbers are those cited here.

The number densities are integrals without a closed form. They are integrated once, when first
asked for, over cells that end wherever an equation changes; the logarithms of density and
pressure are then cubics on each cell, with the values and the slopes of the equations at its ends.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.us76_diffusion import (
    AVOGADRO_PER_MOL,
    BOLTZMANN_J_K,
    MOLAR_MASSES_KG_MOL,
    Column,
    temperature_and_gradient,
)

__all__ = [
    "BREAK_ALTITUDES_M",
    "CORNER_ALTITUDES_M",
    "TOP_M",
    "Table",
    "build_table",
    "density_kg_m3",
    "evaluate",
    "pressure_pa",
    "temperature_k",
]

Array = NDArray[np.float64]

TOP_M = 1_000_000.0

# Where an equation changes, and the cell size (m) above each. The temperature bends hardest just
# below 110 km, at the end of its ellipse.
_CELL_M = {
    86e3: 100.0,
    91e3: 100.0,
    95e3: 100.0,
    97e3: 100.0,
    100e3: 100.0,
    110e3: 100.0,
    115e3: 100.0,
    120e3: 200.0,
    150e3: 1000.0,
    500e3: 2500.0,
}
BREAK_ALTITUDES_M = (*_CELL_M, TOP_M)

# Those of them where the density's slope jumps or bends visibly. Units: m, geometric.
CORNER_ALTITUDES_M = (86e3, 91e3, 100e3, 110e3, 120e3)


class Table(NamedTuple):
    """Piecewise cubics in the fraction of each cell; the constant term first."""

    edges_m: Array
    """Shape (cells + 1,). Units: m."""
    log_density: Array
    """Natural logarithm of kg/m3. Shape (4, cells)."""
    log_pressure: Array
    """Natural logarithm of Pa. Shape (4, cells)."""


def density_kg_m3(altitude_m: Array) -> Array:
    """Density between 86 and 1,000 km, elsewhere meaningless. Units: m to kg/m3."""
    table = _table()
    return evaluate(table.edges_m, table.log_density, altitude_m)


def pressure_pa(altitude_m: Array) -> Array:
    """Pressure between 86 and 1,000 km, elsewhere meaningless. Units: m to Pa."""
    table = _table()
    return evaluate(table.edges_m, table.log_pressure, altitude_m)


def temperature_k(altitude_m: Array) -> Array:
    """Kinetic temperature above 86 km (eqs. 25, 27, 29, 31). Units: m to K."""
    return temperature_and_gradient(altitude_m, altitude_m)[0]


def build_table(refinement: int = 1) -> Table:
    """Integrate the equations.

    Parameters
    ----------
    refinement
        How many times more cells than usual; for checking convergence.
    """
    spans = zip(BREAK_ALTITUDES_M[:-1], BREAK_ALTITUDES_M[1:], _CELL_M.values(), strict=True)
    edges = [
        np.linspace(start, stop, refinement * round((stop - start) / size), endpoint=False)
        for start, stop, size in spans
    ]
    edges_m = np.append(np.concatenate(edges), TOP_M)
    column = Column(edges_m)
    amounts, slopes = column.number_densities()
    weighted = MOLAR_MASSES_KG_MOL[:, None, None] * amounts
    mass, number = weighted.sum(axis=0), amounts.sum(axis=0)
    log_density = np.log(mass / AVOGADRO_PER_MOL)
    density_slope = (weighted * slopes).sum(axis=0) / mass
    # Eq. 33c.
    log_pressure = np.log(BOLTZMANN_J_K * column.temperature * number)
    pressure_slope = (amounts * slopes).sum(axis=0) / number + column.gradient / column.temperature
    return Table(
        edges_m,
        _cubic(log_density, density_slope, column.width),
        _cubic(log_pressure, pressure_slope, column.width),
    )


@cache
def _table() -> Table:
    return build_table()


def _cubic(value: Array, slope: Array, width: Array) -> Array:
    """Hermite cubics in each cell's fraction, from the values and slopes at its two ends."""
    start, end = value[:, 0], value[:, -1]
    start_slope, end_slope = slope[:, 0] * width[:, 0], slope[:, -1] * width[:, 0]
    rise = end - start
    return np.stack(
        [
            start,
            start_slope,
            3.0 * rise - 2.0 * start_slope - end_slope,
            start_slope + end_slope - 2.0 * rise,
        ]
    )


def evaluate(edges_m: Array, cubic: Array, altitude_m: Array) -> Array:
    """Exponential of a table's cubics. Units: m to what the cubics are the logarithm of."""
    last = edges_m.size - 2
    cell = np.clip(np.searchsorted(edges_m, altitude_m, side="right") - 1, 0, last)
    start = edges_m[cell]
    fraction = (altitude_m - start) / (edges_m[cell + 1] - start)
    c0, c1, c2, c3 = cubic[:, cell]
    value: Array = np.exp(c0 + fraction * (c1 + fraction * (c2 + fraction * c3)))
    return value
