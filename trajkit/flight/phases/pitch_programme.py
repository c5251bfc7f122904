"""The boost whose attitude is given by the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.burn import Burn
from trajkit.physics.thrust import pitched

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["PitchProgramme"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class PitchProgramme(Burn):
    """Thrust that turns evenly from the vertical of the launch place towards one side.

    Parameters
    ----------
    steer_forward, steer_right
        The angle that it turns by until burnout, times its direction: along the azimuth and to the
        right of it. Units: rad.
    turning_s
        How long it takes to turn. Units: s.
    turned_s
        How long it has turned when the phase begins. Units: s.
    """

    turning_s: ArrayLike
    turned_s: ArrayLike = 0.0
    steer_forward: ArrayLike = 0.0
    steer_right: ArrayLike = 0.0

    NUMBERS = (*Burn.NUMBERS, "turning_s", "turned_s", "steer_forward", "steer_right")
    name = "pitch programme"

    def equations(self, setting: Setting) -> Equations:
        """With thrust by the programme."""
        return setting.burning(pitched(), compilable=True)

    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """Those of a burn; pitch rate and its beginning; the directions forward and up."""
        forward = numbers("steer_forward", self.steer_forward)
        right = numbers("steer_right", self.steer_right)
        angle = np.hypot(forward, right)
        with np.errstate(invalid="ignore"):
            along = np.where(angle > 0.0, forward / angle, 1.0)
            across = np.where(angle > 0.0, right / angle, 0.0)
        ahead, up = setting.forward_and_up()
        side = along * ahead + across * np.cross(ahead, up, axis=0)
        return (
            *super().parameters(setting, start_s),
            angle / numbers("turning_s", self.turning_s),
            start_s - numbers("turned_s", self.turned_s),
            *side,
            *up,
        )
