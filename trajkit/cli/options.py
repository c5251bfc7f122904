"""The options that commands share, each a decorator; the same name means the same everywhere.

What a command file builds on:

options.site_option(required=...)           place: Place | None      --site NAME or LAT,LON
options.length_option("--range", "range_m") float | None, m          (multiple=True: tuple)
options.speed_option("--speed", "speed")    Speed | None             .in_m_s(), .is_mach
options.time_option("--until", "until_s")   float | None, s
options.figure_option("--range", "range_told", "length")  Told | None   .value, .wording
options.degrees_option("--angle", "angle_deg")  float | None, degrees
options.number_option(...)                  float | None, a bare number with a fixed unit
options.beta_option(...)                    beta_kg_m2: float | None, inf is no drag
options.out_option(help)                    out: str | None
options.json_option                         json_to: str | None      a path, or "-" for stdout
options.force_option                        force: bool
options.quiet_option                        quiet: bool
options.units_option                        units: UnitSystem
options.events_option                       folders: tuple[str, ...]   --events DIR, may be repeated
options.sea_label_option                    sea_label: SeaLabel
options.font_option                         font: str | None
options.backend_option                      nothing: it is set for the process
options.output_options                      json_to, force, quiet in one

`console.check_destinations(out, json_to, force=force)` before any long work refuses what could not
be written at the end; `console.write_json(payload, json_to, force=force)` writes it;
`console.say` and `console.note` print results to stdout and remarks to stderr. A command raises
InputError for what cannot be used, and `failures.run` makes one sentence and exit code 2 of it.
Arguments that follow the name of an option decorator are passed on to `click.option`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from trajkit.cli.values import Number, OneOf, QuantityType, SiteType, SpeedType, ToldType

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.reports.units import Kind

__all__ = [
    "backend_option",
    "beta_option",
    "degrees_option",
    "events_option",
    "figure_option",
    "font_option",
    "force_option",
    "json_option",
    "length_option",
    "number_option",
    "out_option",
    "output_options",
    "quiet_option",
    "sea_label_option",
    "site_option",
    "speed_option",
    "time_option",
    "units_option",
]

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


def site_option(*, required: bool = False, **settings: Any) -> Callable[[Command], Command]:
    """``--site``: a launch place's name, or LAT,LON in decimal degrees."""
    settings.setdefault(
        "help",
        "A launch place by name, or LAT,LON in decimal degrees, south and west negative.",
    )
    return click.option(
        "--site", "place", type=SiteType(), metavar="NAME|LAT,LON", required=required, **settings
    )


def length_option(flag: str, name: str, **settings: Any) -> Callable[[Command], Command]:
    """A length with its unit; the command gets metres."""
    return click.option(flag, name, type=QuantityType("length"), **settings)


def time_option(flag: str, name: str, **settings: Any) -> Callable[[Command], Command]:
    """A time with its unit; the command gets seconds."""
    return click.option(flag, name, type=QuantityType("time"), **settings)


def speed_option(flag: str, name: str, **settings: Any) -> Callable[[Command], Command]:
    """A speed with its unit, or a Mach number; the command gets a `reports.quantity.Speed`."""
    return click.option(flag, name, type=SpeedType(), **settings)


def figure_option(
    flag: str, name: str, kind: Kind, **settings: Any
) -> Callable[[Command], Command]:
    """A reported figure, perhaps "about" so much; the command gets a `Told`."""
    return click.option(flag, name, type=ToldType(kind), **settings)


def degrees_option(
    flag: str, name: str, *, example: str, **settings: Any
) -> Callable[[Command], Command]:
    """An angle; the command gets degrees."""
    kind = Number("DEGREES", unit=("degrees", "degree", "deg", "°"), example=example)
    return click.option(flag, name, type=kind, **settings)


def number_option(
    flag: str, name: str, *, placeholder: str = "NUMBER", example: str, **settings: Any
) -> Callable[[Command], Command]:
    """A ratio or another bare number."""
    return click.option(flag, name, type=Number(placeholder, example=example), **settings)


def beta_option(**settings: Any) -> Callable[[Command], Command]:
    """``--beta``: ballistic coefficient; the command gets ``beta_kg_m2``."""
    settings.setdefault(
        "help",
        "Ballistic coefficient m / (C_D A) in kg/m2; inf flies without drag.",
    )
    kind = Number("KG/M2", unit=("kg/m2", "kg/m²", "kg/m^2"), example="8000")
    return click.option("--beta", "beta_kg_m2", type=kind, **settings)


def out_option(
    help: str,  # noqa: A002 - as click calls it
    *,
    metavar: str = "FILE",
    **settings: Any,
) -> Callable[[Command], Command]:
    """``--out``: where to write; without it no file is written."""
    return click.option("--out", "out", metavar=metavar, help=help, **settings)


events_option = click.option(
    "--events",
    "folders",
    metavar="DIR",
    multiple=True,
    help="A folder of event files of your own to use instead of the catalogue. Give it again for "
    "more folders, the first that has an id counts; the word catalogue stands for trajkit's own.",
)

json_option = click.option(
    "--json",
    "json_to",
    metavar="FILE|-",
    help="Write the result as one JSON object to a file, or with - to stdout and nothing else.",
)

force_option = click.option("--force", is_flag=True, help="Replace files that exist already.")

quiet_option = click.option(
    "--quiet", is_flag=True, help="Print nothing but errors, warnings and what --json - asks for."
)

units_option = click.option(
    "--units",
    type=OneOf(["metric", "imperial", "nautical"]),
    default="metric",
    show_default=True,
    help="Units of printed tables; sentences stay metric, files are in SI units.",
)

sea_label_option = click.option(
    "--sea-label",
    type=OneOf(["none", "east-sea", "sea-of-japan", "both"]),
    default="both",
    show_default=True,
    help="Name of the sea between Korea and Japan on maps.",
)

font_option = click.option(
    "--font", metavar="NAME", help="An installed font family to use before the default one."
)


def _use_backend(context: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    if name is not None:
        from trajkit.physics.backend import using_backend

        context.with_resource(using_backend(name))


backend_option = click.option(
    "--backend",
    type=OneOf(["auto", "numpy", "compiled"]),
    expose_value=False,
    callback=_use_backend,
    help="What flies the flights. auto takes compiled code where trajkit[fast] is installed and "
    "there are 20,000 flights or more, or gliding ones to be found, and else NumPy; both give the "
    "same to rounding.",
)


def output_options(command: Command) -> Command:
    """``--json``, ``--force`` and ``--quiet`` at once."""
    command = json_option(force_option(quiet_option(command)))
    return command  # noqa: RET504 - the assignment keeps the type
