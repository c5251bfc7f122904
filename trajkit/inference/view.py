"""How a posterior shows itself: the table that every other table of it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from trajkit.htmltable import NO_VALUE, Column, html_list, html_table

if TYPE_CHECKING:
    from trajkit.inference.posterior import Interval, Posterior

__all__ = ["Line", "posterior_html", "posterior_lines"]


@dataclass(frozen=True)
class Line:
    """A quantity of a posterior, before and after its report was read, in the unit it is told in.

    Attributes
    ----------
    name
        As in `Posterior.draws`.
    title
        For people, with the unit.
    before, after
        5, 50 and 95 %.
    decimals
        With which to print them.
    """

    name: str
    title: str
    before: Interval
    after: Interval
    decimals: int


# Name, title with unit, SI units in one of it, decimals.
_SHOWN: Final = (
    ("burnout_speed_m_s", "burnout speed, km/s", 1e3, 2),
    ("burnout_angle_deg", "burnout angle, °", 1.0, 1),
    ("burnout_altitude_m", "burnout altitude, km", 1e3, 0),
    ("burnout_time_s", "boost time, s", 1.0, 0),
    ("top_speed_m_s", "top speed, km/s", 1e3, 2),
    ("range_m", "range, km", 1e3, 0),
    ("apogee_m", "apogee, km", 1e3, 1),
    ("second_peak_m", "second peak, km", 1e3, 1),
    ("flight_time_s", "flight time, s", 1.0, 0),
    ("ballistic_coefficient_kg_m2", "ballistic coefficient, kg/m²", 1.0, 0),
    ("lift_to_drag", "lift-to-drag ratio", 1.0, 2),
)


def posterior_lines(posterior: Posterior) -> list[Line]:
    """What is shown of a posterior, in order; what the model does not have is left out."""
    unknowns = {one.name for one in posterior.model.unknowns}
    lines = []
    for name, title, size, decimals in _SHOWN:
        if name in ("lift_to_drag", "ballistic_coefficient_kg_m2") and name not in unknowns:
            continue
        before = posterior.prior_interval(name)
        if np.isnan(before.median):
            continue
        after = posterior.interval(name)
        lines.append(Line(name, title, before.times(1.0 / size), after.times(1.0 / size), decimals))
    return lines


def posterior_html(posterior: Posterior) -> str:
    """Prior and posterior beside each other, and what was observed."""
    lines = posterior_lines(posterior)
    columns = [
        Column("quantity", [line.title for line in lines], words=True),
        Column("before: 5, 50, 95 %", [_three(line.before, line.decimals) for line in lines]),
        Column("after: 5, 50, 95 %", [_three(line.after, line.decimals) for line in lines]),
    ]
    observed = [
        f"{item.party}: {item.quantity.replace('_', ' ')} {item.wording}"
        for item in posterior.observed.items
    ]
    notes = [
        posterior.refusal or f"{posterior.effective:,.0f} effective draws.",
        f"Logarithm of the evidence: {posterior.log_evidence:.2f}.",
    ]
    table = html_table(columns, title=f"What the reports leave of a {posterior.model.name} flight")
    return table + html_list([*notes, *observed])


def _three(interval: Interval, decimals: int) -> str:
    values = (interval.low, interval.median, interval.high)
    return ", ".join(NO_VALUE if np.isnan(v) else f"{v:,.{decimals}f}" for v in values)
