"""A function of altitude as cubic pieces: quick to evaluate for many lanes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.us76_lower import (
    EARTH_RADIUS_M,
    geometric_altitude_m,
    geopotential_height_m,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AltitudeTable"]

Array = NDArray[np.float64]

# Over which a slope at an end of a piece is taken from within the piece. Units: m.
_NUDGE_M = 0.5


@dataclass(frozen=True, eq=False)
class AltitudeTable:
    """Piecewise cubic over a uniform grid of geopotential height.

    The layers of the US Standard Atmosphere below 86 km end at whole kilometres of that height:
    on a grid that holds them, no piece bridges a corner, and each is smooth within.

    Parameters
    ----------
    start_m, step_m
        Geopotential height of the first node, and distance of the nodes. Units: m.
    coefficients
        Shape (pieces, 4): value = c0 + c1 f + c2 f^2 + c3 f^3, f in [0, 1) within a piece. A row
        is half a cache line, so that a look-up costs one fetch. The first and the last piece serve
        all that lies beyond them.

    Notes
    -----
    Only sums, products, quotients and fetches: the same bits at any width of the batch.
    """

    start_m: float
    step_m: float
    coefficients: Array

    @classmethod
    def of(
        cls, function: Callable[[Array], Array], *, low_m: float, high_m: float, step_m: float
    ) -> AltitudeTable:
        """Cubic Hermite pieces of a function of geometric altitude, held beyond its limits.

        Parameters
        ----------
        low_m, high_m
            Geometric altitudes between which the function is tabulated. Units: m.
        step_m
            Of geopotential height; nodes are its multiples. Units: m.
        """
        # Nodes inside the limits, so that the function is never asked beyond them.
        first = np.ceil(geopotential_height_m(np.array(low_m)) / step_m)
        last = np.floor(geopotential_height_m(np.array(high_m)) / step_m)
        nodes = step_m * np.arange(float(first), float(last) + 1.0)

        def value(height: Array) -> Array:
            return function(geometric_altitude_m(height))

        left, right = nodes[:-1], nodes[1:]
        values = value(nodes)
        rise = np.diff(values)
        # Slopes from within each piece, of second order: a corner at a node keeps its two sides.
        begin = (
            -3.0 * values[:-1] + 4.0 * value(left + _NUDGE_M) - value(left + 2.0 * _NUDGE_M)
        ) * (0.5 * step_m / _NUDGE_M)
        end = (3.0 * values[1:] - 4.0 * value(right - _NUDGE_M) + value(right - 2.0 * _NUDGE_M)) * (
            0.5 * step_m / _NUDGE_M
        )
        pieces = np.stack(
            [values[:-1], begin, 3.0 * rise - 2.0 * begin - end, begin + end - 2.0 * rise], axis=1
        )
        below, above = ([values[k], 0.0, 0.0, 0.0] for k in (0, -1))
        return cls(float(nodes[0] - step_m), step_m, np.concatenate([[below], pieces, [above]]))

    # Geopotential height is r0 h / (r0 + h) = r0 - r0^2 / (r0 + h), so that the place among the
    # pieces is offset - height_scale / (h + r0).

    @cached_property
    def offset(self) -> float:
        """Place of endless altitude, in pieces."""
        return (EARTH_RADIUS_M - self.start_m) / self.step_m

    @cached_property
    def height_scale(self) -> float:
        """Pieces times metres."""
        return EARTH_RADIUS_M * EARTH_RADIUS_M / self.step_m

    def __call__(self, altitude_m: Array) -> Array:
        """Values at geometric altitudes, any shape. NaN gives the first value."""
        place = np.asarray(self.offset - self.height_scale / (altitude_m + EARTH_RADIUS_M))
        # Where a piece number is out of the table, the fetch is clipped to its end pieces.
        floor = np.floor(place)
        place -= floor
        c = self.coefficients.take(floor.astype(np.int64), axis=0, mode="clip")
        value: Array = c[..., 3] * place
        value += c[..., 2]
        value *= place
        value += c[..., 1]
        value *= place
        value += c[..., 0]
        return value
