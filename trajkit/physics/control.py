"""How long a step may be: elementwise, for arrays and for a compiler.

A step is tried, its error estimated, and the next one chosen by that. The root of the error is
taken by square roots alone, which every processor takes for several lanes at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import where  # by this name the compiler knows it

__all__ = [
    "AIR_TOP_M",
    "DEEPEST_FALL_M",
    "FIRST_STEP_S",
    "MOST_STEPS",
    "SAFETY",
    "SHORTEST_STEP_S",
    "at_corner_m",
    "longest_fall_s",
    "next_step_s",
    "room",
    "time_to",
]

FIRST_STEP_S = 0.5
SHORTEST_STEP_S = 1e-7
MOST_STEPS = 50_000

# Above this altitude a step is cut so that it does not plunge into air that it has not felt.
AIR_TOP_M = 90e3
# A corner of the air nearer than this is taken as passed: 100 times the error that a step may make,
# but no less than 0.2 m. What is felt of it over so short a way is less than that error.
_LEAST_AT_CORNER_M = 0.2
_AT_CORNER_PER_TOLERANCE = 100.0
# Below, no step falls deeper than this: over some four scale heights the last error says nothing
# of the next one. Units: m.
DEEPEST_FALL_M = 25e3
_LEAST_FALL_M_S = 1.0

SAFETY = 0.85
_SHRINK, _GROW = 0.2, 6.0
_MOST_ROOM = 1e6  # where nothing acts a step has no error at all


def at_corner_m(tolerance_m: float) -> float:
    """How near to a corner of the air a body counts as past it. Units: m."""
    return max(_LEAST_AT_CORNER_M, _AT_CORNER_PER_TOLERANCE * tolerance_m)


def room(error2: Any) -> Any:
    """By how much a step could have been longer, from its squared error over the one allowed.

    The power -3/32 of the square, somewhat less than the -1/10 that the order of the error would
    give exactly. A step without error has much room; NaN stays NaN.
    """
    sixteenth = np.sqrt(np.sqrt(np.sqrt(np.sqrt(error2))))
    return np.minimum(1.0 / (sixteenth * np.sqrt(sixteenth)), _MOST_ROOM)


def next_step_s(
    step: Any, planned: Any, taken: Any, space: Any, last_step: Any, last_space: Any
) -> Any:
    """Length of the next step; `space` is the `room` of this one, `planned` its length uncut.

    After a step that is taken, with Gustafsson's look ahead: where the last two show the error
    growing (falling into thicker air), expect it to go on. A step cut short says nothing against
    the length that was planned.

    References
    ----------
    Hairer & Wanner (1996), Solving Ordinary Differential Equations II, section IV.8.
    """
    trend = np.minimum(step * space / (last_step * last_space), 1.0)
    factor = SAFETY * space * where(taken, trend, 1.0)
    # fmax takes the bound where the factor is NaN.
    length = step * np.minimum(np.fmax(factor, _SHRINK), _GROW)
    return where(taken & (step < planned), np.maximum(length, planned), length)


def longest_fall_s(altitude: Any, rate: Any) -> Any:
    """Longest step of a body that falls through the air; endless for all others."""
    falling = (rate < -_LEAST_FALL_M_S) & (altitude <= AIR_TOP_M + 1.0)
    return where(falling, DEEPEST_FALL_M / np.abs(rate), np.inf)


def time_to(level: Any, altitude: Any, rate: Any, bend: Any) -> Any:
    """Time in which a lane meets a level ahead of it at its present rate and bend; NaN if never."""
    ahead = where(rate < 0.0, -1.0, 1.0)  # a body at rest may have a rate of -0.0
    gap = (level - altitude) * ahead
    speed = np.abs(rate)
    return 2.0 * gap / (speed + np.sqrt(speed * speed + 2.0 * ahead * bend * gap))
