"""Times at which a flight was reported over a named place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.inference.figures import ROW
from trajkit.inference.likelihood import log_probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.inference.errors import MeasurementErrors
    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event

__all__ = ["Overflight", "overflights"]

Array = NDArray[np.float64]

_HALF_MINUTE = timedelta(seconds=30.0)


@dataclass(frozen=True)
class Overflight:
    """That it was over a place at some time from one moment to another.

    Attributes
    ----------
    place
        Latitude and longitude of its middle. Units: degrees.
    reach
        How far from there it reaches, and standard deviation. Units: m.
    time
        From lift-off, low and high end, and standard deviation. Units: s.
    """

    party: str
    wording: str
    place: tuple[float, float]
    reach: tuple[float, float]
    time: tuple[float, float, float]
    quantity: str = "overflight"
    extra: frozenset[str] = frozenset()

    def log_likelihood(self, figures: Array) -> Array:
        """Of the moment at which the middle is nearest: then it is near, and the time is right."""
        off = np.abs(figures[ROW["overflight_m"]])
        near = log_probability(off, None, *self.reach)
        found: Array = near + log_probability(figures[ROW["overflight_s"]], *self.time)
        return found


def overflights(
    event: Event, chosen: Sequence[Claim], errors: MeasurementErrors
) -> tuple[list[Overflight], list[str]]:
    """Times over the place that is named first with its position; and what is left out."""
    items: list[Overflight] = []
    left_out = []
    place = None
    for claim in chosen:
        if claim.quantity != "overflight" or claim.clock is None:
            continue
        told = f"{claim.party}, overflight {claim.wording}"
        here, reach = claim.position_deg, claim.distance_from_place
        if here is None or reach is None:
            left_out.append(f"{told}: without the place's position and how far it reaches")
            continue
        if place not in (None, here):
            left_out.append(f"{told}: another place is observed")
            continue
        place = here
        low, high = _since_lift_off(event, chosen, claim)
        items.append(
            Overflight(
                claim.party,
                claim.wording,
                here,
                (reach.value if reach.high is None else reach.high, errors.place_m),
                (low, high, errors.time_s),
            )
        )
    return items, left_out


def _since_lift_off(event: Event, chosen: Sequence[Claim], claim: Claim) -> tuple[float, float]:
    """Ends of a time of day, from when its party saw it rise, or else from the event's.

    Units: s.
    """
    rise = next((c for c in chosen if c.party == claim.party and c.quantity == "launch_time"), None)
    near = event.launch_time_utc
    known = event.time_utc(rise) if rise is not None else None
    r0, r1 = known or (near - _HALF_MINUTE, near + _HALF_MINUTE)
    found = event.time_utc(claim)
    assert found is not None
    return max((found[0] - r1).total_seconds(), 0.0), (found[1] - r0).total_seconds()
