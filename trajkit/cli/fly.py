"""`trajkit fly`: from a given state to the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from trajkit.cli import console, options
from trajkit.cli.values import Times
from trajkit.cli.world import choose_air, choose_earth, describe_world
from trajkit.errors import InputError, TrajkitError

if TYPE_CHECKING:
    from trajkit.cli.site import Place
    from trajkit.flight.flights import Flights
    from trajkit.reports.display import UnitSystem
    from trajkit.reports.quantity import Speed

__all__ = ["State", "fly"]

_EXAMPLES = {
    "--site": "--site 39.19,125.96",
    "--altitude": '--altitude "60 km"',
    "--speed": '--speed "2.2 km/s"',
    "--angle": "--angle 42",
    "--azimuth": "--azimuth 60",
    "--beta": "--beta 8000, or --beta inf for a flight without drag",
}


@dataclass(frozen=True, kw_only=True)
class State:
    """The start of one flight and its body, as the options gave them."""

    place: Place
    altitude_m: float
    speed: Speed
    angle_deg: float
    azimuth_deg: float
    beta_kg_m2: float


@click.command()
@options.site_option(help="Start: a launch place by name, or LAT,LON in decimal degrees.")
@options.length_option(
    "--altitude", "altitude_m", help="Altitude of the start above the ellipsoid."
)
@options.speed_option(
    "--speed",
    "speed",
    help="Speed at the start relative to the turning Earth; Mach is 340.294 m/s, at sea level.",
)
@options.degrees_option(
    "--angle", "angle_deg", example="42", help="Flight-path angle above the local horizontal."
)
@options.degrees_option(
    "--azimuth", "azimuth_deg", example="60", help="Direction over ground, clockwise from north."
)
@options.beta_option()
@options.time_option(
    "--until", "until_s", help="End the flight after this time; default: at the ground."
)
@click.option(
    "--times", type=Times(), metavar="S,S,...", help="Give the state at these seconds too."
)
@click.option("--spherical", is_flag=True, help="A sphere of 6,371,008.8 m without J2.")
@click.option("--no-rotation", is_flag=True, help="An Earth that does not turn.")
@click.option(
    "--wind",
    metavar="FILE.csv",
    help="A steady wind; columns altitude_m, east_m_s, north_m_s: where the air moves to.",
)
@click.option(
    "--density-profile",
    metavar="FILE.csv",
    help="Density of the air; columns altitude_m, density_kg_m3.",
)
@options.number_option(
    "--density-multiplier",
    "density_multiplier",
    example="1.05",
    help="Times the density of the air; default 1.",
)
@click.option(
    "--table",
    "table_path",
    metavar="ROWS.csv",
    help="Fly every row of a table instead; columns latitude_deg, longitude_deg, altitude_m, "
    "speed_m_s, angle_deg, azimuth_deg, beta_kg_m2, perhaps until_s and density_multiplier; "
    "others are passed through.",
)
@options.out_option(
    "With --table: the results, a row a flight. Else: the trajectory, at --times or at 200 "
    "equally spaced times.",
    metavar="FILE.csv",
)
@options.units_option
@options.output_options
def fly(
    *,
    place: Place | None,
    altitude_m: float | None,
    speed: Speed | None,
    angle_deg: float | None,
    azimuth_deg: float | None,
    beta_kg_m2: float | None,
    until_s: float | None,
    times: tuple[float, ...] | None,
    spherical: bool,
    no_rotation: bool,
    wind: str | None,
    density_profile: str | None,
    density_multiplier: float | None,
    table_path: str | None,
    out: str | None,
    units: UnitSystem,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Fly from a given state, one flight or a table of them.

    The flight starts at exactly the state given and ends at the ground, at altitude 0 of the
    ellipsoid, or at --until.

    \b
    trajkit fly --site 39.19,125.96 --altitude "60 km" --speed "2.2 km/s"
                --angle 42 --azimuth 60 --beta 8000
    trajkit fly --table rows.csv --out results.csv
    """
    given: dict[str, object] = {
        "--site": place,
        "--altitude": altitude_m,
        "--speed": speed,
        "--angle": angle_deg,
        "--azimuth": azimuth_deg,
        "--beta": beta_kg_m2,
    }
    if until_s == 0.0:
        raise InputError("--until ends the flight before it starts; give a time above 0 s")
    if out is not None:
        from trajkit.output.files import check_suffix

        check_suffix(out, (".csv",))
    console.check_destinations(out, json_to, force=force)
    earth = choose_earth(spherical=spherical, rotating=not no_rotation)
    air = choose_air(
        density_multiplier=1.0 if density_multiplier is None else density_multiplier,
        density_profile=density_profile,
        wind=wind,
    )
    world = describe_world(earth, air, density_profile=density_profile, wind=wind)
    if table_path is not None:
        from trajkit.cli.fly_table import fly_table

        given |= {"--times": times, "--until": until_s, "--density-multiplier": density_multiplier}
        _refuse_beside_table([option for option, value in given.items() if value is not None])
        if out is None:
            raise InputError("--table needs a file for the results; add --out results.csv")
        return fly_table(
            table_path, out, air=air, earth=earth, world=world,
            json_to=json_to, force=force, quiet=quiet,
        )  # fmt: skip
    missing = [option for option, value in given.items() if value is None]
    if missing:
        raise InputError(f"fly needs {_and(missing)}; add {_and(_EXAMPLES[m] for m in missing)}")
    assert place is not None
    assert speed is not None
    assert altitude_m is not None
    assert angle_deg is not None
    assert azimuth_deg is not None
    assert beta_kg_m2 is not None
    state = State(
        place=place, altitude_m=altitude_m, speed=speed, angle_deg=angle_deg,
        azimuth_deg=azimuth_deg, beta_kg_m2=beta_kg_m2,
    )  # fmt: skip
    flights = _fly_one(state, air=air, earth=earth, until_s=until_s)
    _report(
        flights, state, world=world, times=times, out=out, units=units, json_to=json_to,
        force=force, quiet=quiet,
    )  # fmt: skip
    return 0


