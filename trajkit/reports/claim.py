"""A claim: one figure, or one statement, that one party reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from trajkit.errors import InputError
from trajkit.reports.wording import read_wording

if TYPE_CHECKING:
    from trajkit.reports.quantity import Speed
    from trajkit.reports.units import Kind
    from trajkit.reports.wording import Figure, Qualifier

__all__ = ["KIND_OF_QUANTITY", "Claim", "Quantity"]

Quantity = Literal[
    "range",
    "apogee",
    "first_peak",
    "second_peak",
    "top_speed",
    "flight_time",
    "launch_time",
    "splashdown",
    "assessment",
]

#: Kind of figure that each measured quantity holds; the other quantities are words only.
KIND_OF_QUANTITY: Final[dict[str, Kind]] = {
    "range": "length",
    "apogee": "length",
    "first_peak": "length",
    "second_peak": "length",
    "top_speed": "speed",
    "flight_time": "time",
}


class Claim(BaseModel):
    """One claim of an event file.

    Attributes
    ----------
    party : str
        Who reports: "ROK JCS", "Japan MOD", "KCNA".
    quantity : str
        One of `Quantity`. Range is along the ground from the site, peaks are altitudes above sea
        level, top speed is relative to the Earth, flight time counts from lift-off.
    wording : str
        What was said, with its qualifier and unit: "about 1,100 km".
    condition : str or None
        What the party made the figure depend on: "if on a normal ballistic trajectory".
    sources : tuple of str
        Where it was read; at least one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    party: str = Field(min_length=1)
    quantity: Quantity
    wording: str = Field(min_length=1)
    condition: str | None = Field(default=None, min_length=1)
    sources: tuple[str, ...]

    @field_validator("quantity", mode="before")
    @classmethod
    def _known_quantity(cls, quantity: object) -> object:
        if quantity not in get_args(Quantity):
            raise InputError(
                f'the quantity "{quantity}" is not known; '
                f"it must be one of {', '.join(get_args(Quantity))}"
            )
        return quantity

    @field_validator("sources")
    @classmethod
    def _sourced(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        if not sources or not all(sources):
            raise InputError(
                "a claim without a source is refused; write the address or the title of what was "
                'read, for instance sources = ["https://example.org/report"]'
            )
        return sources

    @field_validator("wording")
    @classmethod
    def _readable(cls, wording: str, info: ValidationInfo) -> str:
        kind = KIND_OF_QUANTITY.get(info.data.get("quantity", ""))
        if kind is not None:
            read_wording(wording, kind)
        return wording

    @property
    def figure(self) -> Figure | None:
        """Qualifier and value by the rule of `trajkit.reports.wording`; None if words only."""
        kind = KIND_OF_QUANTITY.get(self.quantity)
        return read_wording(self.wording, kind) if kind is not None else None

    @property
    def qualifier(self) -> Qualifier | None:
        """How the figure is meant; None if the claim is words only."""
        return figure.qualifier if (figure := self.figure) else None

    @property
    def value(self) -> float | None:
        """The figure in m, m/s or s (Mach taken at sea level); None if words only."""
        return figure.value if (figure := self.figure) else None

    @property
    def speed(self) -> Speed | None:
        """A reported speed with its Mach convention open; None for other quantities."""
        return figure.speed if (figure := self.figure) else None
