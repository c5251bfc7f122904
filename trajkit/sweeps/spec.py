"""The specification of a sweep: what a person writes in a TOML file, checked key by key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from trajkit.errors import InputError
from trajkit.reports.fault import FaultError
from trajkit.reports.tomlfile import read_toml, sentences_of
from trajkit.sweeps.quantities import in_unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = [
    "DESIGNS",
    "BaseSpec",
    "DesignKind",
    "DesignSpec",
    "FactorSpec",
    "FlightSpec",
    "StopSpec",
    "SweepSpec",
    "read_spec",
    "spec_of",
]

DesignKind = Literal["grid", "latin-hypercube", "morris", "random", "saltelli", "sobol"]
DESIGNS: Final = ("grid", "latin-hypercube", "morris", "random", "saltelli", "sobol")
Distribution = Literal[
    "fixed",
    "uniform",
    "log-uniform",
    "normal",
    "log-normal",
    "truncated-normal",
    "triangular",
    "values",
    "linked",
]

#: Which numbers each distribution has; of a linked factor both may be left out.
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "normal": ("mean", "deviation"),
    "log-normal": ("median", "deviation"),
    "truncated-normal": ("mean", "deviation", "low", "high"),
    "triangular": ("low", "mode", "high"),
    "values": ("values",),
    "linked": ("linked_to",),
}
_NUMBERS: Final = ("value", "low", "high", "mean", "median", "mode", "deviation")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DesignSpec(_Table):
    """How the samples are laid out.

    Attributes
    ----------
    kind : str
    second_order : bool
        Of a Saltelli design: whether pairs of factors are looked at too.
    levels : int
        Of a Morris design (an even number) or a grid.
    """

    kind: DesignKind = "sobol"
    second_order: bool | None = None
    levels: int | None = Field(default=None, ge=2, le=1_000_000)

    @model_validator(mode="after")
    def _fits(self) -> DesignSpec:
        if self.second_order is not None and self.kind != "saltelli":
            raise FaultError(
                f"is for a saltelli design, and this one is {self.kind}; remove it", "second_order"
            )
        if self.levels is not None and self.kind not in ("morris", "grid"):
            raise FaultError(
                f"is for a morris design or a grid, and this one is {self.kind}; remove it",
                "levels",
            )
        if self.kind == "morris" and self.levels is not None and self.levels % 2:
            raise FaultError(
                f"{self.levels} is odd, and a morris design has an even number; write for "
                "instance 4",
                "levels",
            )
        return self


class FlightSpec(_Table):
    """A flight as `trajkit.fly` takes it; a key's unit is the end of its name.

    Either a start in flight (altitude, speed, angle) or one from the pad (delta-v, burn time,
    burnout angle); a site by name, or latitude and longitude.
    """

    site: str | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    azimuth_deg: float | None = None
    altitude_m: float | None = None
    speed_m_s: float | None = None
    angle_deg: float | None = None
    delta_v_m_s: float | None = None
    burn_time_s: float | None = None
    burnout_angle_deg: float | None = None
    stages: Literal[1, 2, 3] | None = None
    exhaust_velocity_m_s: float | None = None
    ascent_ballistic_coefficient_kg_m2: float | None = None
    steering: Literal["gravity-turn", "pitch"] | None = None
    ballistic_coefficient_kg_m2: float | None = None
    lift_to_drag: float | None = None
    bank_deg: float | None = None
    lift_from: Literal["start", "peak"] | None = None
    damping: float | None = None
    climb_share: float | None = None
    final_share: float | None = None
    dive_below_m: float | None = None
    dive_below_m_s: float | None = None
    density_multiplier: float | None = None
    until_s: float | None = None
    spherical: bool = False
    rotating: bool = True
    tolerance_m: float | None = Field(default=None, gt=0.0)

    @model_validator(mode="before")
    @classmethod
    def _quantities(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        words = ("site", "steering", "lift_from", "stages", "spherical", "rotating")
        return {
            key: value if key in words or key not in cls.model_fields else _number(key, value, key)
            for key, value in given.items()
        }


class BaseSpec(_Table):
    """What is varied: an event's flights, one flight, a reconstruction, or a check function.

    Attributes
    ----------
    event : str
        Id, or path of a file that ends in .toml.
    model : str
        "ballistic" or "glide", of an event or a reconstruction.
    body : str
        Class of bodies for the priors, instead of the event's.
    others : str
        What an event's unknowns do that are not among the factors: "prior", each is a factor with
        its prior (the default); "median", each is fixed at the median of its prior.
    flight : FlightSpec
    reconstruction : str
        Folder that `trajkit reconstruct --method sample --out` has written.
    party : str
        Whose answer of the reconstruction.
    check : str
        A function whose indices are known.
    """

    event: str | None = None
    flight: FlightSpec | None = None
    reconstruction: str | None = None
    check: Literal["ishigami", "sobol-g"] | None = None
    model: Literal["ballistic", "glide"] | None = None
    body: str | None = None
    others: Literal["prior", "median"] | None = None
    party: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> BaseSpec:
        kinds = ("event", "flight", "reconstruction", "check")
        given = [name for name in kinds if getattr(self, name) is not None]
        if not given:
            raise InputError(
                'it says not what is varied; write for instance event = "2025-01-06", or a table '
                "[base.flight]"
            )
        if len(given) > 1:
            raise FaultError(f"stands beside {given[0]}; keep one of them", given[1])
        goes_with: dict[str, tuple[str, ...]] = {
            "model": ("event", "reconstruction"),
            "body": ("event",),
            "others": ("event",),
            "party": ("reconstruction",),
        }
        for key, others in goes_with.items():
            if getattr(self, key) is not None and given[0] not in others:
                raise FaultError(f"goes with {' or '.join(others)}; remove it", key)
        return self

    @property
    def kind(self) -> str:
        """Which of them."""
        kinds = ("event", "flight", "reconstruction", "check")
        return next(name for name in kinds if getattr(self, name) is not None)


class FactorSpec(_Table):
    """A factor: what is varied, and how.

    Attributes
    ----------
    distribution : str
    value, low, high, mean, median, mode, deviation : float
        Its numbers, in the unit at the end of the factor's name, or as text with a unit. The
        deviation of a log-normal one is that of the natural logarithm.
    values : tuple of float
        One of these.
    levels : int
        On a grid, instead of the design's.
    linked_to : str
        Another factor: this one is `times` that one and `plus` more, and has no dimension of its
        own.
    multiplies : str
        The quantity that is multiplied by this factor, which then has a name of its own.
    source : str
        Where it comes from, or the argument for it.
    """

    distribution: Distribution
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    median: float | None = None
    mode: float | None = None
    deviation: float | None = None
    values: tuple[float, ...] | None = None
    levels: int | None = Field(default=None, ge=2, le=1_000_000)
    linked_to: str | None = None
    times: float | None = None
    plus: float | None = None
    multiplies: str | None = None
    source: str = ""

    @model_validator(mode="before")
    @classmethod
    def _linked(cls, given: Any) -> Any:
        if isinstance(given, dict) and "linked_to" in given and "distribution" not in given:
            return {"distribution": "linked", **given}
        return given

    @model_validator(mode="after")
    def _complete(self) -> FactorSpec:
        names = (*_NUMBERS, "values", "linked_to")
        given = [name for name in names if getattr(self, name) is not None]
        needed = _NEEDS[self.distribution]
        for name in needed:
            if name not in given:
                raise FaultError(
                    f"is missing: a {self.distribution} factor has {', '.join(needed)}; add it",
                    name,
                )
        for name in given:
            if name not in needed:
                raise FaultError(
                    f"is not for a {self.distribution} factor, which has {', '.join(needed)}; "
                    "remove it",
                    name,
                )
        for name in ("times", "plus"):
            if getattr(self, name) is not None and self.distribution != "linked":
                raise FaultError("is for a linked factor; remove it, or add linked_to", name)
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise FaultError(
                f"{self.low:g} is not below high, which is {self.high:g}; "
                + ("swap them" if self.low > self.high else 'use distribution = "fixed"'),
                "low",
            )
        return self

    def numbers(self) -> dict[str, float]:
        """The numbers of its distribution that are given, by name."""
        values = {name: getattr(self, name) for name in _NUMBERS}
        return {name: value for name, value in values.items() if value is not None}


class StopSpec(_Table):
    """When to stop before all samples are made.

    At each doubling of the base samples: once the bootstrap interval of the named index is no
    wider.
    """

    output: str
    factor: str
    index: Literal["first", "total"] = "total"
    width: float = Field(gt=0.0, le=2.0)


class SweepSpec(_Table):
    """A sweep.

    Attributes
    ----------
    title : str
    seed : int
        The same seed gives the same samples.
    samples : int
        Base samples, from which the design makes the rows: Saltelli blocks, Morris trajectories,
        rows of the others. A grid has none.
    outputs : tuple of str
        What is kept of each flight; all that there is, if none is named.
    design, base, factors, stop
    """

    title: str = ""
    seed: int = Field(default=0, ge=0, lt=2**63)
    samples: int | None = Field(default=None, ge=1, lt=2**52)
    outputs: tuple[str, ...] = ()
    design: DesignSpec = DesignSpec()
    base: BaseSpec
    factors: dict[str, FactorSpec] = Field(default_factory=dict)
    stop: StopSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _quantities(cls, given: Any) -> Any:
        """Numbers of factors as text, which the factor's name gives the unit of."""
        if not isinstance(given, dict):
            return given
        for key in ("seed", "samples"):
            if isinstance(given.get(key), bool | str):
                raise FaultError("is no number; write a whole one without quotation marks", key)
        if not isinstance(given.get("factors"), dict):
            return given
        factors = {
            name: _factor(name, table) if isinstance(table, dict) else table
            for name, table in given["factors"].items()
        }
        return {**given, "factors": factors}

    @model_validator(mode="after")
    def _fits(self) -> SweepSpec:
        if self.design.kind == "grid":
            if self.samples is not None:
                raise FaultError("is not for a grid, which has its levels; remove it", "samples")
        elif self.samples is None:
            raise FaultError("is missing; add for instance samples = 1024", "samples")
        if not self.outputs and "outputs" in self.model_fields_set:
            raise FaultError(
                "is an empty list; name what is wanted, or remove the line for the usual ones",
                "outputs",
            )
        for number, name in enumerate(self.outputs):
            if name in self.outputs[:number]:
                raise FaultError(f'"{name}" is named twice; keep one', "outputs", number)
        for name, factor in self.factors.items():
            if factor.levels is not None and self.design.kind != "grid":
                raise FaultError(
                    f"is for a grid, and the design is {self.design.kind}; remove it",
                    "factors", name, "levels",
                )  # fmt: skip
        if self.stop is not None and self.design.kind != "saltelli":
            raise FaultError(
                f"needs a saltelli design, and this one is {self.design.kind}; remove it", "stop"
            )
        return self


