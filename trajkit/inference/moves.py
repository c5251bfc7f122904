"""How particles are moved: along differences of each other, and led far by a surrogate.

References
----------
ter Braak (2006), Statistics and Computing 16, 239-249, for differential evolution; Liu (2001),
Monte Carlo Strategies in Scientific Computing, Springer, section 9.4.3, for steps on a surrogate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.inference.space import Placed, Space

__all__ = ["led", "mixed", "stepped"]

Array = NDArray[np.float64]

# Of the moves: those that go the whole way between two particles, and those that change some of the
# unknowns only.
_WHOLE_WAY, _SOME = 0.1, 0.5
_JITTER = 1e-3


def stepped(
    y: Array, reference: Array, scale: float, rng: np.random.Generator, *, jitter: float = _JITTER
) -> Array:
    """Each point moved along the difference of two others. Symmetric, for these are kept.

    Parameters
    ----------
    y, reference
        Points, and those whose differences are taken; shape (m, n).
    scale
        Of a step, 1 for that which is best for a normal distribution.
    jitter
        Standard deviation of what is added to each unknown, so that no place is out of reach.
    """
    dimension, count = y.shape
    # Every random number is drawn whether it is needed or not, so that none depends on a result.
    one = rng.integers(0, count, count)
    other = np.mod(one + rng.integers(1, count, count), count)
    some = rng.random(count) < _SOME
    chance = rng.random(count)
    moving = rng.random((dimension, count)) < chance
    certain = rng.integers(0, dimension, count)
    whole = rng.random(count) < _WHOLE_WAY
    stretch = np.exp(0.3 * rng.standard_normal(count))
    moving[certain, np.arange(count)] = True
    moving[:, ~some] = True
    size = 2.38 / np.sqrt(2.0 * moving.sum(axis=0)) * scale * stretch
    size = np.where(whole, 1.0, size)
    way: Array = size * (reference[:, one] - reference[:, other])
    if jitter:
        way += jitter * rng.standard_normal((dimension, count))
    return y + moving * way


def led(
    begin: Placed,
    y: Array,
    reference: Array,
    gain: Callable[[Array], Array],
    space: Space,
    steps: int,
    rng: np.random.Generator,
) -> tuple[Placed, Array]:
    """Each point led along the surrogate's density, and by how much its logarithm grew.

    Parameters
    ----------
    begin, y
        The points, and the same turned.
    gain
        What the reports add to the logarithm of the prior, by the surrogate, at coordinates.
    steps
        On the surrogate.
    """
    before = begin.log_density(gain(begin.coordinates))
    placed, here = begin, before
    for _ in range(steps):
        # Steps without the surrogate see to it that no place is out of reach.
        moved = stepped(y, reference, 1.0, rng, jitter=0.0)
        tried = space.placed(moved)
        there = tried.log_density(gain(tried.coordinates))
        with np.errstate(invalid="ignore"):
            take = np.log(rng.random(here.size)) < there - here
        y = np.where(take, moved, y)
        placed = mixed(placed, tried, take)
        here = np.where(take, there, here)
    return placed, here - before


def mixed(old: Placed, new: Placed, take: NDArray[np.bool_]) -> Placed:
    """Where `take` is set the new ones, the old ones elsewhere."""
    return type(old)(*(np.where(take, b, a) for a, b in zip(old, new, strict=True)))
