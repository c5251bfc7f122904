"""The command line: `main` is what the `trajkit` command runs.

One file a command, read only when that command is used; `app` has the list.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the command's name; by default what was typed.
    """
    from trajkit.cli.app import app
    from trajkit.cli.failures import run

    sys.exit(run(app, arguments))
