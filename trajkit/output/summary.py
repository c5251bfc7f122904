"""A reconstruction as plain data for JSON: keys end in their unit, NaN stands for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import trajkit
from trajkit.output.scenes import sources_of
from trajkit.physics.status import Status
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from trajkit.analysis.reconstruct import Comparison, Found, Reconstruction, Row
    from trajkit.flight.points import Points

__all__ = ["point", "summary_of"]

_UNITS = {
    "range": "m",
    "apogee": "m",
    "second_peak": "m",
    "flight_time": "s",
    "top_speed": "m_s",
}


def summary_of(result: Reconstruction) -> dict[str, Any]:
    """Everything that the reconstruction says, with its inputs, assumptions and sources."""
    event = result.event
    problem = result.flights.problem
    return {
        "trajkit_version": trajkit.__version__,
        "backend": problem.backend_name,
        "seed": None,
        "model": {
            "flight": "ballistic, from burnout to the ground"
            if result.model == "ballistic"
            else "from burnout to the ground; gliding after the first peak, at a constant "
            "lift-to-drag ratio, where a flight has one",
            "earth": problem.earth.name,
            "air": problem.air.name,
            "step_tolerance_m": problem.tolerance_m,
            "mach_convention": result.mach_convention,
            "sea_level_speed_of_sound_m_s": SEA_LEVEL_SOUND_SPEED_M_S,
        },
        "event": None
        if event is None
        else {
            "id": event.id,
            "title": event.title,
            "launch_time_utc": event.launch_time_utc.isoformat().replace("+00:00", "Z"),
            "launch_time_local": event.launch_time_local.isoformat(),
            "fell_in": event.fell_in,
        },
        "site": {
            "name": result.site_name,
            "latitude_deg": result.site[0],
            "longitude_deg": result.site[1],
        },
        "assumptions": {
            "body_class": result.assumptions.body,
            **{
                name: {
                    "value": getattr(result.assumptions, name).value,
                    "low": getattr(result.assumptions, name).low,
                    "high": getattr(result.assumptions, name).high,
                    "source": getattr(result.assumptions, name).source,
                }
                for name in result.assumptions.NAMES
            },
        },
        "rows": [_row(result, row) for row in result.rows],
        "notes": list(result.notes),
        "sources": list(sources_of(result)),
    }


def point(points: Points, number: int, *, boost_time_s: float = 0.0) -> dict[str, float] | None:
    """One point, its time counted from lift-off; None if there is none."""
    if np.isnan(points.time_s[number]):
        return None
    return {
        "time_s": float(points.time_s[number]) + boost_time_s,
        "latitude_deg": float(points.latitude_deg[number]),
        "longitude_deg": float(points.longitude_deg[number]),
        "altitude_m": float(points.altitude_m[number]),
        "range_m": float(points.range_m[number]),
        "speed_m_s": float(points.speed_m_s[number]),
    }


def _row(result: Reconstruction, row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "parties": list(row.parties),
        "borrowed": {who: list(lenders) for who, lenders in row.borrowers.items()},
        "reported": [
            {
                "quantity": figure.quantity,
                "wording": figure.wording,
                "qualifier": figure.qualifier,
                f"value_{_UNITS[figure.quantity]}": figure.value,
                "mach": figure.mach,
                "parties": list(figure.parties),
                "sources": list(figure.sources),
            }
            for figure in row.figures
        ],
        "azimuth_deg": row.azimuth_deg,
        "azimuth_assumed": row.azimuth_assumed,
        "azimuth_windows": None
        if row.windows is None
        else [
            {"low_deg": w.low_deg, "high_deg": w.high_deg, "over_small_islands": w.over_islands}
            for w in row.windows
        ],
        "solved_for": row.solved_for,
        "sentence": row.sentence,
        "flights": [_found(result, found) for found in row.found],
    }


def _found(result: Reconstruction, found: Found) -> dict[str, Any]:
    flights, i = result.flights, found.flight
    boost = result.assumptions.boost_time_s.value
    launch = {name: float(column[i]) for name, column in flights.problem.launch.arrays().items()}
    peaks = flights.peaks_of(i)
    top_speed = float(flights.top_speed_m_s[i])
    return {
        "branch": found.branch or None,
        "met": found.met,
        "status": Status(flights.status[i]).label,
        "model": "glide" if found.lift_to_drag else "ballistic",
        "lift_to_drag": found.lift_to_drag,
        "lift_to_drag_by_assumption": {
            "low": found.lift_to_drag_ends[0],
            "high": found.lift_to_drag_ends[1],
        },
        "ballistic_coefficient_kg_m2": found.ballistic_coefficient_kg_m2,
        "burnout": {"time_s": boost, **launch},
        "apogee": point(flights.apogee, i, boost_time_s=boost),
        "peaks": [point(peaks, k, boost_time_s=boost) for k in range(len(peaks))],
        "impact": point(flights.impact, i, boost_time_s=boost),
        "range_m": float(flights.range_m[i]),
        "flight_time_s": float(result.flight_time_s[i]),
        "top_speed_m_s": top_speed,
        "top_speed_in_sea_level_mach": top_speed / SEA_LEVEL_SOUND_SPEED_M_S,
        "top_local_mach": float(flights.top_mach[i]),
        "top_speed_by_assumption_m_s": {
            name: {"low": low, "high": high}
            for name, (low, high) in found.top_speed_ends_m_s.items()
        },
        "ground_track_crosses_land": found.crosses_land,
        "figures": [_comparison(comparison) for comparison in found.comparisons],
        "sentence": found.sentence,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    quantity = comparison.reported.quantity
    unit = _UNITS[quantity]
    if comparison.target != comparison.reported.value:
        unit = "mach"
    return {
        "quantity": quantity,
        "solved": comparison.solved,
        f"reported_{unit}": comparison.target,
        f"flown_{unit}": comparison.flown,
        f"miss_{unit}": comparison.miss,
    }
