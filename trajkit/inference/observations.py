"""Which of an event's claims are observed, and what each says about a flight.

Not observed: estimates such as a standard range, claims that others superseded, figures with a
condition ("if on a normal ballistic trajectory"), and words, but for two kinds. An assessment or a
statement that holds "no second peak" observes that there was none, and the sea in which the event
was reported to fall is observed once for all parties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from trajkit.errors import InputError
from trajkit.inference.errors import MeasurementErrors
from trajkit.inference.figures import ROW
from trajkit.inference.likelihood import log_probability
from trajkit.inference.overflight import Overflight, overflights
from trajkit.inference.sea import sea
from trajkit.physics.earth import geodetic_to_ecef, local_frame
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event

__all__ = [
    "Figure",
    "InSea",
    "MachConvention",
    "NoSecondPeak",
    "Observation",
    "Observations",
    "Splash",
    "observations_of",
    "seen_from",
]

Array = NDArray[np.float64]
MachConvention = Literal["sea-level", "local", "either"]

NO_SECOND_PEAK = "no second peak"
_LOW_PROMINENCE_M, _PROMINENCE_ERROR_M, _MISSED = 2e3, 0.5e3, 0.05
_OUT_OF_SEA = 0.02
_MINUTE_S = 60.0
_RADIUS_M = 6.378e6


class Observation(Protocol):
    """What one claim says of a flight."""

    @property
    def quantity(self) -> str:
        """Its quantity, as in claims."""

    @property
    def party(self) -> str:
        """Who reports it."""

    @property
    def wording(self) -> str:
        """As it was reported."""

    def log_likelihood(self, figures: Array) -> Array:
        """Logarithm of the probability of the report, shape (n,)."""

    @property
    def extra(self) -> frozenset[str]:
        """Figures that have to be asked for."""


@dataclass(frozen=True)
class Figure:
    """A figure in an interval.

    Attributes
    ----------
    row
        Name of the figure in `trajkit.inference.figures`.
    low, high
        Ends of the interval that the wording allows; None where it is open.
    error
        Standard deviation of the measurement. Same unit as the figure.
    value
        As printed.
    local_mach
        For a top speed told as a Mach number: the same as the greatest local Mach number, with
        which the likelihood is mixed half and half; None otherwise.
    """

    quantity: str
    party: str
    wording: str
    row: str
    value: float
    low: float | None
    high: float | None
    error: float
    local_mach: Figure | None = None

    @property
    def extra(self) -> frozenset[str]:
        """The row, where it has to be asked for."""
        own = frozenset({self.row} & {"top_mach", "aside_m"})
        return own if self.local_mach is None else own | self.local_mach.extra

    @property
    def either_side(self) -> bool:
        """Whether it is told without a sign: how far aside."""
        return self.row == "aside_m"

    def truth(self, figures: Array) -> Array:
        """What the flights have, to either side if it is aside."""
        truth: Array = figures[ROW[self.row]]
        return np.abs(truth) if self.either_side else truth

    def log_likelihood(self, figures: Array) -> Array:
        """By rounding and measurement error."""
        own = log_probability(self.truth(figures), self.low, self.high, self.error)
        if self.local_mach is None:
            return own
        mixed: Array = np.logaddexp(own, self.local_mach.log_likelihood(figures)) - np.log(2.0)
        return mixed


@dataclass(frozen=True)
class NoSecondPeak:
    """That there was none: what rises by at most 2 km over what precedes it is not told as one.

    One flight in twenty that has a second peak may be missed.
    """

    party: str
    wording: str
    quantity: str = NO_SECOND_PEAK
    extra: frozenset[str] = frozenset({"prominence_m"})

    def log_likelihood(self, figures: Array) -> Array:
        """By the prominence."""
        prominence = figures[ROW["prominence_m"]]
        with np.errstate(invalid="ignore"):
            seen = log_ndtr((_LOW_PROMINENCE_M - prominence) / _PROMINENCE_ERROR_M)
            found = np.logaddexp(seen, np.log(_MISSED))
        return np.where(np.isnan(prominence), -np.inf, np.minimum(found, 0.0))


@dataclass(frozen=True)
class Splash:
    """The point of fall, by distance and bearing from a named place, or one of the two.

    Attributes
    ----------
    place
        Latitude and longitude. Units: degrees.
    distance
        Low and high end, and standard deviation; None if not told. Units: m.
    bearing
        The same of the bearing. Units: degrees.
    """

    party: str
    wording: str
    place: tuple[float, float]
    distance: tuple[float | None, float | None, float] | None
    bearing: tuple[float, float, float] | None
    quantity: str = "splashdown"
    extra: frozenset[str] = frozenset()

    def log_likelihood(self, figures: Array) -> Array:
        """By both."""
        distance, bearing = seen_from(
            self.place, figures[ROW["latitude_deg"]], figures[ROW["longitude_deg"]]
        )
        total = np.zeros(figures.shape[1])
        if self.distance is not None:
            total = total + log_probability(distance, *self.distance)
        if self.bearing is not None:
            low, high, error = self.bearing
            middle = 0.5 * (low + high)
            # From -180 to 180 about the middle.
            turn = np.mod(bearing - middle + 180.0, 360.0) - 180.0
            total = total + log_probability(turn, low - middle, high - middle, error)
        return total


def seen_from(place: tuple[float, float], latitude: Array, longitude: Array) -> tuple[Array, Array]:
    """Distance (m) and bearing (degrees) of points from a place, within 0.4 % and 0.3 degrees.

    By the straight line between them, a hundred times as fast as by geodesics.
    """
    there = geodetic_to_ecef(latitude_deg=latitude, longitude_deg=longitude, altitude_m=0.0)
    here = geodetic_to_ecef(latitude_deg=place[0], longitude_deg=place[1], altitude_m=0.0)
    line = there - np.reshape(here, (3, 1))
    east, north, _ = (
        np.reshape(axis, (3, 1))
        for axis in local_frame(latitude_deg=np.array(place[0]), longitude_deg=np.array(place[1]))
    )
    chord = np.sqrt((line * line).sum(axis=0))
    distance = 2.0 * _RADIUS_M * np.arcsin(np.minimum(0.5 * chord / _RADIUS_M, 1.0))
    bearing = np.degrees(np.arctan2((line * east).sum(axis=0), (line * north).sum(axis=0)))
    return distance, bearing


@dataclass(frozen=True)
class InSea:
    """That it fell into a named sea."""

    party: str
    wording: str
    name: str
    quantity: str = "sea"
    extra: frozenset[str] = frozenset()

    def log_likelihood(self, figures: Array) -> Array:
        """Nothing is lost inside; one report in fifty may be wrong."""
        latitude, longitude = figures[ROW["latitude_deg"]], figures[ROW["longitude_deg"]]
        inside = sea(self.name).holds(latitude, longitude)
        found = np.where(inside, 0.0, np.log(_OUT_OF_SEA))
        return np.where(np.isnan(latitude), -np.inf, found)


@dataclass(frozen=True)
class Observations:
    """What is observed of a flight.

    Attributes
    ----------
    items
        The observations.
    left_out
        Claims that are not observed though they have a figure, each with the reason, in words.
    also
        Figures that are wanted besides, of those that have to be asked for.
    """

    items: tuple[Observation, ...]
    left_out: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()

    def log_likelihood(self, figures: Array) -> Array:
        """Of each observation, shape (observations, n)."""
        return np.stack([item.log_likelihood(figures) for item in self.items])

    @property
    def extra(self) -> frozenset[str]:
        """Figures that have to be asked for."""
        return self.also.union(*(item.extra for item in self.items))

    @property
    def over(self) -> tuple[float, float] | None:
        """The place that was passed, if one was named."""
        return next((item.place for item in self.items if isinstance(item, Overflight)), None)


def observations_of(
    event: Event,
    parties: Sequence[str] | None = None,
    flight: str | None = None,
    *,
    errors: MeasurementErrors | None = None,
    mach: MachConvention = "sea-level",
) -> Observations:
    """The observations of an event, or of some of its parties.

    Raises
    ------
    InputError
        If there is none, or `flight` or a party is not one of the event.
    """
    errors = errors or MeasurementErrors()
    chosen = list(event.standing(flight))
    if parties is not None:
        names = {event.claims_of(party)[0].party for party in parties}
        chosen = [claim for claim in chosen if claim.party in names]
    items: list[Observation] = []
    left_out: list[str] = []
    seen: set[tuple[str, str]] = set()
    usable = []
    for claim in chosen:
        if claim.condition is not None or claim.is_estimate:
            reason = claim.condition or "an estimate"
            left_out.append(f"{claim.party}, {_name(claim)} {claim.wording}: {reason}")
            continue
        if claim.supports is not None and claim.supports in {other.id for other in chosen}:
            left_out.append(f"{claim.party}, {_name(claim)} {claim.wording}: repeats another")
            continue
        usable.append(claim)
        found = _of_claim(claim, errors, mach)
        if found is None:
            continue
        key = (claim.party, found.quantity)
        if key in seen and found.quantity != "splashdown":
            left_out.append(f"{claim.party}, {_name(claim)} {claim.wording}: told twice")
            continue
        seen.add(key)
        items.append(found)
    items += _spans(event, chosen, seen, errors)
    passed, missing = overflights(event, usable, errors)
    items += passed
    left_out += missing
    if not items:
        who = " and ".join(parties) if parties else "no party"
        raise InputError(
            f"{event.id}: {who} gave no figure that a flight could be compared with; "
            "choose another party"
            if parties
            else f"{event.id}: nobody gave a figure that a flight could be compared with; "
            "add a claim with a range or an apogee"
        )
    if event.fell_in is not None:
        items.append(InSea("event", f"fell in {event.fell_in}", event.fell_in))
    return Observations(tuple(items), tuple(left_out))


_ROWS = {
    "range": "range_m",
    "apogee": "apogee_m",
    "first_peak": "first_peak_m",
    "second_peak": "second_peak_m",
    "flight_time": "flight_time_s",
    "top_speed": "top_speed_m_s",
    "lateral_displacement": "aside_m",
}


def _of_claim(claim: Claim, errors: MeasurementErrors, mach: MachConvention) -> Observation | None:
    if claim.quantity in ("assessment", "statement"):
        if NO_SECOND_PEAK in claim.wording.casefold():
            return NoSecondPeak(claim.party, claim.wording)
        return None
    if claim.quantity == "splashdown":
        return _splash(claim, errors)
    figure = claim.figure
    if figure is None or claim.quantity not in _ROWS:
        return None
    error = _error(claim.quantity, figure.value, errors)
    said = Figure(
        claim.quantity,
        claim.party,
        claim.wording,
        _ROWS[claim.quantity],
        figure.value,
        figure.low,
        figure.high,
        error,
    )
    if figure.speed is None or not figure.speed.is_mach or mach == "sea-level":
        return said

    def in_mach(speed: float | None) -> float | None:
        return None if speed is None else speed / SEA_LEVEL_SOUND_SPEED_M_S

    value = figure.speed.value
    local = Figure(
        claim.quantity,
        claim.party,
        claim.wording,
        "top_mach",
        value,
        in_mach(figure.low),
        in_mach(figure.high),
        errors.of_speed(value),
    )
    if mach == "local":
        return local
    return replace(said, local_mach=local)


def _error(quantity: str, value: float, errors: MeasurementErrors) -> float:
    """Standard deviation of the measurement of a figure, in its unit."""
    if quantity == "range":
        return errors.of_range(value)
    if quantity == "top_speed":
        return errors.of_speed(value)
    if quantity == "lateral_displacement":
        return errors.of_aside(value)
    return errors.time_s if quantity == "flight_time" else errors.of_altitude(value)


def _splash(claim: Claim, errors: MeasurementErrors) -> Splash | None:
    place, away, bearing = claim.position_deg, claim.distance_from_place, claim.bearing_deg
    if place is None or (away is None and bearing is None):
        return None
    distance = None
    if away is not None:
        distance = (away.low, away.high, errors.of_distance(away.value))
    sector = None
    if bearing is not None:
        half = _half_sector_deg(claim.bearing, bearing)
        sector = (bearing - half, bearing + half, errors.bearing_deg)
    return Splash(claim.party, claim.wording, place, distance, sector)


def _half_sector_deg(said: float | str | None, bearing_deg: float) -> float:
    """Half of what a direction covers: an eighth of the compass for "west" and "north-west", a
    sixteenth for "west-north-west", a degree for a number."""
    if not isinstance(said, str):
        return 0.5
    return 11.25 if bearing_deg % 45.0 else 22.5


def _spans(
    event: Event,
    chosen: Sequence[Claim],
    seen: set[tuple[str, str]],
    errors: MeasurementErrors,
) -> list[Observation]:
    """Flight times of parties that told when it rose and when it fell, but not how long it took."""
    found: list[Observation] = []
    for party in dict.fromkeys(claim.party for claim in chosen):
        if (party, "flight_time") in seen:
            continue
        own = {claim.quantity: claim for claim in chosen if claim.party == party}
        rise, fall = own.get("launch_time"), own.get("fall_time")
        if rise is None or fall is None or rise.clock is None or fall.clock is None:
            continue
        near, offset = event.launch_time_utc, event.utc_offset_hours
        r0, r1 = rise.clock.interval_utc(near, offset)
        f0, f1 = fall.clock.interval_utc(near, offset)
        low, high = (f0 - r1).total_seconds(), (f1 - r0).total_seconds()
        if high <= _MINUTE_S:
            continue
        found.append(
            Figure(
                "flight_time",
                party,
                f"from {rise.wording} to {fall.wording}",
                "flight_time_s",
                0.5 * (low + high),
                max(low, 0.0),
                high,
                errors.time_s,
            )
        )
    return found


def _name(claim: Claim) -> str:
    return claim.quantity.replace("_", " ")
