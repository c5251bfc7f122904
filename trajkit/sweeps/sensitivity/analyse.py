"""Sensitivity of a sweep's outputs to its factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.sweeps.rows import (
    Given,
    OutputRows,
    checked_output,
    figure_of,
    free_factors,
    made_of,
    noun_of,
    opened,
    output_rows,
    used_rows,
)
from trajkit.sweeps.sensitivity.bootstrap import Bootstrap
from trajkit.sweeps.sensitivity.needed import Needed, needed_for
from trajkit.sweeps.sensitivity.outputs import Layout, analyse_output
from trajkit.sweeps.sensitivity.result import Sensitivity

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from trajkit.sweeps.dataset import Sweep

__all__ = ["needed", "sensitivity"]


def sensitivity(
    sweep: Sweep | str | os.PathLike[str],
    outputs: str | Sequence[str] | None = None,
    *,
    seed: int = 0,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Sensitivity:
    """What matters for the outputs of a sweep.

    A Saltelli design gives Sobol indices, Morris's gives elementary effects, and every design rank
    correlations; all with bootstrap intervals.

    Parameters
    ----------
    sweep
        A sweep, or its folder.
    outputs
        Names; all by default.
    seed, resamples, confidence
        Of the bootstrap.

    Raises
    ------
    InputError
        If there is no such output, the output has no value anywhere, the sweep cannot be read, or
        SALib is needed and not installed.
    """
    bootstrap = Bootstrap(seed, resamples, confidence)
    sweep = opened(sweep)
    names = [outputs] if isinstance(outputs, str) else list(outputs or sweep.output_names)
    for name in names:
        checked_output(sweep, name)
    free = free_factors(sweep)
    factor_names = tuple(factor["name"] for factor in free)
    rows = used_rows(sweep)
    table = sweep.table([*factor_names, *names, "status"], rows)
    factors = np.column_stack([table[name] for name in factor_names])
    units = {one["name"]: one["unit"] for one in sweep.outputs}
    layout = Layout(
        sweep.design["kind"],
        second_order=bool(sweep.design.get("second_order", False)),
        levels=int(sweep.design["levels"]) if sweep.design["kind"] == "morris" else 0,
    )
    found = {
        name: analyse_output(
            name,
            table[name],
            factors,
            layout,
            unit=units[name],
            missing=_missing(table[name], table["status"]),
            bootstrap=bootstrap,
        )
        for name in names
    }
    return Sensitivity(
        title=sweep.title or "Sweep",
        design=layout.kind,
        factors=factor_names,
        units=tuple(factor["unit"] for factor in free),
        linked=tuple(one["name"] for one in sweep.factors if one["linked_to"] is not None),
        outputs=found,
        rows=factors.shape[0],
        of_rows=sweep.rows,
        bootstrap=bootstrap,
        made=made_of(sweep, factors.shape[0]),
        noun=noun_of(sweep),
    )


def needed(
    sweep: Sweep | str | os.PathLike[str] | OutputRows,
    output: str,
    *,
    at_least: float | str,
    given: Given | None = None,
) -> Needed:
    """What would have to be true of the factors for an output to reach a figure.

    Parameters
    ----------
    sweep
        A sweep, its folder, or rows that were read from it.
    at_least
        The figure in the output's SI unit, or as text with its own: "1,500 km".
    given
        Only rows in which these outputs or factors lie between two ends, as in
        ``{"apogee_m": ("90 km", "110 km")}``.

    Raises
    ------
    InputError
        If there is no such output, it has no value anywhere, or the figure cannot be read.
    """
    rows = sweep if isinstance(sweep, OutputRows) else output_rows(sweep, output, given=given)
    return needed_for(
        rows.factors, rows.values, output=output, at_least=figure_of(output, at_least)
    )


def _missing(values: NDArray[np.float64], status: NDArray[np.str_]) -> dict[str, int]:
    """How many rows have no value, by their status."""
    names, counts = np.unique(status[~np.isfinite(values)], return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
