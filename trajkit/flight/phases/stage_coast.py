"""Flight between two burns of a booster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.base import Phase
from trajkit.physics.motion import equations_of_motion

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["StageCoast"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class StageCoast(Phase):
    """Gravity, and the drag of what is left of the booster.

    Parameters
    ----------
    ballistic_coefficient
        Units: kg/m2.
    """

    ballistic_coefficient: ArrayLike

    NUMBERS = ("ballistic_coefficient",)
    name = "stage coast"

    def equations(self, setting: Setting) -> Equations:
        """Those of a body of constant ballistic coefficient."""
        air = setting.air
        return equations_of_motion(setting.earth, air.density_table(), air.wind)

    def unpushed(self, setting: Setting) -> Equations:
        """The same: nothing pushes."""
        return self.equations(setting)

    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """The drag."""
        del start_s
        beta = numbers("ballistic_coefficient", self.ballistic_coefficient)
        return (0.5 * setting.density_multiplier / beta,)
