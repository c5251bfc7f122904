"""One Runge-Kutta step for many lanes, each with its own step size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.tableau import ERROR, NODES, POSITION, STAGES, VELOCITY
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    from trajkit.physics.motion import Equations

__all__ = ["VELOCITY_WEIGHT_S", "Stepper"]

Array = NDArray[np.float64]

# What an error of velocity counts for against one of position: it grows into a displacement
# over this time before the control has a say again. Units: s.
VELOCITY_WEIGHT_S = 30.0

# Weights of the rows of a step in the position and the velocity of each stage; the newest
# acceleration has no part in the position.
_POSITION = [np.array([1.0, NODES[i], *POSITION[i, : max(i - 1, 0)]]) for i in range(STAGES)]
_VELOCITY = [np.array([1.0, *VELOCITY[i, :i]]) for i in range(STAGES)]


class Stepper:
    """Takes steps of r'' = acceleration(t, r, v, *parameters).

    `einsum` and ufuncs on contiguous arrays treat each lane alike whatever the number of lanes;
    a matrix product would not.
    """

    def __init__(self, equations: Equations) -> None:
        self._acceleration = equations.acceleration
        self._timed = equations.timed
        self._rows = np.empty((2 + STAGES, 3, 0))  # kept from step to step: fresh memory is slow

    def accelerate(
        self, time_s: Array, position: Array, velocity: Array, parameters: tuple[Array, ...]
    ) -> Array:
        """Acceleration, shape (3, n). Units: m/s2."""
        return np.stack(self._acceleration(time_s, *position, *velocity, *parameters))

    def step(
        self,
        step_s: Array,
        time_s: Array,
        position: Array,
        velocity: Array,
        acceleration: Array,
        parameters: tuple[Array, ...],
    ) -> tuple[Array, Array, Array, Array]:
        """New position, velocity, acceleration (shape (3, n)) and squared error (n,), in m2.

        No step may be zero. The error is that of the position, and that of the velocity times
        30 s, added in squares.
        """
        # The path is built from rows: position, h v, and h^2 times the acceleration of each stage.
        if self._rows.shape[-1] != step_s.size:
            self._rows = np.empty((2 + STAGES, 3, step_s.size))
        rows = self._rows
        rows[0] = position
        np.multiply(velocity, step_s, out=rows[1])
        squared_step = step_s * step_s
        np.multiply(acceleration, squared_step, out=rows[2])
        inverse_step = 1.0 / step_s
        for stage in range(1, STAGES):
            new_position = np.einsum("s,scn->cn", _POSITION[stage], rows[: 1 + stage])
            new_velocity = np.einsum("s,scn->cn", _VELOCITY[stage], rows[1 : 2 + stage])
            new_velocity *= inverse_step
            time = time_s + NODES[stage] * step_s if self._timed else 0.0
            slopes = self._acceleration(time, *new_position, *new_velocity, *parameters)
            for row, slope in zip(rows[2 + stage], slopes, strict=True):
                np.multiply(slope, squared_step, out=row)
        new_acceleration = np.stack(slopes)
        of_position = np.einsum("s,scn->cn", ERROR[0], rows[2:])
        of_velocity = np.einsum("s,scn->cn", ERROR[1], rows[2:])
        of_velocity *= inverse_step * VELOCITY_WEIGHT_S
        squared = dot(of_position, of_position) + dot(of_velocity, of_velocity)
        return new_position, new_velocity, new_acceleration, squared
