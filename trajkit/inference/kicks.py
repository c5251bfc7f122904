"""The kick of a gravity turn for a wanted direction at burnout, without a search for each flight.

The exact kick takes some eight boosts a flight to find. Here it is found for a designed set of
boosters and directions, and a smooth function is fitted to them. A flight is then flown with the
kick that this function gives, and the angle it truly burns out at is what it reports: the physics
is exact, and only the unknown that is called burnout angle is off by some tenths of a degree.

In stereographic coordinates about the vertical (see `trajkit.flight.steer`) the direction at
burnout follows the kick along a line, from where the turning Earth takes a flight without one. What
is fitted is how far along this line, and how far off it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import qmc

from trajkit.flight.booster import Booster
from trajkit.flight.course import fly_phases
from trajkit.flight.pad import Pad
from trajkit.flight.plan import Plan
from trajkit.flight.steer import burnout_direction, steering
from trajkit.inference.problems import ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trajkit.flight.problem import Problem
    from trajkit.physics.earth import Earth

__all__ = ["Boosts", "Kicks", "fit_kicks"]

Array = NDArray[np.float64]

_DESIGN = 4096
_DEGREE, _AZIMUTH_DEGREE, _EXHAUST_DEGREE = 5, 3, 2
# Of the boosters of the design at most this share may find no kick.
_MOST_LOST = 0.2
_GRAVITY_M_S2 = 9.81
_RIDGE = 1e-11
_DECIMALS = 7
# The fit is not used beyond the design by more than this, of half its width.
_BEYOND = 1.02


@dataclass(frozen=True, eq=False)
class Boosts:
    """Boosts of n equal-staged boosters and where they are to lead: arrays of shape (n,).

    Attributes
    ----------
    stages
        One number for all.
    delta_v_m_s, burn_time_s, exhaust_velocity_m_s, burnout_angle_deg, azimuth_deg
        Units: in the names.
    """

    stages: int
    delta_v_m_s: Array
    burn_time_s: Array
    exhaust_velocity_m_s: Array
    burnout_angle_deg: Array
    azimuth_deg: Array

    @property
    def stage_ratio(self) -> Array:
        """Logarithm of the mass ratio of each stage. Dimensionless."""
        return self.delta_v_m_s / (self.stages * self.exhaust_velocity_m_s)

    @property
    def thrust_to_weight(self) -> Array:
        """At lift-off. Dimensionless."""
        flow = -np.expm1(-self.stage_ratio) * self.stages / self.burn_time_s
        weight: Array = self.exhaust_velocity_m_s * flow / _GRAVITY_M_S2
        return weight

    @property
    def greatest_load(self) -> Array:
        """Thrust over the weight that is left at the end of a stage. Dimensionless."""
        load: Array = self.thrust_to_weight * np.exp(self.stage_ratio)
        return load

    def take(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Boosts:
        """Some of them."""
        names = list(self.__dataclass_fields__)[1:]
        return Boosts(self.stages, *(getattr(self, name)[which] for name in names))

    def booster(self) -> Booster:
        """As flown."""
        return Booster.of(
            delta_v_m_s=self.delta_v_m_s,
            burn_time_s=self.burn_time_s,
            stages=self.stages,
            exhaust_velocity_m_s=self.exhaust_velocity_m_s,
        )

    def pad(self, site: tuple[ArrayLike, ArrayLike]) -> Pad:
        """Their start, from latitude and longitude in degrees."""
        return Pad(
            latitude_deg=site[0],
            longitude_deg=site[1],
            burnout_angle_deg=self.burnout_angle_deg,
            azimuth_deg=self.azimuth_deg,
        )


@dataclass(frozen=True, eq=False)
class Kicks:
    """A fitted function from boosts to kicks.

    Attributes
    ----------
    middle, half
        Of the design, by coordinate; shape (4,).
    drift
        Coefficients of the direction of flights without a kick, to east and to north, shape (2, k).
    along, across
        Coefficients of the logarithm of the kick along the line, and of its part across over that.
    """

    middle: Array
    half: Array
    drift: Array
    along: Array
    across: Array

    def steer(self, boosts: Boosts) -> Array:
        """The kicks, shape (2, n), along the azimuth and to its right."""
        x = self._scaled(_raw(boosts, np.ones_like(boosts.delta_v_m_s)))
        line, length = _line(boosts, _sums(self.drift, _terms(x[:3], _DEGREE)))
        features = _features(self._scaled(_raw(boosts, length)), line)
        log_along, off = _sums(np.stack([self.along, self.across]), features)
        along = np.exp(log_along)
        east = along * (line[0] - off * line[1])
        north = along * (line[1] + off * line[0])
        return _turned(np.stack([east, north]), boosts.azimuth_deg)

    def _scaled(self, raw: Array) -> Array:
        """From -1 to 1 over the design, and not far beyond it."""
        scaled = (raw - self.middle[:, None]) / self.half[:, None]
        inside: Array = np.clip(scaled, -_BEYOND, _BEYOND)
        return inside


def fit_kicks(
    stages: int,
    ends: dict[str, tuple[float, float]],
    supported: Callable[[Boosts], NDArray[np.bool_]],
    *,
    site: tuple[float, float],
    earth: Earth,
) -> Kicks:
    """Find the kicks of a designed set of boosts, and fit them.

    Parameters
    ----------
    ends
        Between which the boosts of the design lie, by the names of `Boosts`; on all azimuths.
    supported
        Which boosts are of interest.
    site
        Latitude and longitude. Units: degrees.
    """
    names = ("delta_v_m_s", "burn_time_s", "exhaust_velocity_m_s", "burnout_angle_deg")
    shares = np.mod(qmc.Sobol(5, scramble=False).random(_DESIGN).T + 0.5 / _DESIGN, 1.0)
    low, high = (np.array([ends[name][k] for name in names])[:, None] for k in (0, 1))
    gain, burn, exhaust, angle = low + (high - low) * shares[:4]
    design = Boosts(stages, gain, burn, exhaust, angle, 360.0 * shares[4])
    design = design.take(supported(design))
    problem = ready(
        design.pad(site),
        Plan.coast(),
        booster=design.booster(),
        ballistic_coefficient=np.full(design.delta_v_m_s.size, 1e4),
        lift_to_drag=np.zeros(design.delta_v_m_s.size),
        earth=earth,
    )
    steer, found = steering(problem, problem.groups[0])
    drift = _unsteered(problem, design)
    good = found & np.isfinite(drift).all(axis=0)
    if not good.mean() > 1.0 - _MOST_LOST:
        raise ArithmeticError("too few boosts of the design lead to the direction wanted")
    design, steer, drift = design.take(good), steer[:, good], drift[:, good]
    line, length = _line(design, drift)
    raw = _raw(design, length)
    middle = 0.5 * (raw.max(axis=1) + raw.min(axis=1))
    half = np.maximum(0.5 * (raw.max(axis=1) - raw.min(axis=1)), 1e-9)
    kick = _unturned(steer, design.azimuth_deg)
    along = (kick * line).sum(axis=0)
    across = (kick[1] * line[0] - kick[0] * line[1]) / along
    forward = along > 0.0
    x = (raw - middle[:, None]) / half[:, None]
    terms = np.stack(list(_terms(x[:3], _DEGREE)))
    features = np.stack(list(_features(x, line)))
    return Kicks(
        middle,
        half,
        drift=_fitted(terms, drift),
        along=_fitted(features[:, forward], np.log(along[forward])[None])[0],
        across=_fitted(features[:, forward], across[forward][None])[0],
    )


def _unsteered(problem: Problem, boosts: Boosts) -> Array:
    """Direction at burnout of flights without a kick, to east and to north; shape (2, n)."""
    group = problem.groups[0].take(np.arange(boosts.delta_v_m_s.size), problem.groups[0].which)
    upright = type(group)(group.which, group.booster, group.plan, np.zeros((2, group.which.size)))
    phases = upright.boost(problem.earth)
    position, velocity = problem.state
    course = fly_phases(
        phases,
        problem.setting,
        position,
        velocity,
        np.full(group.which.size, np.inf),
        problem.request(impact_only=True),
        boosts=len(phases),
    )
    end = course.burnout
    direction = burnout_direction(end.position_m, end.velocity_m_s, boosts.azimuth_deg, problem)
    return _unturned(direction, boosts.azimuth_deg)


def _line(boosts: Boosts, drift: Array) -> tuple[Array, Array]:
    """Unit vector (east, north) from the drift to the direction wanted, and the distance."""
    tangent = np.tan(np.radians(0.5 * (90.0 - boosts.burnout_angle_deg)))
    azimuth = np.radians(boosts.azimuth_deg)
    way = np.stack([tangent * np.sin(azimuth), tangent * np.cos(azimuth)]) - drift
    length = np.maximum(np.sqrt((way * way).sum(axis=0)), 1e-9)
    return way / length, length


def _raw(boosts: Boosts, length: Array) -> Array:
    """What kicks follow smoothly, shape (4, n)."""
    weight = 1.0 / boosts.thrust_to_weight
    return np.stack([boosts.stage_ratio, weight, boosts.exhaust_velocity_m_s, np.log(length)])


def _terms(x: Array, degree: int) -> Iterator[Array]:
    """Products of Chebyshev polynomials up to a total degree; that of the exhaust less."""
    powers = []
    for number, row in enumerate(x):
        most = _EXHAUST_DEGREE if number == 2 else degree
        polynomials = [np.ones_like(row), row]
        while len(polynomials) <= most:
            polynomials.append(2.0 * row * polynomials[-1] - polynomials[-2])
        powers.append(polynomials[: most + 1])
    for orders in itertools.product(*(range(len(p)) for p in powers)):
        if sum(orders) <= degree:
            term = np.ones_like(x[0])
            for polynomials, order in zip(powers, orders, strict=True):
                if order:
                    term = term * polynomials[order]
            yield term


def _features(x: Array, line: Array) -> Iterator[Array]:
    """The terms, and those of lower degree once more for the turn with the compass."""
    yield from _terms(x, _DEGREE)
    for side in line:
        for term in _terms(x, _AZIMUTH_DEGREE):
            yield term * side


def _sums(coefficients: Array, terms: Iterator[Array]) -> Array:
    """Linear combinations, shape (m, n). Not by a matrix product, whose bits depend on n."""
    total: Array | None = None
    for number, term in enumerate(terms):
        part = coefficients[:, number, None] * term
        if total is None:
            total = part
        else:
            total += part
    assert total is not None
    return total


def _fitted(features: Array, values: Array) -> Array:
    """Coefficients of least squares, shape (m, k), of values of shape (m, n).

    By the normal equations: a decomposition takes longer than the boosts.
    """
    square: Array = features @ features.T
    square[np.diag_indices(len(square))] += _RIDGE * float(np.trace(square)) / len(square)
    solved = np.linalg.solve(square, features @ values.T)
    # What threads do to the last bits goes.
    rounded: Array = np.round(solved.T, _DECIMALS)
    return rounded


def _unturned(vector: Array, azimuth_deg: Array) -> Array:
    """From along and to the right of the azimuth to east and north."""
    sine, cosine = np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))
    return np.stack([sine * vector[0] + cosine * vector[1], cosine * vector[0] - sine * vector[1]])


def _turned(vector: Array, azimuth_deg: Array) -> Array:
    """From east and north to along and to the right of the azimuth: the same reflection."""
    return _unturned(vector, azimuth_deg)
