"""From a report to flights: each party's figures, the flight they describe, and what is off."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from trajkit.analysis.assumptions import Assumptions, assumptions, likely_body
from trajkit.analysis.boundary import Branch, Second, Solution, Wanted, least_speed, solve
from trajkit.analysis.figures import Group, Reported, groups_of
from trajkit.analysis.geography import AzimuthWindow, azimuth_windows, crosses_land
from trajkit.analysis.obstacles import obstacle
from trajkit.analysis.words import outcome_sentence
from trajkit.errors import InputError
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.flight.numbers import numbers
from trajkit.physics.earth import WGS84, Earth
from trajkit.reports import catalogue
from trajkit.reports.event import Event
from trajkit.reports.site import Site
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights

__all__ = ["Comparison", "Found", "MachConvention", "Reconstruction", "Row", "reconstruct"]

MachConvention = Literal["sea-level", "local"]

# In this order the figure that is solved together with the range.
_SECOND = {"apogee": Second.APOGEE, "flight_time": Second.TIME, "top_speed": Second.SPEED}
_TRACK_POINTS = 400
_ESCAPE_SPEED_M_S = (
    2.0 * WGS84.gravitational_parameter_m3_s2 / WGS84.equatorial_radius_m
) ** 0.5  # at the surface


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
    """

    flight: int
    branch: str
    met: bool
    comparisons: tuple[Comparison, ...]
    sentence: str
    top_speed_ends_m_s: dict[str, tuple[float, float]]
    crosses_land: bool | None


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


def reconstruct(
    event: Event | str | Path | None = None,
    *,
    party: str | None = None,
    site: str | Site | tuple[float, float] | None = None,
    azimuth_deg: float | None = None,
    range_m: float | None = None,
    apogee_m: float | None = None,
    top_speed_m_s: float | None = None,
    top_mach: float | None = None,
    flight_time_s: float | None = None,
    body: str | None = None,
    burnout_altitude_m: float | None = None,
    burnout_downrange_m: float | None = None,
    boost_time_s: float | None = None,
    ballistic_coefficient: float | None = None,
    mach: MachConvention = "sea-level",
    air: Air | None = None,
    earth: Earth = WGS84,
) -> Reconstruction:
    """Find the ballistic flights that reported figures describe.

    Parameters
    ----------
    event
        An event, its id ("2025-01-06") or the path of its file; None to give figures by hand.
    party
        Only this party's row.
    site
        A launch place or its name, or latitude and longitude in degrees; the event's, if None.
    azimuth_deg
        Bearing of the point of fall from the site. Without one, the directions are sought on which
        each range ends in the sea that the report names, and the middle one is assumed.
    range_m, apogee_m, top_speed_m_s or top_mach, flight_time_s
        Figures by hand instead of an event. Units: in the names. Flight time is from lift-off.
    body
        Class of bodies for the assumptions; the event's, or else `likely_body`.
    burnout_altitude_m, burnout_downrange_m, boost_time_s, ballistic_coefficient
        The user's own values instead. Units: m, m, s, kg/m2.
    mach
        What a reported Mach number means: a multiple of the sea-level speed of sound (340.294
        m/s), or the greatest local Mach number.
    air, earth
        As in `fly`.

    Raises
    ------
    InputError
        If what was given is not known, not usable or not enough.
    """
    if isinstance(event, str | Path):
        event = catalogue.event(event)
    if not isinstance(event, Event | None):
        raise InputError(f"{event!r:.60} is no event; give its id or the path of its file")
    by_hand = {
        "range": _one("range_m", range_m),
        "apogee": _one("apogee_m", apogee_m),
        "flight_time": _one("flight_time_s", flight_time_s),
        "top_speed": _one("top_speed_m_s", top_speed_m_s),
    }
    azimuth_deg, top_mach = _one("azimuth_deg", azimuth_deg), _one("top_mach", top_mach)
    if mach not in ("sea-level", "local"):
        raise InputError(f'mach "{mach}" is not known; choose sea-level or local')
    if top_mach is not None:
        if top_speed_m_s is not None:
            raise InputError("give the top speed either in m/s or as a Mach number, not both")
        by_hand["top_speed"] = top_mach * SEA_LEVEL_SOUND_SPEED_M_S
    if event is None:
        groups: tuple[Group, ...] = (_group_by_hand(by_hand, top_mach),)
        if party is not None:
            raise InputError("a party needs an event; name one, or drop the party")
    else:
        if any(value is not None for value in by_hand.values()):
            raise InputError(
                "give either an event or figures by hand, not both; "
                "to change an event's figures, copy its file"
            )
        groups = groups_of(event, party)
    _check_speeds(groups)
    place, position, leaving = _place(site, event)
    if body is None:
        first = groups[0]
        apogee = first.figure("apogee")
        body = (
            event.body
            if event is not None
            else likely_body(_value(first, "range"), None if apogee is None else apogee.value)
        )
    assumed = assumptions(
        body,
        burnout_altitude_m=_one("burnout_altitude_m", burnout_altitude_m),
        burnout_downrange_m=_one("burnout_downrange_m", burnout_downrange_m),
        boost_time_s=_one("boost_time_s", boost_time_s),
        ballistic_coefficient_kg_m2=_one("ballistic_coefficient", ballistic_coefficient),
    )
    sea = event.fell_in if event is not None else None
    directions = [_direction(group, position, azimuth_deg, sea, leaving) for group in groups]
    refusals = [
        obstacle(group, assumed) or _no_direction(group, azimuth)
        for group, (azimuth, _, _) in zip(groups, directions, strict=True)
    ]
    if event is None and refusals[0] is not None:
        raise InputError(refusals[0])
    jobs = [
        _Job(number, group, directions[number][0], second, branch)
        for number, group in enumerate(groups)
        if refusals[number] is None
        for second, branch in _ways(group, mach)
    ]
    answers = _solve_jobs(jobs, assumed, position, air, earth)
    jobs, answers = _without_twins(jobs, answers)
    flights = _fly_answers(answers, assumed, position, air, earth)
    crossing: list[bool | None] = [None] * len(flights)
    if sea is not None and leaving is not None:
        track = flights.sample(n=_TRACK_POINTS)
        tracks = np.asarray(track["latitude_deg"]), np.asarray(track["longitude_deg"])
        crossing = crosses_land(*tracks, leaving=leaving).tolist()

    rows = []
    for number, (group, (azimuth, is_assumed, windows)) in enumerate(
        zip(groups, directions, strict=True)
    ):
        found = tuple(
            _found(i, job, answer, flights, assumed, crossing[i], mach)
            for i, (job, answer) in enumerate(zip(jobs, answers, strict=True))
            if job.row == number
        )
        solved_for = _solved_for(group)
        rows.append(
            Row(
                label=group.label,
                parties=group.parties,
                figures=group.figures,
                borrowers=group.lenders(),
                azimuth_deg=azimuth,
                azimuth_assumed=is_assumed,
                windows=windows,
                solved_for=solved_for,
                found=found,
                sentence=f"{refusals[number]}." if refusals[number] else _joined(found),
            )
        )
    return Reconstruction(
        event=event,
        site_name=place,
        site=position,
        assumptions=assumed,
        mach_convention=mach,
        rows=tuple(rows),
        flights=flights,
        notes=_notes(event, groups, party),
    )


