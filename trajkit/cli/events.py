"""`trajkit events`: what has been reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trajkit.cli import console, options
from trajkit.cli.group import Group

if TYPE_CHECKING:
    from trajkit.reports.event import Event

__all__ = ["events"]


@click.group(cls=Group)
def events() -> None:
    """List the launches that trajkit knows, show one."""


@events.command("list")
@options.output_options
def list_events(json_to: str | None, force: bool, quiet: bool) -> None:
    """List every event: its id, title, site and parties."""
    from trajkit.reports import catalogue

    console.check_destinations(json_to, force=force)
    known = [catalogue.event(name) for name in catalogue.event_ids()]
    if json_to is not None:
        rows = [
            {
                "id": event.id,
                "title": event.title,
                "launch_time_utc": event.launch_time_utc.isoformat(),
                "site": event.site,
                "parties": list(event.parties),
            }
            for event in known
        ]
        console.write_json({"events": rows}, json_to, force=force)
    if json_to != "-" and not quiet:
        head = ("id", "title", "site", "reported by")
        lines = [(e.id, e.title, e.site, ", ".join(e.parties)) for e in known]
        console.say(console.table([head, *lines], left=4))


@events.command("show")
@click.argument("event_id", metavar="ID")
@options.output_options
def show_event(event_id: str, json_to: str | None, force: bool, quiet: bool) -> None:
    """Show one event: who reported what, and where it can be read.

    ID is an event's id, such as 2025-01-06, or the path of an event file that ends in .toml.
    """
    from trajkit.reports import catalogue

    console.check_destinations(json_to, force=force)
    event = catalogue.event(event_id)
    if json_to is not None:
        console.write_json(event.model_dump(mode="json"), json_to, force=force)
    if json_to != "-" and not quiet:
        console.say(_described(event, catalogue.site(event.site).title))


def _described(event: Event, site: str) -> str:
    """An event for the terminal."""
    numbers = {
        source: number
        for number, source in enumerate(
            dict.fromkeys(source for claim in event.claims for source in claim.sources), 1
        )
    }
    rows = [("party", "quantity", "reported", "sources")]
    for claim in event.claims:
        words = f"{claim.wording} ({claim.condition})" if claim.condition else claim.wording
        cited = " ".join(f"[{numbers[source]}]" for source in claim.sources)
        rows.append((claim.party, claim.quantity.replace("_", " "), words, cited))
    parts = [
        f"{event.id}: {event.title}",
        f"Launched {event.launch_time_utc:%Y-%m-%d %H:%M} UTC "
        f"({event.launch_time_local:%Y-%m-%d %H:%M} local time) from {site} ({event.site}).",
        "",
        console.table(rows, left=4),
        "",
        *(f"[{number}] {source}" for source, number in numbers.items()),
    ]
    if event.notes:
        parts += ["", " ".join(event.notes.split())]
    return "\n".join(parts)
