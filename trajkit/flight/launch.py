"""The state from which a flight starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.physics.earth import Earth, geodetic_to_ecef, local_frame

__all__ = ["Launch"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Launch:
    """Where and how a flight starts, or many flights: numbers or arrays, broadcast.

    Parameters
    ----------
    latitude_deg, longitude_deg
        Geodetic. Units: degrees; latitude in [-90, 90], longitude in [-180, 360].
    altitude_m
        Above the ellipsoid. Units: m.
    speed_m_s
        Relative to the turning Earth. Units: m/s.
    angle_deg
        Flight-path angle: of the velocity above the local geodetic horizontal. Units: degrees.
    azimuth_deg
        Direction of the velocity over ground, clockwise from north. Units: degrees.
    """

    latitude_deg: ArrayLike
    longitude_deg: ArrayLike
    altitude_m: ArrayLike
    speed_m_s: ArrayLike
    angle_deg: ArrayLike
    azimuth_deg: ArrayLike

    def arrays(self) -> dict[str, Array]:
        """Every quantity as an array by its name; shapes as given."""
        return {name: numbers(name, getattr(self, name)) for name in self.__dataclass_fields__}

    def state(self, earth: Earth) -> tuple[Array, Array]:
        """Earth-fixed position (m) and velocity (m/s), shape (3, ...) of the broadcast."""
        v = dict(zip(self.arrays(), np.broadcast_arrays(*self.arrays().values()), strict=True))
        position = geodetic_to_ecef(
            latitude_deg=v["latitude_deg"],
            longitude_deg=v["longitude_deg"],
            altitude_m=v["altitude_m"],
            earth=earth,
        )
        east, north, up = local_frame(
            latitude_deg=v["latitude_deg"], longitude_deg=v["longitude_deg"]
        )
        angle, azimuth = np.radians(v["angle_deg"]), np.radians(v["azimuth_deg"])
        level = v["speed_m_s"] * np.cos(angle)
        velocity = level * (np.sin(azimuth) * east + np.cos(azimuth) * north)
        velocity += v["speed_m_s"] * np.sin(angle) * up
        return position, velocity

    def _repr_html_(self) -> str:
        from trajkit.flight.view import launch_html

        return launch_html(self)