@dataclass(frozen=True)
class _Job:
    row: int
    group: Group
    azimuth_deg: float
    second: Second | None
    branch: Branch | None

    @property
    def key(self) -> tuple[Second | None, Branch | None]:
        return self.second, self.branch

    def value(self) -> float:
        """What the second figure is to be, in the unit of `Second`."""
        if self.second is Second.MACH:
            reported = self.group.figure("top_speed")
            assert reported is not None
            assert reported.mach is not None
            return reported.mach
        names = {second: name for name, second in _SECOND.items()}
        return np.nan if self.second is None else _value(self.group, names[self.second])


@dataclass(frozen=True)
class _Answer:
    """The burnout state of one job, and the top speeds at the ends of the assumptions."""

    launch: dict[str, float]
    met: bool
    top_speed_ends_m_s: dict[str, tuple[float, float]]


def _solve_jobs(
    jobs: Sequence[_Job],
    assumed: Assumptions,
    site: tuple[float, float],
    air: Air | None,
    earth: Earth,
) -> list[_Answer]:
    """Solve every job with every case of the assumptions, alike ones in one batch."""
    labels, cases = assumed.cases()
    answers: dict[int, _Answer] = {}
    for key in dict.fromkeys(job.key for job in jobs):
        alike = [i for i, job in enumerate(jobs) if job.key == key]
        repeated = cases.take(np.tile(np.arange(len(labels)), len(alike)))
        ranges, azimuths, values = (
            np.repeat(column, len(labels))
            for column in zip(
                *(
                    (_value(jobs[i].group, "range"), jobs[i].azimuth_deg, jobs[i].value())
                    for i in alike
                ),
                strict=True,
            )
        )
        second, branch = key
        solution: Solution
        if second is None:
            solution = least_speed(ranges, azimuths, repeated, site=site, air=air, earth=earth)
        else:
            wanted = Wanted(ranges, azimuths, second, values, branch or Branch.LOW)
            solution = solve(wanted, repeated, site=site, air=air, earth=earth)
        for k, i in enumerate(alike):
            answers[i] = _answer(solution, slice(k * len(labels), (k + 1) * len(labels)), labels)
    return [answers[i] for i in range(len(jobs))]


