"""What `trajkit reconstruct --all` has to sample: every event, and every flight of those with
several that were told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError, TrajkitError

if TYPE_CHECKING:
    from pathlib import Path

    from trajkit.cli.sampling import Asked
    from trajkit.reports.event import Event

__all__ = ["Done", "Job", "Work", "done", "fault_of", "jobs_of"]


@dataclass(frozen=True)
class Job:
    """A flight to sample.

    Attributes
    ----------
    event, file
        Id of its event, and the file.
    flight
        Name of the flight; None where the event has one, or the same figures of all.
    """

    event: str
    file: Path
    flight: str | None = None


@dataclass(frozen=True)
class Work:
    """A job as whoever does it needs it, perhaps on another machine.

    Attributes
    ----------
    event, report
        The event, and the bytes of its file.
    asked
        What is asked of it.
    formats, font
        Of the files that are written.
    backend
        What flies the flights.
    """

    event: Event
    report: bytes
    asked: Asked
    formats: tuple[str, ...]
    font: str | None
    backend: str


@dataclass(frozen=True)
class Done:
    """What became of a job: the contents of its folder by file name, or the fault."""

    contents: dict[str, Any]
    fault: str | None = None


def done(work: Work) -> Done:
    """Sample a flight and draw it; what goes wrong is told, for one bad event stops no other."""
    from trajkit.cli.sampling import judge_event
    from trajkit.output.save_judged import contents_of
    from trajkit.physics.backend import using_backend

    try:
        with using_backend(work.backend):
            judged = judge_event(work.event, work.report, work.asked)
        return Done(contents_of(judged, work.formats, font=work.font))
    except Exception as error:
        return Done({}, fault_of(error))


def fault_of(error: Exception) -> str:
    """What went wrong, in a sentence."""
    said = " ".join(str(error).split())
    return said if isinstance(error, TrajkitError) else f"{type(error).__name__}: {said}"


def jobs_of(files: dict[str, Path], asked: Asked) -> dict[str, Job]:
    """Jobs by the name of their folder: "2025-01-06", or "2019-05-09.first" of several flights.

    Ids of events have no point, so that no name stands twice. A file with a fault is one job,
    which tells the fault when its turn comes.
    """
    from trajkit.reports import catalogue

    jobs: dict[str, Job] = {}
    for name, file in files.items():
        try:
            flights = _told_apart(catalogue.event(name, [file.parent]), asked)
        except InputError:
            flights = ()
        if not flights:
            jobs[name] = Job(name, file)
        for number, flight in enumerate(flights, 1):
            word = re.sub(r"[^a-z0-9]+", "-", flight.casefold()).strip("-") or "flight"
            folder = f"{name}.{word}"
            jobs[f"{folder}-{number}" if folder in jobs else folder] = Job(name, file, flight)
    return jobs


def _told_apart(event: Event, asked: Asked) -> tuple[str, ...]:
    """Flights with figures, where these are not the same of all; else none."""
    if len(event.flight_names) < 2:
        return ()
    from trajkit.inference.observations import observations_of

    found = {}
    for flight in event.flight_names:
        try:
            found[flight] = observations_of(event, flight=flight, mach=asked.mach).items
        except InputError:  # nothing was told of this one
            continue
    first = next(iter(found.values()), ())
    same = len(found) == len(event.flight_names) and all(one == first for one in found.values())
    return () if same else tuple(found)
