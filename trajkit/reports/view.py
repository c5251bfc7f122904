"""How an event and a site show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trajkit.htmltable import NO_VALUE, Column, html_facts, html_link, html_list, html_table
from trajkit.reports.display import format_length, format_speed, format_time
from trajkit.reports.interval import figure_interval
from trajkit.reports.quantities import KIND_OF_QUANTITY

if TYPE_CHECKING:
    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event
    from trajkit.reports.site import Site

__all__ = ["event_html", "site_html"]


def event_html(event: Event) -> str:
    """When and where, and what each party claims."""
    facts = (
        ("id", event.id),
        ("launched", f"{event.launch_time_utc:%Y-%m-%d %H:%M} UTC"),
        ("local time", f"{event.launch_time_local:%Y-%m-%d %H:%M}"),
        ("site", event.site),
        ("body", event.body),
        ("fell in", event.fell_in or ""),
    )
    claims = event.claims
    flights = [claim.flight or "all" for claim in claims]
    columns = (
        Column("party", [claim.party for claim in claims], words=True),
        *([Column("flight", flights, words=True)] if event.flights else []),
        Column("quantity", [claim.quantity.replace("_", " ") for claim in claims], words=True),
        Column("reported", [_reported(claim) for claim in claims], words=True),
        Column("taken as", [_taken(claim) for claim in claims]),
        Column("between", [_interval(claim) for claim in claims]),
        Column("sources", [_sources(claim) for claim in claims], words=True, html=True),
    )
    notes = [" ".join(event.notes.split())] if event.notes else []
    return html_facts(facts, title=event.title) + html_table(columns) + html_list(notes)


def site_html(site: Site) -> str:
    """Where it is, and who says so."""
    facts = (
        ("name", site.name),
        ("also", ", ".join(site.aliases)),
        ("latitude, °", f"{site.latitude_deg:.4f}"),
        ("longitude, °", f"{site.longitude_deg:.4f}"),
        ("land", site.region),
        ("source", site.source),
        ("note", site.note),
    )
    return html_facts(facts, title=site.title)


def _reported(claim: Claim) -> str:
    words = f"{claim.wording} ({claim.condition})" if claim.condition else claim.wording
    return f"{words}, an estimate" if claim.is_estimate else words


def _taken(claim: Claim) -> str:
    """The value that the wording is read as."""
    value, quantity = claim.value, claim.quantity
    if value is None:
        return NO_VALUE
    if quantity == "top_speed":
        return format_speed(value)
    return format_time(value) if quantity == "flight_time" else format_length(value)


def _interval(claim: Claim) -> str:
    """The interval that the wording allows."""
    figure = claim.figure
    if figure is None:
        return NO_VALUE
    return figure_interval(figure, KIND_OF_QUANTITY[claim.quantity])


def _sources(claim: Claim) -> str:
    return ", ".join(
        html_link(source, urlsplit(source).netloc.removeprefix("www.") or source)
        for source in claim.sources
    )
