"""The flights that the benchmarks fly, and the same flights by SciPy's solve_ivp."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

import trajkit as tk
from trajkit.physics.earth import WGS84
from trajkit.physics.us76_lower import EARTH_RADIUS_M

__all__ = ["FORMS", "LONGEST_S", "Cases", "Tolerances", "lofted", "short_range", "solve_impacts"]

Array = NDArray[np.float64]

LONGEST_S = 4_000.0


@dataclass(frozen=True, eq=False)
class Cases:
    """Flights to fly: starts in arrays of shape (N,), and the ballistic coefficient in kg/m2."""

    name: str
    launch: tk.Launch
    beta_kg_m2: Array

    def first(self, count: int) -> Cases:
        """The first of them."""
        launch = {name: values[:count] for name, values in self.launch.arrays().items()}
        return Cases(self.name, tk.Launch(**launch), self.beta_kg_m2[:count])

    @cached_property
    def state(self) -> tuple[Array, Array]:
        """Earth-fixed position (m) and velocity (m/s), shape (3, N)."""
        return self.launch.state(WGS84)

    @property
    def drag(self) -> Array:
        """Half the inverse ballistic coefficient. Units: m2/kg."""
        return 0.5 / self.beta_kg_m2


def short_range(count: int) -> Cases:
    """SRBM-like: 3.5 km/s +-10 %, 40 +-5 degrees, from 60 km, all azimuths."""
    random = np.random.default_rng(1)
    return _cases(
        "short range",
        altitude_m=60e3,
        speed_m_s=3500.0 * (1.0 + 0.1 * random.uniform(-1.0, 1.0, count)),
        angle_deg=40.0 + 5.0 * random.uniform(-1.0, 1.0, count),
        random=random,
    )


def lofted(count: int) -> Cases:
    """Lofted long-range: 6.5 to 7.5 km/s, 80 to 87 degrees, from 100 km, all azimuths."""
    random = np.random.default_rng(1)
    return _cases(
        "lofted",
        altitude_m=100e3,
        speed_m_s=random.uniform(6500.0, 7500.0, count),
        angle_deg=random.uniform(80.0, 87.0, count),
        random=random,
    )


def _cases(
    name: str,
    *,
    altitude_m: float,
    speed_m_s: Array,
    angle_deg: Array,
    random: np.random.Generator,
) -> Cases:
    count = speed_m_s.size
    launch = tk.Launch(
        latitude_deg=np.full(count, 39.0),
        longitude_deg=np.full(count, 126.0),
        altitude_m=np.full(count, altitude_m),
        speed_m_s=speed_m_s,
        angle_deg=angle_deg,
        azimuth_deg=random.uniform(0.0, 360.0, count),
    )
    return Cases(name, launch, 4000.0 * np.exp(0.5 * random.normal(size=count)))


@dataclass(frozen=True)
class Tolerances:
    """What solve_ivp is given, and how that is said in the table."""

    label: str
    rtol: float
    atol: float | tuple[float, ...]


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

State = Callable[[float, Array], tuple[float, ...]]


def scalar_equations(drag: float) -> tuple[State, Callable[[float, Array], float]]:
    """The right-hand side and the altitude for one flight, as quick as plain Python makes them.

    The same formulae as trajkit.physics.motion, the same density table, with math.sqrt and a list
    of tuples: NumPy's scalars would cost several times as much.
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

    def slopes(_: float, state: Array) -> tuple[float, ...]:
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
        rate = drag * density * sqrt(vx * vx + vy * vy + vz * vz)
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
    offset = (EARTH_RADIUS_M - table.start_m) / table.step_m
    return pieces, offset, EARTH_RADIUS_M * EARTH_RADIUS_M / table.step_m


def solve_impacts(
    cases: Cases, method: str, tolerances: Tolerances, longest_step_s: float = np.inf
) -> tuple[Array, float]:
    """Impacts by solve_ivp, one flight after the other, and the calls of the right-hand side.

    Earth-fixed, shape (3, N). Units: m.
    """
    calls = 0
    starts = np.concatenate(cases.state).T.copy()
    ends = np.full((3, len(starts)), np.nan)
    for i, (start, drag) in enumerate(zip(starts, cases.drag.tolist(), strict=True)):
        slopes, altitude = scalar_equations(drag)
        solution = solve_ivp(
            slopes,
            (0.0, LONGEST_S),
            start,
            method=method,
            events=altitude,
            rtol=tolerances.rtol,
            atol=tolerances.atol,
            max_step=longest_step_s,
        )
        calls += solution.nfev
        if solution.t_events[0].size:
            ends[:, i] = solution.y_events[0][0][:3]
    return ends, calls
