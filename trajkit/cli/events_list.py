"""`trajkit events list`: a line an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trajkit.cli import console, options
from trajkit.cli.failures import BAD_INPUT, say_fault

if TYPE_CHECKING:
    from trajkit.reports.summary import Summary

__all__ = ["list_events"]

_WIDEST_TITLE = 40


@click.command("list")
@options.events_option
@options.output_options
def list_events(folders: tuple[str, ...], json_to: str | None, force: bool, quiet: bool) -> int:
    """List every event.

    A line an event: its id, title, site, parties, and how many figures they gave. A file with a
    fault is told on stderr and left out, with exit code 2; the others are listed.
    """
    from trajkit.reports.summary import summaries

    console.check_destinations(json_to, force=force)
    known, faults = summaries(folders)
    if json_to is not None:
        payload = {"events": [_row(event) for event in known], "faults": [str(f) for f in faults]}
        console.write_json(payload, json_to, force=force)
    if json_to != "-" and not quiet and known:
        head = ("id", "title", "site", "figures", "reported by")
        lines = [
            (e.id, _short(e.title), e.site, f"{e.figures:>7}", ", ".join(e.parties)) for e in known
        ]
        console.say(console.table([head, *lines], left=len(head)))
    for fault in faults:
        say_fault(str(fault))
    return BAD_INPUT if faults else 0


def _row(event: Summary) -> dict[str, Any]:
    return {**event._asdict(), "launch_time_utc": event.launch_time_utc.isoformat()}


def _short(title: str) -> str:
    return title if len(title) <= _WIDEST_TITLE else f"{title[: _WIDEST_TITLE - 1].rstrip()}…"
