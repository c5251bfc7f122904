"""Finds what happens within steps: peaks, altitude crossings, the ground, the greatest speed.

Finding has two parts. `Watch` looks at every step of every lane and keeps those that may hold an
event: cheap, and sure, for it rests on control points that bound the path. `locate` solves for
the moment on the kept steps, many at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.earth import Earth
from trajkit.physics.hermite import Segments
from trajkit.physics.motion import vertical

__all__ = [
    "Function",
    "Roots",
    "altitude_above",
    "climb_rate",
    "locate",
    "sign_changes",
    "speeding",
]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Function = Callable[[Segments, Array], Array]
"""(segments, share of each) -> value of each."""

# A step that may hold several events is looked at in this many parts.
_PARTS = 16
_ITERATIONS = 60
_SHARE_TOLERANCE = 1e-14


def sign_changes(points: tuple[Array, ...]) -> tuple[NDArray[np.int8], Bools]:
    """How often the sign changes along a sequence of arrays, and where the first is negative.

    By Descartes' rule for Bernstein coefficients: no change, no root; one change, one root; more,
    perhaps several.
    """
    negative = [point < 0.0 for point in points]
    changes = (negative[0] != negative[1]).astype(np.int8)
    for left, right in zip(negative[1:-1], negative[2:], strict=True):
        changes += left != right
    return changes, negative[0]


def altitude_above(level_m: float, earth: Earth) -> Function:
    """Altitude above a level, in m."""

    def function(segments: Segments, share: Array) -> Array:
        return vertical(*segments.position(share), earth)[0] - level_m

    return function


def climb_rate(earth: Earth) -> Function:
    """Rate of change of the geodetic altitude, in m/s."""

    def function(segments: Segments, share: Array) -> Array:
        _, up = vertical(*segments.position(share), earth)
        return _dot(segments.velocity(share), up)

    return function


def speeding(segments: Segments, share: Array) -> Array:
    """Half the rate of change of the squared speed, in m2/s3."""
    return _dot(segments.velocity(share), segments.acceleration(share))


@dataclass(frozen=True, eq=False)
class Roots:
    """Moments found: `segment` numbers the piece, `share` the place in it, `falling` the sense."""

    segment: NDArray[np.intp]
    share: Array
    falling: Bools


def locate(function: Function, segments: Segments, several: Bools) -> Roots:
    """Every root of `function` on the pieces.

    Parameters
    ----------
    several
        Shape (m,): pieces on which the control points allow more than one root. They are cut in
        parts; the others are solved whole.
    """
    whole = np.flatnonzero(~several)
    cut = np.flatnonzero(several)
    pieces, lows, highs = [whole], [np.zeros(whole.size)], [np.ones(whole.size)]
    if cut.size:
        nodes = np.linspace(0.0, 1.0, _PARTS + 1)
        some = segments.take(cut)
        values = np.stack([function(some, np.full(cut.size, node)) for node in nodes])
        part, which = np.nonzero((values[:-1] < 0.0) != (values[1:] < 0.0))
        pieces.append(cut[which])
        lows.append(nodes[part])
        highs.append(nodes[part + 1])
    segment = np.concatenate(pieces)
    share, falling, bracketed = _solve(
        function, segments.take(segment), np.concatenate(lows), np.concatenate(highs)
    )
    order = np.lexsort((share[bracketed], segment[bracketed]))
    keep = np.flatnonzero(bracketed)[order]
    return Roots(segment[keep], share[keep], falling[keep])


def _solve(
    function: Function, segments: Segments, low: Array, high: Array
) -> tuple[Array, Bools, Bools]:
    """Root within each bracket by Chandrupatla's method, all at once.

    Chandrupatla (1997), Advances in Engineering Software 28 (3), 145-149: bisection unless the
    inverse quadratic interpolation is sure to be better. Signs count a zero as positive, so that a
    start exactly on the ground is above it.
    """
    x1, x2 = high.copy(), low.copy()
    f1, f2 = function(segments, x1), function(segments, x2)
    falling = f2 >= 0.0
    bracketed = (f1 < 0.0) != (f2 < 0.0)
    x3, f3 = x1.copy(), f1.copy()
    fraction = np.full(x1.shape, 0.5)
    best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
    open_ = np.flatnonzero(bracketed)
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
    return best, falling, bracketed


def _dot(a: tuple[Array, ...] | Array, b: tuple[Array, ...] | Array) -> Array:
    result: Array = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return result
