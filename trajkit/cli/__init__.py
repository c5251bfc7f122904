"""The command line: `main` is what the `trajkit` command runs.

One file a command, read only when that command is used; `front` has the list.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` would double the time that Python takes to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the command's name; by default what was typed.
    """
    from trajkit.cli.front import first_page

    page = first_page(sys.argv[1:] if arguments is None else arguments)
    if page is not None and _printed(page):
        sys.exit(0)

    # The matrices here are small: threads would fight over them, and sum in another order.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from trajkit.cli.app import app
    from trajkit.cli.failures import run

    sys.exit(run(app, arguments))


def _printed(page: str) -> bool:
    """Whether a page could be printed; where it could not, `run` knows what to say."""
    try:
        sys.stdout.write(page)
        sys.stdout.flush()
    except (AttributeError, OSError):
        return False
    return True
