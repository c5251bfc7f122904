"""Burnout, and what the boost lost on the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.forces import forces_along
from trajkit.flight.points import Points

if TYPE_CHECKING:
    from trajkit.flight.problem import Problem
    from trajkit.flight.record import Seams

__all__ = ["Burnout", "Losses", "losses_of"]

Array = NDArray[np.float64]

_PANELS = 48
_NODES = 5


@dataclass(frozen=True, eq=False)
class Burnout(Points):
    """Where each boost ended, one entry a flight; NaN where there was none.

    Attributes
    ----------
    angle_deg
        Flight-path angle above the local geodetic horizontal. Units: degrees.
    azimuth_deg
        Direction over ground, clockwise from north. Units: degrees.
    """

    angle_deg: Array
    azimuth_deg: Array


@dataclass(frozen=True, eq=False)
class Losses:
    """How the ideal velocity gain became less; one entry a flight, NaN where there was no boost.

    The ideal gain less the three is the Earth-relative speed at burnout.

    Attributes
    ----------
    gravity_m_s
        To gravity, with the small share of the centrifugal term. Units: m/s.
    drag_m_s
        To the air. Units: m/s.
    steering_m_s
        To thrust across the motion: none in a gravity turn in still air. Units: m/s.
    """

    gravity_m_s: Array
    drag_m_s: Array
    steering_m_s: Array


def losses_of(problem: Problem, seams: tuple[Seams, ...]) -> Losses:
    """Integrals along the boosts of flights that have all been flown to burnout.

    Gauss-Legendre quadrature within each phase, on states of the integration itself.
    """
    count = problem.duration_s.size
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    share = (np.arange(_PANELS)[:, None] + 0.5 * (nodes + 1.0)).ravel() / _PANELS
    weight = np.tile(0.5 * weights, _PANELS) / _PANELS
    lost = np.zeros((3, count))
    most = max((len(group.boost(problem.earth)) for group in problem.groups), default=0)
    times = np.full((count, most * share.size), np.inf)
    widths = np.zeros_like(times)
    for group, seam in zip(problem.groups, seams, strict=True):
        for number in range(len(group.boost(problem.earth))):
            begin, end = seam.start_s[number], seam.start_s[number + 1]
            part = slice(number * share.size, (number + 1) * share.size)
            times[seam.which, part] = begin[:, None] + (end - begin)[:, None] * share
            widths[seam.which, part] = (end - begin)[:, None] * weight
    request = problem.request(sample_times_s=times, impact_only=True)
    outcome = problem.integrate(request).outcome
    position, velocity = outcome.samples_position_m, outcome.samples_velocity_m_s
    assert position is not None
    assert velocity is not None
    for forces in forces_along(problem, seams, times, position, velocity):
        row, column = forces.row, forces.column
        motion = velocity[:, row, column]
        motion = motion / np.sqrt((motion * motion).sum(axis=0))
        thrust = np.sqrt((forces.push * forces.push).sum(axis=0))
        width = widths[row, column]
        losses = (
            -(forces.fall * motion).sum(axis=0),
            -(forces.drag * motion).sum(axis=0),
            thrust - (forces.push * motion).sum(axis=0),
        )
        for kind, loss in enumerate(losses):
            np.add.at(lost[kind], row, width * loss)
    return Losses(*lost)
