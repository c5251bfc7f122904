"""Sorts a batch by the kinds of its boosters and plans, so that the like are flown together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from trajkit.errors import InputError
from trajkit.flight.booster import Booster
from trajkit.flight.plan import Plan
from trajkit.flight.problem import Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["groups_of", "listed", "shape_of", "spread"]

Thing = TypeVar("Thing", Booster, Plan)


def listed(name: str, given: Thing | Sequence[Thing] | None, kind: type[Thing]) -> list[Thing]:
    """One or several boosters or plans as a list; empty if none was given.

    Raises
    ------
    InputError
        If something else was given, or several that are not for one flight each.
    """
    if given is None:
        return []
    if isinstance(given, kind):
        return [given]
    several = list(given) if isinstance(given, list | tuple) else [given]
    for one in several:
        if not isinstance(one, kind):
            raise InputError(f"{name} is {one!r:.60}; give a {kind.__name__}, or a list of them")
        if any(array.ndim for array in one.arrays().values()):
            raise InputError(
                f"each {name} of a list is for one flight; give single numbers to each"
            )
    if not several:
        raise InputError(f"{name} is an empty list; give one for each flight, or one for all")
    return several  # type: ignore[return-value]


def shape_of(
    given: dict[str, NDArray[np.float64]], boosters: Sequence[Booster], plans: Sequence[Plan]
) -> tuple[int, ...]:
    """Of the broadcast of everything that was given.

    Raises
    ------
    InputError
        If it does not broadcast.
    """
    arrays = dict(given)
    for name, things in (("booster", boosters), ("plan", plans)):
        if len(things) == 1:
            arrays |= things[0].arrays()
        elif things:
            arrays[name] = np.zeros(len(things))
    try:
        return np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(f"the arrays do not broadcast with each other: {shapes}") from None


def groups_of(
    boosters: Sequence[Booster], plans: Sequence[Plan], shape: tuple[int, ...]
) -> tuple[Group, ...]:
    """The flights of a batch by the kinds of their booster and plan.

    Parameters
    ----------
    boosters
        None, one for all, or one a flight along the last axis of the batch.
    plans
        One for all, or one a flight.
    shape
        Of the batch; flights are counted along its flattening.
    """
    count = int(np.prod(shape))
    lists = max(len(boosters), len(plans), 1)
    members: dict[object, list[int]] = {}
    for row in range(lists):
        kind = boosters[row % len(boosters)].kind() if boosters else None
        members.setdefault((kind, plans[row % len(plans)].kind()), []).append(row)
    groups = []
    for rows in members.values():
        # A list runs along the last axis of the batch, and again for each row of the others.
        which = np.flatnonzero(np.isin(np.arange(count) % lists, rows))
        booster = _for_flights(boosters, which, shape) if boosters else None
        plan = _for_flights(plans, which, shape)
        groups.append(Group(which, booster, plan, np.full((2, which.size), np.nan)))
    return tuple(groups)


def _for_flights(things: Sequence[Thing], which: NDArray[np.intp], shape: tuple[int, ...]) -> Thing:
    """One for all flights, or alike ones each for a flight, as one with arrays."""
    if len(things) == 1:
        own_rows = {n: spread(a, shape)[which] for n, a in things[0].arrays().items()}
        rows: Thing = things[0].with_arrays(own_rows)
        return rows
    own = which % len(things)
    first = things[own[0]]
    alike = [i for i, thing in enumerate(things) if thing.kind() == first.kind()]
    place = {row: k for k, row in enumerate(alike)}
    columns = {
        name: np.array([float(things[row].arrays()[name]) for row in alike])
        for name in first.arrays()
    }
    index = np.array([place[int(row)] for row in own])
    stacked: Thing = first.with_arrays({name: column[index] for name, column in columns.items()})
    return stacked


def spread(array: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """An array over the whole batch, flattened."""
    return np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(-1)
