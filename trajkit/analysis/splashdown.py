"""Where a flight was reported to have come down, as a place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.flight.geodesic import azimuth_deg, destination

if TYPE_CHECKING:
    from trajkit.reports.event import Event

__all__ = ["Splashdown", "reported_splashdown"]


@dataclass(frozen=True)
class Splashdown:
    """A reported splashdown.

    Attributes
    ----------
    latitude_deg, longitude_deg
        By distance and bearing from the place that was named. Units: degrees.
    party, wording
        Who reported it, and how.
    """

    latitude_deg: float
    longitude_deg: float
    party: str
    wording: str

    def bearing_from(self, site: tuple[float, float]) -> float:
        """Direction of the geodesic at a site (latitude and longitude in degrees)."""
        bearing = azimuth_deg(
            from_latitude_deg=site[0],
            from_longitude_deg=site[1],
            to_latitude_deg=self.latitude_deg,
            to_longitude_deg=self.longitude_deg,
        )
        return float(bearing)


def reported_splashdown(event: Event, flight: str | None) -> Splashdown | None:
    """The first one of a flight that gives distance and direction from a place; None if none."""
    for claim in event.standing(flight):
        place = claim.place_latitude_deg, claim.place_longitude_deg
        away, bearing = claim.distance_from_place, claim.bearing_deg
        if place[0] is None or place[1] is None or away is None or bearing is None:
            continue
        latitude, longitude = destination(
            latitude_deg=place[0],
            longitude_deg=place[1],
            azimuth_deg=bearing,
            distance_m=away.value,
        )
        return Splashdown(float(latitude), float(longitude), claim.party, claim.wording)
    return None
