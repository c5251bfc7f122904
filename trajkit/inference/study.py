"""A model of an event's flights, asked about one set of observations after another.

The flights of the prior are flown once, for each of two runs; every walk starts from them, whatever
is observed. The two runs differ in their random numbers alone and must agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.engine.serial import Serial
from trajkit.errors import InputError
from trajkit.inference.posterior import Posterior
from trajkit.inference.tempered import Particles, Settings, Walk, advance, tempered
from trajkit.physics.backend import backend_for, many_flights, using_backend

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from trajkit.engine import Workers
    from trajkit.inference.models import Model
    from trajkit.inference.observations import Observations

__all__ = ["RUNS", "Group", "Study", "walked"]

Array = NDArray[np.float64]

RUNS = 2
_POOL = 16384
# Walks whose runs differ are made once more with so many times the particles.
_MORE = 3
# Draws from the prior in search of so many that keep to the side conditions.
_MOST_DRAWS = 2**18


@dataclass(frozen=True, eq=False)
class Group:
    """Walks that are made together: their flights are flown in one batch.

    Attributes
    ----------
    model, seed, settings
        As of the study.
    backend
        What flies the flights.
    pools
        By run, flights of the prior: points and figures.
    walks
        Of each, the run and what is observed.
    """

    model: Model
    seed: int
    settings: Settings
    backend: str
    pools: dict[int, tuple[Array, Array]]
    walks: tuple[tuple[int, Observations], ...]


def walked(group: Group) -> list[Walk]:
    """The walks of a group, each from the prior to the posterior."""
    # Figures that few observations need can cost more than the flights.
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, (_, observed) in enumerate(group.walks):
        alike.setdefault((observed.extra, observed.over), []).append(number)
    ended: dict[int, Walk] = {}
    with using_backend(group.backend):
        for numbers in alike.values():
            model = group.model.asked(group.walks[numbers[0]][1])
            walks = [_walk(group, model, *group.walks[number]) for number in numbers]
            ended.update(zip(numbers, advance(walks, model.fly), strict=True))
    return [ended[number] for number in range(len(group.walks))]


def _walk(
    group: Group, model: Model, run: int, observed: Observations
) -> Generator[Array, Array, Walk]:
    return tempered(
        _begin(group.pools[run], observed),
        np.zeros(len(observed.items)),
        np.ones(len(observed.items)),
        observed.log_likelihood,
        model,
        np.random.default_rng(np.random.SeedSequence([group.seed, run, 1])),
        group.settings,
    )


def _begin(pool: tuple[Array, Array], observed: Observations) -> Particles:
    points, figures = pool
    return Particles(points, figures, observed.log_likelihood(figures))


@dataclass(eq=False)
class Study:
    """Flights of a model, and what was learnt from them.

    Attributes
    ----------
    model
        Asks for all figures that any of the observations needs.
    seed
        Of everything that is random: the same seed gives the same answer.
    settings
        Of the walks.
    workers
        Who makes the walks; whoever does, they are the same.
    """

    model: Model
    seed: int = 0
    settings: Settings = field(default_factory=Settings)
    workers: Workers = field(default_factory=Serial)
    _pools: dict[int, tuple[Array, Array]] = field(default_factory=dict, repr=False)

    @many_flights()
    def pool(self, run: int) -> tuple[Array, Array]:
        """Points of the prior and their figures: shapes (dimension, m) and (figures, m)."""
        if run not in self._pools:
            points = self._supported(run)
            self._pools[run] = points, self.model.fly(points)
        return self._pools[run]

    @many_flights()
    def posteriors(
        self, several: Sequence[Observations], settings: Settings | None = None
    ) -> list[Posterior]:
        """What is known of the flights from each set of observations, all flown together."""
        settings = settings or self.settings
        if not several:
            return []
        found = self._walked(several, settings)
        apart = [number for number, one in enumerate(found) if one.wants_more]
        more = replace(settings, particles=_MORE * settings.particles)
        again = self._walked([several[number] for number in apart], more)
        for number, one in zip(apart, again, strict=True):
            found[number] = one
        return found

    def _walked(self, several: Sequence[Observations], settings: Settings) -> list[Posterior]:
        jobs = [(run, number) for run in range(RUNS) for number in range(len(several))]
        # One worker flies all walks in one batch; several share them out, for none knows before
        # which will take the longest.
        groups = [jobs] if self.workers.count == 1 else [[job] for job in jobs]
        tasks = [
            Group(
                self.model,
                self.seed,
                settings,
                str(backend_for(1)),
                {run: self.pool(run) for run, _ in group},
                tuple((run, several[number]) for run, number in group),
            )
            for group in groups
        ]
        ended: dict[tuple[int, int], Walk] = {}
        for number, walks in self.workers.run(walked, enumerate(tasks)):
            ended.update(zip(groups[number], walks, strict=True))
        return [
            self._posterior(observed, [ended[run, number] for run in range(RUNS)])
            for number, observed in enumerate(several)
        ]

    def prior(self, run: int, observed: Observations) -> Particles:
        """The flights of the prior with the likelihood of observations."""
        return _begin(self.pool(run), observed)

    def _posterior(self, observed: Observations, walks: Sequence[Walk]) -> Posterior:
        return Posterior(
            model=self.model,
            observed=observed,
            seed=self.seed,
            prior=self.prior(0, observed),
            walks=tuple(walks),
        )

    def _supported(self, run: int) -> Array:
        """Points of the prior that keep to the side conditions."""
        count = 2 * _POOL
        while count <= _MOST_DRAWS:
            points = self.model.prior_draws(count, np.random.SeedSequence([self.seed, run, 0]))
            good = self.model.supported(self.model.values(points))
            if np.count_nonzero(good) >= _POOL:
                return points[:, np.flatnonzero(good)[:_POOL]]
            count *= 2
        raise InputError(
            "hardly any boost of these priors lifts off and can be borne; widen those of the "
            "boost: a shorter burn lifts off, a longer one is gentler"
        )
