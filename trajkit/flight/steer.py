"""Finds how a booster must be steered for the direction of flight that is asked for at burnout.

Unknown are two numbers a flight (see `Kick` and `PitchProgramme`), sought are the two components
of the direction at burnout in stereographic coordinates about the vertical. In these the answer
follows the steering almost in proportion, apart from a shift by the turning Earth and the wind:
first the flight of no steering (or, where that tips over and falls, one that is held upright), then
steps along the line from there to what is wanted, with the logarithms of both, then Broyden's
method in the plane.

Reference: Broyden (1965), Mathematics of Computation 19, 577-593.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.course import fly_phases
from trajkit.flight.vectors import east_north_up
from trajkit.physics.earth import ecef_to_geodetic
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from trajkit.flight.problem import Group, Problem

__all__ = ["burnout_direction", "steering"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

# Of the tangent of half the angle off the vertical: some 1e-6 degrees.
_MET = 5e-9
_NEAR = 0.05  # share of the way within which the search leaves the line for the plane
_LINE_STEPS = 40
_PLANE_STEPS = 25
_FIRST_SHARE = 0.1
# A flight that falls is steered against its fall: by how much at first, how often, and how the
# amount changes where it falls to the same side again, and where to another.
_FIRST_PUSH = 0.01
_PUSHES = 30
_MORE, _LESS = 1.5, 0.4
_WIDEST = 2.8  # nearly a half turn; as a kick, farther than any
_LARGEST_FACTOR = 30.0


def steering(problem: Problem, group: Group) -> tuple[Array, NDArray[np.bool_]]:
    """The steering of a group of boosted flights, shape (2, n), and where it was found, (n,)."""
    search = _Search(problem, group)
    return search.solve()


def burnout_direction(
    position_m: Array, velocity_m_s: Array, azimuth_deg: Array, problem: Problem
) -> Array:
    """Direction of flight in stereographic coordinates, shape (2, n).

    The tangent of half the angle off the geodetic vertical, along the azimuth and to its right.
    """
    latitude, longitude, _ = ecef_to_geodetic(position_m, earth=problem.earth)
    east, north, up = east_north_up(velocity_m_s, latitude_deg=latitude, longitude_deg=longitude)
    sin, cos = np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))
    along, across = sin * east + cos * north, cos * east - sin * north
    speed = np.sqrt(dot(velocity_m_s, velocity_m_s))
    with np.errstate(all="ignore"):
        direction: Array = np.stack([along, across]) / (speed + up)
    return direction


class _Search:
    """The steering of n flights."""

    def __init__(self, problem: Problem, group: Group) -> None:
        self.problem = problem
        self.group = group
        self.count = group.which.size
        launch = problem.launch.arrays()
        self.azimuth = launch["azimuth_deg"][group.which]
        angle = launch["burnout_angle_deg"][group.which]
        self.target = np.stack([np.tan(np.radians(0.5 * (90.0 - angle))), np.zeros(self.count)])
        position, velocity = problem.state
        self.position = position[:, group.which]
        self.velocity = velocity[:, group.which]
        self.setting = problem.setting.take(group.which)

    def direction(self, steer: Array, which: Indices) -> Array:
        """Direction at burnout for the steering (2, m) of some flights; NaN where there is none."""
        return self._directions(steer, which)[0]

    def _directions(self, steer: Array, which: Indices) -> tuple[Array, Array]:
        """Direction at burnout, and that at the end of the flight, burnt out or fallen."""
        group = self.group.take(which, np.arange(which.size))
        phases = replace(group, steer=steer).boost(self.problem.earth)
        course = fly_phases(
            phases,
            self.setting.take(which),
            self.position[:, which],
            self.velocity[:, which],
            np.full(which.size, np.inf),
            self.problem.request(impact_only=True),
            boosts=len(phases),
        )
        one, other = (
            burnout_direction(end.position_m, end.velocity_m_s, self.azimuth[which], self.problem)
            for end in (course.burnout, course.outcome.end)
        )
        return one, other

    def _upright(self) -> tuple[Array, Array]:
        """Steering from which to begin, and the direction at burnout that it gives.

        None, but where such a flight tips over, by the wind or the turning Earth, and falls.
        """
        steer, push = np.zeros((2, self.count)), np.full(self.count, _FIRST_PUSH)
        begin = np.full((2, self.count), np.nan)
        last = np.zeros((2, self.count))
        open_ = np.arange(self.count)
        for _ in range(_PUSHES):
            begin[:, open_], fall = self._directions(steer[:, open_], open_)
            fallen = np.isnan(begin[0, open_]) & np.isfinite(fall[0])
            open_, fall = open_[fallen], fall[:, fallen]
            if not open_.size:
                break
            with np.errstate(all="ignore"):
                side = fall / np.sqrt((fall * fall).sum(axis=0))
            again = (side * last[:, open_]).sum(axis=0) >= 0.0
            push[open_] *= np.where(again, _MORE, _LESS)
            steer[:, open_] -= push[open_] * side
            last[:, open_] = side
        return steer, begin

    def solve(self) -> tuple[Array, NDArray[np.bool_]]:
        begin, unsteered = self._upright()
        way = self.target - unsteered
        length = np.sqrt((way * way).sum(axis=0))
        found = length <= _MET
        with np.errstate(all="ignore"):
            way = way / length
        open_ = np.flatnonzero(~found & np.isfinite(length))
        steer, slope, reached = self._along_the_line(begin, unsteered, way, length, open_)
        return self._in_the_plane(begin, steer, slope, way, found, reached)

    def _along_the_line(
        self, begin: Array, unsteered: Array, way: Array, length: Array, open_: Indices
    ) -> tuple[Array, Array, Indices]:
        """Steering on the way to the target; gain along and across it; flights that came near."""
        size = np.where(length > 0.0, np.minimum(_FIRST_SHARE * length, 0.5), 0.0)
        low, high = np.zeros(self.count), np.full(self.count, _WIDEST)
        power = np.ones(self.count)
        last_size, last_gain = np.zeros(self.count), np.zeros(self.count)
        slope = np.ones((2, self.count))
        reached: list[Indices] = []
        with np.errstate(all="ignore"):
            for _ in range(_LINE_STEPS):
                if not open_.size:
                    break
                s = size[open_]
                steer = begin[:, open_] + way[:, open_] * s
                gain = self.direction(steer, open_) - unsteered[:, open_]
                along = (gain * way[:, open_]).sum(axis=0)
                # A flight that fell to the ground was steered too far.
                far = ~(along <= length[open_])
                high[open_[far]] = s[far]
                low[open_[~far]] = s[~far]
                near = np.abs(along / length[open_] - 1.0) < _NEAR
                exponent = np.log(along / last_gain[open_]) / np.log(s / last_size[open_])
                good = np.isfinite(exponent) & (exponent > 0.05) & (exponent < 20.0)
                power[open_] = np.where(good, exponent, power[open_])
                slope[0, open_] = power[open_] * along / s
                slope[1, open_] = along / s
                last_size[open_], last_gain[open_] = s, along
                reached.append(open_[near])
                factor = (length[open_] / along) ** (1.0 / power[open_])
                new = s * np.clip(factor, 1.0 / _LARGEST_FACTOR, _LARGEST_FACTOR)
                lower, upper = low[open_], high[open_]
                middle = np.where(lower > 0.0, np.sqrt(lower * upper), 0.1 * upper)
                inside = (new > lower) & (new < upper)
                size[open_] = np.where(near, s, np.where(inside, new, middle))
                narrow = upper - lower < 1e-13 * upper
                open_ = open_[~near & ~narrow]
        came = np.concatenate(reached) if reached else np.zeros(0, np.intp)
        steer = begin.copy()
        steer[:, came] += way[:, came] * size[came]
        return steer, slope, np.sort(came)

    def _in_the_plane(
        self,
        begin: Array,
        steer: Array,
        slope: Array,
        way: Array,
        found: NDArray[np.bool_],
        open_: Indices,
    ) -> tuple[Array, NDArray[np.bool_]]:
        """Broyden's method from where the line was left."""
        along, across = way, np.stack([-way[1], way[0]])
        # Inverse of the gain: rows of the steering, columns of the direction at burnout.
        inverse = (
            along[:, None] * along[None, :] / slope[0]
            + across[:, None] * across[None, :] / slope[1]
        )
        miss = np.full((2, self.count), np.nan)
        if open_.size:
            miss[:, open_] = self.direction(steer[:, open_], open_) - self.target[:, open_]
        best = np.sqrt((miss * miss).sum(axis=0))
        for _ in range(_PLANE_STEPS):
            met = best[open_] <= _MET
            found[open_[met]] = True
            open_ = open_[~met]
            if not open_.size:
                break
            part, old = inverse[:, :, open_], miss[:, open_]
            step = -(part * old).sum(axis=1)
            steered = steer[:, open_] - begin[:, open_]
            limit = 0.5 * np.sqrt((steered * steered).sum(axis=0)) + 1e-12
            with np.errstate(all="ignore"):
                step *= np.minimum(1.0, limit / np.sqrt((step * step).sum(axis=0)))
            new = self.direction(steer[:, open_] + step, open_) - self.target[:, open_]
            size = np.sqrt((new * new).sum(axis=0))
            change = new - old
            # Sherman and Morrison's update of the inverse.
            moved = (part * change).sum(axis=1)
            with np.errstate(all="ignore"):
                row = (step[:, None] * part).sum(axis=0) / (step * moved).sum(axis=0)
                updated = part + (step - moved)[:, None] * row[None, :]
            good = np.all(np.isfinite(updated), axis=(0, 1))
            inverse[:, :, open_] = np.where(good, updated, part)
            better = size < best[open_]
            taken = open_[better]
            steer[:, taken] += step[:, better]
            miss[:, taken] = new[:, better]
            best[taken] = size[better]
            # Where a step did not help, the next is shorter.
            inverse[:, :, open_[~good & ~better]] *= 0.25
        found[open_] |= best[open_] <= _MET
        return steer, found
