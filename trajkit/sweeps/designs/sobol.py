"""Scrambled Sobol points, each by its number.

A point is the exclusive or of some columns of a matrix of bits: those at the ones of the Gray code
of its number (Antonov and Saleev 1979). SciPy has the matrices (Joe and Kuo 2008) and scrambles
them, but steps from point to point; so the columns are read off its points once, and any point
then costs the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from trajkit.errors import InputError

__all__ = ["MOST_DIMENSIONS", "Sobol", "SobolPoints", "sobol_points"]

Array = NDArray[np.float64]
Words = NDArray[np.uint64]

MOST_DIMENSIONS: Final = int(qmc.Sobol.MAXDIM)
_BITS: Final = 32
_STREAM: Final = 3


@dataclass(frozen=True, eq=False)
class SobolPoints:
    """A scrambled sequence.

    Attributes
    ----------
    shift
        Point 0 as whole numbers of 32 bits, shape (dimension,).
    columns
        Of the matrices, shape (dimension, bits of the largest number).
    """

    shift: Words
    columns: Words

    def shares(self, first: int, count: int) -> Array:
        """Points from `first` on, in (0, 1); shape (dimension, count)."""
        number = np.arange(first, first + count, dtype=np.uint64)
        gray = number ^ (number >> np.uint64(1))
        points = np.repeat(self.shift[:, None], count, axis=1)
        for bit in range(self.columns.shape[1]):
            has = (gray >> np.uint64(bit)) & np.uint64(1)
            if has.any():
                points ^= self.columns[:, bit, None] * has
        return (points.astype(float) + 0.5) * 2.0**-_BITS


def sobol_points(dimension: int, samples: int, seed: int) -> SobolPoints:
    """A scrambled sequence of which `samples` points can be made; they do not depend on `samples`.

    Raises
    ------
    InputError
        If there are more dimensions than matrices.
    """
    if dimension > MOST_DIMENSIONS:
        raise InputError(
            f"a Sobol sequence has up to {MOST_DIMENSIONS:,} dimensions, and {dimension:,} are "
            "needed; use the random design"
        )
    if samples > 1 << _BITS:
        raise InputError(
            f"a Sobol sequence here has up to {1 << _BITS:,} points, and {samples:,} are asked "
            "for; use the random design"
        )
    bits = max(samples - 1, 1).bit_length()
    engine = qmc.Sobol(
        dimension, scramble=True, bits=_BITS, seed=np.random.default_rng([seed, _STREAM])
    )
    shift = _whole(engine.random(1)[0])
    columns, made = np.zeros((dimension, bits), np.uint64), 1
    before = shift
    for bit in range(bits):
        # Between the points 2**bit - 1 and 2**bit lies this column alone.
        number = 1 << bit
        if number - 1 >= made:
            _skip(engine, number - 1 - made)
            before = _whole(engine.random(1)[0])
            made = number
        after = _whole(engine.random(1)[0])
        made += 1
        columns[:, bit] = before ^ after
        before = after
    return SobolPoints(shift, columns)


def _skip(engine: qmc.Sobol, count: int) -> None:
    while count > 0:
        step = min(count, 1 << 30)
        engine.fast_forward(step)
        count -= step


def _whole(shares: Array) -> Words:
    return (shares * 2.0**_BITS).astype(np.uint64)


@dataclass(frozen=True, eq=False)
class Sobol:
    """Points that fill the cube evenly.

    Attributes
    ----------
    dimension, samples
    points
        The sequence.
    """

    dimension: int
    samples: int
    points: SobolPoints
    rows_a_group: int = 1
    to_the_ends: bool = False

    def shares(self, first: int, count: int) -> Array:
        """See `Design`."""
        return self.points.shares(first, count)

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "sobol"}
