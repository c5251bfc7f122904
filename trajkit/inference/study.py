"""A model of an event's flights, asked about one set of observations after another.

The flights of the prior are flown once, for each of two runs; every walk starts from them, whatever
is observed. The two runs differ in their random numbers alone and must agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.inference.posterior import Posterior
from trajkit.inference.tempered import Particles, Settings, Walk, advance, tempered
from trajkit.physics.backend import many_flights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.inference.models import Model
    from trajkit.inference.observations import Observations

__all__ = ["RUNS", "Study"]

Array = NDArray[np.float64]

RUNS = 2
_POOL = 16384
# Walks whose runs differ are made once more with so many times the particles.
_MORE = 3
# Draws from the prior in search of so many that keep to the side conditions.
_MOST_DRAWS = 2**18


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
    """

    model: Model
    seed: int = 0
    settings: Settings = field(default_factory=Settings)
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
        found = self._walked(several, settings)
        apart = [number for number, one in enumerate(found) if one.wants_more]
        more = replace(settings, particles=_MORE * settings.particles)
        again = self._walked([several[number] for number in apart], more)
        for number, one in zip(apart, again, strict=True):
            found[number] = one
        return found

    def _walked(self, several: Sequence[Observations], settings: Settings) -> list[Posterior]:
        walks = []
        for observed in several:
            zero, one = np.zeros(len(observed.items)), np.ones(len(observed.items))
            for run in range(RUNS):
                begin = self.prior(run, observed)
                walks.append(
                    tempered(
                        begin,
                        zero,
                        one,
                        observed.log_likelihood,
                        self.model,
                        self._random(run),
                        settings,
                    )
                )
        ended = advance(walks, self.model.fly)
        return [
            self._posterior(observed, ended[RUNS * number : RUNS * (number + 1)])
            for number, observed in enumerate(several)
        ]

    def prior(self, run: int, observed: Observations) -> Particles:
        """The flights of the prior with the likelihood of observations."""
        points, figures = self.pool(run)
        return Particles(points, figures, observed.log_likelihood(figures))

    def _posterior(self, observed: Observations, walks: Sequence[Walk]) -> Posterior:
        return Posterior(
            model=self.model,
            observed=observed,
            seed=self.seed,
            prior=self.prior(0, observed),
            walks=tuple(walks),
        )

    def _random(self, run: int) -> np.random.Generator:
        """Random numbers of a run."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, run, 1]))

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
