"""`trajkit events check`: what is wrong with event files, and the mend."""

from __future__ import annotations

from pathlib import Path

import click

from trajkit.cli import console, options
from trajkit.cli.failures import BAD_INPUT, say_fault
from trajkit.errors import InputError

__all__ = ["check_events"]


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@options.quiet_option
def check_events(files: tuple[str, ...], quiet: bool) -> int:
    """Check event files of your own.

    For each FILE, or each .toml file of a folder, says that it is good, or on stderr every fault
    that was found: one sentence with the file, the line, the key and the mend. Exit code 2 if
    there was any.

    \b
    trajkit events check mine.toml
    trajkit events check my-events/
    """
    from trajkit.reports import catalogue
    from trajkit.reports.tomlfile import FileError

    has_faults = False
    holders: dict[str, Path] = {}
    for path in _paths(files):
        try:
            event = catalogue.event_in(path)
        except FileError as faults:
            has_faults = True
            for sentence in faults.sentences:
                say_fault(sentence)
            continue
        first = holders.setdefault(event.id, path)
        if first != path:
            has_faults = True
            say_fault(f'{path}: the id "{event.id}" is that of {first} too; give one another id')
        elif not quiet:
            figures = sum(claim.figure is not None for claim in event.claims)
            console.say(
                f"{path}: good; {event.id}, {_many(len(event.parties), 'party', 'parties')}, "
                f"{_many(len(event.claims), 'claim', 'claims')}, "
                f"{_many(figures, 'figure', 'figures')}"
            )
    return BAD_INPUT if has_faults else 0


def _paths(files: tuple[str, ...]) -> list[Path]:
    """The files in the order given, folders opened, each once."""
    paths: list[Path] = []
    for name in files:
        path = Path(name)
        inside = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"the folder {name} holds no .toml file; give the one that does")
        paths += inside
    return list(dict.fromkeys(paths))


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