def _answer(solution: Solution, part: slice, labels: list[tuple[str, str]]) -> _Answer:
    speeds = np.where(solution.met, solution.flights.top_speed_m_s, np.nan)[part]
    by_label = dict(zip(labels, speeds.tolist(), strict=True))
    own = by_label[("", "")]
    launch = {name: float(column[part][0]) for name, column in solution.launch.arrays().items()}
    return _Answer(
        launch=launch,
        met=bool(solution.met[part][0]),
        top_speed_ends_m_s={
            name: (by_label.get((name, "low"), own), by_label.get((name, "high"), own))
            for name in Assumptions.NAMES
        },
    )


def _without_twins(jobs: list[_Job], answers: list[_Answer]) -> tuple[list[_Job], list[_Answer]]:
    """Of the low and the high flight of a row keep those that exist: one at least, none twice."""
    keep: list[int] = []
    for i, (job, answer) in enumerate(zip(jobs, answers, strict=True)):
        if job.branch is Branch.HIGH:
            low = answers[i - 1]
            same = abs(low.launch["angle_deg"] - answer.launch["angle_deg"]) < 0.01
            if same or not answer.met:
                continue
            if not low.met:
                keep.remove(i - 1)
        keep.append(i)
    return [jobs[i] for i in keep], [answers[i] for i in keep]


def _fly_answers(
    answers: Sequence[_Answer],
    assumed: Assumptions,
    site: tuple[float, float],
    air: Air | None,
    earth: Earth,
) -> Flights:
    names = Launch.__dataclass_fields__
    return fly(
        Launch(**{name: np.array([a.launch[name] for a in answers]) for name in names}),
        Body(assumed.ballistic_coefficient_kg_m2.value),
        air=air,
        earth=earth,
        site=site,
    )


def _found(
    number: int,
    job: _Job,
    answer: _Answer,
    flights: Flights,
    assumed: Assumptions,
    crosses: bool | None,
    mach: MachConvention,
) -> Found:
    boost = assumed.boost_time_s.value
    peaks = flights.peaks_of(number)
    flown = {
        "range": float(flights.range_m[number]),
        "apogee": float(flights.apogee.altitude_m[number]),
        "flight_time": float(flights.flight_time_s[number]) + boost,
        "top_speed": float(flights.top_speed_m_s[number]),
        "second_peak": float(peaks.altitude_m[1]) if len(peaks) > 1 else np.nan,
    }
    solved = {"range"}
    if job.second is not None:
        names = {**{second: name for name, second in _SECOND.items()}, Second.MACH: "top_speed"}
        solved.add(names[job.second])
    comparisons = []
    for figure in job.group.figures:
        value, target = flown[figure.quantity], figure.value
        if figure.mach is not None and mach == "local":
            value, target = float(flights.top_mach[number]), figure.mach
        comparisons.append(Comparison(figure, value, figure.quantity in solved, target))
    branch = job.branch.value if job.branch is not None else ""
    return Found(
        flight=number,
        branch=branch,
        met=answer.met,
        comparisons=tuple(comparisons),
        sentence=outcome_sentence(
            job.group.label, branch, answer.met, comparisons, flown["top_speed"], job.second
        ),
        top_speed_ends_m_s=answer.top_speed_ends_m_s,
        crosses_land=crosses,
    )


def _ways(group: Group, mach: MachConvention) -> list[tuple[Second | None, Branch | None]]:
    """What to solve for together with the range."""
    for name, second in _SECOND.items():
        figure = group.figure(name)
        if figure is None:
            continue
        if second is not Second.SPEED:
            return [(second, None)]
        if figure.mach is not None and mach == "local":
            second = Second.MACH
        return [(second, Branch.LOW), (second, Branch.HIGH)]
    return [(None, None)]


def _solved_for(group: Group) -> str:
    for name in _SECOND:
        if group.figure(name) is not None:
            return f"range and {name.replace('_', ' ')}"
    return "range with the least speed"


def _direction(
    group: Group,
    site: tuple[float, float],
    azimuth_deg: float | None,
    sea: str | None,
    leaving: str | None,
) -> tuple[float, bool, tuple[AzimuthWindow, ...] | None]:
    """Azimuth, whether it is assumed, and the windows it was sought in."""
    if azimuth_deg is not None:
        if not abs(azimuth_deg) <= 360.0:
            raise InputError(f"azimuth {azimuth_deg:g} is not between -360 and 360 degrees")
        return azimuth_deg % 360.0, False, None
    if sea is None or leaving is None:
        raise InputError(
            "no azimuth is given, and no sea is named in which the flight ended; "
            "add --azimuth with the bearing in degrees clockwise from north"
        )
    windows = azimuth_windows(
        latitude_deg=site[0],
        longitude_deg=site[1],
        range_m=_value(group, "range"),
        sea=sea,
        leaving=leaving,
    )
    if not windows:
        return np.nan, True, windows
    widest = max(windows, key=lambda window: window.width_deg)
    return widest.middle_deg, True, windows


