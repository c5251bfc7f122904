"""What would have to be true for an output to reach a figure: which rows do, and what sets them
apart from all the others.

Regional sensitivity analysis: the factors of the rows that reach it are held beside those of all
rows (Hornberger & Spear, 1981, J. Environ. Manage. 12, 7-18). Which factor sets them apart most is
told by the greatest distance between the two distributions, that of Kolmogorov and Smirnov.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.sweeps.sensitivity.levels import levels_of, mean_by_level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trajkit.sweeps.sensitivity.levels import Levels

__all__ = ["Needed", "NeededFactor", "needed_for"]

Array = NDArray[np.float64]

ENDS = (0.05, 0.5, 0.95)
"""Shares at which factors are told."""


@dataclass(frozen=True, eq=False)
class NeededFactor:
    """One factor in the rows that reach the figure, beside all rows.

    Attributes
    ----------
    name
        Of the factor.
    among_all, among_reaching
        5, 50 and 95 %; NaN if no row reaches it.
    distance
        Greatest distance of the two distributions, 0 to 1; NaN if no row reaches it.
    levels
        The factor cut into levels.
    share
        Of the rows of each level, the share that reaches it. Shape (levels,).
    """

    name: str
    among_all: Array
    among_reaching: Array
    distance: float
    levels: Levels
    share: Array


@dataclass(frozen=True, eq=False)
class Needed:
    """Rows whose output is at least a figure.

    Attributes
    ----------
    output, at_least
        Which, and the figure in its SI unit.
    rows, missing
        Rows with a value, and without.
    reaching
        Which rows reach it, those without a value not. Shape (rows + missing,).
    factors
        The one that sets them apart most first.
    greatest
        The greatest value of the output.
    """

    output: str
    at_least: float
    rows: int
    missing: int
    reaching: NDArray[np.bool_]
    factors: tuple[NeededFactor, ...]
    greatest: float

    @property
    def share(self) -> float:
        """Share of the rows with a value that reaches it."""
        return float(self.reaching.sum()) / self.rows

    @property
    def share_bounds(self) -> tuple[float, float]:
        """The share if none, or all, of the rows without a value reached it."""
        count, total = int(self.reaching.sum()), self.rows + self.missing
        return count / total, (count + self.missing) / total


def needed_for(
    factors: Mapping[str, Array], values: Array, *, output: str, at_least: float
) -> Needed:
    """Hold the rows that reach a figure beside all rows.

    Parameters
    ----------
    factors
        By name, shape (rows,) each.
    values
        The output, NaN where there is none. Shape (rows,).
    output, at_least
        Its name, and the figure in its SI unit.

    Raises
    ------
    InputError
        If no row has a value, or the figure is not finite.
    """
    values = np.asarray(values, float)
    known = np.isfinite(values)
    if not known.any():
        raise InputError(f"no row has a value of {output}; choose another output")
    if not np.isfinite(at_least):
        raise InputError(f"{output} cannot be asked to reach {at_least:g}; give a finite figure")
    reaching = known & (np.where(known, values, -np.inf) >= at_least)
    found = [_factor(name, np.asarray(x, float), known, reaching) for name, x in factors.items()]
    found.sort(key=lambda one: -np.nan_to_num(one.distance))
    return Needed(
        output,
        at_least,
        int(known.sum()),
        int((~known).sum()),
        reaching,
        tuple(found),
        float(values[known].max()),
    )


def _factor(
    name: str, factor: Array, known: NDArray[np.bool_], reaching: NDArray[np.bool_]
) -> NeededFactor:
    before, after = factor[known], factor[reaching]
    levels = levels_of(before)
    share = mean_by_level(levels, reaching[known].astype(float))
    if not after.size:
        nothing = np.full(len(ENDS), np.nan)
        return NeededFactor(name, np.quantile(before, ENDS), nothing, np.nan, levels, share)
    return NeededFactor(
        name,
        np.quantile(before, ENDS),
        np.quantile(after, ENDS),
        _distance(before, after),
        levels,
        share,
    )


def _distance(before: Array, after: Array) -> float:
    """Greatest difference of two cumulative shares."""
    before, after = np.sort(before), np.sort(after)
    at = np.unique(before)
    share = [np.searchsorted(x, at, side="right") / x.size for x in (before, after)]
    return float(np.abs(share[0] - share[1]).max())
