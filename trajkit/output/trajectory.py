"""A reconstruction's flights as a table: a row a moment."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

import trajkit

if TYPE_CHECKING:
    from trajkit.analysis.reconstruct import Reconstruction

__all__ = ["trajectory_csv"]

_POINTS = 400
_COLUMNS = (
    "latitude_deg", "longitude_deg", "altitude_m", "range_m", "speed_m_s",
    "north_m_s", "east_m_s", "down_m_s", "angle_deg", "mach",
)  # fmt: skip


def trajectory_csv(result: Reconstruction) -> str:
    """Every flight from burnout to the ground, at 400 equally spaced times.

    Time counts from lift-off. The first line is a remark that says where the table comes from;
    the rest of that is in summary.json.
    """
    states = result.flights.sample(n=_POINTS)
    name = result.event.id if result.event is not None else result.site_name
    text = io.StringIO()
    text.write(
        f"# trajkit {trajkit.__version__}; {name}; from burnout, time from lift-off; "
        "inputs, assumptions and sources are in summary.json\n"
    )
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("reported_by", "branch", "time_s", *_COLUMNS))
    boost = result.assumptions.boost_time_s.value
    for row in result.rows:
        for found in row.found:
            one = states.isel(flight=found.flight)
            columns = [np.asarray(one["time_s"]) + boost]
            columns += [np.asarray(one[column]) for column in _COLUMNS]
            for values in zip(*columns, strict=True):
                writer.writerow((row.label, found.branch, *(f"{value:.9g}" for value in values)))
    return text.getvalue()
