"""Compiles a Python function with all functions that it reaches, and tells programs apart."""

from __future__ import annotations

import hashlib
from types import CellType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["compiled", "digest"]

# Products and sums may be fused; nothing that would change what NaN and infinity do.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "fastmath": {"contract"}}


def _select(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def compiled(
    function: FunctionType,
    done: dict[int, Any] | None = None,
    *,
    signature: Any = None,
    cache: bool = False,
) -> Callable[..., Any]:
    """The function by numba, and in its stead every plain function that it calls by name.

    Those are found among the globals and the closures of its code, so that functions written for
    arrays and made by factories serve the compiler as they stand.
    """
    import numba

    done = {} if done is None else done
    if id(function) not in done:
        done[id(function)] = None  # no recursion in this program
        names = {
            name: compiled(value, done) if isinstance(value, FunctionType) else value
            for name, value in _globals_of(function)
        }
        cells = tuple(
            CellType(compiled(value, done) if isinstance(value, FunctionType) else value)
            for value in _closure_of(function)
        )
        copy = FunctionType(
            function.__code__,
            {"__name__": function.__module__, **names},
            function.__name__,
            function.__defaults__,
            cells,
        )
        copy.__qualname__ = function.__qualname__
        copy.__module__ = function.__module__
        done[id(function)] = numba.njit(signature, cache=cache, **_OPTIONS)(copy)
    result: Callable[..., Any] = done[id(function)]
    return result


def digest(function: Callable[..., Any]) -> str:
    """Changes with the code of the function, of all that it reaches, and with their constants."""
    found = hashlib.sha256()
    seen: dict[int, int] = {}

    def add(value: Any) -> None:
        if isinstance(value, FunctionType):
            if id(value) in seen:
                found.update(b"again %d" % seen[id(value)])
                return
            seen[id(value)] = len(seen)
            add_code(value.__code__)
            add(value.__defaults__ or ())
            for name, used in _globals_of(value):
                found.update(name.encode())
                add(used)
            for used in _closure_of(value):
                add(used)
        elif isinstance(value, ModuleType):
            found.update(value.__name__.encode())
        elif isinstance(value, type):
            found.update(f"{value.__qualname__} {getattr(value, '_fields', '')}".encode())
        else:
            found.update(repr(value).encode())
        found.update(b"\0")

    def add_code(code: CodeType) -> None:
        found.update(code.co_code)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                add_code(constant)
            else:
                found.update(repr(constant).encode())
        found.update(repr(code.co_names).encode())

    add(function)
    return found.hexdigest()[:16]


def _globals_of(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Those that its code names, as they are for single numbers."""
    for name in function.__code__.co_names:
        if name in function.__globals__:
            value = function.__globals__[name]
            # For single numbers, numpy's would make arrays.
            yield name, _select if value is np.where else value


def _closure_of(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        yield cell.cell_contents
