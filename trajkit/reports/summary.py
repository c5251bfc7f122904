"""A few words on each of many events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from trajkit.reports.quantities import KIND_OF_QUANTITY
from trajkit.reports.shipped import SHIPPED, checked_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from trajkit.reports.event import Event
    from trajkit.reports.tomlfile import FileError

__all__ = ["Summary", "summaries"]


class Summary(NamedTuple):
    """What a list tells of an event; see `Event`.

    Attributes
    ----------
    flights : tuple of str
        Names, where there are several.
    parties : tuple of str
        Who reported, in the order of the file.
    figures : int
        How many claims hold one.
    """

    id: str
    title: str
    launch_time_utc: datetime
    site: str
    body: str
    failed: bool
    flights: tuple[str, ...]
    parties: tuple[str, ...]
    figures: int

    @classmethod
    def of(cls, event: Event) -> Summary:
        """That of an event."""
        return cls(
            id=event.id,
            title=event.title,
            launch_time_utc=event.launch_time_utc,
            site=event.site,
            body=event.body,
            failed=event.failed,
            flights=event.flight_names,
            parties=event.parties,
            figures=sum(claim.figure is not None for claim in event.claims),
        )

    @classmethod
    def of_table(cls, table: dict[str, Any]) -> Summary:
        """That of an event file which is known to be good and to call parties by their names."""
        claims = table["claims"]
        return cls(
            id=table["id"],
            title=table["title"],
            launch_time_utc=table["launch_time_utc"],
            site=table["site"],
            body=table["body"],
            failed=table.get("failed", False),
            flights=tuple(flight["name"] for flight in table.get("flights", ())),
            parties=tuple(dict.fromkeys(claim["party"] for claim in claims)),
            figures=sum(claim["quantity"] in KIND_OF_QUANTITY for claim in claims),
        )


def summaries(folders: Sequence[str] = ()) -> tuple[list[Summary], Sequence[FileError]]:
    """Every event that can be read, in order, and the faults of the files that cannot.

    Parameters
    ----------
    folders
        As in `catalogue.read_events`.
    """
    if tuple(folders) in ((), (SHIPPED,)):
        tables = checked_events()
        if tables is not None:
            return [Summary.of_table(table) for table in tables], []
    from trajkit.reports import catalogue

    events, faults = catalogue.read_events(folders)
    return [Summary.of(event) for event in events], faults
