"""One flight as `trajkit fly` tells it: JSON, CSV and text."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np

import trajkit
from trajkit.cli import console
from trajkit.physics.status import Status
from trajkit.reports.display import format_length, format_speed, format_time
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.cli.fly import State
    from trajkit.flight.flights import Flights
    from trajkit.flight.points import Points
    from trajkit.reports.display import UnitSystem

__all__ = ["payload", "samples", "text", "trajectory_csv"]

_POINT = ("time_s", "latitude_deg", "longitude_deg", "altitude_m", "range_m", "speed_m_s")
_SAMPLE = (
    "latitude_deg", "longitude_deg", "altitude_m", "speed_m_s", "north_m_s", "east_m_s", "down_m_s",
)  # fmt: skip


def payload(
    flights: Flights,
    state: State,
    *,
    world: dict[str, Any],
    samples: list[dict[str, float]] | None,
) -> dict[str, Any]:
    """The JSON object of one flight; see docs/cli.md."""
    until_s = float(flights.problem.duration_s[0])
    result: dict[str, Any] = {
        "status": Status(flights.status[0]).label,
        "sentence": flights.sentences[0],
        "impact": _point(flights.impact, 0),
        "apogee": _point(flights.apogee, 0),
        "peaks": [_point(flights.peaks, number) for number in range(len(flights.peaks))],
        "range_m": flights.range_m[0],
        "flight_time_s": flights.flight_time_s[0],
        "top_speed_m_s": flights.top_speed_m_s[0],
        "end": _point(flights.end, 0),
        "inputs": {
            "site": state.place.name,
            "latitude_deg": state.place.latitude_deg,
            "longitude_deg": state.place.longitude_deg,
            "altitude_m": state.altitude_m,
            "speed_m_s": state.speed.in_m_s(),
            **_mach(state),
            "angle_deg": state.angle_deg,
            "azimuth_deg": state.azimuth_deg,
            "beta_kg_m2": state.beta_kg_m2,
            "density_multiplier": flights.problem.density_multiplier[0],
            "until_s": until_s,
            **world,
        },
        "version": trajkit.__version__,
    }
    if samples is not None:
        result["samples"] = samples
    return result


def _mach(state: State) -> dict[str, float]:
    """How a Mach number was understood."""
    if not state.speed.is_mach:
        return {}
    return {"speed_mach": state.speed.value, "sound_speed_m_s": SEA_LEVEL_SOUND_SPEED_M_S}


def _point(points: Points, number: int) -> dict[str, float] | None:
    """One point; None if there is none."""
    if math.isnan(points.time_s[number]):
        return None
    return {name: float(getattr(points, name)[number]) for name in _POINT}


def samples(flights: Flights, times_s: Sequence[float]) -> list[dict[str, float]]:
    """The states at some times; NaN after the flight's end."""
    data = flights.sample(times_s)
    columns = {name: np.asarray(data[name])[0] for name in _SAMPLE}
    return [
        {"time_s": time, **{name: float(column[row]) for name, column in columns.items()}}
        for row, time in enumerate(times_s)
    ]


def trajectory_csv(flights: Flights, times_s: Sequence[float] | None) -> str:
    """The flight at some times, or at 200, as the text of a CSV file; empty after its end."""
    data = flights.sample(times_s)
    time = np.asarray(data["time_s"]).reshape(-1)
    names = [str(name) for name in data.data_vars]
    columns = [time, *(np.asarray(data[name])[0] for name in names)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time_s", *names])
    for row in np.column_stack(columns).tolist():
        writer.writerow(["" if math.isnan(value) else value for value in row])
    return stream.getvalue()


def text(
    flights: Flights,
    state: State,
    *,
    samples: list[dict[str, float]] | None,
    units: UnitSystem,
) -> str:
    """The flight for a person at a terminal."""
    top_m_s = float(flights.top_speed_m_s[0])
    blocks = [
        "\n".join(_assumptions(flights, state, units)),
        console.table([("", *_HEAD), *_moments(flights, units)]),
        "\n".join(
            [
                f"Top speed {format_speed(top_m_s, units)}, "
                f"{top_m_s / SEA_LEVEL_SOUND_SPEED_M_S:.1f} times the speed of sound at sea level, "
                f"after {format_time(float(flights.top_speed_time_s[0]))}.",
                flights.sentences[0],
            ]
        ),
    ]
    if samples is not None:
        rows = [
            (
                f"{sample['time_s']:g} s",
                format_length(sample["altitude_m"], units),
                format_speed(sample["speed_m_s"], units),
                *_degrees(sample["latitude_deg"], sample["longitude_deg"]),
            )
            for sample in samples
        ]
        head = ("time", "altitude", "speed", "latitude", "longitude")
        blocks.append(console.table([head, *rows], left=0))
    blocks.append(
        "Time counts from the start, range along the ground from the start; altitude is above\n"
        "the ellipsoid, speed relative to the turning Earth."
    )
    return "\n\n".join(blocks)


_HEAD = ("time", "altitude", "range", "speed", "latitude", "longitude")


def _assumptions(flights: Flights, state: State, units: UnitSystem) -> list[str]:
    """What was flown, a line each."""
    problem = flights.problem
    if math.isinf(state.beta_kg_m2):
        body = "no drag"
    else:
        body = f"ballistic coefficient {state.beta_kg_m2:,.9g} kg/m2"
    multiplier = float(problem.density_multiplier[0])
    air = problem.air.name + ("" if multiplier == 1.0 else f", density times {multiplier:g}")
    speed = format_speed(state.speed.in_m_s(), units)
    if state.speed.is_mach:
        speed = (
            f"Mach {state.speed.value:g} ({speed}, taking Mach 1 as "
            f"{SEA_LEVEL_SOUND_SPEED_M_S} m/s, the speed of sound at sea level)"
        )
    return [
        f"Start: {state.place.title}, altitude {format_length(state.altitude_m, units)}.",
        f"Velocity: {speed}, {state.angle_deg:g}° above the horizontal, "
        f"azimuth {state.azimuth_deg:g}°.",
        f"Body: {body}. Air: {air}. Earth: {problem.earth.name}.",
    ]


def _moments(flights: Flights, units: UnitSystem) -> list[tuple[str, ...]]:
    """Start, peaks and end of the flight."""
    peaks = flights.peaks
    names = ["apogee"] if len(peaks) == 1 else [f"peak {n}" for n in range(1, len(peaks) + 1)]
    last = "impact" if flights.landed[0] else "end"
    named = [("start", flights.start, 0)]
    named += [(name, peaks, number) for number, name in enumerate(names)]
    named += [(last, flights.end, 0)]
    return [
        (
            name,
            format_time(float(points.time_s[n])),
            format_length(_no_noise(points.altitude_m[n]), units),
            format_length(_no_noise(points.range_m[n]), units),
            format_speed(float(points.speed_m_s[n]), units),
            *_degrees(float(points.latitude_deg[n]), float(points.longitude_deg[n])),
        )
        for name, points, n in named
    ]


def _no_noise(length_m: float) -> float:
    """A length for a person, who does not care for nanometres at the ground. Units: m."""
    return 0.0 if abs(length_m) < 5e-3 else float(length_m)


def _degrees(latitude_deg: float, longitude_deg: float) -> tuple[str, str]:
    if math.isnan(latitude_deg):
        return "n/a", "n/a"
    return f"{latitude_deg:.4f}°", f"{longitude_deg:.4f}°"
