"""The list of commands."""

from __future__ import annotations

import click

import trajkit
from trajkit.cli.group import Group, Lazy

__all__ = ["app"]

COMMANDS = {
    "reconstruct": Lazy(
        "trajkit.cli.reconstruct:reconstruct",
        "From reported figures to the flights that meet them, ballistic or gliding.",
    ),
    "fly": Lazy(
        "trajkit.cli.fly:fly",
        "Fly from a given state or from the launch pad, one flight or a table of them.",
    ),
    "rings": Lazy("trajkit.cli.rings:rings", "Draw rings of equal distance around a site."),
    "events": Lazy(
        "trajkit.cli.events:events", "List the launches that trajkit knows, show one, add your own."
    ),
}


@click.group(cls=Group, lazy=COMMANDS)
@click.version_option(trajkit.__version__, prog_name="trajkit", message="%(prog)s %(version)s")
def app() -> None:
    """From what is reported of a missile launch to flights that obey physics.

    Quantities carry their unit ("1,100 km", "3.6 km/s", "Mach 12", "7 min 12 s"); angles are
    degrees.
    """
