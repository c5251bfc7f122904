"""Rows of a sweep in memory: outputs beside the factors, for indices and charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.reports.words import joined
from trajkit.sweep.dataset import Sweep, open_sweep
from trajkit.sweep.quantities import in_unit_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = [
    "MOST_ROWS",
    "OutputRows",
    "checked_output",
    "figure_of",
    "free_factors",
    "made_of",
    "noun_of",
    "opened",
    "output_rows",
    "used_rows",
]

Array = NDArray[np.float64]

MOST_ROWS: Final = 10_000_000
"""More rows are not read at once. Of every design but a grid the first so many are a smaller sample
of the same kind."""


@dataclass(frozen=True, eq=False)
class OutputRows:
    """One output and the factors, row by row.

    Attributes
    ----------
    title
        Of the sweep.
    made
        What the rows come from, in a few words.
    output
        Name of the output.
    values
        NaN where there is none. Shape (rows,).
    factors
        By name, those that are fixed or linked to others left out. Shape (rows,) each.
    logarithmic
        Names of factors that are drawn evenly in their logarithm.
    noun
        What a row is.
    """

    title: str
    made: str
    output: str
    values: Array
    factors: Mapping[str, Array]
    logarithmic: frozenset[str] = frozenset()
    noun: str = "flights"

    @property
    def known(self) -> NDArray[np.bool_]:
        """Rows with a value."""
        return np.isfinite(self.values)

    def named(self, factor: str) -> str:
        """The name of a factor.

        Raises
        ------
        InputError
            If there is none of that name, or it does not vary by itself.
        """
        if factor not in self.factors:
            names = joined(list(self.factors), last="or")
            raise InputError(f'no factor "{factor}" varies by itself in this sweep; choose {names}')
        return factor


def opened(sweep: Sweep | str | os.PathLike[str]) -> Sweep:
    """A sweep, or the one in a folder."""
    return sweep if isinstance(sweep, Sweep) else open_sweep(sweep)


def free_factors(sweep: Sweep) -> list[dict[str, Any]]:
    """Factors with a dimension of their own, in the order of the dimensions.

    Raises
    ------
    InputError
        If there is none.
    """
    free = [factor for factor in sweep.factors if factor["dimension"] is not None]
    if not free:
        raise InputError("no factor of this sweep varies, so that nothing can matter; add one")
    return sorted(free, key=lambda factor: int(factor["dimension"]))


def used_rows(sweep: Sweep) -> slice:
    """Which rows are read: all, or of more than `MOST_ROWS` the first whole groups."""
    if sweep.rows <= MOST_ROWS or sweep.design["kind"] == "grid":
        return slice(0, sweep.rows)
    group = int(sweep.design["rows_a_group"])
    return slice(0, MOST_ROWS // group * group)


def checked_output(sweep: Sweep, output: str) -> str:
    """The name of an output.

    Raises
    ------
    InputError
        If the sweep has none of that name.
    """
    if output not in sweep.output_names:
        names = joined(sweep.output_names, last="or")
        raise InputError(f'the sweep has no output "{output}"; choose {names}')
    return output


def figure_of(output: str, figure: float | str) -> float:
    """A figure of an output in its SI unit: 1500e3, or "1,500 km".

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if not isinstance(figure, str):
        return float(figure)
    try:
        return float(figure)
    except ValueError:
        return in_unit_of(output, figure)


def output_rows(sweep: Sweep | str | os.PathLike[str], output: str) -> OutputRows:
    """An output and the factors.

    Raises
    ------
    InputError
        If there is no such output, or the sweep cannot be read.
    """
    sweep = opened(sweep)
    checked_output(sweep, output)
    free = free_factors(sweep)
    names = [factor["name"] for factor in free]
    table = sweep.table([*names, output], used_rows(sweep))
    even = frozenset(
        factor["name"]
        for factor in free
        if factor["distribution"]["kind"] in ("log-uniform", "log-normal")
    )
    values = np.where(np.isfinite(table[output]), table[output], np.nan)
    return OutputRows(
        sweep.title or "Sweep",
        made_of(sweep, values.size),
        output,
        values,
        {name: table[name] for name in names},
        even,
        noun_of(sweep),
    )


def noun_of(sweep: Sweep) -> str:
    """What a row is: a flight, but for functions whose indices are known."""
    return "rows" if sweep.manifest["spec"]["base"].get("check") else "flights"


def made_of(sweep: Sweep, rows: int) -> str:
    """Version, backend, design, rows and seed, in a few words."""
    manifest = sweep.manifest
    return (
        f"trajkit {manifest['versions']['trajkit']}, {manifest['backend']}; "
        f"{sweep.design['kind']} design, {rows:,} rows, seed {manifest['seed']}."
    )
