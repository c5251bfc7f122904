"""Makes the compiled loop, and its part for given equations, and keeps them: on disk too.

They are kept by the compiler's own means, under names that hold a digest of all their source and
constants: whatever changes an equation changes the name.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from trajkit.physics.compiled import kernel
from trajkit.physics.compiled.compiler import compiled, digest
from trajkit.physics.compiled.sums import commit, numbers_of, squared_error, stage_sums
from trajkit.physics.stepper import VELOCITY_WEIGHT_S
from trajkit.physics.tableau import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from trajkit.physics.motion import Parts

__all__ = ["kept", "linked", "loop", "loop_values", "slopes_for", "slopes_values"]

_SLOPES: dict[tuple[Any, ...], Callable[..., Any]] = {}


@cache
def loop() -> Callable[..., Any]:
    """`kernel.advance`, compiled, or as it was compiled before; the same for all equations."""
    return kept(linked("advance", loop_values()), _types().loop)


def slopes_for(parts: Parts, *, timed: bool, parameters: int) -> Callable[..., Any]:
    """`kernel.slopes` for these equations, which have so many parameters."""
    key = (digest(parts.distance), digest(parts.place), digest(parts.accelerate), timed, parameters)
    if key not in _SLOPES:
        values = slopes_values(parts, timed=timed, parameters=parameters)
        _SLOPES[key] = kept(linked("slopes", values), _types().slopes)
    return _SLOPES[key]


def loop_values() -> dict[str, Any]:
    """What names of the kernel mean in the loop."""
    return {
        "squared_error": squared_error(VELOCITY_WEIGHT_S),
        "commit": commit(),
        **{f"stage_{stage}": stage_sums(stage) for stage in range(1, STAGES)},
    }


def slopes_values(parts: Parts, *, timed: bool, parameters: int) -> dict[str, Any]:
    """What names of the kernel mean in its part for given equations."""
    return {
        "distance": parts.distance,
        "place": parts.place,
        "accelerate": parts.accelerate,
        "timed": timed,
        "numbers": numbers_of(parameters),
    }


class _Types(NamedTuple):
    slopes: Any
    loop: Any


@cache
def _types() -> _Types:
    """Of the arguments: with them, one loop serves all equations."""
    import numba

    types: Any = numba.types
    number, numbers, table = types.float64, types.float64[::1], types.float64[:, ::1]
    three = types.UniTuple(number, 3)
    slopes = types.void(numbers, types.int64[::1], three, table, number)
    stops = types.Tuple([types.boolean, numbers, numbers])
    loop = table(
        types.FunctionType(slopes), table, table, numbers, types.int64, number,
        types.UniTuple(number, 2), three, table, numbers, number, numbers, stops,
        types.boolean, table, types.int8[::1], numbers, table, table, types.int32[::1],
    )  # fmt: skip
    return _Types(slopes, loop)


def kept(program: FunctionType, signature: Any) -> Callable[..., Any]:
    """A program, compiled for these arguments, or as it was compiled before."""
    program = FunctionType(program.__code__, program.__globals__, program.__name__)
    program.__name__ = program.__qualname__ = f"{program.__name__}_{digest(program)}"
    return compiled(program, signature=signature, cache=True)


def linked(wanted: str, values: dict[str, Any]) -> FunctionType:
    """A copy of a function of the kernel, and of all that it calls there, for which some names
    mean these values."""
    names = vars(kernel) | values
    own = {
        name: FunctionType(value.__code__, names, name)
        for name, value in vars(kernel).items()
        if isinstance(value, FunctionType) and value.__module__ == kernel.__name__
    }
    for copy in own.values():
        copy.__module__ = kernel.__name__
    names |= own
    return own[wanted]
