"""How boosters and plans show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.flight.view_words import heading, spread
from trajkit.htmltable import Column, html_facts, html_table

if TYPE_CHECKING:
    from trajkit.flight.booster import Booster
    from trajkit.flight.phases.base import Phase
    from trajkit.flight.plan import Plan
    from trajkit.flight.until import Until

__all__ = ["booster_html", "phase_names", "plan_html"]


def booster_html(booster: Booster) -> str:
    """The stages, a row each, and what they make together; of arrays the ends."""
    parts = [stage.arrays() for stage in booster.stages]
    names = ["burn_time_s", "delta_v_m_s", "exhaust_velocity_m_s"]
    if any(np.any(part["coast_s"] != 0.0) for part in parts[:-1]):
        names.append("coast_s")
    columns = [
        Column("stage", [f"{number}" for number in range(1, len(parts) + 1)]),
        *(Column(heading(name), [spread(name, part[name]) for part in parts]) for name in names),
    ]
    arrays = booster.arrays()
    totals = {
        "delta_v_m_s": booster.delta_v_m_s,
        "burn_time_s": booster.burn_time_s,
        "thrust_to_weight": booster.thrust_to_weight,
        "ascent_ballistic_coefficient": arrays["ascent_ballistic_coefficient"],
        **({"rise_time_s": arrays["rise_time_s"]} if "rise_time_s" in arrays else {}),
    }
    coasts = "coast_s" in names
    facts = [
        (
            "lift-off to burnout, s" if coasts and name == "burn_time_s" else heading(name),
            spread(name, values),
        )
        for name, values in totals.items()
    ]
    steering = {"gravity-turn": "gravity turn", "pitch": "linear pitch programme"}
    facts.append(("steering", steering[booster.steering]))
    return html_table(columns, title="Booster") + html_facts(facts)


def plan_html(plan: Plan) -> str:
    """The phases in order, with their numbers and their ends."""
    columns = (
        Column("phase", [phase.name for phase in plan.phases], words=True),
        Column("with", [_numbers(phase) for phase in plan.phases], words=True),
        Column("ends", [_end(phase.until) for phase in plan.phases], words=True),
    )
    return html_table(columns, title="Plan")


def phase_names(plan: Plan) -> str:
    """ "coast, glide, dive"."""
    return ", ".join(phase.name for phase in plan.phases)


def _numbers(phase: Phase) -> str:
    """Those that are not what they are by default."""
    said = []
    for name in phase.NUMBERS:
        values = phase.arrays()[name]
        usual = phase.__dataclass_fields__[name].default
        if not isinstance(usual, int | float) or np.any(values != usual):
            said.append(f"{heading(name)} {spread(name, values)}")
    return "; ".join(said)


def _end(until: Until | None) -> str:
    if until is None:
        return "on the ground"
    ends = ["once it does not climb"] * until.falling + ["at the next peak"] * until.peak
    units = {
        "altitude_m": "falling below {} km",
        "speed_m_s": "below {} km/s",
        "time_s": "after {} s",
    }
    ends += [units[name].format(spread(name, values)) for name, values in until.arrays().items()]
    return " or ".join(ends)
