"""The flights of the benchmark by heyoka's Taylor integrator, a batch in the lanes of SIMD."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import heyoka as hy
import numpy as np
from benchmark_peers_equations import AIR_TOP_M, Start, altitudes, forces
from numpy.typing import NDArray

import trajkit as tk
from trajkit.physics import us76
from trajkit.physics.table import AltitudeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.flight.problem import Problem

__all__ = ["SETTINGS", "flyer", "smooth"]

Array = NDArray[np.float64]

BATCH = 4 * hy.recommended_simd_size()
"""Lanes at work: several registers' worth, so that Python's part of a step is shared."""
CAP_S = 40.0
"""Longest step in the air: a longer one would jump over air that its series has not felt."""

# The smooth density: exp of a polynomial in altitude / (altitude + this). It tends to a limit far
# out, where a polynomial in altitude would not. Units: m.
_HALF_M = 50e3
_DEGREE = 12
# More than gravity anywhere, so that the time to the air is not over-estimated. Units: m/s2.
_GRAVITY_M_S2 = 9.9
# Added to the time to the air, so that it is reached in few steps. Units: s.
_SLACK_S = 1.0
_SOLVES = 14

SETTINGS = (
    f"taylor_adaptive_batch, {BATCH} lanes ({BATCH // hy.recommended_simd_size()} registers of "
    f"{hy.recommended_simd_size()}), landed lanes reseated at once, compact_mode off; steps of at "
    f"most {CAP_S:g} s below {AIR_TOP_M / 1e3:g} km and until just into it above; ground found "
    f"on the Taylor series; density exp of a polynomial of degree {_DEGREE}; tolerance is its own, "
    f"relative to the state"
)


@cache
def _logarithm() -> tuple[float, ...]:
    """Coefficients in 2 u - 1, u = altitude / (altitude + 50 km), of the logarithm of kg/m3.

    Least squares against the standard atmosphere, lightly above 90 km, where it hardly brakes;
    beyond 950 km a straight fall.
    """
    altitude = np.concatenate([np.linspace(0.0, 90e3, 1801), np.linspace(90e3, 950e3, 200)])
    weight = np.select([altitude < 90e3, altitude < 120e3], [1.0, 0.1], 0.003)
    u = np.concatenate([altitude / (altitude + _HALF_M), [0.97, 0.98, 0.99, 1.0]])
    logarithm = np.concatenate([np.log(us76.density_kg_m3(altitude)), [-33.0, -34.0, -35.0, -36.0]])
    weight = np.concatenate([weight, np.full(4, 0.003)])
    fit = np.polynomial.Polynomial.fit(u, logarithm, _DEGREE, w=weight, domain=[0.0, 1.0])
    return tuple(fit.coef.tolist())


def _smooth_density(altitude: Any, exp: Callable[[Any], Any]) -> Any:
    place = 2.0 * (altitude / (altitude + _HALF_M)) - 1.0
    *lower, power = _logarithm()
    for coefficient in reversed(lower):
        power = power * place + coefficient
    return exp(power)


class _SmoothAir(tk.Air):
    """trajkit's air with that density, tabulated finely: for the truth."""

    def density_table(self) -> AltitudeTable:
        return _smooth_table()


@cache
def _smooth_table() -> AltitudeTable:
    return AltitudeTable.of(
        lambda altitude: _smooth_density(altitude, np.exp),
        low_m=us76.BOTTOM_M,
        high_m=us76.TOP_M,
        step_m=50.0,
    )


def smooth(problem: Problem) -> Problem:
    """The same flights in heyoka's air."""
    return replace(problem, air=_SmoothAir())


