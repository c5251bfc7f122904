"""Batches that are ready to be integrated: every flight usable, every booster steered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.air import Air
from trajkit.flight.problem import Group, Problem
from trajkit.physics.backend import backend_for

if TYPE_CHECKING:
    from trajkit.flight.booster import Booster
    from trajkit.flight.launch import Launch
    from trajkit.flight.pad import Pad
    from trajkit.flight.plan import Plan
    from trajkit.physics.earth import Earth

__all__ = ["LIMIT_S", "TOLERANCE_M", "ready"]

Array = NDArray[np.float64]

LIMIT_S = 4.0 * 3600.0
"""A flight that is still up then has no figures. Lofted tests take less than half of it."""

TOLERANCE_M = {"ballistic": 1.0, "glide": 0.2}
"""Of a step: gives figures far better than any report is known, see docs/inference.md."""


def ready(
    launch: Launch | Pad,
    plan: Plan,
    *,
    ballistic_coefficient: Array,
    lift_to_drag: Array,
    bank_deg: ArrayLike = 0.0,
    booster: Booster | None = None,
    steer: Array | None = None,
    air: Air | None = None,
    earth: Earth,
    tolerance_m: float = TOLERANCE_M["ballistic"],
) -> Problem:
    """n flights as a problem; arrays of shape (n,).

    Parameters
    ----------
    steer
        Of the booster, shape (2, n), see `trajkit.flight.phases.gravity_turn.Kick`.
    """
    count = ballistic_coefficient.size

    def spread(values: ArrayLike) -> Array:
        return np.array(np.broadcast_to(np.asarray(values, float), (count,)))

    launch = type(launch)(**{name: spread(values) for name, values in launch.arrays().items()})
    plan = plan.with_arrays({name: spread(values) for name, values in plan.arrays().items()})
    if booster is not None:
        arrays = {name: spread(values) for name, values in booster.arrays().items()}
        booster = booster.with_arrays(arrays)
    group = Group(
        which=np.arange(count),
        booster=booster,
        plan=plan,
        steer=np.full((2, count), np.nan) if steer is None else steer,
    )
    return Problem(
        launch=launch,
        ballistic_coefficient=spread(ballistic_coefficient),
        lift_to_drag=spread(lift_to_drag),
        bank=spread(bank_deg),
        beta_table=None,
        lift_table=None,
        bank_schedule=None,
        density_multiplier=np.ones(count),
        duration_s=np.full(count, LIMIT_S),
        groups=(group,),
        air=air or Air(),
        earth=earth,
        site=None,
        tolerance_m=tolerance_m,
        backend=backend_for(count),
    )
