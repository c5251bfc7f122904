"""An event: a launch as reported, with every party's claims."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from trajkit.errors import InputError
from trajkit.reports.claim import Claim  # noqa: TC001 - pydantic resolves it at run time
from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Event", "read_event"]


class Event(BaseModel):
    """One launch as reported.

    Attributes
    ----------
    id : str
        The local date, with a suffix where one day saw several: "2025-01-06".
    title : str
        What is known as the vehicle and the kind of flight.
    launch_time_utc : datetime
        Lift-off in UTC.
    local_date : date
        Date where it was launched, which the reports use.
    utc_offset_hours : float
        Local time minus UTC, in hours.
    site : str
        Name of a launch place of ``data/sites.toml``.
    body : str
        Name of a class of bodies of ``data/bodies.toml``.
    fell_in : str or None
        Id of the sea of ``data/regions.toml`` in which it was reported to fall.
    claims : tuple of Claim
        At least one.
    notes : str
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    launch_time_utc: AwareDatetime
    local_date: date
    utc_offset_hours: float = Field(ge=-12.0, le=14.0)
    site: str
    body: str
    fell_in: str | None = None
    claims: tuple[Claim, ...] = Field(min_length=1)
    notes: str = ""

    @model_validator(mode="after")
    def _dates_agree(self) -> Event:
        if self.launch_time_utc.utcoffset():
            raise InputError('launch_time_utc must be in UTC; end it with "Z"')
        if self.launch_time_local.date() != self.local_date:
            raise InputError(
                f"launch_time_utc is {self.launch_time_local.date()} in local time, "
                f"but local_date is {self.local_date}; mend the one that is wrong"
            )
        return self

    @property
    def launch_time_local(self) -> datetime:
        """Lift-off by the clocks of the site."""
        return self.launch_time_utc.astimezone(timezone(timedelta(hours=self.utc_offset_hours)))

    @property
    def parties(self) -> tuple[str, ...]:
        """Who reported, in the order of the file."""
        return tuple(dict.fromkeys(claim.party for claim in self.claims))

    def claims_of(self, party: str) -> tuple[Claim, ...]:
        """What one party reported, in the order of the file; case and spaces do not matter.

        Raises
        ------
        InputError
            If that party reported nothing.
        """
        wanted = " ".join(party.casefold().split())
        claims = tuple(
            claim for claim in self.claims if " ".join(claim.party.casefold().split()) == wanted
        )
        if not claims:
            raise InputError(
                f'no party of {self.id} is called "{" ".join(party.split())}"; '
                f"its parties are {', '.join(self.parties)}"
            )
        return claims

    def _repr_html_(self) -> str:
        from trajkit.reports.view import event_html

        return event_html(self)


def read_event(path: Path) -> Event:
    """Read an event file.

    Raises
    ------
    InputError
        If it cannot be read or does not hold an event; the message names file, line and mend.
    """
    return read_toml(path, Event)
