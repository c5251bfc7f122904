"""`trajkit fly`: from a given state, or from the launch pad, to the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trajkit.cli import console
from trajkit.cli.fly_options import Typed, fly_options
from trajkit.cli.world import choose_air, choose_earth, describe_world
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.cli.fly_single import Single

__all__ = ["fly"]


@click.command()
@fly_options
def fly(**options: Any) -> int:
    """Fly from a given state or from the launch pad, one flight or a table of them.

    The flight starts at exactly the state given, or at rest on the ground with a booster, and ends
    at the ground, at altitude 0 of the ellipsoid, or at --until. A body with --lift-to-drag glides.

    \b
    trajkit fly --site 39.19,125.96 --altitude "60 km" --speed "2.2 km/s"
                --angle 42 --azimuth 60 --beta 8000
    trajkit fly --site sunan --delta-v "3.5 km/s" --burn-time "90 s"
                --burnout-angle 42 --azimuth 60 --beta 8000
    trajkit fly --site 0,0 --altitude equilibrium --speed "6 km/s" --azimuth 90
                --beta 13000 --lift-to-drag 2.6 --glide equilibrium
    trajkit fly --table rows.csv --out results.csv
    """
    typed = Typed(**options)
    _check(typed)
    earth = choose_earth(spherical=typed.spherical, rotating=not typed.no_rotation)
    multiplier = 1.0 if typed.density_multiplier is None else typed.density_multiplier
    air = choose_air(
        density_multiplier=multiplier, density_profile=typed.density_profile, wind=typed.wind
    )
    world = describe_world(earth, air, density_profile=typed.density_profile, wind=typed.wind)
    if typed.table_path is not None:
        from trajkit.cli.fly_table import fly_table

        return fly_table(typed, air=air, earth=earth, world=world)
    from trajkit.cli.fly_single import fly_single

    _report(fly_single(typed, air=air, earth=earth), typed, world)
    return 0


def _check(typed: Typed) -> None:
    """Refuse what can be refused before any work."""
    if typed.until_s == 0.0:
        raise InputError("--until ends the flight before it starts; give a time above 0 s")
    if typed.derived and typed.times is None and typed.out is None:
        raise InputError(
            "--derived adds quantities to --times and to --out; "
            "add one of them, for instance --times 60,120,180"
        )
    if typed.out is not None:
        from trajkit.output.files import check_suffix

        check_suffix(typed.out, (".csv",))
    console.check_destinations(typed.out, typed.json_to, force=typed.force)


def _report(single: Single, typed: Typed, world: dict[str, Any]) -> None:
    """Write and print what was asked for."""
    from trajkit.cli import fly_json, fly_text

    flights, times = single.flights, typed.times
    samples = None if times is None else fly_json.samples(flights, times, derived=typed.derived)
    if typed.out is not None:
        from trajkit.output.files import write_file

        table = fly_json.trajectory_csv(flights, times, derived=typed.derived)
        write_file(typed.out, table, force=typed.force)
    if typed.json_to is not None:
        payload = fly_json.payload(single, world=world, samples=samples)
        console.write_json(payload, typed.json_to, force=typed.force)
    if typed.json_to != "-" and not typed.quiet:
        console.say(fly_text.text(single, samples=samples, units=typed.units))
    if typed.out is not None:
        console.note(f"Wrote {typed.out}", quiet=typed.quiet)
