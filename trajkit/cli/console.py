"""What a command prints and writes: text for people, one JSON object for programs."""

from __future__ import annotations

import math
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["check_destinations", "jsonable", "note", "prose", "say", "table", "write_json"]

STDOUT = "-"
_WIDEST = 100


def say(text: str = "") -> None:
    """Print a part of the result to stdout."""
    click.echo(text)


def prose(text: str) -> None:
    """Print a sentence, folded to the width of a terminal; to a file or a pipe it is one line."""
    if sys.stdout is not None and sys.stdout.isatty():
        indent = text[: len(text) - len(text.lstrip())]
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        text = textwrap.fill(text.strip(), width, initial_indent=indent, subsequent_indent=indent)
    click.echo(text)


def note(text: str, *, quiet: bool = False) -> None:
    """Print a remark to stderr, where it does not get between a result and what reads it."""
    if not quiet:
        click.echo(text, err=True)


def check_destinations(*paths: str | None, force: bool) -> None:
    """Refuse before the work what could not be written after it; None and "-" pass.

    Raises
    ------
    InputError
        If a file exists and `force` is not set, a folder cannot be written to, or two results
        would go to one file.
    """
    files = [path for path in paths if path is not None and path != STDOUT]
    if not files:
        return
    from pathlib import Path

    from trajkit.output.files import check_free

    seen: set[Path] = set()
    for path in files:
        if not path:
            raise InputError("the name of a file to write is empty; give it a name")
        place = Path(path).absolute()
        if place in seen:
            raise InputError(f"two results would go to {path}; give each its own file")
        seen.add(place)
    for path in files:
        if any(Path(path).absolute() in place.parents for place in seen):
            raise InputError(f"{path} is to be a folder; give the name of a file")
    check_free(files, force=force)


def write_json(payload: dict[str, Any], destination: str, *, force: bool) -> None:
    """Write one JSON object to a file, or to stdout if the destination is "-".

    NaN becomes null and infinity "inf" or "-inf"; numbers keep their full double precision.

    Raises
    ------
    InputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    import json

    text = json.dumps(jsonable(payload), indent=2, ensure_ascii=False, allow_nan=False)
    if destination == STDOUT:
        say(text)
    else:
        from trajkit.output.files import write_file

        write_file(destination, text + "\n", force=force)


def jsonable(value: Any) -> Any:
    """The same value as JSON can hold it: NumPy scalars and arrays as numbers and lists."""
    if isinstance(value, dict):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(inner) for inner in value]
    if hasattr(value, "tolist"):
        return jsonable(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def table(rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Rows of text in columns, the first `left` of them flush left and the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
