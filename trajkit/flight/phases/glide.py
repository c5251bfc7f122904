"""Flight with lift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.base import Phase
from trajkit.physics.lift import lifting

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["Glide"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Glide(Phase):
    """Gravity, drag and lift.

    Parameters
    ----------
    damping
        Damping ratio of the swing of the altitude (the phugoid): 0 is an undamped skip at constant
        lift-to-drag ratio, 1 settles on the equilibrium glide without a swing; see
        `trajkit.physics.lift.lifting`. From 0 to 2.
    lift_share
        Share of the body's lift that is used. From 0 to 1.
    climb_share
        Share of that which is kept while the body climbs. From 0 to 1.
    """

    damping: ArrayLike = 0.0
    lift_share: ArrayLike = 1.0
    climb_share: ArrayLike = 1.0

    NUMBERS = ("damping", "lift_share", "climb_share")
    name = "glide"

    def equations(self, setting: Setting) -> Equations:
        """Those of the body with lift."""
        schedule = setting.bank_schedule
        return setting.equations(
            lifting(
                damped=bool(np.any(numbers("damping", self.damping) != 0.0)),
                shedding=bool(np.any(numbers("climb_share", self.climb_share) != 1.0)),
                banked=schedule is not None or bool(np.any(setting.bank_rad != 0.0)),
                bank=schedule,
                lift_of_mach=setting.lift_table,
            ),
            compilable=True,
        )

    def unpushed(self, setting: Setting) -> Equations:
        """Those of the body without lift."""
        return setting.equations()

    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """Drag; those of `lifting`."""
        del start_s
        return (
            setting.drag(),
            setting.lift_to_drag * numbers("lift_share", self.lift_share),
            numbers("damping", self.damping),
            0.5 * (1.0 - numbers("climb_share", self.climb_share)),
            np.cos(setting.bank_rad),
            np.sin(setting.bank_rad),
        )
