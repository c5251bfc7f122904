"""Trial flights from an assumed burnout, and by how much they miss the figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.aside import aside_rad
from trajkit.analysis.wanted import Burnout, Second, Wanted
from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.geodesic import azimuth_deg as geodesic_azimuth_deg
from trajkit.flight.geodesic import destination
from trajkit.flight.launch import Launch

if TYPE_CHECKING:
    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["Shots"]

Array = NDArray[np.float64]

_MET_M = 1.0
# From peaks and the top speed comes no figure of these.
_NEED_ONLY_THE_FALL = (Second.TIME, Second.ANGLE, Second.MACH)


@dataclass(frozen=True, eq=False)
class Shots:
    """n rows in the terms of the solver.

    Attributes
    ----------
    site
        Latitude and longitude. Units: degrees.
    latitude_deg, longitude_deg
        Of burnout.
    forward_deg
        Direction at burnout of the bearing that is to be kept. Velocities have components along
        it, to its right, and up.

    Arrays of shape (n,).
    """

    site: tuple[float, float]
    burnout: Burnout
    wanted: Wanted
    air: Air
    earth: Earth
    latitude_deg: Array
    longitude_deg: Array
    forward_deg: Array

    @classmethod
    def of(
        cls,
        wanted: Wanted,
        burnout: Burnout,
        *,
        site: tuple[float, float],
        air: Air | None,
        earth: Earth,
    ) -> Shots:
        """Burnout lies on the bearing, downrange of the site."""
        (latitude, longitude), ahead = (
            destination(
                latitude_deg=site[0],
                longitude_deg=site[1],
                azimuth_deg=wanted.azimuth_deg,
                distance_m=burnout.downrange_m + beyond_m,
                earth=earth,
            )
            # The bearing at burnout, from a point 1 km on, so that it holds at no downrange too.
            for beyond_m in (0.0, 1e3)
        )
        forward = geodesic_azimuth_deg(
            from_latitude_deg=latitude,
            from_longitude_deg=longitude,
            to_latitude_deg=ahead[0],
            to_longitude_deg=ahead[1],
            earth=earth,
        )
        return cls(site, burnout, wanted, air or Air(), earth, latitude, longitude, forward)

    def take(self, rows: NDArray[np.intp]) -> Shots:
        """Some of the rows, each as often as it is named."""
        return replace(
            self,
            burnout=self.burnout.take(rows),
            wanted=self.wanted.take(rows),
            latitude_deg=self.latitude_deg[rows],
            longitude_deg=self.longitude_deg[rows],
            forward_deg=self.forward_deg[rows],
        )

    def launch(self, velocity: Array) -> Launch:
        """State at burnout from the velocity's components, shape (3, n). Units: m/s."""
        along, right, up = velocity
        level = np.hypot(along, right)
        return Launch(
            latitude_deg=self.latitude_deg,
            longitude_deg=self.longitude_deg,
            altitude_m=self.burnout.altitude_m,
            speed_m_s=np.sqrt(level**2 + up**2),
            angle_deg=np.degrees(np.arctan2(up, level)),
            azimuth_deg=np.mod(self.forward_deg + np.degrees(np.arctan2(right, along)), 360.0),
        )

    def fly(self, velocity: Array) -> Flights:
        """The whole flights; ranges count from the site."""
        return self._fly(velocity, until_s=None, impact_only=False)

    def trial(self, velocity: Array, *, until_s: Array) -> Array:
        """Misses of flights that are flown no longer than need be, shape (3, n)."""
        only_fall = self.wanted.second in _NEED_ONLY_THE_FALL
        return self.misses(self._fly(velocity, until_s=until_s, impact_only=only_fall))

    def misses(self, flights: Flights) -> Array:
        """Flown minus wanted: range (m), second figure (its unit), distance off the bearing (m)."""
        range_m = flights.impact.range_m
        aside = aside_rad(flights, site=self.site, azimuth_deg=self.wanted.azimuth_deg)
        # A fall behind the site is a range below nothing, so that the way back has a slope.
        along = np.where(np.cos(aside) >= 0.0, range_m, -range_m)
        return np.stack(
            [
                along - self.wanted.range_m,
                self._second(flights) - self.wanted.value,
                range_m * np.sin(aside),
            ]
        )

    @property
    def tolerances(self) -> Array:
        """Misses below which the figures are met, shape (3,)."""
        return np.array([_MET_M, self.wanted.second.tolerance, _MET_M])

    @property
    def weights(self) -> Array:
        """One over the figures, so that misses count as shares of them, shape (3, n)."""
        far = 1.0 / np.maximum(self.wanted.range_m, 1e3)
        return np.stack([far, 1.0 / np.maximum(np.abs(self.wanted.value), 1e-3), far])

    def _fly(self, velocity: Array, *, until_s: Array | None, impact_only: bool) -> Flights:
        return fly(
            self.launch(velocity),
            Body(self.burnout.ballistic_coefficient),
            air=self.air,
            earth=self.earth,
            site=self.site,
            until_s=until_s,
            impact_only=impact_only,
        )

    def _second(self, flights: Flights) -> Array:
        second = self.wanted.second
        if second is Second.APOGEE:
            return flights.apogee.altitude_m
        if second is Second.SPEED:
            return flights.top_speed_m_s
        if second is Second.MACH:
            return flights.top_mach
        if second is Second.ANGLE:
            return flights.problem.launch.arrays()["angle_deg"]
        return flights.flight_time_s + self.burnout.boost_time_s
