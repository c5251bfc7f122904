"""An event: a launch as reported, with every party's claims."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from trajkit.errors import InputError
from trajkit.reports.claim import Claim  # noqa: TC001 - pydantic resolves it at run time
from trajkit.reports.fault import FaultError
from trajkit.reports.party import Party  # noqa: TC001 - pydantic resolves it at run time
from trajkit.reports.references import check_references
from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Event", "EventFlight", "read_event"]

_FIRST_YEAR: Final = 1940
_LAST_YEAR: Final = 2200


class EventFlight(BaseModel):
    """One of several flights of an event.

    Attributes
    ----------
    name : str
        What claims call it: "first".
    failed : bool
        Whether it was reported to have failed.
    notes : str
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1)
    failed: bool = False
    notes: str = ""


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
    site_uncertainty_km : float or None
        Standard deviation of the true place of launch to north and to east of the site, km, where
        the report is vague; that of the site if None.
    body : str
        Name of a class of bodies of ``data/bodies.toml``.
    fell_in : str or None
        Id of the sea of ``data/regions.toml`` in which it was reported to fall.
    failed : bool
        Whether the launch was reported to have failed.
    flights : tuple of EventFlight
        Where there were several; without them there is one that has no name.
    own_parties : tuple of Party
        Parties of the claims that ``data/parties.toml`` does not have.
    claims : tuple of Claim
        At least one.
    notes : str
        What a reader should know.
    is_dated : bool
        Whether its date means anything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    is_dated: ClassVar[bool] = True

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    launch_time_utc: AwareDatetime
    local_date: date
    utc_offset_hours: float = Field(ge=-12.0, le=14.0)
    site: str
    site_uncertainty_km: float | None = Field(default=None, ge=0.0, le=200.0)
    body: str
    fell_in: str | None = None
    failed: bool = False
    flights: tuple[EventFlight, ...] = ()
    own_parties: tuple[Party, ...] = ()
    claims: tuple[Claim, ...] = Field(min_length=1)
    notes: str = ""

    @field_validator("site", mode="before")
    @classmethod
    def _one_site(cls, site: object) -> object:
        if isinstance(site, list):
            raise InputError(
                "an event has one site; keep the one that is known best, "
                "or write an event of its own for each launch"
            )
        return site

    @model_validator(mode="after")
    def _agrees(self) -> Event:
        if not _FIRST_YEAR <= self.launch_time_utc.year <= _LAST_YEAR:
            raise FaultError(
                f"the year {self.launch_time_utc.year} is not between {_FIRST_YEAR} and "
                f"{_LAST_YEAR}; mend it",
                "launch_time_utc",
            )
        if self.launch_time_utc.utcoffset():
            raise FaultError('launch_time_utc must be in UTC; end it with "Z"', "launch_time_utc")
        if self.launch_time_local.date() != self.local_date:
            raise FaultError(
                f"launch_time_utc is {self.launch_time_local.date()} in local time, "
                f"but local_date is {self.local_date}; mend the one that is wrong",
                "local_date",
            )
        check_references(self)
        return self

    @property
    def launch_time_local(self) -> datetime:
        """Lift-off by the clocks of the site."""
        return self.launch_time_utc.astimezone(timezone(timedelta(hours=self.utc_offset_hours)))

    @property
    def parties(self) -> tuple[str, ...]:
        """Who reported, in the order of the file."""
        return tuple(dict.fromkeys(claim.party for claim in self.claims))

    @property
    def flight_names(self) -> tuple[str, ...]:
        """Names of the flights, in the order of the file; empty if there is one flight."""
        return tuple(flight.name for flight in self.flights)

    @property
    def superseded(self) -> frozenset[str]:
        """Ids of the claims that others have taken the place of."""
        return frozenset(claim.supersedes for claim in self.claims if claim.supersedes is not None)

    def standing(self, flight: str | None = None) -> tuple[Claim, ...]:
        """Claims about one flight that none has superseded, those about all flights included.

        Parameters
        ----------
        flight : str, optional
            One of `flight_names`; the first flight if None.

        Raises
        ------
        InputError
            If there is no flight of that name.
        """
        if flight is None:
            flight = self.flight_names[0] if self.flights else None
        elif flight not in self.flight_names:
            mend = (
                f"choose one of {', '.join(self.flight_names)}"
                if self.flights
                else "it has one flight, which needs no name"
            )
            raise InputError(f'{self.id} has no flight "{" ".join(flight.split())}"; {mend}')
        superseded = self.superseded
        return tuple(
            claim
            for claim in self.claims
            if claim.flight in (None, flight) and claim.id not in superseded
        )

    def time_utc(self, claim: Claim) -> tuple[datetime, datetime] | None:
        """Ends of the interval in UTC of a claim that tells a time of day; None of others."""
        clock = claim.clock
        if clock is None:
            return None
        return clock.interval_utc(self.launch_time_utc, self.utc_offset_hours)

    def has_failed(self, flight: str | None = None) -> bool:
        """Whether the launch, or that flight of it (the first if None), is told to have failed."""
        chosen = [f for f in self.flights if f.name == flight] or list(self.flights[:1])
        return self.failed or any(flight.failed for flight in chosen)

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


def read_event(path: Path, check: Callable[[Event], Event] | None = None) -> Event:
    """Read an event file.

    Parameters
    ----------
    path : Path
    check : callable, optional
        As in `tomlfile.read_toml`.

    Raises
    ------
    FileError
        If it cannot be read or does not hold an event; the message names file, line and mend.
    """
    return read_toml(path, Event, check)
