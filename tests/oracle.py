"""The same flights by another road: inertial axes, PROJ's altitudes, SciPy's DOP853.

Nothing here is shared with the package but the density of the standard atmosphere (which has its
own tests) and the numbers that define WGS 84.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyproj import Transformer
from scipy.integrate import solve_ivp

from trajkit.physics import us76

__all__ = ["Landing", "landing"]

MU_M3_S2 = 3.986004418e14
J2 = 1.08262982e-3
EQUATOR_M = 6378137.0
OMEGA_RAD_S = 7.292115e-5
TO_EARTH_FIXED = Transformer.from_pipeline(
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84"
)


@dataclass(frozen=True)
class Landing:
    """Impact of one flight, and its highest altitude."""

    time_s: float
    position_m: np.ndarray
    speed_m_s: float
    apogee_m: float


def landing(
    latitude_deg,
    longitude_deg,
    altitude_m,
    speed_m_s,
    angle_deg,
    azimuth_deg,
    *,
    beta_kg_m2=np.inf,
    wind_m_s=lambda _: (0.0, 0.0),
    density_kg_m3=lambda altitude_m: float(us76.density_kg_m3(np.array([altitude_m]))[0]),
):
    """Impact of one flight over the turning WGS 84. `wind_m_s` gives east and north."""

    def slopes(time_s, state):
        position, velocity = state[:3], state[3:]
        radius = np.sqrt(position @ position)
        outward = position / radius
        sine = outward[2]
        gravitation = -MU_M3_S2 / radius**2 * outward
        gravitation -= (
            1.5
            * J2
            * MU_M3_S2
            * EQUATOR_M**2
            / radius**4
            * ((1.0 - 5.0 * sine**2) * outward + np.array([0.0, 0.0, 2.0 * sine]))
        )
        if beta_kg_m2 == np.inf:
            return np.concatenate([velocity, gravitation])
        lon, lat, height = _geodetic(_turned(position, -OMEGA_RAD_S * time_s))
        axes = _east_north_up(lat, lon + np.degrees(OMEGA_RAD_S * time_s))
        east, north = wind_m_s(height)
        air = np.array([-OMEGA_RAD_S * position[1], OMEGA_RAD_S * position[0], 0.0])
        through = velocity - air - east * axes[0] - north * axes[1]
        drag = density_kg_m3(height) * np.sqrt(through @ through) * through / (2.0 * beta_kg_m2)
        return np.concatenate([velocity, gravitation - drag])

    def ground(time_s, state):
        if time_s < 1e-3:
            return 1.0  # a start on the ground
        return _geodetic(_turned(state[:3], -OMEGA_RAD_S * time_s))[2]

    def level(_, state):
        return state[:3] @ state[3:]  # close to the peak, where the altitude is stationary

    ground.terminal = True
    position = np.array(TO_EARTH_FIXED.transform(longitude_deg, latitude_deg, altitude_m))
    axes = _east_north_up(latitude_deg, longitude_deg)
    climb, course = np.radians(angle_deg), np.radians(azimuth_deg)
    velocity = speed_m_s * (
        np.cos(climb) * (np.sin(course) * axes[0] + np.cos(course) * axes[1])
        + np.sin(climb) * axes[2]
    )
    velocity += np.cross([0.0, 0.0, OMEGA_RAD_S], position)
    path = solve_ivp(
        slopes,
        (0.0, 20_000.0),
        np.concatenate([position, velocity]),
        method="DOP853",
        rtol=1e-12,
        atol=1e-9,
        events=[ground, level],
        dense_output=True,
    )
    time, state = path.t_events[0][0], path.y_events[0][0]
    end = _turned(state[:3], -OMEGA_RAD_S * time)
    over_ground = state[3:] - np.cross([0.0, 0.0, OMEGA_RAD_S], state[:3])
    return Landing(time, end, np.sqrt(over_ground @ over_ground), _highest(path))


def _highest(path):
    """Highest altitude: golden section around the moment that is level on a sphere."""
    middle = path.t_events[1][0]
    low, high = max(0.0, middle - 20.0), min(path.t[-1], middle + 20.0)

    def altitude(time_s):
        return _high_altitude(path.sol(time_s)[:3])

    golden = (np.sqrt(5.0) - 1.0) / 2.0
    while high - low > 1e-4:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if altitude(left) > altitude(right):
            high = right
        else:
            low = left
    return altitude(0.5 * (low + high))


def _high_altitude(position_m):
    """Altitude by plain iteration: PROJ's is centimetres off at thousands of kilometres."""
    p, z = np.hypot(position_m[0], position_m[1]), position_m[2]
    e2 = 6.69437999014e-3
    latitude = np.arctan2(z, p)
    for _ in range(20):
        normal = EQUATOR_M / np.sqrt(1.0 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * normal * np.sin(latitude), p)
    return (
        p * np.cos(latitude)
        + z * np.sin(latitude)
        - EQUATOR_M * np.sqrt(1.0 - e2 * np.sin(latitude) ** 2)
    )


def _geodetic(position_m):
    return TO_EARTH_FIXED.transform(*position_m, direction="INVERSE")


def _turned(position_m, angle_rad):
    sine, cosine = np.sin(angle_rad), np.cos(angle_rad)
    x, y, z = position_m
    return np.array([cosine * x - sine * y, sine * x + cosine * y, z])


def _east_north_up(latitude_deg, longitude_deg):
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    return east, np.cross(up, east), up
