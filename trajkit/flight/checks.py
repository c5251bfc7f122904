"""What makes a start, a body, a booster or a plan unusable, said in one sentence."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.launch import Launch
from trajkit.flight.phases.dive import Dive

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.flight.problem import Group, Problem
    from trajkit.physics.earth import Earth

__all__ = ["first_problem", "usable"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_HIGHEST_START_M = 1e8


class _Check(NamedTuple):
    """A test of an array, and the sentence for one value that fails it."""

    test: Callable[[Array], Bools]
    sentence: str
    endless: bool = False  # whether infinity is a value


# By the name of the quantity, without the number of its stage or phase.
_CHECKS: dict[str, _Check] = {
    "latitude_deg": _Check(
        lambda v: np.abs(v) <= 90.0, "latitude {value:g} is not between -90 and 90 degrees"
    ),
    "longitude_deg": _Check(
        lambda v: (v >= -180.0) & (v <= 360.0),
        "longitude {value:g} is not between -180 and 360 degrees",
    ),
    "altitude_m": _Check(
        lambda v: v <= _HIGHEST_START_M,
        "altitude {value:,.0f} m is above 100,000 km, where this Earth model ends",
    ),
    "speed_m_s": _Check(lambda v: v >= 0.0, "speed {value:g} m/s is negative; give its size"),
    "angle_deg": _Check(
        lambda v: np.abs(v) <= 90.0,
        "flight-path angle {value:g} is not between -90 and 90 degrees",
    ),
    "burnout_angle_deg": _Check(
        lambda v: np.abs(v) <= 90.0, "burnout angle {value:g} is not between -90 and 90 degrees"
    ),
    "azimuth_deg": _Check(
        lambda v: np.abs(v) <= 360.0, "azimuth {value:g} is not between -360 and 360 degrees"
    ),
    "ballistic_coefficient": _Check(
        lambda v: v > 0.0,
        "ballistic coefficient {value:g} kg/m2 is not above 0; type inf for no drag",
        endless=True,
    ),
    "lift_to_drag": _Check(
        lambda v: (v >= 0.0) & (v <= 10.0),
        "lift-to-drag ratio {value:g} is not between 0 and 10; 0 is no lift, 2 to 4 a good glider",
    ),
    "bank": _Check(
        lambda v: np.abs(v) <= 180.0, "bank angle {value:g} is not between -180 and 180 degrees"
    ),
    "density_multiplier": _Check(
        lambda v: (v >= 0.0) & np.isfinite(v),
        "density multiplier {value:g} is not a number from 0 up",
    ),
    "until_s": _Check(lambda v: v > 0.0, "time limit {value:g} s is not above 0", endless=True),
    "burn_time_s": _Check(
        lambda v: (v > 0.0) & (v <= 2000.0),
        "burn time {value:g} s is not above 0 and up to 2,000 s",
    ),
    "exhaust_velocity_m_s": _Check(
        lambda v: (v >= 500.0) & (v <= 6000.0),
        "exhaust velocity {value:g} m/s is not between 500 and 6,000 m/s; "
        "a specific impulse in seconds times 9.80665 gives it",
    ),
    "delta_v_m_s": _Check(
        lambda v: (v > 0.0) & (v <= 15e3),
        "delta-v {value:g} m/s is not above 0 and up to 15,000 m/s (a mass ratio must be above 1)",
    ),
    "coast_s": _Check(
        lambda v: (v >= 0.0) & (v <= 10e3),
        "coast of {value:g} s between stages is not between 0 and 10,000 s",
    ),
    "rise_time_s": _Check(
        lambda v: v > 0.0, "vertical rise of {value:g} s is not above 0 s; give 1 to 10 s"
    ),
    "ascent_ballistic_coefficient": _Check(
        lambda v: v > 0.0,
        "ballistic coefficient at lift-off {value:g} kg/m2 is not above 0; type inf for no drag",
        endless=True,
    ),
    "damping": _Check(
        lambda v: (v >= 0.0) & (v <= 2.0),
        "damping ratio {value:g} is not between 0 (skip) and 2; 1 is equilibrium glide",
    ),
    "lift_share": _Check(
        lambda v: (v >= 0.0) & (v <= 1.0), "share of the lift {value:g} is not between 0 and 1"
    ),
    "climb_share": _Check(
        lambda v: (v >= 0.0) & (v <= 1.0),
        "share of the lift kept while climbing {value:g} is not between 0 and 1",
    ),
    "until.altitude_m": _Check(
        lambda v: v >= 0.0, "a phase cannot end at an altitude of {value:g} m; give 0 or more"
    ),
    "until.speed_m_s": _Check(
        lambda v: v > 0.0, "a phase cannot end at a speed of {value:g} m/s; give more than 0"
    ),
    "until.time_s": _Check(
        lambda v: v >= 0.0, "a phase cannot last {value:g} s; give 0 or more", endless=True
    ),
}
_UNITS = ("_deg", "_m_s", "_m", "_s")


def usable(problem: Problem) -> Bools:
    """Which flights can start. Shape (N,)."""
    good = np.ones(problem.duration_s.size, np.bool_)
    for group in problem.groups:
        fit = np.ones(group.which.size, np.bool_)
        for name, values in problem.values(group).items():
            check = _CHECKS.get(_plain(name))
            if check is not None:
                fit &= check.test(values)  # a NaN fails every comparison
                fit &= check.endless | np.isfinite(values)
        for _, wrong in _joint(problem, group):
            fit &= ~wrong
        good[group.which] = fit
    return good


def first_problem(problem: Problem) -> str | None:
    """The sentence for the first thing wrong with the first flight, or None."""
    group = next(group for group in problem.groups if 0 in group.which)
    place = int(np.flatnonzero(group.which == 0)[0])
    values = {name: float(array[place]) for name, array in problem.values(group).items()}
    for name, value in values.items():
        plain = _plain(name)
        check = _CHECKS.get(plain)
        if check is None:
            continue
        where = f"{' '.join(name.split(' ')[:2])}: " if name.startswith("stage ") else ""
        if np.isnan(value) or (np.isinf(value) and not (check.endless and value > 0.0)):
            return f"{where}{_spelled(plain)} is {value:g}; give a number"
        if not check.test(np.asarray(value)):
            problem_words = where + check.sentence.format(value=value)
            if name == "latitude_deg" and abs(values["longitude_deg"]) <= 90.0:
                swapped = f"{values['longitude_deg']:g},{value:g}"
                problem_words += f"; latitude comes first: did you mean {swapped}?"
            return problem_words
    for sentence, wrong in _joint(problem, group):
        if wrong[place]:
            return sentence(place)
    return None


def _plain(name: str) -> str:
    """ "stage 1 burn_time_s" -> "burn_time_s"."""
    return name.rsplit(" ", 1)[-1]


def _spelled(name: str) -> str:
    """ "burn_time_s" -> "burn time"."""
    for unit in _UNITS:
        if name.endswith(unit):
            name = name.removesuffix(unit)
            break
    return name.removeprefix("until.").replace("_", " ")


def _joint(problem: Problem, group: Group) -> list[tuple[Callable[[int], str], Bools]]:
    """Faults of several numbers together: the sentence for one flight, and which have it."""
    faults: list[tuple[Callable[[int], str], Bools]] = []
    if isinstance(problem.launch, Launch):
        faults += _of_launch(problem, group)
    else:
        altitude = problem.launch.arrays()["altitude_m"][group.which]
        faults.append(
            (
                lambda i: f"the pad's altitude {altitude[i]:,.0f} m is below 0; give 0 or more",
                ~(altitude >= 0.0),
            )
        )
    body = problem.values(group)
    faults.append(
        (
            lambda _: (
                "the ballistic coefficient inf is a flight without drag, and lift is the "
                "lift-to-drag ratio times the drag; give a finite ballistic coefficient, "
                "or a lift-to-drag ratio of 0"
            ),
            np.isinf(body["ballistic_coefficient"]) & (body["lift_to_drag"] > 0.0),
        )
    )
    if group.booster is not None:
        with np.errstate(all="ignore"):
            ratio = group.booster.thrust_to_weight
        faults.append(
            (
                lambda i: (
                    f"the booster cannot lift off: its thrust is {ratio[i]:.2f} times its weight; "
                    "give a shorter burn time, or more delta-v or exhaust velocity to the first "
                    "stage"
                ),
                ~(ratio > 1.0),
            )
        )
    return faults


def _of_launch(problem: Problem, group: Group) -> list[tuple[Callable[[int], str], Bools]]:
    """Faults of a start in flight."""
    position, velocity = (part[:, group.which] for part in problem.state)
    launch = {name: array[group.which] for name, array in problem.launch.arrays().items()}
    speed, start = launch["speed_m_s"], launch["altitude_m"]
    earth = problem.earth

    def too_fast(i: int) -> str:
        radius = np.hypot.reduce(position[:, i])
        escape = np.sqrt(2.0 * earth.gravitational_parameter_m3_s2 / radius)
        return (
            f"speed {speed[i] / 1e3:g} km/s is at or above escape speed "
            f"({escape / 1e3:.2f} km/s at that altitude, seen from space); give a lower speed"
        )

    with np.errstate(all="ignore"):
        faults: list[tuple[Callable[[int], str], Bools]] = [
            (too_fast, _escape_excess(position, velocity, earth) >= 0.0)
        ]
    dive = _dive(group)
    if "altitude_m" in dive:
        low = dive["altitude_m"]
        faults.append(
            (
                lambda i: (
                    f"the dive below {low[i] / 1e3:g} km begins above the start, which is at "
                    f"{start[i] / 1e3:g} km; give a lower altitude for the dive"
                ),
                low > start,
            )
        )
    if "speed_m_s" in dive:
        slow = dive["speed_m_s"]
        faults.append(
            (
                lambda i: (
                    f"the dive below {slow[i] / 1e3:g} km/s begins above the speed of the start, "
                    f"{speed[i] / 1e3:g} km/s; give a lower speed for the dive"
                ),
                slow > speed,
            )
        )
    return faults


def _dive(group: Group) -> dict[str, Array]:
    """Altitude (m) and speed (m/s) below which a plan's dive begins."""
    phases = group.plan.phases
    for before, phase in itertools.pairwise(phases):
        if isinstance(phase, Dive) and before.until is not None:
            return before.until.arrays()
    return {}


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
