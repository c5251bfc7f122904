"""The options of `fly`, in the order of its help, and what was typed for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from trajkit.cli import options
from trajkit.cli.fly_values import (
    AltitudeType,
    BankRows,
    BankType,
    Below,
    BelowType,
    NumberOrFile,
    StagesType,
)
from trajkit.cli.values import OneOf, QuantityType, Times

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.cli.site import Place
    from trajkit.reports.display import UnitSystem
    from trajkit.reports.quantity import Speed

__all__ = ["BOOSTER", "GLIDE", "Typed", "fly_options"]

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed for each option; None where nothing was."""

    place: Place | None
    altitude_m: float | Literal["equilibrium"] | None
    speed: Speed | None
    angle_deg: float | None
    azimuth_deg: float | None
    beta: float | str | None
    delta_v_m_s: float | None
    burn_time_s: float | None
    burnout_angle_deg: float | None
    stages: int | None
    exhaust_velocity_m_s: float | None
    ascent_beta_kg_m2: float | None
    steering: Literal["gravity-turn", "pitch"] | None
    lift_to_drag: float | str | None
    glide: Literal["skip", "damped", "equilibrium"] | None
    damping: float | None
    bank: float | BankRows | None
    lift_from: Literal["start", "peak"] | None
    climb_share: float | None
    final_share: float | None
    dive_below: Below | None
    until_s: float | None
    times: tuple[float, ...] | None
    derived: bool
    spherical: bool
    no_rotation: bool
    wind: str | None
    density_profile: str | None
    density_multiplier: float | None
    table_path: str | None
    out: str | None
    units: UnitSystem
    json_to: str | None
    force: bool
    quiet: bool

    def given(self, flags: dict[str, str]) -> list[str]:
        """Which of some options were typed."""
        return [flag for flag, name in flags.items() if getattr(self, name) is not None]


# By flag: the field of `Typed`.
BOOSTER = {
    "--delta-v": "delta_v_m_s",
    "--burn-time": "burn_time_s",
    "--burnout-angle": "burnout_angle_deg",
    "--stages": "stages",
    "--exhaust-velocity": "exhaust_velocity_m_s",
    "--ascent-beta": "ascent_beta_kg_m2",
    "--steering": "steering",
}
GLIDE = {
    "--glide": "glide",
    "--damping": "damping",
    "--bank": "bank",
    "--lift-from": "lift_from",
    "--climb-share": "climb_share",
    "--final-share": "final_share",
    "--dive-below": "dive_below",
}


def fly_options(command: Command) -> Command:
    """All options; the command gets the fields of `Typed`."""
    for option in reversed((*_START, *_BOOSTER, *_BODY, *_GLIDE, *_WORLD, *_RESULT)):
        command = option(command)
    return command


