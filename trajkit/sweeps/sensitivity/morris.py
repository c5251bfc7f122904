"""Morris's elementary effects: what one step of one factor does to an output, over many places.

An effect is the change of the output over the step, the step in shares of the factor's
distribution. Estimators are SALib's: Morris (1991), doi:10.1080/00401706.1991.10484804, and
Campolongo et al. (2007), doi:10.1016/j.envsoft.2006.10.004 for the mean of the sizes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajkit.sweeps.sensitivity.bootstrap import USUAL, Bootstrap
from trajkit.sweeps.sensitivity.groups import group_size, whole_groups
from trajkit.sweeps.sensitivity.salib import morris_module, problem_of

__all__ = ["MorrisEffects", "morris_effects", "morris_points"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MorrisEffects:
    """Elementary effects on one output, in its unit; each array of shape (factors,).

    Attributes
    ----------
    mean
        With their sign; far below `mean_size` where effects of both signs cancel.
    mean_size
        Mean of their absolute values, mu* in the literature.
    mean_size_interval
        Low and high end, shape (2, factors).
    deviation
        Standard deviation: large where the effect depends on the other factors or on the place.
    trajectories, trajectories_left_out
        How many were used, and how many not because a row has no value.
    """

    mean: Array
    mean_size: Array
    mean_size_interval: Array
    deviation: Array
    trajectories: int
    trajectories_left_out: int


def morris_effects(
    factors: Array,
    values: Array,
    *,
    levels: int,
    bootstrap: Bootstrap = USUAL,
) -> MorrisEffects:
    """Elementary effects on an output over Morris's design.

    Parameters
    ----------
    factors
        Of all rows in their order, shape (rows, factors), trajectories of one row more than there
        are factors. Only the direction in which each changes counts.
    values
        The output, NaN where there is none. Shape (rows,).
    levels
        Of the design; a step is levels / (2 (levels - 1)) of the unit interval.
    bootstrap
        By trajectories, as SALib does it: the interval is symmetric.

    Raises
    ------
    InputError
        If no trajectory is whole, or SALib is not installed.
    """
    values = np.asarray(values, float)
    whole = whole_groups(values, group_size("morris", factors.shape[1]))
    found = _analyzed(factors[whole.rows], values[whole.rows], levels, bootstrap)
    size, half = (np.asarray(found[name], float) for name in ("mu_star", "mu_star_conf"))
    return MorrisEffects(
        np.asarray(found["mu"], float),
        size,
        np.stack([np.maximum(size - half, 0.0), size + half]),
        np.asarray(found["sigma"], float),
        whole.groups,
        whole.left_out,
    )


def morris_points(factors: Array, values: Array, *, levels: int) -> Array:
    """Mean sizes of the effects on rows without gaps."""
    found = _analyzed(factors, values, levels, Bootstrap(resamples=10))
    return np.asarray(found["mu_star"], float)


def _analyzed(factors: Array, values: Array, levels: int, bootstrap: Bootstrap) -> dict[str, Array]:
    problem = problem_of([f"x{number}" for number in range(factors.shape[1])])
    with np.errstate(all="ignore"):  # a single trajectory has no deviation
        found: dict[str, Array] = morris_module().analyze(
            problem,
            np.ascontiguousarray(factors, float),
            np.ascontiguousarray(values, float),
            num_resamples=bootstrap.resamples,
            conf_level=bootstrap.confidence,
            num_levels=levels,
            seed=bootstrap.seed + 1,  # some versions take 0 for no seed
        )
    return found
