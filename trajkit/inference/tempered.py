"""Sequential Monte Carlo: particles are led in steps from one distribution to another.

All distributions here are a standard normal prior times reports, each to a power:

    log p(z) = log N(z; 0, 1) + sum over k of w_k log L_k(z).

From the prior (all w_k = 0) to the posterior (all 1) is a straight line of powers. It is walked in
this direction only: from narrow to broad the weights do not show what the particles have not seen.
Each step goes as far as the weights leave
a given share of effective particles; these are drawn anew by weight and moved by
steps until each has been accepted twice on average.

A sampler is a generator: it hands out points and is sent their figures back. So several of them are
flown in one batch, and none depends on the others.

References
----------
Del Moral, Doucet, Jasra (2006), J. R. Statist. Soc. B 68, 411-436.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from trajkit.inference.effective import Ancestry, ranks
from trajkit.inference.moves import led, mixed, stepped
from trajkit.inference.surrogate import Surrogate, fit_surrogate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from trajkit.inference.space import Space

__all__ = ["Particles", "Settings", "Walk", "advance", "systematic", "tempered"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """How a walk is made.

    Attributes
    ----------
    particles
        How many.
    kept_share
        Of effective particles that a step leaves.
    accepted
        Accepted moves a particle in each stage, on average.
    most_sweeps, most_at_last
        Moves of all particles in a stage, at most; in the last stage.
    most_stages
        Then the walk has failed.
    plain_every
        One sweep in so many is without the surrogate.
    fit_every
        It is fitted anew after so many sweeps of a stage.
    inner, between
        Steps on the surrogate before a flight, in the last stage and in those on the way there.
    enough
        Effective size at which the last stage ends, if `most_at_last` allows.
    """

    particles: int = 2048
    kept_share: float = 0.5
    accepted: float = 1.5
    most_sweeps: int = 16
    most_at_last: int = 96
    most_stages: int = 80
    plain_every: int = 4
    fit_every: int = 8
    inner: int = 45
    between: int = 15
    enough: float = 560.0


@dataclass(frozen=True, eq=False)
class Particles:
    """Points, their figures, and what each report makes of them.

    Attributes
    ----------
    z
        Shape (dimension, n).
    figures
        Shape (figures, n).
    log_likelihood
        Of each report, shape (reports, n).
    """

    z: Array
    figures: Array
    log_likelihood: Array

    def take(self, which: NDArray[np.intp]) -> Particles:
        """Some, each as often as it is named."""
        return Particles(self.z[:, which], self.figures[:, which], self.log_likelihood[:, which])


@dataclass(frozen=True, eq=False)
class Walk:
    """What a walk ended with.

    Attributes
    ----------
    particles
        Equally weighted.
    log_ratio
        Logarithm of the ratio of the normalising constants of the last and the first distribution;
        -inf if no particle has a likelihood, NaN if the walk did not arrive otherwise.
    effective
        Effective size by unknown and then by figure, shape (dimension + figures,).
    stages, sweeps, flights
        How many it took.
    acceptance
        Share of accepted moves in the last stage.
    arrived
        Whether it came to the last distribution.
    """

    particles: Particles
    log_ratio: float
    effective: Array
    stages: int
    sweeps: int
    flights: int
    acceptance: float
    arrived: bool


def tempered(
    begin: Particles,
    first: Array,
    last: Array,
    log_likelihood: Callable[[Array], Array],
    space: Space,
    rng: np.random.Generator,
    settings: Settings,
) -> Generator[Array, Array, Walk]:
    """Walk from powers `first` to powers `last`; yields points, is sent their figures.

    Parameters
    ----------
    begin
        Drawn from the distribution of the powers `first`; may be more than there are to be in the
        end, and then the first step goes the farther.
    first, last
        Shape (reports,).
    log_likelihood
        From figures of shape (figures, n) to (reports, n).
    space
        In which the particles move.
    """
    count = settings.particles
    particles, share, log_ratio = begin, 0.0, 0.0
    ancestry = Ancestry()
    stages = sweeps_in_all = flights = 0
    acceptance, scale = 1.0, 1.0
    seen = _Seen(space.placed(space.turned(begin.z)).coordinates, begin.figures)
    wanted = _used(log_likelihood, begin.figures)
    while stages < settings.most_stages:
        gain = _power_gain(particles.log_likelihood, last - first)
        step = _step(gain, 1.0 - share, settings.kept_share * min(count, gain.size))
        log_weight = _raised(gain, step)
        total = float(logsumexp(log_weight))
        if not np.isfinite(total):
            log_ratio = -np.inf
            break
        log_ratio += total - float(np.log(log_weight.size))
        chosen = systematic(np.exp(log_weight - total), count, rng)
        particles = particles.take(chosen)
        share = share + step if share + step < 1.0 - 1e-9 else 1.0
        powers = first + share * (last - first)
        stages += 1
        ancestry = ancestry.with_stage(chosen)
        accepted, sweeps = 0.0, 0
        reference = here = space.turned(particles.z)
        placed = space.placed(here)
        fit: Surrogate | None = None
        while True:
            if sweeps % settings.fit_every == 1:
                fit = fit_surrogate(seen.coordinates, seen.figures, wanted)
            gain_of_fit: Array | float = 0.0
            if fit is None or sweeps % settings.plain_every == 0:
                lead = None
                proposal = space.placed(stepped(here, reference, scale, rng))
            else:
                lead = partial(_gain_by_fit, fit, log_likelihood, powers)
                steps = settings.inner if share == 1.0 else settings.between
                proposal, gain_of_fit = led(placed, here, reference, lead, space, steps, rng)
            sent = yield proposal.z
            flights += count
            seen.add(proposal.coordinates, sent)
            tried = Particles(proposal.z, sent, log_likelihood(sent))
            better = proposal.log_density(
                _power_gain(tried.log_likelihood, powers)
            ) - placed.log_density(_power_gain(particles.log_likelihood, powers))
            with np.errstate(invalid="ignore"):
                take = np.log(rng.random(count)) < better - gain_of_fit
            particles = _mixed(particles, tried, take)
            placed = mixed(placed, proposal, take)
            here = space.turned(particles.z)
            acceptance = float(take.mean())
            accepted += acceptance
            sweeps += 1
            if lead is None:
                scale = float(np.clip(scale * np.exp(0.5 * (acceptance - _WANTED)), 0.05, 1.5))
            if sweeps >= (settings.most_at_last if share == 1.0 else settings.most_sweeps):
                break
            if accepted < settings.accepted:
                continue
            if share < 1.0:
                break
            if ancestry.effective(_ranked(particles)).min() >= settings.enough:
                break
        sweeps_in_all += sweeps
        if share == 1.0:
            break
    return Walk(
        particles=particles,
        log_ratio=log_ratio if share == 1.0 or log_ratio == -np.inf else np.nan,
        effective=ancestry.effective(_ranked(particles)),
        stages=stages,
        sweeps=sweeps_in_all,
        flights=flights,
        acceptance=acceptance,
        arrived=share == 1.0,
    )


def advance(
    walks: Sequence[Generator[Array, Array, Walk]], fly: Callable[[Array], Array]
) -> list[Walk]:
    """Run walks to their ends, their points in one batch."""
    done: dict[int, Walk] = {}
    asked: dict[int, Array] = {}

    def go(number: int, sent: Array | None) -> None:
        try:
            walk = walks[number]
            asked[number] = next(walk) if sent is None else walk.send(sent)
        except StopIteration as end:
            done[number] = end.value

    for number in range(len(walks)):
        go(number, None)
    while asked:
        numbers = list(asked)
        points = [asked.pop(number) for number in numbers]
        figures = fly(np.concatenate(points, axis=1))
        ends = np.cumsum([part.shape[1] for part in points])[:-1]
        for number, own in zip(numbers, np.split(figures, ends, axis=1), strict=True):
            go(number, own)
    return [done[number] for number in range(len(walks))]


def systematic(weight: Array, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Which to draw, by weight: evenly spaced on the running sum."""
    edges = np.cumsum(weight / weight.sum())
    at = (np.arange(count) + rng.random()) / count
    return np.minimum(np.searchsorted(edges, at), weight.size - 1)


