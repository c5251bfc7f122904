"""What makes a start state or a body unusable, said in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.earth import Earth

__all__ = ["first_problem", "usable"]

Array = NDArray[np.float64]

_HIGHEST_START_M = 1e8

# Each: name of the quantity, test for one array, sentence for one value.
_CHECKS: tuple[tuple[str, Callable[[Array], NDArray[np.bool_]], str], ...] = (
    (
        "latitude_deg",
        lambda v: np.abs(v) <= 90.0,
        "latitude {value:g} is not between -90 and 90 degrees",
    ),
    (
        "longitude_deg",
        lambda v: (v >= -180.0) & (v <= 360.0),
        "longitude {value:g} is not between -180 and 360 degrees",
    ),
    (
        "altitude_m",
        lambda v: v <= _HIGHEST_START_M,
        "altitude {value:,.0f} m is above 100,000 km, where this Earth model ends",
    ),
    ("speed_m_s", lambda v: v >= 0.0, "speed {value:g} m/s is negative; give its size"),
    (
        "angle_deg",
        lambda v: np.abs(v) <= 90.0,
        "flight-path angle {value:g} is not between -90 and 90 degrees",
    ),
    (
        "azimuth_deg",
        lambda v: np.abs(v) <= 360.0,
        "azimuth {value:g} is not between -360 and 360 degrees",
    ),
    (
        "ballistic_coefficient",
        lambda v: v > 0.0,
        "ballistic coefficient {value:g} kg/m2 is not above 0; type inf for no drag",
    ),
    (
        "density_multiplier",
        lambda v: (v >= 0.0) & np.isfinite(v),
        "density multiplier {value:g} is not a number from 0 up",
    ),
)


def usable(
    values: dict[str, Array], position_m: Array, velocity_m_s: Array, earth: Earth
) -> NDArray[np.bool_]:
    """Which flights can start. Shape (N,), true or false, from arrays of shape (N,) by name."""
    good = np.ones(position_m.shape[1:], np.bool_)
    for name, test, _ in _CHECKS:
        good &= test(values[name])  # a NaN fails every comparison
    return good & (_escape_excess(position_m, velocity_m_s, earth) < 0.0)


def first_problem(
    values: dict[str, float], position_m: Array, velocity_m_s: Array, earth: Earth
) -> str | None:
    """The sentence for the first thing wrong with one flight, or None."""
    for name, test, sentence in _CHECKS:
        value = values[name]
        if not np.isfinite(value) and not (name == "ballistic_coefficient" and value == np.inf):
            what = name.removesuffix("_deg").removesuffix("_m_s").removesuffix("_m")
            return f"{what.replace('_', ' ')} is {value:g}; give a number"
        if not test(np.asarray(value)):
            problem = sentence.format(value=value)
            if name == "latitude_deg" and abs(values["longitude_deg"]) <= 90.0:
                problem += (
                    f"; latitude comes first: did you mean {values['longitude_deg']:g},{value:g}?"
                )
            return problem
    if _escape_excess(position_m, velocity_m_s, earth) >= 0.0:
        escape = np.sqrt(2.0 * earth.gravitational_parameter_m3_s2 / np.hypot.reduce(position_m))
        return (
            f"speed {values['speed_m_s'] / 1e3:g} km/s is at or above escape speed "
            f"({escape / 1e3:.2f} km/s at that altitude, seen from space); give a lower speed"
        )
    return None


def _escape_excess(position_m: Array, velocity_m_s: Array, earth: Earth) -> Array:
    """Specific orbital energy, seen from inertial space; 0 is escape. Units: m2/s2."""
    omega = earth.rotation_rate_rad_s
    vx = velocity_m_s[0] - omega * position_m[1]
    vy = velocity_m_s[1] + omega * position_m[0]
    with np.errstate(all="ignore"):  # a row beyond the range of doubles is refused
        kinetic = 0.5 * (vx * vx + vy * vy + velocity_m_s[2] ** 2)
        radius = np.sqrt((position_m * position_m).sum(axis=0))
        energy: Array = kinetic - earth.gravitational_parameter_m3_s2 / radius
    return energy
