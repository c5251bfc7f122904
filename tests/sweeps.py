"""Specifications that the tests of sweeps share, and how to compare what was made of them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["VACUUM", "bytes_of", "event_spec"]

VACUUM: dict[str, Any] = {
    "samples": 64,
    "design": {"kind": "sobol"},
    "base": {
        "flight": {
            "latitude_deg": 0.0,
            "longitude_deg": 0.0,
            "altitude_m": 0.0,
            "angle_deg": 40.0,
            "azimuth_deg": 90.0,
            "speed_m_s": "3 km/s",
            "ballistic_coefficient_kg_m2": float("inf"),
            "spherical": True,
            "rotating": False,
            "tolerance_m": 1e-3,
        }
    },
}
"""Over a still sphere, without air: Kepler's ellipses."""


def event_spec(samples: int, **changed: Any) -> dict[str, Any]:
    """Ballistic flights of an event, two factors."""
    spec = {
        "seed": 5,
        "samples": samples,
        "design": {"kind": "random"},
        "base": {"event": "2025-01-06", "model": "ballistic", "others": "median"},
        "factors": {
            "burnout_speed_m_s": {"distribution": "uniform", "low": 3000.0, "high": 4500.0},
            "burnout_angle_deg": {"distribution": "uniform", "low": 1.0, "high": 25.0},
        },
    }
    return {**copy.deepcopy(spec), **changed}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
