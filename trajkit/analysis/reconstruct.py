"""From a report to flights: each party's figures, the flight they describe, and what is off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.assumptions import Assumptions, assumptions, likely_body
from trajkit.analysis.direction import direction, no_direction
from trajkit.analysis.figures import Group, groups_of
from trajkit.analysis.geography import crosses_land
from trajkit.analysis.given import check_model, check_speeds, group_by_hand, one, place
from trajkit.analysis.jobs import (
    Answer,
    Job,
    fly_answers,
    jobs_of,
    solve_jobs,
    without_twins,
)
from trajkit.analysis.obstacles import obstacle
from trajkit.analysis.result import Comparison, Found, MachConvention, Model, Reconstruction, Row
from trajkit.analysis.splashdown import Splashdown, reported_splashdown
from trajkit.analysis.words import outcome_sentence, quantity_name
from trajkit.errors import InputError
from trajkit.physics.earth import WGS84, Earth
from trajkit.reports import catalogue
from trajkit.reports.event import Event
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.reports.site import Site

__all__ = [
    "Comparison",
    "Found",
    "MachConvention",
    "Model",
    "Reconstruction",
    "Row",
    "reconstruct",
]

_TRACK_POINTS = 400


def reconstruct(
    event: Event | str | Path | None = None,
    *,
    party: str | None = None,
    flight: str | None = None,
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
    model: Model = "ballistic",
    second_peak_m: float | None = None,
    lift_to_drag: float | None = None,
    mach: MachConvention = "sea-level",
    air: Air | None = None,
    earth: Earth = WGS84,
) -> Reconstruction:
    """Find the flights that reported figures describe.

    Parameters
    ----------
    event
        An event, its id ("2025-01-06") or the path of its file; None to give figures by hand.
    party
        Only this party's row.
    flight
        Which flight, where the event has several; the first if None.
    site
        A launch place or its name, or latitude and longitude in degrees; the event's, if None.
    azimuth_deg
        Bearing of the point of fall from the site. Without one, it is that of the splashdown which
        the event reports by distance and direction from a place; or else the directions are sought
        on which each range ends in the sea that the report names, and the middle one is assumed.
    range_m, apogee_m, top_speed_m_s or top_mach, flight_time_s
        Figures by hand instead of an event. Units: in the names. Flight time is from lift-off.
    body
        Class of bodies for the assumptions; the event's, or else `likely_body`.
    burnout_altitude_m, burnout_downrange_m, boost_time_s, ballistic_coefficient
        The user's own values instead. Units: m, m, s, kg/m2.
    model
        "ballistic", or "glide": figures with a second peak are then solved by flights that coast to
        the first peak and glide on, at a constant lift-to-drag ratio that is found; figures without
        one ask for no lift, and their flights stay ballistic.
    second_peak_m
        A further figure by hand, for gliding flights. Units: m.
    lift_to_drag
        With the model "glide", the user's own value for every flight. Dimensionless.
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
        "range": one("range_m", range_m),
        "apogee": one("apogee_m", apogee_m),
        "flight_time": one("flight_time_s", flight_time_s),
        "top_speed": one("top_speed_m_s", top_speed_m_s),
        "second_peak": one("second_peak_m", second_peak_m),
    }
    lift_to_drag = one("lift_to_drag", lift_to_drag)
    beta = one("ballistic_coefficient", ballistic_coefficient)
    check_model(model, lift_to_drag, beta)
    azimuth_deg, top_mach = one("azimuth_deg", azimuth_deg), one("top_mach", top_mach)
    if mach not in ("sea-level", "local"):
        raise InputError(f'mach "{mach}" is not known; choose sea-level or local')
    if top_mach is not None:
        if top_speed_m_s is not None:
            raise InputError("give the top speed either in m/s or as a Mach number, not both")
        by_hand["top_speed"] = top_mach * SEA_LEVEL_SOUND_SPEED_M_S
    if event is None:
        groups: tuple[Group, ...] = (group_by_hand(by_hand, top_mach),)
        if party is not None:
            raise InputError("a party needs an event; name one, or drop the party")
        if flight is not None:
            raise InputError("a flight's name needs an event; name one, or drop the flight")
    else:
        if any(value is not None for value in by_hand.values()):
            raise InputError(
                "give either an event or figures by hand, not both; "
                "to change an event's figures, copy its file"
            )
        party = None if party is None else _listed(party)
        groups = groups_of(event, party, flight)
    check_speeds(groups)
    site_name, position, leaving = place(site, event)
    if body is None:
        first = groups[0]
        apogee = first.figure("apogee")
        body = (
            event.body
            if event is not None
            else "glide"
            if model == "glide"
            else likely_body(
                first.required("range").value, None if apogee is None else apogee.value
            )
        )
    assumed = assumptions(
        body,
        burnout_altitude_m=one("burnout_altitude_m", burnout_altitude_m),
        burnout_downrange_m=one("burnout_downrange_m", burnout_downrange_m),
        boost_time_s=one("boost_time_s", boost_time_s),
        ballistic_coefficient_kg_m2=beta,
    )
    sea = event.fell_in if event is not None else None
    fall = None
    if event is not None and azimuth_deg is None:
        fall = reported_splashdown(event, flight)
    bearing = azimuth_deg if fall is None else fall.bearing_from(position)
    directions = [direction(group, position, bearing, sea, leaving) for group in groups]
    lifts = lift_to_drag is not None
    glides = [
        model == "glide" and (lifts or group.figure("second_peak") is not None) for group in groups
    ]
    if event is None and model == "glide" and not glides[0]:
        raise InputError(
            "nothing in these figures asks for lift; add --second-peak, or --lift-to-drag with a "
            "value of your own, or leave out --model glide"
        )
    refusals = [
        obstacle(group, assumed) or no_direction(group, azimuth)
        for group, (azimuth, _, _) in zip(groups, directions, strict=True)
    ]
    if event is None and refusals[0] is not None:
        raise InputError(refusals[0])
    jobs = [
        job
        for number, group in enumerate(groups)
        if refusals[number] is None
        for job in jobs_of(
            number, group, directions[number][0], mach, glides[number], lift_to_drag, beta
        )
    ]
    answers = solve_jobs(jobs, assumed, position, air, earth)
    jobs, answers = without_twins(jobs, answers)
    flights = fly_answers(answers, assumed, position, air, earth)
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
        rows.append(
            Row(
                label=group.label,
                parties=group.parties,
                figures=group.figures,
                borrowers=group.lenders(),
                azimuth_deg=azimuth,
                azimuth_assumed=is_assumed,
                windows=windows,
                solved_for=_solved_for(job.solved() for job in jobs if job.row == number),
                found=found,
                sentence=f"{refusals[number]}." if refusals[number] else _joined(found),
            )
        )
    return Reconstruction(
        event=event,
        site_name=site_name,
        site=position,
        assumptions=assumed,
        mach_convention=mach,
        model=model,
        rows=tuple(rows),
        flights=flights,
        notes=(
            *_fall_notes(fall, bearing),
            *_notes(event, groups, party, flight),
            *_lift_notes(groups, glides, model),
        ),
    )


