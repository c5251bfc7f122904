"""From reported figures to the booster that gives them, and to what else the same booster gives.

A lofted test tells how much a booster can do: range and apogee fix its velocity gain and the
direction at burnout for any burn time, and the flight time then says how long it burnt, for a
slower boost takes longer to the same peak. The same booster flown on a flatter path shows how far
it would reach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.aside import aside_rad
from trajkit.analysis.boundary import solve
from trajkit.analysis.least_squares import LeastSquares, share_within
from trajkit.analysis.wanted import Burnout, Second, Wanted
from trajkit.flight.body import Body
from trajkit.flight.booster import ASCENT_BETA_KG_M2, EXHAUST_VELOCITY_M_S, Booster
from trajkit.flight.fly import fly
from trajkit.flight.pad import Pad
from trajkit.flight.stage import Stage
from trajkit.physics.backend import many_flights
from trajkit.physics.earth import WGS84, Earth
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from trajkit.flight.flights import Flights

__all__ = ["BoosterFit", "Test", "burn_times_s", "fit_boosters", "greatest_range_m"]

Array = NDArray[np.float64]

_MET_M = 1.0
_SHARE_OF_TOLERANCE = 0.5
_PROBE_M_S, _PROBE_DIRECTION = 0.5, 1e-6
_LIMIT_S = 6 * 3600.0
# Of the velocity gain: what gravity takes a second of boost, and the air in all. First guesses.
_GRAVITY_LOSS_M_S2, _DRAG_LOSS_M_S = 7.5, 150.0
_ANGLES_DEG = np.arange(4.0, 61.0, 2.0)
_ROUNDS = 3
# Some decimetres at the ground, for figures that are met within a metre.
_STEP_TOLERANCE_M = 1e-3


@dataclass(frozen=True, eq=False, kw_only=True)
class Test:
    """The figures of n tests, and what is assumed of their boosters and bodies.

    Attributes
    ----------
    site
        Latitude and longitude of all. Units: degrees.
    range_m, apogee_m, azimuth_deg
        Of the point of fall from the site, and of the flight. Units: m, m, degrees.
    burn_shares
        Of the burn time, one for each equivalent stage; they share the velocity gain evenly.
    exhaust_velocity_m_s, ascent_ballistic_coefficient
        Of the boosters. Units: m/s, kg/m2.
    ballistic_coefficient
        Of the bodies. Units: kg/m2.
    """

    site: tuple[float, float]
    range_m: Array
    apogee_m: Array
    azimuth_deg: Array
    burn_shares: tuple[float, ...]
    exhaust_velocity_m_s: float = EXHAUST_VELOCITY_M_S
    ascent_ballistic_coefficient: float = ASCENT_BETA_KG_M2
    ballistic_coefficient: float = 8_000.0

    def take(self, which: NDArray[np.intp]) -> Test:
        """Some of the rows, each as often as it is named."""
        return replace(
            self,
            range_m=self.range_m[which],
            apogee_m=self.apogee_m[which],
            azimuth_deg=self.azimuth_deg[which],
        )


@dataclass(frozen=True, eq=False)
class BoosterFit:
    """Boosters that give range and apogee.

    Attributes
    ----------
    booster
        With arrays of shape (n,).
    flights
        Flown with them from the pad; times count from lift-off.
    met
        Which meet range, apogee and bearing within 1 m.
    """

    booster: Booster
    flights: Flights
    met: NDArray[np.bool_]


@many_flights()
def fit_boosters(test: Test, burn_time_s: Array, *, earth: Earth = WGS84) -> BoosterFit:
    """The booster of each burn time that gives a test's range and apogee.

    Parameters
    ----------
    burn_time_s
        From lift-off to burnout, one a row of the test. Units: s.
    """
    fit = LeastSquares(
        residuals=lambda tried, rows: _misses(
            test.take(rows), _fly(test.take(rows), burn_time_s[rows], tried, earth)
        ),
        probe=np.array([_PROBE_M_S, _PROBE_DIRECTION, _PROBE_DIRECTION]),
        weights=1.0 / np.stack([test.range_m, test.apogee_m, test.range_m]),
        tolerance=_SHARE_OF_TOLERANCE * _MET_M,
        share_of_step=_share_of_step,
    ).solve(_first_guess(test, burn_time_s, earth))
    flights = _fly(test, burn_time_s, fit.unknowns, earth)
    return BoosterFit(
        booster=_booster(test, burn_time_s, fit.unknowns[0]),
        flights=flights,
        met=np.asarray((np.abs(_misses(test, flights)) < _MET_M).all(axis=0)),
    )


@many_flights()
def burn_times_s(
    test: Test, flight_time_s: Array, *, shortest_s: float, longest_s: float, earth: Earth = WGS84
) -> Array:
    """The burn time of each test that gives its flight time, besides range and apogee. Units: s.

    NaN where none between the limits does. Flight times rise with burn times: fourteen burn times a
    test, then the secant between the neighbours, three times.
    """
    count = flight_time_s.size
    tried = np.geomspace(shortest_s, longest_s, 14)
    rows = np.repeat(np.arange(count), tried.size)
    fit = fit_boosters(test.take(rows), np.tile(tried, count), earth=earth)
    taken = np.where(fit.met, fit.flights.flight_time_s, np.nan).reshape(count, tried.size)
    found = np.full(count, np.nan)
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    at_low, at_high = low.copy(), high.copy()
    for row in range(count):
        there = np.flatnonzero(np.isfinite(taken[row]))
        above = there[taken[row, there] >= flight_time_s[row]]
        below = there[taken[row, there] < flight_time_s[row]]
        if above.size and below.size and below[-1] < above[-1]:
            second = above[above > below[-1]][0]
            low[row], high[row] = tried[below[-1]], tried[second]
            at_low[row], at_high[row] = taken[row, below[-1]], taken[row, second]
    open_ = np.flatnonzero(np.isfinite(low))
    for _ in range(_ROUNDS):
        if not open_.size:
            break
        share = (flight_time_s - at_low)[open_] / (at_high - at_low)[open_]
        found[open_] = low[open_] + share * (high - low)[open_]
        fit = fit_boosters(test.take(open_), found[open_], earth=earth)
        time = fit.flights.flight_time_s
        late = time >= flight_time_s[open_]
        high[open_[late]], at_high[open_[late]] = found[open_[late]], time[late]
        low[open_[~late]], at_low[open_[~late]] = found[open_[~late]], time[~late]
    return found


def greatest_range_m(test: Test, fit: BoosterFit, *, earth: Earth = WGS84) -> tuple[Array, Array]:
    """How far the same boosters reach with a gravity turn, and the burnout angle that does it.

    Over a grid of burnout angles and then a parabola through the best three; on the bearing of the
    test, with its body. Infinite where the flight on some path falls beyond the antipode, or is
    still up after six hours: such a booster reaches any place. NaN where the greatest range lies at
    an end of the grid. Units: m, degrees.
    """
    count, angles = test.range_m.size, _ANGLES_DEG
    rows = np.repeat(np.arange(count), angles.size)
    given = fit.booster.arrays().items()
    arrays = {name: array[rows] if array.ndim else array for name, array in given}
    flights = fly(
        Pad(
            latitude_deg=test.site[0],
            longitude_deg=test.site[1],
            burnout_angle_deg=np.tile(angles, count),
            azimuth_deg=test.azimuth_deg[rows],
        ),
        Body(test.ballistic_coefficient),
        booster=fit.booster.with_arrays(arrays),
        earth=earth,
        until_s=_LIMIT_S,
        impact_only=True,
    )
    ranges = flights.range_m.reshape(count, angles.size)
    best = np.argmax(np.nan_to_num(ranges, nan=-1.0), axis=1)
    inner = np.clip(best, 1, angles.size - 2)
    each = np.arange(count)
    left, middle, right = (ranges[each, inner + shift] for shift in (-1, 0, 1))
    with np.errstate(all="ignore"):
        shift = 0.5 * (left - right) / (left - 2.0 * middle + right)
        top = middle - 0.25 * (left - right) * shift
    good = (best == inner) & np.isfinite(top)
    spacing = angles[1] - angles[0]
    status = flights.status.reshape(count, angles.size)
    stays = np.isin(status, (Status.TIME_LIMIT, Status.LEFT_MODEL))
    # Beyond the antipode the shortest way from the site to the impact is the other way round.
    aside = aside_rad(flights, site=test.site, azimuth_deg=test.azimuth_deg[rows])
    back = np.cos(aside).reshape(stays.shape) < 0.0
    reach = np.where((stays | back).any(axis=1), np.inf, np.where(good, top, np.nan))
    return reach, np.where(good, angles[inner] + spacing * shift, np.nan)


def _booster(test: Test, burn_time_s: Array, delta_v_m_s: Array) -> Booster:
    stages = [
        Stage(
            burn_time_s=share * burn_time_s,
            exhaust_velocity_m_s=test.exhaust_velocity_m_s,
            delta_v_m_s=delta_v_m_s / len(test.burn_shares),
        )
        for share in test.burn_shares
    ]
    return Booster(stages, test.ascent_ballistic_coefficient)


def _fly(test: Test, burn_time_s: Array, unknowns: Array, earth: Earth) -> Flights:
    """Unknowns: velocity gain (m/s), and the direction at burnout in stereographic coordinates."""
    delta_v, along, across = unknowns
    return fly(
        Pad(
            latitude_deg=test.site[0],
            longitude_deg=test.site[1],
            burnout_angle_deg=90.0 - 2.0 * np.degrees(np.arctan(np.hypot(along, across))),
            azimuth_deg=np.mod(test.azimuth_deg + np.degrees(np.arctan2(across, along)), 360.0),
        ),
        Body(test.ballistic_coefficient),
        booster=_booster(test, burn_time_s, delta_v),
        earth=earth,
        until_s=_LIMIT_S,
        tolerance_m=_STEP_TOLERANCE_M,
    )


def _misses(test: Test, flights: Flights) -> Array:
    """Flown minus wanted: range along the bearing, apogee, and distance off the bearing (m)."""
    impact = flights.impact
    aside = aside_rad(flights, site=test.site, azimuth_deg=test.azimuth_deg)
    return np.stack(
        [
            impact.range_m * np.cos(aside) - test.range_m,
            flights.apogee.altitude_m - test.apogee_m,
            impact.range_m * np.sin(aside),
        ]
    )


def _first_guess(test: Test, burn_time_s: Array, earth: Earth) -> Array:
    """From the flight without a boost that starts where the burn may end."""
    radius = earth.equatorial_radius_m
    speed = np.sqrt(
        2.0 * earth.gravitational_parameter_m3_s2 * (1.0 / radius - 1.0 / (radius + test.apogee_m))
    )
    height = np.minimum(0.3 * speed * burn_time_s, 0.5 * test.apogee_m)
    burnout = Burnout(
        height,
        np.minimum(0.15 * height, 0.3 * test.range_m),
        burn_time_s,
        np.full(burn_time_s.size, test.ballistic_coefficient),
    )
    wanted = Wanted(test.range_m, test.azimuth_deg, Second.APOGEE, test.apogee_m)
    launch = solve(wanted, burnout, site=test.site, earth=earth).launch.arrays()
    size = np.tan(np.radians(0.5 * (90.0 - launch["angle_deg"])))
    aside = np.radians(launch["azimuth_deg"] - test.azimuth_deg)
    gain = launch["speed_m_s"] + _GRAVITY_LOSS_M_S2 * burn_time_s + _DRAG_LOSS_M_S
    return np.stack([gain, size * np.cos(aside), size * np.sin(aside)])


def _share_of_step(unknowns: Array, step: Array) -> Array:
    """No step may turn the flight into another one."""
    turn, direction = (np.hypot(part[1], part[2]) for part in (step, unknowns))
    return share_within((np.abs(step[0]), 0.15 * unknowns[0]), (turn, 0.3 * direction + 1e-3))
