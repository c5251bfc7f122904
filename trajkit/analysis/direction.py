"""The bearing of the point of fall: given, or where the range ends in the sea that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.geography import AzimuthWindow, azimuth_windows
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.analysis.figures import Group

__all__ = ["direction", "no_direction"]


def direction(
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
        range_m=group.required("range").value,
        sea=sea,
        leaving=leaving,
    )
    if not windows:
        return np.nan, True, windows
    widest = max(windows, key=lambda window: window.width_deg)
    return widest.middle_deg, True, windows


def no_direction(group: Group, azimuth_deg: float) -> str | None:
    """Why a row has no direction to fly in, without the full stop; None if it has one."""
    if np.isfinite(azimuth_deg):
        return None
    return (
        f"{group.label}: on no azimuth does {group.required('range').wording} end in the named sea "
        "without crossing other land; add --azimuth to fly it all the same"
    )
