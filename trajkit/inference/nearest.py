"""The flight of a model that comes nearest to what was observed.

Least squares on the misses, from flights of the prior that are near already: differential
evolution, which walks along the edges of what a booster can do, then steps of Levenberg and
Marquardt; between the ends of the priors, all sets of observations in one batch. What the answer
says is a fact about the flights within the priors, not about how likely the priors hold each.

References
----------
Storn and Price (1997), Journal of Global Optimization 11, 341-359; Nocedal and Wright (2006),
Numerical Optimization, Springer, section 10.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from trajkit.inference.misses import MISSING, misses
from trajkit.inference.observations import InSea
from trajkit.physics.backend import many_flights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.inference.models import Model
    from trajkit.inference.observations import Observations

__all__ = ["Nearest", "nearest"]

Array = NDArray[np.float64]

# Flights that evolve, for so long; of them so many are led on by slopes, for so many steps at most.
_POPULATION, _GENERATIONS = 48, 50
_STARTS, _STEPS = 4, 30
# From how many of the nearest flights the first are chosen, far apart.
_AMONG = 160
_SEED = 20
_NUDGE = 1e-4
_DAMPINGS = (0.1, 1.0, 10.0)
_EDGE = 1e-6
# A flight that misses all by less is as near as can be; so many steps may gain less.
_NEAR, _GAIN, _PATIENCE = 0.02, 1e-3, 5


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest flight that was found.

    Attributes
    ----------
    z
        Its unknowns, shape (dimension, 1), as `Model.values` takes them.
    figures
        Its figures, shape (figures, 1).
    misses
        Of each observation, signed, in errors beyond the wording.
    """

    z: Array
    figures: Array
    misses: tuple[float, ...]

    @property
    def distance(self) -> float:
        """The root of the sum of their squares."""
        return float(np.sqrt(np.sum(np.square(self.misses))))


@many_flights()
def nearest(
    model: Model,
    several: Sequence[Observations],
    z: Array,
    figures: Array,
) -> list[Nearest]:
    """For each set of observations the flight that misses it least.

    Parameters
    ----------
    z, figures
        Flights that have been flown, to start from: shapes (dimension, n) and (figures, n).
    """
    searches = [_Search(observed, z, figures) for observed in several]
    for number in range(_GENERATIONS):
        # So that no search depends on the others.
        going = [search for search in searches if not search.ended]
        if not going:
            break
        points = [search.crossed(np.random.default_rng([_SEED, number])) for search in going]
        for search, part in zip(going, _flown(model, points), strict=True):
            search.selected(part)
    for search in searches:
        search.shortened()
    for _ in range(_STEPS):
        going = [search for search in searches if not search.ended]
        if not going:
            break
        for ask, take in ((_Search.nudged, _Search.bent), (_Search.tried, _Search.moved)):
            points = [ask(search) for search in going]
            for search, part in zip(going, _flown(model, points), strict=True):
                take(search, part)
    found = [search.best() for search in searches]
    # One search may have found what another was looking for.
    every = np.concatenate([one.figures for one in found], axis=1)
    best = []
    for search, own in zip(searches, found, strict=True):
        missed = misses(search.observed, every)
        one = int(np.argmin((missed * missed).sum(axis=0)))
        other = Nearest(found[one].z, found[one].figures, tuple(map(float, missed[:, one])))
        best.append(min(own, other, key=lambda nearest: nearest.distance))
    return best


def _flown(model: Model, points: Sequence[Array]) -> list[Array]:
    """Figures of several sets of points, flown in one batch."""
    figures = model.fly(ndtri(np.concatenate(points, axis=1)))
    ends = np.cumsum([part.shape[1] for part in points])[:-1]
    return np.split(figures, ends, axis=1)


