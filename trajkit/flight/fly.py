"""Flies bodies from given states: one flight, or as many as the arrays broadcast to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.checks import first_problem, usable
from trajkit.flight.flights import Flights, Problem
from trajkit.flight.launch import Launch
from trajkit.flight.numbers import numbers
from trajkit.physics.earth import WGS84, Earth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["DEFAULT_TOLERANCE_M", "LONGEST_S", "fly"]

DEFAULT_TOLERANCE_M = 1e-4
"""Error that a step may make. It gives less than 1 mm over 30 s, and some 2 cm at the ground, at
worst of thousands of flights of every kind: see docs/validation.md."""

LONGEST_S = 86_400.0
"""A flight without `until_s` ends here, landed or not."""


def fly(
    launch: Launch,
    body: Body | None = None,
    *,
    air: Air | None = None,
    earth: Earth = WGS84,
    until_s: ArrayLike | None = None,
    site: tuple[float, float] | None = None,
    tolerance_m: float = DEFAULT_TOLERANCE_M,
    impact_only: bool = False,
) -> Flights:
    """Fly from the given state to the ground, or for a given time.

    Parameters
    ----------
    launch
        The start: numbers, or arrays that broadcast with each other and with the body's.
    body
        What flies; the default has no drag.
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

    Returns
    -------
    Flights
        One entry a flight, in the order of the flattened broadcast. A row that cannot be flown
        comes back as NaN with a status and a sentence; the others are not harmed.

    Raises
    ------
    InputError
        If all is given as single numbers and they cannot be flown, or if arrays do not broadcast.
    """
    body = Body() if body is None else body
    for thing, kind, example in (
        (launch, Launch, "Launch(latitude_deg=39.19, ...)"),
        (body, Body, "Body(ballistic_coefficient=8000)"),
    ):
        if not isinstance(thing, kind):
            raise InputError(f"fly takes a {kind.__name__}, not {thing!r:.60}; give {example}")
    air = air or Air()
    given = {
        **launch.arrays(),
        "ballistic_coefficient": body.beta_kg_m2,
        "density_multiplier": numbers("density_multiplier", air.density_multiplier),
        "until_s": numbers("until_s", LONGEST_S if until_s is None else until_s),
    }
    try:
        shape = np.broadcast_shapes(*(values.shape for values in given.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in given.items())
        raise InputError(f"the arrays do not broadcast with each other: {shapes}") from None
    if not (np.isfinite(tolerance_m) and tolerance_m > 0.0):
        raise InputError(f"tolerance_m is {tolerance_m:g}; give a number above 0")
    if site is not None:
        place = numbers("site", site)
        if place.shape != (2,) or not (abs(place[0]) <= 90.0 and -180.0 <= place[1] <= 360.0):
            raise InputError(
                f"site {site!r:.60}: give latitude (-90 to 90), then longitude (-180 to 360)"
            )
        site = (float(place[0]), float(place[1]))
    values = {
        name: np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(-1)
        for name, array in given.items()
    }
    duration = values.pop("until_s")
    problem = Problem(
        launch=Launch(**{name: values[name] for name in launch.arrays()}),
        ballistic_coefficient=values["ballistic_coefficient"],
        density_multiplier=values["density_multiplier"],
        duration_s=duration,
        air=air,
        earth=earth,
        site=site,
        tolerance_m=tolerance_m,
    )
    with np.errstate(all="ignore"):  # a row of infinities is refused, and warns of nothing
        position, velocity = problem.state
        good = usable(values, position, velocity, earth) & (duration > 0.0)
    if shape == () and not good[0]:
        sentence = first_problem(
            {name: float(array[0]) for name, array in values.items()},
            position[:, 0],
            velocity[:, 0],
            earth,
        )
        raise InputError(sentence or f"until_s is {duration[0]:g}; give a time above 0 s")
    return Flights.flown(problem, good, impact_only=impact_only)
