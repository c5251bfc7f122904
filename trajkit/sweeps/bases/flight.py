"""One flight as `trajkit.fly` takes it, from a state or from the pad."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.air import Air
from trajkit.flight.body import Body
from trajkit.flight.booster import ASCENT_BETA_KG_M2, EXHAUST_VELOCITY_M_S, Booster
from trajkit.flight.fly import LONGEST_S, fly
from trajkit.flight.geodesic import azimuth_deg
from trajkit.flight.launch import Launch
from trajkit.flight.pad import Pad
from trajkit.flight.plan import Plan
from trajkit.physics.earth import SPHERE, WGS84
from trajkit.physics.status import Status
from trajkit.reports import catalogue
from trajkit.reports.fault import FaultError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trajkit.flight.flights import Flights
    from trajkit.physics.backend import Backend
    from trajkit.sweeps.factors import Factor
    from trajkit.sweeps.spec import FlightSpec

__all__ = ["FlightBase", "flight_base"]

Array = NDArray[np.float64]

#: Error that a step may make, where nothing is said: centimetres at the ground, see
#: docs/validation.md. Units: m.
TOLERANCE_M: Final = 1e-2

_PLACE: Final = ("latitude_deg", "longitude_deg")
_STATE: Final = ("altitude_m", "speed_m_s", "angle_deg")
_PAD: Final = ("delta_v_m_s", "burn_time_s", "burnout_angle_deg")
_BOOSTER: Final = {
    "exhaust_velocity_m_s": EXHAUST_VELOCITY_M_S,
    "ascent_ballistic_coefficient_kg_m2": ASCENT_BETA_KG_M2,
}
_BODY: Final = {"lift_to_drag": 0.0, "bank_deg": 0.0, "density_multiplier": 1.0}
_GLIDE: Final = {"damping": 0.0, "climb_share": 1.0}
# Without a value of its own, a phase that ends by it is not there.
_OPTIONAL: Final = ("final_share", "dive_below_m", "dive_below_m_s")
_OUTPUTS: Final = (
    "range_m",
    "bearing_deg",
    "latitude_of_fall_deg",
    "longitude_of_fall_deg",
    "flight_time_s",
    "apogee_m",
    "first_peak_m",
    "second_peak_m",
    "top_speed_m_s",
    "impact_speed_m_s",
)
_OF_BOOST: Final = ("burnout_time_s", "burnout_altitude_m", "burnout_range_m", "burnout_speed_m_s")
# What is not reckoned unless one of these is wanted.
_ON_THE_WAY: Final = ("apogee_m", "first_peak_m", "second_peak_m", "top_speed_m_s")


@dataclass(frozen=True, eq=False)
class FlightBase:
    """A flight.

    Attributes
    ----------
    spec
        As the specification has it, the site as latitude and longitude.
    numbers
        Of every quantity that has a value where no factor gives one.
    plan_names
        Which numbers the plan has.
    """

    spec: FlightSpec
    numbers: dict[str, float]
    inputs: tuple[str, ...]
    plan_names: tuple[str, ...] = ()

    @property
    def boosted(self) -> bool:
        """Whether it starts from the pad."""
        return _PAD[0] in self.inputs

    @property
    def glides(self) -> bool:
        """Whether the body may have lift."""
        return "damping" in self.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """See `Base`."""
        return (*_OUTPUTS, *(_OF_BOOST if self.boosted else ()))

    @property
    def usual(self) -> tuple[str, ...]:
        """See `Base`."""
        return ("range_m", "apogee_m", "flight_time_s", "top_speed_m_s")

    @property
    def rows_a_second(self) -> dict[str, float]:
        """Roughly."""
        slow = 10.0 if self.boosted else 1.0  # some eight boosts find the steering
        if self.glides:
            return {"numpy": 8e3 / slow, "compiled": 35e3 / slow}
        return {"numpy": 30e3 / slow, "compiled": 100e3 / slow}

    def has(self, name: str) -> bool:
        """See `Base`."""
        return name in self.numbers

    def defaults(self, given: Collection[str]) -> list[Factor]:
        """See `Base`; a flight has only the factors that are named."""
        del given
        return []

    def ready(self, factors: Sequence[Factor]) -> FlightBase:
        """See `Base`."""
        names = {*(factor.name for factor in factors), *self.numbers}
        return replace(self, plan_names=tuple(name for name in _OPTIONAL if name in names))

    def values(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """See `Base`."""
        fixed = {name: np.full(count, number) for name, number in self.numbers.items()}
        return {**fixed, **given}

    def fly(
        self, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend
    ) -> tuple[dict[str, Array], NDArray[np.int8]]:
        """See `Base`."""
        v = {name: np.ascontiguousarray(array) for name, array in values.items()}
        launch: Launch | Pad
        booster = None
        if self.boosted:
            launch = Pad(
                latitude_deg=v["latitude_deg"],
                longitude_deg=v["longitude_deg"],
                burnout_angle_deg=v["burnout_angle_deg"],
                azimuth_deg=v["azimuth_deg"],
            )
            booster = Booster.of(
                delta_v_m_s=v["delta_v_m_s"],
                burn_time_s=v["burn_time_s"],
                stages=self.spec.stages or 1,
                exhaust_velocity_m_s=v["exhaust_velocity_m_s"],
                ascent_ballistic_coefficient=v["ascent_ballistic_coefficient_kg_m2"],
                steering=self.spec.steering or "gravity-turn",
            )
        else:
            launch = Launch(**{name: v[name] for name in (*_PLACE, *_STATE, "azimuth_deg")})
        earth = SPHERE if self.spec.spherical else WGS84
        flights = fly(
            launch,
            Body(v["ballistic_coefficient_kg_m2"], v["lift_to_drag"], v["bank_deg"]),
            booster=booster,
            plan=self._plan(v),
            air=Air(density_multiplier=v["density_multiplier"]),
            earth=earth if self.spec.rotating else earth.without_rotation(),
            until_s=v["until_s"],
            tolerance_m=self.spec.tolerance_m or TOLERANCE_M,
            impact_only=not set(wanted) & set(_ON_THE_WAY),
            backend=backend.value,
        )
        landed = flights.status == Status.LANDED
        found = {name: np.where(landed, _OF[name](flights), np.nan) for name in wanted}
        return found, flights.status.astype(np.int8)

    def _plan(self, v: dict[str, Array]) -> Plan:
        if not self.glides:
            return Plan.coast()
        from_peak = self.boosted if self.spec.lift_from is None else self.spec.lift_from == "peak"
        names = (*_GLIDE, *self.plan_names)
        return Plan.glide(coast_to_peak=from_peak, **{name: v[name] for name in names})

    def described(self) -> dict[str, Any]:
        """See `Base`."""
        kept = self.spec.model_dump(exclude_none=True, exclude={"site"})
        kept = {name: value for name, value in kept.items() if name not in self.numbers}
        return {"flight": {**kept, **self.numbers, "tolerance_m": self.spec.tolerance_m or
                           TOLERANCE_M}}  # fmt: skip


def flight_base(spec: FlightSpec, given: Collection[str]) -> FlightBase:
    """The base of a flight; `given` are the names of the factors.

    Raises
    ------
    FaultError
        If something is missing, or does not go together; names the key below [base.flight].
    """
    numbers = {
        name: float(value)
        for name, value in spec.model_dump(exclude_none=True).items()
        if name not in ("site", "stages", "steering", "lift_from", "spherical", "rotating",
                        "tolerance_m")
    }  # fmt: skip
    if spec.site is not None:
        for name in _PLACE:
            if name in numbers or name in given:
                raise FaultError(f"stands beside {name}; keep one", "site")
        place = catalogue.site(spec.site)
        numbers |= {"latitude_deg": place.latitude_deg, "longitude_deg": place.longitude_deg}
    there = {*numbers, *given}
    boosted = bool(there & {*_PAD, *_BOOSTER}) or spec.stages is not None
    own, other = (_PAD, _STATE) if boosted else (_STATE, _PAD)
    for name in other:
        if name in there:
            what = "a flight from the pad has no" if boosted else "a start in flight has no"
            raise FaultError(f"{what} {name}; remove it", name)
    glides = bool(there & {"lift_to_drag", *_GLIDE, *_OPTIONAL})
    inputs = [*_PLACE, *own, "azimuth_deg", "ballistic_coefficient_kg_m2", *_BODY, "until_s"]
    if boosted:
        inputs += _BOOSTER
        numbers = {**_BOOSTER, **numbers}
    if glides:
        inputs += [*_GLIDE, *_OPTIONAL]
        numbers = {**_GLIDE, **numbers}
    numbers = {**_BODY, "until_s": LONGEST_S, **numbers}
    for name in (*_PLACE, *own, "azimuth_deg", "ballistic_coefficient_kg_m2"):
        if name not in numbers and name not in given:
            instead = " (or site)" if name in _PLACE else ""
            raise FaultError(f"is missing{instead}; add it, or make it a factor", name)
    return FlightBase(spec, numbers, tuple(inputs))


def _peak(number: int) -> Any:
    def altitude(flights: Flights) -> Array:
        found = np.full(len(flights), np.nan)
        peaks = flights.peaks
        flight, first = np.unique(peaks.flight, return_index=True)
        place = first + number
        has = place < peaks.flight.size
        has[has] = peaks.flight[place[has]] == flight[has]
        found[flight[has]] = peaks.altitude_m[place[has]]
        return found

    return altitude


def _bearing(flights: Flights) -> Array:
    place = flights.problem.launch.arrays()
    return azimuth_deg(
        from_latitude_deg=place["latitude_deg"],
        from_longitude_deg=place["longitude_deg"],
        to_latitude_deg=flights.end.latitude_deg,
        to_longitude_deg=flights.end.longitude_deg,
        earth=flights.problem.earth,
    )


_OF: Final = {
    "range_m": lambda flights: flights.end.range_m,
    "bearing_deg": _bearing,
    "latitude_of_fall_deg": lambda flights: flights.end.latitude_deg,
    "longitude_of_fall_deg": lambda flights: flights.end.longitude_deg,
    "flight_time_s": lambda flights: flights.end.time_s,
    "apogee_m": lambda flights: flights.apogee.altitude_m,
    "first_peak_m": _peak(0),
    "second_peak_m": _peak(1),
    "top_speed_m_s": lambda flights: flights.top_speed_m_s,
    "impact_speed_m_s": lambda flights: flights.end.speed_m_s,
    "burnout_time_s": lambda flights: flights.burnout.time_s,
    "burnout_altitude_m": lambda flights: flights.burnout.altitude_m,
    "burnout_range_m": lambda flights: flights.burnout.range_m,
    "burnout_speed_m_s": lambda flights: flights.burnout.speed_m_s,
}
