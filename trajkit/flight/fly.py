"""Flies bodies: one flight, or as many as the arrays broadcast to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.booster import Booster
from trajkit.flight.checks import first_problem, usable
from trajkit.flight.flights import Flights
from trajkit.flight.groups import groups_of, listed, shape_of, spread
from trajkit.flight.launch import Launch
from trajkit.flight.numbers import numbers
from trajkit.flight.pad import Pad
from trajkit.flight.plan import Plan
from trajkit.flight.problem import Problem
from trajkit.flight.steer import steering
from trajkit.physics.backend import backend_for
from trajkit.physics.earth import WGS84, Earth
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["DEFAULT_TOLERANCE_M", "LONGEST_S", "fly"]

DEFAULT_TOLERANCE_M = 1e-4
"""Error that a step may make. It gives less than 1 mm over 30 s, and some 2 cm at the ground, at
worst of thousands of flights of every kind: see docs/validation.md."""

LONGEST_S = 86_400.0
"""A flight without `until_s` ends here, landed or not."""


def fly(
    launch: Launch | Pad,
    body: Body | None = None,
    *,
    booster: Booster | Sequence[Booster] | None = None,
    plan: Plan | Sequence[Plan] | None = None,
    air: Air | None = None,
    earth: Earth = WGS84,
    until_s: ArrayLike | None = None,
    site: tuple[float, float] | None = None,
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    impact_only: bool = False,
    backend: str | None = None,
) -> Flights:
    """Fly from the given state, or from the ground, to the ground or for a given time.

    Parameters
    ----------
    launch
        The start: numbers, or arrays that broadcast with each other and with all others. A `Pad`
        needs a booster.
    body
        What flies; the default has neither drag nor lift.
    booster
        What lifts it from a `Pad`; or a list, one a flight.
    plan
        The phases after the start, or after the boost; or a list, one a flight. By default a body
        without lift coasts; with lift it glides, from the start if that is in flight, and else
        from where it first falls.
    air
        The default is the US Standard Atmosphere 1976, at rest over the turning Earth.
    earth
        `WGS84` or `SPHERE`, or either `.without_rotation()`.
    until_s
        Time after which a flight ends in the air; one number or one a flight. Units: s.
    site
        Latitude and longitude (degrees) from which ranges are counted; the default is each
        flight's own start.
    tolerance_m
        Error that each step may make. Units: m.
    impact_only
        Leave out peaks and top speed: a fifth faster.
    backend
        ``"numpy"``, ``"compiled"`` or ``"auto"``; see `trajkit.use_backend`, which says what is
        used by default.

    Returns
    -------
    Flights
        One entry a flight, in the order of the flattened broadcast. A row that cannot be flown
        comes back as NaN with a status and a sentence; the others are not harmed.

    Raises
    ------
    InputError
        If all is given as single numbers and they cannot be flown, if arrays do not broadcast, or
        if there is no such backend.
    """
    body = Body() if body is None else body
    if not isinstance(launch, Launch | Pad):
        raise InputError(
            f"fly takes a Launch or a Pad, not {launch!r:.60}; give Launch(latitude_deg=39.19, ...)"
        )
    if not isinstance(body, Body):
        raise InputError(
            f"fly takes a Body, not {body!r:.60}; give Body(ballistic_coefficient=8000)"
        )
    boosters = listed("booster", booster, Booster)
    plans = listed("plan", plan, Plan)
    if isinstance(launch, Pad) and not boosters:
        raise InputError("a start from the pad needs a booster; give booster=Booster.of(...)")
    if isinstance(launch, Launch) and boosters:
        raise InputError("a booster starts from the ground; give a Pad instead of a Launch")
    if not plans:
        plans = [_usual_plan(body, from_pad=isinstance(launch, Pad))]
    air = air or Air()
    given = {
        **launch.arrays(),
        **body.arrays(),
        "density_multiplier": numbers("density_multiplier", air.density_multiplier),
        "until_s": numbers("until_s", LONGEST_S if until_s is None else until_s),
    }
    shape = shape_of(given, boosters, plans)
    if not (np.isfinite(tolerance_m) and tolerance_m > 0.0):
        raise InputError(f"tolerance_m is {tolerance_m:g}; give a number above 0")
    if site is not None:
        place = numbers("site", site)
        if place.shape != (2,) or not (abs(place[0]) <= 90.0 and -180.0 <= place[1] <= 360.0):
            raise InputError(
                f"site {site!r:.60}: give latitude (-90 to 90), then longitude (-180 to 360)"
            )
        site = (float(place[0]), float(place[1]))
    values = {name: spread(array, shape) for name, array in given.items()}
    problem = Problem(
        launch=type(launch)(**{name: values[name] for name in launch.arrays()}),
        ballistic_coefficient=values["ballistic_coefficient"],
        lift_to_drag=values["lift_to_drag"],
        bank=values["bank"],
        beta_table=body.beta_table,
        lift_table=body.lift_table,
        bank_schedule=body.bank_schedule,
        density_multiplier=values["density_multiplier"],
        duration_s=values["until_s"],
        groups=groups_of(boosters, plans, shape),
        air=air,
        earth=earth,
        site=site,
        tolerance_m=tolerance_m,
        backend=backend_for(int(np.prod(shape)), backend),
    )
    with np.errstate(all="ignore"):  # a row of infinities is refused, and warns of nothing
        good = usable(problem)
    if shape == () and not good[0]:
        with np.errstate(all="ignore"):
            raise InputError(first_problem(problem) or "the flight cannot start")
    return _flown(problem, good, impact_only=impact_only)


def _flown(problem: Problem, good: NDArray[np.bool_], *, impact_only: bool) -> Flights:
    """Steer the boosted flights, and fly all that can be."""
    status = np.where(good, Status.TIME_LIMIT, Status.INVALID_INPUT).astype(np.int8)
    if isinstance(problem.launch, Pad):
        usable_ = problem.take(np.flatnonzero(good))
        groups = []
        for group in usable_.groups:
            steer, found = steering(usable_, group)
            groups.append(replace(group, steer=steer))
            lost = np.flatnonzero(good)[group.which[~found]]
            status[lost] = Status.NO_KICK
        usable_ = replace(usable_, groups=tuple(groups))
        kept = status[good] != Status.NO_KICK
        problem = _with_steering(problem, usable_, np.flatnonzero(good))
        good = good.copy()
        good[np.flatnonzero(good)[~kept]] = False
    return Flights.flown(problem, good, status, impact_only=impact_only)


def _with_steering(problem: Problem, part: Problem, which: NDArray[np.intp]) -> Problem:
    """The problem with the steering that was found for some of its flights."""
    steer = np.full((2, problem.duration_s.size), np.nan)
    for group in part.groups:
        steer[:, which[group.which]] = group.steer
    groups = (replace(group, steer=steer[:, group.which]) for group in problem.groups)
    return replace(problem, groups=tuple(groups))


def _usual_plan(body: Body, *, from_pad: bool) -> Plan:
    return Plan.glide(coast_to_peak=from_pad) if body.lifts else Plan.coast()
