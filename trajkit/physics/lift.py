"""Lift: across the motion through the air, in the vertical plane or banked out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.motion import Moment, Vector

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


def lifting(
    *,
    damped: bool = False,
    shedding: bool = False,
    bank: Callable[[Any], Any] | None = None,
    banked: bool = False,
    lift_of_mach: Callable[[Any], Any] | None = None,
    sqrt: Callable[[Any], Any] = np.sqrt,
    maximum: Callable[[Any, Any], Any] = np.maximum,
    cos: Callable[[Any], Any] = np.cos,
    sin: Callable[[Any], Any] = np.sin,
) -> Callable[..., Vector]:
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
        (moment, lift_to_drag, damping, climb_share, cos_bank, sin_bank) -> vector. Without
        damping the lift is `lift_to_drag` times the drag. With it, the lift falls as the body
        climbs faster than it would in equilibrium glide, and grows as it sinks faster, smoothly,
        never below nothing nor above the double: near equilibrium the oscillation of the altitude
        (the phugoid) then has that damping ratio, and at 1 dies without a swing. `climb_share` is
        the share of the lift that is kept while the body climbs.

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
        climb_share: Any,
        cos_bank: Any,
        sin_bank: Any,
    ) -> Vector:
        nx, ny, nz = moment.normal
        ux, uy, uz = moment.wind
        rise = nx * ux + ny * uy + nz * uz
        # At right angles to the motion there is no upwards where a body flies straight up or down.
        level = sqrt(moment.speed2 * moment.normal2 - rise * rise + 1e-12 * moment.normal2)
        ratio = lift_to_drag if lift_of_mach is None else lift_to_drag * lift_of_mach(moment.mach)
        size = ratio * moment.drag_rate
        if damped or shedding:
            inverse_n = 1.0 / sqrt(moment.normal2)
            climb = rise * inverse_n
            if damped:
                gx, gy, gz = moment.fall
                weight = maximum(
                    -(gx * nx + gy * ny + gz * nz) * inverse_n
                    - (moment.speed2 - climb * climb) * moment.inverse_r,
                    _LEAST_WEIGHT_M_S2,
                )
                settled = (2.0 * STANDARD_GRAVITY_M_S2 * SCALE_HEIGHT_M) / (
                    maximum(ratio, 1e-3) * moment.speed + 1e-3
                )
                excess = 2.0 * damping * (climb + settled) / sqrt(weight * SCALE_HEIGHT_M)
                size = size * (1.0 - excess / sqrt(1.0 + excess * excess))
            if shedding:
                turn = climb * (1.0 / _TURN_M_S)
                shed = 0.5 * (1.0 - climb_share)
                size = size * (1.0 - shed - shed * turn / sqrt(1.0 + turn * turn))
        size = size / level
        if bank is not None:
            angle = bank(moment.time)
            cos_bank, sin_bank = cos(angle), sin(angle)
        upward = size * moment.speed2
        back = size * rise
        if not banked:
            return upward * nx - back * ux, upward * ny - back * uy, upward * nz - back * uz
        upward = upward * cos_bank
        back = back * cos_bank
        # To the right: the velocity crossed with the vertical.
        side = size * moment.speed * sin_bank
        return (
            upward * nx - back * ux + side * (uy * nz - uz * ny),
            upward * ny - back * uy + side * (uz * nx - ux * nz),
            upward * nz - back * uz + side * (ux * ny - uy * nx),
        )

    return lift
