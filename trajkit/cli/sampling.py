"""Verdicts of one event: what was asked for, the sampling, and what it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import trajkit
from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.inference.priors import Prior
    from trajkit.output.judged import Judged, MadeFrom
    from trajkit.reports.event import Event

__all__ = ["BOTH", "Asked", "event_and_file", "judge_event", "made_from"]

BOTH = ("ballistic", "glide")
_DATA = ("bodies.toml", "parties.toml", "regions.toml", "sites.toml")


@dataclass(frozen=True)
class Asked:
    """What was asked for of every event.

    Attributes
    ----------
    models
        Which flights are thought of.
    seed
        Of the random numbers.
    prior_words
        Priors as they were typed.
    party, flight, body
        As of the command's options.
    """

    models: tuple[str, ...] = BOTH
    seed: int = 0
    prior_words: tuple[str, ...] = ()
    party: str | None = None
    flight: str | None = None
    body: str | None = None

    def choices(self) -> tuple[str, ...]:
        """What changes the answer, as it would be typed."""
        named = {"party": self.party, "flight": self.flight, "body": self.body}
        return (
            *(f"--{name} {value}" for name, value in named.items() if value is not None),
            *(f"--prior {word}" for word in sorted(self.prior_words)),
        )

    def priors(self, event: Event) -> dict[str, Prior]:
        """The priors that were given, for the class of an event.

        Raises
        ------
        InputError
            If one cannot be used.
        """
        if not self.prior_words:
            return {}
        from trajkit.cli.prior import read_priors
        from trajkit.inference.models import GLIDE_UNKNOWNS, UNKNOWNS
        from trajkit.reports.catalogue import body_class

        glide = GLIDE_UNKNOWNS if "glide" in self.models else ()
        known = (*UNKNOWNS[body_class(event.body).start], *glide)
        return read_priors(self.prior_words, known)


def event_and_file(name: str, folders: tuple[str, ...]) -> tuple[Event, Path]:
    """An event by its id or file, and where its file is."""
    from trajkit.reports import catalogue

    if name.lower().endswith(".toml"):
        return catalogue.event(name), Path(name)
    event = catalogue.event(name, folders or None)
    return event, catalogue.event_files(folders or None)[name]


def made_from(file: Path, asked: Asked) -> MadeFrom:
    """What the answer for an event's file depends on."""
    from trajkit.output.judged import MadeFrom

    return MadeFrom(
        event_sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        data_sha256=_data_sha256(),
        seed=asked.seed,
        version=trajkit.__version__,
        models=asked.models,
        choices=asked.choices(),
    )


@cache
def _data_sha256() -> str:
    from trajkit.datafiles import data_path

    found = hashlib.sha256()
    for name in _DATA:
        found.update(data_path(name).read_bytes())
    return found.hexdigest()


def judge_event(
    event: Event,
    file: Path,
    asked: Asked,
    *,
    progress: Callable[[str], None] | None = None,
) -> Judged:
    """The verdicts on an event, as it is asked about.

    Raises
    ------
    InputError
        If what was given cannot be used, or nothing is observed.
    """
    from trajkit.inference.consistency import judge
    from trajkit.output.judged import Judged
    from trajkit.physics.backend import Backend, backend_for, compiled_name, many_flights

    made = made_from(file, asked)
    event = _chosen(event, asked)
    priors = asked.priors(event)
    parties = None if asked.party is None else [event.claims_of(asked.party)[0].party]
    with many_flights():
        compiled = backend_for(1) is Backend.COMPILED
        found = judge(
            event,
            parties=parties,
            models=asked.models,
            seed=asked.seed,
            priors=priors or None,
            progress=progress,
        )
    return Judged(
        event=event,
        made_from=made,
        backend=compiled_name() if compiled else "NumPy",
        verdicts=tuple(found.verdicts),
        across=tuple(found.across),
    )


def _chosen(event: Event, asked: Asked) -> Event:
    """One flight of the event, of the class that was asked for."""
    from trajkit.reports.catalogue import body_class

    if asked.flight is not None:
        claims = event.standing(asked.flight)
        if not claims:
            raise InputError(f"{event.id}: nobody told of its flight {asked.flight}")
        event = event.model_copy(update={"claims": claims, "flights": ()})
        # The claims are those of one flight now, which needs no name.
        claims = tuple(claim.model_copy(update={"flight": None}) for claim in claims)
        event = event.model_copy(update={"claims": claims})
    if asked.body is not None:
        event = event.model_copy(update={"body": body_class(asked.body).name})
    return event
