"""Reads times of day: "15:44 JST", "about 09:30 KST", "over Hokkaido, 06:05-06:07 JST"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Final

from trajkit.errors import InputError

__all__ = ["ClockTime", "read_clock"]

#: Hours that a clock is ahead of UTC. PYT was the time of Pyongyang from August 2015 to May 2018.
_ZONES: Final = {"jst": 9.0, "kst": 9.0, "pyt": 8.5, "utc": 0.0, "gmt": 0.0}

_CLOCK: Final = re.compile(
    r"(?P<about>\b(?:about|around|approximately|some) |~ ?)?"
    r"(?P<first>\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?:\s*(?:-|–|to|until)\s*(?P<last>\d{1,2}:\d{2}(?::\d{2})?))?"
    r"\s*(?P<zone>[A-Za-z]{3}\b|local time)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, or two with what lay between.

    Attributes
    ----------
    first, last : time
        The same, if it is one time.
    is_about : bool
        Whether it was told as about so.
    unit_s : float
        To what it is told: 60 s, or 1 s.
    utc_offset_hours : float or None
        Clock minus UTC; None is the local time of the launch.
    """

    first: time
    last: time
    is_about: bool
    unit_s: float
    utc_offset_hours: float | None

    def interval_utc(self, near: datetime, local_offset_hours: float) -> tuple[datetime, datetime]:
        """Ends of the interval that it allows, on the day that is nearest to a moment.

        Half a unit either way, a unit if told as about so, as in `wording`.
        """
        offset = self.utc_offset_hours
        hours = local_offset_hours if offset is None else offset
        zone = timezone(timedelta(hours=hours))
        doubt = timedelta(seconds=self.unit_s if self.is_about else self.unit_s / 2.0)
        first, last = (_nearest(clock, near.astimezone(zone)) for clock in (self.first, self.last))
        return (first - doubt).astimezone(UTC), (last + doubt).astimezone(UTC)


def read_clock(wording: str) -> ClockTime:
    """The time of day in a wording.

    Raises
    ------
    InputError
        If there is none, it has no zone that is known, or it ends before it begins.
    """
    match = _CLOCK.search(wording)
    if match is None:
        raise InputError(
            f'"{wording:.60}" has no time of day; write it with its zone, for instance "15:44 JST"'
        )
    zone = (match["zone"] or "").casefold()
    if zone != "local time" and zone not in _ZONES:
        raise InputError(
            f'"{wording:.60}" has no time zone that is known; '
            "write JST, KST, PYT, UTC or local time behind the time"
        )
    try:
        first, last = (_time(text) for text in (match["first"], match["last"] or match["first"]))
    except ValueError:
        raise InputError(
            f'"{wording:.60}" is no time of day; write hours to 23 and minutes to 59'
        ) from None
    if last < first:
        raise InputError(f'"{wording:.60}" ends before it begins; put the earlier time first')
    fine = match["first"].count(":") == 2
    return ClockTime(first, last, bool(match["about"]), 1.0 if fine else 60.0, _ZONES.get(zone))


def _time(text: str) -> time:
    hour, minute, second = (int(part) for part in f"{text}:0".split(":")[:3])
    return time(hour, minute, second)


def _nearest(clock: time, near: datetime) -> datetime:
    """The moment at which a clock shows this that is nearest to another moment."""
    today = datetime.combine(near.date(), clock, near.tzinfo)
    days = (today + timedelta(days=shift) for shift in (-1, 0, 1))
    return min(days, key=lambda day: abs(day - near))
