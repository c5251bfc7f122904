"""Points along flights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Points"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """Points of flights, each array of shape (m,).

    Attributes
    ----------
    flight
        Which flight.
    time_s
        Since the start of the flight. Units: s.
    latitude_deg, longitude_deg, altitude_m
        Geodetic. Units: degrees, degrees, m.
    range_m
        Along the geodesic from the site, or else from the start. Units: m.
    speed_m_s
        Relative to the turning Earth. Units: m/s.
    """

    flight: NDArray[np.intp]
    time_s: Array
    latitude_deg: Array
    longitude_deg: Array
    altitude_m: Array
    range_m: Array
    speed_m_s: Array

    def take(self, which: ArrayLike) -> Points:
        """Some of the points."""
        index = np.asarray(which)
        return Points(*(getattr(self, name)[index] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return self.time_s.size
