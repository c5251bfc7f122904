"""One flight of `trajkit fly` for a person at a terminal."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from trajkit.cli import console
from trajkit.cli.fly_inputs import inputs
from trajkit.cli.fly_json import burnout
from trajkit.cli.fly_start import PadStart
from trajkit.reports.display import format_length, format_speed, format_time
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from trajkit.cli.fly_single import Single
    from trajkit.reports.display import UnitSystem

__all__ = ["text"]

_WIDTH = 100
_AT_ONCE_S = 0.05
_HEAD = ("time", "altitude", "range", "speed", "latitude", "longitude")


def text(single: Single, *, samples: list[dict[str, float]] | None, units: UnitSystem) -> str:
    """Everything that a person wants to know of the flight."""
    flights = single.flights
    boosted = isinstance(single.start, PadStart)
    top_m_s = float(flights.top_speed_m_s[0])
    said = [
        f"Top speed {format_speed(top_m_s, units)}, "
        f"{top_m_s / SEA_LEVEL_SOUND_SPEED_M_S:.1f} times the speed of sound at sea level, "
        f"after {format_time(float(flights.top_speed_time_s[0]))}.",
        flights.sentences[0],
    ]
    blocks = [
        _folded(inputs(single, units)),
        console.table([("", *_HEAD), *_moments(single, units)]),
        _folded([*_boost(single, units), *said]),
    ]
    if samples is not None:
        blocks.append(console.table(_sample_rows(samples, units), left=0))
        if "load_factor" in samples[0]:
            blocks.append(console.table(_derived_rows(samples, units), left=0))
    since = "lift-off" if boosted else "the start"
    blocks.append(
        f"Time counts from {since}, range along the ground from the start; altitude is above\n"
        "the ellipsoid, speed relative to the turning Earth."
    )
    return "\n\n".join(blocks)


def _folded(lines: list[str]) -> str:
    """Sentences, those longer than a terminal is wide on several lines."""
    return "\n".join(textwrap.fill(line, _WIDTH, subsequent_indent="  ") for line in lines)


def _boost(single: Single, units: UnitSystem) -> list[str]:
    """What became of the ideal velocity gain."""
    if not isinstance(single.start, PadStart):
        return []
    found = burnout(single)
    if found is None:
        return ["The flight ended before burnout."]
    gravity, air, steering = (
        format_speed(round(found[f"{kind}_loss_m_s"], 1) + 0.0, units)
        for kind in ("gravity", "drag", "steering")
    )
    return [
        f"Thrust at lift-off: {found['thrust_to_weight']:.2f} times the weight.",
        f"Of the delta-v of {format_speed(found['delta_v_m_s'], units)}, gravity took {gravity}, "
        f"the air {air} and steering {steering}; {format_speed(found['speed_m_s'], units)} were "
        f"left at burnout.",
    ]


def _moments(single: Single, units: UnitSystem) -> list[tuple[str, ...]]:
    """Start, burnout, peaks and end of the flight."""
    flights = single.flights
    peaks = flights.peaks
    # A level start is a peak, which stands in the table already.
    shown = [n for n in range(len(peaks)) if peaks.time_s[n] > _AT_ONCE_S]
    alone = len(shown) == 1 and peaks.time_s[shown[0]] == flights.apogee.time_s[0]
    names = ["apogee"] if alone else [f"peak {number}" for number in range(1, len(shown) + 1)]
    last = "impact" if flights.landed[0] else "end"
    named = [("start", flights.start, 0)]
    if not math.isnan(flights.burnout.time_s[0]):
        named.append(("burnout", flights.burnout, 0))
    named += [(name, peaks, number) for number, name in zip(shown, names, strict=True)]
    named.sort(key=lambda one: float(one[1].time_s[one[2]]))  # a boost may end after its peak
    named.append((last, flights.end, 0))
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


def _sample_rows(samples: list[dict[str, float]], units: UnitSystem) -> list[tuple[str, ...]]:
    """States at the times asked for."""
    rows = [
        (
            f"{sample['time_s']:g} s",
            format_length(sample["altitude_m"], units),
            format_speed(sample["speed_m_s"], units),
            *_degrees(sample["latitude_deg"], sample["longitude_deg"]),
        )
        for sample in samples
    ]
    return [("time", "altitude", "speed", "latitude", "longitude"), *rows]


def _derived_rows(samples: list[dict[str, float]], units: UnitSystem) -> list[tuple[str, ...]]:
    """What follows from these states; pressure and energy have no other units than SI's here."""
    rows = [
        (
            f"{sample['time_s']:g} s",
            _number(sample["angle_deg"], "{:.1f}°"),
            _number(sample["mach"], "{:.1f}"),
            _small(sample["dynamic_pressure_pa"] / 1e3, 3, "kPa"),
            _small(sample["load_factor"], 2, "g"),
            _number(sample["specific_energy_j_kg"] / 1e6, "{:.3f} MJ/kg"),
            format_length(sample["equilibrium_altitude_m"], units),
        )
        for sample in samples
    ]
    head = ("time", "angle", "local Mach", "dynamic pressure", "load factor", "specific energy")
    return [(*head, "equilibrium altitude"), *rows]


def _number(value: float, form: str) -> str:
    return "n/a" if math.isnan(value) else form.format(value)


def _small(value: float, decimals: int, unit: str) -> str:
    """A number from 0 up that may be too small for its decimals."""
    if 0.0 < value < 0.5 * 10.0**-decimals:
        return f"<{10.0**-decimals:g} {unit}"
    return _number(value, f"{{:,.{decimals}f}} {unit}")


def _no_noise(length_m: float) -> float:
    """A length for a person, who does not care for nanometres at the ground. Units: m."""
    return 0.0 if abs(length_m) < 5e-3 else float(length_m)


def _degrees(latitude_deg: float, longitude_deg: float) -> tuple[str, str]:
    if math.isnan(latitude_deg):
        return "n/a", "n/a"
    # Added to zero, no number is a negative nought.
    return f"{round(latitude_deg, 4) + 0.0:.4f}°", f"{round(longitude_deg, 4) + 0.0:.4f}°"
