"""Gliding flight by another road: speed, flight-path angle and heading, by SciPy's DOP853.

The equations of Vinh, Busemann & Culp (1980), Hypersonic and Planetary Entry Flight Mechanics,
chapter 2, on a round Earth that may turn. Nothing is shared with the package: the standard
atmosphere to 86 km is written again from its defining layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, exp, pi, sin, sqrt, tan

import numpy as np
from scipy.integrate import solve_ivp

__all__ = ["Glider", "density_kg_m3", "glide", "sound_speed_m_s"]

_G0, _GAS, _EARTH = 9.80665, 8314.32 / 28.9644, 6_356_766.0
# Base height (m, geopotential), base temperature (K), its slope (K/m).
_LAYERS = (
    (0.0, 288.15, -6.5e-3),
    (11e3, 216.65, 0.0),
    (20e3, 216.65, 1e-3),
    (32e3, 228.65, 2.8e-3),
    (47e3, 270.65, 0.0),
    (51e3, 270.65, -2.8e-3),
    (71e3, 214.65, -2e-3),
)


def _pressure_ratio(above, base_k, slope):
    if slope == 0.0:
        return exp(-_G0 * above / (_GAS * base_k))
    return (1.0 + slope * above / base_k) ** (-_G0 / (_GAS * slope))


_PRESSURES = [101_325.0]
for (_low, _base, _slope), (_high, _, _) in pairwise(_LAYERS):
    _PRESSURES.append(_PRESSURES[-1] * _pressure_ratio(_high - _low, _base, _slope))


def _layer(altitude_m):
    height = _EARTH * altitude_m / (_EARTH + altitude_m)
    number = max(sum(height >= layer[0] for layer in _LAYERS) - 1, 0)
    low, base_k, slope = _LAYERS[number]
    return _PRESSURES[number] * _pressure_ratio(height - low, base_k, slope), (
        base_k + slope * (height - low)
    )


def density_kg_m3(altitude_m):
    """US Standard Atmosphere 1976, to 86 km."""
    pressure, temperature = _layer(altitude_m)
    return pressure / (_GAS * temperature)


def sound_speed_m_s(altitude_m):
    """By the molecular-scale temperature, as the standard has it to 86 km."""
    return sqrt(1.4 * _GAS * _layer(altitude_m)[1])


@dataclass(frozen=True)
class Glider:
    """Start, body and world; functions of the Mach number, and of time in s, where they vary."""

    altitude_m: float
    speed_m_s: float
    angle_deg: float = 0.0
    latitude_deg: float = 0.0
    azimuth_deg: float = 90.0
    beta: object = 13_000.0
    lift_to_drag: object = 2.6
    bank_deg: object = 0.0
    damping: float = 0.0
    climb_share: float = 1.0
    radius_m: float = 6_370_000.0
    mu_m3_s2: float = 3.99e14
    turn_rad_s: float = 0.0


def _value(given, argument):
    return given(argument) if callable(given) else given


def glide(glider, *, until_m=0.0, end_s=20_000.0, breaks_s=()):
    """The path from the start to an altitude or a time: a dense solution and its end.

    Returns
    -------
    end_s, state
        The time, and a function of time to (altitude m, longitude rad, latitude rad, speed m/s,
        flight-path angle rad, heading rad).
    """
    g = glider
    omega = g.turn_rad_s

    def slopes(time_s, state):
        altitude, _, latitude, speed, angle, heading = state
        r = g.radius_m + altitude
        density = density_kg_m3(altitude)
        mach = speed / sound_speed_m_s(altitude)
        drag = density * speed * speed / (2.0 * _value(g.beta, mach))
        ratio = _value(g.lift_to_drag, mach)
        lift = ratio * drag
        gravity = g.mu_m3_s2 / r**2
        climb = speed * sin(angle)
        slat, clat = sin(latitude), cos(latitude)
        north, east = cos(heading), sin(heading)
        turning = omega * omega * r * clat
        if g.damping:
            # Weight less the centrifugal and the Coriolis relief: trajkit's own definition.
            weight = gravity - turning * clat - 2.0 * omega * speed * clat * east * cos(angle)
            weight = max(weight - (speed * cos(angle)) ** 2 / r, 0.3)
            settled = 2.0 * _G0 * 7200.0 / (ratio * speed)
            excess = 2.0 * g.damping * (climb + settled) / sqrt(weight * 7200.0)
            lift *= 1.0 - excess / sqrt(1.0 + excess * excess)
        if g.climb_share != 1.0:
            steep = climb / 10.0
            share = 0.5 * (1.0 - steep / sqrt(1.0 + steep * steep))
            lift *= g.climb_share + (1.0 - g.climb_share) * share
        bank = _value(g.bank_deg, time_s) * pi / 180.0
        sg, cg = sin(angle), cos(angle)
        return [
            climb,
            speed * cg * east / (r * clat),
            speed * cg * north / r,
            -drag - gravity * sg + turning * (sg * clat - cg * slat * north),
            (lift * cos(bank) + turning * (cg * clat + sg * north * slat)) / speed
            + (speed / r - gravity / speed) * cg
            + 2.0 * omega * clat * east,
            (lift * sin(bank) + turning * slat * east) / (speed * cg)
            + speed / r * cg * east * tan(latitude)
            - 2.0 * omega * (sg / cg * north * clat - slat),
        ]

    def low(_, state):
        return state[0] - until_m

    low.terminal = True
    low.direction = -1.0
    state = np.array(
        [
            g.altitude_m, 0.0, np.radians(g.latitude_deg), g.speed_m_s,
            np.radians(g.angle_deg), np.radians(g.azimuth_deg),
        ]
    )  # fmt: skip
    begin, parts = 0.0, []
    # A fresh start at each corner of a schedule: none falls within a step.
    for stop in (*breaks_s, end_s):
        path = solve_ivp(
            slopes, (begin, stop), state, method="DOP853", rtol=1e-12,
            atol=[1e-6, 1e-13, 1e-13, 1e-9, 1e-13, 1e-13], events=low, dense_output=True,
        )  # fmt: skip
        parts.append((path.t[-1], path.sol))
        begin, state = path.t[-1], path.y[:, -1]
        if path.status == 1:
            break

    def at(time_s):
        return next(solution for end, solution in parts if time_s <= end)(time_s)

    return begin, at
