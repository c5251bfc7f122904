"""The two models, ballistic and gliding flight: from unknowns to figures.

A model knows its unknowns with their priors. The sampler sees them as standard normal numbers, one
for each unknown, in which every prior looks alike; `Model.values` turns these into physical values
and `Model.fly` into the figures of flights, in one batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from trajkit.errors import InputError
from trajkit.flight.geodesic import destination
from trajkit.flight.launch import Launch
from trajkit.flight.plan import Plan
from trajkit.inference.figures import figures_of, no_figures
from trajkit.inference.kicks import Boosts, Kicks, fit_kicks
from trajkit.inference.priors import Fixed, LogUniform, Named
from trajkit.inference.problems import TOLERANCE_M, ready
from trajkit.inference.space import Placed
from trajkit.physics.earth import WGS84, Earth
from trajkit.physics.lift import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from trajkit.flight.problem import Problem
    from trajkit.inference.observations import Observations

__all__ = ["GLIDE_UNKNOWNS", "SITE_UNKNOWNS", "UNKNOWNS", "Model", "ModelName"]

Array = NDArray[np.float64]
ModelName = Literal["ballistic", "glide"]

SITE_UNKNOWNS = ("site_north_m", "site_east_m")
"""How far the true place of launch lies from the one that is named."""

_ANY = ("burnout_angle_deg", "heading_deg", "ballistic_coefficient_kg_m2", *SITE_UNKNOWNS)
UNKNOWNS = {
    "pad": ("stages", "delta_v_m_s", "burn_time_s", "exhaust_velocity_m_s", *_ANY),
    "burnout": ("burnout_speed_m_s", "burnout_altitude_m", "downrange_ratio", "path_share", *_ANY),
}
"""Unknowns of a ballistic flight, by where it starts."""

GLIDE_UNKNOWNS = ("lift_to_drag", "damping", "climb_share", "final_share", "bank_deg")
"""Unknowns that a gliding flight has besides. It flies straight ahead, at no bank, unless it was
reported to turn."""

# Side conditions, beside the priors.
LEAST_THRUST_TO_WEIGHT = 1.2
GREATEST_LOAD = {1: 25.0, 2: 18.0, 3: 18.0}
"""At lift-off, and at burnout of a stage, by the number of stages: judgement."""
MEAN_LOAD = (1.0, 9.0)
"""Burnout speed over boost time, in units of gravity, between which a boost to a given burnout
state must lie: judgement. Two equal stages that end at 18 times gravity have a mean of about 10 at
4.5 km/s, of which gravity takes one."""
LONGEST_BOOST_S = 300.0

# Turned heights are told in this, to be of the size of the other unknowns. Units: m.
_HEIGHT_M = 20e3
# Of the Earth, to move a site by some kilometres.
_RADIUS_M = 6.371e6
# For what a normal number beyond 7 stands: the prior's end.
_LEAST_SHARE = 1e-12


class _Flown(TypedDict):
    """What flights from either start have in common."""

    ballistic_coefficient: Array
    lift_to_drag: Array
    bank_deg: Array
    earth: Earth
    tolerance_m: float


@dataclass(frozen=True, eq=False)
class Model:
    """A model of the flights of an event.

    Attributes
    ----------
    name
        "ballistic" or "glide".
    start
        "pad" or "burnout".
    priors
        Of every unknown of the model; those that are `Fixed` are not sampled.
    site
        Latitude and longitude of the place that is named. Units: degrees.
    extra
        Figures that are wanted besides, see `figures_of`.
    over
        Latitude and longitude of a place, if it matters when that is passed. Units: degrees.
    """

    name: ModelName
    start: Literal["pad", "burnout"]
    priors: tuple[Named, ...]
    site: tuple[float, float]
    earth: Earth = WGS84
    extra: frozenset[str] = frozenset()
    over: tuple[float, float] | None = None
    _kept: dict[str, Kicks] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        names = tuple(named.name for named in self.priors)
        needed = (*UNKNOWNS[self.start], *(GLIDE_UNKNOWNS if self.name == "glide" else ()))
        missing = [name for name in needed if name not in names]
        if missing:
            raise InputError(
                f"the model has no prior for {', '.join(missing)}; give one, or another class"
            )
        if self.start == "pad" and self.stages not in GREATEST_LOAD:
            raise InputError("the number of stages must be fixed at 1, 2 or 3; give one of them")

    def asked(self, observed: Observations) -> Model:
        """The model with those figures alone that observations need."""
        return replace(self, extra=observed.extra, over=observed.over)

    @cached_property
    def unknowns(self) -> tuple[Named, ...]:
        """Those that are sampled, in the order of the rows of every array of them."""
        return tuple(named for named in self.priors if not isinstance(named.prior, Fixed))

    @property
    def dimension(self) -> int:
        """How many unknowns are sampled."""
        return len(self.unknowns)

    @property
    def stages(self) -> int:
        """Of the booster; 0 if the number is not fixed and whole."""
        prior = next(named.prior for named in self.priors if named.name == "stages")
        whole = isinstance(prior, Fixed) and prior.value == int(prior.value)
        return int(prior.value) if isinstance(prior, Fixed) and whole else 0

    def values(self, z: Array) -> dict[str, Array]:
        """Physical values by name, shape (n,) each, of normal numbers of shape (dimension, n)."""
        shares = np.clip(ndtr(z), _LEAST_SHARE, 1.0 - _LEAST_SHARE)
        found = {
            named.name: named.prior.quantile(u)
            for named, u in zip(self.unknowns, shares, strict=True)
        }
        count = z.shape[1]
        for named in self.priors:
            if isinstance(named.prior, Fixed):
                found[named.name] = np.full(count, named.prior.value)
        return found

    def supported(self, values: dict[str, Array]) -> NDArray[np.bool_]:
        """Which unknowns keep to the side conditions: the prior is nothing elsewhere."""
        if self.start == "pad":
            return self._liftable(self._boosts(values))
        time = self._boost_time_s(values)
        load = values["burnout_speed_m_s"] / time / STANDARD_GRAVITY_M_S2
        chord = np.degrees(np.arctan(1.0 / values["downrange_ratio"]))
        # A boost that starts upright and bends over ends flatter than the way from its start.
        bends = values["burnout_angle_deg"] <= chord
        possible: NDArray[np.bool_] = (
            bends & (load > MEAN_LOAD[0]) & (load < MEAN_LOAD[1]) & (time < LONGEST_BOOST_S)
        )
        return possible

    def turned(self, z: Array) -> Array:
        """The points in which the sampler moves: for starts from burnout, the height to which the
        body would climb in vacuum in place of the angle.

        A reported peak ties the angle to altitude and speed along a curve that runs into a corner,
        where both are level. This height it ties to itself alone.
        """
        if self._angle_row is None:
            return z
        values = self.values(z)
        rise = values["burnout_speed_m_s"] * np.sin(np.radians(values["burnout_angle_deg"]))
        top = values["burnout_altitude_m"] + rise * rise / (2.0 * STANDARD_GRAVITY_M_S2)
        y = z.copy()
        y[self._angle_row] = top / _HEIGHT_M
        return y

    def placed(self, y: Array) -> Placed:
        """Turned points with all that a density over them needs; NaN where there is no point.

        The coordinates are the unknowns, those that span a factor by logarithm, and the height
        where it is in place of the angle.
        """
        row = self._angle_row
        if row is None:
            values = self.values(y)
            return Placed(y, self._coordinates(values), np.zeros(y.shape[1]))
        z = y.copy()
        z[row] = 0.0
        values = self.values(z)
        speed, prior = values["burnout_speed_m_s"], self.unknowns[row].prior
        with np.errstate(all="ignore"):
            climb = _HEIGHT_M * y[row] - values["burnout_altitude_m"]
            sine = np.sqrt(2.0 * STANDARD_GRAVITY_M_S2 * climb) / speed
            angle = np.degrees(np.arcsin(sine))
            share = prior.share(angle)
            z[row] = np.where((share > 0.0) & (share < 1.0), ndtri(share), np.nan)
            density = prior.log_density(angle) + 0.5 * z[row] * z[row]
            volume = density - np.log(speed * speed * sine * np.sqrt(1.0 - sine * sine))
        coordinates = self._coordinates(values)
        coordinates[row] = _HEIGHT_M * y[row]
        return Placed(z, coordinates, volume)

    def _coordinates(self, values: dict[str, Array]) -> Array:
        return np.stack(
            [
                np.log(values[one.name]) if isinstance(one.prior, LogUniform) else values[one.name]
                for one in self.unknowns
            ]
        )

    @cached_property
    def _angle_row(self) -> int | None:
        """Which unknown is the burnout angle, if it can be turned into a height."""
        names = [one.name for one in self.unknowns]
        if self.start != "burnout" or "burnout_angle_deg" not in names:
            return None
        return names.index("burnout_angle_deg")

    def fly(self, z: Array) -> Array:
        """Figures of flights, shape (figures, n); NaN where there is no flight that lands."""
        figures = no_figures(z.shape[1])
        values = self.values(z)
        which = np.flatnonzero(self.supported(values))
        if which.size:
            figures[:, which] = self._figures({name: v[which] for name, v in values.items()})
        return figures

    def prepared(self) -> Model:
        """The same, with all that is worked out once worked out, to be sent to other processes."""
        if self.start == "pad":
            self._kicks()
        return self

    def problem(self, values: dict[str, Array]) -> tuple[Problem, dict[str, Array] | None]:
        """Flights ready to be integrated, and for starts from burnout what is known of it."""
        count = values["ballistic_coefficient_kg_m2"].size
        glides = self.name == "glide"
        plan = Plan.coast()
        if glides:
            plan = Plan.glide(
                coast_to_peak=True,
                **{name: values[name] for name in ("damping", "climb_share", "final_share")},
            )
        flown = _Flown(
            ballistic_coefficient=values["ballistic_coefficient_kg_m2"],
            lift_to_drag=values["lift_to_drag"] if glides else np.zeros(count),
            bank_deg=values["bank_deg"] if glides else np.zeros(count),
            earth=self.earth,
            tolerance_m=TOLERANCE_M[self.name],
        )
        if self.start == "pad":
            boosts = self._boosts(values)
            steer = self._kicks().steer(boosts)
            pad = boosts.pad(self._sites(values))
            return ready(pad, plan, booster=boosts.booster(), steer=steer, **flown), None
        altitude = values["burnout_altitude_m"]
        downrange = altitude * values["downrange_ratio"]
        heading = np.mod(values["heading_deg"], 360.0)
        site = self._sites(values)
        latitude, longitude = destination(
            latitude_deg=site[0],
            longitude_deg=site[1],
            azimuth_deg=heading,
            distance_m=downrange,
        )
        launch = Launch(
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=altitude,
            speed_m_s=values["burnout_speed_m_s"],
            angle_deg=values["burnout_angle_deg"],
            azimuth_deg=heading,
        )
        return ready(launch, plan, **flown), {
            "burnout_time_s": self._boost_time_s(values),
            "burnout_speed_m_s": values["burnout_speed_m_s"],
            "burnout_angle_deg": values["burnout_angle_deg"],
            "burnout_azimuth_deg": heading,
            "burnout_altitude_m": altitude,
            "burnout_downrange_m": downrange,
        }

    def _figures(self, values: dict[str, Array]) -> Array:
        problem, burnout = self.problem(values)
        return figures_of(
            problem,
            site=self._sites(values),
            before_s=None if burnout is None else burnout["burnout_time_s"],
            burnout=burnout,
            extra=self.extra,
            over=self.over,
        )[0]

    def prior_draws(self, count: int, seed: np.random.SeedSequence | int) -> Array:
        """Normal numbers that fill the prior evenly, side conditions aside; `count` a power of 2.

        Shape (dimension, count): Sobol points, shifted at random.
        """
        shift = np.random.default_rng(seed).random((self.dimension, 1))
        points = qmc.Sobol(self.dimension, scramble=False).random(count).T
        shares = np.mod(points + shift, 1.0)
        draws: Array = ndtri(np.clip(shares, _LEAST_SHARE, 1.0 - _LEAST_SHARE))
        return draws

    def _boosts(self, values: dict[str, Array]) -> Boosts:
        return Boosts(
            self.stages,
            values["delta_v_m_s"],
            values["burn_time_s"],
            values["exhaust_velocity_m_s"],
            values["burnout_angle_deg"],
            np.mod(values["heading_deg"], 360.0),
        )

    def _sites(self, values: dict[str, Array]) -> tuple[ArrayLike, ArrayLike]:
        """Where flights truly start. Units: degrees."""
        north, east = values["site_north_m"], values["site_east_m"]
        if not (north.any() or east.any()):
            return self.site
        latitude, longitude = self.site
        across = _RADIUS_M * np.cos(np.radians(latitude))
        return latitude + np.degrees(north / _RADIUS_M), longitude + np.degrees(east / across)

    @staticmethod
    def _boost_time_s(values: dict[str, Array]) -> Array:
        way = values["burnout_altitude_m"] * np.hypot(1.0, values["downrange_ratio"])
        time: Array = way / (values["path_share"] * values["burnout_speed_m_s"])
        return time

    def _kicks(self) -> Kicks:
        """The kick of each boost; fitted once."""
        if "kicks" not in self._kept:
            ends = {}
            for named in self.priors:
                low, high = named.prior.quantile(np.array([1e-4, 1.0 - 1e-4]))
                ends[named.name] = (float(low), float(high))
            self._kept["kicks"] = fit_kicks(
                self.stages,
                ends,
                supported=self._liftable,
                site=self.site,
                earth=self.earth,
            )
        return self._kept["kicks"]

    def _liftable(self, boosts: Boosts) -> NDArray[np.bool_]:
        lifts = boosts.thrust_to_weight > LEAST_THRUST_TO_WEIGHT
        bearable = boosts.greatest_load < GREATEST_LOAD[self.stages]
        found: NDArray[np.bool_] = lifts & bearable
        return found
