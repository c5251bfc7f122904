"""The columns of a table of flights: of states, or of starts from the pad."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.cli.fly_options import BOOSTER, Typed
from trajkit.errors import InputError
from trajkit.flight.fly import LONGEST_S
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from trajkit.cli.csvfile import CsvTable

__all__ = ["RESULTS", "RESULTS_OF_BOOST", "STATE", "Columns", "choose_columns"]

Array = NDArray[np.float64]

_PLACE = ("latitude_deg", "longitude_deg")
_IN_FLIGHT = ("altitude_m", "speed_m_s", "angle_deg")
_BOOST = ("delta_v_m_s", "burn_time_s", "burnout_angle_deg")
STATE = (*_PLACE, *_IN_FLIGHT, "azimuth_deg")

# Columns that may be left out, and what an empty cell of one is then; those that an option may
# give to all rows instead.
_ALWAYS = {"until_s": LONGEST_S, "density_multiplier": 1.0}
_EMPTY = {**_ALWAYS, "lift_to_drag": 0.0, "bank_deg": 0.0, "damping": 0.0}
_INSTEAD = {
    "--lift-to-drag": ("lift_to_drag", "lift_to_drag"),
    "--bank": ("bank", "bank_deg"),
    "--damping": ("damping", "damping"),
    "--exhaust-velocity": ("exhaust_velocity_m_s", "exhaust_velocity_m_s"),
}
# Options that say what a column must say, or that make no sense for many flights.
_BESIDE = {
    "--site": "place",
    "--altitude": "altitude_m",
    "--speed": "speed",
    "--angle": "angle_deg",
    "--azimuth": "azimuth_deg",
    "--beta": "beta",
    "--delta-v": "delta_v_m_s",
    "--burn-time": "burn_time_s",
    "--burnout-angle": "burnout_angle_deg",
    "--times": "times",
    "--until": "until_s",
    "--density-multiplier": "density_multiplier",
}

RESULTS = (
    "status", "sentence", "range_m", "flight_time_s", "apogee_altitude_m", "apogee_time_s",
    "apogee_range_m", "top_speed_m_s", "impact_latitude_deg", "impact_longitude_deg",
    "impact_speed_m_s", "peaks",
)  # fmt: skip
RESULTS_OF_BOOST = (
    "burnout_altitude_m", "burnout_range_m", "burnout_speed_m_s", "gravity_loss_m_s",
    "drag_loss_m_s", "steering_loss_m_s",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What a table gives.

    Attributes
    ----------
    boosted
        Whether the flights start from the pad.
    values
        By name, one a row; NaN where a cell is no number.
    faults
        What is wrong with the cells of a row.
    """

    boosted: bool
    values: dict[str, Array]
    faults: dict[int, str]

    @property
    def results(self) -> tuple[str, ...]:
        """Names of the columns that are added."""
        return (*RESULTS, *RESULTS_OF_BOOST) if self.boosted else RESULTS


def choose_columns(table: CsvTable, typed: Typed, *, exhaust_velocity_m_s: float) -> Columns:
    """The columns of a table.

    Raises
    ------
    InputError
        If some are missing, or do not go together or with the options.
    """
    if typed.derived:
        raise InputError(
            "--derived is for the moments of one flight, and --table gives a row a flight; "
            "leave it out"
        )
    beside = typed.given(_BESIDE)
    if beside:
        raise InputError(
            f"{joined(beside)} cannot be given beside --table, whose columns say it for each "
            "flight; leave out one or the other"
        )
    boost = [name for name in _BOOST if name in table.header]
    in_flight = [name for name in _IN_FLIGHT if name in table.header]
    if boost and in_flight:
        raise InputError(
            f"{table.path} has columns of starts from the pad ({joined(boost)}) and of starts in "
            f"flight ({joined(in_flight)}); drop the one or the other, or make two tables"
        )
    options = typed.given(BOOSTER)
    boosted = bool(boost) or (bool(options) and not in_flight)
    if options and not boosted:
        raise InputError(
            f"{joined(options)} cannot be given for {table.path}, whose flights start in flight; "
            f"leave it out, or give the columns {joined(_BOOST)} instead of {joined(_IN_FLIGHT)}"
        )
    for flag, (field, name) in _INSTEAD.items():
        if getattr(typed, field) is not None and name in table.header:
            raise InputError(
                f"{flag} cannot be given beside the column {name} of {table.path}; "
                "leave out one or the other"
            )
    needed = (*_PLACE, *(_BOOST if boosted else _IN_FLIGHT), "azimuth_deg", "beta_kg_m2")
    empty = dict(_EMPTY)
    if boosted:
        empty["exhaust_velocity_m_s"] = exhaust_velocity_m_s
    table.require(needed, tuple(empty))
    columns = _read(table, needed, empty, boosted=boosted)
    taken = [name for name in table.header if name in columns.results]
    if taken:
        raise InputError(
            f'{table.path}: the column "{taken[0]}" has the name of a result; rename or drop it'
        )
    return columns


def _read(
    table: CsvTable, needed: tuple[str, ...], empty: dict[str, float], *, boosted: bool
) -> Columns:
    """Each column as an array, and what is wrong by row."""
    faults: dict[int, str] = {}
    width = len(table.header)
    for row, cells in enumerate(table.rows):
        if len(cells) != width:
            faults[row] = f"it has {len(cells)} cells where the header has {width}"
    columns = {}
    for name in (*needed, *empty):
        default = empty.get(name)
        if name not in table.header:
            if name in _ALWAYS:
                columns[name] = np.full(len(table.rows), default)
            continue
        values = np.empty(len(table.rows))
        for row, cell in enumerate(table.column(name)):
            try:
                values[row] = default if default is not None and not cell else float(cell)
            except ValueError:
                values[row] = math.nan
                shown = f'"{" ".join(cell.split())[:60]}", not a number' if cell else "empty"
                faults.setdefault(row, f"{name} is {shown}")
        columns[name] = values
    for row in faults:
        columns["latitude_deg"][row] = math.nan
    return Columns(boosted=boosted, values=columns, faults=faults)
