"""By how much flights miss what was observed, in standard errors beyond its wording.

A figure within the interval that its wording allows is not missed at all; outside, its distance
from the nearer end counts, over the error of measurement. Nothing here depends on a prior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.inference.figures import ROW
from trajkit.inference.observations import (
    Figure,
    InSea,
    NoSecondPeak,
    Splash,
    seen_from,
)
from trajkit.inference.overflight import Overflight
from trajkit.inference.sea import sea

if TYPE_CHECKING:
    from trajkit.inference.observations import Observation, Observations

__all__ = ["MISSING", "misses"]

Array = NDArray[np.float64]

MISSING = 30.0
"""What counts for a figure that a flight does not have, such as a second peak."""

_LOW_PROMINENCE_M, _PROMINENCE_ERROR_M = 2e3, 0.5e3
# A report in fifty names the wrong sea, one second peak in twenty is not told: so many errors.
_OUT_OF_SEA = float(np.sqrt(2.0 * np.log(50.0)))
_NOT_TOLD = float(np.sqrt(2.0 * np.log(20.0)))


def misses(observed: Observations, figures: Array) -> Array:
    """Signed misses, positive where the flight has more than was reported, shape (rows, n).

    Each observation gives one row; a splashdown that was told by distance and bearing has both in
    one, without a sign.
    """
    return np.stack([_missed(item, figures) for item in observed.items])


def _missed(item: Observation, figures: Array) -> Array:
    if isinstance(item, Figure):
        own = _beyond(item.truth(figures), item.low, item.high, item.error)
        if item.local_mach is None:
            return own
        other = _missed(item.local_mach, figures)
        return np.where(np.abs(other) < np.abs(own), other, own)
    latitude, longitude = figures[ROW["latitude_deg"]], figures[ROW["longitude_deg"]]
    if isinstance(item, Overflight):
        off = _beyond(np.abs(figures[ROW["overflight_m"]]), None, *item.reach)
        late = _beyond(figures[ROW["overflight_s"]], *item.time)
        both: Array = np.hypot(off, late)
        return both
    if isinstance(item, NoSecondPeak):
        over = (figures[ROW["prominence_m"]] - _LOW_PROMINENCE_M) / _PROMINENCE_ERROR_M
        return np.where(np.isnan(over), MISSING, np.clip(over, 0.0, _NOT_TOLD))
    if isinstance(item, InSea):
        inside = sea(item.name).holds(latitude, longitude)
        return np.where(np.isnan(latitude), MISSING, np.where(inside, 0.0, _OUT_OF_SEA))
    assert isinstance(item, Splash)
    distance, bearing = seen_from(item.place, latitude, longitude)
    parts = []
    if item.distance is not None:
        parts.append(_beyond(distance, *item.distance))
    if item.bearing is not None:
        low, high, error = item.bearing
        middle = 0.5 * (low + high)
        turn = np.mod(bearing - middle + 180.0, 360.0) - 180.0
        parts.append(_beyond(turn, low - middle, high - middle, error))
    total: Array = np.sqrt(np.sum(np.square(parts), axis=0))
    return total


def _beyond(truth: Array, low: float | None, high: float | None, error: float) -> Array:
    """By how much it lies beyond an end, in errors."""
    found = np.zeros(truth.shape)
    with np.errstate(invalid="ignore"):
        if low is not None:
            found = np.where(truth < low, (truth - low) / error, found)
        if high is not None:
            found = np.where(truth > high, (truth - high) / error, found)
    return np.where(np.isnan(truth), MISSING, np.clip(found, -MISSING, MISSING))
