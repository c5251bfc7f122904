"""Integrates many flights at once, each with its own steps, errors and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.physics.answers import Answers
from trajkit.physics.backend import Backend
from trajkit.physics.batch import CHUNK, fly_batch
from trajkit.physics.stepper import Stepper
from trajkit.physics.stops import Stops

if TYPE_CHECKING:
    from trajkit.physics.earth import Earth
    from trajkit.physics.motion import Equations
    from trajkit.physics.outcome import Outcome

__all__ = ["CORNER_TOLERANCE_M", "integrate"]

Array = NDArray[np.float64]

# The error estimate cannot see a corner of the air within a step. Where less than this is allowed
# to a step, steps end at corners; where more, that would cost more than the corners do.
CORNER_TOLERANCE_M = 0.25


def integrate(
    equations: Equations,
    position_m: Array,
    velocity_m_s: Array,
    parameters: tuple[Array, ...],
    *,
    earth: Earth,
    end_s: Array,
    tolerance_m: float,
    start_s: Array | None = None,
    stops: Stops | None = None,
    levels_m: tuple[float, ...] = (),
    sample_times_s: Array | None = None,
    corners_m: tuple[float, ...] = (),
    impact_only: bool = False,
    backend: Backend = Backend.NUMPY,
    chunk: int = CHUNK,
) -> Outcome:
    """Fly N lanes to the ground, to a stop, or to a time.

    Parameters
    ----------
    equations
        See `trajkit.physics.motion.equations_of_motion`.
    position_m, velocity_m_s
        Earth-fixed start, shape (3, N). Units: m, m/s.
    parameters
        Further arguments of the equations, each of shape (N,), finite.
    end_s
        Time at which each flight ends in the air, shape (N,). Units: s.
    tolerance_m
        Error that one step may make. Units: m.
    start_s
        Time at the start, shape (N,); None is 0. Units: s.
    stops
        What else ends a flight in the air. The state there is within the step's error, the moment
        within some 1e-9 s.
    levels_m
        Geodetic altitudes whose crossings are wanted. Units: m.
    sample_times_s
        Shape (N, M), rising along M; the state at each is returned. Units: s.
    corners_m
        Geodetic altitudes, rising, at which the air has corners; steps end there where the
        tolerance is tight. Units: m.
    impact_only
        Leave out the peaks, and the greatest speed, which comes back NaN: a fifth faster.
    backend
        What does the work. Equations that cannot be compiled are left to NumPy.
    chunk
        Lanes at work at a time on NumPy; the result does not depend on it.

    Notes
    -----
    A lane that starts below the ground, or on it and not rising, comes back with that status; so
    does one that leaves the model or cannot be integrated. None harms another.
    """
    stops = stops or Stops()
    start = np.zeros(end_s.size) if start_s is None else start_s
    answers = Answers(
        Stepper(equations),
        parameters,
        earth,
        start,
        end_s,
        stops,
        levels_m,
        sample_times_s,
        impact_only,
    )
    corners = np.array(corners_m if tolerance_m < CORNER_TOLERANCE_M else (), float)
    with np.errstate(all="ignore"):  # a lane that goes astray is caught by its error, not by a flag
        if backend is Backend.COMPILED and equations.parts is not None:
            from trajkit.physics.compiled.flight import fly_compiled

            fly_compiled(
                answers,
                earth,
                equations,
                equations.parts,
                position_m,
                velocity_m_s,
                end_s,
                stops,
                tolerance=tolerance_m,
                corners=corners,
            )
            return answers.outcome()
        fly_batch(
            answers,
            earth,
            position_m,
            velocity_m_s,
            end_s,
            tolerance=tolerance_m,
            corners=corners,
            watches_speed=not impact_only or stops.speed_m_s is not None,
            chunk=chunk,
        )
        return answers.outcome()
