"""Where the compiled loop keeps its numbers: rows of one block, a column a lane.

One array with fixed places lets the compiler see that no two rows overlap, and so work on several
lanes with one instruction.
"""

from __future__ import annotations

from trajkit.physics.tableau import STAGES

__all__ = [
    "ALTITUDE",
    "BEND",
    "DENSITY",
    "END",
    "ERROR2",
    "FASTEST",
    "HALF_SPEED2",
    "INVERSE_R",
    "INVERSE_R2",
    "LANES",
    "LAST_ROOM",
    "LAST_STEP",
    "LEVEL",
    "LOWEST",
    "NEW_ALTITUDE",
    "NEW_BEND",
    "NEW_HALF_SPEED2",
    "NEW_RATE",
    "NEW_TIME",
    "PARAMETERS",
    "PEAK",
    "PLANNED",
    "RATE",
    "RECORD",
    "SAMPLE",
    "SEEN_END",
    "SEEN_FASTEST",
    "SEEN_LOW",
    "SEEN_PEAK",
    "SHARE",
    "SLOPE",
    "STEP",
    "TAKEN",
    "TIME",
    "A",
    "R",
    "U",
    "V",
    "X",
]

LANES = 64
"""Lanes in a block: a multiple of what a processor works on at once, few enough for its nearest
cache."""

R = 0
"""Position, three rows."""
V = R + 3
"""Velocity."""
A = V + 3
"""Accelerations of all stages but the last, three rows each; the first is that of the state."""
SLOPE = A + 3 * (STAGES - 1)
"""The newest acceleration; after the step, that of the last stage."""
X = SLOPE + 3
"""Position of a stage, at last that after the step."""
U = X + 3
"""Its velocity."""
TIME = U + 3
ALTITUDE = TIME + 1
RATE = ALTITUDE + 1
BEND = RATE + 1
HALF_SPEED2 = BEND + 1
"""Half the squared speed."""
STEP = HALF_SPEED2 + 1
"""Length of the step that is tried."""
PLANNED = STEP + 1
"""The same before it was cut; then the length of the next one."""
LAST_STEP = PLANNED + 1
LAST_ROOM = LAST_STEP + 1
END = LAST_ROOM + 1
"""Time limit."""
TAKEN = END + 1
"""1 where the step is taken, else 0."""
NEW_TIME = TAKEN + 1
NEW_ALTITUDE = NEW_TIME + 1
NEW_RATE = NEW_ALTITUDE + 1
NEW_BEND = NEW_RATE + 1
NEW_HALF_SPEED2 = NEW_BEND + 1
ERROR2 = NEW_HALF_SPEED2 + 1
"""Squared error of the step over the one allowed."""
LOWEST = ERROR2 + 1
"""Below this the altitude does not come on the step."""
INVERSE_R2 = LOWEST + 1
INVERSE_R = INVERSE_R2 + 1
SHARE = INVERSE_R + 1
"""Place within a piece of the density's table."""
DENSITY = SHARE + 1
PARAMETERS = DENSITY + 1
"""Those of the equations, to the end of the block."""

RECORD = 30
"""Numbers in a record of a step: kind, lane, time, step; position, velocity, acceleration, climb
(3) and half the squared speed, at its start and at its end."""

# Kinds of records: which event a step may hold. Stops have their place among the stops.
PEAK, FASTEST, SAMPLE, LEVEL = 100, 101, 102, 103
"""Levels count from `LEVEL` on."""

# Why a lane needs a closer look after a step.
SEEN_END, SEEN_LOW, SEEN_PEAK, SEEN_FASTEST = 1, 2, 4, 8
