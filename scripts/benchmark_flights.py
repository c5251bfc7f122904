"""The sets of flights that the benchmarks fly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import trajkit as tk

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.flight.problem import Problem

__all__ = ["SETS", "Cases", "boost", "glide", "lofted", "short_range"]

Array = NDArray[np.float64]

# The tolerance at which the steering that is given to all contenders is found.
_STEERED_AT_M = 1e-4


@dataclass(frozen=True, eq=False)
class Cases:
    """Flights to fly, as the public call takes them."""

    name: str
    launch: tk.Launch | tk.Pad
    body: tk.Body
    booster: tk.Booster | None = None
    plan: tk.Plan | None = None

    def fly(self, tolerance_m: float, *, impact_only: bool) -> tk.Flights:
        """The public call, which finds the steering of boosted flights anew."""
        return tk.fly(
            self.launch,
            self.body,
            booster=self.booster,
            plan=self.plan,
            tolerance_m=tolerance_m,
            impact_only=impact_only,
        )

    @cached_property
    def problem(self) -> Problem:
        """What every contender is given: the steering of boosted flights too."""
        return self.fly(_STEERED_AT_M, impact_only=True).problem


def short_range(count: int) -> Cases:
    """SRBM-like: 3.5 km/s +-10 %, 40 +-5 degrees, from 60 km, all azimuths."""
    random = np.random.default_rng(1)
    return _thrown(
        "short range",
        altitude_m=60e3,
        speed_m_s=3500.0 * (1.0 + 0.1 * random.uniform(-1.0, 1.0, count)),
        angle_deg=40.0 + 5.0 * random.uniform(-1.0, 1.0, count),
        random=random,
    )


def lofted(count: int) -> Cases:
    """Lofted long-range: 6.5 to 7.5 km/s, 80 to 87 degrees, from 100 km, all azimuths."""
    random = np.random.default_rng(1)
    return _thrown(
        "lofted",
        altitude_m=100e3,
        speed_m_s=random.uniform(6500.0, 7500.0, count),
        angle_deg=random.uniform(80.0, 87.0, count),
        random=random,
    )


def glide(count: int) -> Cases:
    """Undamped skip glide: 5.5 km/s, level, from 60 km, all azimuths; L/D 2 to 3."""
    random = np.random.default_rng(1)
    launch = tk.Launch(
        latitude_deg=np.full(count, 39.0),
        longitude_deg=126.0,
        altitude_m=60e3,
        speed_m_s=5500.0,
        angle_deg=0.0,
        azimuth_deg=random.uniform(0.0, 360.0, count),
    )
    body = tk.Body(
        ballistic_coefficient=random.uniform(5_000.0, 13_000.0, count),
        lift_to_drag=random.uniform(2.0, 3.0, count),
    )
    return Cases("glide", launch, body, plan=tk.Plan.glide())


def boost(count: int) -> Cases:
    """From the pad: two equal stages, 3.5 to 5 km/s, 80 to 140 s, burnout at 30 to 60 degrees."""
    random = np.random.default_rng(1)
    pad = tk.Pad(
        latitude_deg=np.full(count, 39.0),
        longitude_deg=126.0,
        burnout_angle_deg=random.uniform(30.0, 60.0, count),
        azimuth_deg=random.uniform(0.0, 360.0, count),
    )
    booster = tk.Booster.of(
        delta_v_m_s=random.uniform(3500.0, 5000.0, count),
        burn_time_s=random.uniform(80.0, 140.0, count),
        stages=2,
    )
    return Cases("boost", pad, _bodies(count, random), booster=booster)


SETS: dict[str, Callable[[int], Cases]] = {
    "short-range": short_range,
    "lofted": lofted,
    "glide": glide,
    "boost": boost,
}


def _thrown(
    name: str,
    *,
    altitude_m: float,
    speed_m_s: Array,
    angle_deg: Array,
    random: np.random.Generator,
) -> Cases:
    count = speed_m_s.size
    launch = tk.Launch(
        latitude_deg=np.full(count, 39.0),
        longitude_deg=np.full(count, 126.0),
        altitude_m=np.full(count, altitude_m),
        speed_m_s=speed_m_s,
        angle_deg=angle_deg,
        azimuth_deg=random.uniform(0.0, 360.0, count),
    )
    return Cases(name, launch, _bodies(count, random))


def _bodies(count: int, random: np.random.Generator) -> tk.Body:
    return tk.Body(ballistic_coefficient=4000.0 * np.exp(0.5 * random.normal(size=count)))
