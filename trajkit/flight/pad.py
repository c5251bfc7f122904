"""A start at rest on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.flight.numbers import numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Pad"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Pad:
    """Where boosted flights start at rest, and how they fly at burnout: broadcast.

    The direction at burnout is given and not the kick that leads to it: on lofted flights a few
    hundredths of a degree of kick, as much as the turning Earth does, make the whole difference.

    Parameters
    ----------
    latitude_deg, longitude_deg
        Geodetic. Units: degrees; latitude in [-90, 90], longitude in [-180, 360].
    altitude_m
        Of the pad above the ellipsoid, 0 or more. Units: m.
    burnout_angle_deg
        Flight-path angle at burnout, above the local geodetic horizontal. Units: degrees.
    azimuth_deg
        Direction over ground of the velocity at burnout, clockwise from north. Units: degrees.
    """

    latitude_deg: ArrayLike
    longitude_deg: ArrayLike
    burnout_angle_deg: ArrayLike
    azimuth_deg: ArrayLike
    altitude_m: ArrayLike = 0.0

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Every quantity as an array by its name; shapes as given."""
        return {name: numbers(name, getattr(self, name)) for name in self.__dataclass_fields__}

    def _repr_html_(self) -> str:
        from trajkit.flight.view import launch_html

        return launch_html(self)
