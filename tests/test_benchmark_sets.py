"""The benchmarks' flights by SciPy, with equations of their own, beside those by trajkit."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from trajkit.physics.earth import geodetic_to_ecef

SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.mark.parametrize("name", ["short-range", "lofted", "glide", "boost"])
def test_one_flight_of_each_set_ends_where_scipy_says(name, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from benchmark_flights import SETS
    from benchmark_solve import Tolerances, solve_impacts

    cases = SETS[name](1)
    end = cases.fly(1e-6, impact_only=True).impact
    mine = geodetic_to_ecef(
        latitude_deg=end.latitude_deg, longitude_deg=end.longitude_deg, altitude_m=end.altitude_m
    )
    theirs, _ = solve_impacts(cases.problem, "DOP853", Tolerances("", 1e-12, 1e-8), 2.0)
    # Its dense output is some centimetres off where a step of 2 s ends in the ground.
    assert np.sqrt(((mine - theirs) ** 2).sum()) < 0.5
    for module in ("benchmark_flights", "benchmark_solve"):
        sys.modules.pop(module, None)
