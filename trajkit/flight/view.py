"""How launches, bodies and flights show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.htmltable import NO_VALUE, Column, html_facts, html_list, html_table
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from trajkit.flight.body import Body
    from trajkit.flight.flights import Flights
    from trajkit.flight.launch import Launch
    from trajkit.flight.points import Points

__all__ = ["body_html", "flights_html", "launch_html"]

Array = NDArray[np.float64]

_MOST_ROWS = 12
_MOST_SENTENCES = 3

# Heading of a start quantity, the divisor from SI to it, and its decimals.
_START = {
    "latitude_deg": ("latitude, °", 1.0, 4),
    "longitude_deg": ("longitude, °", 1.0, 4),
    "altitude_m": ("altitude, km", 1e3, 2),
    "speed_m_s": ("speed, km/s", 1e3, 3),
    "angle_deg": ("angle above the horizontal, °", 1.0, 2),
    "azimuth_deg": ("azimuth, °", 1.0, 2),
    "ballistic_coefficient": ("beta, kg/m²", 1.0, 0),
    "density_multiplier": ("density, times", 1.0, 3),
}
_SHORT_NAMES = {"altitude_m": "start, km", "speed_m_s": "start, km/s", "angle_deg": "angle, °"}


def launch_html(launch: Launch) -> str:
    """The quantities of a launch; of an array its ends."""
    facts = [(_START[name][0], _spread(name, values)) for name, values in launch.arrays().items()]
    return html_facts(facts, title="Launch")


def body_html(body: Body) -> str:
    """The ballistic coefficient; of an array its ends."""
    beta = body.beta_kg_m2
    words = "no drag" if np.all(beta == np.inf) else _spread("ballistic_coefficient", beta)
    return html_facts([("ballistic coefficient beta, kg/m²", words)], title="Body")


def flights_html(flights: Flights) -> str:
    """One flight as a table of its points; several as a row each, the first and the last."""
    return _one(flights) if len(flights) == 1 else _many(flights)


def _one(flights: Flights) -> str:
    if np.isnan(flights.end.time_s[0]):
        return html_facts([("not flown", flights.sentences[0])], title="Flight")
    beta = flights.problem.ballistic_coefficient
    peaks = flights.peaks
    points: list[tuple[str, Points, int]] = [("start", flights.start, 0)]
    points += [
        ("peak" if len(peaks) == 1 else f"peak {k + 1}", peaks, k) for k in range(len(peaks))
    ]
    points.append(("impact" if flights.landed[0] else "end", flights.end, 0))

    def column(name: str, attribute: str, divisor: float, decimals: int) -> Column:
        values = np.array([getattr(point, attribute)[k] for _, point, k in points])
        return Column(name, _numbers(values / divisor, decimals))

    columns = (
        Column("", [name for name, _, _ in points], words=True),
        column("time, s", "time_s", 1.0, 1),
        column("latitude, °", "latitude_deg", 1.0, 4),
        column("longitude, °", "longitude_deg", 1.0, 4),
        column("altitude, km", "altitude_m", 1e3, 2),
        column("range, km", "range_m", 1e3, 2),
        column("speed, km/s", "speed_m_s", 1e3, 3),
    )
    drag = "no drag" if beta[0] == np.inf else f"{beta[0]:,.0f} kg/m²"
    facts = (
        ("status", Status(flights.status[0]).label),
        (
            "top speed",
            "" if np.isnan(flights.top_speed_m_s[0]) else
            f"{flights.top_speed_m_s[0] / 1e3:.3f} km/s "
            f"at {flights.top_speed_time_s[0]:,.1f} s",
        ),
        ("top local Mach number", f"{flights.top_mach[0]:.2f}"),
        ("ballistic coefficient beta", drag),
        ("air", flights.problem.air.name),
    )  # fmt: skip
    return html_table(columns, title="Flight") + html_facts(facts)


def _many(flights: Flights) -> str:
    count = len(flights)
    shown = np.arange(count)
    if count > _MOST_ROWS:
        shown = np.concatenate([shown[: _MOST_ROWS // 2], shown[-_MOST_ROWS // 2 :]])
    columns = [Column("flight", [f"{i}" for i in shown])]
    start = {
        **flights.problem.launch.arrays(),
        "ballistic_coefficient": flights.problem.ballistic_coefficient,
        "density_multiplier": flights.problem.density_multiplier,
    }
    for name, values in start.items():
        if not _same(values):
            heading, divisor, decimals = _START[name]
            cells = _numbers(values[shown] / divisor, decimals)
            columns.append(Column(_SHORT_NAMES.get(name, heading), cells))
    results = (
        ("range, km", flights.range_m, 1e3, 1),
        ("apogee, km", flights.apogee.altitude_m, 1e3, 1),
        ("flight time, s", flights.flight_time_s, 1.0, 1),
        ("top speed, km/s", flights.top_speed_m_s, 1e3, 3),
    )
    columns += [
        Column(name, _numbers(values[shown] / divisor, decimals))
        for name, values, divisor, decimals in results
    ]
    columns.append(Column("status", [Status(c).label for c in flights.status[shown]], words=True))
    if count > _MOST_ROWS:
        columns = [_with_gap(column) for column in columns]
    unflown = np.flatnonzero(np.isnan(flights.end.time_s))
    return html_table(columns, title=_title(flights)) + html_list(
        [f"Flight {i}: {flights.sentence(i)}" for i in unflown[:_MOST_SENTENCES].tolist()]
    )


def _title(flights: Flights) -> str:
    codes, counts = np.unique(flights.status, return_counts=True)
    said = ", ".join(f"{n:,} {Status(c).label}" for c, n in zip(codes, counts, strict=True))
    return f"{len(flights):,} flights: {said}" if len(flights) else "No flights"


def _with_gap(column: Column) -> Column:
    half = _MOST_ROWS // 2
    return Column(column.name, [*column.cells[:half], "⋮", *column.cells[half:]], column.words)


def _same(values: Array) -> bool:
    return np.unique(values).size <= 1  # NaN counts as one value


def _spread(name: str, values: Array) -> str:
    _, divisor, decimals = _START[name]
    if values.ndim == 0:
        return _numbers(values[None] / divisor, decimals)[0]
    known = values[~np.isnan(values)]
    if not known.size:
        return f"{values.size:,} values, none a number"
    low, high = _numbers(np.array([known.min(), known.max()]) / divisor, decimals)
    return f"{low} to {high} ({values.size:,} values)"


def _numbers(values: Array, decimals: int) -> list[str]:
    texts = [
        NO_VALUE if np.isnan(v) else "∞" if v == np.inf else f"{v:,.{decimals}f}" for v in values
    ]
    # A start height of 0 comes back from the ellipsoid as some 1e-9 m, of either sign.
    return [f"{0:.{decimals}f}" if text == f"-{0:.{decimals}f}" else text for text in texts]
