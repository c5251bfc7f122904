"""The flights of an event's model: the unknowns of inference are what is varied."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.checks import usable
from trajkit.inference.figures import FIGURES, ROW, figures_of
from trajkit.inference.infer import model_of
from trajkit.inference.models import GLIDE_UNKNOWNS, UNKNOWNS, Model
from trajkit.inference.observations import Observations
from trajkit.inference.priors import Fixed, Named, Prior, Uniform
from trajkit.physics.status import Status
from trajkit.reports import catalogue
from trajkit.sweeps.factors import Factor, Link, kind_of
from trajkit.sweeps.parts import LANDED, UNLIKELY_BOOST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trajkit.inference.models import ModelName
    from trajkit.physics.backend import Backend
    from trajkit.reports.event import Event

__all__ = ["EventBase", "event_base", "fly_model", "ranges"]

Array = NDArray[np.float64]

RATES: Final = {
    "ballistic": {"numpy": 45e3, "compiled": 120e3},
    "glide": {"numpy": 8e3, "compiled": 45e3},
}

USUAL: Final = ("range_m", "apogee_m", "flight_time_s", "top_speed_m_s")
_EXTRA: Final = frozenset({"prominence_m", "top_mach"})


@dataclass(frozen=True, eq=False)
class EventBase:
    """A model of an event's flights.

    Attributes
    ----------
    event
    model
    fixed
        Unknowns that are no factors, by name.
    free
        Those that are one, with their prior, where the specification does not give another.
    """

    event: Event
    model: Model
    fixed: dict[str, float] = field(default_factory=dict)
    free: tuple[Named, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The unknowns, but for the number of stages."""
        return tuple(named.name for named in self.model.priors if named.name != "stages")

    @property
    def outputs(self) -> tuple[str, ...]:
        """The figures, and the unknowns as they were flown."""
        return tuple(dict.fromkeys((*FIGURES, *self.inputs)))

    @property
    def usual(self) -> tuple[str, ...]:
        """See `Base`."""
        return (*USUAL, *(("second_peak_m",) if self.model.name == "glide" else ()))

    @property
    def rows_a_second(self) -> dict[str, float]:
        """Roughly."""
        return RATES[self.model.name]

    def has(self, name: str) -> bool:
        """See `Base`."""
        return name in self.inputs

    def defaults(self, given: Collection[str]) -> list[Factor]:
        """See `Base`."""
        return [
            Factor(named.name, named.prior, source=named.source)
            for named in self.free
            if named.name not in given
        ]

    def ready(self, factors: Sequence[Factor]) -> EventBase:
        """See `Base`: for starts from the pad, with the kicks for the ranges of the factors."""
        known = {
            named.name: Fixed(self.fixed[named.name]) if named.name in self.fixed else named.prior
            for named in self.model.priors
        }
        known |= ranges(factors, known)
        priors = tuple(replace(one, prior=known[one.name]) for one in self.model.priors)
        varied = {factor.name for factor in factors}
        fixed = {name: value for name, value in self.fixed.items() if name not in varied}
        model = replace(self.model, priors=priors, _kept={}).prepared()
        return replace(self, model=model, fixed=fixed)

    def values(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """See `Base`."""
        return {
            name: given[name] if name in given else np.full(count, self.fixed[name])
            for name in self.inputs
        }

    def fly(
        self, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend
    ) -> tuple[dict[str, Array], NDArray[np.int8]]:
        """See `Base`."""
        return fly_model(self.model, values, wanted, backend)

    def described(self) -> dict[str, Any]:
        """See `Base`."""
        return {
            "event": self.event.id,
            "title": self.event.title,
            "model": self.model.name,
            "start": self.model.start,
            "site_latitude_deg": self.model.site[0],
            "site_longitude_deg": self.model.site[1],
            "fixed": self.fixed,
            "priors": {one.name: kind_of(one.prior) for one in self.model.priors},
        }


def event_base(
    event: str,
    *,
    model: ModelName,
    body: str | None,
    fix_others: bool,
) -> EventBase:
    """The base of an event.

    Parameters
    ----------
    event
        Its id, or the path of its file.
    fix_others
        Whether unknowns that are not given are fixed at the median of their prior.

    Raises
    ------
    InputError
        If the event or the class is not known.
    """
    found = catalogue.event(event)
    known = model_of(found, model, Observations((), ()), body=body)
    names = (*UNKNOWNS[known.start], *(GLIDE_UNKNOWNS if model == "glide" else ()))
    fixed = {}
    free = []
    for named in known.priors:
        if named.name == "stages" or named.name not in names:
            continue
        if fix_others or isinstance(named.prior, Fixed):
            fixed[named.name] = float(named.prior.quantile(0.5))
        else:
            free.append(named)
    return EventBase(found, known, fixed, tuple(free))


def ranges(factors: Sequence[Factor], known: Mapping[str, Prior]) -> dict[str, Prior]:
    """Where the unknowns lie that factors give, or multiply."""
    by_name = {factor.name: factor for factor in factors}

    def ends(factor: Factor) -> tuple[float, float]:
        if isinstance(factor.rule, Link):
            rule = factor.rule
            pair = [rule.times * end + rule.plus for end in by_name[rule.to].ends()]
            return min(pair), max(pair)
        return factor.ends()

    found: dict[str, Prior] = {}
    for factor in factors:
        if factor.multiplies is None and factor.name in known:
            is_link = isinstance(factor.rule, Link)
            found[factor.name] = _between(*ends(factor)) if is_link else factor.rule  # type: ignore[assignment]
    for factor in factors:
        if factor.multiplies is not None and factor.multiplies in known:
            own = found.get(factor.multiplies, known[factor.multiplies])
            low, high = (float(end) for end in own.quantile(np.array([1e-4, 1.0 - 1e-4])))
            products = [end * times for end in (low, high) for times in ends(factor)]
            found[factor.multiplies] = _between(min(products), max(products))
    return found


def _between(low: float, high: float) -> Prior:
    return Uniform(low, high) if low < high else Fixed(low)


def fly_model(
    model: Model, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend
) -> tuple[dict[str, Array], NDArray[np.int8]]:
    """Figures and statuses of a model's flights, of values by name.

    From burnout every state is flown, whatever boost would lead to it. Boosts from the pad that
    could not lift off or be borne are not: their steering is not known.
    """
    own = {name: np.ascontiguousarray(array) for name, array in values.items()}
    count = own["ballistic_coefficient_kg_m2"].size
    figures = np.full((len(FIGURES), count), np.nan)
    status = np.full(count, Status.INVALID_INPUT, np.int8)
    good = np.logical_and.reduce([np.isfinite(array) for array in own.values()])
    with np.errstate(all="ignore"):
        if model.start == "pad":
            likely = model.supported(own)
            status[good & ~likely] = UNLIKELY_BOOST
            good &= likely
        which = np.flatnonzero(good)
        problem, burnout = model.problem({name: array[which] for name, array in own.items()})
        fit = usable(problem)
    problem = replace(problem, backend=backend)
    if not fit.all():
        keep = np.flatnonzero(fit)
        which, problem = which[keep], problem.take(keep)
        if burnout is not None:
            burnout = {name: array[keep] for name, array in burnout.items()}
    if which.size:
        with np.errstate(all="ignore"):
            found, ended = figures_of(
                problem,
                site=model.site,
                before_s=None if burnout is None else burnout["burnout_time_s"],
                burnout=burnout,
                extra=_EXTRA & set(wanted),
            )
        figures[:, which], status[which] = found, ended
    landed = status == LANDED
    if model.start == "burnout":  # one that only falls was highest at its start
        apogee, start = figures[ROW["apogee_m"]], own["burnout_altitude_m"]
        apogee[landed] = np.fmax(apogee[landed], start[landed])
    outputs = {
        name: np.ascontiguousarray(figures[ROW[name]] if name in ROW else own[name])
        for name in wanted
    }
    return outputs, status
