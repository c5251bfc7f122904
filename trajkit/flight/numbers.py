"""Numbers as a person gives them, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["numbers"]


def numbers(name: str, given: ArrayLike) -> NDArray[np.float64]:
    """The array of a quantity; what is masked or None is NaN.

    Raises
    ------
    InputError
        If it holds anything else than numbers: text, dates, complex numbers, rows of unlike length.
    """
    if isinstance(given, np.ma.MaskedArray):
        given = np.ma.filled(given.astype(float), np.nan)
    try:
        array = np.asarray(given)
        if array.dtype.kind in "biufO":
            return np.asarray(array, float)
    except (TypeError, ValueError):
        pass
    shown = " ".join(repr(given).split())[:60]
    raise InputError(f"{name} is {shown}; give a number, or an array of numbers")