def _fly_one(state: State, **settings: Any) -> Flights:
    """Fly it; what cannot fly is refused."""
    from trajkit.flight.body import Body
    from trajkit.flight.fly import fly as fly_launch
    from trajkit.flight.launch import Launch
    from trajkit.physics.status import Status

    launch = Launch(
        latitude_deg=state.place.latitude_deg,
        longitude_deg=state.place.longitude_deg,
        altitude_m=state.altitude_m,
        speed_m_s=state.speed.in_m_s(),
        angle_deg=state.angle_deg,
        azimuth_deg=state.azimuth_deg,
    )
    flights = fly_launch(launch, Body(state.beta_kg_m2), **settings)
    status = Status(flights.status[0])
    if status is Status.BELOW_GROUND:
        if state.angle_deg < 0.0 and state.speed.value > 0.0:
            raise InputError(
                f"--angle {state.angle_deg:g} points below the horizon at ground level; "
                "give an angle above 0 or a greater --altitude"
            )
        raise InputError(
            "the flight starts on the ground and does not rise; "
            "give an --angle above 0 and enough --speed, or a greater --altitude"
        )
    if status is Status.NOT_CONVERGED:
        raise TrajkitError(
            "the flight could not be computed: its step size shrank to nothing; "
            "look for a jump in the wind or the density that was given"
        )
    return flights


def _report(
    flights: Flights,
    state: State,
    *,
    world: dict[str, Any],
    times: tuple[float, ...] | None,
    out: str | None,
    units: UnitSystem,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write and print what was asked for."""
    from trajkit.cli import fly_report

    samples = None if times is None else fly_report.samples(flights, times)
    if out is not None:
        from trajkit.output.files import write_file

        write_file(out, fly_report.trajectory_csv(flights, times), force=force)
    if json_to is not None:
        payload = fly_report.payload(flights, state, world=world, samples=samples)
        console.write_json(payload, json_to, force=force)
    if json_to != "-" and not quiet:
        console.say(fly_report.text(flights, state, samples=samples, units=units))
    if out is not None:
        console.note(f"Wrote {out}", quiet=quiet)


def _refuse_beside_table(beside: list[str]) -> None:
    if beside:
        raise InputError(
            f"{_and(beside)} cannot be given beside --table, whose columns say it for each flight; "
            "leave out one or the other"
        )


def _and(words: Any) -> str:
    """Words as a list in a sentence."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
