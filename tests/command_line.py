"""Runs the command line in this process, as typed, and keeps what it prints."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from trajkit.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Done", "Fly", "trajkit"]


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout; a NaN, which JSON has not, is an error."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is not JSON")

        return json.loads(self.out, parse_constant=refuse)

    @property
    def sentence(self) -> str:
        """The one sentence on stderr of a command that refused what it was given."""
        assert self.code == 2, self
        assert self.out == ""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("Error: ")
        assert "Traceback" not in self.err
        return lines[0].removeprefix("Error: ")


def trajkit(*arguments: object) -> Done:
    """Run ``trajkit`` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Done(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Fly:
    """``trajkit fly`` with options by their spelling, which a call changes by keyword."""

    options: Mapping[str, str]

    def __call__(self, *more: object, **changed: str) -> Done:
        """The flight, or what is wrong with it."""
        given = {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
        words = (word for pair in {**self.options, **given}.items() for word in pair)
        return trajkit("fly", *words, *more)

    def flown(self, *more: object, **changed: str) -> Any:
        """The JSON object of a flight that nothing is wrong with."""
        done = self("--json", "-", *more, **changed)
        assert (done.code, done.err) == (0, "")
        return done.json
