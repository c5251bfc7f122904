"""A quantity of a body that changes with the Mach number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.flight.rows import check_rising, check_rows

__all__ = ["MachTable"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MachTable:
    """Values at Mach numbers: linear between them, held beyond the ends.

    Parameters
    ----------
    mach
        Local Mach number of the air speed, rising, from 0 up, shape (k,). Above 86 km the speed of
        sound is held at its value there.
    values
        What it is there, shape (k,): a ballistic coefficient in kg/m2, or a lift-to-drag ratio.

    Raises
    ------
    InputError
        If there are less than two rows, a number is missing, or Mach numbers do not rise.
    """

    mach: ArrayLike
    values: ArrayLike

    def __post_init__(self) -> None:
        mach, values = numbers("mach", self.mach), numbers("values", self.values)
        check_rows("Mach table", mach, values, row="a Mach number and a value")
        if mach[0] < 0.0:
            raise InputError(f"Mach table: row 1 has Mach {mach[0]:g}; give 0 or more")
        check_rising("Mach table", "Mach numbers", mach)
        object.__setattr__(self, "mach", mach)
        object.__setattr__(self, "values", values)

    def __call__(self, mach: Array) -> Array:
        """The value at Mach numbers, any shape."""
        value: Array = np.interp(mach, np.asarray(self.mach), np.asarray(self.values))
        return value
