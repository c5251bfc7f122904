"""One Runge-Kutta step for many lanes, each with its own step size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.motion import Acceleration
from trajkit.physics.tableau import ERROR, NODES, POSITION, STAGES, VELOCITY

__all__ = ["Stepper"]

Array = NDArray[np.float64]

# What an error of velocity counts for against one of position: it grows into a displacement
# over this time before the control has a say again. Units: s.
_VELOCITY_WEIGHT_S = 30.0

_WEIGHTS = [
    np.ascontiguousarray(np.stack([VELOCITY[i, :i], POSITION[i, :i]])) for i in range(STAGES)
]


class Stepper:
    """Takes steps of r'' = acceleration(r, v, *parameters).

    `einsum` and ufuncs on contiguous arrays treat each lane alike whatever the number of lanes;
    a matrix product would not.
    """

    def __init__(self, acceleration: Acceleration) -> None:
        self._acceleration = acceleration

    def accelerate(self, position: Array, velocity: Array, parameters: tuple[Array, ...]) -> Array:
        """Acceleration, shape (3, n). Units: m/s2."""
        return np.stack(self._acceleration(*position, *velocity, *parameters))

    def step(
        self,
        step_s: Array,
        position: Array,
        velocity: Array,
        acceleration: Array,
        parameters: tuple[Array, ...],
    ) -> tuple[Array, Array, Array, Array]:
        """New position, velocity, acceleration (shape (3, n)) and squared error (n,), in m2.

        The error is that of the position, and that of the velocity times 30 s, added in squares.
        """
        lanes = step_s.size
        slopes = np.empty((STAGES, 3, lanes))
        slopes[0] = acceleration
        sums = np.empty((2, 3, lanes))
        for stage in range(1, STAGES):
            np.einsum("ps,scn->pcn", _WEIGHTS[stage], slopes[:stage], out=sums)
            # new_velocity = v + h sums[0]; new_position = r + h (c v + h sums[1])
            new_velocity, drift = sums
            new_velocity *= step_s
            new_velocity += velocity
            drift *= step_s
            drift += NODES[stage] * velocity
            drift *= step_s
            drift += position
            self._accelerate_into(slopes[stage], drift, new_velocity, parameters)
        new_position, new_velocity = sums[1], sums[0]
        error = np.einsum("ps,scn->pcn", ERROR, slopes)
        error *= step_s
        of_position, of_velocity = error[0] * step_s, error[1] * _VELOCITY_WEIGHT_S
        squared = _square(of_position) + _square(of_velocity)
        return new_position, new_velocity, slopes[-1], squared

    def _accelerate_into(
        self, out: Array, position: Array, velocity: Array, parameters: tuple[Array, ...]
    ) -> None:
        out[0], out[1], out[2] = self._acceleration(*position, *velocity, *parameters)


def _square(vector: Array) -> Array:
    result: Array = vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]
    return result
