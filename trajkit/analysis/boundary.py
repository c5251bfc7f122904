"""The boundary-value problem: from reported figures to the burnout velocity that gives them.

Each row of a batch has two figures to meet and a bearing on which to fall; the unknowns are the
three components of the velocity at burnout. A Kepler arc gives the first guess; the flown flight
(turning ellipsoid, air) gives the residuals, and damped least squares (Levenberg-Marquardt) brings
them to nothing, or to the least that the flight allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.kepler import Arcs, arcs_to_range
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.geodesic import azimuth_deg as geodesic_azimuth_deg
from trajkit.flight.geodesic import destination
from trajkit.flight.launch import Launch
from trajkit.physics.earth import WGS84, Earth, geodetic_to_ecef

if TYPE_CHECKING:
    from trajkit.flight.flights import Flights

__all__ = ["Branch", "Burnout", "Second", "Solution", "Wanted", "least_speed", "solve"]

Array = NDArray[np.float64]

_STEPS = 60
_PROBE_M_S = 0.25
_SETTLED = 0.999
# A trial flight is given up after this many times the time of the Kepler arc, and not before this
# time: a speed tried too near that of an orbit would else circle the Earth for a day.
_LONGEST_ARCS = 2.0
_LEAST_LIMIT_S = 3600.0


class Second(Enum):
    """The figure that goes with the range; `tolerance` is how near counts as met."""

    APOGEE = ("apogee_m", 1.0)
    SPEED = ("top_speed_m_s", 1e-3)
    MACH = ("top_mach", 1e-5)
    TIME = ("flight_time_s", 1e-3)
    ANGLE = ("angle_deg", 1e-7)

    def __init__(self, key: str, tolerance: float) -> None:
        self.key = key
        self.tolerance = tolerance


class Branch(Enum):
    """Which of two flights with the same range and speed."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, eq=False)
