"""Coefficients of the Runge-Kutta pair: Bogacki & Shampine 5(4), eight stages, the last reused.

References
----------
Bogacki & Shampine (1996), An efficient Runge-Kutta (4,5) pair, Computers & Mathematics with
Applications 32 (6), 15-28, doi 10.1016/0898-1221(96)00141-1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

__all__ = ["ERROR", "ERROR_ORDER", "NODES", "POSITION", "STAGES", "VELOCITY"]

_A: Final = (
    (),
    (Fraction(1, 6),),
    (Fraction(2, 27), Fraction(4, 27)),
    (Fraction(183, 1372), Fraction(-162, 343), Fraction(1053, 1372)),
    (Fraction(68, 297), Fraction(-4, 11), Fraction(42, 143), Fraction(1960, 3861)),
    (
        Fraction(597, 22528),
        Fraction(81, 352),
        Fraction(63099, 585728),
        Fraction(58653, 366080),
        Fraction(4617, 20480),
    ),
    (
        Fraction(174197, 959244),
        Fraction(-30942, 79937),
        Fraction(8152137, 19744439),
        Fraction(666106, 1039181),
        Fraction(-29421, 29068),
        Fraction(482048, 414219),
    ),
    (
        Fraction(587, 8064),
        Fraction(0),
        Fraction(4440339, 15491840),
        Fraction(24353, 124800),
        Fraction(387, 44800),
        Fraction(2152, 5985),
        Fraction(7267, 94080),
    ),
)
_B_EMBEDDED: Final = (
    Fraction(2479, 34992),
    Fraction(0),
    Fraction(123, 416),
    Fraction(612941, 3411720),
    Fraction(43, 1440),
    Fraction(2272, 6561),
    Fraction(79937, 1113912),
    Fraction(3293, 556956),
)

STAGES: Final = len(_A)
ERROR_ORDER: Final = 5
"""The error estimate falls with this power of the step."""

_a = [[*row, *[Fraction(0)] * (STAGES - len(row))] for row in _A]
_squared = [
    [sum((_a[i][m] * _a[m][j] for m in range(STAGES)), Fraction(0)) for j in range(STAGES)]
    for i in range(STAGES)
]
_difference = [b - hat for b, hat in zip(_a[-1], _B_EMBEDDED, strict=True)]

NODES: Final = np.array([float(sum(row, Fraction(0))) for row in _a])
"""Times of the stages as shares of the step. Shape (stages,)."""

VELOCITY: Final = np.array([[float(v) for v in row] for row in _a])
"""v_i = v + h sum_j VELOCITY[i, j] a_j. Shape (stages, stages)."""

POSITION: Final = np.array([[float(v) for v in row] for row in _squared])
"""The pair applied to r' = v, v' = a, with the v_i eliminated, so that only accelerations are kept:
r_i = r + h NODES[i] v + h^2 sum_j POSITION[i, j] a_j. Shape (stages, stages)."""

ERROR: Final = np.array(
    [
        [
            float(sum((_difference[m] * _a[m][j] for m in range(STAGES)), Fraction(0)))
            for j in range(STAGES)
        ],
        [float(v) for v in _difference],
    ]
)
"""Error of the position over h^2 and of the velocity over h, as sums over the accelerations.
Shape (2, stages)."""