# Share of accepted moves that is sought.
_WANTED = 0.25


def _gain_by_fit(
    fit: Surrogate,
    log_likelihood: Callable[[Array], Array],
    powers: Array,
    coordinates: Array,
) -> Array:
    """What the reports make of the figures of a surrogate."""
    return _power_gain(log_likelihood(fit(coordinates)), powers)


def _ranked(particles: Particles) -> Array:
    """Ranks of all unknowns and figures."""
    return ranks(np.concatenate([particles.z, particles.figures]))


@dataclass(eq=False)
class _Seen:
    """The latest flights, for the surrogate."""

    coordinates: Array
    figures: Array

    def add(self, coordinates: Array, figures: Array) -> None:
        """Keep these, and forget the oldest."""
        self.coordinates = np.concatenate([self.coordinates, coordinates], 1)[:, -_REMEMBERED:]
        self.figures = np.concatenate([self.figures, figures], 1)[:, -_REMEMBERED:]


_REMEMBERED = 4096


def _used(log_likelihood: Callable[[Array], Array], figures: Array) -> NDArray[np.bool_]:
    """Which figures the likelihood looks at: those whose lack it notices."""
    landed = np.flatnonzero(np.isfinite(figures[0]))
    used = np.zeros(len(figures), np.bool_)
    if not landed.size:
        return used
    sample = figures[:, landed[:256]]
    before = log_likelihood(sample)
    for row in range(len(figures)):
        changed = sample.copy()
        changed[row] = np.nan
        used[row] = not np.array_equal(log_likelihood(changed), before, equal_nan=True)
    return used


def _power_gain(log_likelihood: Array, powers: Array) -> Array:
    """Sum of powers times logarithms; where there is no flight, -inf whatever the power."""
    with np.errstate(invalid="ignore"):
        total = (powers[:, None] * log_likelihood).sum(axis=0)
    lost = np.isneginf(log_likelihood).any(axis=0)
    return np.where(lost, -np.inf, total)


def _raised(gain: Array, step: float) -> Array:
    """A step's logarithms of weights; of no length it still leaves out what is impossible."""
    return step * gain if step else np.where(np.isneginf(gain), -np.inf, 0.0)


def _step(gain: Array, longest: float, wanted: float) -> float:
    """How far to go so that as many effective particles are left as wanted; all the way if so."""

    def left(step: float) -> float:
        log_weight = _raised(gain, step)
        one, two = logsumexp(log_weight), logsumexp(2.0 * log_weight)
        return float(np.exp(2.0 * one - two)) if np.isfinite(one) else 0.0

    if left(longest) >= wanted:
        return longest
    low, high = 0.0, longest
    if left(low) < wanted:
        wanted = 0.9 * left(low)
    for _ in range(60):
        middle = 0.5 * (low + high) if low > 0.0 else max(0.1 * high, 1e-12)
        low, high = (middle, high) if left(middle) >= wanted else (low, middle)
        if high - low < 1e-4 * high:
            break
    return low if low > 0.0 else high


def _mixed(old: Particles, new: Particles, take: NDArray[np.bool_]) -> Particles:
    return Particles(
        *(
            np.where(take, getattr(new, name), getattr(old, name))
            for name in Particles.__dataclass_fields__
        )
    )