def _listed(party: str) -> str:
    """The name of a party for an alias of the list; any other name as it is."""
    try:
        return catalogue.party(party).name
    except InputError:  # it may be one of the event's own
        return party


def _found(
    number: int,
    job: Job,
    answer: Answer,
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
    solved = job.solved()
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
            job.group.label,
            _kind(job, answer),
            answer.met,
            comparisons,
            flown["top_speed"],
            least_speed=job.glide is None and job.second is None,
            without=answer.without,
        ),
        top_speed_ends_m_s=answer.top_speed_ends_m_s,
        crosses_land=crosses,
        lift_to_drag=answer.lift_to_drag,
        lift_to_drag_ends=answer.lift_to_drag_ends,
        ballistic_coefficient_kg_m2=float(flights.problem.ballistic_coefficient[number]),
    )


def _kind(job: Job, answer: Answer) -> str:
    """What the flight is called."""
    if job.glide is not None:
        assert answer.ballistic_coefficient is not None
        return (
            f"gliding flight with a lift-to-drag ratio of {answer.lift_to_drag:.2f} and a "
            f"ballistic coefficient of {answer.ballistic_coefficient:,.0f} kg/m2"
        )
    return f"{job.branch.value} ballistic flight" if job.branch is not None else "ballistic flight"


def _solved_for(quantities: Iterable[tuple[str, ...]]) -> str:
    """ "range and apogee"; empty where nothing was solved."""
    names = next(iter(quantities), None)
    if names is None:
        return ""
    if names == ("range",):
        return "range with the least speed"
    return joined(quantity_name(name) for name in names)


def _joined(found: Sequence[Found]) -> str:
    return " ".join(one.sentence for one in found)


def _lift_notes(groups: Sequence[Group], glides: Sequence[bool], model: Model) -> list[str]:
    if model == "ballistic":
        return []
    return [
        f"{group.label} gave no second peak, so nothing in the figures asks for lift: the flight "
        "is ballistic."
        for group, glide in zip(groups, glides, strict=True)
        if not glide
    ]


def _fall_notes(fall: Splashdown | None, bearing_deg: float | None) -> list[str]:
    if fall is None:
        return []
    return [
        f"The direction, {bearing_deg:.1f}°, is that of the splashdown which {fall.party} "
        f"reported: {fall.wording}."
    ]


def _notes(
    event: Event | None, groups: Sequence[Group], party: str | None, flight: str | None
) -> tuple[str, ...]:
    notes = [
        f"{borrower} gave no figure to fix the flight with: the rest is borrowed from "
        f"{', '.join(lenders)}, whose range it shares."
        for group in groups
        for borrower, lenders in group.lenders().items()
    ]
    notes += [
        f"{' and '.join(figure.parties)} gave the {quantity_name(figure.quantity)} "
        f"{figure.wording} on a condition: {figure.condition}."
        for group in groups
        for figure in group.figures
        if figure.condition
    ]
    if event is None:
        return tuple(notes)
    if party is None:
        taken = {name for group in groups for name in group.parties}
        notes += [
            f"{name} gave no range, and so has no row."
            for name in event.parties
            if name not in taken
        ]
    names = event.flight_names
    if len(names) > 1:
        notes.append(
            f'This is the flight "{flight or names[0]}" of the {len(names)} of the event: '
            f"{', '.join(names)}."
        )
    if event.has_failed(flight):
        notes.append("It was reported to have failed.")
    return tuple(notes)
