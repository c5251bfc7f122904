"""Checks of tables whose first column must rise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError

__all__ = ["check_rising", "check_rows"]

Array = NDArray[np.float64]


def check_rows(table: str, first: Array, values: Array, *, row: str) -> None:
    """Refuse two columns that do not make at least two whole rows.

    Parameters
    ----------
    table
        What to call the table.
    row
        What each row has: "a Mach number and a value".

    Raises
    ------
    InputError
        If they are no columns of one length, or a number is missing.
    """
    if first.ndim != 1 or first.shape != values.shape or first.size < 2:
        raise InputError(f"{table}: give at least two rows, each with {row}")
    if not (np.all(np.isfinite(first)) and np.all(np.isfinite(values))):
        raise InputError(f"{table}: a number is missing; fill in or drop the row")


def check_rising(table: str, column: str, values: Array, unit: str = "") -> None:
    """Refuse a column, called by the plural of what it holds, that does not rise.

    Raises
    ------
    InputError
        At the first row that is not above the one before it.
    """
    falls = np.flatnonzero(np.diff(values) <= 0.0)
    if falls.size:
        row = int(falls[0])
        before, here = (f"{value:g} {unit}".rstrip() for value in values[row : row + 2])
        raise InputError(
            f"{table}: {column} must rise, but row {row + 2} ({here}) is not above row {row + 1} "
            f"({before}); sort the rows"
        )
