"""What cannot be a flight is refused in one sentence, from Python and in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import trajkit
from starts import start

import trajkit as tk
from trajkit.errors import InputError

ENTRY = start(altitude_m=60e3, speed_m_s=4000.0, angle_deg=-1.0)
GLIDE = ["fly", "--site", "0,0", "--altitude", "60 km", "--speed", "4 km/s", "--angle", "-1"]
GLIDE += ["--azimuth", "90", "--beta", "9000"]


@pytest.mark.parametrize("stages", [None, 3, ["x"], tk.Coast()])
def test_a_booster_is_made_of_stages(stages):
    with pytest.raises(InputError, match=r"list of stages, not .*give Booster\("):
        tk.Booster(stages)


@pytest.mark.parametrize("phases", [None, 3, tk.Glide()])
def test_a_plan_is_made_of_phases(phases):
    with pytest.raises(InputError, match=r"list of phases, not .*Plan\(\[Glide\(\)\]\)"):
        tk.Plan(phases)


@pytest.mark.parametrize("kind", [tk.Glide, tk.Coast, tk.Dive])
def test_a_phase_ends_by_an_until(kind):
    with pytest.raises(InputError, match=r"ends by an Until, not 'peak'"):
        kind(until="peak")


def test_an_until_has_an_end():
    for nothing in ({}, {"peak": False}, {"altitude_m": None, "time_s": None}):
        with pytest.raises(InputError, match=r"^an Until needs an end, .* leave it out$"):
            tk.Until(**nothing)
    assert tk.Until(time_s=0.0).arrays() == {"time_s": 0.0}


def test_a_body_without_drag_has_no_lift():
    with pytest.raises(InputError, match="without drag, and lift is"):
        tk.fly(ENTRY, tk.Body(np.inf, lift_to_drag=2.0))
    flights = tk.fly(ENTRY, tk.Body([np.inf, np.inf, 9000.0], lift_to_drag=[2.0, 0.0, 2.0]))
    assert list(flights.status) == [
        tk.Status.INVALID_INPUT,
        tk.Status.LANDED,
        tk.Status.LANDED,
    ]
    assert np.isnan(flights.range_m[0])
    alone = tk.fly(ENTRY, tk.Body(9000.0, lift_to_drag=2.0))
    assert flights.range_m[2] == alone.range_m[0]


def test_a_body_without_drag_is_not_reconstructed_as_a_glider():
    with pytest.raises(InputError, match=r"without drag .* cannot glide"):
        tk.reconstruct("2025-01-06", model="glide", ballistic_coefficient=np.inf)


def test_a_number_with_a_decimal_comma_is_not_taken_for_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("ld.csv").write_text("mach,lift_to_drag\n0,2\n5,2,6\n")
    result = trajkit(*GLIDE, "--lift-to-drag", "ld.csv")
    assert result.code == 2
    assert result.err.startswith("Error: ld.csv, line 3: it has 3 cells where the header has 2")
