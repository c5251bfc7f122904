"""A Latin hypercube: each of N equal slices of every factor holds one point.

Sample i depends on N by nature. The permutations are not kept: each is a Feistel network over the
next power of 4, walked until it comes back below N (Black and Rogaway 2002, cycle walking), so that
any row is found alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.sweeps.designs.random import numbered

__all__ = ["LatinHypercube"]

Array = NDArray[np.float64]
Words = NDArray[np.uint64]

_ROUNDS: Final = 6
_STREAM: Final = 5


@dataclass(frozen=True)
class LatinHypercube:
    """Points.

    Attributes
    ----------
    dimension, samples, seed
    """

    dimension: int
    samples: int
    seed: int
    rows_a_group: int = 1
    to_the_ends: bool = False

    def shares(self, first: int, count: int) -> Array:
        """See `Design`."""
        place = numbered(self.seed, "latin-hypercube", first, count, self.dimension)
        rows = np.arange(first, first + count, dtype=np.uint64)
        for factor in range(self.dimension):
            place[factor] += _permuted(rows, self.samples, (self.seed, factor))
        # Rounding may lift the last point of the last slice to 1.
        return np.minimum(place / self.samples, 1.0 - 2.0**-53)

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "latin-hypercube"}


def _permuted(numbers: Words, size: int, key: tuple[int, ...]) -> Words:
    """Where a permutation of 0 to size - 1 takes some numbers."""
    half = np.uint64(max((size - 1).bit_length() + 1, 2) // 2)
    mask = (np.uint64(1) << half) - np.uint64(1)
    keys = np.random.SeedSequence([_STREAM, *key]).generate_state(_ROUNDS, np.uint64)
    found = numbers.copy()
    out = np.ones(found.size, np.bool_)
    while out.any():
        left, right = found[out] >> half, found[out] & mask
        for own in keys:
            left, right = right, left ^ (_mixed(right + own) & mask)
        found[out] = (left << half) | right
        out[out] = found[out] >= np.uint64(size)
    return found


def _mixed(words: Words) -> Words:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014): each bit changes half of all."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
