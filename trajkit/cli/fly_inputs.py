"""What was flown, and what was assumed, for a person at a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trajkit.cli.fly_glide import MachFile
from trajkit.cli.fly_start import PadStart, StateStart
from trajkit.cli.fly_values import BankRows
from trajkit.reports.display import format_length, format_speed, format_time
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from trajkit.cli.fly_glide import BodyChoice, GlideChoice
    from trajkit.cli.fly_single import Single
    from trajkit.reports.display import UnitSystem

__all__ = ["inputs"]


def inputs(single: Single, units: UnitSystem) -> list[str]:
    """What was flown, a line each."""
    problem = single.flights.problem
    multiplier = float(problem.density_multiplier[0])
    air = problem.air.name + ("" if multiplier == 1.0 else f", density times {multiplier:g}")
    start = single.start
    lines = _pad(start, units) if isinstance(start, PadStart) else _state(start, units)
    lines.append(f"Body: {_body(single.body)}. Air: {air}. Earth: {problem.earth.name}.")
    if single.glide is not None:
        lines += _glide(single.body, single.glide, boosted=isinstance(start, PadStart), units=units)
    assumed = []
    if isinstance(start, PadStart):
        boost = start.boost
        if "exhaust_velocity_m_s" in boost.assumed:
            assumed.append(f"exhaust velocity {format_speed(boost.exhaust_velocity_m_s, units)}")
        if "ascent_beta_kg_m2" in boost.assumed:
            assumed.append(
                f"ballistic coefficient at lift-off {boost.ascent_beta_kg_m2:,.9g} kg/m2"
            )
    if single.glide is not None and single.glide.assumed:
        assumed.append("an undamped skip")
    if single.glide is not None and single.glide.from_peak_assumed:
        assumed.append("lift from the first peak")
    if assumed:
        lines.append(f"Assumed: {joined(assumed)}.")
    return lines


def _state(start: StateStart, units: UnitSystem) -> list[str]:
    speed = format_speed(start.speed.in_m_s(), units)
    if start.speed.is_mach:
        speed = (
            f"Mach {start.speed.value:g} ({speed}, taking Mach 1 as "
            f"{SEA_LEVEL_SOUND_SPEED_M_S} m/s, the speed of sound at sea level)"
        )
    why = ", where the unbanked lift carries a level flight" if start.at_equilibrium else ""
    return [
        f"Start: {start.place.title}, altitude {format_length(start.altitude_m, units)}{why}.",
        f"Velocity: {speed}, {_above(start.angle_deg)}, azimuth {start.azimuth_deg:g}°.",
    ]


def _pad(start: PadStart, units: UnitSystem) -> list[str]:
    boost = start.boost
    given = []
    if "exhaust_velocity_m_s" not in boost.assumed:
        given.append(f", exhaust velocity {format_speed(boost.exhaust_velocity_m_s, units)}")
    if "ascent_beta_kg_m2" not in boost.assumed:
        given.append(f", ballistic coefficient at lift-off {boost.ascent_beta_kg_m2:,.9g} kg/m2")
    stages = "1 stage" if boost.stages == 1 else f"{boost.stages} equal stages"
    turn = "gravity turn" if boost.steering == "gravity-turn" else "even turn of the thrust"
    return [
        f"Start: {start.place.title}, at rest on the ground.",
        f"Booster: delta-v {format_speed(boost.delta_v_m_s, units)} in "
        f"{format_time(boost.burn_time_s)}, {stages}{''.join(given)}; {turn} "
        f"to {_above(start.burnout_angle_deg)} and azimuth "
        f"{start.azimuth_deg:g}° at burnout.",
    ]


def _body(body: BodyChoice) -> str:
    if isinstance(body.beta, MachFile):
        return f"ballistic coefficient over Mach from {body.beta.path}"
    if body.beta is not None and math.isinf(body.beta):
        return "no drag"
    return f"ballistic coefficient {body.beta:,.9g} kg/m2"


def _glide(body: BodyChoice, glide: GlideChoice, *, boosted: bool, units: UnitSystem) -> list[str]:
    law = {
        "skip": "skip",
        "damped": f"damped, ratio {glide.damping:g}",
        "equilibrium": "equilibrium",
    }[glide.law]
    lift = body.lift_to_drag
    ratio = f"over Mach from {lift.path}" if isinstance(lift, MachFile) else f"{lift:g}"
    more = [f"lift from {_lift_from(glide, boosted=boosted)}"]
    if isinstance(body.bank, BankRows):
        pairs = zip(body.bank.times_s, body.bank.bank_deg, strict=True)
        more.append("bank " + ", ".join(f"{angle:g}° at {time:g} s" for time, angle in pairs))
    elif body.bank:
        side = "right" if body.bank > 0.0 else "left"
        more.append(f"bank {abs(body.bank):g}° to the {side}")
    if glide.climb_share != 1.0:
        more.append(f"{100.0 * glide.climb_share:g} % of the lift kept while climbing")
    if glide.final_share is not None:
        more.append(f"{100.0 * glide.final_share:g} % after the second peak")
    if glide.dive is not None and glide.dive.altitude_m is not None:
        more.append(f"dive below {format_length(glide.dive.altitude_m, units)}")
    elif glide.dive is not None and glide.dive.speed_m_s is not None:
        speed = format_speed(glide.dive.speed_m_s, units)
        if glide.dive.mach is not None:
            speed = f"Mach {glide.dive.mach:g} at sea level ({speed})"
        more.append(f"dive below {speed}")
    return [f"Glide: {law}, lift-to-drag ratio {ratio}, {', '.join(more)}."]


def _lift_from(glide: GlideChoice, *, boosted: bool) -> str:
    if glide.from_peak:
        return "the first peak"
    return "burnout" if boosted else "the start"


def _above(angle_deg: float) -> str:
    if angle_deg == 0.0:
        return "level"
    side = "above" if angle_deg > 0.0 else "below"
    return f"{abs(angle_deg):g}° {side} the horizontal"
