"""`trajkit fly` from the launch pad, against the rocket equation and single flights."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import pytest
from command_line import Fly, trajkit

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_GRAVITY_M_S2 = 9.80665
MU, RADIUS_M = 3.986004418e14, 6_371_008.8
PAD = {
    "--site": "39.2,125.67",
    "--azimuth": "60",
    "--beta": "8000",
    "--delta-v": "3.5 km/s",
    "--burn-time": "90 s",
    "--burnout-angle": "42",
}
HEADER = (
    "latitude_deg,longitude_deg,azimuth_deg,beta_kg_m2,delta_v_m_s,burn_time_s,burnout_angle_deg"
)
ROW = "39.2,125.67,60,8000,3500,90,42"
fly = Fly(PAD)
flown = fly.flown


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--stages", "3"),
        ("--steering", "pitch"),
        ("--exhaust-velocity", "2.9 km/s", "--ascent-beta", "20000"),
    ],
    ids=lambda more: " ".join(more),
)
def test_the_rocket_equation_closes_at_the_burnout_asked_for(more: tuple[str, ...]) -> None:
    burnout = flown(*more)["burnout"]
    lost = sum(burnout[f"{kind}_loss_m_s"] for kind in ("gravity", "drag", "steering"))
    assert burnout["speed_m_s"] == pytest.approx(3500.0 - lost, rel=1e-6)
    assert burnout["delta_v_m_s"] == pytest.approx(3500.0)
    assert burnout["time_s"] == pytest.approx(90.0)
    assert burnout["angle_deg"] == pytest.approx(42.0, abs=1e-5)
    assert burnout["azimuth_deg"] == pytest.approx(60.0, abs=1e-5)
    steered = "pitch" in more
    assert (burnout["steering_loss_m_s"] > 1.0) == steered
    # Tsiolkovsky: thrust over weight at lift-off from the share of propellant and its velocity.
    stages, exhaust = (3 if "3" in more else 1), (2900.0 if "2.9 km/s" in more else 2500.0)
    burnt = 1.0 - math.exp(-3500.0 / stages / exhaust)
    ratio = exhaust * burnt / (90.0 / stages) / STANDARD_GRAVITY_M_S2
    assert burnout["thrust_to_weight"] == pytest.approx(ratio, rel=1e-9)


def test_straight_up_without_air_gravity_alone_is_lost() -> None:
    burnout = flown(
        "--spherical", "--no-rotation", "--ascent-beta", "inf", burnout_angle="90", beta="inf"
    )["burnout"]
    at_ground, at_burnout = (MU / (RADIUS_M + burnout["altitude_m"] * k) ** 2 for k in (0.0, 1.0))
    assert at_burnout * 90.0 < burnout["gravity_loss_m_s"] < at_ground * 90.0
    assert burnout["drag_loss_m_s"] == 0.0
    # Height of a drag-free vertical burn under constant gravity, from the rocket equation.
    c, t = 2500.0, 90.0
    left = math.exp(-3500.0 / c)
    for gravity, above in ((at_ground, True), (at_burnout, False)):
        height = c * t * (1.0 + left * math.log(left) / (1.0 - left)) - 0.5 * gravity * t**2
        assert (burnout["altitude_m"] > height) == above


def test_a_start_in_flight_has_no_burnout_and_one_cut_short_none_either() -> None:
    state = ("--altitude", "60 km", "--speed", "2 km/s", "--angle", "42")
    done = trajkit("fly", *sum(list(PAD.items())[:3], ()), *state, "--json", "-")
    assert done.json["burnout"] is None
    assert done.json["inputs"]["booster"] is None
    assert flown(until="60 s")["burnout"] is None
    assert "ended before burnout" in fly(until="60 s").out


def test_what_was_given_and_what_was_assumed_is_named() -> None:
    inputs = flown()["inputs"]
    assert inputs["start"] == "pad"
    assert inputs["booster"] == {
        "delta_v_m_s": 3500.0,
        "burn_time_s": 90.0,
        "stages": 1,
        "exhaust_velocity_m_s": 2500.0,
        "ascent_beta_kg_m2": 30_000.0,
        "steering": "gravity-turn",
    }
    assert inputs["assumed"] == ["booster.exhaust_velocity_m_s", "booster.ascent_beta_kg_m2"]
    assert "Assumed: exhaust velocity 2.50 km/s and ballistic coefficient" in fly().out
    told = flown("--exhaust-velocity", "2.5 km/s", "--ascent-beta", "30000")
    assert told["inputs"]["assumed"] == []
    assert told["impact"] == flown()["impact"]
    assert flown("--lift-to-drag", "1")["inputs"]["assumed"][2:] == [
        "glide.law",
        "glide.lift_from",
    ]


def test_people_read_burnout_and_losses() -> None:
    result, text = flown(), " ".join(fly().out.split())
    burnout = result["burnout"]
    assert f"gravity took {burnout['gravity_loss_m_s']:.0f} m/s" in text
    assert f"the air {burnout['drag_loss_m_s']:.0f} m/s" in text
    assert f"burnout 1 min 30 s {burnout['altitude_m'] / 1e3:.1f} km" in text
    assert "Time counts from lift-off" in text


def test_moments_are_in_order_of_time_where_the_boost_ends_after_its_peak() -> None:
    lines = fly(burnout_angle="-5").out.splitlines()
    order = [line.split()[0] for line in lines if line[:6] in ("start ", "apogee", "burnou")]
    assert order == ["start", "apogee", "burnout"]


def test_a_table_of_boosts_flies_as_single_ones_do(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(
        f"name,{HEADER},exhaust_velocity_m_s,lift_to_drag\n"
        f"plain,{ROW},,\n"
        f"backwards,{ROW.replace(',90,', ',-90,')},,\n"
        f"heavy,{ROW.replace(',3500,', ',1000,')},,\n"
        f"down,{ROW.replace(',42', ',-60')},,\n"
        f"gliding,{ROW},2900,1.5\n",
        encoding="utf-8",
    )
    out = tmp_path / "results.csv"
    done = trajkit("fly", "--table", rows, "--out", out, "--ascent-beta", "20000")
    assert "row 2 (line 3): burn time -90 s" in done.sentence
    assert "the first of 3 such rows; the other 2 are flown" in done.sentence
    with open(out, newline="", encoding="utf-8") as file:
        plain, *refused, gliding = csv.DictReader(file)
    assert [row["status"] for row in refused] == ["invalid input", "invalid input", "no kick"]
    assert "cannot lift off" in refused[1]["sentence"]
    assert "burnout angle" in refused[2]["sentence"]
    assert all(row["range_m"] == row["burnout_speed_m_s"] == "" for row in refused)
    for row, more in (
        (plain, ()),
        (gliding, ("--exhaust-velocity", "2.9 km/s", "--lift-to-drag", "1.5")),
    ):
        single = flown("--ascent-beta", "20000", *more)
        assert float(row["range_m"]) == pytest.approx(single["range_m"], abs=0.1)
        assert float(row["burnout_speed_m_s"]) == pytest.approx(
            single["burnout"]["speed_m_s"], abs=1e-4
        )
        assert float(row["gravity_loss_m_s"]) == pytest.approx(
            single["burnout"]["gravity_loss_m_s"], abs=1e-3
        )
        assert int(row["peaks"]) == len(single["peaks"])


def test_a_named_site_starts_a_boosted_flight() -> None:
    inputs = flown(site="sunan")["inputs"]
    assert inputs["site"] == "sunan"
    assert inputs["latitude_deg"] == pytest.approx(39.2, abs=0.05)
