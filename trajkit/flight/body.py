"""What flies after burnout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError
from trajkit.flight.bank import BankSchedule
from trajkit.flight.machtable import MachTable
from trajkit.flight.numbers import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Body"]


@dataclass(frozen=True, eq=False)
class Body:
    """A body, or one for each flight of a batch.

    Parameters
    ----------
    ballistic_coefficient
        beta = m / (C_D A), mass over drag coefficient times reference area; `inf` flies without
        drag. A number, an array (one a flight), or a `MachTable`. Units: kg/m2.
    lift_to_drag
        Lift over drag, from 0 to 10: a number, an array, or a `MachTable`. Dimensionless.
    bank
        Of the lift out of the vertical plane, positive to the right of the motion, from -180 to
        180: a number, an array, or a `BankSchedule`. Units: degrees.

    Raises
    ------
    InputError
        If a table holds a value that is out of range.
    """

    ballistic_coefficient: ArrayLike | MachTable = np.inf
    lift_to_drag: ArrayLike | MachTable = 0.0
    bank: ArrayLike | BankSchedule = 0.0

    def __post_init__(self) -> None:
        beta, lift = self.beta_table, self.lift_table
        if beta is not None and not np.all(np.asarray(beta.values) > 0.0):
            raise InputError(
                "ballistic coefficient table: every value must be above 0 kg/m2; correct the row"
            )
        if lift is not None:
            ratio = np.asarray(lift.values)
            if not np.all((ratio >= 0.0) & (ratio <= 10.0)):
                raise InputError(
                    "lift-to-drag table: every value must lie between 0 and 10; correct the row"
                )

    @property
    def beta_kg_m2(self) -> NDArray[np.float64]:
        """The ballistic coefficient as an array; 1 where a table gives it. Units: kg/m2."""
        if isinstance(self.ballistic_coefficient, MachTable):
            return np.array(1.0)
        return numbers("ballistic_coefficient", self.ballistic_coefficient)

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Every quantity as an array by its name; a factor of 1 where a table gives it."""
        lift, bank = self.lift_to_drag, self.bank
        return {
            "ballistic_coefficient": self.beta_kg_m2,
            "lift_to_drag": (
                np.array(1.0) if isinstance(lift, MachTable) else numbers("lift_to_drag", lift)
            ),
            "bank": np.array(0.0) if isinstance(bank, BankSchedule) else numbers("bank", bank),
        }

    @property
    def beta_table(self) -> MachTable | None:
        """The ballistic coefficient by Mach number, if it is given so."""
        beta = self.ballistic_coefficient
        return beta if isinstance(beta, MachTable) else None

    @property
    def lift_table(self) -> MachTable | None:
        """The lift-to-drag ratio by Mach number, if it is given so."""
        return self.lift_to_drag if isinstance(self.lift_to_drag, MachTable) else None

    @property
    def bank_schedule(self) -> BankSchedule | None:
        """The bank angle by time, if it is given so."""
        return self.bank if isinstance(self.bank, BankSchedule) else None

    @property
    def lifts(self) -> bool:
        """Whether any flight of the batch has lift."""
        return bool(np.any(self.arrays()["lift_to_drag"] != 0.0))

    def _repr_html_(self) -> str:
        from trajkit.flight.view import body_html

        return body_html(self)
