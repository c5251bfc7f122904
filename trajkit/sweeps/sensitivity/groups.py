"""Which rows of a sweep can be used for an index, and what the others could do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Whole", "filled", "group_size", "whole_groups"]

Array = NDArray[np.float64]

FILLS = ("lowest", "highest")
"""What is put in place of a missing value to see what it could do: the least and the greatest
value that the output has elsewhere."""


def group_size(kind: str, dimension: int, *, second_order: bool = False) -> int:
    """How many rows of a design belong together.

    Parameters
    ----------
    kind
        Of the design: "saltelli", "morris", or another, whose rows stand alone.
    dimension
        Number of factors, linked ones not counted.
    """
    if kind == "saltelli":
        return 2 * dimension + 2 if second_order else dimension + 2
    return dimension + 1 if kind == "morris" else 1


@dataclass(frozen=True, eq=False)
class Whole:
    """Rows whose group has a value in every row.

    Attributes
    ----------
    rows
        Their numbers, rising. Shape (n,).
    groups, left_out
        How many groups are used, and how many are not because a value is missing.
    """

    rows: NDArray[np.intp]
    groups: int
    left_out: int


def whole_groups(values: Array, size: int) -> Whole:
    """The rows that an index can be computed from.

    Raises
    ------
    InputError
        If the rows do not divide into groups, or no group is whole.
    """
    if values.size % size:
        raise InputError(
            f"{values.size:,} rows are not whole groups of {size}, which the design is made of; "
            "finish the sweep with --resume"
        )
    groups = values.size // size
    whole = np.isfinite(values.reshape(groups, size)).all(axis=1)
    if not whole.any():
        what = "row" if size == 1 else f"group of {size} rows"
        raise InputError(f"no {what} has a value of this output throughout; choose another output")
    rows = np.flatnonzero(np.repeat(whole, size))
    used = int(whole.sum())
    return Whole(rows, used, groups - used)


def filled(values: Array) -> Iterator[Array]:
    """The values with every missing one set to the lowest, and then to the highest, in order."""
    known = np.isfinite(values)
    for end in (np.min(values[known]), np.max(values[known])):
        yield np.where(known, values, end)
