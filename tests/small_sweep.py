"""Small sweeps for tests, made in this process through the same path as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import trajkit as tk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check", "glider", "made"]


def made(spec: dict[str, Any], home: Path) -> tk.Sweep:
    """A sweep of a specification."""
    return tk.sweep(spec, home)


def check(name: str, kind: str, samples: int | None, **design: Any) -> dict[str, Any]:
    """A function whose indices are known."""
    spec: dict[str, Any] = {
        "title": name,
        "seed": 3,
        "base": {"check": name},
        "design": {"kind": kind, **design},
    }
    return spec if samples is None else {**spec, "samples": samples}


def glider(samples: int, **design: Any) -> dict[str, Any]:
    """A gliding flight, followed for a quarter of an hour, in which some do not come down."""
    return {
        "title": "Hwasong-16B, 6 January 2025",
        "seed": 1,
        "samples": samples,
        "outputs": ["range_m", "second_peak_m"],
        "design": {"kind": "saltelli", **design},
        "base": {
            "flight": {
                "latitude_deg": 39.2,
                "longitude_deg": 126.9,
                "azimuth_deg": 76.5,
                "altitude_m": "45 km",
                "ballistic_coefficient_kg_m2": 4000.0,
                "lift_from": "peak",
                "until_s": "15 min",
            }
        },
        "factors": {
            "lift_to_drag": {"distribution": "log-uniform", "low": 0.3, "high": 4.0},
            "speed_m_s": {"distribution": "uniform", "low": "2.5 km/s", "high": "4.5 km/s"},
            "angle_deg": {"distribution": "uniform", "low": 0.0, "high": 25.0},
        },
    }
