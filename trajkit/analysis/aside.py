"""How far off the bearing that is wanted a flight falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.flight.geodesic import azimuth_deg as geodesic_azimuth_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trajkit.flight.flights import Flights

__all__ = ["aside_rad"]


def aside_rad(
    flights: Flights, *, site: tuple[float, float], azimuth_deg: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Bearing of the impacts from a site, off the one wanted, up to whole turns. Units: rad.

    Parameters
    ----------
    site
        Latitude and longitude. Units: degrees.
    azimuth_deg
        The bearings wanted, shape (n,).
    """
    impact = flights.impact
    bearing = geodesic_azimuth_deg(
        from_latitude_deg=site[0],
        from_longitude_deg=site[1],
        to_latitude_deg=impact.latitude_deg,
        to_longitude_deg=impact.longitude_deg,
        earth=flights.problem.earth,
    )
    aside: NDArray[np.float64] = np.radians(bearing - azimuth_deg)
    return aside
