"""`trajkit reconstruct EVENT --method sample`: what one event's reports leave of its flight."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trajkit.cli import console
from trajkit.cli.given import Given
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.cli.sampling import Asked
    from trajkit.cli.workers import Crew
    from trajkit.reports.display import UnitSystem
    from trajkit.reports.event import Event

__all__ = ["sample_event"]


def sample_event(
    name: str | None,
    folders: tuple[str, ...],
    asked: Asked,
    crew: Crew,
    *,
    out: str | None,
    formats: tuple[str, ...] | None,
    font: str | None,
    units: UnitSystem,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Sample, print, write.

    Raises
    ------
    InputError
        If what was given cannot be used.
    """
    if name is None and asked.given == Given():
        raise InputError(
            "--method sample needs an event, for instance 2025-01-06, or --all, or figures, for "
            'instance --site pyongyang --range "about 1,100 km"'
        )
    from trajkit.output.save_judged import DEFAULT_FORMATS, judged_file_names, save_judged

    wanted = DEFAULT_FORMATS if formats is None else formats
    planned = judged_file_names(wanted)
    if out == "":
        raise InputError("--out names no folder; type for instance --out out/2025-01-06")
    files = [os.path.join(out, one) for one in planned] if out is not None else []
    console.check_destinations(*files, json_to, force=force)
    from trajkit.cli.sampled_text import print_across, print_nearness, print_verdict
    from trajkit.cli.sampling import judge_event
    from trajkit.engine import started
    from trajkit.inference.consistency import Nearness
    from trajkit.inference.verdict import Verdict
    from trajkit.output.judged_summary import judged_summary

    event, report = _reported(name, folders, asked)
    shows = json_to != "-" and not quiet

    def progress(text: str, share: float) -> None:
        console.note(f"[{share:4.0%}] {text}", quiet=quiet)

    def told(one: Nearness | Verdict) -> None:
        # As it comes: the first is there long before the last.
        if shows and isinstance(one, Nearness):
            print_nearness(one)
        elif shows and isinstance(one, Verdict):
            print_verdict(one, units)

    with started(workers=crew.workers, cluster=crew.cluster) as workers:
        judged = judge_event(event, report, asked, progress=progress, told=told, workers=workers)
    written = []
    if out is not None:
        written = save_judged(judged, out, formats=wanted, font=font, force=force)
    if json_to is not None:
        console.write_json(judged_summary(judged), json_to, force=force)
    if shows and judged.across is not None:
        print_across(judged.across)
    if written:
        names = ", ".join(path.name for path in written)
        console.note(f"Wrote {names} in {out}", quiet=quiet)


def _reported(
    name: str | None, folders: tuple[str, ...], asked: Asked
) -> tuple[Event, bytes | None]:
    """The event and the bytes of its file, or what was typed instead."""
    from trajkit.cli.sampling import event_and_file

    if name is not None:
        event, file = event_and_file(name, folders)
        return event, file.read_bytes()
    words = {"--party": asked.party, "--flight": asked.flight, "--events": folders or None}
    for flag, value in words.items():
        if value is not None:
            raise InputError(f"{flag} needs an event; name one, or leave it out")
    return asked.given.alone(asked.body), None
