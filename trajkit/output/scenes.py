"""From a reconstruction to the scene that its map and profile show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

import trajkit
from trajkit.analysis.words import window_words
from trajkit.errors import InputError
from trajkit.flight.flights import Flights
from trajkit.flight.geodesic import destination
from trajkit.output.scene import Boost, Fan, Mark, Scene, Track
from trajkit.reports.display import format_length, format_speed, format_time

if TYPE_CHECKING:
    from trajkit.analysis.reconstruct import Found, Reconstruction, Row
    from trajkit.flight.points import Points

__all__ = ["scene_of", "sources_of"]

_POINTS = 300
_BOOST_POINTS = 40
_MOST_TRACKS = 8


def scene_of(result: Reconstruction | Flights) -> Scene:
    """What a map and a profile of a reconstruction, or of flights, show.

    Raises
    ------
    InputError
        If nothing was flown: there is nothing to draw; or if there are more flights than a
        picture can tell apart.
    """
    if isinstance(result, Flights):
        return _scene_of_flights(result)
    from trajkit.analysis.reconstruct import Reconstruction

    if not isinstance(result, Reconstruction):
        raise InputError(
            f"what reconstruct or fly gives can be drawn, not {type(result).__name__}; give that"
        )
    event = result.event
    if event is not None:
        day = event.launch_time_local
        title = f"{event.title}, {day.day} {day:%B %Y}"
    else:
        title = f"Launch from {result.site_name}"
    return Scene(
        title=title,
        subtitle=_subtitle(result),
        site_name=result.site_name,
        site_latitude_deg=result.site[0],
        site_longitude_deg=result.site[1],
        tracks=tuple(
            _track(result, row, found, number)
            for number, row in enumerate(result.rows)
            for found in row.found
        ),
        fans=tuple(
            Fan(
                range_m=row.figures[0].value,
                azimuths_deg=tuple((w.low_deg, w.high_deg) for w in row.windows or ()),
                colour=number,
            )
            for number, row in enumerate(result.rows)
        ),
        assumptions=tuple(_assumptions(result)),
        footers=_footers(result),
    )


def _subtitle(result: Reconstruction) -> str:
    found = [found for row in result.rows for found in row.found]
    met = all(one.met for one in found)
    gliding = sum(bool(one.lift_to_drag) for one in found)
    kind = "Gliding" if gliding == len(found) else "Ballistic and gliding"
    kind = kind if gliding else "Ballistic"
    if result.event is None:
        if len(found) > 1:
            return f"{kind} flights that {'meet' if met else 'come nearest to'} the given figures"
        return f"{kind} flight that {'meets' if met else 'comes nearest to'} the given figures"
    if met and all(c.solved for one in found for c in one.comparisons):
        return f"{kind} flights that meet the reported figures"
    if met:
        return f"{kind} flights that meet each reported range, and what they leave unmet"
    return f"{kind} flights that meet the reported figures or come nearest to them"


def _scene_of_flights(flights: Flights) -> Scene:
    """Flights from their own start, each named by its number, range and apogee."""
    flown = np.flatnonzero(~np.isnan(flights.end.time_s))
    if not flown.size:
        raise InputError("none of these flights could be flown, so there is nothing to draw")
    if flown.size > _MOST_TRACKS:
        raise InputError(
            f"{flown.size} flights are more than a picture can tell apart; choose up to "
            f"{_MOST_TRACKS} of them"
        )
    launch = flights.problem.launch.arrays()
    first = int(flown[0])
    site = flights.problem.site
    if site is None:
        site = float(launch["latitude_deg"][first]), float(launch["longitude_deg"][first])
    states = flights.sample(n=_POINTS)
    tracks = []
    for colour, i in enumerate(flown.tolist()):
        one = states.isel(flight=i)
        peaks = flights.peaks_of(i)
        name = f"flight {i + 1}" if len(flights) > 1 else "flight"
        tracks.append(
            Track(
                label=f"{name}: {format_length(float(flights.end.range_m[i]))}",
                time_s=np.asarray(one["time_s"]),
                latitude_deg=np.asarray(one["latitude_deg"]),
                longitude_deg=np.asarray(one["longitude_deg"]),
                altitude_m=np.asarray(one["altitude_m"]),
                range_m=np.asarray(one["range_m"]),
                landed=bool(flights.landed[i]),
                peaks=_peak_marks(peaks),
                colour=colour,
            )
        )
    return Scene(
        title="Computed flight" if len(tracks) == 1 else "Computed flights",
        site_name=f"{site[0]:g}, {site[1]:g}",
        site_latitude_deg=site[0],
        site_longitude_deg=site[1],
        tracks=tuple(tracks),
        footers=(f"trajkit {trajkit.__version__}; {flights.problem.air.name}.",),
    )


def sources_of(result: Reconstruction) -> tuple[str, ...]:
    """Where the figures were read, each once."""
    return tuple(
        dict.fromkeys(
            source for row in result.rows for figure in row.figures for source in figure.sources
        )
    )


def _track(result: Reconstruction, row: Row, found: Found, number: int) -> Track:
    i = found.flight
    states = result.flights.sample(n=_POINTS).isel(flight=i)
    peaks = result.flights.peaks_of(i)
    who = "range" if result.event is None else f"{row.label}:"
    label = f"{who} {row.figures[0].wording}"
    if found.branch:
        label += f", {found.branch} flight"
    if found.lift_to_drag:
        label += f", gliding with L/D {found.lift_to_drag:.2f}"
    return Track(
        label=label,
        time_s=np.asarray(states["time_s"]) + result.assumptions.boost_time_s.value,
        latitude_deg=np.asarray(states["latitude_deg"]),
        longitude_deg=np.asarray(states["longitude_deg"]),
        altitude_m=np.asarray(states["altitude_m"]),
        range_m=np.asarray(states["range_m"]),
        landed=bool(result.flights.landed[i]),
        boost=_boost(result, row, i),
        peaks=_peak_marks(peaks),
        reported=tuple(_unmet(found)),
        colour=number,
    )


def _peak_marks(peaks: Points) -> tuple[Mark, ...]:
    return tuple(
        Mark(float(peaks.range_m[k]), float(peak), f"{peak / 1e3:,.1f} km")
        for k, peak in enumerate(peaks.altitude_m)
    )


def _unmet(found: Found) -> list[Mark]:
    """Reported heights that the flight does not have."""
    marks = []
    for comparison in found.comparisons:
        figure = comparison.reported
        height = figure.quantity in ("apogee", "second_peak")
        if height and not (comparison.solved and found.met):
            who = f"reported by {', '.join(figure.parties)}" if figure.parties else "given"
            name = figure.quantity.replace("_", " ")
            words = f"{name} {who}: {figure.wording}"
            if np.isnan(comparison.flown) or abs(comparison.miss) > 0.02 * comparison.target:
                marks.append(Mark(None, figure.value, words))
    return marks


def _boost(result: Reconstruction, row: Row, flight: int) -> Boost:
    """A curve from the site, upwards, to burnout along the flight: a drawing, not a flight."""
    downrange = result.assumptions.burnout_downrange_m.value
    altitude = result.assumptions.burnout_altitude_m.value
    angle = np.radians(result.flights.problem.launch.arrays()["angle_deg"][flight])
    reach = 0.5 * altitude
    # A Bezier curve with a vertical start and the flight's own slope at its end.
    corners = np.array(
        [
            [0.0, 0.0],
            [0.0, 0.4 * altitude],
            [max(downrange - reach * np.cos(angle), 0.0), max(altitude - reach * np.sin(angle), 0)],
            [downrange, altitude],
        ]
    )
    t = np.linspace(0.0, 1.0, _BOOST_POINTS)[:, None]
    curve = (
        (1 - t) ** 3 * corners[0]
        + 3 * t * (1 - t) ** 2 * corners[1]
        + 3 * t**2 * (1 - t) * corners[2]
        + t**3 * corners[3]
    )
    latitude, longitude = destination(
        latitude_deg=result.site[0],
        longitude_deg=result.site[1],
        azimuth_deg=row.azimuth_deg,
        distance_m=curve[:, 0],
    )
    return Boost(latitude, longitude, altitude_m=curve[:, 1], range_m=curve[:, 0])


def _assumptions(result: Reconstruction) -> list[str]:
    assumed = result.assumptions
    lines = []
    sought = [row for row in result.rows if row.windows is not None]
    if sought:
        found = "; ".join(
            f"{row.figures[0].wording} on azimuths {window_words(row.windows)}"
            if row.windows
            else f"{row.figures[0].wording} on none"
            for row in sought
            if row.windows is not None
        )
        lines.append(
            "No direction was reported. Without crossing other land the reported ranges end in "
            f"the named sea: {found}. The middle of the widest window is assumed."
        )
    over_land = [row for row in result.rows if any(found.crosses_land for found in row.found)]
    if over_land:
        words = f"As flown, the track of {' and of '.join(row.label for row in over_land)} "
        words += "crosses land"
        # A direction out of a window misses all land; one that was given may lead over it.
        if all(row.azimuth_assumed for row in over_land):
            words += ", because the turning Earth bends it off its bearing"
        lines.append(f"{words}.")
    drag = _drag(result)
    altitude = format_length(assumed.burnout_altitude_m.value)
    downrange = format_length(assumed.burnout_downrange_m.value)
    lines.append(
        f"Assumed of the boost (dashed): burnout at {altitude} altitude, {downrange} downrange, "
        f"after {format_time(assumed.boost_time_s.value)}; of the body: {drag}."
    )
    speeds = [
        f"{_name(result, row, found)}{format_speed(result.flights.top_speed_m_s[found.flight])}"
        for row in result.rows
        for found in row.found
    ]
    lines.append(f"Top speed{'s' if len(speeds) > 1 else ''}: {'; '.join(speeds)}.")
    return lines


def _drag(result: Reconstruction) -> str:
    """What was assumed of ballistic bodies, and found of gliding ones."""
    beta = result.assumptions.ballistic_coefficient_kg_m2.value
    words = "no drag" if np.isinf(beta) else f"ballistic coefficient {beta:,.0f} kg/m²"
    gliding = [
        f"{_name(result, row, found)}lift-to-drag ratio {found.lift_to_drag:.2f}, "
        f"ballistic coefficient {found.ballistic_coefficient_kg_m2:,.0f} kg/m²"
        for row in result.rows
        for found in row.found
        if found.lift_to_drag
    ]
    if not gliding:
        return words
    found = f"found for the gliding flight: {'; '.join(gliding)}"
    # A body that was found is not assumed.
    ballistic = any(not found.lift_to_drag for row in result.rows for found in row.found)
    return f"{words}; {found}" if ballistic else found


def _name(result: Reconstruction, row: Row, found: Found) -> str:
    """Who reported it and which of two flights it is, as far as that needs saying."""
    parts = [row.label] if result.event is not None else []
    parts += [f"{found.branch} flight"] if found.branch else []
    return f"{', '.join(parts)} " if parts else ""


def _footers(result: Reconstruction) -> tuple[str, ...]:
    hosts = dict.fromkeys(
        urlsplit(source).netloc.removeprefix("www.") or source for source in sources_of(result)
    )
    footers = (f"trajkit {trajkit.__version__}.",)
    return (*footers, f"Figures: {', '.join(hosts)}.") if hosts else footers
