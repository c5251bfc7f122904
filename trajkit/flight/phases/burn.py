"""What the phases of a burn share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.base import Phase

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["Burn"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Burn(Phase):
    """A part of the burn of one stage: constant thrust, evenly falling mass.

    Parameters
    ----------
    burn_rate_1_s
        Share of the stage's mass at ignition that is burnt a second. Units: 1/s.
    exhaust_velocity_m_s
        Units: m/s.
    ballistic_coefficient
        Of the booster at the stage's ignition; it follows the mass. Units: kg/m2.
    since_ignition_s
        How long the stage has burnt when the phase begins. Units: s.
    """

    burn_rate_1_s: ArrayLike
    exhaust_velocity_m_s: ArrayLike
    ballistic_coefficient: ArrayLike
    since_ignition_s: ArrayLike = 0.0

    NUMBERS: ClassVar[tuple[str, ...]] = (
        "burn_rate_1_s", "exhaust_velocity_m_s", "ballistic_coefficient", "since_ignition_s",
    )  # fmt: skip

    # An error of direction early in a gravity turn has grown a hundredfold and more at burnout.
    CARE = 1e-2

    def unpushed(self, setting: Setting) -> Equations:
        """The drag of the lightening booster alone."""
        return setting.burning(None)

    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """Drag at ignition, burn rate, exhaust velocity and time of ignition."""
        beta = numbers("ballistic_coefficient", self.ballistic_coefficient)
        return (
            0.5 * setting.density_multiplier / beta,
            numbers("burn_rate_1_s", self.burn_rate_1_s),
            numbers("exhaust_velocity_m_s", self.exhaust_velocity_m_s),
            start_s - numbers("since_ignition_s", self.since_ignition_s),
        )
