"""What one evaluation of the equations of motion costs with lift, beside one without."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

import trajkit as tk
from trajkit.physics.earth import WGS84
from trajkit.physics.lift import lifting
from trajkit.physics.motion import equations_of_motion

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["lift_costs"]

LANES = 4096
_CALLS = 20

# What `lifting` is asked to compute; None is no lift.
KINDS: dict[str, dict[str, bool] | None] = {
    "no lift": None,
    "skip: constant L/D": {},
    "banked": {"banked": True},
    "damped": {"damped": True},
    "shedding while climbing": {"shedding": True},
    "banked, damped and shedding": {"banked": True, "damped": True, "shedding": True},
}


def lift_costs(rounds: int) -> Iterator[str]:
    """Table rows: median time of one call with 4,096 lanes, and times that of no lift.

    The kinds take turns; the ratio is the median of those of the rounds, with least and greatest.
    """
    random = np.random.default_rng(1)
    launch = tk.Launch(
        latitude_deg=random.uniform(-60.0, 60.0, LANES),
        longitude_deg=random.uniform(-180.0, 180.0, LANES),
        altitude_m=random.uniform(20e3, 80e3, LANES),
        speed_m_s=random.uniform(2e3, 6e3, LANES),
        angle_deg=random.uniform(-10.0, 10.0, LANES),
        azimuth_deg=random.uniform(0.0, 360.0, LANES),
    )
    position, velocity = launch.state(WGS84)
    one = np.ones(LANES)
    drag = 0.5 / random.uniform(5e3, 13e3, LANES)
    lift = (random.uniform(2.0, 3.0, LANES), 0.5 * one, 0.3 * one, np.cos(0.3 * one))
    parameters = (drag, *lift, np.sin(0.3 * one))
    density = tk.Air().density_table()
    calls: dict[str, tuple[Any, tuple[Any, ...]]] = {}
    for name, kind in KINDS.items():
        force = None if kind is None else lifting(**kind)  # type: ignore[arg-type]
        equations = equations_of_motion(WGS84, density, force=force)
        given = parameters[:1] if kind is None else parameters
        calls[name] = equations.acceleration, (0.0, *position, *velocity, *given)
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, (call, arguments) in calls.items():
            begin = time.process_time()
            for _ in range(_CALLS):
                call(*arguments)
            spent[name].append((time.process_time() - begin) / _CALLS)
    without = np.array(spent["no lift"])
    for name, seconds in spent.items():
        times = np.array(seconds) / without
        # Leave out the tenth at either end: a round may have been interrupted.
        low, middle, high = np.percentile(times, [10.0, 50.0, 90.0])
        yield (
            f"| {name} | {1e6 * np.median(seconds):.0f} | {middle:.2f} ({low:.2f} to {high:.2f}) |"
        )
