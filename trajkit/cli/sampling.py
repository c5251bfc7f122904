"""Verdicts of one event: what was asked for, the sampling, and what it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import trajkit
from trajkit.cli.given import Given

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.engine import Workers
    from trajkit.inference.consistency import Nearness
    from trajkit.inference.models import ModelName
    from trajkit.inference.observations import MachConvention
    from trajkit.inference.priors import Prior
    from trajkit.inference.verdict import Verdict
    from trajkit.output.judged import Judged, MadeFrom
    from trajkit.reports.event import Event

__all__ = ["BOTH", "Asked", "event_and_file", "judge_event", "made_from"]

BOTH: tuple[ModelName, ...] = ("ballistic", "glide")
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
    party, flight, body, mach, spherical, rotating
        As of the command's options.
    given
        Figures and a site that were typed.
    """

    models: tuple[ModelName, ...] = BOTH
    seed: int = 0
    prior_words: tuple[str, ...] = ()
    party: str | None = None
    flight: str | None = None
    body: str | None = None
    mach: MachConvention = "sea-level"
    spherical: bool = False
    rotating: bool = True
    given: Given = field(default_factory=Given)

    def choices(self) -> tuple[str, ...]:
        """What changes the answer, as it would be typed."""
        named = {
            "party": self.party,
            "flight": self.flight,
            "body": self.body,
            "mach": None if self.mach == "sea-level" else self.mach,
        }
        flags = {"spherical": self.spherical, "no-rotation": not self.rotating}
        return (
            *(f"--{name}" for name, given in flags.items() if given),
            *(f"--{name} {value}" for name, value in named.items() if value is not None),
            *(f"--prior {word}" for word in sorted(self.prior_words)),
            *self.given.words(),
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
        known = (*UNKNOWNS[body_class(self.body or event.body).start], *glide)
        return read_priors(self.prior_words, known)


def event_and_file(name: str, folders: tuple[str, ...]) -> tuple[Event, Path]:
    """An event by its id or file, and where its file is."""
    from trajkit.reports import catalogue

    if name.lower().endswith(".toml"):
        return catalogue.event(name), Path(name)
    event = catalogue.event(name, folders or None)
    return event, catalogue.event_files(folders or None)[name]


def made_from(report: bytes, asked: Asked) -> MadeFrom:
    """What the answer for a report, as its file has it, depends on."""
    from trajkit.output.judged import MadeFrom

    return MadeFrom(
        event_sha256=hashlib.sha256(report).hexdigest(),
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
    report: bytes | None,
    asked: Asked,
    *,
    progress: Callable[[str, float], None] | None = None,
    told: Callable[[Nearness | Verdict], None] | None = None,
    workers: Workers | None = None,
) -> Judged:
    """The verdicts on an event, as it is asked about.

    Parameters
    ----------
    event
        As in its file; figures that were typed are added here.
    report
        The bytes of that file; None for figures without an event.
    progress
        Called with what is done next, and the share that is done.
    told
        Called with how near flights come, and with each verdict, as soon as it is known.
    workers
        Who does the sampling; this process, if None.

    Raises
    ------
    InputError
        If what was given cannot be used, or nothing is observed.
    """
    from trajkit.cli.world import choose_earth
    from trajkit.inference.consistency import Consistency, judgements
    from trajkit.inference.verdict import Verdict
    from trajkit.output.judged import Judged
    from trajkit.physics.backend import Backend, backend_for, compiled_name, many_flights
    from trajkit.reports.given import USER

    made = made_from(event.model_dump_json().encode() if report is None else report, asked)
    priors = asked.priors(event)
    parties = None if asked.party is None else [event.claims_of(asked.party)[0].party]
    if report is not None:
        event = asked.given.beside(event)
        if parties is not None and USER in event.parties:
            parties.append(USER)
    with many_flights():
        compiled = backend_for(1) is Backend.COMPILED
        coming = judgements(
            event,
            parties=parties,
            models=asked.models,
            seed=asked.seed,
            priors=priors or None,
            flight=asked.flight,
            site=asked.given.site,
            body=asked.body,
            mach=asked.mach,
            earth=choose_earth(spherical=asked.spherical, rotating=asked.rotating),
            progress=progress,
            workers=workers,
        )
        verdicts: list[Verdict] = []
        across: Consistency | None = None
        for one in coming:
            if isinstance(one, Consistency):
                across = one
                continue
            if isinstance(one, Verdict):
                verdicts.append(one)
            if told is not None:
                told(one)
    return Judged(
        event=event,
        made_from=made,
        backend=compiled_name() if compiled else "NumPy",
        verdicts=tuple(verdicts),
        across=across,
        flight=asked.flight,
    )
