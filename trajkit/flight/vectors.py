"""Earth-fixed vectors in the local frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.earth import local_frame
from trajkit.physics.vectors import dot

__all__ = ["east_north_up"]

Array = NDArray[np.float64]


def east_north_up(
    vector: Array, *, latitude_deg: Array, longitude_deg: Array
) -> tuple[Array, Array, Array]:
    """Components of a vector (3, ...) towards east, north and up, each of shape (...)."""
    frame = local_frame(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    east, north, up = (dot(vector, axis) for axis in frame)
    return east, north, up
