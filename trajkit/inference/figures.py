"""The figures of flown flights that reports give, as rows of an array."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.flights import Flights
from trajkit.flight.geodesic import FARTHEST_M, azimuth_and_distance, distance_m
from trajkit.physics.earth import ecef_to_geodetic, local_frame
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from collections.abc import Collection

    from trajkit.flight.problem import Problem
    from trajkit.physics.outcome import Moments

__all__ = ["FIGURES", "ROW", "figures_and_status", "figures_of", "no_figures"]

Array = NDArray[np.float64]

FIGURES: Final = (
    "range_m",
    "bearing_deg",
    "latitude_deg",
    "longitude_deg",
    "flight_time_s",
    "apogee_m",
    "first_peak_m",
    "second_peak_m",
    "prominence_m",
    "top_speed_m_s",
    "top_mach",
    "burnout_time_s",
    "burnout_speed_m_s",
    "burnout_angle_deg",
    "burnout_azimuth_deg",
    "burnout_altitude_m",
    "burnout_downrange_m",
)
"""Of the point of fall: range and bearing from the site, latitude and longitude. Time from lift-off
to there. Peaks: NaN where a flight has none; the prominence of the second over what lies between
it and the first (0 without a second). The greatest speed relative to the Earth, and the greatest
local Mach number. The state at burnout. Prominence and Mach number only where asked for."""

ROW: Final = {name: row for row, name in enumerate(FIGURES)}
"""Which row of the array a figure is."""

# A flight that comes down behind its start, farther than any of a lofted test, went past the
# antipode.
_PAST_ANTIPODE_M = 8e6
_TROUGH_SAMPLES = 49


def no_figures(count: int) -> Array:
    """Those of flights that were not flown: NaN."""
    return np.full((len(FIGURES), count), np.nan)


def figures_of(
    problem: Problem,
    *,
    site: tuple[float, float],
    before_s: Array | None = None,
    burnout: dict[str, Array] | None = None,
    extra: Collection[str] = (),
) -> Array:
    """Fly a problem and take its figures, shape (figures, n); NaN for flights that do not land.

    Parameters
    ----------
    site
        Latitude and longitude of the pad. Units: degrees.
    before_s
        Time from lift-off to the start of the flights; None for starts from the pad.
    burnout
        Burnout figures that are known because the flights start there.
    extra
        Which of "prominence_m" and "top_mach" are wanted.
    """
    return figures_and_status(problem, site=site, before_s=before_s, burnout=burnout, extra=extra)[
        0
    ]


def figures_and_status(
    problem: Problem,
    *,
    site: tuple[float, float],
    before_s: Array | None = None,
    burnout: dict[str, Array] | None = None,
    extra: Collection[str] = (),
) -> tuple[Array, NDArray[np.int8]]:
    """As `figures_of`, and how each flight ended, shape (n,)."""
    count = problem.duration_s.size
    figures = no_figures(count)
    if not count:
        return figures, np.zeros(0, np.int8)
    record = problem.integrate(problem.request())
    outcome = record.outcome
    latitude, longitude, _ = ecef_to_geodetic(outcome.end.position_m, earth=problem.earth)
    figures[ROW["latitude_deg"]] = latitude
    figures[ROW["longitude_deg"]] = longitude
    figures[ROW["bearing_deg"]], figures[ROW["range_m"]] = azimuth_and_distance(
        from_latitude_deg=site[0],
        from_longitude_deg=site[1],
        to_latitude_deg=latitude,
        to_longitude_deg=longitude,
        earth=problem.earth,
    )
    time = outcome.end.time_s
    figures[ROW["flight_time_s"]] = time if before_s is None else time + before_s
    figures[ROW["top_speed_m_s"]] = outcome.top_speed_m_s
    if burnout is None:
        burnout = _burnout(record.burnout, problem, site)
    for name, values in burnout.items():
        figures[ROW[name]] = values
    _peaks(figures, outcome.peaks, problem)
    if "top_mach" in extra:
        figures[ROW["top_mach"]] = Flights(problem, record).top_mach
    if "prominence_m" in extra:
        figures[ROW["prominence_m"]] = _prominence(figures, outcome.peaks, problem)
    away = np.abs(
        np.mod(figures[ROW["bearing_deg"]] - burnout["burnout_azimuth_deg"], 360.0) - 180.0
    )
    past = (away < 90.0) & (figures[ROW["range_m"]] > _PAST_ANTIPODE_M)
    figures[ROW["range_m"], past] = FARTHEST_M
    figures[:, outcome.status != Status.LANDED] = np.nan
    return figures, outcome.status


def _burnout(moments: Moments, problem: Problem, site: tuple[float, float]) -> dict[str, Array]:
    """State at the end of the boosts."""
    latitude, longitude, altitude = ecef_to_geodetic(moments.position_m, earth=problem.earth)
    east, north, up = local_frame(latitude_deg=latitude, longitude_deg=longitude)
    velocity = moments.velocity_m_s
    to_east, to_north, rise = ((velocity * axis).sum(axis=0) for axis in (east, north, up))
    return {
        "burnout_time_s": moments.time_s,
        "burnout_speed_m_s": np.sqrt((velocity * velocity).sum(axis=0)),
        "burnout_angle_deg": np.degrees(np.arctan2(rise, np.hypot(to_east, to_north))),
        "burnout_azimuth_deg": np.mod(np.degrees(np.arctan2(to_east, to_north)), 360.0),
        "burnout_altitude_m": altitude,
        "burnout_downrange_m": distance_m(
            from_latitude_deg=site[0],
            from_longitude_deg=site[1],
            to_latitude_deg=latitude,
            to_longitude_deg=longitude,
            earth=problem.earth,
        ),
    }


def _peaks(figures: Array, peaks: Moments, problem: Problem) -> None:
    """Write the highest, the first and the second peak."""
    altitude = ecef_to_geodetic(peaks.position_m, earth=problem.earth)[2]
    flight, first = np.unique(peaks.lane, return_index=True)
    figures[ROW["first_peak_m"], flight] = altitude[first]
    again = first + 1
    has = again < peaks.lane.size
    has[has] = peaks.lane[again[has]] == flight[has]
    figures[ROW["second_peak_m"], flight[has]] = altitude[again[has]]
    highest = np.full(figures.shape[1], -np.inf)
    np.maximum.at(highest, peaks.lane, altitude)
    figures[ROW["apogee_m"], flight] = highest[flight]


def _prominence(figures: Array, peaks: Moments, problem: Problem) -> Array:
    """How far the second peak rises above what lies between it and the first. Units: m.

    The lowest of some samples between the two, and the parabola through it and its neighbours.
    """
    found = np.zeros(figures.shape[1])
    second = figures[ROW["second_peak_m"]]
    rows = np.flatnonzero(np.isfinite(second))
    if not rows.size:
        return found
    first = np.searchsorted(peaks.lane, rows)
    begin, end = peaks.time_s[first], peaks.time_s[first + 1]
    times = begin[:, None] + (end - begin)[:, None] * np.linspace(0.0, 1.0, _TROUGH_SAMPLES)
    request = problem.request(sample_times_s=times, impact_only=True)
    short = replace(problem.take(rows), duration_s=end * (1.0 + 1e-9))
    samples = short.integrate(request).outcome.samples_position_m
    assert samples is not None
    altitude = ecef_to_geodetic(samples, earth=problem.earth)[2]
    k = np.clip(np.argmin(altitude, axis=1), 1, _TROUGH_SAMPLES - 2)
    left, low, right = (altitude[np.arange(rows.size), k + side] for side in (-1, 0, 1))
    bend = left - 2.0 * low + right
    with np.errstate(all="ignore"):
        dip = np.where(bend > 0.0, (right - left) ** 2 / (8.0 * bend), 0.0)
    lowest = np.minimum.reduce([left, right, low - dip])
    found[rows] = second[rows] - lowest
    return found
