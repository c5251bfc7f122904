"""Checks what the claims of an event say of each other and of its flights."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from trajkit.reports.fault import FaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event

__all__ = ["check_references"]

#: Where it is still yesterday, a launch is reported on the day before its local date.
_YESTERDAY: Final = timedelta(days=1)

#: How many ids a message lists.
_MOST_IDS: Final = 8


def check_references(event: Event) -> None:
    """Check that ids and names stand once, and that what is referred to is there.

    Raises
    ------
    FaultError
        At the first key that does not hold.
    """
    _check_once([flight.name for flight in event.flights], "flights", "name")
    _check_once([party.name for party in event.own_parties], "own_parties", "name")
    _check_once([claim.id for claim in event.claims], "claims", "id")
    by_id = {claim.id: claim for claim in event.claims if claim.id is not None}
    for number, claim in enumerate(event.claims):
        if claim.flight is not None and claim.flight not in event.flight_names:
            mend = (
                f"its flights are {', '.join(event.flight_names)}"
                if event.flights
                else f'add [[flights]] with name = "{claim.flight}", or remove the key'
            )
            raise FaultError(
                f'there is no flight "{claim.flight}"; {mend}', "claims", number, "flight"
            )
        if claim.reported is not None and claim.reported < event.local_date - _YESTERDAY:
            raise FaultError(
                f"{claim.reported} is before the launch of {event.local_date}; "
                "mend the date that is wrong",
                "claims", number, "reported",
            )  # fmt: skip
        for key in ("supersedes", "supports"):
            _check_reference(claim, number, key, by_id)
        _check_superseding(claim, number, by_id)
    for key in ("supersedes", "supports"):
        _check_no_circle(event.claims, key, by_id)


def _check_once(names: Iterable[str | None], *keys: str) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        if name is not None and seen.setdefault(name, number) != number:
            table, key = keys
            raise FaultError(
                f'"{name}" stands already at "{table}.{seen[name] + 1}"; give another name',
                table, number, key,
            )  # fmt: skip


def _check_reference(claim: Claim, number: int, key: str, by_id: dict[str, Claim]) -> None:
    """That a reference leads to a claim of the file."""
    target = getattr(claim, key)
    if target is not None and target not in by_id:
        names = ", ".join(islice(by_id, _MOST_IDS)) + (", …" if len(by_id) > _MOST_IDS else "")
        there = f"the ids are {names}" if by_id else "no claim has an id"
        raise FaultError(
            f'there is no claim with the id "{target:.60}" in this file, where {there}; '
            "write one that is there",
            "claims", number, key,
        )  # fmt: skip


def _check_no_circle(claims: Sequence[Claim], key: str, by_id: dict[str, Claim]) -> None:
    """That references of one kind lead nowhere round in a circle."""
    settled: set[str] = set()
    for number, claim in enumerate(claims):
        seen = {claim.id} if claim.id is not None else set()
        target = getattr(claim, key)
        while target is not None and target not in settled:
            if target in seen:
                raise FaultError(
                    f"this leads back to the claim itself; {key} must name another",
                    "claims", number, key,
                )  # fmt: skip
            seen.add(target)
            target = getattr(by_id[target], key)
        settled |= seen


def _check_superseding(claim: Claim, number: int, by_id: dict[str, Claim]) -> None:
    """That a claim supersedes one of its own quantity and flight, and not a later one."""
    if claim.supersedes is None:
        return
    older = by_id[claim.supersedes]
    place = ("claims", number, "supersedes")
    for key in ("quantity", "flight"):
        one, other = getattr(claim, key), getattr(older, key)
        if one != other:
            raise FaultError(
                f'"{older.id}" has the {key} "{other}" and not "{one}"; '
                f"a claim supersedes one of the same {key}",
                *place,
            )
    if claim.reported and older.reported and claim.reported < older.reported:
        raise FaultError(
            f'"{older.id}" was reported later, on {older.reported}; exchange the two', *place
        )
