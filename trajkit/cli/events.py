"""`trajkit events`: what has been reported."""

from __future__ import annotations

import click

from trajkit.cli.group import Group, Lazy

__all__ = ["events"]

COMMANDS = {
    "list": Lazy("trajkit.cli.events_list:list_events", "List every event."),
    "show": Lazy(
        "trajkit.cli.events_show:show_event",
        "Show one event: who reported what, how it is read, and where it was read.",
    ),
    "check": Lazy("trajkit.cli.events_check:check_events", "Check event files of your own."),
    "new": Lazy("trajkit.cli.events_new:new_event", "Begin an event file of your own."),
}


@click.group(cls=Group, lazy=COMMANDS)
def events() -> None:
    """List the launches that trajkit knows, show one, add your own."""