class _Search:
    """One set of observations, and the starts that are led to it. Points are shares of the priors,
    shape (dimension, starts)."""

    def __init__(self, observed: Observations, z: Array, figures: Array) -> None:
        self.observed = observed
        missed = misses(observed, figures)
        distance = (missed * missed).sum(axis=0)
        # A sea has no slope that would lead into it: the starts lie in it.
        for item, row in zip(observed.items, missed, strict=True):
            if isinstance(item, InSea):
                distance = distance + np.where(row != 0.0, MISSING**2, 0.0)
        chosen = _apart(z, distance)
        self.u = np.clip(ndtr(z[:, chosen]), _EDGE, 1.0 - _EDGE)
        self.figures = figures[:, chosen]
        self.missed = missed[:, chosen]
        self.damping = np.ones(chosen.size)
        self.patience = _PATIENCE
        self.slope = np.zeros((0,))
        self.sides = np.zeros((0,))
        self.steps = np.zeros((0, 0))

    @property
    def distance(self) -> Array:
        """Squared, of each start."""
        total: Array = (self.missed * self.missed).sum(axis=0)
        return total

    @property
    def ended(self) -> bool:
        return self.patience == 0 or bool(self.distance.min() < _NEAR**2)

    def best(self) -> Nearest:
        one = int(np.argmin(self.distance))
        return Nearest(
            z=ndtri(self.u[:, [one]]),
            figures=self.figures[:, [one]],
            misses=tuple(float(miss) for miss in self.missed[:, one]),
        )

    def crossed(self, rng: np.random.Generator) -> Array:
        """Each point, part way to the best and along the difference of two others."""
        dimension, count = self.u.shape
        one = (np.arange(count) + rng.integers(1, count, count)) % count
        other = (np.arange(count) + rng.integers(1, count, count)) % count
        best = self.u[:, [int(np.argmin(self.distance))]]
        size = rng.uniform(0.4, 0.9, count)
        pull = np.where(rng.random(count) < 0.3, size, 0.0)
        moved = self.u + pull * (best - self.u) + size * (self.u[:, one] - self.u[:, other])
        # What would leave the priors goes back half of the way.
        moved = np.where(moved < _EDGE, 0.5 * (self.u + _EDGE), moved)
        moved = np.where(moved > 1.0 - _EDGE, 0.5 * (self.u + 1.0 - _EDGE), moved)
        keep = rng.random((dimension, count)) < 0.1
        self.steps = np.where(keep, self.u, moved)
        return self.steps

    def selected(self, figures: Array) -> None:
        """Keep what is better."""
        missed = misses(self.observed, figures)
        better = (missed * missed).sum(axis=0) <= self.distance
        self.u = np.where(better, self.steps, self.u)
        self.missed = np.where(better, missed, self.missed)
        self.figures = np.where(better, figures, self.figures)

    def shortened(self) -> None:
        """Only the best go on."""
        chosen = np.argsort(self.distance, kind="stable")[:_STARTS]
        self.u, self.missed = self.u[:, chosen], self.missed[:, chosen]
        self.figures, self.damping = self.figures[:, chosen], np.ones(chosen.size)

    def nudged(self) -> Array:
        """Each start with each share a little nearer to the middle."""
        dimension, count = self.u.shape
        self.sides = np.where(self.u < 0.5, _NUDGE, -_NUDGE)
        points = np.repeat(self.u[:, None, :], dimension, axis=1)
        points[np.arange(dimension), np.arange(dimension)] += self.sides
        return points.reshape(dimension, dimension * count)

    def bent(self, figures: Array) -> None:
        """Slopes of the misses, shape (starts, observations, dimension)."""
        dimension, count = self.u.shape
        there = misses(self.observed, figures).reshape(-1, dimension, count)
        slope = (there - self.missed[:, None, :]) / self.sides[None]
        # No slope where the neighbour does not fly, or lacks a figure.
        slope = np.where(np.abs(there - self.missed[:, None, :]) < 3.0, slope, 0.0)
        self.slope = np.moveaxis(slope, 2, 0)

    def tried(self) -> Array:
        """Each start, stepped with several dampings."""
        found = []
        dimension = len(self.u)
        gradient = np.einsum("sod,os->sd", self.slope, self.missed)
        square = np.einsum("sod,soe->sde", self.slope, self.slope)
        # What pushes against an end stays there.
        held = ((self.u.T <= 2 * _EDGE) & (gradient > 0.0)) | (
            (self.u.T >= 1.0 - 2 * _EDGE) & (gradient < 0.0)
        )
        free = np.where(held, 0.0, 1.0)
        square = square * free[:, :, None] * free[:, None, :]
        gradient = gradient * free
        for factor in _DAMPINGS:
            damped = square + (self.damping * factor)[:, None, None] * np.eye(dimension)
            step = -np.linalg.solve(damped, gradient[:, :, None])[:, :, 0]
            found.append(np.clip(self.u + step.T, _EDGE, 1.0 - _EDGE))
        self.steps = np.concatenate(found, axis=1)
        return self.steps

    def moved(self, figures: Array) -> None:
        """Keep the best of what was tried, where it is better."""
        points = self.steps.reshape(len(self.u), len(_DAMPINGS), -1)
        missed = misses(self.observed, figures).reshape(-1, len(_DAMPINGS), self.u.shape[1])
        distance = (missed * missed).sum(axis=0)
        before = self.distance
        best = np.argmin(distance, axis=0)
        every = np.arange(before.size)
        better = distance[best, every] < before
        own = figures.reshape(len(figures), len(_DAMPINGS), -1)
        self.u = np.where(better, points[:, best, every], self.u)
        self.missed = np.where(better, missed[:, best, every], self.missed)
        self.figures = np.where(better, own[:, best, every], self.figures)
        factors = np.where(better, np.asarray(_DAMPINGS)[best], 30.0)
        self.damping = np.clip(self.damping * factors, 1e-4, 1e6)
        gained = np.sqrt(before.min()) - np.sqrt(self.distance.min())
        self.patience = self.patience - 1 if gained < _GAIN else _PATIENCE


def _apart(z: Array, distance: Array) -> NDArray[np.intp]:
    """Some of the nearest, of which each is the one farthest from those before it."""
    near = np.argsort(distance, kind="stable")[:_AMONG]
    chosen = [0]
    u = ndtr(z[:, near])
    away = np.full(near.size, np.inf)
    while len(chosen) < min(_POPULATION, near.size):
        away = np.minimum(away, ((u - u[:, [chosen[-1]]]) ** 2).sum(axis=0))
        chosen.append(int(np.argmax(away)))
    return near[chosen]
