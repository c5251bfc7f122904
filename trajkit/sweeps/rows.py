"""Rows of a sweep in memory: outputs beside the factors, for indices and charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.reports.amount import amount, kind_of, words_of
from trajkit.reports.words import joined
from trajkit.sweeps.dataset import Sweep, open_sweep
from trajkit.sweeps.quantities import in_unit_of, unit_of

if TYPE_CHECKING:
    import os

__all__ = [
    "MOST_ROWS",
    "Given",
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
Given = Mapping[str, tuple[float | str, float | str]]

MOST_ROWS: Final = 2_000_000
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
    given
        In words, which rows were chosen; empty if all were.
    """

    title: str
    made: str
    output: str
    values: Array
    factors: Mapping[str, Array]
    logarithmic: frozenset[str] = frozenset()
    noun: str = "flights"
    given: str = ""

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
    """A sweep, or the one in a folder, of which the parts that are read are compared first.

    Raises
    ------
    InputError
        If there is none that is finished, or a part is damaged.
    """
    if isinstance(sweep, Sweep):
        return sweep
    found = open_sweep(sweep)
    found.verify(used_rows(found))
    return found


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
    if unit_of(output) in ("m", "m s-1", "s"):
        return in_unit_of(output, figure)  # a bare number might be meant in km
    try:
        return float(figure)
    except ValueError:
        return in_unit_of(output, figure)


def output_rows(
    sweep: Sweep | str | os.PathLike[str], output: str, *, given: Given | None = None
) -> OutputRows:
    """An output and the factors.

    Parameters
    ----------
    given
        Only rows in which these outputs or factors lie between two ends, in SI units or as text
        with a unit: ``{"apogee_m": ("90 km", "110 km")}``.

    Raises
    ------
    InputError
        If there is no such output, no row is as given or has a value, or the sweep cannot be read.
    """
    sweep = opened(sweep)
    checked_output(sweep, output)
    free = free_factors(sweep)
    names = [factor["name"] for factor in free]
    for name in given or {}:
        if name not in sweep.columns[:-1]:
            columns = joined(sweep.columns[1:-1], last="or")
            raise InputError(f'the sweep has no column "{name}"; choose {columns}')
    ends = {name: _ends(name, pair) for name, pair in (given or {}).items()}
    table = sweep.table(list(dict.fromkeys([*names, output, *ends])), used_rows(sweep))
    chosen = np.ones(table[output].size, np.bool_)
    for name, (low, high) in ends.items():
        chosen &= (table[name] >= low) & (table[name] <= high)
    told = joined([_between(name, *pair) for name, pair in ends.items()])
    if not chosen.any():
        raise InputError(f"no row of the sweep has {told}; widen it")
    even = frozenset(
        factor["name"]
        for factor in free
        if factor["distribution"]["kind"] in ("log-uniform", "log-normal")
    )
    values = table[output][chosen]
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(values).all():
        among = f" among those with {told}" if told else ""
        raise InputError(f"no row has a value of {output}{among}; choose another output")
    return OutputRows(
        sweep.title or "Sweep",
        made_of(sweep, chosen.size),
        output,
        values,
        {name: table[name][chosen] for name in names},
        even,
        noun_of(sweep),
        told,
    )


def _ends(name: str, pair: tuple[float | str, float | str]) -> tuple[float, float]:
    low, high = (figure_of(name, end) for end in pair)
    if not low <= high:
        raise InputError(f"{name} from {low:g} to {high:g} is empty; put the smaller end first")
    return low, high


def _between(name: str, low: float, high: float) -> str:
    kind = kind_of(name)
    return f"{words_of(name)} from {amount(kind, low)} to {amount(kind, high)}"


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
