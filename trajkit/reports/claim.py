"""A claim: one figure, or one statement, that one party reported."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic resolves it at run time
from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from trajkit.errors import InputError
from trajkit.reports.clock import read_clock
from trajkit.reports.compass import read_bearing
from trajkit.reports.fault import FaultError
from trajkit.reports.plausible import check_plausible
from trajkit.reports.quantities import ESTIMATES, KIND_OF_QUANTITY, TIMES_OF_DAY, Quantity
from trajkit.reports.wording import read_wording

if TYPE_CHECKING:
    from trajkit.reports.clock import ClockTime
    from trajkit.reports.quantity import Speed
    from trajkit.reports.wording import Figure, Qualifier

__all__ = ["Claim"]

_OF_PLACES: Final = ("place", "place_latitude_deg", "place_longitude_deg", "distance")
_OF_SPLASHDOWN: Final = (*_OF_PLACES, "bearing", "inside_eez")


class Claim(BaseModel):
    """One claim of an event file.

    Attributes
    ----------
    id : str or None
        What other claims of the file refer to it by.
    party : str
        Who reports: "ROK JCS", "Japan MOD", "KCNA".
    flight : str or None
        Name of the flight, where the event has several; None if it is said of all.
    quantity : str
        One of `Quantity`. Range is along the ground from the site, peaks are altitudes above sea
        level, top speed is relative to the Earth, flight time counts from lift-off; lateral
        displacement is how far it turned aside, standard range what the missile is reckoned to
        reach when it is not flown steeply: an estimate, never an observation.
    wording : str
        What was said, with its qualifier and unit: "about 1,100 km".
    condition : str or None
        What the party made the figure depend on: "if on a normal ballistic trajectory".
    reported : date or None
        When it was reported.
    supersedes : str or None
        Id of the claim of the same quantity that it takes the place of.
    supports : str or None
        Id of the claim that it repeats or rests on.
    read_in : {"original", "copy"}
        Whether the source was seen itself, or in a copy, a mirror or a later report.
    place, place_latitude_deg, place_longitude_deg, distance, bearing, inside_eez
        Of a splashdown: the named place and where it is (WGS-84 degrees), how far from it ("about
        200 km") and in which direction ("north-west", or degrees), and whether it was in an
        exclusive economic zone. Of an overflight: the place, its middle, and how far it reaches
        from there ("up to 230 km").
    sources : tuple of str
        Where it was read; at least one.
    note : str or None
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str | None = Field(default=None, pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$")
    party: str = Field(min_length=1)
    flight: str | None = Field(default=None, min_length=1)
    quantity: Quantity
    wording: str = Field(min_length=1)
    condition: str | None = Field(default=None, min_length=1)
    reported: date | None = None
    supersedes: str | None = None
    supports: str | None = None
    read_in: Literal["original", "copy"] = "original"
    place: str | None = Field(default=None, min_length=1)
    place_latitude_deg: float | None = Field(default=None, ge=-90.0, le=90.0)
    place_longitude_deg: float | None = Field(default=None, ge=-180.0, le=180.0)
    distance: str | None = Field(default=None, min_length=1)
    bearing: float | str | None = None
    inside_eez: bool | None = None
    sources: tuple[str, ...]
    note: str | None = Field(default=None, min_length=1)

    @field_validator("quantity", mode="before")
    @classmethod
    def _known_quantity(cls, quantity: object) -> object:
        if quantity not in get_args(Quantity):
            raise InputError(
                f'the quantity "{quantity!s:.60}" is not known; '
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
        quantity = info.data.get("quantity", "")
        if quantity in TIMES_OF_DAY:
            read_clock(wording)
        kind = KIND_OF_QUANTITY.get(quantity)
        if kind is not None:
            check_plausible(quantity, wording, read_wording(wording, kind), kind)
        return wording

    @field_validator("distance")
    @classmethod
    def _is_length(cls, distance: str | None) -> str | None:
        if distance is not None:
            read_wording(distance, "length")
        return distance

    @field_validator("bearing")
    @classmethod
    def _is_bearing(cls, bearing: float | str | None) -> float | str | None:
        if bearing is not None:
            read_bearing(bearing)
        return bearing

    @model_validator(mode="after")
    def _belongs_together(self) -> Claim:
        given = [key for key in _OF_SPLASHDOWN if getattr(self, key) is not None]
        allowed = {"splashdown": _OF_SPLASHDOWN, "overflight": _OF_PLACES}.get(self.quantity, ())
        wrong = [key for key in given if key not in allowed]
        if wrong:
            which = "a splashdown or an overflight" if wrong[0] in _OF_PLACES else "a splashdown"
            raise FaultError(
                f'only {which} has this key; remove it, or write quantity = "splashdown" '
                f'instead of "{self.quantity}"',
                wrong[0],
            )
        if (self.place_latitude_deg is None) != (self.place_longitude_deg is None):
            raise FaultError(
                "latitude and longitude go together; add the other one",
                "place_latitude_deg" if self.place_longitude_deg is None else "place_longitude_deg",
            )
        for key in given:
            if self.place is None and key != "inside_eez":
                raise FaultError(
                    'this is told from a place; add it, for instance place = "Cape Erimo"', key
                )
        return self

    @property
    def figure(self) -> Figure | None:
        """Qualifier, value and interval by the rules of `wording`; None if words only."""
        kind = KIND_OF_QUANTITY.get(self.quantity)
        return read_wording(self.wording, kind) if kind is not None else None

    @property
    def clock(self) -> ClockTime | None:
        """The time of day of a launch, a fall or an overflight; None for other quantities."""
        return read_clock(self.wording) if self.quantity in TIMES_OF_DAY else None

    @property
    def is_estimate(self) -> bool:
        """Whether nobody observed it."""
        return self.quantity in ESTIMATES

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

    @property
    def distance_from_place(self) -> Figure | None:
        """How far from the place a splashdown was, in m; None if that was not told."""
        return read_wording(self.distance, "length") if self.distance is not None else None

    @property
    def position_deg(self) -> tuple[float, float] | None:
        """Latitude and longitude of the place, WGS-84; None if it is not told."""
        latitude, longitude = self.place_latitude_deg, self.place_longitude_deg
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def bearing_deg(self) -> float | None:
        """Direction from the place to the splashdown, degrees from north; None if not told."""
        return read_bearing(self.bearing) if self.bearing is not None else None
