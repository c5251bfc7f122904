"""How well an index is known after some of the parts: the bootstrap interval of the stop rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from trajkit.errors import InputError
from trajkit.sweep.parts import LANDED, STATUSES, unpack

if TYPE_CHECKING:
    from trajkit.sweep.dataset import Folder
    from trajkit.sweep.job import Plan

__all__ = ["width_after"]

_RESAMPLES: Final = 200
#: Fewer blocks say nothing of an interval.
_FEWEST_BLOCKS: Final = 64
_KEYS: Final = {"first": "S1_conf", "total": "ST_conf"}


def width_after(plan: Plan, folder: Folder, parts: int) -> float | None:
    """Width of the 95 % bootstrap interval of the index that the stop rule names.

    None where it cannot be told: too few blocks without a row that failed.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    try:
        from SALib.analyze.sobol import analyze
    except ImportError:
        raise InputError(
            "a stop rule needs SALib, which is not installed; type pip install 'trajkit[sweep]'"
        ) from None
    rule = plan.spec.stop
    assert rule is not None
    read = [unpack(folder.path_of(part), [rule.output, "status"]) for part in range(parts)]
    values = np.concatenate([one[rule.output] for one in read])
    status = np.concatenate([one["status"] for one in read])
    good = (status == STATUSES[LANDED]) & np.isfinite(values)
    blocks = good.reshape(-1, plan.rows_a_group).all(axis=1)
    if np.count_nonzero(blocks) < _FEWEST_BLOCKS:
        return None
    kept = values.reshape(-1, plan.rows_a_group)[blocks].ravel()
    if np.ptp(kept) == 0.0:
        return 0.0
    names = [factor.name for factor in plan.free]
    found = analyze(
        {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)},
        kept,
        calc_second_order=plan.spec.design.second_order is not False,
        num_resamples=_RESAMPLES,
        conf_level=0.95,
        seed=plan.spec.seed % 2**32,
    )
    half = float(found[_KEYS[rule.index]][names.index(rule.factor)])
    return 2.0 * half if np.isfinite(half) else None
