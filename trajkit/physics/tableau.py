"""Coefficients of the Runge-Kutta pair: Bogacki & Shampine 5(4), eight stages, the last reused.

References
----------
Bogacki & Shampine (1996), An efficient Runge-Kutta (4,5) pair, Computers & Mathematics with
Applications 32 (6), 15-28, doi 10.1016/0898-1221(96)00141-1.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import Final

import numpy as np

__all__ = ["ERROR", "ERROR_ORDER", "NODES", "POSITION", "STAGES", "VELOCITY"]

_A: Final = (
    (),
    (F(1, 6),),
    (F(2, 27), F(4, 27)),
    (F(183, 1372), F(-162, 343), F(1053, 1372)),
    (F(68, 297), F(-4, 11), F(42, 143), F(1960, 3861)),
    (F(597, 22528), F(81, 352), F(63099, 585728), F(58653, 366080), F(4617, 20480)),
    (
        F(174197, 959244),
        F(-30942, 79937),
        F(8152137, 19744439),
        F(666106, 1039181),
        F(-29421, 29068),
        F(482048, 414219),
    ),
    (
        F(587, 8064),
        F(0),
        F(4440339, 15491840),
        F(24353, 124800),
        F(387, 44800),
        F(2152, 5985),
        F(7267, 94080),
    ),
)
_B_EMBEDDED: Final = (
    F(2479, 34992),
    F(0),
    F(123, 416),
    F(612941, 3411720),
    F(43, 1440),
    F(2272, 6561),
    F(79937, 1113912),
    F(3293, 556956),
)

STAGES: Final = len(_A)
ERROR_ORDER: Final = 5
"""The error estimate falls with this power of the step."""

_a = [[*row, *[F(0)] * (STAGES - len(row))] for row in _A]
_squared = [
    [sum((_a[i][m] * _a[m][j] for m in range(STAGES)), F(0)) for j in range(STAGES)]
    for i in range(STAGES)
]
_difference = [b - hat for b, hat in zip(_a[-1], _B_EMBEDDED, strict=True)]

NODES: Final = np.array([float(sum(row, F(0))) for row in _a])
"""Times of the stages as shares of the step. Shape (stages,)."""

VELOCITY: Final = np.array([[float(v) for v in row] for row in _a])
"""v_i = v + h sum_j VELOCITY[i, j] a_j. Shape (stages, stages)."""

POSITION: Final = np.array([[float(v) for v in row] for row in _squared])
"""The pair applied to r' = v, v' = a, with the v_i eliminated, so that only accelerations are kept:
r_i = r + h NODES[i] v + h^2 sum_j POSITION[i, j] a_j. Shape (stages, stages)."""

ERROR: Final = np.array(
    [
        [
            float(sum((_difference[m] * _a[m][j] for m in range(STAGES)), F(0)))
            for j in range(STAGES)
        ],
        [float(v) for v in _difference],
    ]
)
"""Error of the position over h^2 and of the velocity over h, as sums over the accelerations.
Shape (2, stages)."""
