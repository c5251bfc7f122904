"""The boundary-value problem: from reported figures to the burnout velocity that gives them.

Each row of a batch has two figures to meet and a bearing on which to fall; the unknowns are the
three components of the velocity at burnout. A Kepler arc gives the first guess; the flown flight
(turning ellipsoid, air) gives the residuals, and damped least squares brings them to nothing, or to
the least that the flight allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.first_guess import first_guess, least_speed_angle_deg
from trajkit.analysis.least_squares import LeastSquares, share_within
from trajkit.analysis.shots import Shots
from trajkit.analysis.wanted import Branch, Burnout, Second, Wanted
from trajkit.physics.earth import WGS84, Earth

if TYPE_CHECKING:
    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.flight.launch import Launch

__all__ = ["Branch", "Burnout", "Second", "Solution", "Wanted", "least_speed", "solve"]

Array = NDArray[np.float64]

_PROBE_M_S = 0.25
# Rows are brought this much nearer than they need to be.
_SHARE_OF_TOLERANCE = 0.5
# Speeds at angles 0.2 degrees apart differ by some cm/s, which half a metre of range would blur.
_FOR_PARABOLAS = 0.05
_MOST_SHIFTS = 8
_SETTLED = 1e-3
# A trial flight is given up after this many times the time of the Kepler arc, and not before this
# time: a speed tried too near that of an orbit would else circle the Earth for a day.
_LONGEST_ARCS = 2.0
_LEAST_LIMIT_S = 3600.0


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
    shots = Shots.of(wanted, burnout, site=site, air=air, earth=earth)
    return _solve(shots, _SHARE_OF_TOLERANCE)


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
    shots = Shots.of(wanted, burnout, site=site, air=air, earth=earth)
    best = least_speed_angle_deg(shots)
    for spacing in (2.0, 0.5, 0.2):
        beside = np.arange(range_m.size)  # rows whose best may lie farther than the angles tried
        for _ in range(_MOST_SHIFTS):
            shift = _towards_least_speed(shots.take(beside), best[beside], spacing)
            best[beside] += shift
            beside = beside[np.abs(shift) >= spacing]
            if not beside.size:
                break
    return _solve(replace(shots, wanted=replace(wanted, value=best)), _SHARE_OF_TOLERANCE)


def _towards_least_speed(shots: Shots, angle_deg: Array, spacing_deg: float) -> Array:
    """From the angles to the foot of a parabola through the speeds, or one spacing if farther."""
    count = angle_deg.size
    thrice = shots.take(np.tile(np.arange(count), 3))
    angles = np.concatenate([angle_deg - spacing_deg, angle_deg, angle_deg + spacing_deg])
    solution = _solve(replace(thrice, wanted=replace(thrice.wanted, value=angles)), _FOR_PARABOLAS)
    speed = np.where(solution.met, solution.launch.arrays()["speed_m_s"], np.nan)
    low, middle, high = speed.reshape(3, count)
    bend = low - 2.0 * middle + high
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend > 0.0, 0.5 * (low - high) / bend, np.sign(low - high))
    shifts: Array = spacing_deg * np.clip(np.nan_to_num(shift), -1.0, 1.0)
    return shifts


def _solve(shots: Shots, share_of_tolerance: float) -> Solution:
    velocity, time_s = first_guess(shots)
    limit_s = np.maximum(_LONGEST_ARCS * np.nan_to_num(time_s), _LEAST_LIMIT_S)
    fit = LeastSquares(
        residuals=lambda tried, rows: shots.take(rows).trial(tried, until_s=limit_s[rows]),
        probe=_PROBE_M_S,
        weights=shots.weights,
        tolerance=share_of_tolerance * shots.tolerances,
        share_of_step=_share_of_step,
        settled=_SETTLED,
    ).solve(velocity)
    flights = shots.fly(fit.unknowns)
    misses = shots.misses(flights)
    return Solution(
        launch=shots.launch(fit.unknowns),
        flights=flights,
        met=np.asarray((np.abs(misses) < shots.tolerances[:, None]).all(axis=0)),
        range_miss_m=misses[0],
        second_miss=misses[1],
    )


def _share_of_step(velocity: Array, step: Array) -> Array:
    """No step may turn the flight into another one."""
    size, speed = (np.sqrt((part**2).sum(axis=0)) for part in (step, velocity))
    return share_within((size, 0.3 * speed + 10.0))
