"""What was flown: everything that flights follow from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.course import Request, fly_phases
from trajkit.flight.launch import Launch
from trajkit.flight.record import Record, record_of
from trajkit.flight.setting import Setting
from trajkit.physics.backend import Backend, compiled_name
from trajkit.physics.earth import geodetic_to_ecef

if TYPE_CHECKING:
    from trajkit.flight.air import Air
    from trajkit.flight.bank import BankSchedule
    from trajkit.flight.booster import Booster
    from trajkit.flight.machtable import MachTable
    from trajkit.flight.pad import Pad
    from trajkit.flight.phases.base import Phase
    from trajkit.flight.plan import Plan
    from trajkit.physics.earth import Earth

__all__ = ["Group", "Problem"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Group:
    """Flights of like phases.

    Attributes
    ----------
    which
        Their numbers in the batch, shape (n,).
    booster
        None for a start in flight.
    plan
        After the start or the boost.
    steer
        How the booster is steered, shape (2, n); NaN until it is solved for.
    """

    which: Indices
    booster: Booster | None
    plan: Plan
    steer: Array

    def take(self, index: Indices, numbers: Indices) -> Group:
        """Some of the group's flights, that have these numbers in a new batch."""
        booster = self.booster
        if booster is not None:
            arrays = {name: array[index] for name, array in booster.arrays().items()}
            booster = booster.with_arrays(arrays)
        plan = self.plan.with_arrays(
            {name: array[index] for name, array in self.plan.arrays().items()}
        )
        return Group(numbers, booster, plan, self.steer[:, index])

    def boost(self, earth: Earth) -> tuple[Phase, ...]:
        """The phases of the boost."""
        if self.booster is None:
            return ()
        gravity = earth.gravitational_parameter_m3_s2 / earth.equatorial_radius_m**2
        return self.booster.phases(gravity, self.steer)

    def phases(self, earth: Earth) -> tuple[Phase, ...]:
        """All phases."""
        return (*self.boost(earth), *self.plan.phases)


@dataclass(frozen=True, eq=False)
class Problem:
    """A batch of N flights; every array is of shape (N,).

    Attributes
    ----------
    launch
        Where and how they start.
    ballistic_coefficient, lift_to_drag, bank
        The bodies; times their tables, if there are any. Units: kg/m2, dimensionless, degrees.
    beta_table, lift_table, bank_schedule
        Common to all flights.
    density_multiplier
        Times the density of the air.
    duration_s
        Time limits. Units: s.
    groups
        Which fly by which booster and plan.
    """

    launch: Launch | Pad
    ballistic_coefficient: Array
    lift_to_drag: Array
    bank: Array
    beta_table: MachTable | None
    lift_table: MachTable | None
    bank_schedule: BankSchedule | None
    density_multiplier: Array
    duration_s: Array
    groups: tuple[Group, ...]
    air: Air
    earth: Earth
    site: tuple[float, float] | None
    tolerance_m: float
    backend: Backend

    @cached_property
    def state(self) -> tuple[Array, Array]:
        """Earth-fixed start: position (m) and velocity (m/s), shape (3, N)."""
        if isinstance(self.launch, Launch):
            return self.launch.state(self.earth)
        place = self.launch.arrays()
        position = geodetic_to_ecef(
            latitude_deg=place["latitude_deg"],
            longitude_deg=place["longitude_deg"],
            altitude_m=place["altitude_m"],
            earth=self.earth,
        )
        return position, np.zeros_like(position)

    def values(self, group: Group) -> dict[str, Array]:
        """Every number of a group's starts, bodies, boosters and plans, by name, shape (n,)."""
        common = {
            **self.launch.arrays(),
            "ballistic_coefficient": self.ballistic_coefficient,
            "lift_to_drag": self.lift_to_drag,
            "bank": self.bank,
            "density_multiplier": self.density_multiplier,
            "until_s": self.duration_s,
        }
        booster = {} if group.booster is None else group.booster.arrays()
        return {
            **{name: array[group.which] for name, array in common.items()},
            **booster,
            **group.plan.arrays(),
        }

    def take(self, which: Indices) -> Problem:
        """The problem of some of the flights."""
        arrays = {name: array[which] for name, array in self.launch.arrays().items()}
        owner = np.empty(self.duration_s.size, np.intp)
        place = np.empty(self.duration_s.size, np.intp)
        for number, group in enumerate(self.groups):
            owner[group.which] = number
            place[group.which] = np.arange(group.which.size)
        groups = []
        for number, group in enumerate(self.groups):
            chosen = np.flatnonzero(owner[which] == number)
            if chosen.size:
                groups.append(group.take(place[which[chosen]], chosen))
        return replace(
            self,
            launch=type(self.launch)(**arrays),
            ballistic_coefficient=self.ballistic_coefficient[which],
            lift_to_drag=self.lift_to_drag[which],
            bank=self.bank[which],
            density_multiplier=self.density_multiplier[which],
            duration_s=self.duration_s[which],
            groups=tuple(groups),
        )

    @cached_property
    def setting(self) -> Setting:
        """World and bodies for the phases."""
        place = self.launch.arrays()
        return Setting(
            earth=self.earth,
            air=self.air,
            density_multiplier=self.density_multiplier,
            ballistic_coefficient=self.ballistic_coefficient,
            lift_to_drag=self.lift_to_drag,
            bank_rad=np.radians(self.bank),
            beta_table=self.beta_table,
            lift_table=self.lift_table,
            bank_schedule=self.bank_schedule,
            **{name: place[name] for name in ("latitude_deg", "longitude_deg", "azimuth_deg")},
        )

    def request(self, **wanted: Any) -> Request:
        """What is wanted of an integration, with the problem's tolerance and backend."""
        return Request(tolerance_m=self.tolerance_m, backend=self.backend, **wanted)

    @property
    def backend_name(self) -> str:
        """What to call the backend in outputs: what cannot be compiled is flown by NumPy."""
        if self.backend is Backend.NUMPY:
            return "numpy"
        compiled = [
            phase.equations(self.setting.take(group.which)).parts is not None
            for group in self.groups
            for phase in group.phases(self.earth)
        ]
        if not any(compiled):
            return "numpy"
        return compiled_name() + ("" if all(compiled) else ", in part numpy")

    def integrate(self, request: Request) -> Record:
        """Fly each group; every flight must be usable, and steered if it is boosted."""
        position, velocity = self.state
        courses = []
        for group in self.groups:
            which = group.which
            # The only group holds all flights in their order: large batches are not copied.
            alone = which.size == self.duration_s.size
            rows = slice(None) if alone else which
            boost = group.boost(self.earth)
            courses.append(
                fly_phases(
                    (*boost, *group.plan.phases),
                    self.setting if alone else self.setting.take(which),
                    position[:, rows],
                    velocity[:, rows],
                    self.duration_s[rows],
                    request if alone else request.take(which),
                    boosts=len(boost),
                )
            )
        return record_of(self, courses)
