"""Runs the command line in this process, as typed, and keeps what it prints."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any, NamedTuple

from trajkit.cli import main

__all__ = ["Done", "trajkit"]


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
