"""Can the figures of a party be true, and whose can be true together?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from trajkit.engine.serial import Serial
from trajkit.errors import InputError
from trajkit.inference.checks import FigureCheck, checked, unchecked
from trajkit.inference.deciding import Deciding, deciding
from trajkit.inference.evidence import SCALE_SOURCE
from trajkit.inference.infer import model_of
from trajkit.inference.models import GLIDE_UNKNOWNS
from trajkit.inference.nearest import Nearest, nearest
from trajkit.inference.observations import (
    Figure,
    InSea,
    MachConvention,
    NoSecondPeak,
    Observation,
    Observations,
    Splash,
    observations_of,
)
from trajkit.inference.overflight import Overflight
from trajkit.inference.predictive import leave_one_out, without
from trajkit.inference.study import RUNS, Study
from trajkit.inference.tempered import Settings
from trajkit.inference.verdict import (
    IMPOSSIBLE,
    STRAINED,
    ModelAnswer,
    Verdict,
    is_strained,
    list_of,
    verdict_on,
)
from trajkit.physics.earth import WGS84, Earth
from trajkit.reports import catalogue
from trajkit.reports.event import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from trajkit.engine import Workers
    from trajkit.inference.errors import MeasurementErrors
    from trajkit.inference.models import ModelName
    from trajkit.inference.posterior import Posterior
    from trajkit.inference.priors import Prior

__all__ = ["Asked", "Consistency", "Nearness", "Pair", "judge", "judgements"]

Array = NDArray[np.float64]

MODELS: tuple[ModelName, ...] = ("ballistic", "glide")
# Groups of so many parties at most are all tried; of more, pairs and all.
_MOST_PARTIES = 6
# A flight that misses by more is looked for among the draws too.
_POLISHED = 1.0


@dataclass(frozen=True)
class Pair:
    """Two parties.

    Attributes
    ----------
    parties
        Their names.
    distance
        By how many errors the nearest flight of each model misses the figures of both.
    together
        Whether one comes near.
    """

    parties: tuple[str, str]
    distance: dict[str, float]
    together: bool


@dataclass(frozen=True)
class Nearness:
    """Whether any flight comes near: the first that is known.

    Attributes
    ----------
    distance
        By parties, and by model, by how many errors the nearest flight misses their figures.
    """

    distance: dict[tuple[str, ...], dict[str, float]]


@dataclass(frozen=True, eq=False)
class Consistency:
    """Verdicts on an event.

    Attributes
    ----------
    event
        Its id.
    verdicts
        Of each party that gave a figure.
    together
        Of all parties together; that of the one if there is only one.
    pairs
        Whose figures can be true together, by twos.
    groups
        The largest groups of parties whose figures can be true together.
    concord
        By model, natural logarithm of the evidence of all parties together over that of each apart;
        NaN where one of them is not known. It grows with the width of the priors: above 0 the
        parties speak of one flight, below of several.
    sentence
        Across parties, in one sentence.
    silent
        Parties that gave no figure.
    scale_source
        Of the words for evidence.
    """

    event: str
    verdicts: tuple[Verdict, ...]
    together: Verdict
    pairs: tuple[Pair, ...]
    groups: tuple[tuple[str, ...], ...]
    concord: dict[str, float]
    sentence: str
    silent: tuple[str, ...]
    scale_source: str = SCALE_SOURCE


class Asked(TypedDict, total=False):
    """What can be asked besides the event; see `judge`."""

    parties: Sequence[str] | None
    models: Sequence[ModelName]
    seed: int
    priors: Mapping[str, Prior | float] | None
    flight: str | None
    site: tuple[float, float] | None
    body: str | None
    errors: MeasurementErrors | None
    mach: MachConvention
    settings: Settings | None
    earth: Earth
    progress: Callable[[str, float], None] | None
    workers: Workers | None


def judge(event: Event | str | Path, **asked: Unpack[Asked]) -> Consistency:
    """Whether the figures of an event can be true: each party's, and all together.

    Parameters
    ----------
    event
        An event, its id or the path of its file.
    parties
        Whose figures; all if None.
    models
        Which flights are thought of; both by default.
    priors
        As in `infer`; what a model has no unknown for is left to the others.
    progress
        Called with what is done next and the share that has been done.
    workers
        Who does the sampling, see `trajkit.engine`; this process, if None.
    seed, flight, site, body, errors, mach, settings, earth
        As in `infer`.

    Raises
    ------
    InputError
        As `infer`; or if a party that was named gave no figure.
    """
    *_, whole = judgements(event, **asked)
    assert isinstance(whole, Consistency)
    return whole


def judgements(
    event: Event | str | Path, **asked: Unpack[Asked]
) -> Iterator[Nearness | Verdict | Consistency]:
    """The same as `judge`, as it comes: by how much the nearest flights miss, each party's verdict,
    that of all parties together if there are several, and in the end the whole."""
    court = _Court(event, **asked)
    yield court.nearness()
    verdicts = []
    for verdict in court.verdicts():
        verdicts.append(verdict)
        yield verdict
    yield court.across(tuple(verdicts))


class _Court:
    """What is shared between the verdicts of one event: flights of the prior, nearest flights."""

    def __init__(
        self,
        event: Event | str | Path,
        *,
        parties: Sequence[str] | None = None,
        models: Sequence[ModelName] = MODELS,
        seed: int = 0,
        priors: Mapping[str, Prior | float] | None = None,
        flight: str | None = None,
        site: tuple[float, float] | None = None,
        body: str | None = None,
        errors: MeasurementErrors | None = None,
        mach: MachConvention = "sea-level",
        settings: Settings | None = None,
        earth: Earth = WGS84,
        progress: Callable[[str, float], None] | None = None,
        workers: Workers | None = None,
    ) -> None:
        self.event = event if isinstance(event, Event) else catalogue.event(event)
        if not models:
            raise InputError("no model was chosen; choose ballistic, glide or both")
        self.errors, self.progress = errors, progress or (lambda _text, _share: None)
        self.sets, self.silent = self._sets(parties, flight, mach)
        klass = catalogue.body_class(body or self.event.body)
        self.expects: Literal["ballistic", "either"] = (
            "ballistic" if klass.start == "pad" else "either"
        )
        # That of all parties together, who ask for all figures that any of them does.
        together = list(self.sets.values())[-1]
        self.studies: dict[str, Study] = {}
        for name in models:
            model = model_of(
                self.event,
                name,
                together,
                site=site,
                body=body,
                priors=self._of_model(name, priors, models),
                earth=earth,
            )
            self.studies[name] = Study(model, seed, settings or Settings(), workers or Serial())
        self.near: dict[tuple[str, tuple[str, ...], int | None], Nearest] = {}
        self.done, self.todo = 0, len(self.sets) * len(self.studies) + 1

    @staticmethod
    def _of_model(
        name: ModelName,
        priors: Mapping[str, Prior | float] | None,
        models: Sequence[ModelName],
    ) -> dict[str, Prior | float] | None:
        """Priors for a ballistic flight, without those of unknowns that only gliding ones have."""
        if not priors or name == "glide" or "glide" not in models:
            return dict(priors) if priors else None
        return {key: prior for key, prior in priors.items() if key not in GLIDE_UNKNOWNS}

    def _sets(
        self, parties: Sequence[str] | None, flight: str | None, mach: MachConvention
    ) -> tuple[dict[tuple[str, ...], Observations], tuple[str, ...]]:
        """Observations by party, and of all of them together."""
        named = parties is not None
        names = (
            [self.event.claims_of(party)[0].party for party in parties]
            if parties is not None
            else list(self.event.parties)
        )
        found: dict[tuple[str, ...], Observations] = {}
        silent = []
        # Raises what is wrong with all of them.
        observations_of(self.event, parties, flight, errors=self.errors, mach=mach)
        for party in dict.fromkeys(names):
            try:
                found[(party,)] = observations_of(
                    self.event, [party], flight, errors=self.errors, mach=mach
                )
            except InputError:
                if named:
                    raise
                silent.append(party)
        who = tuple(party for (party,) in found)
        if len(who) > 1:
            found[who] = observations_of(self.event, who, flight, errors=self.errors, mach=mach)
        return found, tuple(silent)

    @property
    def who(self) -> tuple[str, ...]:
        """Parties that gave figures."""
        return tuple(names[0] for names in self.sets if len(names) == 1)

    def nearness(self) -> Nearness:
        """By how much the nearest flights miss; before any verdict."""
        self._say("flying the flights of the priors")
        for name in self.studies:
            self._search(name)
        return Nearness(
            {
                names: {name: self.near[name, names, None].distance for name in self.studies}
                for names in self.sets
            }
        )

    def verdicts(self) -> Iterator[Verdict]:
        """Of each party, and of all together."""
        for name in self.studies:
            self._search_further(name)
        for names, observed in self.sets.items():
            yield self._verdict(names, observed)

    def _verdict(self, names: tuple[str, ...], observed: Observations) -> Verdict:
        who = list_of(names)
        answers: dict[str, ModelAnswer] = {}
        figures: dict[str, tuple[FigureCheck, ...]] = {}
        able: dict[str, tuple[str, ...]] = {}
        for name, study in self.studies.items():
            self._say(f"{who}: {name}")
            aside = self._is_aside(name, names, answers, figures)
            answers[name] = self._answer(name, study, names, observed, aside=aside)
            figures[name] = ()
            numbers: tuple[int, ...] = ()
            if not answers[name].possible:
                found = self._droppable(name, names, observed, IMPOSSIBLE)
                able[name] = tuple(_label(observed.items[number]) for number in found)
                # Predicted is what the rest, which must not be strained itself, has to say of.
                numbers = self._droppable(name, names, observed, STRAINED)
            if not aside:
                self._say(f"{who}: {name}, each figure from the others")
                figures[name] = self._checks(study, observed, answers[name], numbers)
            self.done += 1
        decisive: tuple[Deciding, ...] = ()
        one, other = (answers.get(name) for name in MODELS)
        if one and other and one.posterior and other.posterior:
            decisive = deciding(one.posterior, other.posterior, self.errors)
        return verdict_on(
            self.event.id,
            names,
            answers,
            figures,
            able,
            decisive,
            observed.left_out,
            self.expects,
        )

    def _is_aside(
        self,
        name: str,
        names: tuple[str, ...],
        answers: dict[str, ModelAnswer],
        figures: dict[str, tuple[FigureCheck, ...]],
    ) -> bool:
        """Whether a model is wanted for the evidence alone: flights of the kind that is expected
        suit all figures, or those of neither kind come near."""
        if name == self.expects or self.expects not in answers:
            return False
        expected = answers[self.expects]
        if expected.possible:
            return not is_strained(expected, figures[self.expects])
        return self.near[name, names, None].distance > IMPOSSIBLE

    def _answer(
        self,
        name: str,
        study: Study,
        names: tuple[str, ...],
        observed: Observations,
        *,
        aside: bool,
    ) -> ModelAnswer:
        """Of one model; sampled if any model has flights that come near.

        Parameters
        ----------
        aside
            For the evidence alone.
        """
        near = self.near[name, names, None]
        sampled = any(self.near[one, names, None].distance <= IMPOSSIBLE for one in self.studies)
        posterior: Posterior | None = None
        evidence, error = float("nan"), float("nan")
        refusal: str | None = "No interval is given, for no flight of the model comes near."
        lacking = all(
            np.isneginf(study.prior(run, observed).log_likelihood.sum(axis=0)).all()
            for run in range(RUNS)
        )
        if lacking:
            evidence, error = -np.inf, 0.0
        elif sampled:
            settings = study.settings
            if aside or near.distance > IMPOSSIBLE:
                # For the evidence alone.
                settings = replace(settings, particles=settings.particles // 2, enough=100.0)
            posterior = study.posteriors([observed], settings)[0]
            evidence, error = posterior.log_evidence, 0.5 * posterior.evidence_apart
            if near.distance > _POLISHED:
                draws = posterior.particles
                near = min(
                    near,
                    nearest(study.model.asked(observed), [observed], draws.z, draws.figures)[0],
                    key=lambda found: found.distance,
                )
            self.near[name, names, None] = near
        possible = near.distance <= IMPOSSIBLE
        if not possible:
            posterior = None
        elif aside:
            posterior = None
            refusal = (
                f"No interval is given, for a flight of this class is expected to be "
                f"{self.expects}; it was sampled for the evidence alone."
            )
        elif posterior is not None:
            said = posterior.refusal
            refusal = None if said is None else f"No interval is given: {said[0].lower()}{said[1:]}"
        return ModelAnswer(
            model=name,
            log_evidence=evidence,
            log_evidence_error=error,
            possible=possible,
            posterior=posterior,
            nearest_misses=tuple(
                (item.quantity, *_values(item, near), miss)
                for item, miss in zip(observed.items, near.misses, strict=True)
            ),
            refusal=refusal,
            distance=near.distance,
            labels=tuple(_label(item) for item in observed.items),
            nearest=near,
        )

    def _checks(
        self,
        study: Study,
        observed: Observations,
        answer: ModelAnswer,
        droppable: tuple[int, ...],
    ) -> tuple[FigureCheck, ...]:
        """Each figure as the others predict it, where these do not exclude each other."""
        if answer.possible and answer.posterior is not None:
            if not all(walk.arrived for walk in answer.posterior.walks):
                return tuple(unchecked(i) for i in observed.items if isinstance(i, Figure))
            found = iter(leave_one_out(study, answer.posterior))
            predictions = {
                number: next(found)
                for number, item in enumerate(observed.items)
                if isinstance(item, Figure)
            }
        else:
            wanted = [number for number in droppable if isinstance(observed.items[number], Figure)]
            predictions = without(study, observed, wanted)
        prior = _in_sea(observed, study.pool(0)[1])
        return tuple(
            checked(predictions[number], item.truth(prior))
            if number in predictions
            else unchecked(item)
            for number, item in enumerate(observed.items)
            if isinstance(item, Figure)
        )

    def _droppable(
        self, name: str, names: tuple[str, ...], observed: Observations, most: float
    ) -> tuple[int, ...]:
        """Which single observation, dropped, leaves a set that a flight misses by no more."""
        return tuple(
            number
            for number in range(len(observed.items))
            if (name, names, number) in self.near
            and self.near[name, names, number].distance <= most
        )

    def _search(self, name: str) -> None:
        """The nearest flights of a model to every set."""
        self._find(name, {(names, None): observed for names, observed in self.sets.items()})

    def _search_further(self, name: str) -> None:
        """Those to the sets of two parties, and where none comes near a set, to those without one
        of its observations and of groups of parties."""
        further: dict[tuple[tuple[str, ...], int | None], Observations] = {
            (two, None): self._of(two)
            for two in itertools.combinations(self.who, 2)
            if two not in self.sets
        }
        for names, observed in self.sets.items():
            if self.near[name, names, None].distance <= IMPOSSIBLE:
                continue
            for number, item in enumerate(observed.items):
                items = (*observed.items[:number], *observed.items[number + 1 :])
                if not isinstance(item, InSea) and items:
                    further[names, number] = Observations(items)
        if self.near[name, max(self.sets, key=len), None].distance > IMPOSSIBLE:
            further.update({(group, None): self._of(group) for group in self._larger_groups()})
        self._find(name, further)

    def _find(
        self, name: str, wanted: Mapping[tuple[tuple[str, ...], int | None], Observations]
    ) -> None:
        """The nearest flights, those to sets that need the same figures together."""
        study = self.studies[name]
        pools = [study.pool(run) for run in range(RUNS)]
        z, figures = (np.concatenate([pool[k] for pool in pools], axis=1) for k in (0, 1))
        alike: dict[tuple[object, ...], list[tuple[tuple[str, ...], int | None]]] = {}
        for key, observed in wanted.items():
            alike.setdefault((observed.extra, observed.over), []).append(key)
        for keys in alike.values():
            sets = [wanted[key] for key in keys]
            found = nearest(study.model.asked(sets[0]), sets, z, figures)
            self.near.update({(name, *key): one for key, one in zip(keys, found, strict=True)})

    def _larger_groups(self) -> list[tuple[str, ...]]:
        """More than two parties, and not all."""
        if len(self.who) > _MOST_PARTIES:
            return []
        return [
            group
            for size in range(3, len(self.who))
            for group in itertools.combinations(self.who, size)
        ]

    def _of(self, group: tuple[str, ...]) -> Observations:
        """Observations of some of the parties, the sea once."""
        every = self.sets[self.who]
        return Observations(
            tuple(i for i in every.items if i.party in group or isinstance(i, InSea))
        )

    def across(self, verdicts: tuple[Verdict, ...]) -> Consistency:
        """Whose figures can be true together."""
        together = verdicts[-1]
        single = tuple(verdict for verdict in verdicts if len(verdict.parties) == 1)
        pairs = tuple(self._pair(two) for two in itertools.combinations(self.who, 2))
        groups = self._groups(together)
        self.progress("done", 1.0)
        return Consistency(
            event=self.event.id,
            verdicts=single,
            together=together,
            pairs=pairs,
            groups=groups,
            concord={name: self._concord(name, single, together) for name in self.studies},
            sentence=_across(self.who, groups, pairs, together),
            silent=self.silent,
        )

    def _pair(self, two: tuple[str, str]) -> Pair:
        distance = {name: self.near[name, two, None].distance for name in self.studies}
        return Pair(two, distance, min(distance.values()) <= IMPOSSIBLE)

    def _groups(self, together: Verdict) -> tuple[tuple[str, ...], ...]:
        """The largest groups that can be true together."""
        if any(answer.possible for answer in together.answers.values()):
            return (together.parties,)
        able = {
            names
            for (_, names, number), near in self.near.items()
            if number is None and near.distance <= IMPOSSIBLE
        }
        return tuple(
            sorted(
                (one for one in able if not any(set(one) < set(other) for other in able)),
                key=lambda group: (-len(group), [self.who.index(party) for party in group]),
            )
        )

    def _concord(self, name: str, single: tuple[Verdict, ...], together: Verdict) -> float:
        """Evidence together over evidence apart, the sea counted once."""
        if len(single) < 2:
            return float("nan")
        apart = sum(verdict.answers[name].log_evidence for verdict in single)
        every = together.answers[name].log_evidence
        if not np.isfinite(apart):
            return float("nan")
        sea = [item for item in self.sets[self.who].items if isinstance(item, InSea)]
        if sea:
            figures = np.concatenate(
                [self.studies[name].pool(run)[1] for run in range(RUNS)], axis=1
            )
            share = float(np.exp(sea[0].log_likelihood(figures)).mean())
            every += (len(single) - 1) * float(np.log(share))
        return float(every - apart)

    def _say(self, text: str) -> None:
        self.progress(text, min(self.done / self.todo, 0.99))


def _across(
    who: tuple[str, ...],
    groups: tuple[tuple[str, ...], ...],
    pairs: tuple[Pair, ...],
    together: Verdict,
) -> str:
    if len(who) == 1:
        return f"Only {who[0]} gave figures."
    if groups == (together.parties,):
        strained = ", though strained" if together.word == "strained" else ""
        return f"The figures of {list_of(who)} can all be true of one flight{strained}."
    several = [group for group in groups if len(group) > 1]
    if several:
        text = "The figures of " + ", or those of ".join(list_of(group) for group in several)
        text += " can be true of one flight"
    else:
        text = "No two parties' figures can be true of one flight"
    apart = [pair for pair in pairs if not pair.together]
    if apart:
        text += "; not together: " + ", ".join(
            f"{list_of(pair.parties)} (the nearest flight misses by "
            f"{min(pair.distance.values()):.1f} errors)"
            for pair in apart
        )
    impossible = [group[0] for group in groups if len(group) == 1]
    if several and impossible:
        text += f"; {list_of(impossible)} stands alone" if len(impossible) == 1 else ""
    return text + "."


def _in_sea(observed: Observations, figures: Array) -> Array:
    """Figures of those flights that fall into the sea, if one is told."""
    inside = np.isfinite(figures[0])
    for item in observed.items:
        if isinstance(item, InSea):
            inside &= item.log_likelihood(figures) == 0.0
    return figures[:, inside]


def _label(item: Observation) -> str:
    """ "KCNA's range 1,500 km"."""
    if isinstance(item, InSea):
        return item.wording
    return f"{item.party}'s {item.quantity.replace('_', ' ')} {item.wording}"


def _values(item: Observation, near: Nearest) -> tuple[float, float]:
    """Reported, and of the nearest flight."""
    if isinstance(item, Figure):
        return item.value, float(item.truth(near.figures)[0])
    assert isinstance(item, NoSecondPeak | Splash | Overflight | InSea)
    return float("nan"), float("nan")
