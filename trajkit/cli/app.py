"""The command that holds all others."""

from __future__ import annotations

import click

import trajkit
from trajkit.cli import front
from trajkit.cli.group import Group, Lazy

__all__ = ["app"]


@click.group(
    cls=Group, lazy={name: Lazy(*entry) for name, entry in front.COMMANDS.items()}, help=front.ABOUT
)
@click.version_option(trajkit.__version__, prog_name="trajkit", message="%(prog)s %(version)s")
def app() -> None:
    """All of trajkit's commands; `front` has their list."""
