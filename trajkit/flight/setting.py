"""What the phases of flights need to know of the world and of the bodies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics import us76
from trajkit.physics.earth import local_frame
from trajkit.physics.motion import equations_of_motion
from trajkit.physics.table import AltitudeTable
from trajkit.physics.thrust import lightening

if TYPE_CHECKING:
    from trajkit.flight.air import Air
    from trajkit.flight.bank import BankSchedule
    from trajkit.flight.machtable import MachTable
    from trajkit.physics.earth import Earth
    from trajkit.physics.motion import Equations, Force

__all__ = ["Setting"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Setting:
    """World and bodies of n flights.

    Attributes
    ----------
    earth, air
        Where they fly.
    density_multiplier, ballistic_coefficient, lift_to_drag, bank_rad
        One a flight; the middle two times their tables, where there are any.
    beta_table, lift_table, bank_schedule
        Common to all.
    latitude_deg, longitude_deg, azimuth_deg
        Of the starts. Units: degrees.
    """

    earth: Earth
    air: Air
    density_multiplier: Array
    ballistic_coefficient: Array
    lift_to_drag: Array
    bank_rad: Array
    beta_table: MachTable | None
    lift_table: MachTable | None
    bank_schedule: BankSchedule | None
    latitude_deg: Array
    longitude_deg: Array
    azimuth_deg: Array

    def take(self, which: NDArray[np.intp]) -> Setting:
        """That of some of the flights."""
        return replace(
            self,
            **{
                name: getattr(self, name)[which]
                for name in (
                    "density_multiplier", "ballistic_coefficient", "lift_to_drag", "bank_rad",
                    "latitude_deg", "longitude_deg", "azimuth_deg",
                )
            },
        )  # fmt: skip

    def forward_and_up(self) -> tuple[Array, Array]:
        """Unit vectors at the starts, Earth-fixed, shape (3, n): along the azimuth, and upwards."""
        east, north, up = local_frame(
            latitude_deg=self.latitude_deg, longitude_deg=self.longitude_deg
        )
        azimuth = np.radians(self.azimuth_deg)
        return np.sin(azimuth) * east + np.cos(azimuth) * north, up

    def drag(self) -> Array:
        """Half the inverse ballistic coefficient, times the density multiplier. Units: m2/kg."""
        with np.errstate(over="ignore"):  # endless drag ends as not converged
            drag: Array = 0.5 * self.density_multiplier / self.ballistic_coefficient
        return drag

    def equations(self, force: Force | None = None, *, compilable: bool = False) -> Equations:
        """Equations of the body alone, with a further force such as lift; whether that may be
        compiled, see `equations_of_motion`."""
        table = self.beta_table
        by_mach = table is not None or (force is not None and self.lift_table is not None)
        scheduled = force is not None and self.bank_schedule is not None
        return equations_of_motion(
            self.earth,
            self.air.density_table(),
            self.air.wind,
            force=force,
            drag_factor=None if table is None else lambda _, mach, *__: 1.0 / table(mach),
            inverse_sound_speed=_inverse_sound_speed() if by_mach else None,
            timed=scheduled,
            compilable=compilable and not scheduled,
        )

    def burning(self, force: Force | None, *, compilable: bool = False) -> Equations:
        """Equations of a booster whose drag follows its mass, with a force such as thrust."""
        return equations_of_motion(
            self.earth,
            self.air.density_table(),
            self.air.wind,
            force=force,
            drag_factor=lightening,
            timed=True,
            compilable=compilable,
        )


@cache
def _inverse_sound_speed() -> AltitudeTable:
    """1 over the speed of sound of the standard atmosphere by altitude. Units: m -> s/m."""
    return AltitudeTable.of(
        lambda altitude: 1.0 / us76.speed_of_sound_m_s(altitude),
        low_m=us76.BOTTOM_M,
        high_m=100e3,
        step_m=100.0,
    )
