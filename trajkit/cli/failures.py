"""Every way in which a command can fail, as one sentence on stderr and an exit code.

    0    done
    2    what was given cannot be used, or rows of a table could not be flown
    130  interrupted by the user

A command raises `trajkit.errors.InputError` (or another `TrajkitError`) and does nothing else.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, TextIO

import click

from trajkit.errors import TrajkitError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BAD_INPUT", "INTERRUPTED", "run"]

BAD_INPUT = 2
INTERRUPTED = 130


def run(app: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; errors and warnings go to stderr."""
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            code = app.main(arguments, prog_name="trajkit", standalone_mode=False)
        except TrajkitError as error:
            return _fail(str(error))
        except click.ClickException as error:
            return _fail(_usage_sentence(error))
        except click.Abort:
            return INTERRUPTED
    return code if isinstance(code, int) else 0


def _fail(sentence: str) -> int:
    click.echo(f"Error: {' '.join(sentence.split())}", err=True)
    return BAD_INPUT


def _usage_sentence(error: click.ClickException) -> str:
    """What click found wrong with the words typed, in one sentence that says where to look."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else "trajkit"
    look = f"{command} --help lists what there is"
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities
        mend = f"perhaps {near[0]} is meant" if near else look
        return f"{command} has no option {error.option_name}; {mend}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        # An option is known by its first spelling, an argument by its placeholder.
        name = error.param.opts[0]
        if isinstance(error.param, click.Argument):
            name = error.param.make_metavar(context) if context is not None else name
        return f"{command} needs {name}; {look}"
    if isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        return f"{error.option_name} needs a value after it"
    message = error.format_message().rstrip(".")
    if message.startswith("Got unexpected extra"):
        look = 'put a value that has spaces in quotes, such as "60 km"'
    return f"{command}: {message[:1].lower()}{message[1:]}; {look}"


def _show_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """A warning is for a person here: what it says, not where in the code it arose."""
    click.echo(f"Warning: {' '.join(str(message).split())}", err=True)
