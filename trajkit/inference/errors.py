"""How well a party is taken to have measured, beyond how finely it told. Named, and changeable."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from trajkit.errors import InputError

__all__ = ["MeasurementErrors"]


@dataclass(frozen=True)
class MeasurementErrors:
    """Standard deviations of measurements, the same for every party unless told otherwise.

    All of it is judgement: no party publishes its own. They are floors rather than estimates, for a
    figure told to a tenth of a kilometre is precise, and not for that accurate: the point that is
    called the splashdown or the peak, the site, and the models here are not known so well.

    Attributes
    ----------
    range_share, range_m
        Of a range: a share of it, and a distance besides, for the site and the point of fall.
    altitude_share, altitude_m
        Of a peak.
    speed_share
        Of a top speed.
    time_s
        Of a flight time: from the ignition that was seen to the end that was seen. Units: s.
    bearing_deg
        Of a bearing from a named place. Units: degrees.
    aside_share
        Of how far a flight turned aside, as a share: from which direction a party counts, and
        whether across or along the turn, it does not say.
    place_m
        Of the named place itself, for it is a cape or an island and not a point. Units: m.
    """

    range_share: float = 0.02
    range_m: float = 3e3
    altitude_share: float = 0.01
    altitude_m: float = 1e3
    speed_share: float = 0.03
    time_s: float = 10.0
    bearing_deg: float = 5.0
    aside_share: float = 0.2
    place_m: float = 10e3

    def __post_init__(self) -> None:
        for name in (one.name for one in fields(self)):
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= 0.0):
                raise InputError(f"the measurement error {name} is {value:g}; give 0 or more")
        for pair in ((self.range_share, self.range_m), (self.altitude_share, self.altitude_m)):
            if not any(pair):
                raise InputError("a measurement error cannot be 0 in all; give a share or a length")
        alone = (self.speed_share, self.time_s, self.bearing_deg, self.aside_share, self.place_m)
        if not all(alone):
            raise InputError("a measurement error cannot be 0; give a number above 0")

    def of_range(self, value_m: float) -> float:
        """Units: m."""
        return float(np.hypot(self.range_share * value_m, self.range_m))

    def of_altitude(self, value_m: float) -> float:
        """Units: m."""
        return float(np.hypot(self.altitude_share * value_m, self.altitude_m))

    def of_speed(self, value_m_s: float) -> float:
        """Units: m/s, or Mach numbers of Mach numbers."""
        return self.speed_share * value_m_s

    def of_aside(self, value_m: float) -> float:
        """Of how far it turned aside. Units: m."""
        return float(np.hypot(self.aside_share * value_m, self.range_m))

    def of_distance(self, value_m: float) -> float:
        """Of a distance from a named place. Units: m."""
        return float(np.hypot(self.range_share * value_m, self.place_m))
