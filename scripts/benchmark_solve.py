"""The flights of the benchmarks by SciPy's solve_ivp, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

import trajkit as tk
from trajkit.physics.earth import WGS84
from trajkit.physics.us76_lower import EARTH_RADIUS_M

if TYPE_CHECKING:
    from trajkit.flight.problem import Problem

__all__ = ["FORMS", "Tolerances", "forms_for", "solve_impacts"]

Array = NDArray[np.float64]

_LONGEST_S = 4_000.0
# trajkit's own, see Burn.CARE.
_BOOST_CARE = 1e-2
_LEAST_RTOL = 3e-14  # below that solve_ivp warns, and takes about that


@dataclass(frozen=True)
class Tolerances:
    """What solve_ivp is given, and how that is said in the table."""

    label: str
    rtol: float
    atol: float | tuple[float, ...]
    boost_care: float = 1.0
    """Times both tolerances while a booster burns."""

    def burning(self) -> dict[str, Any]:
        """Those of the boost."""
        care = self.boost_care
        return {
            "rtol": max(care * self.rtol, _LEAST_RTOL),
            "atol": care * np.array(self.atol),
        }


# Three ways to turn one number into solve_ivp's two tolerances. Units of the state: m and m/s.
FORMS: dict[str, Callable[[float], Tolerances]] = {
    "relative": lambda t: Tolerances(f"rtol {t:.1e}, atol 1000 rtol", t, 1e3 * t),
    "default": lambda t: Tolerances(f"rtol {t:.1e}, atol 1e-6", t, 1e-6),
    # trajkit's own norm: metres, with velocities weighted by 30 s.
    "metres": lambda t: Tolerances(
        f"rtol 1e-13, atol {1e6 * t:.1e} m, a 30th in m/s",
        1e-13,
        (1e6 * t,) * 3 + (1e6 * t / 30,) * 3,
    ),
}


def _careful(form: Callable[[float], Tolerances]) -> Callable[[float], Tolerances]:
    def tolerances(t: float) -> Tolerances:
        plain = form(t)
        label = f"{plain.label}; a hundredth in the boost"
        return replace(plain, label=label, boost_care=_BOOST_CARE)

    return tolerances


def forms_for(problem: Problem) -> dict[str, Callable[[float], Tolerances]]:
    """The forms to try: for boosts also with the care that trajkit takes of them."""
    if problem.groups[0].booster is None:
        return FORMS
    return FORMS | {f"{name}, careful": _careful(form) for name, form in FORMS.items()}


State = Callable[[float, Array], tuple[float, ...]]


class Burn(NamedTuple):
    """The burn of a stage: see `trajkit.flight.phases.burn.Burn`."""

    rate_1_s: float
    exhaust_velocity_m_s: float
    ignition_s: float
    straight_up: bool


class Leg(NamedTuple):
    """A part of the boost.

    The velocity turns into the direction given, if one is given, before it begins.
    """

    drag: float
    burn: Burn
    end_s: float
    direction: Array | None = None


def scalar_equations(
    drag: float, lift_to_drag: float = 0.0, burn: Burn | None = None
) -> tuple[State, Callable[[float, Array], float]]:
    """The right-hand side and the altitude for one flight, as quick as plain Python makes them.

    The same formulae as trajkit.physics.motion, lift and thrust, the same density table, with
    math.sqrt and a list of tuples: NumPy's scalars would cost several times as much.
    """
    mu = WGS84.gravitational_parameter_m3_s2
    a = WGS84.equatorial_radius_m
    e2 = WGS84.eccentricity_squared
    e2_a = e2 * a
    j2_term = 1.5 * WGS84.j2 * a * a
    coriolis = 2.0 * WGS84.rotation_rate_rad_s
    centrifugal = WGS84.rotation_rate_rad_s**2
    pieces, offset, height_scale = density_pieces()
    last = len(pieces) - 1
    burns = burn is not None
    burn_rate, exhaust, ignition, straight_up = burn or (0.0, 0.0, 0.0, False)
    thrust = burn_rate * exhaust
    lifts = lift_to_drag != 0.0

    def slopes(time: float, state: Array) -> tuple[float, ...]:
        x, y, z, vx, vy, vz = state.tolist()
        p2 = x * x + y * y
        z2 = z * z
        inverse_r2 = 1.0 / (p2 + z2)
        inverse_r = sqrt(inverse_r2)
        central = mu * inverse_r * inverse_r2
        squeeze = central * j2_term * inverse_r2
        inward = squeeze * (5.0 * z2 * inverse_r2 - 1.0) - central
        equatorial = inward + centrifugal
        steep_z = z * (1.0 + e2_a * inverse_r)
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        altitude = (p2 + z * steep_z - a * sqrt(normal2 - e2 * steep_z2)) / sqrt(normal2)
        place = offset - height_scale / (altitude + EARTH_RADIUS_M)
        piece = int(place)
        if piece < 0:
            piece = 0
        elif piece > last:
            piece = last
        share = place - piece
        c0, c1, c2, c3 = pieces[piece]
        density = ((c3 * share + c2) * share + c1) * share + c0
        speed2 = vx * vx + vy * vy + vz * vz
        rate = drag * density * sqrt(speed2)
        if lifts:
            rise = x * vx + y * vy + steep_z * vz
            size = lift_to_drag * rate / sqrt((speed2 + 1e-12) * normal2 - rise * rise)
            rate += size * rise
            upward = size * speed2
            return (
                vx,
                vy,
                vz,
                (equatorial + upward) * x + coriolis * vy - rate * vx,
                (equatorial + upward) * y - coriolis * vx - rate * vy,
                (inward - 2.0 * squeeze) * z + upward * steep_z - rate * vz,
            )
        if burns:
            inverse_mass = 1.0 / (1.0 - burn_rate * (time - ignition))
            rate *= inverse_mass
            push = thrust * inverse_mass
            if straight_up:
                push /= sqrt(normal2)
                return (
                    vx,
                    vy,
                    vz,
                    (equatorial + push) * x + coriolis * vy - rate * vx,
                    (equatorial + push) * y - coriolis * vx - rate * vy,
                    (inward - 2.0 * squeeze) * z + push * steep_z - rate * vz,
                )
            rate -= push / sqrt(speed2)
        return (
            vx,
            vy,
            vz,
            equatorial * x + coriolis * vy - rate * vx,
            equatorial * y - coriolis * vx - rate * vy,
            (inward - 2.0 * squeeze) * z - rate * vz,
        )

    def altitude(_: float, state: Array) -> float:
        x, y, z = state.tolist()[:3]
        p2 = x * x + y * y
        z2 = z * z
        r2 = p2 + z2
        u = a / sqrt(r2)
        steep_z = z / (1.0 - e2 * u * (1.0 + e2 * (z2 / r2) * (0.5 - u)))
        steep_z2 = steep_z * steep_z
        normal2 = p2 + steep_z2
        above: float = (p2 + z * steep_z - a * sqrt(normal2 - e2 * steep_z2)) / sqrt(normal2)
        return above

    altitude.terminal = True  # type: ignore[attr-defined]
    altitude.direction = -1.0  # type: ignore[attr-defined]
    return slopes, altitude


@cache
def density_pieces() -> tuple[list[tuple[float, ...]], float, float]:
    """The density table's pieces, and what turns an altitude into a place among them."""
    table = tk.Air().density_table()
    pieces = [tuple(row) for row in table.coefficients.tolist()]
    return pieces, table.offset, table.height_scale


