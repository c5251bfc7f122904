"""A group of commands that are imported when they are used, and not to list them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Group", "Lazy"]


class Lazy(NamedTuple):
    """Where a command is (``"module:attribute"``), and what to say of it in the list."""

    where: str
    summary: str


class Group(click.Group):
    """Commands of a table in its order; without a command it shows its help.

    Parameters
    ----------
    lazy : mapping of str to Lazy
        Commands by name that are imported when used.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy] | None = None, **settings: Any) -> None:
        settings.setdefault("no_args_is_help", False)
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)
        self.lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in the order in which they were given."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now if it was not."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.lazy[cmd_name].where.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands, those of the table unseen."""
        rows = [(name, lazy.summary) for name, lazy in self.lazy.items()]
        rows += [(name, known.get_short_help_str(80)) for name, known in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, but nothing at all asks for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed.

        Raises
        ------
        InputError
            If there is none of that name; names near ones, or else all.
        """
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not ctx.resilient_parsing:
            import difflib

            near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
            mend = f"perhaps {near[0]} is meant" if near else f"type one of {', '.join(known)}"
            raise InputError(f'{ctx.command_path} has no command "{name}"; {mend}')
        return super().resolve_command(ctx, args)
