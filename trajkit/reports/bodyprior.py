"""A prior, as a file has it: what is thought of an unknown before a report is read."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trajkit.errors import InputError

__all__ = ["PRIOR_NAMES", "PriorSpec"]

Kind = Literal[
    "fixed", "uniform", "log-uniform", "normal", "log-normal", "truncated-normal", "triangular"
]

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "normal": ("mean", "deviation"),
    "log-normal": ("median", "deviation"),
    "truncated-normal": ("mean", "deviation", "low", "high"),
    "triangular": ("low", "mode", "high"),
}

#: Unknowns that a class of bodies may have priors for.
PRIOR_NAMES: Final = (
    "stages",
    "delta_v_m_s",
    "burn_time_s",
    "exhaust_velocity_m_s",
    "burnout_angle_deg",
    "burnout_speed_m_s",
    "burnout_altitude_m",
    "downrange_ratio",
    "path_share",
    "ballistic_coefficient_kg_m2",
    "heading_deg",
    "lift_to_drag",
    "damping",
    "climb_share",
    "final_share",
    "bank_deg",
)


class PriorSpec(BaseModel):
    """A prior.

    Attributes
    ----------
    kind : str
        Which distribution.
    value, low, high, mean, median, mode, deviation : float or None
        Its numbers, in the unit of the key that holds it; the deviation of a log-normal one is that
        of the natural logarithm.
    source : str
        Where it comes from, or the argument for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: Kind
    value: float | None = Field(default=None, allow_inf_nan=False)
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    mean: float | None = Field(default=None, allow_inf_nan=False)
    median: float | None = Field(default=None, allow_inf_nan=False)
    mode: float | None = Field(default=None, allow_inf_nan=False)
    deviation: float | None = Field(default=None, allow_inf_nan=False)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> PriorSpec:
        given = set(self.numbers())
        needed = set(_NEEDS[self.kind])
        if given != needed:
            raise InputError(
                f"a {self.kind} prior has the numbers {', '.join(_NEEDS[self.kind])}, "
                f"not {', '.join(sorted(given)) or 'none'}"
            )
        return self

    def numbers(self) -> dict[str, float]:
        """The numbers that are given, by name."""
        names = ("value", "low", "high", "mean", "median", "mode", "deviation")
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}
