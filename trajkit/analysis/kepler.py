"""Ballistic arcs in closed form on a round, airless, standing Earth: first guesses, no more.

References
----------
Bate, Mueller & White (1971), Fundamentals of Astrodynamics, chapter 6: the hit equation and the
time of free flight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arcs", "arcs_to_range"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs that span the same angle from a start above the ground to the ground, by start angle.

    Attributes
    ----------
    angle_rad
        Flight-path angle at the start, shape (k,). Units: rad.
    speed_m_s, apogee_radius_m, time_s
        Speed at the start, radius of the highest point, and time to the ground, shape (n, k); NaN
        where no ellipse does it. Units: m/s, m, s.
    """

    angle_rad: Array
    speed_m_s: Array
    apogee_radius_m: Array
    time_s: Array


def arcs_to_range(
    *,
    start_radius_m: Array,
    ground_radius_m: Array,
    span_rad: Array,
    gravitational_parameter_m3_s2: float,
    angles: int = 400,
) -> Arcs:
    """Every arc that reaches the ground at an angle `span_rad` from its start.

    Parameters
    ----------
    start_radius_m, ground_radius_m, span_rad
        Shape (n,). Units: m, m, rad.
    angles
        Number of start angles, dense towards the vertical.
    """
    # Equal steps of the half tangent's complement crowd the angles where lofted flights are.
    angle = 0.5 * np.pi - np.geomspace(1e-4, 0.5 * np.pi + 0.15, angles)[::-1]
    start, ground, span = (v[:, None] for v in (start_radius_m, ground_radius_m, span_rad))
    cos = np.cos(angle)
    with np.errstate(all="ignore"):
        # Hit equation, solved for the square of the speed over that of a circular orbit.
        share = (1.0 - np.cos(span)) / (cos**2 * (start / ground - np.cos(span + angle) / cos))
        # Where the arc would come up through the ground there, it has gone under it before.
        falls = (1.0 / (share * cos**2) - 1.0) * np.sin(span) > np.cos(span) * np.tan(angle)
        share = np.where((share > 0.0) & (share < 2.0) & falls, share, np.nan)
        speed = np.sqrt(share * gravitational_parameter_m3_s2 / start)
        semi_major = start / (2.0 - share)
        eccentricity = np.sqrt(1.0 - share * (2.0 - share) * cos**2)
        apogee = np.where(angle > 0.0, semi_major * (1.0 + eccentricity), start)

        def mean_anomaly(radius: Array, *, rising: NDArray[np.bool_]) -> Array:
            cos_e = np.clip((1.0 - radius / semi_major) / eccentricity, -1.0, 1.0)
            anomaly = np.arccos(cos_e)
            anomaly = np.where(rising, anomaly, 2.0 * np.pi - anomaly)
            mean: Array = anomaly - eccentricity * np.sin(anomaly)
            return mean

        swept = mean_anomaly(ground, rising=np.zeros_like(angle, bool)) - mean_anomaly(
            start, rising=angle > 0.0
        )
        time = swept * np.sqrt(semi_major**3 / gravitational_parameter_m3_s2)
    time = np.where(time > 0.0, time, np.nan)
    return Arcs(angle, speed, apogee, time)
