"""What was sampled and judged of an event, with all that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from trajkit.reports.amount import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trajkit.inference.consistency import Consistency
    from trajkit.inference.posterior import Posterior
    from trajkit.inference.verdict import Verdict
    from trajkit.reports.amount import Kind
    from trajkit.reports.event import Event

__all__ = [
    "COLOUR",
    "FLIGHT_OF",
    "QUANTITIES",
    "Judged",
    "MadeFrom",
    "Quantity",
    "amount",
    "draws_of",
    "kind_of_figure",
    "page_sources",
    "page_title",
    "shown",
]

FLIGHT_OF = {"ballistic": "ballistic flight", "glide": "gliding flight"}

COLOUR = {"ballistic": 0, "glide": 1}
"""Index into the palette of pictures."""


class Quantity(NamedTuple):
    """A quantity that answers are told in: its name in files, in words, and how it is written."""

    name: str
    words: str
    kind: Kind


QUANTITIES = (
    Quantity("burnout_speed_m_s", "burnout speed", "speed"),
    Quantity("burnout_angle_deg", "burnout angle", "angle"),
    Quantity("burnout_altitude_m", "burnout altitude", "length"),
    Quantity("top_speed_m_s", "top speed", "speed"),
    Quantity("apogee_m", "apogee", "length"),
    Quantity("second_peak_m", "second peak", "length"),
    Quantity("flight_time_s", "flight time", "time"),
    Quantity("range_m", "range", "length"),
    Quantity("ballistic_coefficient_kg_m2", "ballistic coefficient", "beta"),
    Quantity("lift_to_drag", "lift-to-drag ratio", "ratio"),
)
"""In the order of tables and pictures."""

_OF_GLIDES = ("second_peak_m", "lift_to_drag")


@dataclass(frozen=True)
class MadeFrom:
    """What an answer depends on: the same of all this gives the same answer on a backend.

    Attributes
    ----------
    event_sha256
        Of the event's file; of its claims, where it has none.
    data_sha256
        Of the files of sites, body classes, parties and regions together.
    seed, version
        Of the random numbers, and of trajkit.
    models
        What flights were thought of.
    choices
        Options that change the answer, as they would be typed.
    """

    event_sha256: str
    data_sha256: str
    seed: int
    version: str
    models: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Judged:
    """Verdicts of an event.

    Attributes
    ----------
    event
        The report.
    made_from
        What the answer depends on.
    backend
        What flew the flights.
    verdicts
        One for each party, and one for all together where there are several.
    across
        Whose figures can be true together; None where that was not asked.
    flight
        Which, where the event has several that were told apart.
    """

    event: Event
    made_from: MadeFrom
    backend: str
    verdicts: tuple[Verdict, ...]
    across: Consistency | None = None
    flight: str | None = None

    def posteriors(self) -> Iterator[tuple[Verdict, str, Posterior]]:
        """Those that give intervals, with whose figures and which model."""
        for verdict in self.verdicts:
            for model, answer in verdict.answers.items():
                if answer.posterior is not None and answer.posterior.refusal is None:
                    yield verdict, model, answer.posterior

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the claims were read, each once."""
        return tuple(
            dict.fromkeys(source for claim in self.event.claims for source in claim.sources)
        )


def page_title(judged: Judged) -> str:
    """What a page is about: "KN-23, two flights: first, 9 May 2019"."""
    event = judged.event
    title = event.title if judged.flight is None else f"{event.title}: {judged.flight}"
    if not event.is_dated:
        return title
    day = event.launch_time_local
    return f"{title}, {day.day} {day:%B %Y}"


def page_sources(judged: Judged) -> tuple[str, str]:
    """What made a page, and where its figures were read."""
    made = judged.made_from
    hosts = dict.fromkeys(
        urlsplit(source).netloc.removeprefix("www.") or source for source in judged.sources
    )
    return (
        f"trajkit {made.version}, seed {made.seed}, {judged.backend}.",
        f"Figures: {', '.join(hosts)}. Priors and inputs: summary.json.",
    )


def shown(posterior: Posterior) -> Iterator[Quantity]:
    """The quantities that a model has."""
    glide = posterior.model.name == "glide"
    return (one for one in QUANTITIES if glide or one.name not in _OF_GLIDES)


def draws_of(posterior: Posterior, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Draws of the prior, and with the report; those without such a figure left out."""
    before, after = posterior.prior_draws(name), posterior.draws(name)
    return before[np.isfinite(before)], after[np.isfinite(after)]


def kind_of_figure(figure: str) -> Kind:
    """How a reported figure is written: of "flight_time", "range", "top_speed"."""
    if "speed" in figure:
        return "speed"
    if "mach" in figure:
        return "ratio"
    if "bearing" in figure:
        return "angle"
    return "time" if "time" in figure else "length"
