"""What a sensitivity analysis found, output by output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from trajkit.sweeps.sensitivity.bootstrap import Bootstrap
    from trajkit.sweeps.sensitivity.morris import MorrisEffects
    from trajkit.sweeps.sensitivity.ranks import RankCorrelations
    from trajkit.sweeps.sensitivity.sobol import SobolIndices

__all__ = ["Method", "OutputSensitivity", "Sensitivity", "Swing"]

Array = NDArray[np.float64]
Method = Literal["sobol", "morris", "rank"]


@dataclass(frozen=True, eq=False)
class Swing:
    """Mean of an output where a factor is low and where it is high.

    Attributes
    ----------
    factor
        Middle of the lowest and of the highest tenth (or value) of the factor, shape (2,).
    mean
        Of the output there, the other factors as they come. Shape (2,).
    """

    factor: Array
    mean: Array

    @property
    def width(self) -> float:
        """Size of the difference."""
        return float(abs(self.mean[1] - self.mean[0]))


@dataclass(frozen=True, eq=False)
class OutputSensitivity:
    """Of one output.

    Attributes
    ----------
    name, unit
        Of the output; "1" is a number without unit.
    mean, deviation
        Over the rows with a value.
    missing
        How many rows have no value, by their status.
    ranks
        Rank correlations.
    swings
        By factor.
    sobol
        Indices, or None if the design has none.
    morris
        Elementary effects, or None if the design has none.
    filled
        The index of the design (total, mean size, or Spearman's correlation) with missing values
        set to the lowest and to the highest of the output, shape (2, factors); None if no value
        is missing.
    first_filled
        The same of the first order index, or None.
    """

    name: str
    unit: str
    mean: float
    deviation: float
    missing: Mapping[str, int]
    ranks: RankCorrelations
    swings: tuple[Swing, ...]
    sobol: SobolIndices | None
    morris: MorrisEffects | None
    filled: Array | None
    first_filled: Array | None

    @property
    def method(self) -> Method:
        """What the design was made for; rank correlations go with any."""
        if self.sobol is not None:
            return "sobol"
        return "morris" if self.morris is not None else "rank"

    @property
    def index(self) -> Array:
        """By which factors are put in order: total index, mean size of the effects, or the size
        of Spearman's correlation. Shape (factors,)."""
        if self.sobol is not None:
            return self.sobol.total
        if self.morris is not None:
            return self.morris.mean_size
        return np.abs(self.ranks.spearman)

    @property
    def order(self) -> NDArray[np.intp]:
        """Numbers of the factors, the one that matters most first."""
        return np.argsort(-np.nan_to_num(self.index), kind="stable")

    @property
    def missing_count(self) -> int:
        """How many rows have no value."""
        return sum(self.missing.values())


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What matters, by output.

    Attributes
    ----------
    title
        Of the sweep.
    design
        Its kind.
    factors
        Names, those linked to others left out.
    units
        Of the factors.
    linked
        Names of factors that follow others, and have no index of their own.
    outputs
        By name.
    rows, of_rows
        Rows that were used, and that the sweep has.
    bootstrap
        How intervals were made.
    made
        What the rows come from, in a few words.
    noun
        What a row is.
    """

    title: str
    design: str
    factors: tuple[str, ...]
    units: tuple[str, ...]
    linked: tuple[str, ...]
    outputs: Mapping[str, OutputSensitivity]
    rows: int
    of_rows: int
    bootstrap: Bootstrap
    made: str
    noun: str = "flights"

    def __getitem__(self, output: str) -> OutputSensitivity:
        """Of one output; raises InputError if it was not analysed."""
        try:
            return self.outputs[output]
        except KeyError:
            known = ", ".join(self.outputs)
            raise InputError(f'output "{output}" was not analysed; choose from {known}') from None

    def to_xarray(self) -> xr.Dataset:
        """All of it over output, factor and end of the interval."""
        from trajkit.sweeps.sensitivity.dataset import sensitivity_dataset

        return sensitivity_dataset(self)

    def _repr_html_(self) -> str:
        from trajkit.sweeps.sensitivity.view import sensitivity_html

        return sensitivity_html(self)

    def __repr__(self) -> str:
        from trajkit.sweeps.sensitivity.view import sensitivity_text

        return sensitivity_text(self)
