"""Figures that no flight can have, known before one is flown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.flight.geodesic import FARTHEST_M
from trajkit.reports.display import format_length, format_time

if TYPE_CHECKING:
    from trajkit.analysis.assumptions import Assumptions
    from trajkit.analysis.figures import Group

__all__ = ["obstacle"]

HIGHEST_M = 30e6
LONGEST_S = 6 * 3600.0
"""Above five times the highest test flights, and longer than they would take from there, the
solver no longer finds its way: the Earth turns a quarter under such a flight."""


def obstacle(group: Group, assumed: Assumptions) -> str | None:
    """Why no flight has these figures and how to mend it, in a sentence without its full stop.

    None if nothing is known against them.
    """
    reach, apogee, time = (group.figure(name) for name in ("range", "apogee", "flight_time"))
    height_m, away_m = assumed.burnout_altitude_m.value, assumed.burnout_downrange_m.value
    boost_s = assumed.boost_time_s.value
    if reach is not None and reach.value > FARTHEST_M:
        return (
            f"{group.label}: the range {reach.wording} is more than half way round the Earth "
            f"({FARTHEST_M / 1e3:,.0f} km), so no flight has it; give the shorter way"
        )
    if reach is not None and reach.value <= away_m:
        return (
            f"{group.label}: the range {reach.wording} ends before the assumed burnout at "
            f"{format_length(away_m)} downrange; give a shorter --burnout-downrange"
        )
    if apogee is not None and apogee.value < height_m:
        return (
            f"{group.label}: the apogee {apogee.wording} is "
            f"{format_length(height_m - apogee.value)} below the assumed burnout at "
            f"{format_length(height_m)}, so no flight has it; give a lower --burnout-altitude"
        )
    if apogee is not None and apogee.value > HIGHEST_M:
        return (
            f"{group.label}: the apogee {apogee.wording} is above {format_length(HIGHEST_M)}, "
            "where flights are not solved for; give a lower one"
        )
    second = group.figure("second_peak")
    if second is not None and apogee is not None and second.value >= apogee.value:
        return (
            f"{group.label}: the second peak {second.wording} is not below the first, "
            f"{apogee.wording}, and no flight gains height; exchange them"
        )
    if time is None or apogee is not None:  # then the time is compared, not solved for
        return None
    if time.value <= boost_s:
        return (
            f"{group.label}: the flight time {time.wording} is over before the assumed burnout, "
            f"{format_time(boost_s)} after lift-off; give a shorter --boost-time"
        )
    if time.value > LONGEST_S:
        return (
            f"{group.label}: the flight time {time.wording} is longer than "
            f"{format_time(LONGEST_S)}, where flights are not solved for; give a shorter one"
        )
    return None
