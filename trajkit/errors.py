"""What trajkit raises.

    TrajkitError            the base: everything that trajkit raises on purpose
    ├── InputError          what was given cannot be used (also a ValueError)
    └── MissingDataError    a file that ships with trajkit is not where it should be

Each message is one sentence for a person: what was wrong, where, and what to type instead.
The command line prints it as it is and exits with code 2.
"""

from __future__ import annotations

__all__ = ["InputError", "MissingDataError", "TrajkitError"]


class TrajkitError(Exception):
    """Base of everything that trajkit raises on purpose."""


class InputError(TrajkitError, ValueError):
    """What was given cannot be used; the message says what to give instead."""


class MissingDataError(TrajkitError):
    """A file that ships with trajkit cannot be found."""
