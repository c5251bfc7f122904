"""Arrays of several parts in one mapping, by names that tell the part: "stage 1 burn_time_s"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["arrays_of", "joined_arrays"]


def joined_arrays(
    noun: str, parts: Iterable[Mapping[str, NDArray[np.float64]]]
) -> dict[str, NDArray[np.float64]]:
    """The arrays of all parts, which count from 1."""
    return {
        f"{noun} {number} {name}": array
        for number, part in enumerate(parts, 1)
        for name, array in part.items()
    }


def arrays_of(
    noun: str, number: int, arrays: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Those of one part, by its own names."""
    start = f"{noun} {number} "
    return {n.removeprefix(start): a for n, a in arrays.items() if n.startswith(start)}
