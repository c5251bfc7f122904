"""What a flight is to be solved for: two figures, a bearing, and what is assumed of the boost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Branch", "Burnout", "Second", "Wanted"]

Array = NDArray[np.float64]


class Second(Enum):
    """The figure that goes with the range; `tolerance` is how near counts as met."""

    APOGEE = ("apogee_m", 1.0)
    SPEED = ("top_speed_m_s", 1e-3)
    MACH = ("top_mach", 1e-5)
    TIME = ("flight_time_s", 1e-3)
    ANGLE = ("angle_deg", 1e-7)

    def __init__(self, key: str, tolerance: float) -> None:
        self.key = key
        self.tolerance = tolerance


class Branch(Enum):
    """Which of two flights with the same range and speed."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, eq=False)
class Burnout:
    """What is assumed of the end of the boost, and of the body that flies on.

    Attributes
    ----------
    altitude_m, downrange_m
        Where the boost ends: above the ellipsoid, and along the ground from the site. Units: m.
    boost_time_s
        From lift-off. Units: s.
    ballistic_coefficient
        Units: kg/m2.

    All of shape (n,).
    """

    altitude_m: Array
    downrange_m: Array
    boost_time_s: Array
    ballistic_coefficient: Array

    def take(self, which: NDArray[np.intp]) -> Burnout:
        """Some of the rows."""
        return Burnout(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Wanted:
    """The figures of n rows.

    Attributes
    ----------
    range_m
        Along the geodesic from the site to the point of fall. Units: m.
    azimuth_deg
        Bearing of that geodesic at the site. Units: degrees.
    second, branch
        Which other figure, one for the batch; the branch matters for speeds only.
    value
        The other figure: apogee in m, speed in m/s, Mach number, time from lift-off in s, or
        flight-path angle at burnout in degrees.

    Arrays of shape (n,).
    """

    range_m: Array
    azimuth_deg: Array
    second: Second
    value: Array
    branch: Branch = Branch.LOW

    def take(self, which: NDArray[np.intp]) -> Wanted:
        """Some of the rows."""
        return replace(
            self,
            range_m=self.range_m[which],
            azimuth_deg=self.azimuth_deg[which],
            value=self.value[which],
        )
