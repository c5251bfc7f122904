"""Independent random points, each by its number: sample i does not depend on how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Random", "numbered"]

Array = NDArray[np.float64]

#: Random numbers of 64 bits that the generator makes at one count of its counter (Salmon and
#: others 2011, Philox4x64).
_A_COUNT: Final = 4


@dataclass(frozen=True)
class Random:
    """Random points.

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
        return numbered(self.seed, "random", first, count, self.dimension)

    def described(self) -> dict[str, Any]:
        """See `Design`."""
        return {"kind": "random"}


_STREAMS: Final = {"random": 1, "latin-hypercube": 2}


def numbered(seed: int, stream: str, first: int, count: int, width: int) -> Array:
    """Random numbers in (0, 1), `width` for each of `count` samples from `first` on.

    Shape (width, count). A counter-based generator is put forward to the sample.
    """
    counts = -(-width // _A_COUNT)
    generator = np.random.Philox(np.random.SeedSequence([seed, _STREAMS[stream]]))
    generator.advance(first * counts)
    bits = generator.random_raw(count * counts * _A_COUNT).reshape(count, counts * _A_COUNT)
    # 52 bits and a half: never 0, never 1.
    shares: Array = ((bits[:, :width].T >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
    return np.ascontiguousarray(shares)
