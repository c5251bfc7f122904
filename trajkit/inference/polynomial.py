"""Values of many polynomials of the same points at once, by NumPy or compiled.

Each product of unknowns is one that came before times one unknown more.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.backend import Backend, backend_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FunctionType

__all__ = ["Products", "polynomials"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

_LANES = 64


@dataclass(frozen=True, eq=False)
class Products:
    """All products of unknowns up to a degree, the empty one first.

    Attributes
    ----------
    dimension
        How many unknowns there are.
    before, factor
        For each product but the first, of which one before it and of which unknown it is made;
        shape (products,).
    """

    dimension: int
    before: Places
    factor: Places

    @classmethod
    def of(cls, dimension: int, degree: int) -> Products:
        """Up to a degree."""
        chosen = [
            factors
            for order in range(degree + 1)
            for factors in itertools.combinations_with_replacement(range(dimension), order)
        ]
        place = {factors: number for number, factors in enumerate(chosen)}
        before = [place[factors[:-1]] if factors else 0 for factors in chosen]
        factor = [factors[-1] if factors else 0 for factors in chosen]
        return cls(dimension, np.array(before, np.int64), np.array(factor, np.int64))

    @property
    def count(self) -> int:
        """How many products there are."""
        return self.before.size

    def __call__(self, x: Array) -> Array:
        """Of points of shape (dimension, n), shape (products, n)."""
        found = np.empty((self.count, x.shape[1]))
        found[0] = 1.0
        for number in range(1, self.count):
            np.multiply(found[self.before[number]], x[self.factor[number]], out=found[number])
        return found


def polynomials(products: Products, coefficients: Array, x: Array) -> Array:
    """Of points of shape (dimension, n), shape (polynomials, n).

    Parameters
    ----------
    coefficients
        Shape (polynomials, products).
    """
    if backend_for(x.shape[1]) is Backend.NUMPY:
        # Not a matrix product, whose last bits depend on the threads at work.
        values: Array = np.einsum("fp,pn->fn", coefficients, products(x))
        return values
    found = np.empty((len(coefficients), x.shape[1]))
    _compiled()(np.ascontiguousarray(x), products.before, products.factor, coefficients, found)
    return found


def _loop(x: Array, before: Places, factor: Places, coefficients: Array, found: Array) -> None:
    """Some points at a time, so that their products stay near the processor."""
    dimension, points = x.shape
    count, rows = before.size, coefficients.shape[0]
    own = np.zeros((dimension, _LANES))
    products = np.ones((count, _LANES))
    sums = np.empty((rows, _LANES))
    for begin in range(0, points, _LANES):
        width = min(_LANES, points - begin)
        for row in range(dimension):
            for lane in range(width):
                own[row, lane] = x[row, begin + lane]
        for row in range(rows):
            for lane in range(_LANES):
                sums[row, lane] = coefficients[row, 0]
        for number in range(1, count):
            last, one = before[number], factor[number]
            for lane in range(_LANES):
                products[number, lane] = products[last, lane] * own[one, lane]
            for row in range(rows):
                weight = coefficients[row, number]
                for lane in range(_LANES):
                    sums[row, lane] += weight * products[number, lane]
        for row in range(rows):
            for lane in range(width):
                found[row, begin + lane] = sums[row, lane]


@cache
def _compiled() -> Callable[..., Any]:
    import numba

    from trajkit.physics.compiled.build import kept

    numbers, places = numba.types.float64[:, ::1], numba.types.int64[::1]
    return kept(
        cast("FunctionType", _loop), numba.types.void(numbers, places, places, numbers, numbers)
    )