_START = (
    options.site_option(help="Start: a launch place by name, or LAT,LON in decimal degrees."),
    click.option(
        "--altitude",
        "altitude_m",
        type=AltitudeType(),
        metavar="LENGTH|equilibrium",
        help="Altitude of the start above the ellipsoid; equilibrium is where the unbanked lift "
        "carries a level flight.",
    ),
    options.speed_option(
        "--speed",
        "speed",
        help="Speed at the start relative to the turning Earth; Mach is 340.294 m/s, at sea level.",
    ),
    options.degrees_option(
        "--angle", "angle_deg", example="42", help="Flight-path angle above the local horizontal."
    ),
    options.degrees_option(
        "--azimuth",
        "azimuth_deg",
        example="60",
        help="Direction over ground at the start or at burnout, clockwise from north.",
    ),
)
_BOOSTER = (
    click.option(
        "--delta-v",
        "delta_v_m_s",
        type=QuantityType("speed"),
        help="Start at rest from the launch pad instead, with this ideal velocity gain of the "
        "booster; needs --burn-time and --burnout-angle.",
    ),
    options.time_option("--burn-time", "burn_time_s", help="From lift-off to burnout."),
    options.degrees_option(
        "--burnout-angle",
        "burnout_angle_deg",
        example="42",
        help="Flight-path angle at burnout above the local horizontal; the steering that leads to "
        "it is found.",
    ),
    click.option(
        "--stages",
        type=StagesType(),
        help="How many equal stages share delta-v and burn time; default 1.",
    ),
    click.option(
        "--exhaust-velocity",
        "exhaust_velocity_m_s",
        type=QuantityType("speed"),
        help="Effective exhaust velocity; default 2.5 km/s.",
    ),
    options.number_option(
        "--ascent-beta",
        "ascent_beta_kg_m2",
        placeholder="KG/M2",
        example="30000",
        help="Ballistic coefficient of the whole booster at lift-off; it falls with the mass. "
        "Default 30000.",
    ),
    click.option(
        "--steering",
        type=OneOf(["gravity-turn", "pitch"]),
        help="gravity-turn: thrust along the motion; pitch: thrust turns evenly from the vertical. "
        "Default: gravity-turn.",
    ),
)
_BODY = (
    click.option(
        "--beta",
        "beta",
        metavar="KG/M2|FILE.csv",
        type=NumberOrFile("KG/M2|FILE.csv", unit=("kg/m2", "kg/m²", "kg/m^2"), example="8000"),
        help="Ballistic coefficient m / (C_D A) of the body in kg/m2; inf flies without drag. Or a "
        "table over the local Mach number; columns mach, beta_kg_m2.",
    ),
    click.option(
        "--lift-to-drag",
        "lift_to_drag",
        metavar="NUMBER|FILE.csv",
        type=NumberOrFile("NUMBER|FILE.csv", example="2.6"),
        help="Lift over drag of the body, 0 to 10. Or a table; columns mach, lift_to_drag.",
    ),
)
_GLIDE = (
    click.option(
        "--glide",
        type=OneOf(["skip", "damped", "equilibrium"]),
        help="skip: constant lift-to-drag ratio; damped: swings of the altitude die out by "
        "--damping; equilibrium: a glide without swings. Default: skip.",
    ),
    options.number_option(
        "--damping",
        "damping",
        placeholder="RATIO",
        example="0.3",
        help="Damping ratio of the swings, 0 (skip) to 2; 1 is the equilibrium glide.",
    ),
    click.option(
        "--bank",
        type=BankType(),
        help="Angle of the lift out of the vertical plane, positive to the right; or SECONDS:"
        'DEGREES since the start, linear between: "0:0, 120:40, 200:0".',
    ),
    click.option(
        "--lift-from",
        type=OneOf(["start", "peak"]),
        help="start: lift acts from the start, or from burnout; peak: from the first peak on. "
        "Default: start for a start in flight, peak for one from the pad.",
    ),
    options.number_option(
        "--climb-share",
        "climb_share",
        placeholder="SHARE",
        example="0.5",
        help="Share of the lift kept while the body climbs, 0 to 1; default 1.",
    ),
    options.number_option(
        "--final-share",
        "final_share",
        placeholder="SHARE",
        example="0.5",
        help="Share of the lift kept after the second peak, 0 to 1; default 1.",
    ),
    click.option(
        "--dive-below",
        "dive_below",
        type=BelowType(),
        help='Altitude ("25 km") or speed ("1.5 km/s") below which the body gives up its lift.',
    ),
)
_WORLD = (
    options.time_option(
        "--until", "until_s", help="End the flight after this time; default: at the ground."
    ),
    click.option(
        "--times", type=Times(), metavar="S,S,...", help="Give the state at these seconds too."
    ),
    click.option(
        "--derived",
        is_flag=True,
        help="With --times or --out: add dynamic pressure, load factor, specific energy, angle, "
        "Mach number and equilibrium-glide altitude.",
    ),
    click.option("--spherical", is_flag=True, help="A sphere of 6,371,008.8 m without J2."),
    click.option("--no-rotation", is_flag=True, help="An Earth that does not turn."),
    click.option(
        "--wind",
        metavar="FILE.csv",
        help="A steady wind; columns altitude_m, east_m_s, north_m_s: where the air moves to.",
    ),
    click.option(
        "--density-profile",
        metavar="FILE.csv",
        help="Density of the air; columns altitude_m, density_kg_m3.",
    ),
    options.number_option(
        "--density-multiplier",
        "density_multiplier",
        example="1.05",
        help="Times the density of the air; default 1.",
    ),
)
_RESULT = (
    click.option(
        "--table",
        "table_path",
        metavar="ROWS.csv",
        help="Fly every row of a table instead; columns latitude_deg, longitude_deg, altitude_m, "
        "speed_m_s, angle_deg, azimuth_deg, beta_kg_m2, or for starts from the pad delta_v_m_s, "
        "burn_time_s, burnout_angle_deg in place of altitude, speed and angle; perhaps "
        "lift_to_drag, bank_deg, damping, exhaust_velocity_m_s, until_s and density_multiplier; "
        "others are passed through.",
    ),
    options.out_option(
        "With --table: the results, a row a flight. Else: the trajectory, at --times or at 200 "
        "equally spaced times.",
        metavar="FILE.csv",
    ),
    options.backend_option,
    options.units_option,
    options.output_options,
)
