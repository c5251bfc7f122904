"""Writes what each command says of itself into docs/cli.md; the prose around it is left alone.

A command's part stands between `<!-- help: trajkit fly -->` and `<!-- end -->`; a command that has
none yet gets one at the end. Run it after a change to a command's options or help text:

    python scripts/build_cli_docs.py
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trajkit.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PAGE", "commands", "fill", "main"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
_END = "<!-- end -->"


def main() -> None:
    """Bring docs/cli.md up to date."""
    text = PAGE.read_text(encoding="utf-8")
    for name in commands():
        text = fill(text, name)
    PAGE.write_text(text, encoding="utf-8", newline="\n")


def commands(group: click.Group = app, prefix: str = "trajkit") -> list[str]:
    """Full names of the commands at the ends of the tree."""
    names: list[str] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{prefix} {name}"
        names += commands(command, full) if isinstance(command, click.Group) else [full]
    return names


def fill(text: str, name: str) -> str:
    """The page with the part of one command brought up to date."""
    start = f"<!-- help: {name} -->"
    part = f"{start}\n\n{_described(name)}\n\n{_END}"
    if start not in text:
        return f"{text.rstrip()}\n\n## {name}\n\n{part}\n"
    return re.sub(
        rf"{re.escape(start)}.*?{re.escape(_END)}", lambda _: part, text, count=1, flags=re.DOTALL
    )


def _described(name: str) -> str:
    """Help text and options of a command in Markdown, the same under every version of click."""
    command: click.Command | None = app
    for word in name.split()[1:]:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    rows = "\n".join(_option(p) for p in command.params if isinstance(p, click.Option))
    arguments = [_argument(p) for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join(["`" + name, *arguments, "[options]`"])
    body = "\n\n".join(_paragraphs(command.help or ""))
    return f"{usage}\n\n{body}\n\n| option | meaning |\n| --- | --- |\n{rows}"


def _paragraphs(text: str) -> Iterator[str]:
    r"""Paragraphs of a help text; one after \b keeps its lines, as a block of code."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"```\n{paragraph[2:]}\n```"
        else:
            yield " ".join(paragraph.split())


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> str:
    """One option as a row of the table."""
    kind = option.type
    value = ""
    if not option.is_flag:
        value = option.metavar or (
            "|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else kind.name
        )
    flag = " ".join(filter(None, [option.opts[0], value]))
    extra = " Required." if option.required else ""
    if option.show_default is True and option.default is not None:
        extra += f" Default: {option.default}."
    return f"| `{_cell(flag)}` | {_cell(option.help or '')}{extra} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
