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
from trajkit.cli.fly_booster import choose_booster
from trajkit.cli.fly_columns import STATE, Columns, choose_columns
from trajkit.cli.fly_glide import choose_body, choose_glide
from trajkit.errors import InputError
from trajkit.flight.air import Air
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.flight.pad import Pad
from trajkit.output.files import write_file
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from trajkit.cli.fly_booster import BoosterChoice
    from trajkit.cli.fly_options import Typed
    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["fly_table"]

_FLEW = (Status.LANDED, Status.TIME_LIMIT, Status.LEFT_MODEL)


def fly_table(typed: Typed, *, air: Air, earth: Earth, world: dict[str, Any]) -> int:
    """Fly every row of a table and write the results beside its columns.

    Returns
    -------
    int
        The exit code: 0, or `BAD_INPUT` if rows could not be flown. The others are written
        either way.

    Raises
    ------
    InputError
        If the table, the options or the output file as a whole cannot be used.
    """
    path, out = typed.table_path, typed.out
    assert path is not None
    table = read_csv(path)
    boost = choose_booster(typed)
    columns = choose_columns(table, typed, exhaust_velocity_m_s=boost.exhaust_velocity_m_s)
    if out is None:
        raise InputError("--table needs a file for the results; add --out results.csv")
    values = columns.values
    body = choose_body(typed)
    glide = choose_glide(
        typed,
        from_pad=columns.boosted,
        lifts=body.lift_to_drag is not None or "lift_to_drag" in values,
        columns=frozenset(values),
    )
    flights = fly(
        _launch(columns),
        body.body(
            beta_kg_m2=values["beta_kg_m2"],
            lift_to_drag=values.get("lift_to_drag"),
            bank_deg=values.get("bank_deg"),
        ),
        booster=(
            boost.booster(
                delta_v_m_s=values["delta_v_m_s"],
                burn_time_s=values["burn_time_s"],
                exhaust_velocity_m_s=values.get("exhaust_velocity_m_s"),
            )
            if columns.boosted
            else None
        ),
        plan=None if glide is None else glide.plan(damping=values.get("damping")),
        air=Air(
            density_multiplier=values["density_multiplier"], density=air.density, wind=air.wind
        ),
        earth=earth,
        until_s=values["until_s"],
    )
    good = np.isin(flights.status, _FLEW)
    sentences = _sentences(table, flights, good, columns, boost)
    results = _results(flights, good, boosted=columns.boosted)
    write_file(
        out, lambda staged: _write(staged, table, columns, sentences, results), force=typed.force
    )
    bad = np.flatnonzero(~good)
    if typed.json_to is not None:
        summary = {
            "rows": len(table.rows),
            "flown": int(good.sum()),
            "refused": [
                {"row": int(row) + 1, "line": table.lines[row], "sentence": sentences[row]}
                for row in bad
            ],
            "out": out,
            "inputs": {
                "table": path,
                "columns": [name for name in table.header if name in values],
                "start": "pad" if columns.boosted else "state",
                "booster": _others(boost.describe(), columns) if columns.boosted else None,
                **_others(body.describe(), columns),
                "glide": None if glide is None else _others(glide.describe(), columns),
                **world,
            },
            "version": trajkit.__version__,
        }
        console.write_json(summary, typed.json_to, force=typed.force)
    if bad.size:
        first = sentences[bad[0]].rstrip(".")
        more = "" if bad.size == 1 else f", the first of {bad.size:,} such rows"
        rest = f"; the other {good.sum():,} are flown in {out}" if good.any() else f"; see {out}"
        # Not raised: the file is complete, and says the same of each row.
        console.note(f"Error: {path}, {first[0].lower()}{first[1:]}{more}{rest}")
        return BAD_INPUT
    console.note(f"Wrote {len(table.rows):,} flights to {out}", quiet=typed.quiet)
    return 0


def _others(described: dict[str, Any], columns: Columns) -> dict[str, Any]:
    """What the columns of the table do not say."""
    return {name: value for name, value in described.items() if name not in columns.values}


def _launch(columns: Columns) -> Launch | Pad:
    values = columns.values
    if not columns.boosted:
        return Launch(**{name: values[name] for name in STATE})
    return Pad(
        latitude_deg=values["latitude_deg"],
        longitude_deg=values["longitude_deg"],
        burnout_angle_deg=values["burnout_angle_deg"],
        azimuth_deg=values["azimuth_deg"],
    )


def _sentences(
    table: CsvTable,
    flights: Flights,
    good: NDArray[np.bool_],
    columns: Columns,
    boost: BoosterChoice,
) -> list[str]:
    """How each flight ended; of one that could not be flown, its row and why."""
    sentences = flights.sentences
    for row in np.flatnonzero(~good):
        fault = columns.faults.get(int(row), boost.spelled(sentences[row]).rstrip("."))
        fault = fault[0].lower() + fault[1:]
        sentences[row] = f"Row {row + 1} (line {table.lines[row]}): {fault}."
    return sentences


def _results(flights: Flights, good: NDArray[np.bool_], *, boosted: bool) -> list[list[Any]]:
    """The columns of results in order, but for the sentence; empty where a row was not flown."""
    apogee, impact = flights.apogee, flights.impact
    numbers = [
        flights.range_m, flights.flight_time_s, apogee.altitude_m, apogee.time_s, apogee.range_m,
        flights.top_speed_m_s, impact.latitude_deg, impact.longitude_deg, impact.speed_m_s,
    ]  # fmt: skip
    columns: list[list[Any]] = [[Status(code).label for code in flights.status]]
    columns += [_cells(array, good) for array in numbers]
    peaks = np.bincount(flights.peaks.flight, minlength=len(flights)).tolist()
    columns.append([count if flew else "" for count, flew in zip(peaks, good, strict=True)])
    if boosted:
        burnout, losses = flights.burnout, flights.losses
        of_boost = (
            burnout.altitude_m, burnout.range_m, burnout.speed_m_s, losses.gravity_m_s,
            losses.drag_m_s, losses.steering_m_s,
        )  # fmt: skip
        columns += [_cells(array, good) for array in of_boost]
    return columns


def _cells(array: NDArray[np.float64], good: NDArray[np.bool_]) -> list[Any]:
    values = np.where(good, array, np.nan).tolist()
    return ["" if math.isnan(value) else value for value in values]


def _write(
    path: Path,
    table: CsvTable,
    columns: Columns,
    sentences: list[str],
    results: list[list[Any]],
) -> None:
    status, *numbers = results
    width = len(table.header)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*table.header, *columns.results])
        rows = zip(table.rows, status, sentences, *numbers, strict=True)
        for given, *result in rows:
            # A row too short or too long must not push the results out of their columns.
            writer.writerow([*given[:width], *[""] * (width - len(given)), *result])
