"""Reported figures, sorted by who gave them and who shares them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event

__all__ = ["QUANTITIES", "Group", "Reported", "groups_of"]

QUANTITIES = ("range", "apogee", "flight_time", "top_speed", "second_peak")
"""What a flight can be solved for or compared with, in the order of choice."""

# A ballistic flight's first peak is its apogee.
_AS_FLOWN = {"first_peak": "apogee"}
# The figures that, with a range, fix a flight.
_FIXING = ("apogee", "flight_time", "top_speed")


@dataclass(frozen=True)
class Reported:
    """One reported figure.

    Attributes
    ----------
    quantity
        One of `QUANTITIES`.
    value
        In m, s or m/s; a Mach number taken at sea level.
    wording
        As reported, "about 1,100 km".
    qualifier
        about, at least, at most or exactly.
    parties
        Who gave it.
    mach
        The Mach number, if the speed was given as one.
    sources
        Where it was read.
    low, high
        Ends of the interval that the wording allows, in m, s or m/s; None where it is open.
    condition
        What the figure was said to depend on; empty if nothing.
    """

    quantity: str
    value: float
    wording: str
    qualifier: str = "exactly"
    parties: tuple[str, ...] = ()
    mach: float | None = None
    sources: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    condition: str = ""


@dataclass(frozen=True)
class Group:
    """Parties whose figures are taken together, because one lacks what another gave.

    Attributes
    ----------
    parties
        In the order of the report.
    figures
        One of each quantity at most, in the order of `QUANTITIES`.
    """

    parties: tuple[str, ...]
    figures: tuple[Reported, ...]

    @property
    def label(self) -> str:
        """ "ROK JCS, Japan MOD"."""
        return ", ".join(self.parties)

    def figure(self, quantity: str) -> Reported | None:
        """The figure of that quantity, if there is one."""
        return next((f for f in self.figures if f.quantity == quantity), None)

    def required(self, quantity: str) -> Reported:
        """The figure of that quantity, known to be there."""
        figure = self.figure(quantity)
        assert figure is not None
        return figure

    def lenders(self) -> dict[str, tuple[str, ...]]:
        """Parties that gave no figure to fix the flight, and from whom they borrow one."""
        givers = {f.quantity: f.parties for f in self.figures if f.quantity in _FIXING}
        lending = tuple(dict.fromkeys(party for parties in givers.values() for party in parties))
        return {party: lending for party in self.parties if lending and party not in lending}


def groups_of(
    event: Event, party: str | None = None, flight: str | None = None
) -> tuple[Group, ...]:
    """The event's parties, joined where one borrows: a row of the answer each.

    A party that gave a range but nothing to fix a flight with borrows the rest from the first
    party that gave the same range. Parties without a range have no row. Claims that others have
    superseded are left out, and so are estimates, which nobody observed.

    Parameters
    ----------
    event
    party
        Only the row with this party.
    flight
        Which flight of an event that has several; the first if None.

    Raises
    ------
    InputError
        If `party` or `flight` is not one of the event, or nobody asked for gave a range.
    """
    standing = event.standing(flight)
    own = {
        name: _figures([claim for claim in standing if claim.party == name])
        for name in event.parties
    }
    ranged = {name: figures for name, figures in own.items() if "range" in figures}
    joined: list[list[str]] = []
    for name, figures in ranged.items():
        lacks = not _fixes(figures)
        for group in joined:
            same = any(_same(ranged[m]["range"], figures["range"]) for m in group)
            if same and (lacks or not any(_fixes(ranged[member]) for member in group)):
                group.append(name)
                break
        else:
            joined.append([name])
    if party is not None:
        party = event.claims_of(party)[0].party  # an unknown party has its own sentence
        joined = [group for group in joined if party in group]
    if not joined:
        which = flight or next(iter(event.flight_names), None)
        where = f"{event.id}, flight {which}" if which else event.id
        who = f'"{party}"' if party else "no party"
        verb = "gave no range" if party else "gave a range"
        mend = f"choose a party that did: {', '.join(ranged)}" if ranged else "add one to its file"
        raise InputError(f"{where}: {who} {verb}, and a flight needs one; {mend}")
    return tuple(_join(group, ranged) for group in joined)


def _same(one: Reported, other: Reported) -> bool:
    """Whether two parties say the same: "about 700 km" is not said by "less than 700 km"."""
    unbounded = {"about", "exactly"}
    return (
        one.value == other.value
        and one.condition == other.condition
        and (one.qualifier == other.qualifier or {one.qualifier, other.qualifier} <= unbounded)
    )


def _fixes(figures: dict[str, Reported]) -> bool:
    return any(quantity in figures for quantity in _FIXING)


def _join(parties: Sequence[str], own: dict[str, dict[str, Reported]]) -> Group:
    figures = []
    for quantity in QUANTITIES:
        given = [own[name][quantity] for name in parties if quantity in own[name]]
        if given:
            agreeing = [figure for figure in given if _same(figure, given[0])]
            figures.append(
                replace(
                    given[0],
                    parties=tuple(name for figure in agreeing for name in figure.parties),
                    sources=tuple(
                        dict.fromkeys(source for figure in agreeing for source in figure.sources)
                    ),
                )
            )
    return Group(tuple(parties), tuple(figures))


def _figures(claims: Sequence[Claim]) -> dict[str, Reported]:
    """The first figure of each quantity that a party gave."""
    found: dict[str, Reported] = {}
    for claim in claims:
        quantity = _AS_FLOWN.get(claim.quantity, claim.quantity)
        if claim.is_estimate or quantity not in QUANTITIES or quantity in found:
            continue
        figure = claim.figure
        assert figure is not None  # every quantity here is a measured one
        is_mach = figure.speed is not None and figure.speed.is_mach
        found[quantity] = Reported(
            quantity=quantity,
            value=figure.value,
            wording=claim.wording,
            qualifier=figure.qualifier,
            parties=(claim.party,),
            mach=figure.speed.value if figure.speed is not None and is_mach else None,
            sources=tuple(claim.sources),
            low=figure.low,
            high=figure.high,
            condition=claim.condition or "",
        )
    return found
