"""A scene with the shape of a real one, from parabolas over geodesics, to draw in tests."""

from __future__ import annotations

import numpy as np

from trajkit.flight.geodesic import destination
from trajkit.output.scene import Boost, Fan, Mark, Scene, Track

LATITUDE_DEG, LONGITUDE_DEG = 39.191, 125.957


def track(
    label: str,
    *,
    range_m: float,
    apogee_m: float,
    azimuth_deg: float,
    colour: int,
    latitude_deg: float = LATITUDE_DEG,
    longitude_deg: float = LONGITUDE_DEG,
    reported: tuple[Mark, ...] = (),
    burnout_m: float = 25_000.0,
) -> Track:
    """A parabola from the site to ``range_m``, its first ``burnout_m`` of range powered."""

    def along(ground_m: np.ndarray) -> dict[str, np.ndarray]:
        latitude, longitude = destination(
            latitude_deg=latitude_deg,
            longitude_deg=longitude_deg,
            azimuth_deg=azimuth_deg,
            distance_m=ground_m,
        )
        share = ground_m / range_m
        return {
            "latitude_deg": latitude,
            "longitude_deg": longitude,
            "range_m": ground_m,
            "altitude_m": 4.0 * apogee_m * share * (1.0 - share),
        }

    ground = np.linspace(burnout_m, range_m, 200)
    return Track(
        label=label,
        time_s=np.linspace(60.0, 460.0, 200),
        colour=colour,
        boost=Boost(**along(np.linspace(0.0, burnout_m, 20))),
        peaks=(Mark(range_m / 2, apogee_m, f"{apogee_m / 1e3:.1f} km"),),
        reported=reported,
        **along(ground),
    )


def scene(**changes: object) -> Scene:
    """Two parties' flights of one launch, with their fans."""
    fields: dict[str, object] = {
        "title": "Launch of 6 January 2025: what the reported figures describe",
        "subtitle": "Ballistic flights that meet each party’s reported range and height",
        "site_name": "Pyongyang area",
        "site_latitude_deg": LATITUDE_DEG,
        "site_longitude_deg": LONGITUDE_DEG,
        "tracks": (
            track(
                "ROK JCS, Japan MOD: about 1,100 km",
                range_m=1.1e6, apogee_m=1.0e5, azimuth_deg=75.5, colour=0,
            ),
            track(
                "KCNA: 1,500 km",
                range_m=1.5e6, apogee_m=99.8e3, azimuth_deg=55.6, colour=1,
                reported=(Mark(None, 42.5e3, "second peak reported by KCNA: 42.5 km"),),
            ),
        ),
        "fans": (
            Fan(1.1e6, ((56.0, 95.0),), colour=0),
            Fan(1.5e6, ((55.0, 56.2),), colour=1),
        ),
        "assumptions": (
            "Azimuth assumed: middle of the window in which the reported range ends at sea.",
            "Burnout assumed at 40 km altitude, 25 km downrange (short-range class).",
        ),
        "footers": ("trajkit 0.1.0. Sources: ROK JCS, Japan MOD, KCNA, 6–7 January 2025.",),
    }  # fmt: skip
    return Scene(**{**fields, **changes})  # type: ignore[arg-type]
