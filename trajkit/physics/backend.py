"""What does the numerical work: NumPy, or code compiled for the processor at hand."""

from __future__ import annotations

import os
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "WORTH_COMPILING",
    "Backend",
    "backend_for",
    "compiled_name",
    "many_flights",
    "use_backend",
    "using_backend",
]

WORTH_COMPILING = 20_000
"""Flights in one call from which compiled code is used unasked: fewer are done on NumPy before
numba has been imported."""

VARIABLE = "TRAJKIT_BACKEND"
_WISHES = ("auto", "numpy", "compiled")
_wish: str | None = None


class Backend(StrEnum):
    """NumPy's arrays, or a loop compiled by numba; the results are the same to rounding."""

    NUMPY = "numpy"
    COMPILED = "compiled"


def use_backend(name: str) -> None:
    """What flies flights from here on, where a call does not say it itself.

    Parameters
    ----------
    name
        ``"numpy"``; ``"compiled"``, which needs ``trajkit[fast]``; or ``"auto"``, as at the start:
        compiled where that is installed and a call has 20,000 flights or more, or is one of many
        in a search. The environment variable TRAJKIT_BACKEND does the same for a whole process.

    Raises
    ------
    InputError
        If there is no such backend, or numba is not installed.
    """
    global _wish
    _checked(name, "backend")
    _wish = name


@contextmanager
def using_backend(name: str) -> Iterator[None]:
    """`use_backend` until the end of the context."""
    global _wish
    before = _wish
    use_backend(name)
    try:
        yield
    finally:
        _wish = before


@contextmanager
def many_flights() -> Iterator[None]:
    """For searches that fly very many flights, a few at a time: compiled code where it is installed
    and nothing else was asked for."""
    name = _asked_for()[0]
    with using_backend("compiled" if name == "auto" and _installed() else name):
        yield


def backend_for(flights: int, wish: str | None = None) -> Backend:
    """The backend for so many flights, and the wish of the call or else of the process.

    Raises
    ------
    InputError
        As `use_backend`.
    """
    name, where = _asked_for() if wish is None else (wish, "backend")
    _checked(name, where)
    if name == "auto":
        compile_ = flights >= WORTH_COMPILING and _installed()
        return Backend.COMPILED if compile_ else Backend.NUMPY
    return Backend(name)


def compiled_name() -> str:
    """What to call the compiled backend in outputs."""
    import numba

    return f"compiled by numba {numba.__version__}"


def _asked_for() -> tuple[str, str]:
    """The wish of the process, and how it was expressed."""
    if _wish is not None:
        return _wish, "backend"
    return os.environ.get(VARIABLE, "auto"), VARIABLE


def _checked(name: str, where: str) -> None:
    if name not in _WISHES:
        raise InputError(f'{where} is "{name}"; give one of {", ".join(_WISHES)}')
    if name == Backend.COMPILED and not _installed():
        raise InputError(
            f"{where} is compiled, but numba is not installed; type pip install 'trajkit[fast]', "
            "or choose numpy"
        )


def _installed() -> bool:
    return find_spec("numba") is not None
