"""Flies one flight as it was typed, and refuses what cannot fly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.cli.fly_glide import BodyChoice, GlideChoice, choose_body, choose_glide
from trajkit.cli.fly_start import PadStart, StateStart, choose_start, reachable_angles
from trajkit.errors import InputError, TrajkitError
from trajkit.flight.fly import fly
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from trajkit.cli.fly_options import Typed
    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["Single", "fly_single"]


@dataclass(frozen=True, kw_only=True)
class Single:
    """One flight, and the choices that it follows from; glide is None for a body without lift."""

    start: StateStart | PadStart
    body: BodyChoice
    glide: GlideChoice | None
    flights: Flights

    @property
    def assumed(self) -> list[str]:
        """Names of the inputs that nobody gave, where another would change the flight."""
        boost = self.start.boost.assumed if isinstance(self.start, PadStart) else ()
        names = [f"booster.{name}" for name in boost]
        if self.glide is not None and self.glide.assumed:
            names.append("glide.law")
        if self.glide is not None and self.glide.from_peak_assumed:
            names.append("glide.lift_from")
        return names


def fly_single(typed: Typed, *, air: Air, earth: Earth) -> Single:
    """Fly it.

    Raises
    ------
    InputError
        If something is missing, or the flight cannot start.
    """
    body = choose_body(typed)
    start = choose_start(typed, body, air=air, earth=earth)
    boosted = isinstance(start, PadStart)
    glide = choose_glide(typed, from_pad=boosted, lifts=body.lift_to_drag is not None)
    try:
        flights = fly(
            start.launch(),
            body.body(),
            booster=start.boost.booster() if isinstance(start, PadStart) else None,
            plan=None if glide is None else glide.plan(),
            air=air,
            earth=earth,
            until_s=typed.until_s,
        )
    except InputError as error:
        if isinstance(start, PadStart):
            raise InputError(start.boost.spelled(str(error))) from None
        raise
    _refuse_unflown(flights, start, body, air=air, earth=earth)
    return Single(start=start, body=body, glide=glide, flights=flights)


def _refuse_unflown(
    flights: Flights, start: StateStart | PadStart, body: BodyChoice, *, air: Air, earth: Earth
) -> None:
    """Say of a flight that could not be flown what to change."""
    status = Status(flights.status[0])
    if status is Status.NO_KICK and isinstance(start, PadStart):
        reachable = reachable_angles(start, body, air=air, earth=earth)
        raise InputError(
            f"no steering gives --burnout-angle {start.burnout_angle_deg:g}: {reachable}"
        )
    if status is Status.BELOW_GROUND:
        if isinstance(start, StateStart) and start.angle_deg < 0.0 and start.speed.value > 0.0:
            raise InputError(
                f"--angle {start.angle_deg:g} points below the horizon at ground level; "
                "give an angle above 0 or a greater --altitude"
            )
        raise InputError(
            "the flight starts on the ground and does not rise; "
            "give an --angle above 0 and enough --speed, or a greater --altitude"
        )
    if status is Status.NOT_CONVERGED:
        raise TrajkitError(
            "the flight could not be computed: its step size shrank to nothing; "
            "look for a jump in the wind or the density that was given, or for a bank that holds "
            "the lift downwards"
        )
