"""`trajkit events new`: a commented event file to fill in."""

from __future__ import annotations

import click

from trajkit.cli import console, options

__all__ = ["new_event"]


@click.command("new")
@click.argument("event_id", metavar="ID")
@options.out_option("Write it to this file instead of the terminal.")
@options.force_option
@options.quiet_option
def new_event(event_id: str, out: str | None, force: bool, quiet: bool) -> None:
    """Begin an event file of your own.

    Prints a file with every key and what it means, which trajkit events check accepts as it is; its
    figures are examples, to be replaced. ID is the local date, perhaps with a suffix.

    \b
    trajkit events new 2030-01-02 --out my-events/2030-01-02.toml
    """
    from trajkit.reports.template import event_template

    console.check_destinations(out, force=force)
    text = event_template(event_id)
    if out is None:
        console.say(text.rstrip("\n"))
    else:
        from trajkit.output.files import write_file

        write_file(out, text, force=force)
        console.note(f"Wrote {out}", quiet=quiet)
