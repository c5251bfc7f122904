"""Starts of flights for the tests, all of one make."""

from __future__ import annotations

import numpy as np

from trajkit.flight.launch import Launch

__all__ = ["random_starts", "start"]


def start(
    latitude_deg=39.0,
    longitude_deg=126.0,
    altitude_m=0.0,
    speed_m_s=2000.0,
    angle_deg=45.0,
    azimuth_deg=60.0,
):
    """A launch, ordinary unless told otherwise."""
    return Launch(
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=altitude_m,
        speed_m_s=speed_m_s,
        angle_deg=angle_deg,
        azimuth_deg=azimuth_deg,
    )


def random_starts(count, *, speed_m_s, angle_deg, altitude_m=(0.0, 60e3), seed=1):
    """Launches all over the Earth; speed, angle and altitude drawn from the given intervals."""
    rng = np.random.default_rng(seed)
    return start(
        latitude_deg=np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, count))),
        longitude_deg=rng.uniform(-180.0, 180.0, count),
        altitude_m=rng.uniform(*altitude_m, count),
        speed_m_s=rng.uniform(*speed_m_s, count),
        angle_deg=rng.uniform(*angle_deg, count),
        azimuth_deg=rng.uniform(0.0, 360.0, count),
    )