def _no_direction(group: Group, azimuth_deg: float) -> str | None:
    if np.isfinite(azimuth_deg):
        return None
    return (
        f"{group.label}: on no azimuth does {_figure_words(group, 'range')} end in the named sea "
        "without crossing other land; add --azimuth to fly it all the same"
    )


def _joined(found: Sequence[Found]) -> str:
    return " ".join(one.sentence for one in found)


def _place(
    site: str | Site | tuple[float, float] | None, event: Event | None
) -> tuple[str, tuple[float, float], str | None]:
    """Name, position, and the region whose land the flight leaves."""
    if site is None and event is None:
        raise InputError('a site is needed; give a name or "LAT,LON", for instance 39.19,125.96')
    if site is None or isinstance(site, str):
        assert site is not None or event is not None
        known = catalogue.site(site if site is not None else event.site)  # type: ignore[union-attr]
        return known.title, (known.latitude_deg, known.longitude_deg), known.region
    pair = (site.latitude_deg, site.longitude_deg) if isinstance(site, Site) else site
    place = numbers("site", pair)
    if place.shape != (2,):
        raise InputError(f"site {site!r:.60}: give a name, or latitude and longitude in degrees")
    latitude, longitude = place.tolist()
    if isinstance(site, Site):
        return site.title, (latitude, longitude), site.region
    if not (abs(latitude) <= 90.0 and -180.0 <= longitude <= 360.0):
        hint = f"; did you mean {longitude:g},{latitude:g}?" if abs(longitude) <= 90.0 else ""
        raise InputError(
            f"site {latitude:g},{longitude:g} is not a latitude from -90 to 90 and a longitude "
            f"from -180 to 360 degrees{hint}"
        )
    region = catalogue.site(event.site).region if event is not None else None
    return f"{latitude:g}, {longitude:g}", (latitude, longitude), region


def _one(name: str, value: float | None) -> float | None:
    """A single number, of whatever make, as a float."""
    if value is None:
        return None
    array = numbers(name, value)
    if array.size != 1:
        raise InputError(f"{name} has {array.size} values; give one, and reconstruct in a loop")
    return float(array.reshape(()))


def _group_by_hand(values: dict[str, float | None], mach: float | None) -> Group:
    figures = []
    for name, value in values.items():
        if value is None:
            continue
        words = name.replace("_", " ")
        if not (np.isfinite(value) and value > 0.0):
            raise InputError(f"{words} {value:g} is not usable; give a number above 0")
        is_mach = mach if name == "top_speed" else None
        figures.append(Reported(name, value, _wording(name, value, is_mach), mach=is_mach))
    group = Group(("given figures",), tuple(figures))
    if group.figure("range") is None:
        raise InputError('a range is needed; add it with its unit, for instance --range "1,100 km"')
    return group


def _check_speeds(groups: Sequence[Group]) -> None:
    for group in groups:
        speed = group.figure("top_speed")
        if speed is not None and speed.value >= _ESCAPE_SPEED_M_S:
            raise InputError(
                f"top speed {speed.wording} is at or above escape speed "
                f"({_ESCAPE_SPEED_M_S / 1e3:.1f} km/s), and what goes so fast does not come down; "
                "give a lower one"
            )


def _wording(quantity: str, value: float, mach: float | None) -> str:
    from trajkit.reports.display import format_length, format_mach, format_speed, format_time

    if mach is not None:
        return format_mach(mach)
    if quantity == "flight_time":
        return format_time(value)
    return format_speed(value) if quantity == "top_speed" else format_length(value)


def _value(group: Group, quantity: str) -> float:
    figure = group.figure(quantity)
    assert figure is not None
    return figure.value


def _figure_words(group: Group, quantity: str) -> str:
    figure = group.figure(quantity)
    assert figure is not None
    return figure.wording


def _notes(event: Event | None, groups: Sequence[Group], party: str | None) -> tuple[str, ...]:
    notes = [
        f"{borrower} gave no figure to fix the flight with: the rest is borrowed from "
        f"{', '.join(lenders)}, whose range it shares."
        for group in groups
        for borrower, lenders in group.lenders().items()
    ]
    if event is not None and party is None:
        taken = {name for group in groups for name in group.parties}
        notes += [
            f"{name} gave no range, and so has no row."
            for name in event.parties
            if name not in taken
        ]
    return tuple(notes)
