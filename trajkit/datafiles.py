"""Finds the files that ship with trajkit, in a wheel, an editable install or a checkout."""

from __future__ import annotations

from pathlib import Path

from trajkit.errors import MissingDataError

__all__ = ["data_path"]

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Path of a shipped file or folder, for example ``data_path("events")``.

    A wheel holds the files in ``trajkit/data``; in a checkout, and in an editable install of it,
    they are in ``data/`` beside the package.

    Raises
    ------
    MissingDataError
        If it is in neither place.
    """
    for folder in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise MissingDataError(
        f"trajkit's own file {'/'.join(parts)} is missing; reinstall trajkit to restore it"
    )
