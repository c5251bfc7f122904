"""Ballistic arcs in closed form round a point mass, in inertial space: first guesses, no more.

References
----------
Bate, Mueller & White (1971), Fundamentals of Astrodynamics, chapter 6: the hit equation and the
time of free flight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arcs", "arcs_at_angle", "arcs_in_time"]

Array = NDArray[np.float64]

# Halves an interval of half a circle to 1e-9 rad, some centimetres at the far end.
_BISECTIONS = 32
_SAME_TIME = 1e-4


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs that come down to the ground; arrays of one shape, NaN where no ellipse does it.

    Attributes
    ----------
    angle_rad, speed_m_s
        Flight-path angle and speed at the start. Units: rad, m/s.
    apogee_radius_m
        Radius of the highest point; the start's if the arc falls from there. Units: m.
    time_s
        From the start to the ground. Units: s.
    """

    angle_rad: Array
    speed_m_s: Array
    apogee_radius_m: Array
    time_s: Array


def arcs_at_angle(
    *,
    start_radius_m: Array,
    ground_radius_m: Array,
    span_rad: Array,
    angle_rad: Array,
    gravitational_parameter_m3_s2: float,
) -> Arcs:
    """The arc with a flight-path angle that comes down an angle `span_rad` from its start.

    Arrays that broadcast; spans above nothing and below a full turn, starts not below the ground.
    """
    start, ground, span, angle = np.broadcast_arrays(
        start_radius_m, ground_radius_m, span_rad, angle_rad
    )
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


def arcs_in_time(
    *,
    start_radius_m: Array,
    ground_radius_m: Array,
    span_rad: Array,
    time_s: Array,
    gravitational_parameter_m3_s2: float,
) -> Arcs:
    """The arc that takes a given time to the ground an angle `span_rad` away (Lambert's problem).

    Arrays that broadcast, as for `arcs_at_angle`. Of all arcs with a span the steeper takes longer,
    so that the angle is found by halving the interval in which there are ellipses.
    """
    start, ground, span, time = np.broadcast_arrays(
        start_radius_m, ground_radius_m, span_rad, time_s
    )
    # The hit equation's denominator is (A + B cos 2(angle - least)) / 2; an ellipse's speed is
    # below escape, where that is above (1 - cos span) / 2.
    ratio, chord = start / ground, 1.0 - np.cos(span)
    b = np.hypot(ratio - np.cos(span), np.sin(span))
    least = 0.5 * np.arctan2(np.sin(span), ratio - np.cos(span))
    half = 0.5 * np.arccos(np.clip((chord - (ratio - np.cos(span))) / b, -1.0, 1.0))
    low, high = least - half, least + half
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        arcs = arcs_at_angle(
            start_radius_m=start,
            ground_radius_m=ground,
            span_rad=span,
            angle_rad=middle,
            gravitational_parameter_m3_s2=gravitational_parameter_m3_s2,
        )
        # Without a time the arc is too flat: it goes under the ground on its way.
        steep = arcs.time_s >= time
        high = np.where(steep, middle, high)
        low = np.where(steep, low, middle)
    found = np.abs(arcs.time_s - time) < _SAME_TIME * time
    return Arcs(
        *(
            np.where(found, v, np.nan)
            for v in (arcs.angle_rad, arcs.speed_m_s, arcs.apogee_radius_m, arcs.time_s)
        )
    )
