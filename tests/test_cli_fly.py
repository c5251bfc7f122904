"""`trajkit fly` against NASA's check-cases, closed forms, and itself flown another way."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import pytest
from command_line import Fly, trajkit
from nasa_check_cases import CASES, FOOT_M, Case

from trajkit.reports.quantity import parse_quantity

if TYPE_CHECKING:
    from pathlib import Path

RADIUS_M, MU = 6_371_008.8, 3.986004418e14
STATE = {
    "--site": "39.19,125.96",
    "--altitude": "60 km",
    "--speed": "2.2 km/s",
    "--angle": "42",
    "--azimuth": "60",
    "--beta": "8000",
}
HEADER = "latitude_deg,longitude_deg,altitude_m,speed_m_s,angle_deg,azimuth_deg,beta_kg_m2"
ROW = "39.19,125.96,60000,2200,42,60,8000"
fly = Fly(STATE)
flown = fly.flown


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.simulation}")
def test_nasa_check_case(case: Case) -> None:
    _, altitude, east, down = case.rows[0].tolist()
    result = flown(
        "--times", ",".join(str(second) for second in range(31)),
        site="0,0",
        altitude=f"{altitude!r} ft",
        speed=f"{math.hypot(east, down)!r} ft/s",
        angle=f"{math.degrees(math.atan2(-down, east))!r}",
        azimuth="90",
        beta=f"{float(case.beta_kg_m2)!r}",
        until="30 s",
    )  # fmt: skip
    assert result["status"] == "time limit"
    assert result["impact"] is None
    assert result["flight_time_s"] is None
    assert result["range_m"] is None
    assert [sample["time_s"] for sample in result["samples"]] == list(range(31))
    for sample, (longitude, height, v_east, v_down) in zip(
        result["samples"], case.rows, strict=True
    ):
        assert abs(sample["latitude_deg"]) < 1e-9
        eastwards = math.radians(sample["longitude_deg"] - longitude) * 6_378_137.0
        assert math.hypot(eastwards, sample["altitude_m"] - height * FOOT_M) < 0.01
        assert abs(sample["east_m_s"] - v_east * FOOT_M) < 1e-3
        assert abs(sample["down_m_s"] - v_down * FOOT_M) < 1e-3
        assert abs(sample["north_m_s"]) < 1e-9


def test_vacuum_flight_over_a_sphere_at_rest_is_an_ellipse() -> None:
    # Bate, Mueller & White (1971), Fundamentals of Astrodynamics, section 6.2: range angle and
    # time of free flight from the ratio Q of twice the kinetic energy to mu / r.
    speed, angle = 3000.0, math.radians(40.0)
    q = speed**2 * RADIUS_M / MU
    eccentricity = math.sqrt(1.0 + q * (q - 2.0) * math.cos(angle) ** 2)
    half_range = math.acos((1.0 - q * math.cos(angle) ** 2) / eccentricity)
    axis = RADIUS_M / (2.0 - q)
    anomaly = math.acos((1.0 - RADIUS_M / axis) / eccentricity)
    time = 2.0 * math.sqrt(axis**3 / MU) * (math.pi - anomaly + eccentricity * math.sin(anomaly))
    result = flown(
        "--spherical", "--no-rotation", altitude="0 m", speed="3 km/s", angle="40", beta="inf"
    )
    assert result["status"] == "landed"
    assert result["range_m"] == pytest.approx(2.0 * half_range * RADIUS_M, rel=1e-7)
    assert result["flight_time_s"] == pytest.approx(time, rel=1e-7)
    assert result["apogee"]["altitude_m"] == pytest.approx(
        axis * (1.0 + eccentricity) - RADIUS_M, rel=1e-7
    )
    assert result["apogee"]["range_m"] == pytest.approx(half_range * RADIUS_M, rel=1e-6)
    assert result["impact"]["speed_m_s"] == pytest.approx(speed, rel=1e-7)
    assert result["peaks"] == [result["apogee"]]
    assert result["inputs"]["beta_kg_m2"] == "inf"
    assert result["inputs"]["earth"]["j2"] == 0.0


def test_the_start_is_the_state_given() -> None:
    start = flown("--times", "0,700", site="-33.9,18.4")["samples"]
    level = 2200.0 * math.cos(math.radians(42.0))
    assert start[0] == pytest.approx(
        {
            "time_s": 0.0,
            "latitude_deg": -33.9,
            "longitude_deg": 18.4,
            "altitude_m": 60_000.0,
            "speed_m_s": 2200.0,
            "north_m_s": level * math.cos(math.radians(60.0)),
            "east_m_s": level * math.sin(math.radians(60.0)),
            "down_m_s": -2200.0 * math.sin(math.radians(42.0)),
        },
        abs=1e-6,
    )
    assert set(start[1].values()) == {700.0, None}, "after the end there is no state"


def test_units_and_mach_are_converted() -> None:
    metric = flown()
    # 60 km and 2.2 km/s in the international foot and nautical mile.
    other = flown(altitude=f"{60_000 / 0.3048!r} ft", speed=f"{2200 * 3600 / 1852!r} knots")
    assert other["range_m"] == pytest.approx(metric["range_m"], abs=1e-3)
    mach = flown(speed="Mach 6")["inputs"]
    assert mach["speed_m_s"] == pytest.approx(6 * 340.294)
    assert mach["sound_speed_m_s"] == 340.294
    assert "340.294 m/s" in fly(speed="Mach 6").out


def test_a_site_is_found_by_name() -> None:
    inputs = flown(site="Pyongyang")["inputs"]
    assert inputs["site"] == "east-pyongyang"
    assert inputs["latitude_deg"] == pytest.approx(39.19, abs=0.01)
    assert inputs["longitude_deg"] == pytest.approx(125.96, abs=0.01)


def test_a_flight_that_only_falls_has_its_apogee_at_its_start() -> None:
    result = flown(angle="-30")
    assert result["apogee"]["time_s"] == 0.0
    assert result["peaks"] == []
    assert result["impact"]["time_s"] == result["flight_time_s"]


def test_a_flight_that_still_rises_has_no_apogee() -> None:
    assert flown(until="20 s")["apogee"] is None


def test_twice_the_density_is_half_the_ballistic_coefficient() -> None:
    thick = flown("--density-multiplier", "2")
    light = flown(beta="4000")
    assert thick["impact"] == light["impact"]


def test_a_density_profile_of_a_vacuum_takes_the_drag_away(tmp_path: Path) -> None:
    profile = tmp_path / "thin.csv"
    profile.write_text("altitude_m,density_kg_m3\n0,1e-12\n999000,1e-25\n")
    thin = flown("--density-profile", profile)
    assert thin["range_m"] == pytest.approx(flown(beta="inf")["range_m"], abs=0.1)
    assert abs(thin["range_m"] - flown()["range_m"]) > 100.0


def test_a_feather_drifts_with_the_wind(tmp_path: Path) -> None:
    wind = tmp_path / "wind.csv"
    wind.write_text("altitude_m,east_m_s,north_m_s\n0,10,-20\n5000,10,-20\n")
    result = flown(
        "--wind", wind, "--times", "60",
        site="0,0", altitude="3 km", speed="0 m/s", angle="0", beta="1",
    )  # fmt: skip
    sample = result["samples"][0]
    assert sample["east_m_s"] == pytest.approx(10.0, abs=0.05)
    assert sample["north_m_s"] == pytest.approx(-20.0, abs=0.05)
    # Its terminal speed has drag equal to weight: sqrt(2 g beta / density), near 1 kg/m3 here.
    assert sample["down_m_s"] == pytest.approx(math.sqrt(2 * 9.8 / 1.0), rel=0.1)


def test_the_table_for_people_says_what_the_json_says() -> None:
    result, text = flown(), fly().out
    line = next(line for line in text.splitlines() if line.startswith("impact"))
    cells = [cell for cell in line.split("  ") if cell][1:]
    time, altitude, ground, speed, latitude, longitude = (cell.strip() for cell in cells)
    assert parse_quantity(time, "time") == pytest.approx(result["flight_time_s"], abs=0.5)
    assert parse_quantity(altitude, "length") == 0.0
    assert parse_quantity(ground, "length") == pytest.approx(result["range_m"], abs=500)
    assert parse_quantity(speed, "speed") == pytest.approx(result["impact"]["speed_m_s"], abs=5)
    assert float(latitude[:-1]) == pytest.approx(result["impact"]["latitude_deg"], abs=5e-5)
    assert float(longitude[:-1]) == pytest.approx(result["impact"]["longitude_deg"], abs=5e-5)
    nautical = fly("--units", "nautical").out
    assert f"{result['range_m'] / 1852:,.0f} nmi" in nautical


def test_files_are_written_when_asked_for_and_kept_unless_forced(tmp_path: Path) -> None:
    trajectory, summary = tmp_path / "path.csv", tmp_path / "flight.json"
    first = fly("--out", trajectory, "--json", summary)
    assert first.code == 0
    assert "impact" in first.out
    with open(trajectory, newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    assert float(rows[0]["altitude_m"]) == pytest.approx(60_000.0)
    assert float(rows[-1]["altitude_m"]) == pytest.approx(0.0, abs=0.01)
    assert float(rows[-1]["range_m"]) == pytest.approx(flown()["range_m"], abs=0.01)
    before = summary.read_bytes()
    assert str(trajectory) in fly("--out", trajectory, "--json", summary).sentence
    assert fly("--out", trajectory, "--json", summary, "--force", "--quiet") == (0, "", "")
    assert summary.read_bytes() == before


def test_nothing_is_written_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert fly().code == 0
    assert list(tmp_path.iterdir()) == []


def table(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def results(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_table_flies_as_single_flights_do(tmp_path: Path) -> None:
    rows = table(
        tmp_path,
        f"한글,{ROW},30",
        f'"a, b",{ROW},',
        "c,-10,200,0,3000,80,-20,inf,",
        header=f"name,{HEADER},until_s",
    )
    out = tmp_path / "results.csv"
    done = trajkit("fly", "--table", rows, "--out", out)
    assert (done.code, done.out) == (0, "")
    short, long, south = results(out)
    assert [row["name"] for row in (short, long, south)] == ["한글", "a, b", "c"]
    assert short["status"] == "time limit"
    assert short["range_m"] == short["flight_time_s"] == short["impact_speed_m_s"] == ""
    single = flown()
    assert float(long["range_m"]) == single["range_m"]
    assert float(long["apogee_altitude_m"]) == single["apogee"]["altitude_m"]
    assert float(long["impact_longitude_deg"]) == single["impact"]["longitude_deg"]
    assert float(long["top_speed_m_s"]) == single["top_speed_m_s"]
    assert (long["status"], long["peaks"]) == ("landed", "1")
    other = flown(
        site="-10,200", altitude="0 m", speed="3 km/s", angle="80", azimuth="-20", beta="inf"
    )
    assert float(south["range_m"]) == other["range_m"]


def test_broken_rows_do_not_harm_the_others(tmp_path: Path) -> None:
    rows = table(
        tmp_path,
        ROW,
        ROW.replace("2200", "fast"),
        ROW.replace("39.19", "95"),
        ROW.replace("60000", ""),
        "",
        ROW.replace("8000", "-1"),
        ROW.replace("2200", "nan"),
        ROW.replace("2200", "12000"),
        ROW.replace("60000", "0").replace("42", "-5"),
        ROW.removesuffix(",8000"),
        f"{ROW},8000",
        ROW,
    )
    out = tmp_path / "results.csv"
    done = trajkit("fly", "--table", rows, "--out", out)
    assert "row 2 (line 3): speed_m_s" in done.sentence
    assert "the first of 9 such rows; the other 2 are flown" in done.sentence
    first, *broken, last = results(out)
    assert first == last
    assert first["status"] == "landed"
    assert all(len(row) == len(first) and None not in row for row in broken)
    reasons = (
        'row 2 (line 3): speed_m_s is "fast"',
        "row 3 (line 4): latitude 95",
        "row 4 (line 5): altitude_m is empty",
        "row 5 (line 7): ballistic coefficient -1",
        "row 6 (line 8): speed is nan",
        "row 7 (line 9): speed 12 km/s is at or above escape speed",
        "row 8 (line 10): the flight starts below the ground",
        "row 9 (line 11): it has 6 cells",
        "row 10 (line 12): it has 8 cells",
    )
    for row, reason in zip(broken, reasons, strict=True):
        assert row["sentence"].casefold().startswith(reason)
        assert row["status"] in ("invalid input", "below ground")
        assert row["range_m"] == row["apogee_altitude_m"] == row["top_speed_m_s"] == ""


def test_a_table_s_summary_names_the_rows_refused(tmp_path: Path) -> None:
    rows = table(tmp_path, ROW, ROW.replace("2200", "fast"))
    done = trajkit("fly", "--table", rows, "--out", tmp_path / "r.csv", "--json", "-")
    assert done.code == 2
    assert done.json["flown"] == 1
    assert [(row["row"], row["line"]) for row in done.json["refused"]] == [(2, 3)]
