"""`trajkit fly` with lift, against published glides, closed forms and symmetry."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import pytest
from command_line import Fly, trajkit

from trajkit.reports.quantity import parse_quantity

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_GRAVITY_M_S2 = 9.80665
MU, RADIUS_M = 3.986004418e14, 6_371_008.8
SPHERE = ("--spherical", "--no-rotation")
GLIDER = {
    "--site": "0,0",
    "--altitude": "equilibrium",
    "--speed": "6 km/s",
    "--azimuth": "90",
    "--beta": "13003",
    "--lift-to-drag": "2.6",
}
# A body that falls into the air and skips out of it.
SKIPPER = {"altitude": "90 km", "speed": "5 km/s", "angle": "-5", "beta": "8000"}
fly = Fly(GLIDER)
flown = fly.flown


@pytest.mark.parametrize(
    ("speed", "range_km", "time_s"), [("4 km/s", 2580.0, 1268.0), ("6 km/s", 7335.0, 2207.0)]
)
def test_published_skip_glide(speed: str, range_km: float, time_s: float) -> None:
    # Of the line of programs after D. Wright: 6,370 km, 3.99e14 m3/s2 and another atmosphere.
    result = flown(*SPHERE, "--glide", "skip", speed=speed)
    assert result["range_m"] == pytest.approx(range_km * 1e3, rel=0.01)
    assert result["flight_time_s"] == pytest.approx(time_s, rel=0.01)


def test_the_equilibrium_altitude_is_where_lift_carries_the_weight() -> None:
    ambiance = pytest.importorskip("ambiance")
    inputs = flown(*SPHERE)["inputs"]
    altitude = inputs["altitude_m"]
    assert inputs["altitude"] == "equilibrium"
    assert 49e3 < altitude < 50e3, "Tracy & Wright (2020), Science & Global Security 28"
    radius = RADIUS_M + altitude
    weight = MU / radius**2 - 6000.0**2 / radius
    density = 2.0 * 13_003.0 * weight / (2.6 * 6000.0**2)
    assert ambiance.Atmosphere(altitude).density[0] == pytest.approx(density, rel=1e-3)
    assert f"altitude {altitude / 1e3:.1f} km, where the unbanked lift carries" in fly(*SPHERE).out


def test_an_equilibrium_glide_goes_as_far_as_its_closed_form() -> None:
    # Eggers, Allen & Neice (1958), NACA report 1382: R = L/D Re / 2 ln(1 / (1 - V2 / (g Re))),
    # for a shallow glide, from which the steep last part departs.
    result = flown(*SPHERE, "--glide", "equilibrium")
    far = 2.6 / 2.0 * RADIUS_M * math.log(1.0 / (1.0 - 6000.0**2 * RADIUS_M / MU))
    assert result["range_m"] == pytest.approx(far, rel=0.03)
    assert len([peak for peak in result["peaks"] if peak["time_s"] > 30.0]) == 0, "no swing"


def test_every_peak_is_listed_in_order() -> None:
    result, text = flown(**SKIPPER), fly(**SKIPPER).out
    peaks = result["peaks"]
    assert len(peaks) > 5
    assert [peak["time_s"] for peak in peaks] == sorted(peak["time_s"] for peak in peaks)
    heights = [peak["altitude_m"] for peak in peaks]
    assert heights == sorted(heights, reverse=True), "drag takes energy from each skip"
    listed = [line for line in text.splitlines() if line.startswith("peak ")]
    assert len(listed) == len(peaks)
    for line, peak in zip(listed, peaks, strict=True):
        assert parse_quantity(line[line.index(" s  ") + 3 :].split(" km")[0] + " km", "length") == (
            pytest.approx(peak["altitude_m"], rel=5e-3)
        )


def test_damping_leaves_fewer_skips() -> None:
    skips = [
        len(flown("--glide", "damped", "--damping", damping, **SKIPPER)["peaks"])
        for damping in ("0", "0.2", "1")
    ]
    assert skips == sorted(skips, reverse=True)
    assert len(set(skips)) > 1
    assert (
        flown("--glide", "damped", "--damping", "0", **SKIPPER)["impact"]
        == (flown("--glide", "skip", **SKIPPER)["impact"])
    )
    assert (
        flown("--glide", "damped", "--damping", "1", **SKIPPER)["impact"]
        == (flown("--glide", "equilibrium", **SKIPPER)["impact"])
    )


def test_the_glide_law_is_skip_unless_said() -> None:
    result = flown(**SKIPPER)
    assert result["impact"] == flown("--glide", "skip", **SKIPPER)["impact"]
    assert result["inputs"]["assumed"] == ["glide.law"]
    assert "Assumed: an undamped skip." in fly(**SKIPPER).out


def test_a_bank_turns_right_and_its_opposite_left() -> None:
    right, left = (flown(*SPHERE, "--bank", angle)["impact"] for angle in ("30", "-30"))
    assert right["latitude_deg"] < -5.0, "eastwards, south is to the right"
    assert left["latitude_deg"] == pytest.approx(-right["latitude_deg"], abs=1e-6)
    assert left["longitude_deg"] == pytest.approx(right["longitude_deg"], abs=1e-6)
    assert "bank 30° to the left" in fly(*SPHERE, "--bank", "-30").out


def test_a_bank_schedule_is_linear_between_its_times() -> None:
    steady = flown(*SPHERE, "--bank", "30")
    assert flown(*SPHERE, "--bank", "0:30, 500:30")["impact"]["latitude_deg"] == pytest.approx(
        steady["impact"]["latitude_deg"], abs=1e-5
    )
    turn = flown(*SPHERE, "--bank", "0:0, 120:40, 200:0")
    # The heading turns by the lift across the motion while it is banked, and not after.
    times = flown(*SPHERE, "--bank", "0:0, 120:40, 200:0", "--times", "100,199,201,300")["samples"]
    angle = [math.degrees(math.atan2(-s["north_m_s"], s["east_m_s"])) for s in times]
    assert angle[0] < angle[1]
    assert angle[2] - angle[1] < 0.01
    assert turn["inputs"]["bank_schedule"] == {
        "time_s": [0.0, 120.0, 200.0],
        "bank_deg": [0.0, 40.0, 0.0],
    }


def test_tables_over_mach_of_one_value_are_that_value(tmp_path: Path) -> None:
    lift, beta = tmp_path / "lift.csv", tmp_path / "beta.csv"
    lift.write_text("mach,lift_to_drag\n0,2.6\n5,2.6\n20,2.6\n")
    beta.write_text("mach,beta_kg_m2\n0,8000\n20,8000\n")
    plain = flown(**SKIPPER)
    tabled = flown(**{**SKIPPER, "lift_to_drag": str(lift), "beta": str(beta)})
    assert tabled["range_m"] == pytest.approx(plain["range_m"], abs=1.0)
    assert tabled["inputs"]["lift_to_drag"] is None
    assert tabled["inputs"]["lift_to_drag_table"]["mach"] == [0.0, 5.0, 20.0]
    assert tabled["inputs"]["beta_table"]["file"] == str(beta)
    lift.write_text("mach,lift_to_drag\n0,1\n5,1.3\n20,2.6\n")
    less = flown(**{**SKIPPER, "lift_to_drag": str(lift)})
    assert less["range_m"] < plain["range_m"]


@pytest.mark.parametrize("below", ["40 km", "3 km/s"])
def test_a_dive_gives_up_the_lift(below: str) -> None:
    result = flown(
        *SPHERE, "--dive-below", below, "--derived", "--times",
        ",".join(str(t) for t in range(10, 2000, 10)),
    )  # fmt: skip
    dived = [
        (s["altitude_m"] < 40e3) if "km/s" not in below else (s["speed_m_s"] < 3e3)
        for s in result["samples"]
        if s["altitude_m"] is not None
    ]
    first = dived.index(True)
    assert 0 < first < len(dived) - 3
    for number, sample in enumerate(result["samples"][: len(dived)]):
        # The air's push over weight: q / (beta g), times sqrt(1 + (L/D)2) while there is lift.
        drag = sample["dynamic_pressure_pa"] / 13_003.0 / STANDARD_GRAVITY_M_S2
        lifted = math.hypot(1.0, 2.6) if number < first else 1.0
        assert sample["load_factor"] == pytest.approx(lifted * drag, rel=1e-6)


def test_lift_from_the_peak_falls_without_lift_until_there() -> None:
    climbing = {**SKIPPER, "angle": "20"}
    late = flown("--lift-from", "peak", **climbing)
    ballistic = flown(lift_to_drag="0", **climbing)
    assert late["peaks"][0] == pytest.approx(ballistic["peaks"][0], rel=1e-9)
    assert len(late["peaks"]) > len(ballistic["peaks"]) == 1
    assert late["inputs"]["glide"]["lift_from"] == "peak"


def test_shares_shorten_the_flight() -> None:
    whole = flown(**SKIPPER)["range_m"]
    for share in ("--climb-share", "--final-share"):
        assert flown(share, "0.5", **SKIPPER)["range_m"] < whole
        assert flown(share, "1", **SKIPPER)["range_m"] == pytest.approx(whole, abs=1.0)


def test_derived_quantities_go_to_samples_and_to_the_file(tmp_path: Path) -> None:
    out = tmp_path / "path.csv"
    result = flown("--derived", "--times", "0,100,99999", "--out", out, "--quiet", *SPHERE)
    first, second, after = result["samples"]
    assert first["equilibrium_altitude_m"] == pytest.approx(first["altitude_m"], abs=1.0)
    assert first["angle_deg"] == pytest.approx(0.0, abs=1e-9)
    names = (
        "angle_deg", "mach", "dynamic_pressure_pa", "load_factor", "specific_energy_j_kg",
        "equilibrium_altitude_m",
    )  # fmt: skip
    assert all(after[name] is None for name in names)
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(rows[1][name]) for name in names] == [second[name] for name in names]
    assert "local Mach" in fly("--derived", "--times", "0", *SPHERE).out
    assert "mach" not in flown("--times", "0", *SPHERE)["samples"][0]


def test_energy_is_kept_where_there_is_no_drag() -> None:
    samples = flown(
        "--derived", "--times", "0,200,400,600",
        altitude="100 km", speed="4 km/s", angle="40", beta="inf", lift_to_drag="0",
    )["samples"]  # fmt: skip
    energy = [sample["specific_energy_j_kg"] for sample in samples]
    assert energy == pytest.approx([energy[0]] * 4, rel=1e-9)


def test_a_table_of_glides_flies_as_single_ones_do(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "results.csv"
    start = "0,0,90000,5000,-5,90,8000"
    rows.write_text(
        "latitude_deg,longitude_deg,altitude_m,speed_m_s,angle_deg,azimuth_deg,beta_kg_m2,"
        "lift_to_drag,bank_deg,damping\n"
        f"{start},2.6,,\n{start},11,,\n{start},2.6,30,0.3\n{start},,,\n",
        encoding="utf-8",
    )
    done = trajkit("fly", "--table", rows, "--out", out, "--dive-below", "20 km")
    assert "row 2 (line 3): lift-to-drag ratio 11 is not between 0 and 10" in done.sentence
    with open(out, newline="", encoding="utf-8") as file:
        skip, _, damped, ballistic = csv.DictReader(file)
    dive = ("--dive-below", "20 km")
    for row, more, changed in (
        (skip, (), {}),
        (damped, ("--bank", "30", "--glide", "damped", "--damping", "0.3"), {}),
        (ballistic, (), {"lift_to_drag": "0"}),
    ):
        single = flown(*dive, *more, **SKIPPER, **changed)
        assert float(row["range_m"]) == pytest.approx(single["range_m"], abs=1.0)
        assert int(row["peaks"]) == len(single["peaks"])


def test_an_option_gives_all_rows_of_a_table_their_lift(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "results.csv"
    rows.write_text(
        "latitude_deg,longitude_deg,altitude_m,speed_m_s,angle_deg,azimuth_deg,beta_kg_m2\n"
        "0,0,90000,5000,-5,90,8000\n",
        encoding="utf-8",
    )
    done = trajkit("fly", "--table", rows, "--out", out, "--lift-to-drag", "2.6", "--json", "-")
    assert done.code == 0
    assert done.json["inputs"]["lift_to_drag"] == 2.6
    assert done.json["inputs"]["glide"]["law"] == "skip"
    with open(out, newline="", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert float(row["range_m"]) == pytest.approx(flown(**SKIPPER)["range_m"], abs=1.0)


@pytest.mark.parametrize("angle", ["90", "-90"])
def test_a_body_that_flies_straight_up_or_down_is_flown_as_one_that_nearly_does(angle: str) -> None:
    straight, nearly = (
        flown(**{**SKIPPER, "speed": "3 km/s", "angle": degrees})
        for degrees in (angle, str(float(angle) * 0.9999))
    )
    # A hundredth of a degree off the vertical a hundredth of the lift is left, and bends the path.
    assert straight["flight_time_s"] == pytest.approx(nearly["flight_time_s"], rel=5e-3)
    assert straight["impact"]["speed_m_s"] == pytest.approx(nearly["impact"]["speed_m_s"], rel=5e-3)
