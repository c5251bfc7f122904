"""Loops over many rows, written out as source: only so does a compiler make the most of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from numpy import where

from trajkit.physics.compiled.layout import (
    ALTITUDE,
    BEND,
    ERROR2,
    HALF_SPEED2,
    LANES,
    LAST_STEP,
    NEW_ALTITUDE,
    NEW_BEND,
    NEW_HALF_SPEED2,
    NEW_RATE,
    NEW_TIME,
    PARAMETERS,
    RATE,
    SLOPE,
    STEP,
    TAKEN,
    TIME,
    A,
    R,
    U,
    V,
    X,
)
from trajkit.physics.tableau import ERROR, NODES, POSITION, VELOCITY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FunctionType

__all__ = ["commit", "numbers_of", "squared_error", "stage_sums"]


@cache
def stage_sums(stage: int) -> FunctionType:
    """Function of the block: position and velocity of a stage; files the newest acceleration."""
    # The newest acceleration has no part in the position.
    bend = _sum(POSITION[stage, : stage - 1])
    inner = f"{float(NODES[stage])!r} * {_at(V)}" + (f" + h * ({bend})" if bend else "")
    lines = [f"{_at(A + 3 * (stage - 1))} = {_at(SLOPE)}"] if stage > 1 else []
    lines.append(f"h = {_at(STEP, axis=False)}")
    lines.append(f"{_at(X)} = {_at(R)} + h * ({inner})")
    lines.append(f"{_at(U)} = {_at(V)} + h * ({_sum(VELOCITY[stage, :stage])})")
    return _made(f"stage_{stage}", _loop(lines, axes=True))


@cache
def squared_error(velocity_weight_s: float) -> FunctionType:
    """Function of the block: squared error of the step, in m2."""
    error = _at(ERROR2, axis=False)
    lines = [
        f"h = {_at(STEP, axis=False)}",
        f"of_position = h * h * ({_sum(ERROR[0])})",
        f"of_velocity = h * {velocity_weight_s!r} * ({_sum(ERROR[1])})",
        f"{error} = {error} + (of_position * of_position + of_velocity * of_velocity)",
    ]
    clear = _loop([f"{error} = 0.0"], axes=False)
    return _made("squared_error", clear + _loop(lines, axes=True))


@cache
def commit() -> FunctionType:
    """Function of the block: moves the lanes whose step was taken."""
    vectors = ((R, X), (V, U), (A, SLOPE))
    numbers = (
        (TIME, NEW_TIME),
        (ALTITUDE, NEW_ALTITUDE),
        (RATE, NEW_RATE),
        (BEND, NEW_BEND),
        (HALF_SPEED2, NEW_HALF_SPEED2),
        (LAST_STEP, STEP),
    )
    taken = f"taken = {_at(TAKEN, axis=False)} > 0.0"
    move = [f"{_at(old)} = where(taken, {_at(new)}, {_at(old)})" for old, new in vectors]
    each = [
        f"{_at(old, axis=False)} = where(taken, {_at(new, axis=False)}, {_at(old, axis=False)})"
        for old, new in numbers
    ]
    source = _loop([taken, *move], axes=True) + _loop([taken, *each], axes=False)
    return _made("commit", source)


@cache
def numbers_of(count: int) -> FunctionType:
    """Function of the block and a lane: the parameters of the equations as a tuple."""
    numbers = "".join(f"{_at(PARAMETERS + k, axis=False)}, " for k in range(count))
    return _made("numbers", f"    return ({numbers})\n", "block, lane")


def _at(row: int, *, axis: bool = True) -> str:
    """Place in the block; of a vector, the row of its first component."""
    return f"block[{row * LANES} + {'here' if axis else 'lane'}]"


def _sum(weights: Iterable[float]) -> str:
    """Weighted sum of the stages' accelerations; those of the last follow on the others' rows."""
    return " + ".join(
        f"{float(weight)!r} * {_at(A + 3 * j)}" for j, weight in enumerate(weights) if weight != 0.0
    )


def _loop(lines: list[str], *, axes: bool) -> str:
    """Source of a loop over the lanes, for each axis if so."""
    if axes:
        head = "    for axis in range(3):\n"
        inner = f"        for lane in range({LANES}):\n            here = axis * {LANES} + lane\n"
        return head + inner + "".join(f"            {line}\n" for line in lines)
    head = f"    for lane in range({LANES}):\n"
    return head + "".join(f"        {line}\n" for line in lines)


def _made(name: str, body: str, arguments: str = "block") -> FunctionType:
    made: dict[str, Any] = {"__name__": __name__, "where": where}
    exec(f"def {name}({arguments}):\n{body}", made)
    function: FunctionType = made[name]
    return function
