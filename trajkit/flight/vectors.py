"""Earth-fixed vectors in the local frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.earth import local_frame

__all__ = ["dot", "east_north_up"]

Array = NDArray[np.float64]


def east_north_up(
    vector: Array, *, latitude_deg: Array, longitude_deg: Array
) -> tuple[Array, Array, Array]:
    """Components of a vector (3, ...) towards east, north and up, each of shape (...)."""
    frame = local_frame(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    east, north, up = (dot(vector, axis) for axis in frame)
    return east, north, up


def dot(a: Array, b: Array) -> Array:
    """Product of vectors (3, ...), of shape (...).

    Written out: `einsum` adds in another order where there is just one flight.
    """
    result: Array = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return result
