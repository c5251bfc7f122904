"""Quantities that follow from the states along flights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.forces import forces_along
from trajkit.physics.lift import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.flight.air import Air
    from trajkit.flight.problem import Problem
    from trajkit.flight.record import Seams
    from trajkit.physics.earth import Earth

__all__ = ["derived"]

Array = NDArray[np.float64]
Variables = dict[str, tuple[Array, str, str]]

# Between which an equilibrium altitude is sought. Units: m.
_GROUND_M, _TOP_M, _STEP_M = 0.0, 150e3, 50.0


def derived(
    problem: Problem,
    seams: Sequence[Seams],
    times_s: Array,
    position_m: Array,
    velocity_m_s: Array,
    *,
    altitude_m: Array,
    air_speed_m_s: Array,
    mach: Array,
    up: Array,
) -> Variables:
    """Dynamic pressure, load factor, specific energy and equilibrium-glide altitude.

    Parameters
    ----------
    seams
        See `forces_along`.
    times_s
        Shape (N, M). Units: s.
    position_m, velocity_m_s, up
        Earth-fixed, shape (3, N, M). Units: m, m/s, unit vectors.
    altitude_m, air_speed_m_s, mach
        Shape (N, M). Units: m, m/s, dimensionless.

    Returns
    -------
    dict
        By name: values of shape (N, M), unit, and a name in full.
    """
    shape = times_s.shape
    felt = np.full(shape, np.nan)
    weight = np.full(shape, np.nan)
    radius = np.sqrt((position_m * position_m).sum(axis=0))
    for forces in forces_along(problem, seams, times_s, position_m, velocity_m_s):
        at = forces.row, forces.column
        by_air = forces.drag + forces.push
        felt[at] = np.sqrt((by_air * by_air).sum(axis=0)) / STANDARD_GRAVITY_M_S2
        axis = up[:, *at]
        motion = velocity_m_s[:, *at]
        rise = (motion * axis).sum(axis=0)
        level2 = (motion * motion).sum(axis=0) - rise * rise
        weight[at] = -(forces.fall * axis).sum(axis=0) - level2 / radius[at]
    density = problem.air.density_table()(np.nan_to_num(altitude_m))
    density = problem.density_multiplier[:, None] * density
    density[np.isnan(altitude_m)] = np.nan
    return {
        "dynamic_pressure_pa": (0.5 * density * air_speed_m_s**2, "Pa", "dynamic pressure"),
        "load_factor": (felt, "1", "acceleration felt on board, over standard gravity"),
        "specific_energy_j_kg": (
            _energy(position_m, velocity_m_s, problem.earth),
            "J kg-1",
            "energy over mass, above rest on the ellipsoid",
        ),
        "equilibrium_altitude_m": (
            _equilibrium_altitude(problem, weight, air_speed_m_s, mach),
            "m",
            "altitude at which the lift would balance weight and centrifugal relief",
        ),
    }


def _energy(position: Array, velocity: Array, earth: Earth) -> Array:
    """Kinetic and potential energy in the turning frame, constant without air. Units: J/kg."""

    def potential(p2: Array, z2: Array) -> Array:
        r2 = p2 + z2
        a2 = earth.equatorial_radius_m**2
        legendre = 1.5 * z2 / r2 - 0.5
        gravity = -earth.gravitational_parameter_m3_s2 / np.sqrt(r2)
        turning = -0.5 * earth.rotation_rate_rad_s**2 * p2
        result: Array = gravity * (1.0 - earth.j2 * a2 / r2 * legendre) + turning
        return result

    rest = potential(np.array(earth.equatorial_radius_m**2), np.array(0.0))
    kinetic = 0.5 * (velocity * velocity).sum(axis=0)
    energy: Array = (
        kinetic + potential(position[0] ** 2 + position[1] ** 2, position[2] ** 2) - rest
    )
    return energy


def _equilibrium_altitude(problem: Problem, weight: Array, speed: Array, mach: Array) -> Array:
    """From lift = weight, with the density that this asks for; NaN without lift. Units: m."""
    drag = 0.5 / problem.ballistic_coefficient[:, None]
    ratio = np.broadcast_to(problem.lift_to_drag[:, None], speed.shape)
    if problem.beta_table is not None:
        drag = drag / problem.beta_table(mach)
    if problem.lift_table is not None:
        ratio = ratio * problem.lift_table(mach)
    with np.errstate(all="ignore"):
        density = weight / (ratio * drag * speed**2 * problem.density_multiplier[:, None])
    return _altitude_of_density(density, problem.air)


def _altitude_of_density(density: Array, air: Air) -> Array:
    """The altitude with this density; NaN where there is none. Units: kg/m3 -> m."""
    altitude = np.arange(_GROUND_M, _TOP_M + _STEP_M, _STEP_M)
    # A given profile may not fall everywhere: the lowest altitude that is thin enough counts.
    logarithm = np.minimum.accumulate(np.log(air.density_table()(altitude)))
    with np.errstate(all="ignore"):
        wanted = np.log(density)
        found = np.interp(-wanted, -logarithm, altitude, left=np.nan, right=np.nan)
    return np.where(np.isfinite(wanted), found, np.nan)
