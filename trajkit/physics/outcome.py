"""What an integration gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments", "Outcome"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments of flights, ordered by flight and time. m of them.

    Parameters
    ----------
    lane
        Which flight, shape (m,).
    time_s
        Since the start, shape (m,). Units: s.
    position_m, velocity_m_s
        Earth-fixed, shape (3, m). Units: m, m/s.
    """

    lane: NDArray[np.intp]
    time_s: Array
    position_m: Array
    velocity_m_s: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of N flights.

    Parameters
    ----------
    status
        Shape (N,), see `Status`.
    end
        The last moment of each flight (N of them, one a flight): impact if landed; NaN where the
        flight could not start.
    peaks
        Every local maximum of the geodetic altitude after the start and before the end.
    crossings
        For each level asked for, every passage, up or down.
    top_speed_m_s, top_speed_time_s
        The greatest Earth-relative speed and when, shape (N,).
    samples_position_m, samples_velocity_m_s
        At the times asked for, shape (3, N, M); NaN after the end. None if not asked for.
    steps
        Accepted steps, shape (N,).
    stopped
        Whether a lane ended at one of its stops, neither on the ground nor at its time limit,
        shape (N,).
    at_peak
        Whether it ended at a peak, shape (N,).
    """

    status: NDArray[np.int8]
    end: Moments
    peaks: Moments
    crossings: tuple[Moments, ...]
    top_speed_m_s: Array
    top_speed_time_s: Array
    samples_position_m: Array | None
    samples_velocity_m_s: Array | None
    steps: NDArray[np.int32]
    stopped: NDArray[np.bool_]
    at_peak: NDArray[np.bool_]
