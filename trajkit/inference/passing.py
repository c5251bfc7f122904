"""Where flights come down beside their first direction, and when they pass a place.

Both are figures of the track over ground, reckoned as on a sphere: distances are off by up to half
a hundredth, which no report is told finely enough to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.earth import geodetic_to_ecef, local_frame, up_direction

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = ["aside_m", "nearest_pass"]

Array = NDArray[np.float64]

_RADIUS_M = 6.371e6


def aside_m(
    fall_m: Array,
    *,
    latitude_deg: Array,
    longitude_deg: Array,
    azimuth_deg: Array,
    earth: Earth,
) -> Array:
    """Distance of points of fall from the great circle of a first direction, to the right above 0.

    Parameters
    ----------
    fall_m
        Points of fall, ECEF, shape (3, n). Units: m.
    latitude_deg, longitude_deg, azimuth_deg
        Where each flight has that direction, and the direction, shape (n,).

    Returns
    -------
    array
        Shape (n,). Units: m.
    """
    start = _unit(
        geodetic_to_ecef(
            latitude_deg=latitude_deg, longitude_deg=longitude_deg, altitude_m=0.0, earth=earth
        )
    )
    east, north, _ = local_frame(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    along = np.radians(azimuth_deg)
    left = _unit(np.cross(start, np.sin(along) * east + np.cos(along) * north, axis=0))
    right: Array = _RADIUS_M * np.arcsin(-(_unit(fall_m) * left).sum(axis=0))
    return right


def nearest_pass(
    time_s: Array, position_m: Array, place: tuple[float, float], *, earth: Earth
) -> tuple[Array, Array]:
    """When a flight is nearest to a place, over ground, and how far off that is.

    Between the samples by the parabola through the squared distances at the nearest and its
    neighbours.

    Parameters
    ----------
    time_s
        Of the samples of each flight, even, shape (n, k). Units: s.
    position_m
        ECEF, shape (3, n, k). Units: m.
    place
        Latitude and longitude. Units: degrees.

    Returns
    -------
    time_s, distance_m
        Shape (n,) each; the distance above 0 where the place is to the right.
    """
    # By the vertical at each point, which is that of the point below it too.
    *_, up = local_frame(latitude_deg=np.array([place[0]]), longitude_deg=np.array([place[1]]))
    track = up_direction(position_m, earth=earth)
    line = track - up[:, :, None]
    square = (line * line).sum(axis=0)
    row = np.arange(len(square))
    nearest = np.argmin(np.where(np.isnan(square), np.inf, square), axis=1)
    k = np.clip(nearest, 1, square.shape[1] - 2)
    before, middle, after = (square[row, k + side] for side in (-1, 0, 1))
    bend = before - 2.0 * middle + after
    with np.errstate(all="ignore"):
        steps = np.where(bend > 0.0, 0.5 * (before - after) / bend, 0.0)
    # Nearest at an end of the flight, not beyond it.
    steps = np.clip(steps, -1.0, 1.0)
    least = middle + 0.5 * steps * (after - before) + 0.5 * steps * steps * bend
    chord = np.sqrt(np.maximum(least, 0.0))
    distance = 2.0 * _RADIUS_M * np.arcsin(np.minimum(0.5 * chord, 1.0))
    right = np.cross(track[:, row, k + 1] - track[:, row, k - 1], up, axis=0)
    side = np.where((line[:, row, k] * right).sum(axis=0) > 0.0, -1.0, 1.0)
    return time_s[row, k] + steps * (time_s[row, k] - time_s[row, k - 1]), side * distance


def _unit(vector: Array) -> Array:
    found: Array = vector / np.sqrt((vector * vector).sum(axis=0))
    return found
