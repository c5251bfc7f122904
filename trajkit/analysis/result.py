"""What a reconstruction found: flights, beside every reported figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trajkit.analysis.assumptions import Assumptions
    from trajkit.analysis.figures import Reported
    from trajkit.analysis.geography import AzimuthWindow
    from trajkit.flight.flights import Flights
    from trajkit.reports.event import Event

__all__ = ["Comparison", "Found", "MachConvention", "Model", "Reconstruction", "Row"]

Model = Literal["ballistic", "glide"]
MachConvention = Literal["sea-level", "local"]


@dataclass(frozen=True)
class Comparison:
    """One reported figure beside the flown one.

    Attributes
    ----------
    reported
        The figure.
    flown
        The same quantity of the flight, in m, s or m/s (a local Mach number where that is the
        convention); NaN if the flight has none, such as a second peak.
    solved
        Whether the flight was solved for it.
    target
        What the figure was taken as, in the unit of `flown`.
    """

    reported: Reported
    flown: float
    solved: bool
    target: float

    @property
    def miss(self) -> float:
        """Flown minus reported."""
        return self.flown - self.target


@dataclass(frozen=True)
class Found:
    """One flight that was found for a row.

    Attributes
    ----------
    flight
        Its number in `Reconstruction.flights`.
    branch
        "low" or "high" where range and speed allow two flights, else "".
    met
        Whether it meets the figures that it was solved for, within 1 m and 1 mm/s.
    comparisons
        Every figure of the row.
    sentence
        What was found, for a person.
    top_speed_ends_m_s
        Top speed with each assumption at its low and high end: name -> (low, high); NaN where no
        flight meets the figures there. Units: m/s.
    crosses_land
        Whether its ground track crosses land after it left its own; None if no sea was named.
    lift_to_drag
        Of the body; 0 is a ballistic flight.
    lift_to_drag_ends
        The least and the greatest with each assumption at its ends in turn, where met.
    ballistic_coefficient_kg_m2
        Of the body.
    """

    flight: int
    branch: str
    met: bool
    comparisons: tuple[Comparison, ...]
    sentence: str
    top_speed_ends_m_s: dict[str, tuple[float, float]]
    crosses_land: bool | None
    lift_to_drag: float
    lift_to_drag_ends: tuple[float, float]
    ballistic_coefficient_kg_m2: float


@dataclass(frozen=True)
class Row:
    """A party, or parties whose figures are taken together.

    Attributes
    ----------
    label
        "ROK JCS, Japan MOD".
    parties, figures, borrowers
        Who, what, and who borrowed from whom.
    azimuth_deg
        Bearing of the point of fall from the site; NaN if none could be assumed.
    azimuth_assumed
        Whether nobody gave it.
    windows
        Where the azimuth was sought: directions on which the range ends in the sea. None if the
        azimuth was given.
    solved_for
        "range and apogee", or what else.
    found
        The flights, two where range and speed allow a low and a high one; empty if there is no
        direction to fly in.
    sentence
        What was found, for a person.
    """

    label: str
    parties: tuple[str, ...]
    figures: tuple[Reported, ...]
    borrowers: dict[str, tuple[str, ...]]
    azimuth_deg: float
    azimuth_assumed: bool
    windows: tuple[AzimuthWindow, ...] | None
    solved_for: str
    found: tuple[Found, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """The flights that reported figures describe.

    Attributes
    ----------
    event
        The report, or None if the figures were given by hand.
    site_name, site
        Where it was launched: name, and latitude and longitude in degrees.
    assumptions
        What was assumed of boost and body.
    mach_convention
        What a reported Mach number was taken to mean.
    model
        "glide" if flights were allowed to glide, where figures ask for it.
    rows
        One a party or group of parties.
    flights
        From burnout to the ground; ranges count from the site, times from burnout.
    notes
        Remarks for a person: what was left out, and why.
    """

    event: Event | None
    site_name: str
    site: tuple[float, float]
    assumptions: Assumptions
    mach_convention: MachConvention
    model: Model
    rows: tuple[Row, ...]
    flights: Flights
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def flight_time_s(self) -> NDArray[np.float64]:
        """From lift-off to the ground, the boost included; one a flight. Units: s."""
        return self.flights.flight_time_s + self.assumptions.boost_time_s.value

    def _repr_html_(self) -> str:
        from trajkit.analysis.view import reconstruction_html

        return reconstruction_html(self)

    def __repr__(self) -> str:
        name = self.event.id if self.event is not None else self.site_name
        rows = "; ".join(row.sentence for row in self.rows)
        return f"<trajkit.Reconstruction of {name}: {rows}>"
