"""A bank angle that changes along the flight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.flight.rows import check_rising

__all__ = ["BankSchedule"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BankSchedule:
    """Bank angles at times since the start of the flight: linear between, held beyond the ends.

    Parameters
    ----------
    times_s
        Rising, from 0 up, shape (k,). Units: s.
    bank_deg
        Of the lift out of the vertical plane, positive to the right of the motion, from -180 to
        180, shape (k,). Units: degrees.

    Raises
    ------
    InputError
        If there are no rows, times do not rise, or an angle is out of range.
    """

    times_s: ArrayLike
    bank_deg: ArrayLike

    def __post_init__(self) -> None:
        times = np.atleast_1d(numbers("times_s", self.times_s))
        bank = np.atleast_1d(numbers("bank_deg", self.bank_deg))
        if times.ndim != 1 or times.shape != bank.shape or not times.size:
            raise InputError("bank schedule: give as many times as angles, one of each at least")
        if not (np.all(np.isfinite(times)) and np.all(times >= 0.0)):
            raise InputError("bank schedule: every time must be a number of seconds from 0 up")
        check_rising("bank schedule", "times", times, "s")
        if not np.all(np.abs(bank) <= 180.0):
            raise InputError("bank schedule: every angle must lie between -180 and 180 degrees")
        object.__setattr__(self, "times_s", times)
        object.__setattr__(self, "bank_deg", bank)

    def __call__(self, time_s: Array) -> Array:
        """Bank angle at times, any shape. Units: rad."""
        angle: Array = np.interp(
            time_s, np.asarray(self.times_s), np.radians(np.asarray(self.bank_deg))
        )
        return angle