def boosts(problem: Problem) -> list[list[Leg]]:
    """The boost of each flight: the rise, then the gravity turn of each stage.

    What trajkit found is given: when the rise ends, and the kick that ends it.
    """
    group = problem.groups[0]
    if group.booster is None:
        return [[] for _ in range(problem.duration_s.size)]
    until = group.boost(problem.earth)[0].until
    assert until is not None
    rises_s = until.arrays()["time_s"]
    arrays = group.booster.arrays()
    aheads, ups = problem.setting.forward_and_up()
    legs: list[list[Leg]] = []
    for i in range(problem.duration_s.size):
        # The kick: from the vertical of the pad, by twice the arctangent of the steering's length.
        forward, right = group.steer[:, i]
        angle = 2.0 * np.arctan(np.hypot(forward, right))
        ahead, up = aheads[:, i], ups[:, i]
        side = forward * ahead + right * np.cross(ahead, up)
        kick = np.cos(angle) * up + np.sin(angle) * side / np.hypot(forward, right)
        drag = 0.5 / arrays["ascent_ballistic_coefficient"][i]
        begin, mine = 0.0, []
        for number in range(1, len(group.booster.stages) + 1):
            burn_time, exhaust, gain, coast = (
                float(arrays[f"stage {number} {name}"][i])
                for name in ("burn_time_s", "exhaust_velocity_m_s", "delta_v_m_s", "coast_s")
            )
            assert coast == 0.0
            left = np.exp(-gain / exhaust)
            burn = Burn((1.0 - left) / burn_time, exhaust, begin, straight_up=False)
            if number == 1:
                mine.append(Leg(drag, burn._replace(straight_up=True), float(rises_s[i])))
            end = begin + burn_time
            mine.append(Leg(drag, burn, end, kick if number == 1 else None))
            begin, drag = end, drag / left
        legs.append(mine)
    return legs


def solve_impacts(
    problem: Problem, method: str, tolerances: Tolerances, longest_step_s: float = np.inf
) -> tuple[Array, float]:
    """Impacts by solve_ivp, one flight after the other, and the calls of the right-hand side.

    Earth-fixed, shape (3, N). Units: m.
    """
    calls = 0
    starts = np.concatenate(problem.state).T.copy()
    ends = np.full((3, len(starts)), np.nan)
    drags = (0.5 / problem.ballistic_coefficient).tolist()
    lifts = problem.lift_to_drag.tolist()
    options = {"method": method, "max_step": longest_step_s}
    for i, legs in enumerate(boosts(problem)):
        time, state = 0.0, starts[i]
        for leg in legs:
            if leg.direction is not None:
                speed = np.sqrt((state[3:] ** 2).sum())
                state = np.concatenate([state[:3], speed * leg.direction])
            slopes, _ = scalar_equations(leg.drag, burn=leg.burn)
            solution = solve_ivp(
                slopes, (time, leg.end_s), state, **options, **tolerances.burning()
            )
            calls += solution.nfev
            time, state = leg.end_s, solution.y[:, -1]
        slopes, altitude = scalar_equations(drags[i], lifts[i])
        solution = solve_ivp(
            slopes,
            (time, _LONGEST_S),
            state,
            events=altitude,
            rtol=tolerances.rtol,
            atol=tolerances.atol,
            **options,
        )
        calls += solution.nfev
        if solution.t_events[0].size:
            ends[:, i] = solution.y_events[0][0][:3]
    return ends, calls
