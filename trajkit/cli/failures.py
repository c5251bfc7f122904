"""Every way in which a command can fail, as one sentence on stderr and an exit code.

    0    done
    2    what was given cannot be used, rows of a table could not be flown, or the result could
         not be written out
    130  interrupted by the user

A command raises `trajkit.errors.InputError` (or another `TrajkitError`) and does nothing else.
"""

from __future__ import annotations

import codecs
import sys
import warnings
from typing import TYPE_CHECKING, TextIO

import click

from trajkit.errors import TrajkitError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BAD_INPUT", "INTERRUPTED", "run", "say_fault"]

BAD_INPUT = 2
INTERRUPTED = 130


def run(app: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; errors and warnings go to stderr."""
    for stream in (sys.stdout, sys.stderr):
        _print_what_there_is(stream)
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
        except OSError as error:  # files have sentences of their own: this is the terminal or pipe
            return _fail(f"cannot write the result out ({(error.strerror or 'it failed').lower()})")
    return code if isinstance(code, int) else 0


# What a terminal with few letters shows instead.
_PLAIN = {"\N{EN DASH}": "-", "\N{MINUS SIGN}": "-", "\N{DEGREE SIGN}": " deg", "≈": "~"}


def _print_what_there_is(stream: TextIO | None) -> None:
    """Let no letter that a stream's encoding lacks end the command."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        codecs.register_error("trajkit-plain", _plain)
        reconfigure(errors="trajkit-plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """A plain spelling, or else the escape that JSON has for the letter."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(letter) or _escape(letter) for letter in letters), error.end


def _escape(letter: str) -> str:
    utf16 = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{utf16[i : i + 2].hex()}" for i in range(0, len(utf16), 2))


def say_fault(sentence: str) -> None:
    """Tell a fault of one of several things on stderr, where the others go on."""
    click.echo(f"Error: {' '.join(sentence.split())}", err=True)


def _fail(sentence: str) -> int:
    say_fault(sentence)
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
