"""Figures that a user gives, as claims of a party of their own."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from trajkit.errors import InputError
from trajkit.reports.claim import Claim
from trajkit.reports.event import Event
from trajkit.reports.plausible import check_plausible
from trajkit.reports.quantities import KIND_OF_QUANTITY
from trajkit.reports.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trajkit.reports.quantities import Quantity

__all__ = ["USER", "GivenEvent", "given_bearing", "given_claims", "given_event", "with_claims"]

USER: Final = "the user"
"""The party of these claims."""

_SOURCE: Final = "given by the user"
# A date has no meaning here, and is never shown.
_NO_DATE: Final = date(2000, 1, 1)


class GivenEvent(Event):
    """Figures without a report: their date means nothing."""

    is_dated: ClassVar[bool] = False


def given_claims(figures: Mapping[Quantity, str]) -> tuple[Claim, ...]:
    """Claims by their quantity and wording: {"range": "about 1,100 km"}.

    Raises
    ------
    InputError
        If a wording cannot be read, or no flight has such a figure.
    """
    claims = []
    for quantity, wording in figures.items():
        kind = KIND_OF_QUANTITY.get(quantity)
        if kind is None:
            raise InputError(
                f'the quantity "{quantity!s:.60}" has no figure; give one of '
                f"{', '.join(KIND_OF_QUANTITY)}"
            )
        check_plausible(quantity, wording, read_wording(wording, kind), kind)
        claims.append(Claim(party=USER, quantity=quantity, wording=wording, sources=(_SOURCE,)))
    return tuple(claims)


def given_bearing(bearing_deg: float, *, latitude_deg: float, longitude_deg: float) -> Claim:
    """That it fell in a direction from a place, degrees from north.

    Raises
    ------
    InputError
        If it is not from 0 to 360 degrees.
    """
    if not math.isfinite(bearing_deg):
        raise InputError(f"a bearing of {bearing_deg:g} degrees is none; give one from 0 to 360")
    if not 0.0 <= bearing_deg <= 360.0:
        raise InputError(
            f"a bearing of {bearing_deg:g} degrees is not from 0 to 360; "
            f"type {bearing_deg % 360.0:g} if that is meant"
        )
    return Claim(
        party=USER,
        quantity="splashdown",
        wording=f"at {bearing_deg:g}° from the site",
        place="the site",
        place_latitude_deg=latitude_deg,
        place_longitude_deg=longitude_deg - 360.0 * (longitude_deg > 180.0),
        bearing=bearing_deg % 360.0,
        sources=(_SOURCE,),
    )


def given_event(claims: Sequence[Claim], *, site: str, body: str) -> GivenEvent:
    """An event of such claims alone.

    Parameters
    ----------
    site
        Name of a launch place, or words for one that has no name.
    body
        Name of a class of bodies.

    Raises
    ------
    InputError
        If there is no claim.
    """
    if not claims:
        raise InputError("no figure was given; give a range or an apogee at least")
    return GivenEvent(
        id="given-figures",
        title=f"Given figures, from {site}",
        launch_time_utc=datetime(_NO_DATE.year, _NO_DATE.month, _NO_DATE.day, tzinfo=UTC),
        local_date=_NO_DATE,
        utc_offset_hours=0.0,
        site=site,
        body=body,
        claims=tuple(claims),
    )


def with_claims(event: Event, claims: Sequence[Claim]) -> Event:
    """The event with further claims after its own."""
    return event.model_copy(update={"claims": (*event.claims, *claims)})