def read_spec(path: Path, check: Callable[[SweepSpec], SweepSpec] | None = None) -> SweepSpec:
    """The specification in a file.

    Parameters
    ----------
    check
        Looks at it further, and raises `FaultError`.

    Raises
    ------
    FileError
        If the file cannot be read or has faults; names file, line and key.
    """
    return read_toml(path, SweepSpec, check, arrays=False)


def spec_of(given: Mapping[str, Any]) -> SweepSpec:
    """The specification in a dictionary, such as a TOML parser gives.

    Raises
    ------
    InputError
        If it has faults; names the key.
    """
    try:
        return SweepSpec.model_validate(dict(given))
    except ValidationError as error:
        raise InputError(f"sweep: {sentences_of(error, SweepSpec)[0]}") from None


def _factor(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """The table of a factor, its quantities as numbers."""
    unit_of = "" if "multiplies" in table else name
    found = dict(table)
    for key in (*_NUMBERS, "times", "plus"):
        if key in table:
            plain = key == "times" or (
                key == "deviation" and table.get("distribution") == "log-normal"
            )
            found[key] = _number("" if plain else unit_of, table[key], "factors", name, key)
    if isinstance(table.get("values"), list):
        found["values"] = [
            _number(unit_of, value, "factors", name, "values", number)
            for number, value in enumerate(table["values"])
        ]
    return found


def _number(name: str, value: Any, *keys: str | int) -> Any:
    """A quantity in the unit at the end of a name; what else is no number is left to pydantic."""
    if isinstance(value, bool):
        raise FaultError(f"{str(value).lower()} is no number; write one", *keys)
    if isinstance(value, float) and not math.isfinite(value):
        # Without drag, and that alone, is a number that is infinite.
        dragless = name.endswith("ballistic_coefficient_kg_m2") and keys[-1] in (name, "value")
        if not (dragless and value > 0.0):
            raise FaultError(f"{value:g} is no finite number; write one", *keys)
    if not isinstance(value, str):
        return value
    try:
        return in_unit_of(name, value)
    except InputError as error:
        raise FaultError(str(error), *keys) from None
