"""How launches, bodies and flights show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.pad import Pad
from trajkit.flight.view_plan import phase_names
from trajkit.flight.view_words import (
    cells,
    differ,
    heading,
    rounded,
    short_heading,
    spread,
    table_words,
)
from trajkit.htmltable import Column, html_facts, html_list, html_table
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from trajkit.flight.body import Body
    from trajkit.flight.flights import Flights
    from trajkit.flight.launch import Launch
    from trajkit.flight.machtable import MachTable
    from trajkit.flight.points import Points

__all__ = ["body_html", "flights_html", "launch_html"]

Array = NDArray[np.float64]

_MOST_ROWS = 12
_MOST_SENTENCES = 3


def launch_html(launch: Launch | Pad) -> str:
    """The quantities of a start; of an array its ends."""
    facts = [(heading(name), spread(name, values)) for name, values in launch.arrays().items()]
    return html_facts(facts, title="Launch pad" if isinstance(launch, Pad) else "Launch")


def body_html(body: Body) -> str:
    """The ballistic coefficient and, if there is lift, what it is; of an array its ends."""
    arrays = body.arrays()
    facts = [
        (
            "ballistic coefficient beta, kg/m²",
            _drag(arrays["ballistic_coefficient"], body.beta_table),
        )
    ]
    if body.lifts:
        facts.append(("lift-to-drag", _by_mach("lift_to_drag", arrays, body.lift_table)))
        schedule = body.bank_schedule
        if schedule is not None:
            times, angles = np.asarray(schedule.times_s), np.asarray(schedule.bank_deg)
            low, high = cells("bank", np.array([angles.min(), angles.max()]))
            words = f"{low} to {high} by a schedule from {times[0]:g} to {times[-1]:g} s"
            facts.append((heading("bank"), words))
        elif np.any(arrays["bank"] != 0.0):
            facts.append((heading("bank"), spread("bank", arrays["bank"])))
    return html_facts(facts, title="Body")


def _drag(beta: Array, table: MachTable | None, unit: str = "") -> str:
    if table is not None:
        return table_words("ballistic_coefficient", table, unit)
    if np.all(beta == np.inf):
        return "no drag"
    return f"{spread('ballistic_coefficient', beta)}{unit}"


def _by_mach(name: str, arrays: dict[str, Array], table: MachTable | None) -> str:
    return spread(name, arrays[name]) if table is None else table_words(name, table)


def flights_html(flights: Flights) -> str:
    """One flight as a table of its points; several as a row each, the first and the last."""
    return _one(flights) if len(flights) == 1 else _many(flights)


def _one(flights: Flights) -> str:
    if np.isnan(flights.end.time_s[0]):
        return html_facts([("not flown", flights.sentences[0])], title="Flight")
    peaks = flights.peaks
    points: list[tuple[str, Points, int]] = [
        ("peak" if len(peaks) == 1 else f"peak {k + 1}", peaks, k) for k in range(len(peaks))
    ]
    if np.isfinite(flights.burnout.time_s[0]):
        points.append(("burnout", flights.burnout, 0))
    points.sort(key=lambda one: float(one[1].time_s[one[2]]))  # a boost may end after its peak
    points.insert(0, ("start", flights.start, 0))
    points.append(("impact" if flights.landed[0] else "end", flights.end, 0))

    def column(name: str, attribute: str, divisor: float, decimals: int) -> Column:
        values = np.array([getattr(point, attribute)[k] for _, point, k in points])
        return Column(name, rounded(values / divisor, decimals))

    columns = (
        Column("", [name for name, _, _ in points], words=True),
        column("time, s", "time_s", 1.0, 1),
        column("latitude, °", "latitude_deg", 1.0, 4),
        column("longitude, °", "longitude_deg", 1.0, 4),
        column("altitude, km", "altitude_m", 1e3, 2),
        column("range, km", "range_m", 1e3, 2),
        column("speed, km/s", "speed_m_s", 1e3, 3),
    )
    facts = (
        ("status", Status(flights.status[0]).label),
        (
            "top speed",
            "" if np.isnan(flights.top_speed_m_s[0]) else
            f"{flights.top_speed_m_s[0] / 1e3:.3f} km/s "
            f"at {flights.top_speed_time_s[0]:,.1f} s",
        ),
        ("top local Mach number", f"{flights.top_mach[0]:.2f}"),
        *_boost(flights),
        *_body(flights),
        ("air", flights.problem.air.name),
    )  # fmt: skip
    return html_table(columns, title="Flight") + html_facts(facts)


def _boost(flights: Flights) -> list[tuple[str, str]]:
    """What one boost gave, and what was lost of it."""
    burnout, booster = flights.burnout, flights.problem.groups[0].booster
    if booster is None:
        return []
    facts = [("thrust to weight at lift-off", f"{booster.thrust_to_weight[0]:.2f}")]
    if np.isfinite(burnout.time_s[0]):
        lost = flights.losses
        given, *losses = rounded(
            np.array(
                [
                    flights.delta_v_m_s[0],
                    lost.gravity_m_s[0],
                    lost.drag_m_s[0],
                    lost.steering_m_s[0],
                ]
            ),
            0,
        )
        facts += [
            ("direction at burnout", f"{burnout.angle_deg[0]:.2f}° above the horizontal, "
             f"azimuth {burnout.azimuth_deg[0]:.2f}°"),
            ("delta-v", f"{given} m/s"),
            ("lost to gravity, air, steering", f"{', '.join(losses)} m/s"),
        ]  # fmt: skip
    return facts


def _body(flights: Flights) -> list[tuple[str, str]]:
    """The body of one flight, and its phases if it has lift."""
    problem = flights.problem
    drag = _drag(problem.ballistic_coefficient[0], problem.beta_table, " kg/m²")
    facts = [("ballistic coefficient beta", drag)]
    if problem.lift_to_drag[0] != 0.0:
        values = {"lift_to_drag": problem.lift_to_drag[0]}
        facts.append(("lift-to-drag", _by_mach("lift_to_drag", values, problem.lift_table)))
        if problem.bank_schedule is not None:
            facts.append(("bank", "by a schedule"))
        elif problem.bank[0] != 0.0:
            facts.append(("bank", f"{problem.bank[0]:,.1f}°"))
        facts.append(("plan", phase_names(problem.groups[0].plan)))
    return facts


def _many(flights: Flights) -> str:
    count = len(flights)
    shown = np.arange(count)
    if count > _MOST_ROWS:
        shown = np.concatenate([shown[: _MOST_ROWS // 2], shown[-_MOST_ROWS // 2 :]])
    columns = [Column("flight", [f"{i}" for i in shown])]
    problem = flights.problem
    start = {
        **problem.launch.arrays(),
        "ballistic_coefficient": problem.ballistic_coefficient,
        "lift_to_drag": problem.lift_to_drag,
        "bank": problem.bank,
        "density_multiplier": problem.density_multiplier,
        "delta_v_m_s": flights.delta_v_m_s,
        "burn_time_s": _burn_time_s(flights),
    }
    for name, values in start.items():
        if differ(values):
            columns.append(Column(short_heading(name), cells(name, values[shown])))
    plans = np.empty(count, object)
    for group in problem.groups:
        plans[group.which] = phase_names(group.plan)
    if len(set(plans)) > 1:
        columns.append(Column("plan", list(plans[shown]), words=True))
    results = (
        ("range, km", flights.range_m, 1e3, 1),
        ("apogee, km", flights.apogee.altitude_m, 1e3, 1),
        ("flight time, s", flights.flight_time_s, 1.0, 1),
        ("top speed, km/s", flights.top_speed_m_s, 1e3, 3),
    )
    columns += [
        Column(name, rounded(values[shown] / divisor, decimals))
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


def _burn_time_s(flights: Flights) -> Array:
    """From lift-off to burnout; NaN where there is no booster. Units: s."""
    time = np.full(len(flights), np.nan)
    for group in flights.problem.groups:
        if group.booster is not None:
            time[group.which] = group.booster.burn_time_s
    return time
