"""Kepler arcs from a place to a point of the turning Earth, by their time of flight.

In inertial space the point has moved on by the Earth's turn when the body comes down. A given time
of flight says where it is then, and so which arc leads there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.kepler import arcs_in_time

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth

__all__ = ["AimedArcs", "aimed_arcs"]

Array = NDArray[np.float64]

# Straight up and down the plane of the arc is not determined.
_LEAST_SPAN = 1e-4


@dataclass(frozen=True, eq=False)
class AimedArcs:
    """Arcs of n rows and k times of flight; NaN where no ellipse takes that time.

    Attributes
    ----------
    velocity_m_s
        At the start, relative to the turning Earth, Earth-fixed axes, shape (3, n, k). Units: m/s.
    apogee_radius_m, time_s
        Shape (n, k). Units: m, s.
    """

    velocity_m_s: Array
    apogee_radius_m: Array
    time_s: Array


def aimed_arcs(
    *, start_m: Array, target_m: Array, forward: Array, time_s: Array, earth: Earth
) -> AimedArcs:
    """Arcs from starts to targets that turn with the Earth.

    Parameters
    ----------
    start_m, target_m
        Earth-fixed, shape (3, n). Units: m.
    forward
        Unit vector in which the body is to set out, shape (3, n): it decides which way round is
        taken to a point near the antipode.
    time_s
        Times of flight, shape (n, k). Units: s.
    """
    start_radius, target_radius = _length(start_m), _length(target_m)
    outward = (start_m / start_radius)[:, :, None]
    turned = earth.rotation_rate_rad_s * time_s
    x, y, z = (target_m / target_radius)[:, :, None]
    there = np.stack(
        [
            x * np.cos(turned) - y * np.sin(turned),
            x * np.sin(turned) + y * np.cos(turned),
            np.broadcast_to(z, turned.shape),
        ]
    )
    along = (outward * there).sum(axis=0)
    aside = there - along * outward
    sideways = _length(aside)
    ahead = np.where(sideways < _LEAST_SPAN, forward[:, :, None], aside / sideways)
    span = np.maximum(np.arctan2(sideways, along), _LEAST_SPAN)
    # Beyond the antipode the shorter way round sets out backwards.
    beyond = (along < 0.0) & ((ahead * forward[:, :, None]).sum(axis=0) < 0.0)
    ahead = np.where(beyond, -ahead, ahead)
    span = np.where(beyond, 2.0 * np.pi - span, span)
    arcs = arcs_in_time(
        start_radius_m=start_radius[:, None],
        ground_radius_m=target_radius[:, None],
        span_rad=span,
        time_s=time_s,
        gravitational_parameter_m3_s2=earth.gravitational_parameter_m3_s2,
    )
    velocity = arcs.speed_m_s * (np.sin(arcs.angle_rad) * outward + np.cos(arcs.angle_rad) * ahead)
    # Of the ground, to be taken off: the Earth's turn carries the start along.
    velocity[0] += earth.rotation_rate_rad_s * start_m[1][:, None]
    velocity[1] -= earth.rotation_rate_rad_s * start_m[0][:, None]
    return AimedArcs(velocity, arcs.apogee_radius_m, arcs.time_s)


def _length(vectors: Array) -> Array:
    length: Array = np.sqrt((vectors**2).sum(axis=0))
    return length
