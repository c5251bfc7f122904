"""The boost that gravity bends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.flight.numbers import numbers
from trajkit.flight.phases.burn import Burn
from trajkit.physics.earth import ecef_to_geodetic, local_frame
from trajkit.physics.thrust import with_the_motion

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["GravityTurn", "Kick"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class GravityTurn(Burn):
    """Thrust along the motion through the air, so that none is lost to turning."""

    name = "gravity turn"

    def equations(self, setting: Setting) -> Equations:
        """With thrust along the motion."""
        return setting.burning(with_the_motion(), compilable=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class Kick(GravityTurn):
    """A gravity turn that begins with a turn of the velocity, in no time.

    Parameters
    ----------
    steer_forward, steer_right
        The tangent of half the angle off the vertical of the motion through the air, times its
        direction: along the azimuth and to the right of it. In these coordinates the direction at
        burnout nearly follows that of the kick in proportion, for steep flights. The thrust acts
        along that motion: were it the motion over ground, a wind would tip an unsteered rocket
        over.
    """

    steer_forward: ArrayLike = 0.0
    steer_right: ArrayLike = 0.0

    NUMBERS = (*Burn.NUMBERS, "steer_forward", "steer_right")
    name = "kick and gravity turn"

    def begin(
        self, setting: Setting, position_m: Array, velocity_m_s: Array
    ) -> tuple[Array, Array]:
        """The same Earth-relative speed in the new direction."""
        forward = numbers("steer_forward", self.steer_forward)
        right = numbers("steer_right", self.steer_right)
        speed = np.sqrt((velocity_m_s * velocity_m_s).sum(axis=0))
        tangent2 = forward * forward + right * right
        ahead, up = setting.forward_and_up()
        across = np.cross(ahead, up, axis=0)
        direction = 2.0 * forward * ahead + 2.0 * right * across + (1.0 - tangent2) * up
        direction = direction / (1.0 + tangent2)
        if setting.air.wind is None:
            return position_m, direction * speed
        wind = _wind(setting, position_m)
        along = (wind * direction).sum(axis=0)
        left = speed * speed - (wind * wind).sum(axis=0) + along * along
        # A wind faster than the rocket allows not every direction: the nearest to it.
        through_air = np.maximum(np.sqrt(np.maximum(left, 0.0)) - along, 0.0)
        over_ground = wind + through_air * direction
        length = np.sqrt((over_ground * over_ground).sum(axis=0))
        return position_m, over_ground * (speed / length)


def _wind(setting: Setting, position_m: Array) -> Array:
    """Velocity of the air, Earth-fixed, shape (3, n). Units: m/s."""
    assert setting.air.wind is not None
    latitude, longitude, altitude = ecef_to_geodetic(position_m, earth=setting.earth)
    east, north, _ = local_frame(latitude_deg=latitude, longitude_deg=longitude)
    to_east, to_north = setting.air.wind(altitude)
    wind: Array = to_east * east + to_north * north
    return wind
