"""`trajkit fly --table`: a row a flight, each back with its status."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Any

import numpy as np

import trajkit
from trajkit.cli import console
from trajkit.cli.csvfile import CsvTable, read_csv
from trajkit.cli.failures import BAD_INPUT
from trajkit.errors import InputError
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.fly import LONGEST_S, fly
from trajkit.flight.launch import Launch
from trajkit.output.files import write_file
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["fly_table"]

_LAUNCH = (
    "latitude_deg", "longitude_deg", "altitude_m", "speed_m_s", "angle_deg", "azimuth_deg",
)  # fmt: skip
_NEEDED = (*_LAUNCH, "beta_kg_m2")
# Columns that may be left out, or left empty in a row, and what they are then.
_DEFAULTS = {"until_s": LONGEST_S, "density_multiplier": 1.0}
_RESULTS = (
    "status", "sentence", "range_m", "flight_time_s", "apogee_altitude_m", "apogee_time_s",
    "apogee_range_m", "top_speed_m_s", "impact_latitude_deg", "impact_longitude_deg",
    "impact_speed_m_s", "peaks",
)  # fmt: skip
_FLEW = (Status.LANDED, Status.TIME_LIMIT, Status.LEFT_MODEL)


def fly_table(
    path: str,
    out: str,
    *,
    air: Air,
    earth: Earth,
    world: dict[str, Any],
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Fly every row of a table and write the results beside its columns.

    Returns
    -------
    int
        The exit code: 0, or `BAD_INPUT` if rows could not be flown. The others are written
        either way.

    Raises
    ------
    InputError
        If the table or the output file as a whole cannot be used.
    """
    table = read_csv(path)
    table.require(_NEEDED, tuple(_DEFAULTS))
    taken = [name for name in table.header if name in _RESULTS]
    if taken:
        raise InputError(
            f'{path}: the column "{taken[0]}" has the name of a result; rename or drop it'
        )
    columns, faults = _numbers(table)
    flights = fly(
        Launch(**{name: columns[name] for name in _LAUNCH}),
        Body(columns["beta_kg_m2"]),
        air=Air(
            density_multiplier=columns["density_multiplier"], density=air.density, wind=air.wind
        ),
        earth=earth,
        until_s=columns["until_s"],
    )
    good = np.isin(flights.status, _FLEW)
    sentences = _sentences(table, flights, good, faults)
    results = _results(flights, good)
    write_file(out, lambda staged: _write(staged, table, sentences, results), force=force)
    bad = np.flatnonzero(~good)
    if json_to is not None:
        summary = {
            "rows": len(table.rows),
            "flown": int(good.sum()),
            "refused": [
                {"row": int(row) + 1, "line": table.lines[row], "sentence": sentences[row]}
                for row in bad
            ],
            "out": out,
            "inputs": {"table": path, **world},
            "version": trajkit.__version__,
        }
        console.write_json(summary, json_to, force=force)
    if bad.size:
        first = sentences[bad[0]].rstrip(".")
        more = "" if bad.size == 1 else f", the first of {bad.size:,} such rows"
        rest = f"; the other {good.sum():,} are flown in {out}" if good.any() else f"; see {out}"
        # Not raised: the file is complete, and says the same of each row.
        console.note(f"Error: {path}, {first[0].lower()}{first[1:]}{more}{rest}")
        return BAD_INPUT
    console.note(f"Wrote {len(table.rows):,} flights to {out}", quiet=quiet)
    return 0


def _numbers(table: CsvTable) -> tuple[dict[str, NDArray[np.float64]], dict[int, str]]:
    """Each column as an array, NaN where a cell is no number, and what is wrong by row."""
    faults: dict[int, str] = {}
    width = len(table.header)
    for row, cells in enumerate(table.rows):
        if len(cells) != width:
            faults[row] = f"it has {len(cells)} cells where the header has {width}"
    columns = {}
    for name in (*_NEEDED, *_DEFAULTS):
        default = _DEFAULTS.get(name)
        if name not in table.header:
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
    return columns, faults


def _sentences(
    table: CsvTable, flights: Flights, good: NDArray[np.bool_], faults: dict[int, str]
) -> list[str]:
    """How each flight ended; of one that could not be flown, its row and why."""
    sentences = flights.sentences
    for row in np.flatnonzero(~good):
        fault = faults.get(int(row), sentences[row].rstrip("."))
        fault = fault[0].lower() + fault[1:]
        sentences[row] = f"Row {row + 1} (line {table.lines[row]}): {fault}."
    return sentences


def _results(flights: Flights, good: NDArray[np.bool_]) -> list[list[Any]]:
    """The columns of results after status and sentence; empty where a row was not flown."""
    apogee, impact = flights.apogee, flights.impact
    numbers = (
        flights.range_m, flights.flight_time_s, apogee.altitude_m, apogee.time_s, apogee.range_m,
        flights.top_speed_m_s, impact.latitude_deg, impact.longitude_deg, impact.speed_m_s,
    )  # fmt: skip
    columns: list[list[Any]] = [[Status(code).label for code in flights.status]]
    for array in numbers:
        values = np.where(good, array, np.nan).tolist()
        columns.append(["" if math.isnan(value) else value for value in values])
    peaks = np.bincount(flights.peaks.flight, minlength=len(flights)).tolist()
    columns.append([count if flew else "" for count, flew in zip(peaks, good, strict=True)])
    return columns


def _write(path: Path, table: CsvTable, sentences: list[str], results: list[list[Any]]) -> None:
    status, *numbers = results
    width = len(table.header)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*table.header, *_RESULTS])
        rows = zip(table.rows, status, sentences, *numbers, strict=True)
        for given, *result in rows:
            # A row too short or too long must not push the results out of their columns.
            writer.writerow([*given[:width], *[""] * (width - len(given)), *result])
