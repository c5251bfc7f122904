"""Thrust of one stage: constant, while the mass falls evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from trajkit.physics.motion import Force, Moment

__all__ = ["lightening", "pitched", "straight_up", "with_the_motion"]

Push = tuple[Any, Any, Any, Any]

# Every function here takes these parameters after the drag: share of the stage's starting mass
# that is burnt a second (1/s), exhaust velocity (m/s), time of ignition (s).


def _inverse_mass(time: Any, burn_rate: Any, ignition: Any) -> Any:
    """Mass at ignition over mass."""
    return 1.0 / (1.0 - burn_rate * (time - ignition))


def lightening(
    time: Any, _mach: Any, burn_rate: Any, _exhaust: Any, ignition: Any, *_more: Any
) -> Any:
    """Drag factor: the drag over mass grows as the mass falls."""
    return _inverse_mass(time, burn_rate, ignition)


def straight_up() -> Force:
    """Thrust along the local vertical."""

    def thrust(moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any) -> Push:
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        size = size * moment.inverse_normal
        nx, ny, nz = moment.normal
        return 0.0, size * nx, size * ny, size * nz

    return thrust


def with_the_motion() -> Force:
    """Thrust along the motion through the air: a gravity turn."""

    def thrust(moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any) -> Push:
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        return size / moment.speed, 0.0, 0.0, 0.0

    return thrust


def pitched() -> Force:
    """Thrust at a pitch angle that changes evenly from 90 degrees, in the frame of the launch.

    Further parameters: pitch rate (rad/s) and the time when it begins (s), then the directions
    forward and up at the launch place (unit vectors, three components each).
    """

    def thrust(
        moment: Moment, burn_rate: Any, exhaust: Any, ignition: Any, pitch_rate: Any, begin: Any,
        forward_x: Any, forward_y: Any, forward_z: Any, up_x: Any, up_y: Any, up_z: Any,
    ) -> Push:  # fmt: skip
        size = burn_rate * exhaust * _inverse_mass(moment.time, burn_rate, ignition)
        turned = pitch_rate * (moment.time - begin)
        along, up = size * np.sin(turned), size * np.cos(turned)
        return (
            0.0,
            along * forward_x + up * up_x,
            along * forward_y + up * up_y,
            along * forward_z + up * up_z,
        )

    return thrust
