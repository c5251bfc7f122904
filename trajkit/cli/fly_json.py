"""One flight of `trajkit fly` for programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np

import trajkit
from trajkit.cli.fly_start import PadStart, StateStart
from trajkit.physics.status import Status
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.cli.fly_single import Single
    from trajkit.flight.flights import Flights
    from trajkit.flight.points import Points

__all__ = ["DERIVED", "burnout", "payload", "samples", "trajectory_csv"]

_POINT = ("time_s", "latitude_deg", "longitude_deg", "altitude_m", "range_m", "speed_m_s")
_SAMPLE = (
    "latitude_deg", "longitude_deg", "altitude_m", "speed_m_s", "north_m_s", "east_m_s", "down_m_s",
)  # fmt: skip
DERIVED = (
    "angle_deg", "mach", "dynamic_pressure_pa", "load_factor", "specific_energy_j_kg",
    "equilibrium_altitude_m",
)  # fmt: skip


def payload(
    single: Single, *, world: dict[str, Any], samples: list[dict[str, float]] | None
) -> dict[str, Any]:
    """The JSON object of one flight; see docs/cli.md."""
    flights = single.flights
    result: dict[str, Any] = {
        "status": Status(flights.status[0]).label,
        "sentence": flights.sentences[0],
        "impact": _point(flights.impact, 0),
        "burnout": burnout(single),
        "apogee": _point(flights.apogee, 0),
        "peaks": [_point(flights.peaks, number) for number in range(len(flights.peaks))],
        "range_m": flights.range_m[0],
        "flight_time_s": flights.flight_time_s[0],
        "top_speed_m_s": flights.top_speed_m_s[0],
        "end": _point(flights.end, 0),
        "inputs": {
            **_start(single.start),
            **single.body.describe(),
            "glide": None if single.glide is None else single.glide.describe(),
            "assumed": single.assumed,
            "density_multiplier": flights.problem.density_multiplier[0],
            "until_s": float(flights.problem.duration_s[0]),
            **world,
        },
        "backend": flights.problem.backend_name,
        "version": trajkit.__version__,
    }
    if samples is not None:
        result["samples"] = samples
    return result


def burnout(single: Single) -> dict[str, float] | None:
    """Where the boost ended and what it lost; None if there was none, or it did not end."""
    flights = single.flights
    point = _point(flights.burnout, 0)
    if point is None or not isinstance(single.start, PadStart):
        return None
    losses = flights.losses
    return {
        **point,
        "angle_deg": float(flights.burnout.angle_deg[0]),
        "azimuth_deg": float(flights.burnout.azimuth_deg[0]),
        "delta_v_m_s": float(flights.delta_v_m_s[0]),
        "gravity_loss_m_s": float(losses.gravity_m_s[0]),
        "drag_loss_m_s": float(losses.drag_m_s[0]),
        "steering_loss_m_s": float(losses.steering_m_s[0]),
        "thrust_to_weight": float(single.start.boost.booster().thrust_to_weight),
    }


def _start(start: StateStart | PadStart) -> dict[str, Any]:
    """How it started; what there is not is None."""
    place = {
        "site": start.place.name,
        "latitude_deg": start.place.latitude_deg,
        "longitude_deg": start.place.longitude_deg,
    }
    if isinstance(start, PadStart):
        return {
            **place,
            "start": "pad",
            "altitude_m": 0.0,
            "speed_m_s": 0.0,
            "azimuth_deg": start.azimuth_deg,
            "burnout_angle_deg": start.burnout_angle_deg,
            "booster": start.boost.describe(),
        }
    speed = start.speed
    mach = {"speed_mach": speed.value, "sound_speed_m_s": SEA_LEVEL_SOUND_SPEED_M_S}
    return {
        **place,
        "start": "state",
        "altitude_m": start.altitude_m,
        "altitude": "equilibrium" if start.at_equilibrium else "given",
        "speed_m_s": speed.in_m_s(),
        **(mach if speed.is_mach else {}),
        "angle_deg": start.angle_deg,
        "azimuth_deg": start.azimuth_deg,
        "booster": None,
    }


def _point(points: Points, number: int) -> dict[str, float] | None:
    """One point; None if there is none."""
    if math.isnan(points.time_s[number]):
        return None
    return {name: float(getattr(points, name)[number]) for name in _POINT}


def samples(flights: Flights, times_s: Sequence[float], *, derived: bool) -> list[dict[str, float]]:
    """The states at some times; NaN after the flight's end."""
    data = flights.sample(times_s, derived=derived)
    names = (*_SAMPLE, *DERIVED) if derived else _SAMPLE
    columns = {name: np.asarray(data[name])[0] for name in names}
    return [
        {"time_s": time, **{name: float(column[row]) for name, column in columns.items()}}
        for row, time in enumerate(times_s)
    ]


def trajectory_csv(flights: Flights, times_s: Sequence[float] | None, *, derived: bool) -> str:
    """The flight at some times, or at 200, as the text of a CSV file; empty after its end."""
    data = flights.sample(times_s, derived=derived)
    time = np.asarray(data["time_s"]).reshape(-1)
    names = [str(name) for name in data.data_vars]
    columns = [time, *(np.asarray(data[name])[0] for name in names)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time_s", *names])
    for row in np.column_stack(columns).tolist():
        writer.writerow(["" if math.isnan(value) else value for value in row])
    return stream.getvalue()
