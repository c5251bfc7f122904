"""Lift: across the motion through the air, in the vertical plane or banked out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.motion import Force, Moment

__all__ = ["SCALE_HEIGHT_M", "STANDARD_GRAVITY_M_S2", "lifting"]

STANDARD_GRAVITY_M_S2 = 9.80665
"""CGPM (1901)."""

SCALE_HEIGHT_M = 7_200.0
"""Over which the density falls by e where bodies glide, between 25 and 60 km, within 12 %."""

# Climb rate over which the share of the lift that is kept passes from one value to the other: an
# instant, to a flight, but no jump, which would cost the integrator steps and accuracy. Units: m/s.
_TURN_M_S = 10.0
# The acceleration that lift must balance is taken no smaller than this: a body as fast as a
# satellite needs no lift, and has no glide to damp. Units: m/s2.
_LEAST_WEIGHT_M_S2 = 0.3

# Squared sine of the angle off the vertical, 1 degree, within which the lift fades.
_FADE = np.sin(np.radians(1.0)) ** 2


def lifting(
    *,
    damped: bool = False,
    shedding: bool = False,
    bank: Callable[[Any], Any] | None = None,
    banked: bool = False,
    lift_of_mach: Callable[[Any], Any] | None = None,
) -> Force:
    """Lift over mass, in m/s2, as a force for `equations_of_motion`.

    Parameters
    ----------
    damped, shedding, banked
        Whether any flight has a damping ratio, sheds lift while it climbs, or banks: what none has
        is not computed.
    bank
        Time in s -> bank angle in rad, where it changes with time.
    lift_of_mach
        Times the lift-to-drag ratio; None for a constant one.

    Returns
    -------
    callable
        Of the parameters lift_to_drag, damping, shed, cos_bank and sin_bank. Without
        damping the lift is `lift_to_drag` times the drag. With it, the lift falls as the body
        climbs faster than it would in equilibrium glide, and grows as it sinks faster, smoothly,
        never below nothing nor above the double: near equilibrium the oscillation of the altitude
        (the phugoid) then has that damping ratio, and at 1 dies without a swing. `shed` is half
        the share of the lift that is given up while the body climbs.

    Notes
    -----
    With a the weight less the centrifugal relief, H the scale height, V the air speed and R the
    lift-to-drag ratio: on the equilibrium path the climb rate is w0 = -2 g H / (R V), from
    differentiating rho V^2 R / (2 beta) = a = g - V^2 / r along it. The altitude swings about it
    with the frequency sqrt(a / H), the lift being proportional to the density, so that a lift
    1 - 2 zeta (w - w0) / sqrt(a H) times that of equilibrium gives the damping ratio zeta.
    """

    def lift(
        moment: Moment,
        lift_to_drag: Any,
        damping: Any,
        shed: Any,
        cos_bank: Any,
        sin_bank: Any,
    ) -> tuple[Any, Any, Any, Any]:
        # Sums are built in place: for arrays that spares a tenth of the time.
        nx, ny, nz = moment.normal
        ux, uy, uz = moment.wind
        rise = nx * ux
        rise += ny * uy
        rise += nz * uz
        # Straight up or down there is no upwards across the motion. Near that the lift fades, for
        # its direction would turn round from one step to the next.
        whole = (moment.speed2 + 1e-12) * moment.normal2
        level2 = np.maximum(whole - rise * rise, _FADE * whole)
        level = np.sqrt(level2)
        ratio = lift_to_drag if lift_of_mach is None else lift_to_drag * lift_of_mach(moment.mach)
        size = ratio * moment.drag_rate
        size /= level
        if damped or shedding:
            climb = rise * moment.inverse_normal
            if damped:
                size *= _damp(moment, climb, ratio, damping)
            if shedding:
                size *= 1.0 - shed - shed * climb / np.sqrt(climb * climb + _TURN_M_S**2)
        if bank is not None:
            angle = bank(moment.time)
            cos_bank, sin_bank = np.cos(angle), np.sin(angle)
        if banked:
            # To the right: the velocity crossed with the vertical.
            side = size * sin_bank
            side *= moment.speed
            size *= cos_bank
        upward = size * moment.speed2
        size *= rise
        px, py, pz = upward * nx, upward * ny, upward * nz
        if banked:
            px += side * (uy * nz - uz * ny)
            py += side * (uz * nx - ux * nz)
            pz += side * (ux * ny - uy * nx)
        return -size, px, py, pz

    def _damp(moment: Moment, climb: Any, ratio: Any, damping: Any) -> Any:
        """Share of the lift that damps the swing."""
        gx, gy, gz = moment.fall
        nx, ny, nz = moment.normal
        weight = gx * nx
        weight += gy * ny
        weight += gz * nz
        weight *= moment.inverse_normal
        weight += (moment.speed2 - climb * climb) * moment.inverse_r
        weight = np.maximum(weight * -SCALE_HEIGHT_M, SCALE_HEIGHT_M * _LEAST_WEIGHT_M_S2)
        settled = ratio * moment.speed
        settled += 1e-3  # without lift or speed there is none to damp
        excess = (2.0 * STANDARD_GRAVITY_M_S2 * SCALE_HEIGHT_M) / settled
        excess += climb
        excess *= damping
        # With x = 2 damping (climb - settled climb) / sqrt(a H): 1 - x / sqrt(1 + x^2).
        excess /= np.sqrt(excess * excess + 0.25 * weight)
        return 1.0 - excess

    return lift
