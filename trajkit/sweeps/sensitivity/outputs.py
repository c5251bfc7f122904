"""The analysis of one output, whatever the design, from arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from trajkit.errors import InputError
from trajkit.sweeps.sensitivity.bootstrap import USUAL, Bootstrap
from trajkit.sweeps.sensitivity.groups import filled, group_size
from trajkit.sweeps.sensitivity.levels import levels_of, mean_by_level
from trajkit.sweeps.sensitivity.morris import morris_effects, morris_points
from trajkit.sweeps.sensitivity.ranks import rank_correlations
from trajkit.sweeps.sensitivity.result import OutputSensitivity, Swing
from trajkit.sweeps.sensitivity.sobol import sobol_indices, sobol_points

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Layout", "analyse_output"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """How the rows of a sweep are arranged.

    Attributes
    ----------
    kind
        Of the design.
    second_order
        Of a Saltelli design: whether it has the rows for it.
    levels
        Of Morris's design.
    """

    kind: str
    second_order: bool = False
    levels: int = 4


def analyse_output(
    name: str,
    values: Array,
    factors: Array,
    layout: Layout,
    *,
    unit: str = "1",
    missing: Mapping[str, int] | None = None,
    bootstrap: Bootstrap = USUAL,
) -> OutputSensitivity:
    """Every index that a design gives, and rank correlations.

    Parameters
    ----------
    name, unit
        Of the output.
    values
        NaN where there is none. Shape (rows,).
    factors
        Shape (rows, factors), linked ones left out.
    layout
        How the rows are arranged.
    missing
        How many rows have no value, by status.
    bootstrap
        How intervals are made.

    Raises
    ------
    InputError
        If no value is there, or no whole group.
    """
    values = np.asarray(values, float)
    values = np.where(np.isfinite(values), values, np.nan)
    known = np.isfinite(values)
    if not known.any():
        raise InputError(f"no row has a value of {name}; choose another output")
    dimension = factors.shape[1]
    size = group_size(layout.kind, dimension, second_order=layout.second_order)
    sobol = morris = total = first = None
    gaps = not known.all()
    if layout.kind == "saltelli":
        sobol = sobol_indices(
            values, dimension, second_order=layout.second_order, bootstrap=bootstrap
        )
        if gaps:
            pairs = [
                sobol_points(one, dimension, second_order=layout.second_order)
                for one in filled(values)
            ]
            first, total = np.stack([p[0] for p in pairs]), np.stack([p[1] for p in pairs])
    elif layout.kind == "morris":
        morris = morris_effects(factors, values, levels=layout.levels, bootstrap=bootstrap)
        if gaps:
            total = np.stack(
                [morris_points(factors, one, levels=layout.levels) for one in filled(values)]
            )
    elif gaps:
        total = np.stack([_spearman(factors, one) for one in filled(values)])
    return OutputSensitivity(
        name=name,
        unit=unit,
        mean=float(values[known].mean()),
        deviation=float(values[known].std()),
        missing=dict(missing or ({"missing": int((~known).sum())} if gaps else {})),
        ranks=rank_correlations(factors, values, group=size, bootstrap=bootstrap),
        swings=tuple(_swing(factors[known, column], values[known]) for column in range(dimension)),
        sobol=sobol,
        morris=morris,
        filled=total,
        first_filled=first,
    )


def _swing(factor: Array, values: Array) -> Swing:
    levels = levels_of(factor)
    mean = mean_by_level(levels, values)
    ends = [0, levels.count - 1]
    return Swing(levels.centre[ends], mean[ends])


def _spearman(factors: Array, values: Array) -> Array:
    """Without intervals, and without gaps."""
    ranks = rankdata(np.column_stack([factors, values]), axis=0)
    ranks -= ranks.mean(axis=0)
    size = np.sqrt(np.einsum("nf,nf->f", ranks, ranks))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = np.einsum("nf,n->f", ranks[:, :-1], ranks[:, -1]) / (size[:-1] * size[-1])
    return found
