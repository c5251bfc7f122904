"""A sensitivity analysis as a labelled dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from trajkit.sweeps.sensitivity.result import OutputSensitivity, Sensitivity

__all__ = ["sensitivity_dataset"]

_F, _FI, _FF = ("factor",), ("end", "factor"), ("factor", "other_factor")
_LONG = {
    "first_order": "first order Sobol index",
    "total_order": "total Sobol index",
    "second_order": "second order Sobol index, above the diagonal",
    "mean_effect": "mean elementary effect (Morris)",
    "mean_effect_size": "mean size of the elementary effects (Morris, mu*)",
    "effect_deviation": "standard deviation of the elementary effects (Morris)",
    "spearman": "Spearman's rank correlation",
    "partial_rank": "partial rank correlation",
    "factor_at_end": "middle of the lowest and highest tenth of the factor",
    "mean_at_end": "mean of the output there",
    "groups": "blocks, trajectories or rows that were used",
    "groups_left_out": "blocks, trajectories or rows left out because a value is missing",
    "missing": "rows without a value",
    "mean": "mean of the output",
    "deviation": "standard deviation of the output",
}


def sensitivity_dataset(found: Sensitivity) -> xr.Dataset:
    """Variables over "output", "factor", and "end": low and high.

    A name that ends in "_interval" is of a bootstrap interval, one in "_filled" of the index with
    missing values set to the lowest and the highest value of the output.
    """
    import xarray as xr

    outputs = list(found.outputs.values())
    tables = [dict(_variables(one)) for one in outputs]
    variables: dict[str, Any] = {}
    for name, (dims, _) in tables[0].items():
        stacked = np.stack([table[name][1] for table in tables])
        stem = name.removesuffix("_interval").removesuffix("_filled")
        words = _LONG[stem]
        if name.endswith("_interval"):
            words = f"{words}, {100 * found.bootstrap.confidence:g} % bootstrap interval"
        elif name.endswith("_filled"):
            words = f"{words}, missing values set to the lowest and highest"
        variables[name] = (("output", *dims), stacked, {"long_name": words})
    return xr.Dataset(
        variables,
        coords={
            "output": [one.name for one in outputs],
            "factor": list(found.factors),
            "other_factor": list(found.factors),
            "end": ["low", "high"],
            "output_unit": ("output", [one.unit for one in outputs]),
            "factor_unit": ("factor", list(found.units)),
        },
        attrs={
            "title": found.title,
            "design": found.design,
            "linked_factors": list(found.linked),
            "rows": found.rows,
            "rows_of_sweep": found.of_rows,
            "seed": found.bootstrap.seed,
            "resamples": found.bootstrap.resamples,
            "confidence": found.bootstrap.confidence,
            "made": found.made,
        },
    )


def _variables(one: OutputSensitivity) -> Iterator[tuple[str, tuple[tuple[str, ...], Any]]]:
    sobol, morris, ranks = one.sobol, one.morris, one.ranks
    if sobol is not None:
        yield "first_order", (_F, sobol.first)
        yield "first_order_interval", (_FI, sobol.first_interval)
        yield "total_order", (_F, sobol.total)
        yield "total_order_interval", (_FI, sobol.total_interval)
        if sobol.second is not None and sobol.second_interval is not None:
            yield "second_order", (_FF, sobol.second)
            yield "second_order_interval", (("end", *_FF), sobol.second_interval)
        yield (
            "first_order_filled",
            (_FI, np.stack([sobol.first] * 2) if one.first_filled is None else one.first_filled),
        )
        yield "total_order_filled", (_FI, _filled(one, sobol.total))
        used, lost = sobol.blocks, sobol.blocks_left_out
    elif morris is not None:
        yield "mean_effect", (_F, morris.mean)
        yield "mean_effect_size", (_F, morris.mean_size)
        yield "mean_effect_size_interval", (_FI, morris.mean_size_interval)
        yield "effect_deviation", (_F, morris.deviation)
        yield "mean_effect_size_filled", (_FI, _filled(one, morris.mean_size))
        used, lost = morris.trajectories, morris.trajectories_left_out
    else:
        yield "spearman_filled", (_FI, _filled(one, ranks.spearman))
        used, lost = ranks.rows, ranks.rows_left_out
    yield "spearman", (_F, ranks.spearman)
    yield "spearman_interval", (_FI, ranks.spearman_interval)
    yield "partial_rank", (_F, ranks.partial)
    yield "partial_rank_interval", (_FI, ranks.partial_interval)
    yield "factor_at_end", (_FI, np.stack([swing.factor for swing in one.swings], axis=1))
    yield "mean_at_end", (_FI, np.stack([swing.mean for swing in one.swings], axis=1))
    yield "groups", ((), used)
    yield "groups_left_out", ((), lost)
    yield "missing", ((), one.missing_count)
    yield "mean", ((), one.mean)
    yield "deviation", ((), one.deviation)


def _filled(one: OutputSensitivity, index: Any) -> Any:
    """Where nothing is missing, filling changes nothing."""
    return np.stack([index, index]) if one.filled is None else one.filled
