"""What acts on flights at given moments, told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trajkit.flight.phases.base import Phase
    from trajkit.flight.problem import Problem
    from trajkit.flight.record import Seams
    from trajkit.flight.setting import Setting

__all__ = ["Forces", "forces_along"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forces:
    """Over mass, Earth-fixed, shape (3, m). Units: m/s2.

    Attributes
    ----------
    row, column
        Which of the moments that were asked for, shape (m,).
    fall
        Gravity, centrifugal and Coriolis terms.
    drag
        Of the air, against the motion.
    push
        All else: thrust or lift.
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    fall: Array
    drag: Array
    push: Array


def forces_along(
    problem: Problem,
    seams: Sequence[Seams],
    times_s: Array,
    position_m: Array,
    velocity_m_s: Array,
) -> Iterator[Forces]:
    """The forces at states along flights, phase by phase.

    Parameters
    ----------
    seams
        When the phases began, one for each group of the problem.
    times_s
        Shape (N, M). Units: s.
    position_m, velocity_m_s
        Shape (3, N, M); moments with NaN are left out. Units: m, m/s.
    """
    for group, seam in zip(problem.groups, seams, strict=True):
        phases = group.phases(problem.earth)
        times = times_s[seam.which]
        there = np.isfinite(position_m[0, seam.which])
        # A phase that has not begun has no time; one over at once has that of the next.
        begun = np.stack([times >= start[:, None] for start in seam.start_s[: len(phases)]])
        latest = np.where(begun.any(axis=0), len(phases) - 1 - begun[::-1].argmax(axis=0), 0)
        for number, phase in enumerate(phases):
            own, column = np.nonzero(there & (latest == number))
            if own.size:
                row = seam.which[own]
                yield _forces(
                    phase.take(own),
                    problem.setting.take(row),
                    seam.start_s[number, own],
                    times[own, column],
                    position_m[:, row, column],
                    velocity_m_s[:, row, column],
                    row,
                    column,
                )


def _forces(
    phase: Phase,
    setting: Setting,
    start_s: Array,
    time_s: Array,
    position: Array,
    velocity: Array,
    row: NDArray[np.intp],
    column: NDArray[np.intp],
) -> Forces:
    parameters = phase.parameters(setting, start_s)
    nothing = (np.zeros_like(time_s), *parameters[1:])
    state = (*position, *velocity)
    unpushed = phase.unpushed(setting).acceleration
    fall = np.stack(unpushed(time_s, *state, *nothing))
    falling = np.stack(unpushed(time_s, *state, *parameters))
    whole = np.stack(phase.equations(setting).acceleration(time_s, *state, *parameters))
    return Forces(row, column, fall, falling - fall, whole - falling)
