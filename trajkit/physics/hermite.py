"""The path within a step: a quintic through position, velocity and acceleration at its ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Segments",
    "altitude_control_points",
    "climb_control_points",
    "cubic_path",
    "half_speed2_control_points",
    "quintic",
    "quintic_position",
    "quintic_velocity",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Segments:
    """m pieces of path. The error of a position falls with the sixth power of the step.

    Parameters
    ----------
    step_s
        Length of each piece, shape (m,). Units: s.
    coefficients
        Shape (6, 3, m): position = sum of coefficients[k] * share**k. Units: m.
    level
        What an event is sought at on each piece, shape (m,): an altitude in m, or half a squared
        speed in m2/s2; None is 0.
    """

    step_s: Array
    coefficients: Array
    level: Array | None = None

    @classmethod
    def between(
        cls, step_s: Array, r0: Array, v0: Array, a0: Array, r1: Array, v1: Array, a1: Array
    ) -> Segments:
        """From positions (m), velocities (m/s) and accelerations (m/s2), each of shape (3, m)."""
        return cls(step_s, np.stack(quintic(step_s, r0, v0, a0, r1, v1, a1)))

    def take(self, which: NDArray[np.intp]) -> Segments:
        """The pieces with these numbers."""
        level = None if self.level is None else self.level[which]
        return Segments(self.step_s[which], self.coefficients[:, :, which], level)

    @classmethod
    def joined(cls, parts: Sequence[Segments]) -> Segments:
        """Pieces of several sets in one; all have levels, or none has."""
        levels = [part.level for part in parts if part.level is not None]
        return cls(
            np.concatenate([part.step_s for part in parts]),
            np.concatenate([part.coefficients for part in parts], axis=2),
            np.concatenate(levels) if levels else None,
        )

    def position(self, share: Array) -> Array:
        """Position at `share` in [0, 1] of each piece. Shape (3, m). Units: m."""
        path: Array = quintic_position(self.coefficients, share)
        return path

    def velocity(self, share: Array) -> Array:
        """Velocity, shape (3, m). Units: m/s."""
        slope: Array = quintic_velocity(self.coefficients, share, self.step_s)
        return slope

    def acceleration(self, share: Array) -> Array:
        """Acceleration, shape (3, m). Units: m/s2."""
        c = self.coefficients
        bend: Array = (
            ((20.0 * share) * c[5] + 12.0 * c[4]) * share + 6.0 * c[3]
        ) * share + 2.0 * c[2]
        bend /= self.step_s**2
        return bend


def quintic(step_s: Any, r0: Any, v0: Any, a0: Any, r1: Any, v1: Any, a1: Any) -> tuple[Any, ...]:
    """Coefficients of the share's powers 0 to 5, elementwise. Units: m."""
    velocity = step_s * v0
    bend = (0.5 * step_s**2) * a0
    d = r1 - r0 - velocity - bend
    e = step_s * (v1 - v0) - 2.0 * bend
    g = step_s**2 * (a1 - a0)
    return (
        r0,
        velocity,
        bend,
        10.0 * d - 4.0 * e + 0.5 * g,
        -15.0 * d + 7.0 * e - g,
        6.0 * d - 3.0 * e + 0.5 * g,
    )


def quintic_position(c: Any, share: Any) -> Any:
    """Position at `share` from the coefficients of `quintic`, elementwise. Units: m."""
    return ((((c[5] * share + c[4]) * share + c[3]) * share + c[2]) * share + c[1]) * share + c[0]


def quintic_velocity(c: Any, share: Any, step_s: Any) -> Any:
    """Velocity there. Units: m/s."""
    slope = (((5.0 * share) * c[5] + 4.0 * c[4]) * share + 3.0 * c[3]) * share + 2.0 * c[2]
    return (slope * share + c[1]) / step_s


def altitude_control_points(
    step_s: Array,
    altitude0: Array,
    rate0: Array,
    bend0: Array,
    altitude1: Array,
    rate1: Array,
    bend1: Array,
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Bernstein coefficients of the quintic through altitude, its rate and its second derivative.

    The curve stays within their hull, and so does its slope within their differences: where these
    do not change sign the step can hold no peak, so that none is skipped however long the step.

    References
    ----------
    Farouki (2012), Computer Aided Geometric Design 29 (6), 379-419 (variation diminishing).
    """
    fifth = 0.2 * step_s
    twentieth = 0.05 * step_s * step_s
    run0, run1 = fifth * rate0, fifth * rate1
    return (
        altitude0,
        altitude0 + run0,
        altitude0 + 2.0 * run0 + twentieth * bend0,
        altitude1 - 2.0 * run1 + twentieth * bend1,
        altitude1 - run1,
        altitude1,
    )


def climb_control_points(
    step_s: Array,
    altitude0: Array,
    rate0: Array,
    bend0: Array,
    altitude1: Array,
    rate1: Array,
    bend1: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    """A fifth of the Bernstein coefficients of that quintic's slope, times the step.

    The differences of `altitude_control_points`, whose rounding would drown a slow climb.
    """
    fifth = 0.2 * step_s
    twentieth = 0.05 * step_s * step_s
    run0, run1 = fifth * rate0, fifth * rate1
    turn0, turn1 = twentieth * bend0, twentieth * bend1
    return (
        run0,
        run0 + turn0,
        altitude1 - altitude0 - 2.0 * (run0 + run1) + turn1 - turn0,
        run1 - turn1,
        run1,
    )


def half_speed2_control_points(
    step_s: Any, half_speed2_0: Any, v0: Any, a0: Any, half_speed2_1: Any, v1: Any, a1: Any
) -> tuple[Any, Any, Any, Any]:
    """Bernstein coefficients of the cubic through half the squared speed and its rate.

    Elementwise; velocities and accelerations have three components. Units: m2/s2.
    """
    gain0 = step_s * dot(v0, a0) / 3.0
    gain1 = step_s * dot(v1, a1) / 3.0
    return half_speed2_0, half_speed2_0 + gain0, half_speed2_1 - gain1, half_speed2_1


def cubic_path(
    share: Array, step_s: Array, r0: Array, v0: Array, r1: Array, v1: Array
) -> tuple[Array, Array]:
    """Position (m) and velocity (m/s) at `share` of the cubic through two states, broadcast."""
    start, end = step_s * v0, step_s * v1
    rise = r1 - r0
    c2 = 3.0 * rise - 2.0 * start - end
    c3 = start + end - 2.0 * rise
    position = ((c3 * share + c2) * share + start) * share + r0
    velocity = ((3.0 * c3 * share + 2.0 * c2) * share + start) / step_s
    return position, velocity
