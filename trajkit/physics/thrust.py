"""Thrust of one stage: constant, while the mass falls evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.motion import Moment, Vector

__all__ = ["lightening", "pitched", "straight_up", "with_the_motion"]

# Every function here takes these parameters after the drag: share of the stage's starting mass
# that is burnt a second (1/s), exhaust velocity (m/s), time of ignition (s).


def _inverse_mass(time: Any, burn_rate: Any, ignition: Any) -> Any:
    """Mass at ignition over mass."""
    return 1.0 / (1.0 - burn_rate * (time - ignition))


def lightening(
    time: Any, mach: Any, burn_rate: Any, exhaust: Any, ignition: Any, *more: Any
) -> Any:
    """Drag factor: the drag over mass grows as the mass falls."""
    del mach, exhaust, more
    return _inverse_mass(time, burn_rate, ignition)


def straight_up(sqrt: Callable[[Any], Any] = np.sqrt) -> Callable[..., Vector]:
    """Thrust along the local vertical."""

    def thrust(moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any) -> Vector:
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        size = size / sqrt(moment.normal2)
        nx, ny, nz = moment.normal
        return size * nx, size * ny, size * nz

    return thrust


def with_the_motion() -> Callable[..., Vector]:
    """Thrust along the motion through the air: a gravity turn."""

    def thrust(moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any) -> Vector:
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        size = size / moment.speed
        ux, uy, uz = moment.wind
        return size * ux, size * uy, size * uz

    return thrust


def pitched(
    cos: Callable[[Any], Any] = np.cos, sin: Callable[[Any], Any] = np.sin
) -> Callable[..., Vector]:
    """Thrust at a pitch angle that changes evenly from 90 degrees, in the frame of the launch.

    Further parameters: pitch rate (rad/s) and the time when it begins (s), then the directions
    forward and up at the launch place (unit vectors, three components each).
    """

    def thrust(
        moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any, pitch_rate: Any, begin: Any,
        forward_x: Any, forward_y: Any, forward_z: Any, up_x: Any, up_y: Any, up_z: Any,
    ) -> Vector:  # fmt: skip
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        turned = pitch_rate * (moment.time - begin)
        along, up = size * sin(turned), size * cos(turned)
        return (
            along * forward_x + up * up_x,
            along * forward_y + up * up_y,
            along * forward_z + up * up_z,
        )

    return thrust
