"""What ends a lane besides its time limit: a function of its state that falls through zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.events import altitude_above, climb_rate, half_speed2_above
from trajkit.physics.kept import Kept
from trajkit.physics.motion import vertical
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.earth import Earth

__all__ = ["Climb", "Path", "Stop", "Stops", "climb", "climb_of", "ground", "stops_at_work"]

Array = NDArray[np.float64]
Points = tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Stops:
    """What ends lanes in the air; whichever comes first.

    Parameters
    ----------
    peak
        The next peak.
    altitude_m
        Falling below this geodetic altitude, shape (N,); None or NaN is never. Units: m.
    speed_m_s
        Slowing below this Earth-relative speed, shape (N,); None or NaN is never. Units: m/s.
    """

    peak: bool = False
    altitude_m: Array | None = None
    speed_m_s: Array | None = None


class Climb(NamedTuple):
    """Altitude (m), its rate (m/s) and its second derivative (m/s2)."""

    altitude: Any
    rate: Any
    bend: Any


def climb(r: Any, v: Any, a: Any, earth: Earth) -> Climb:
    """The climb of states of shape (3, n); the second derivative is that on a round Earth."""
    return climb_of(r, v, a, earth.equatorial_radius_m, earth.eccentricity_squared)


def climb_of(r: Any, v: Any, a: Any, equatorial_radius_m: float, e2: float) -> Climb:
    """The same from two numbers of the Earth: its radius and its squared eccentricity."""
    altitude, up = vertical(r[0], r[1], r[2], equatorial_radius_m, e2)
    rate = dot(v, up)
    across2 = dot(v, v) - rate * rate
    return Climb(altitude, rate, dot(a, up) + across2 / (altitude + equatorial_radius_m))


class Path(NamedTuple):
    """Bernstein control points of a step."""

    altitude: Points
    """Units: m."""
    rises: Points
    """Of the climb rate, times a fifth of the step. Units: m."""
    half_speed2: Points
    """Of half the squared speed. Units: m2/s2."""


@dataclass(frozen=True, eq=False)
class Stop:
    """One kind of stop at work.

    Attributes
    ----------
    points
        Control points of the function, before the level is taken off.
    measure
        (r, v, a) -> the function and its rate.
    kept
        Steps in which the function falls through zero.
    level
        One a lane; None is 0.
    """

    points: Callable[[Path], Points]
    measure: Callable[[Array, Array, Array], tuple[Array, Array]]
    kept: Kept
    level: Array | None = None
    is_ground: bool = False
    is_peak: bool = False
    is_altitude: bool = False

    def levels(self, lane: NDArray[np.intp]) -> Array | None:
        """The levels of some lanes."""
        return None if self.level is None else self.level[lane]

    def above(self, path: Path, lane: NDArray[np.intp]) -> Points:
        """Control points of the function on a step of these lanes."""
        points, level = self.points(path), self.levels(lane)
        return points if level is None else tuple(point - level for point in points)


def ground(earth: Earth) -> Stop:
    """Altitude 0."""
    return Stop(
        lambda path: path.altitude,
        lambda r, v, a: climb(r, v, a, earth)[:2],
        Kept(altitude_above(earth)),
        is_ground=True,
    )


def stops_at_work(stops: Stops, earth: Earth) -> tuple[Stop, ...]:
    """Those that are asked for."""
    found = []
    if stops.peak:
        found.append(
            Stop(
                lambda path: path.rises,
                lambda r, v, a: climb(r, v, a, earth)[1:],
                Kept(climb_rate(earth)),
                is_peak=True,
            )
        )
    if stops.altitude_m is not None:
        found.append(
            Stop(
                lambda path: path.altitude,
                lambda r, v, a: climb(r, v, a, earth)[:2],
                Kept(altitude_above(earth)),
                stops.altitude_m,
                is_altitude=True,
            )
        )
    if stops.speed_m_s is not None:
        found.append(
            Stop(
                lambda path: path.half_speed2,
                lambda _r, v, a: (0.5 * dot(v, v), dot(v, a)),
                Kept(half_speed2_above),
                0.5 * stops.speed_m_s**2,
            )
        )
    return tuple(found)
