"""The boost that gravity bends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.burn import Burn
from trajkit.physics.thrust import with_the_motion

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["GravityTurn", "Kick"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class GravityTurn(Burn):
    """Thrust along the motion through the air, so that none is lost to turning."""

    name = "gravity turn"

    def equations(self, setting: Setting) -> Equations:
        """With thrust along the motion."""
        return setting.burning(with_the_motion())


@dataclass(frozen=True, eq=False, kw_only=True)
class Kick(GravityTurn):
    """A gravity turn that begins with a turn of the velocity off the vertical, in no time.

    Parameters
    ----------
    steer_forward, steer_right
        The tangent of half the angle off the vertical, times its direction: along the azimuth and
        to the right of it. In these coordinates the direction at burnout nearly follows that of
        the kick in proportion, for steep flights.
    """

    steer_forward: ArrayLike = 0.0
    steer_right: ArrayLike = 0.0

    NUMBERS = (*Burn.NUMBERS, "steer_forward", "steer_right")
    name = "kick and gravity turn"

    def begin(
        self, setting: Setting, position_m: Array, velocity_m_s: Array
    ) -> tuple[Array, Array]:
        """The same speed in the new direction."""
        forward = numbers("steer_forward", self.steer_forward)
        right = numbers("steer_right", self.steer_right)
        speed = np.sqrt((velocity_m_s * velocity_m_s).sum(axis=0))
        tangent2 = forward * forward + right * right
        across = np.cross(setting.forward, setting.up, axis=0)
        direction = (
            2.0 * forward * setting.forward + 2.0 * right * across + (1.0 - tangent2) * setting.up
        )
        return position_m, direction * (speed / (1.0 + tangent2))
