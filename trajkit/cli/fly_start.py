"""Where and how the flight of `fly` starts: in flight, or at rest on the launch pad."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trajkit.cli.fly_booster import BoosterChoice, choose_booster
from trajkit.cli.fly_options import BOOSTER, Typed
from trajkit.cli.fly_values import EQUILIBRIUM
from trajkit.errors import InputError
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from trajkit.cli.fly_glide import BodyChoice
    from trajkit.cli.site import Place
    from trajkit.flight.air import Air
    from trajkit.flight.launch import Launch
    from trajkit.flight.pad import Pad
    from trajkit.physics.earth import Earth
    from trajkit.reports.quantity import Speed

__all__ = ["PadStart", "StateStart", "choose_start", "reachable_angles"]

_STATE = {"--altitude": "altitude_m", "--speed": "speed", "--angle": "angle_deg"}
_PAD = {
    "--delta-v": "delta_v_m_s",
    "--burn-time": "burn_time_s",
    "--burnout-angle": "burnout_angle_deg",
}
_EXAMPLES = {
    "--site": "--site 39.19,125.96",
    "--altitude": '--altitude "60 km"',
    "--speed": '--speed "2.2 km/s"',
    "--angle": "--angle 42",
    "--azimuth": "--azimuth 60",
    "--beta": "--beta 8000, or --beta inf for a flight without drag",
    "--delta-v": '--delta-v "3.5 km/s"',
    "--burn-time": '--burn-time "90 s"',
    "--burnout-angle": "--burnout-angle 42",
}
# Where the search for the equilibrium altitude begins, and how near it comes. Units: m.
_FIRST_ALTITUDE_M = 40e3
_NEAR_M = 1e-3
_MOST_ROUNDS = 30


@dataclass(frozen=True, kw_only=True)
class StateStart:
    """A start in flight."""

    place: Place
    altitude_m: float
    at_equilibrium: bool
    speed: Speed
    angle_deg: float
    azimuth_deg: float

    def launch(self) -> Launch:
        """What is flown."""
        from trajkit.flight.launch import Launch

        return Launch(
            latitude_deg=self.place.latitude_deg,
            longitude_deg=self.place.longitude_deg,
            altitude_m=self.altitude_m,
            speed_m_s=self.speed.in_m_s(),
            angle_deg=self.angle_deg,
            azimuth_deg=self.azimuth_deg,
        )


@dataclass(frozen=True, kw_only=True)
class PadStart:
    """A start at rest on the ground."""

    place: Place
    azimuth_deg: float
    burnout_angle_deg: float
    boost: BoosterChoice

    def launch(self, *, burnout_angle_deg: ArrayLike | None = None) -> Pad:
        """What is flown, perhaps to other angles."""
        from trajkit.flight.pad import Pad

        return Pad(
            latitude_deg=self.place.latitude_deg,
            longitude_deg=self.place.longitude_deg,
            burnout_angle_deg=(
                self.burnout_angle_deg if burnout_angle_deg is None else burnout_angle_deg
            ),
            azimuth_deg=self.azimuth_deg,
        )


def choose_start(
    typed: Typed, body: BodyChoice, *, air: Air, earth: Earth
) -> StateStart | PadStart:
    """The start that was typed.

    Raises
    ------
    InputError
        If options are missing or do not go together.
    """
    boosted = typed.given(BOOSTER)
    if boosted:
        beside = typed.given(_STATE)
        if beside:
            raise InputError(
                f"{joined(beside)} cannot be given with {joined(boosted)}: a flight from the "
                "launch pad starts at rest on the ground; leave out one or the other"
            )
        _require(typed, {"--site": "place", **_PAD, "--azimuth": "azimuth_deg", "--beta": "beta"})
        assert typed.place is not None
        assert typed.azimuth_deg is not None
        assert typed.burnout_angle_deg is not None
        return PadStart(
            place=typed.place,
            azimuth_deg=typed.azimuth_deg,
            burnout_angle_deg=typed.burnout_angle_deg,
            boost=choose_booster(typed),
        )
    level = typed.altitude_m == EQUILIBRIUM
    if level and typed.angle_deg:
        raise InputError(
            f"--altitude equilibrium is for a level start, and --angle is {typed.angle_deg:g}; "
            "leave out --angle, or give an altitude"
        )
    needed = {"--site": "place", **_STATE, "--azimuth": "azimuth_deg", "--beta": "beta"}
    if level:
        del needed["--angle"]
    _require(typed, needed)
    assert typed.place is not None
    assert typed.speed is not None
    assert typed.azimuth_deg is not None
    assert typed.altitude_m is not None
    angle = 0.0 if typed.angle_deg is None else typed.angle_deg
    start = StateStart(
        place=typed.place,
        altitude_m=_FIRST_ALTITUDE_M if isinstance(typed.altitude_m, str) else typed.altitude_m,
        at_equilibrium=level,
        speed=typed.speed,
        angle_deg=angle,
        azimuth_deg=typed.azimuth_deg,
    )
    return _at_equilibrium(start, body, air=air, earth=earth) if level else start


def reachable_angles(start: PadStart, body: BodyChoice, *, air: Air, earth: Earth) -> str:
    """Which burnout angles the booster can be steered to, in words, to the nearest five degrees."""
    import numpy as np

    from trajkit.flight.fly import fly
    from trajkit.physics.status import Status

    angles = np.arange(-90.0, 91.0, 5.0)
    booster = start.boost.booster()
    flights = fly(
        start.launch(burnout_angle_deg=angles),
        body.body(),
        booster=booster,
        air=air,
        earth=earth,
        until_s=float(booster.burn_time_s),
        impact_only=True,
    )
    found = angles[flights.status != Status.NO_KICK]
    if not found.size:
        return "no angle can be reached with this booster; give it another delta-v or burn time"
    if found.size == 1:
        return f"only about {found[0]:g} degrees can be reached with this booster from there"
    return (
        f"angles from about {found.min():g} to {found.max():g} degrees can be reached with this "
        "booster; give one of them, or another delta-v or burn time"
    )


def _require(typed: Typed, flags: dict[str, str]) -> None:
    """Refuse what is not enough, with what to add."""
    missing = [flag for flag, name in flags.items() if getattr(typed, name) is None]
    if not missing:
        return
    from_pad = "--delta-v" in flags
    what = "a flight from the launch pad" if from_pad else "fly"
    instead = ""
    if not from_pad and all(flag in missing for flag in _STATE):
        instead = f"; or, in place of {joined(_STATE)}, {joined(_PAD)} for a start from the pad"
    raise InputError(
        f"{what} needs {joined(missing)}; add {joined(_EXAMPLES[m] for m in missing)}{instead}"
    )


def _at_equilibrium(start: StateStart, body: BodyChoice, *, air: Air, earth: Earth) -> StateStart:
    """The start at the altitude where the lift balances weight and centrifugal relief.

    The altitude decides the weight, a little, and the speed of sound: in rounds, each of which
    comes a hundred times nearer.
    """
    from trajkit.flight.fly import fly

    if not body.lift_to_drag:
        raise InputError(
            "--altitude equilibrium needs a body with lift; add --lift-to-drag, for instance "
            "--lift-to-drag 2.6, or give an altitude"
        )
    for _ in range(_MOST_ROUNDS):
        flight = fly(start.launch(), body.body(), air=air, earth=earth, until_s=1e-3)
        sample = flight.sample([0.0], derived=True)
        altitude = float(sample["equilibrium_altitude_m"].to_numpy()[0, 0])
        moved = abs(altitude - start.altitude_m)
        start = replace(start, altitude_m=altitude)
        if not moved > _NEAR_M:
            break
    if not moved <= _NEAR_M:
        raise InputError(
            f"at {start.speed.in_m_s() / 1e3:g} km/s there is no altitude where the lift of this "
            "body balances its weight in level flight; give another --speed, or an altitude"
        )
    return start
