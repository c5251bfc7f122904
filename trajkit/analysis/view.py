"""How a reconstruction shows itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.words import compared_amount, quantity_name, window_words
from trajkit.htmltable import NO_VALUE, Column, html_list, html_table
from trajkit.reports.display import format_length, format_time
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from trajkit.analysis.assumptions import Assumed
    from trajkit.analysis.result import Comparison, Found, Reconstruction, Row

__all__ = ["reconstruction_html"]

_ASSUMED = {
    "burnout_altitude_m": "burnout altitude",
    "burnout_downrange_m": "burnout downrange",
    "boost_time_s": "boost time",
    "ballistic_coefficient_kg_m2": "ballistic coefficient beta",
}


def reconstruction_html(result: Reconstruction) -> str:
    """The flights found, their figures against the reported ones, and what was assumed."""
    found = [(row, one) for row in result.rows for one in row.found]
    parts = [_flights(result, found), _figures(found)] if found else []
    parts.append(_assumptions(result, found))
    unfound = [row.sentence for row in result.rows if not row.found]
    return "".join(parts) + html_list([*unfound, *_directions(result), *result.notes])


def _flights(result: Reconstruction, found: list[tuple[Row, Found]]) -> str:
    flights = result.flights
    numbers = np.array([one.flight for _, one in found])
    speed = flights.top_speed_m_s[numbers]

    def column(name: str, values: np.ndarray, decimals: int) -> Column:
        return Column(name, [_number(value, decimals) for value in values.tolist()])

    columns = (
        Column("figures of", [_label(row, one) for row, one in found], words=True),
        Column("solved for", [row.solved_for for row, _ in found], words=True),
        *_lift(found),
        Column("met", ["yes" if one.met else "no" for _, one in found], words=True),
        column("range, km", flights.range_m[numbers] / 1e3, 1),
        column("apogee, km", flights.apogee.altitude_m[numbers] / 1e3, 1),
        column("flight time, s", result.flight_time_s[numbers], 1),
        column("top speed, km/s", speed / 1e3, 3),
        column("as sea-level Mach", speed / SEA_LEVEL_SOUND_SPEED_M_S, 2),
        column("azimuth, °", np.array([row.azimuth_deg for row, _ in found]), 1),
    )
    title = result.event.title if result.event is not None else "Flights of the given figures"
    return html_table(columns, title=f"{title}, from {result.site_name}")


def _lift(found: list[tuple[Row, Found]]) -> tuple[Column, ...]:
    """The bodies, where any of them glides."""
    if not any(one.lift_to_drag for _, one in found):
        return ()
    ratios = [_number(one.lift_to_drag, 2) if one.lift_to_drag else NO_VALUE for _, one in found]
    name = "ballistic_coefficient_kg_m2"
    betas = [_assumed(name, one.ballistic_coefficient_kg_m2) for _, one in found]
    return Column("lift-to-drag", ratios), Column("beta", betas)


def _figures(found: list[tuple[Row, Found]]) -> str:
    lines = [(_label(row, one), c) for row, one in found for c in one.comparisons]
    columns = (
        Column("figures of", [label for label, _ in lines], words=True),
        Column("quantity", [quantity_name(c.reported.quantity) for _, c in lines], words=True),
        Column("reported", [c.reported.wording for _, c in lines], words=True),
        Column("by", [", ".join(c.reported.parties) for _, c in lines], words=True),
        Column("flown", [_amount(c, c.flown) for _, c in lines]),
        Column("flown − reported", [_miss(c) for _, c in lines]),
        Column("", ["solved for" if c.solved else "compared" for _, c in lines], words=True),
    )
    return html_table(columns, title="Reported and flown")


def _assumptions(result: Reconstruction, found: list[tuple[Row, Found]]) -> str:
    names = result.assumptions.NAMES
    assumed: list[Assumed] = [getattr(result.assumptions, name) for name in names]
    columns = [
        Column("assumed", [_ASSUMED[name] for name in names], words=True),
        *(
            Column(end, [_assumed(n, getattr(a, end)) for n, a in zip(names, assumed, strict=True)])
            for end in ("value", "low", "high")
        ),
    ]
    for row, one in found:
        cells = [_ends(one.top_speed_ends_m_s[name]) for name in names]
        columns.append(Column(f"top speed at low and high, km/s: {_label(row, one)}", cells))
    return html_table(columns, title=f"Assumed (class of bodies: {result.assumptions.body})")


def _directions(result: Reconstruction) -> list[str]:
    return [
        f"{row.label}: nobody gave a direction; {row.figures[0].wording} ends in the named sea "
        f"without crossing other land on azimuths {window_words(row.windows)}; the middle, "
        f"{row.azimuth_deg:.1f}°, is assumed."
        for row in result.rows
        if row.windows
    ]


def _label(row: Row, one: Found) -> str:
    return f"{row.label} ({one.branch})" if one.branch else row.label


def _ends(speeds_m_s: tuple[float, float]) -> str:
    low, high = (_number(speed / 1e3, 3) for speed in speeds_m_s)
    return f"{low}, {high}"


def _assumed(name: str, value: float) -> str:
    if name == "ballistic_coefficient_kg_m2":
        return "no drag" if value == np.inf else f"{value:,.0f} kg/m²"
    return format_time(value) if name == "boost_time_s" else format_length(value)


def _amount(comparison: Comparison, value: float) -> str:
    return NO_VALUE if np.isnan(value) else compared_amount(comparison, value)


def _miss(comparison: Comparison) -> str:
    miss = comparison.miss
    if np.isnan(miss):
        return NO_VALUE
    if comparison.solved and _amount(comparison, comparison.target) == _amount(
        comparison, comparison.flown
    ):
        return "0"
    return f"{'+' if miss > 0.0 else '−'}{_amount(comparison, abs(miss))}"


def _number(value: float, decimals: int) -> str:
    return NO_VALUE if np.isnan(value) else f"{value:,.{decimals}f}"
