"""How well an index is known after some of the parts: the bootstrap interval of the stop rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from trajkit.sweeps.parts import LANDED, STATUSES, unpack
from trajkit.sweeps.sensitivity.bootstrap import Bootstrap
from trajkit.sweeps.sensitivity.sobol import sobol_indices

if TYPE_CHECKING:
    from trajkit.sweeps.dataset import Folder
    from trajkit.sweeps.job import Plan

__all__ = ["width_after"]

#: Fewer blocks say nothing of an interval.
_FEWEST_BLOCKS: Final = 64


def width_after(plan: Plan, folder: Folder, parts: int) -> float | None:
    """Width of the 95 % bootstrap interval of the index that the stop rule names.

    None where it cannot be told: too few blocks without a row that failed.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    rule = plan.spec.stop
    assert rule is not None
    read = [unpack(folder.path_of(part), [rule.output, "status"]) for part in range(parts)]
    values = np.concatenate([one[rule.output] for one in read])
    status = np.concatenate([one["status"] for one in read])
    good = (status == STATUSES[LANDED]) & np.isfinite(values)
    blocks = good.reshape(-1, plan.rows_a_group).all(axis=1)
    if np.count_nonzero(blocks) < _FEWEST_BLOCKS:
        return None
    if np.ptp(values[np.repeat(blocks, plan.rows_a_group)]) == 0.0:
        return 0.0
    names = [factor.name for factor in plan.free]
    found = sobol_indices(
        np.where(good, values, np.nan),
        len(names),
        second_order=plan.spec.design.second_order is not False,
        bootstrap=Bootstrap(seed=plan.spec.seed),
    )
    ends = found.first_interval if rule.index == "first" else found.total_interval
    return float(np.ptp(ends[:, names.index(rule.factor)]))