@cache
def _integrator(lifts: bool, tolerance: float, batch: int) -> tuple[Any, Any]:
    """The integrator, and a function that gives altitude (m) and the longest step (s)."""
    accelerate = forces(
        lambda altitude, _: _smooth_density(altitude, hy.exp),
        sqrt=hy.sqrt,
        inverse_sqrt=lambda value: value**-0.5,
        lifts=lifts,
    )
    place = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    slopes = accelerate(*place, hy.par[0], hy.par[1], None)
    system = list(zip(place, (*place[3:], *slopes), strict=True))
    parameters = np.ones((1 + lifts, batch))
    integrator = hy.taylor_adaptive_batch(
        system, np.ones((6, batch)), pars=parameters, tol=tolerance, compact_mode=False
    )
    altitude, *up = altitudes(sqrt=hy.sqrt)(*place[:3])
    rate = sum(v * u for v, u in zip(place[3:], up, strict=True))
    gap = altitude - AIR_TOP_M
    to_air = (rate + hy.sqrt(rate * rate + 2.0 * _GRAVITY_M_S2 * gap)) / _GRAVITY_M_S2
    cap = hy.select(hy.gt(gap, 0.0), to_air + _SLACK_S, CAP_S)
    return integrator, hy.cfunc([altitude, cap], vars=place)


def flyer(start: Start, batch: int = BATCH) -> Callable[[float], tuple[Array, float]]:
    """heyoka's tolerance -> impacts, shape (3, N), and steps."""
    states = np.concatenate([start.position_m, start.velocity_m_s])
    parameters = np.stack([start.drag, start.lift_to_drag][: 1 + start.lifts])
    count = start.drag.size

    def fly(tolerance: float) -> tuple[Array, float]:
        integrator, look = _integrator(start.lifts, tolerance, batch)
        state, pars, series, last = (
            integrator.state, integrator.pars, integrator.tc, integrator.last_h
        )  # fmt: skip
        step = integrator.step
        seen = np.empty((2, batch))
        altitude, cap = seen
        seats = np.arange(batch) % count
        seats[count:] = -1
        state[:] = states[:, seats]
        pars[:] = parameters[:, seats]
        parked = seats < 0
        paths = np.empty((count, 3, series.shape[1]))
        lengths = np.empty(count)
        upcoming, flying, steps = min(batch, count), min(batch, count), 0
        look(state, outputs=seen)
        while flying:
            if flying < batch:
                cap[parked] = 0.0
            step(cap, write_tc=True)
            steps += flying
            look(state, outputs=seen)
            if altitude.min() < 0.0:
                for lane in np.flatnonzero(altitude < 0.0):
                    flight = seats[lane]
                    paths[flight] = series[:3, :, lane]
                    lengths[flight] = last[lane]
                    new = min(upcoming, count - 1)
                    state[:, lane] = states[:, new]
                    pars[:, lane] = parameters[:, new]
                    if upcoming < count:
                        seats[lane] = upcoming
                        upcoming += 1
                    else:
                        parked[lane] = True
                        flying -= 1
                look(state, outputs=seen)
        return _impacts(paths, lengths), float(steps)

    return fly


def _impacts(paths: Array, lengths: Array) -> Array:
    """Where paths, shape (N, 3, order + 1), go into the ground: Illinois' regula falsi."""
    terms = np.ascontiguousarray(paths.transpose(2, 1, 0))
    altitude_and_up = altitudes(sqrt=np.sqrt)

    def place(time: Array) -> Array:
        path = terms[-1] * time
        for term in terms[-2:0:-1]:
            path += term
            path *= time
        path += terms[0]
        return path

    low, high = np.zeros_like(lengths), lengths
    above, below = altitude_and_up(*place(low))[0], altitude_and_up(*place(high))[0]
    side = np.zeros_like(lengths)
    for _ in range(_SOLVES):
        time = (low * below - high * above) / (below - above)
        value = altitude_and_up(*place(time))[0]
        under = value < 0.0
        low, high = np.where(under, low, time), np.where(under, time, high)
        above = np.where(under, np.where(side < 0.0, 0.5 * above, above), value)
        below = np.where(under, value, np.where(side > 0.0, 0.5 * below, below))
        side = np.where(under, -1.0, 1.0)
    return place(time)
