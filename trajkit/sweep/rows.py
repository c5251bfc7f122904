"""Rows of a sweep in memory: one output beside the factors, for charts and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OutputRows"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OutputRows:
    """One output and the factors, row by row.

    Attributes
    ----------
    title
        Of the sweep.
    made
        In a few words, what the rows come from: version, design, seed, backend.
    output
        Name of the output.
    values
        NaN where there is none. Shape (rows,).
    factors
        By name, those linked to others left out. Shape (rows,) each.
    logarithmic
        Names of factors that are drawn evenly in their logarithm.
    """

    title: str
    made: str
    output: str
    values: Array
    factors: Mapping[str, Array]
    logarithmic: frozenset[str] = frozenset()

    @property
    def known(self) -> NDArray[np.bool_]:
        """Rows with a value."""
        return np.isfinite(self.values)
