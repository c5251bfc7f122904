"""Damped least squares (Levenberg-Marquardt) on many small problems at once.

Each row of a batch is a problem of its own, with a few unknowns and a few residuals, and comes out
the same whatever its neighbours. The residuals are flown flights, so that evaluations are what
costs: derivatives are forward differences, renewed only where a step was taken.

References
----------
Marquardt (1963), Journal of the Society for Industrial and Applied Mathematics 11, 431-441: the
damping in proportion to the diagonal.
Nocedal & Wright (2006), Numerical Optimization, 2nd edition, section 16.5: active sets for bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Fit", "LeastSquares", "share_within"]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

_FIRST_DAMPING = 1e-6
_LEAST_DAMPING = 1e-12
_MOST_DAMPING = 1e6
# Below this the step is near that of Gauss and Newton, and a small gain means a minimum; above it,
# that the step was kept short.
_LIGHT_DAMPING = 1.0
# Sets of held unknowns that are tried, for each unknown.
_MOST_CHANGES = 4


@dataclass(frozen=True, eq=False)
class Fit:
    """What was found, one a row.

    Attributes
    ----------
    unknowns
        Shape (p, n).
    residuals
        There, shape (m, n); NaN where the start had none.
    met
        Whether each residual is below its tolerance, shape (n,).
    """

    unknowns: Array
    residuals: Array
    met: Mask


@dataclass(frozen=True, eq=False, kw_only=True)
class LeastSquares:
    """n problems of p unknowns and m residuals, in any proportion of p to m.

    Attributes
    ----------
    residuals
        Called with unknowns of shape (p, k) and the numbers of the rows that they are tried for,
        shape (k,), a row as often as it has trials; returns shape (m, k), NaN where there is none.
    probe
        By how much each unknown is moved for its derivative, shape (p,) or (p, n).
    weights
        The sum of squares is of residuals times these, shape (m,) or (m, n).
    tolerance
        A row is met, and left alone, when every residual is below these, shape (m,) or (m, n).
    lower, upper
        Bounds on the unknowns, shape (p,) or (p, n); infinite, or None, where there are none.
    share_of_step
        Called with unknowns and steps of shape (p, k); returns the share of each step that may be
        taken, at most 1, shape (k,).
    settled
        A row has come to its minimum when an undisturbed step promises, or brings, a fall of the
        sum of squares by no more than this share.
    most_steps
        After these a row is left as it is.
    """

    residuals: Callable[[Array, Rows], Array]
    probe: ArrayLike
    weights: ArrayLike
    tolerance: ArrayLike
    lower: ArrayLike | None = None
    upper: ArrayLike | None = None
    share_of_step: Callable[[Array, Array], Array] | None = None
    settled: float = 1e-8
    most_steps: int = 60

    def solve(self, start: Array) -> Fit:
        """From first guesses of shape (p, n), which are moved inside the bounds.

        A row whose residuals, or all of whose derivatives, are NaN at the start stays there.
        """
        p, n = start.shape
        lower = _columns(-np.inf if self.lower is None else self.lower, (p, n))
        upper = _columns(np.inf if self.upper is None else self.upper, (p, n))
        probe = _columns(self.probe, (p, n))
        x = np.clip(start, lower, upper)
        r = self.residuals(x, np.arange(n))
        m = r.shape[0]
        weights, tolerance = _columns(self.weights, (m, n)), _columns(self.tolerance, (m, n))
        damping = np.full(n, _FIRST_DAMPING)
        jacobian = np.zeros((m, p, n))
        stale = np.ones(n, bool)
        done = ~np.isfinite(r).all(axis=0)
        for _ in range(self.most_steps):
            done |= (np.abs(r) < tolerance).all(axis=0) | (damping >= _MOST_DAMPING)
            renewed = np.flatnonzero(~done & stale)
            if renewed.size:
                jacobian[:, :, renewed] = weights[:, None, renewed] * self._slopes(
                    *(v[:, renewed] for v in (x, r, probe, lower, upper)), rows=renewed
                )
                stale[renewed] = False
                done[renewed] = ~np.isfinite(jacobian[:, :, renewed]).all(axis=(0, 1))
            rows = np.flatnonzero(~done)
            if not rows.size:
                break
            here, weighted, slopes = x[:, rows], r[:, rows] * weights[:, rows], jacobian[..., rows]
            squares = _sum_of_squares(weighted)
            step = _bounded_step(
                slopes, weighted, damping[rows], lower[:, rows] - here, upper[:, rows] - here
            )
            expected = _sum_of_squares(weighted + _sum(slopes[:, k] * step[k] for k in range(p)))
            light = damping[rows] < _LIGHT_DAMPING
            least = (1.0 - self.settled) * squares
            at_rest = (step == 0.0).all(axis=0) | (light & (expected >= least))
            done[rows[at_rest]] = True
            moving = ~at_rest
            rows, here, step = rows[moving], here[:, moving], step[:, moving]
            squares, least, light = squares[moving], least[moving], light[moving]
            if not rows.size:
                continue
            if self.share_of_step is not None:
                step = step * self.share_of_step(here, step)
            tried = np.clip(here + step, lower[:, rows], upper[:, rows])
            new = self.residuals(tried, rows)
            fallen_to = _sum_of_squares(new * weights[:, rows])
            better = fallen_to < squares  # NaN is never better
            taken = rows[better]
            x[:, taken], r[:, taken] = tried[:, better], new[:, better]
            stale[taken] = True
            damping[taken] = np.maximum(0.1 * damping[taken], _LEAST_DAMPING)
            damping[rows[~better]] *= 10.0
            done[rows[better & light & (fallen_to > least)]] = True
        return Fit(x, r, np.asarray((np.abs(r) < tolerance).all(axis=0)))

    def _slopes(
        self, x: Array, r: Array, probe: Array, lower: Array, upper: Array, *, rows: Rows
    ) -> Array:
        """Derivatives by differences, shape (m, p, k); backward where forward there is none."""
        slopes = np.zeros((r.shape[0], *x.shape))
        above, below = upper - x, x - lower
        cut = np.where(above >= below, np.minimum(probe, above), -np.minimum(probe, below))
        signed = np.where(above >= probe, probe, cut)
        unknown, row = np.nonzero(signed)  # an unknown between equal bounds has no slope
        for _ in range(2):
            moved, each = x[:, row], np.arange(row.size)
            moved[unknown, each] += signed[unknown, row]
            # What it was moved by in fact: the sum is rounded.
            by = moved[unknown, each] - x[unknown, row]
            slopes[:, unknown, row] = (self.residuals(moved, rows[row]) - r[:, row]) / by
            signed = -signed
            room = (x + signed >= lower) & (x + signed <= upper)
            unknown, row = np.nonzero(room & ~np.isfinite(slopes).all(axis=0))
            if not row.size:
                break
        return slopes


def share_within(*parts: tuple[Array, ArrayLike]) -> Array:
    """The greatest share of steps, at most 1, that keeps sizes of their parts within limits.

    Parameters
    ----------
    parts
        Sizes and limits, shape (k,) each.
    """
    share: Array = np.ones(parts[0][0].shape)
    for size, limit in parts:
        share = np.minimum(share, limit / np.maximum(size, 1e-300))
    return share


def _columns(values: ArrayLike, shape: tuple[int, int]) -> Array:
    """One value, one an unknown or residual, or one a row too."""
    array = np.asarray(values, float)
    return np.broadcast_to(array[:, None] if array.ndim == 1 else array, shape)


def _bounded_step(slopes: Array, weighted: Array, damping: Array, down: Array, up: Array) -> Array:
    """The damped step between bounds `down` <= 0 <= `up`; arrays (m, p, k), (m, k), (k,), (p, k).

    An unknown that would leave its bounds is held there while the sum of squares falls outwards.
    """
    m, p, k = slopes.shape
    normal = _sum(slopes[i][:, None] * slopes[i][None, :] for i in range(m))
    gradient = _sum(slopes[i] * weighted[i] for i in range(m))
    # In units that make the diagonal 1: unknowns differ in size by orders of magnitude.
    scale = np.sqrt(np.einsum("iik->ik", normal))
    scale = np.where(scale > 0.0, scale, 1.0)
    normal = normal / scale[:, None] / scale[None, :] + np.eye(p)[:, :, None] * damping
    gradient, low, high = gradient / scale, down * scale, up * scale
    side = np.zeros((p, k), int)  # -1 held at the lower bound, 1 at the upper, 0 free
    for _ in range(_MOST_CHANGES * p):
        fixed = np.where(side < 0, low, np.where(side > 0, high, 0.0))
        right = -gradient - _sum(normal[:, j] * fixed[j] for j in range(p))
        free = _solve_free(normal, np.where(side == 0, right, 0.0), side != 0)
        step = np.where(side == 0, free, fixed)
        slope = gradient + _sum(normal[:, j] * step[j] for j in range(p))
        over = np.where(step < low, -1, np.where(step > high, 1, 0))
        changed = np.where(side == 0, over, np.where(side * slope < 0.0, side, 0))
        if np.array_equal(changed, side):
            break
        side = changed
    return np.clip(step, low, high) / scale


def _solve_free(normal: Array, right: Array, held: Mask) -> Array:
    """Solve each row's equations (p, p, k), (p, k) with the held unknowns at nothing."""
    p = right.shape[0]
    free = np.where(held[:, None] | held[None, :], np.eye(p)[:, :, None], normal)
    step = np.linalg.solve(np.moveaxis(free, 2, 0), right.T[..., None])[..., 0]
    return np.ascontiguousarray(step.T)


def _sum(terms: Iterable[Array]) -> Array:
    """In order: sums along an axis round in an order that depends on the width of the batch."""
    first, *others = terms
    for term in others:
        first = first + term
    return first


def _sum_of_squares(values: Array) -> Array:
    return _sum(row**2 for row in values)
