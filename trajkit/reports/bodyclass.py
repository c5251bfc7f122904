"""Classes of bodies: what is assumed of a flight where the reports are silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from trajkit.errors import InputError
from trajkit.reports.bodyprior import PRIOR_NAMES, PriorSpec
from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Assumption", "BodyClass", "read_body_classes"]


class Assumption(BaseModel):
    """A value that no report gives, with the ends between which it is thought to lie.

    Attributes
    ----------
    default, low, high : float
        In the unit of the key that holds it.
    source : str
        Where it comes from, or the argument for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    default: float = Field(gt=0.0, allow_inf_nan=False)
    low: float = Field(gt=0.0, allow_inf_nan=False)
    high: float = Field(gt=0.0, allow_inf_nan=False)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Assumption:
        if not self.low <= self.default <= self.high:
            raise InputError(
                f"low {self.low:g}, default {self.default:g} and high {self.high:g} "
                "must be in rising order"
            )
        return self

    def times(self, factor: float) -> Assumption:
        """The same in another unit."""
        return self.model_copy(
            update={
                "default": self.default * factor,
                "low": self.low * factor,
                "high": self.high * factor,
            }
        )


class BodyClass(BaseModel):
    """A class of bodies, and the burnout state assumed for it.

    Attributes
    ----------
    name : str
        "srbm", "mrbm", "irbm", "icbm" or "glide".
    title : str
        The name in full.
    note : str
        What flights the class is meant for.
    ballistic_coefficient_kg_m2 : Assumption
        m / (C_D A) after burnout, kg/m2.
    burnout_altitude_km, burnout_downrange_km : Assumption
        Where thrust ends: above sea level, and along the ground from the site, km.
    boost_time_s : Assumption
        From lift-off to burnout, s.
    start : {"pad", "burnout"}
        Whether inference flies the boost, or starts from a burnout state.
    priors : dict of str to PriorSpec
        Of the unknowns of inference, by the names of `PRIOR_NAMES`, those of all classes included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    note: str = ""
    ballistic_coefficient_kg_m2: Assumption
    burnout_altitude_km: Assumption
    burnout_downrange_km: Assumption
    boost_time_s: Assumption
    start: Literal["pad", "burnout"]
    priors: dict[str, PriorSpec]

    @field_validator("priors")
    @classmethod
    def _known_priors(cls, priors: dict[str, PriorSpec]) -> dict[str, PriorSpec]:
        return _known(priors)

    @property
    def burnout_altitude_m(self) -> Assumption:
        """The burnout altitude in m."""
        return self.burnout_altitude_km.times(1000.0)

    @property
    def burnout_downrange_m(self) -> Assumption:
        """The burnout downrange distance in m."""
        return self.burnout_downrange_km.times(1000.0)


class _BodiesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bodies: tuple[BodyClass, ...]
    priors: dict[str, PriorSpec]

    @field_validator("priors")
    @classmethod
    def _known_priors(cls, priors: dict[str, PriorSpec]) -> dict[str, PriorSpec]:
        return _known(priors)


def _known(priors: dict[str, PriorSpec]) -> dict[str, PriorSpec]:
    for name in priors:
        if name not in PRIOR_NAMES:
            raise InputError(
                f'there is no unknown "{name}"; it must be one of {", ".join(PRIOR_NAMES)}'
            )
    return priors


def read_body_classes(path: Path) -> tuple[BodyClass, ...]:
    """Read a file of body classes; errors are those of `tomlfile.read_toml`."""
    found = read_toml(path, _BodiesFile)
    return tuple(
        body.model_copy(update={"priors": {**found.priors, **body.priors}}) for body in found.bodies
    )
