"""Finds what happens within steps: peaks, altitude crossings, the ground, the greatest speed.

Finding has two parts. `Watch` looks at every step of every lane and keeps those that may hold an
event: cheap, and sure, for it rests on control points that bound the path. `locate` solves for
the moment on the kept steps, many at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import where  # by this name the compiler knows it
from numpy.typing import NDArray

from trajkit.physics.hermite import Segments
from trajkit.physics.motion import vertical
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth
    from trajkit.physics.motion import Vector

__all__ = [
    "PARTS",
    "SECANTS",
    "SETTLED",
    "Function",
    "Roots",
    "altitude_above",
    "bernstein_slope",
    "climb_rate",
    "half_speed2_above",
    "locate",
    "polynomial_root",
    "sign_changes",
    "speeding",
]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Function = Callable[[Segments, Array], Array]
"""(segments, share of each) -> value of each."""

# A step that may hold several events is looked at in this many parts.
PARTS = 16
# Of the polynomial's root: bisections until Newton is safe, then enough of it for a double.
_HALVINGS, _NEWTONS = 6, 3
# A correction by the true function below this share of a step makes the next one nothing.
SETTLED = 1e-6
SECANTS = 5
_ITERATIONS = 60
_SHARE_TOLERANCE = 1e-13


def sign_changes(points: tuple[Array, ...]) -> tuple[NDArray[np.int8], Bools]:
    """How often the sign changes along a sequence of arrays, and where the first is negative.

    By Descartes' rule for Bernstein coefficients: no change, no root; one change, one root; more,
    perhaps several.
    """
    negative = [point < 0.0 for point in points]
    changes = (negative[0] != negative[1]).astype(np.int8)
    for left, right in itertools.pairwise(negative[1:]):
        changes += left != right
    return changes, negative[0]


def altitude_above(earth: Earth) -> Function:
    """Altitude above the level of each piece, in m."""

    def function(segments: Segments, share: Array) -> Array:
        altitude, _ = _vertical(segments.position(share), earth)
        return altitude if segments.level is None else altitude - segments.level

    return function


def climb_rate(earth: Earth) -> Function:
    """Rate of change of the geodetic altitude, in m/s."""

    def function(segments: Segments, share: Array) -> Array:
        _, up = _vertical(segments.position(share), earth)
        rate: Array = dot(segments.velocity(share), up)
        return rate

    return function


def half_speed2_above(segments: Segments, share: Array) -> Array:
    """Half the squared speed above the level of each piece, in m2/s2."""
    velocity = segments.velocity(share)
    above: Array = 0.5 * dot(velocity, velocity)
    return above if segments.level is None else above - segments.level


def speeding(segments: Segments, share: Array) -> Array:
    """Half the rate of change of the squared speed, in m2/s3."""
    gain: Array = dot(segments.velocity(share), segments.acceleration(share))
    return gain


@dataclass(frozen=True, eq=False)
class Roots:
    """Moments found: `segment` numbers the piece, `share` the place in it, `falling` the sense."""

    segment: NDArray[np.intp]
    share: Array
    falling: Bools

    def with_falls(self, count: int) -> Roots:
        """These, and a fall at the start of each of `count` pieces that has none."""
        without = np.setdiff1d(np.arange(count), self.segment[self.falling])
        if not without.size:
            return self
        return Roots(
            np.concatenate([self.segment, without]),
            np.concatenate([self.share, np.zeros(without.size)]),
            np.concatenate([self.falling, np.ones(without.size, np.bool_)]),
        )


def locate(function: Function, segments: Segments, points: Array) -> Roots:
    """Every root of `function` on the pieces.

    Parameters
    ----------
    points
        Shape (k, m): control points of a polynomial close to the function on each piece. Where
        they allow just one root, it is that of the polynomial, corrected; where they allow more,
        the piece is cut in parts.
    """
    several = sign_changes(tuple(points))[0] > 1
    whole = np.flatnonzero(~several)
    guess = polynomial_root(points[:, whole])
    share, sure = _correct(function, segments, whole, guess, points)
    falling = points[0] >= 0.0

    doubtful = np.sort(np.concatenate([np.flatnonzero(several), whole[~sure]]))
    settled = whole[sure]
    found = [Roots(settled, share[sure], falling[settled])]
    if doubtful.size:
        found.append(_search(function, segments, doubtful))
    segment = np.concatenate([roots.segment for roots in found])
    share = np.concatenate([roots.share for roots in found])
    order = np.lexsort((share, segment))
    return Roots(
        segment[order], share[order], np.concatenate([roots.falling for roots in found])[order]
    )


def polynomial_root(points: Any) -> Any:
    """Root of each polynomial whose control points change sign once: bisection, then Newton.

    Elementwise: `points` has an entry for each control point.
    """
    low = 0.0 * points[0]
    high = low + 1.0
    falling = points[0] >= 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        before = (bernstein(points, middle) >= 0.0) == falling
        low = where(before, middle, low)
        high = where(before, high, middle)
    share = 0.5 * (low + high)
    for _ in range(_NEWTONS):
        change = bernstein(points, share) / bernstein_slope(points, share)
        share = np.minimum(np.maximum(share - change, low), high)
    return share


def _correct(
    function: Function, segments: Segments, which: NDArray[np.intp], share: Array, points: Array
) -> tuple[Array, Bools]:
    """Corrections with the true function, and where they settled within the piece.

    The first uses the polynomial's slope, the next ones the secant's.
    """
    at = segments if which.size == points.shape[1] else segments.take(which)
    slope = bernstein_slope(points[:, which], share)
    value = function(at, share)
    change = -value / slope
    share = share + change
    active = np.flatnonzero(~(np.abs(change) < SETTLED))
    for _ in range(SECANTS):
        if not active.size:
            break
        new_value = function(at.take(active), share[active])
        slope = (new_value - value[active]) / change[active]
        value[active], change[active] = new_value, -new_value / slope
        share[active] += change[active]
        active = active[~(np.abs(change[active]) < SETTLED)]
    settled = np.ones(which.size, np.bool_)
    settled[active] = False
    return share, settled & (share >= 0.0) & (share <= 1.0)


def bernstein(points: Any, share: Any) -> Any:
    """Value of the polynomials with these control points at `share`, elementwise.

    Horner's scheme in the ratio share / (1 - share), with the binomials as weights.
    """
    degree = len(points) - 1
    other = 1.0 - share
    value = points[0] * other
    power = share
    weight = 1.0
    for k in range(1, degree):
        weight = weight * (degree - k + 1) / k
        value = (value + weight * power * points[k]) * other
        power = power * share
    return value + power * points[degree]


def bernstein_slope(points: Any, share: Any) -> Any:
    """Their slope: that of the polynomials with the differences as control points."""
    degree = len(points) - 2
    other = 1.0 - share
    value = (points[1] - points[0]) * other
    power = share
    weight = 1.0
    for k in range(1, degree):
        weight = weight * (degree - k + 1) / k
        value = (value + weight * power * (points[k + 1] - points[k])) * other
        power = power * share
    return (value + power * (points[degree + 1] - points[degree])) * (degree + 1)


def _search(function: Function, segments: Segments, which: NDArray[np.intp]) -> Roots:
    """Every root on pieces that may hold several: cut in parts, each solved on its own."""
    nodes = np.linspace(0.0, 1.0, PARTS + 1)
    some = segments.take(which)
    values = np.stack([function(some, np.full(which.size, node)) for node in nodes])
    part, owner = np.nonzero((values[:-1] < 0.0) != (values[1:] < 0.0))
    share, falling = _solve(function, some.take(owner), nodes[part], nodes[part + 1])
    return Roots(which[owner], share, falling)


def _solve(function: Function, segments: Segments, low: Array, high: Array) -> tuple[Array, Bools]:
    """Root within each bracket by Chandrupatla's method, all at once.

    Chandrupatla (1997), Advances in Engineering Software 28 (3), 145-149: bisection unless the
    inverse quadratic interpolation is sure to be better. Signs count a zero as positive, so that a
    start exactly on the ground is above it.
    """
    x1, x2 = high.copy(), low.copy()
    f1, f2 = function(segments, x1), function(segments, x2)
    falling = f2 >= 0.0
    x3, f3 = x1.copy(), f1.copy()
    fraction = np.full(x1.shape, 0.5)
    best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
    open_ = np.arange(low.size)
    for _ in range(_ITERATIONS):
        if not open_.size:
            break
        o = open_
        x = x1[o] + fraction[o] * (x2[o] - x1[o])
        f = function(segments.take(o), x)
        same = (f < 0.0) == (f1[o] < 0.0)
        x3[o] = np.where(same, x1[o], x2[o])
        f3[o] = np.where(same, f1[o], f2[o])
        x2[o] = np.where(same, x2[o], x1[o])
        f2[o] = np.where(same, f2[o], f1[o])
        x1[o], f1[o] = x, f
        first = np.abs(f1[o]) < np.abs(f2[o])
        best[o] = np.where(first, x1[o], x2[o])
        margin = _SHARE_TOLERANCE / np.abs(x2[o] - x1[o])
        closed = (margin > 0.5) | (f == 0.0)
        best[o[f == 0.0]] = x[f == 0.0]
        with np.errstate(divide="ignore", invalid="ignore"):
            xi = (x1[o] - x2[o]) / (x3[o] - x2[o])
            phi = (f1[o] - f2[o]) / (f3[o] - f2[o])
            safe = (phi * phi < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
            inverse = f1[o] / (f2[o] - f1[o]) * f3[o] / (f2[o] - f3[o]) + (x3[o] - x1[o]) / (
                x2[o] - x1[o]
            ) * f1[o] / (f3[o] - f1[o]) * f2[o] / (f3[o] - f2[o])
        fraction[o] = np.clip(np.where(safe, inverse, 0.5), margin, 1.0 - margin)
        open_ = o[~closed]
    return best, falling


def _vertical(position: Array, earth: Earth) -> tuple[Array, Vector]:
    return vertical(
        position[0],
        position[1],
        position[2],
        earth.equatorial_radius_m,
        earth.eccentricity_squared,
    )
