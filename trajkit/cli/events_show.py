"""`trajkit events show`: one event with its claims and sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import click

from trajkit.cli import console, options

if TYPE_CHECKING:
    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event
    from trajkit.reports.site import Site

__all__ = ["show_event"]

_SAYS_ZONE: Final = re.compile(r"\bEEZ\b|economic zone")


@click.command("show")
@click.argument("event_id", metavar="ID")
@options.events_option
@options.output_options
def show_event(
    event_id: str, folders: tuple[str, ...], json_to: str | None, force: bool, quiet: bool
) -> None:
    """Show one event: who reported what, how it is read, and where it was read.

    ID is an event's id, such as 2025-01-06, or the path of an event file that ends in .toml.
    """
    from trajkit.reports import catalogue

    console.check_destinations(json_to, force=force)
    event = catalogue.event(event_id, folders)
    if json_to is not None:
        console.write_json(_payload(event), json_to, force=force)
    if json_to != "-" and not quiet:
        _print(event, catalogue.site(event.site))


def _payload(event: Event) -> dict[str, Any]:
    """The file's keys, and beside each claim what its wording is read as."""
    payload = event.model_dump(mode="json")
    for row, claim in zip(payload["claims"], event.claims, strict=True):
        figure = claim.figure
        row["figure"] = None if figure is None else {
            "qualifier": figure.qualifier,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "mach": figure.speed.value if figure.speed and figure.speed.is_mach else None,
            "is_estimate": claim.is_estimate,
        }  # fmt: skip
        times = event.time_utc(claim)
        row["time_utc"] = None if times is None else [end.isoformat() for end in times]
        row["superseded"] = claim.id in event.superseded
    return payload


def _print(event: Event, site: Site) -> None:
    """The event for the terminal: figures, then words, then sources."""
    numbers = {
        source: number
        for number, source in enumerate(
            dict.fromkeys(source for claim in event.claims for source in claim.sources), 1
        )
    }
    console.say(f"{event.id}: {event.title}")
    doubt = site.uncertainty_km if event.site_uncertainty_km is None else event.site_uncertainty_km
    roughly = f", known to some {doubt:g} km" if doubt else ""
    console.prose(
        f"Launched {event.launch_time_utc:%Y-%m-%d %H:%M} UTC "
        f"({event.launch_time_local:%Y-%m-%d %H:%M} local time) from {site.title} "
        f"({event.site}{roughly})."
    )
    if event.failed:
        console.say("Reported to have failed.")
    for flight in event.flights:
        told = ["reported to have failed"] if flight.failed else []
        told += [" ".join(flight.notes.split())] if flight.notes else []
        console.prose(f"Flight {flight.name}{': ' if told else ''}{'; '.join(told)}")
    of_flight = ("flight",) if event.flights else ()
    head = ("party", *of_flight, "quantity", "reported", "as", "taken as", "between", "sources")
    rows = [head] + [
        (
            claim.party,
            *((claim.flight or "all",) if event.flights else ()),
            *_figure_cells(event, claim),
            _cited(claim, numbers),
        )
        for claim in event.claims
        if claim.figure is not None
    ]
    if len(rows) > 1:
        console.say()
        console.say(console.table(rows, left=len(head)))
    words = [claim for claim in event.claims if claim.figure is None]
    if words:
        console.say()
    for claim in words:
        of = f", flight {claim.flight}" if claim.flight else ""
        console.prose(
            f"{claim.party}{of}, {claim.quantity.replace('_', ' ')}: {claim.wording}"
            f"{_remarks(event, claim)}{_utc(claim, event)}{_splashdown(claim)} "
            f"{_cited(claim, numbers)}"
        )
    console.say()
    for source, number in numbers.items():
        console.say(f"[{number}] {source}")
    if any(claim.read_in == "copy" for claim in event.claims):
        console.say("* read in a copy, a mirror or a later report")
    for claim in event.claims:
        if claim.note is not None:
            console.prose(f"{claim.party}, {claim.quantity.replace('_', ' ')}: {claim.note}")
    if event.notes:
        console.say()
        console.prose(" ".join(event.notes.split()))


def _figure_cells(event: Event, claim: Claim) -> tuple[str, ...]:
    """Quantity, wording, qualifier, value and interval."""
    from trajkit.reports.interval import figure_interval, figure_value
    from trajkit.reports.quantities import KIND_OF_QUANTITY

    figure = claim.figure
    assert figure is not None
    kind = KIND_OF_QUANTITY[claim.quantity]
    return (
        claim.quantity.replace("_", " "),
        claim.wording + _remarks(event, claim),
        figure.qualifier,
        figure_value(figure, kind),
        figure_interval(figure, kind),
    )


def _remarks(event: Event, claim: Claim) -> str:
    """What stands in brackets behind a wording."""
    remarks = [claim.condition] if claim.condition else []
    remarks += ["an estimate"] if claim.is_estimate else []
    remarks += ["superseded"] if claim.id in event.superseded else []
    return f" ({'; '.join(remarks)})" if remarks else ""


def _utc(claim: Claim, event: Event) -> str:
    """A time of day in UTC: " (01:14 UTC)"."""
    clock, ends = claim.clock, event.time_utc(claim)
    if clock is None or ends is None or clock.utc_offset_hours == 0.0:
        return ""
    half = (ends[1] - ends[0]) / 2.0
    return f" ({ends[0] + half:%H:%M} UTC)" if clock.first == clock.last else ""


def _splashdown(claim: Claim) -> str:
    """Where it fell, as far as the wording does not say it: "; 200 km, west of Okushiri"."""
    parts = []
    if claim.place is not None and claim.place not in claim.wording:
        bearing = f"{claim.bearing:g}°" if isinstance(claim.bearing, float) else claim.bearing
        distance = f"{claim.distance} " if claim.distance else ""
        parts.append(f"{distance}{f'{bearing} of' if bearing else 'from'} {claim.place}")
    if claim.inside_eez is not None and not _SAYS_ZONE.search(claim.wording):
        parts.append(f"{'inside' if claim.inside_eez else 'outside'} the exclusive economic zone")
    return "".join(f"; {part}" for part in parts)


def _cited(claim: Claim, numbers: dict[str, int]) -> str:
    star = "*" if claim.read_in == "copy" else ""
    return " ".join(f"[{numbers[source]}]{star}" for source in claim.sources)
