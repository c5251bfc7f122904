"""First guesses of burnout velocities: of the Kepler arcs to the point of fall, the likest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.aim import aimed_arcs
from trajkit.analysis.wanted import Branch, Second
from trajkit.flight.geodesic import destination
from trajkit.physics.earth import geodetic_to_ecef, local_frame

if TYPE_CHECKING:
    from trajkit.analysis.shots import Shots

__all__ = ["first_guess", "least_speed_angle_deg"]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

# This many times of flight up to the longest, then as many round the best of them.
_TIMES = 64
_FINER = 17
_LONGEST_S = 36e3
# No ellipse goes faster, whatever the way.
_ESCAPE_SPEED_M_S = 11.2e3
# US Standard Atmosphere 1976: a flight that rises through the mesopause has its top Mach number
# there on its way down, one that stays below has it in the stratosphere.
_MESOPAUSE_M = 86e3
_MESOPAUSE_SOUND_M_S = 274.0
_STRATOSPHERE_SOUND_M_S = 295.0
_FALLBACK_M_S = np.array([2e3, 0.0, 2e3])


def first_guess(shots: Shots) -> tuple[Array, Array]:
    """Velocity along the bearing, to its right and up, shape (3, n), and time of flight, (n,).

    Of the arc that comes nearest to the second figure; something to begin with where there is none.
    """
    coarse = _arcs(shots, _times(shots))
    low, high = _branch(shots, coarse)
    order = np.arange(_TIMES)
    on_branch = (order >= low[:, None]) & (order <= high[:, None])
    best = _least(np.where(on_branch, coarse.distance(shots), np.nan))
    fine = _finer(shots, coarse, np.maximum(best - 1, low), np.minimum(best + 1, high))
    rows, best = np.arange(best.size), _least(fine.distance(shots))
    velocity, time = fine.velocity_m_s[:, rows, best], fine.time_s[rows, best]
    none = np.isnan(velocity).any(axis=0)
    return np.where(none, _FALLBACK_M_S[:, None], velocity), time


def least_speed_angle_deg(shots: Shots) -> Array:
    """Flight-path angle of the slowest arc, shape (n,). Units: degrees."""
    coarse = _arcs(shots, _times(shots))
    best = _least(coarse.speed_m_s)
    fine = _finer(shots, coarse, np.maximum(best - 1, 0), np.minimum(best + 1, _TIMES - 1))
    angle: Array = fine.angle_deg[np.arange(best.size), _least(fine.speed_m_s)]
    return np.nan_to_num(angle, nan=45.0)


@dataclass(frozen=True, eq=False)
class _Arcs:
    """By row and time of flight: arrays (n, k), the velocity (3, n, k); NaN where there is none."""

    time_s: Array
    velocity_m_s: Array
    apogee_m: Array

    @property
    def speed_m_s(self) -> Array:
        speed: Array = np.sqrt((self.velocity_m_s**2).sum(axis=0))
        return speed

    @property
    def angle_deg(self) -> Array:
        along, right, up = self.velocity_m_s
        angle: Array = np.degrees(np.arctan2(up, np.hypot(along, right)))
        return angle

    def distance(self, shots: Shots) -> Array:
        """From the second figure."""
        second = shots.wanted.second
        if second is Second.APOGEE:
            figure = self.apogee_m
        elif second is Second.SPEED:
            figure = self.speed_m_s
        elif second is Second.MACH:
            figure = self.speed_m_s / np.where(
                self.apogee_m > _MESOPAUSE_M, _MESOPAUSE_SOUND_M_S, _STRATOSPHERE_SOUND_M_S
            )
        elif second is Second.ANGLE:
            figure = self.angle_deg
        else:
            figure = self.time_s + shots.burnout.boost_time_s[:, None]
        exists = np.isfinite(self.apogee_m)
        return np.where(exists, np.abs(figure - shots.wanted.value[:, None]), np.nan)


def _times(shots: Shots) -> Array:
    away_m = np.abs(shots.wanted.range_m - shots.burnout.downrange_m)
    shortest = np.maximum(away_m, 1e4) / _ESCAPE_SPEED_M_S
    return np.geomspace(shortest, _LONGEST_S, _TIMES, axis=1)


def _branch(shots: Shots, arcs: _Arcs) -> tuple[Rows, Rows]:
    """First and last of the times of flight, in order, that come into question; shapes (n,)."""
    low, high = np.zeros(len(arcs.time_s), int), np.full(len(arcs.time_s), _TIMES - 1)
    second = shots.wanted.second
    if second in (Second.SPEED, Second.MACH):
        # The least speed parts the low flights from the high ones.
        slowest = _least(arcs.speed_m_s)
        return (slowest, high) if shots.wanted.branch is Branch.HIGH else (low, slowest)
    if second is Second.ANGLE:
        # Up to where the angle is passed first: under flights of hours the Earth turns so far that
        # they have to set out flatter again, and some way else.
        beyond = np.maximum.accumulate(np.nan_to_num(arcs.angle_deg, nan=-90.0), axis=1)
        return low, np.argmax(beyond >= np.minimum(shots.wanted.value, beyond[:, -1])[:, None], 1)
    return low, high


def _finer(shots: Shots, coarse: _Arcs, low: Rows, high: Rows) -> _Arcs:
    """Between two of the times each."""
    rows = np.arange(low.size)
    ends = coarse.time_s[rows, low], coarse.time_s[rows, high]
    return _arcs(shots, np.geomspace(*ends, _FINER, axis=1))


def _arcs(shots: Shots, time_s: Array) -> _Arcs:
    """Arcs from burnout to the point of fall that take these times, shape (n, k)."""
    wanted, earth = shots.wanted, shots.earth
    fall = destination(
        latitude_deg=shots.site[0],
        longitude_deg=shots.site[1],
        azimuth_deg=wanted.azimuth_deg,
        distance_m=wanted.range_m,
        earth=earth,
    )
    start = geodetic_to_ecef(
        latitude_deg=shots.latitude_deg,
        longitude_deg=shots.longitude_deg,
        altitude_m=shots.burnout.altitude_m,
        earth=earth,
    )
    target = geodetic_to_ecef(
        latitude_deg=fall[0], longitude_deg=fall[1], altitude_m=0.0, earth=earth
    )
    east, north, up = local_frame(
        latitude_deg=shots.latitude_deg, longitude_deg=shots.longitude_deg
    )
    sin, cos = np.sin(np.radians(shots.forward_deg)), np.cos(np.radians(shots.forward_deg))
    forward, right = sin * east + cos * north, cos * east - sin * north
    arcs = aimed_arcs(start_m=start, target_m=target, forward=forward, time_s=time_s, earth=earth)
    components = np.stack(
        [(axis[:, :, None] * arcs.velocity_m_s).sum(axis=0) for axis in (forward, right, up)]
    )
    ground_m = np.sqrt((target**2).sum(axis=0))[:, None]
    return _Arcs(time_s, components, arcs.apogee_radius_m - ground_m)


def _least(values: Array) -> Rows:
    """Where each row of an array (n, k) is least; the last of equals, such as the apogees of arcs
    that fall from the start on, of which it is the slowest."""
    last = values.shape[1] - 1
    where: Rows = last - np.argmin(np.where(np.isnan(values), np.inf, values)[:, ::-1], axis=1)
    return where