class Burnout:
    """What is assumed of the end of the boost, and of the body that flies on.

    Attributes
    ----------
    altitude_m, downrange_m
        Where the boost ends: above the ellipsoid, and along the ground from the site. Units: m.
    boost_time_s
        From lift-off. Units: s.
    ballistic_coefficient
        Units: kg/m2.

    All of shape (n,).
    """

    altitude_m: Array
    downrange_m: Array
    boost_time_s: Array
    ballistic_coefficient: Array

    def take(self, which: NDArray[np.intp]) -> Burnout:
        """Some of the rows."""
        return Burnout(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Wanted:
    """The figures of n rows.

    Attributes
    ----------
    range_m
        Along the geodesic from the site to the point of fall. Units: m.
    azimuth_deg
        Bearing of that geodesic at the site. Units: degrees.
    second, branch
        Which other figure, one for the batch; the branch matters for speeds only.
    value
        The other figure: apogee in m, speed in m/s, Mach number, time from lift-off in s, or
        flight-path angle at burnout in degrees.

    Arrays of shape (n,).
    """

    range_m: Array
    azimuth_deg: Array
    second: Second
    value: Array
    branch: Branch = Branch.LOW

    def take(self, which: NDArray[np.intp]) -> Wanted:
        """Some of the rows."""
        return replace(
            self,
            range_m=self.range_m[which],
            azimuth_deg=self.azimuth_deg[which],
            value=self.value[which],
        )


@dataclass(frozen=True, eq=False)
class Solution:
    """The flights found, one a row.

    Attributes
    ----------
    launch
        State at burnout.
    flights
        Flown from there; ranges count from the site, times from burnout.
    met
        Which rows meet both figures (range within 1 m, and see `Second`) on their bearing.
    range_miss_m, second_miss
        Flown minus wanted, in the figure's unit.
    """

    launch: Launch
    flights: Flights
    met: NDArray[np.bool_]
    range_miss_m: Array
    second_miss: Array


@dataclass(frozen=True, eq=False)
class _Problem:
    """Rows in the terms of the solver; velocity components along the bearing, to its right, up."""

    site: tuple[float, float]
    burnout: Burnout
    wanted: Wanted
    air: Air
    earth: Earth
    latitude_deg: Array
    longitude_deg: Array
    forward_deg: Array
    limit_s: Array

    def launch(self, velocity: Array) -> Launch:
        """From components (3, ...) with rows last."""
        along, right, up = velocity
        level = np.hypot(along, right)
        shape = along.shape
        return Launch(
            latitude_deg=np.broadcast_to(self.latitude_deg, shape),
            longitude_deg=np.broadcast_to(self.longitude_deg, shape),
            altitude_m=np.broadcast_to(self.burnout.altitude_m, shape),
            speed_m_s=np.sqrt(level**2 + up**2),
            angle_deg=np.degrees(np.arctan2(up, level)),
            azimuth_deg=np.mod(self.forward_deg + np.degrees(np.arctan2(right, along)), 360.0),
        )

    def fly(self, velocity: Array, *, trial: bool, impact_only: bool = False) -> Flights:
        return fly(
            self.launch(velocity),
            Body(np.broadcast_to(self.burnout.ballistic_coefficient, velocity.shape[1:])),
            air=self.air,
            earth=self.earth,
            site=self.site,
            until_s=np.broadcast_to(self.limit_s, velocity.shape[1:]) if trial else None,
            impact_only=impact_only,
        )

    def misses(self, flights: Flights, shape: tuple[int, ...]) -> Array:
        """Flown minus wanted: range (m), second figure (its unit), distance off the bearing (m)."""
        impact = flights.impact
        bearing = geodesic_azimuth_deg(
            from_latitude_deg=self.site[0],
            from_longitude_deg=self.site[1],
            to_latitude_deg=impact.latitude_deg,
            to_longitude_deg=impact.longitude_deg,
            earth=self.earth,
        ).reshape(shape)
        range_m = impact.range_m.reshape(shape)
        off = range_m * np.sin(np.radians(bearing - self.wanted.azimuth_deg))
        # A fall behind the site is a range below nothing, so that the way back has a slope.
        ahead = np.cos(np.radians(bearing - self.wanted.azimuth_deg))
        along = np.where(ahead >= 0.0, range_m, -range_m)
        second = _second(flights, self.wanted.second, self.burnout).reshape(shape)
        return np.stack([along - self.wanted.range_m, second - self.wanted.value, off])


def solve(
    wanted: Wanted,
    burnout: Burnout,
    *,
    site: tuple[float, float],
    air: Air | None = None,
    earth: Earth = WGS84,
) -> Solution:
    """Find the burnout velocity of each row.

    Parameters
    ----------
    site
        Latitude and longitude. Units: degrees.

    Returns
    -------
    Solution
        Where no flight meets a row's figures, the nearest: that with the least sum of squared
        misses, each as a share of its figure.
    """
    problem = _problem(wanted, burnout, site, air or Air(), earth)
    velocity, time_s = _first_guess(problem)
    limit_s = np.maximum(_LONGEST_ARCS * time_s, _LEAST_LIMIT_S)
    velocity = _iterate(replace(problem, limit_s=limit_s), velocity)
    return _solution(problem, velocity)


def least_speed(
    range_m: Array,
    azimuth_deg: Array,
    burnout: Burnout,
    *,
    site: tuple[float, float],
    air: Air | None = None,
    earth: Earth = WGS84,
) -> Solution:
    """The flights that reach a range with the least speed at burnout (minimum energy).

    Parabolas through the speeds needed at three flight-path angles, ever closer together; the
    speed is flat at its least, so that an angle within 0.01 degrees of the best is as good.
    """
    nothing = np.full(range_m.shape, np.nan)
    wanted = Wanted(range_m, azimuth_deg, Second.ANGLE, nothing)
    problem = _problem(wanted, burnout, site, air or Air(), earth)
    arcs = _arcs(problem)
    flattest = np.nanargmin(np.where(np.isnan(arcs.speed_m_s), np.inf, arcs.speed_m_s), axis=1)
    best = np.degrees(arcs.angle_rad[flattest])
    count = range_m.size
    rows = np.tile(np.arange(count), 3)
    for spacing in (2.0, 0.5, 0.2):
        angles = np.concatenate([best - spacing, best, best + spacing])
        solution = solve(
            replace(wanted.take(rows), value=angles), burnout.take(rows), site=site, air=air,
            earth=earth,
        )  # fmt: skip
        speed = solution.launch.arrays()["speed_m_s"].reshape(3, count)
        bend = speed[0] - 2.0 * speed[1] + speed[2]
        shift = 0.5 * spacing * (speed[0] - speed[2]) / np.where(bend > 0.0, bend, np.nan)
        best = best + np.clip(np.nan_to_num(shift), -spacing, spacing)
    return solve(replace(wanted, value=best), burnout, site=site, air=air, earth=earth)


def _problem(
    wanted: Wanted, burnout: Burnout, site: tuple[float, float], air: Air, earth: Earth
) -> _Problem:
    latitude, longitude = destination(
        latitude_deg=site[0],
        longitude_deg=site[1],
        azimuth_deg=wanted.azimuth_deg,
        distance_m=burnout.downrange_m,
        earth=earth,
    )
    # The bearing at burnout, from a point 1 km on, so that it holds at no downrange too.
    ahead = destination(
        latitude_deg=site[0],
        longitude_deg=site[1],
        azimuth_deg=wanted.azimuth_deg,
        distance_m=burnout.downrange_m + 1e3,
        earth=earth,
    )
    forward = geodesic_azimuth_deg(
        from_latitude_deg=latitude,
        from_longitude_deg=longitude,
        to_latitude_deg=ahead[0],
        to_longitude_deg=ahead[1],
        earth=earth,
    )
    endless = np.full(wanted.range_m.shape, np.inf)
    return _Problem(site, burnout, wanted, air, earth, latitude, longitude, forward, endless)


def _arcs(problem: _Problem) -> Arcs:
    ground = np.sqrt(
        (
            geodetic_to_ecef(
                latitude_deg=problem.latitude_deg,
                longitude_deg=problem.longitude_deg,
                altitude_m=0.0,
                earth=problem.earth,
            )
            ** 2
        ).sum(axis=0)
    )
    away = problem.wanted.range_m - problem.burnout.downrange_m
    return arcs_to_range(
        start_radius_m=ground + problem.burnout.altitude_m,
        ground_radius_m=ground,
        span_rad=np.maximum(np.abs(away), 1e3) / ground,
        gravitational_parameter_m3_s2=problem.earth.gravitational_parameter_m3_s2,
    )


def _first_guess(problem: _Problem) -> tuple[Array, Array]:
    """The Kepler arc that comes nearest to the second figure: components (3, n) and time (n,)."""
    arcs = _arcs(problem)
    wanted, burnout = problem.wanted, problem.burnout
    ground = arcs.apogee_radius_m[:, :1] * 0.0 + problem.earth.equatorial_radius_m
    figures = {
        Second.APOGEE: arcs.apogee_radius_m - ground,
        Second.SPEED: arcs.speed_m_s,
        Second.MACH: arcs.speed_m_s / 295.0,  # the speed of sound in the lower stratosphere
        Second.TIME: arcs.time_s + burnout.boost_time_s[:, None],
        Second.ANGLE: np.broadcast_to(np.degrees(arcs.angle_rad), arcs.speed_m_s.shape),
    }
    distance = np.abs(figures[wanted.second] - wanted.value[:, None])
    distance = np.where(np.isnan(arcs.speed_m_s), np.inf, distance)
    if wanted.second in (Second.SPEED, Second.MACH):
        slowest = np.nanargmin(np.where(np.isnan(arcs.speed_m_s), np.inf, arcs.speed_m_s), axis=1)[
            :, None
        ]
        order = np.arange(arcs.angle_rad.size)
        side = order >= slowest if wanted.branch is Branch.HIGH else order <= slowest
        distance = np.where(side, distance, np.inf)
    best = np.argmin(distance, axis=1)
    rows = np.arange(best.size)
    angle = arcs.angle_rad[best]
    speed = np.nan_to_num(arcs.speed_m_s[rows, best], nan=3e3)
    back = np.where(wanted.range_m >= burnout.downrange_m, 1.0, -1.0)
    along = speed * np.cos(angle) * back
    velocity = np.stack([along, np.zeros_like(along), speed * np.sin(angle)])
    return velocity, np.nan_to_num(arcs.time_s[rows, best])


def _second(flights: Flights, second: Second, burnout: Burnout) -> Array:
    """The second figure of flown flights; rows repeat along the flattened batch."""
    if second is Second.APOGEE:
        return flights.apogee.altitude_m
    if second is Second.SPEED:
        return flights.top_speed_m_s
    if second is Second.MACH:
        return flights.top_mach
    if second is Second.ANGLE:
        return flights.problem.launch.arrays()["angle_deg"]
    repeats = len(flights) // burnout.boost_time_s.size
    return flights.flight_time_s + np.tile(burnout.boost_time_s, repeats)


def _iterate(problem: _Problem, velocity: Array) -> Array:
    """Levenberg-Marquardt on all rows at once; rows that are met are left alone."""
    count = velocity.shape[1]
    weights = np.stack(
        [
            1.0 / np.maximum(problem.wanted.range_m, 1e3),
            1.0 / np.maximum(np.abs(problem.wanted.value), 1e-3),
            1.0 / np.maximum(problem.wanted.range_m, 1e3),
        ]
    )
    damping = np.full(count, 1e-6)
    active = np.arange(count)
    base = _misses(problem, velocity, active)
    for _ in range(_STEPS):
        active = active[~_is_met(problem.wanted.second, base[:, active], 0.5)]
        active = active[damping[active] < 1e6]
        if not active.size:
            break
        part = _rows(problem, active)
        v = velocity[:, active]
        probes = np.repeat(v[:, None, :], 3, axis=1)
        for k in range(3):
            probes[k, k] += _PROBE_M_S
        moved = _misses(part, probes, np.arange(active.size))
        w = weights[:, active]
        jacobian = (moved - base[:, None, active]) * w[:, None] / _PROBE_M_S
        residual = base[:, active] * w
        step = _damped_step(jacobian, residual, damping[active])
        # No step may turn the flight into another one.
        size = np.sqrt((step**2).sum(axis=0))
        limit = 0.3 * np.sqrt((v**2).sum(axis=0)) + 10.0
        step *= np.minimum(1.0, limit / np.maximum(size, 1e-300))
        tried = v + step
        new = _misses(part, tried, np.arange(active.size))
        gain = np.sum((new * w) ** 2, axis=0)
        better = gain < np.sum(residual**2, axis=0)  # NaN is never better
        taken = active[better]
        velocity[:, taken] = tried[:, better]
        base[:, taken] = new[:, better]
        damping[taken] = np.maximum(damping[taken] * 0.1, 1e-12)
        damping[active[~better]] *= 10.0
        # At the foot of a slope that does not reach zero the sum of squares stops falling.
        settled = better & (gain > _SETTLED * np.sum(residual**2, axis=0))
        damping[active[settled]] = np.inf
    return velocity


def _rows(problem: _Problem, which: NDArray[np.intp]) -> _Problem:
    return replace(
        problem,
        burnout=problem.burnout.take(which),
        wanted=problem.wanted.take(which),
        latitude_deg=problem.latitude_deg[which],
        longitude_deg=problem.longitude_deg[which],
        forward_deg=problem.forward_deg[which],
        limit_s=problem.limit_s[which],
    )


def _misses(problem: _Problem, velocity: Array, which: NDArray[np.intp]) -> Array:
    part = problem if which.size == problem.wanted.value.size else _rows(problem, which)
    only_fall = problem.wanted.second in (Second.TIME, Second.ANGLE, Second.MACH)
    flights = part.fly(velocity, trial=True, impact_only=only_fall)
    return part.misses(flights, velocity.shape[1:])


def _is_met(second: Second, misses: Array, share: float = 1.0) -> NDArray[np.bool_]:
    """Whether misses are within a share of the tolerances: 1 m, the second figure's, 1 m."""
    met: NDArray[np.bool_] = (
        (np.abs(misses[0]) < share)
        & (np.abs(misses[1]) < share * second.tolerance)
        & (np.abs(misses[2]) < share)
    )
    return met


def _damped_step(jacobian: Array, residual: Array, damping: Array) -> Array:
    """Solve (J'J + damping diag(J'J)) step = -J'r for each row; J is (3, 3, n), r is (3, n)."""
    normal = np.einsum("ikn,iln->nkl", jacobian, jacobian)
    right = -np.einsum("ikn,in->nk", jacobian, residual)
    diagonal = np.einsum("nkk->nk", normal)
    diagonal *= 1.0 + damping[:, None]
    diagonal += 1e-30
    step = np.zeros_like(right)
    good = np.all(np.isfinite(normal), axis=(1, 2)) & np.all(np.isfinite(right), axis=1)
    step[good] = np.linalg.solve(normal[good], right[good][..., None])[..., 0]
    components: Array = step.T
    return components


def _solution(problem: _Problem, velocity: Array) -> Solution:
    flights = problem.fly(velocity, trial=False)
    misses = problem.misses(flights, velocity.shape[1:])
    return Solution(
        launch=problem.launch(velocity),
        flights=flights,
        met=_is_met(problem.wanted.second, misses),
        range_miss_m=misses[0],
        second_miss=misses[1],
    )
