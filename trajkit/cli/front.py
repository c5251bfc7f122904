"""What the command line says of itself before anything else: its help and its version.

Laid out as click does it, without click, whose import takes longer than Python's own start.
"""

from __future__ import annotations

import os
import sys

import trajkit

TYPE_CHECKING = False  # `typing` would cost as much as all of this
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ABOUT", "COMMANDS", "first_page", "help_page"]

ABOUT = """\
From what is reported of a missile launch to flights that obey physics.

Quantities carry their unit ("1,100 km", "3.6 km/s", "Mach 12", "7 min 12 s"); angles are degrees.
"""

# Where each command is ("module:attribute"), and what to say of it in the list.
COMMANDS = {
    "reconstruct": (
        "trajkit.cli.reconstruct:reconstruct",
        "From reported figures to the flights that meet them, ballistic or gliding.",
    ),
    "fly": (
        "trajkit.cli.fly:fly",
        "Fly from a given state or from the launch pad, one flight or a table of them.",
    ),
    "sweep": (
        "trajkit.cli.sweep:sweep",
        "Fly a designed set of flights over factors, for questions such as what matters most.",
    ),
    "rings": ("trajkit.cli.rings:rings", "Draw rings of equal distance around a site."),
    "sensitivity": (
        "trajkit.cli.sensitivity:sensitivity",
        "Say which unknown matters for the outputs of a sweep.",
    ),
    "events": (
        "trajkit.cli.events:events",
        "List the launches that trajkit knows, show one, add your own.",
    ),
}

_OPTIONS = {
    "--version": "Show the version and exit.",
    "-h, --help": "Show this message and exit.",
}
# As click has them: columns of a page, at most and at least, and the room left beside it.
_WIDEST, _NARROWEST, _MARGIN = 80, 50, 2


def first_page(arguments: Sequence[str]) -> str | None:
    """The help, or the version, if nothing but that was asked for; else None."""
    if "_TRAJKIT_COMPLETE" in os.environ:  # a shell asks what could be typed
        return None
    if list(arguments) == ["--version"]:
        return f"trajkit {trajkit.__version__}\n"
    if list(arguments) in ([], ["-h"], ["--help"]):
        return help_page(max(min(_columns(), _WIDEST) - _MARGIN, _NARROWEST))
    return None


def help_page(width: int) -> str:
    """The help in lines of at most so many letters."""
    lines = ["Usage: trajkit [OPTIONS] COMMAND [ARGS]..."]
    for paragraph in ABOUT.strip().split("\n\n"):
        lines += ["", *(f"  {line}" for line in _folded(paragraph, width - 2))]
    lines += ["", "Options:", *_pairs(_OPTIONS, width)]
    summaries = {name: summary for name, (_, summary) in COMMANDS.items()}
    lines += ["", "Commands:", *_pairs(summaries, width)]
    return "\n".join(lines) + "\n"


def _pairs(texts: dict[str, str], width: int) -> Iterator[str]:
    """Names in one column and what is said of them in another."""
    column = max(map(len, texts)) + 2
    for name, text in texts.items():
        for number, line in enumerate(_folded(text, width - column - 2)):
            yield f"  {'' if number else name:{column}}{line}"


def _folded(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _columns() -> int:
    """Of the terminal, by the rules of `shutil.get_terminal_size`."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns <= 0:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):
            columns = 0
    return columns or _WIDEST
