"""What is written: whole or not at all, plain JSON and CSV that give the same flight again."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest
from pyproj import Geod

from trajkit.analysis.reconstruct import reconstruct
from trajkit.errors import InputError
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.output import save as saving
from trajkit.output import trajectory
from trajkit.output.save import file_names, json_text, save
from trajkit.output.scenes import scene_of
from trajkit.output.summary import summary_of

UNITS = ("_m", "_s", "_deg", "_m_s", "_kg_m2", "_mach", "_utc", "_local")


@pytest.fixture(scope="module")
def flagship():
    return reconstruct("2025-01-06")


@pytest.fixture(scope="module")
def by_hand():
    return reconstruct(
        site="sunan",
        azimuth_deg=75.0,
        range_m=800e3,
        top_speed_m_s=2900.0,
        burnout_altitude_m=30e3,
        burnout_downrange_m=42e3,
        boost_time_s=65.0,
        ballistic_coefficient=5000.0,
    )


@pytest.fixture(scope="module")
def unmet():
    # So low a path of so light a body: the air stops it long before.
    return reconstruct(
        site=(39.0, 126.0),
        azimuth_deg=70.0,
        range_m=1000e3,
        apogee_m=31e3,
        body="srbm",
        ballistic_coefficient=1000.0,
    )


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def strict(text):
    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_writes_the_same_bytes_twice(flagship, tmp_path):
    for folder in ("one", "two"):
        written = save(flagship, tmp_path / folder)
        assert [path.name for path in written] == [
            "map.png", "map.svg", "profile.png", "profile.svg", "summary.json", "trajectory.csv",
        ]  # fmt: skip
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one == two
    assert one["map.png"].startswith(b"\x89PNG")
    assert b"<svg" in one["profile.svg"]


@pytest.mark.parametrize(
    ("formats", "names"),
    [
        (("json",), ("summary.json",)),
        (("csv",), ("trajectory.csv",)),
        (("pdf",), ("map.pdf", "profile.pdf")),
        (("csv", "png"), ("map.png", "profile.png", "trajectory.csv")),
    ],
)
def test_formats_choose_the_files(formats, names):
    assert file_names(formats) == names


def test_only_what_is_asked_for_is_written(unmet, tmp_path):
    save(unmet, tmp_path / "new" / "deep", formats=("json",))
    assert list(contents(tmp_path / "new" / "deep")) == ["summary.json"]


def test_one_format_may_be_given_as_it_is(unmet, tmp_path):
    (written,) = save(unmet, tmp_path, formats="csv")
    assert written.name == "trajectory.csv"


@pytest.mark.parametrize("thing", [None, 5, [], "2025-01-06"])
def test_what_is_no_result_is_neither_saved_nor_drawn(thing, tmp_path):
    with pytest.raises(InputError, match="save takes what reconstruct gives"):
        save(thing, tmp_path)
    with pytest.raises(InputError, match="what reconstruct or fly gives can be drawn"):
        scene_of(thing)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_writes_nothing(unmet, tmp_path):
    with pytest.raises(InputError, match='format "gif" is not known; choose from png, svg, pdf'):
        save(unmet, tmp_path / "new", formats=("json", "gif"))
    assert not (tmp_path / "new").exists()


def test_an_existing_file_is_refused_and_nothing_else_written(unmet, tmp_path):
    (tmp_path / "trajectory.csv").write_text("mine")
    with pytest.raises(InputError, match=r"trajectory\.csv exists already"):
        save(unmet, tmp_path, formats=("json", "csv"))
    assert contents(tmp_path) == {"trajectory.csv": b"mine"}
    save(unmet, tmp_path, formats=("json", "csv"), force=True)
    assert contents(tmp_path)["trajectory.csv"].startswith(b"# trajkit")


def test_a_failure_on_the_way_writes_nothing(unmet, tmp_path, monkeypatch):
    def fail(_):
        raise RuntimeError("half way")

    monkeypatch.setattr(trajectory, "trajectory_csv", fail)
    with pytest.raises(RuntimeError, match="half way"):
        save(unmet, tmp_path / "new", formats=("json", "csv"))
    assert not (tmp_path / "new").exists()


def test_nothing_flown_is_nothing_written(tmp_path):
    from trajkit.reports import catalogue

    text = catalogue.data_path("events/2025-01-06.toml").read_text(encoding="utf-8")
    path = tmp_path / "far.toml"
    path.write_text(text.replace('wording = "1,500 km"', 'wording = "4,000 km"'), encoding="utf-8")
    result = reconstruct(path, party="KCNA")
    assert len(result.flights) == 0
    with pytest.raises(InputError, match=r"nothing was flown.*on no azimuth does 4,000 km"):
        save(result, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("which", ["flagship", "by_hand", "unmet"])
def test_summary_flown_again_falls_on_the_same_spot(which, request):
    result = request.getfixturevalue(which)
    summary = strict(json_text(summary_of(result)))
    geod = Geod(ellps="WGS84")
    beta = float(summary["assumptions"]["ballistic_coefficient_kg_m2"]["value"])
    for row in summary["rows"]:
        for flight in row["flights"]:
            start = dict(flight["burnout"])
            boost_s = start.pop("time_s")
            again = fly(Launch(**start), Body(beta))
            impact = flight["impact"]
            away = geod.inv(
                impact["longitude_deg"], impact["latitude_deg"],
                again.impact.longitude_deg[0], again.impact.latitude_deg[0],
            )[2]  # fmt: skip
            assert away < 1.0
            assert again.flight_time_s[0] + boost_s == pytest.approx(flight["flight_time_s"])
            assert again.apogee.altitude_m[0] == pytest.approx(flight["apogee"]["altitude_m"])
            reached = geod.inv(
                summary["site"]["longitude_deg"], summary["site"]["latitude_deg"],
                impact["longitude_deg"], impact["latitude_deg"],
            )[2]  # fmt: skip
            assert reached == pytest.approx(flight["range_m"], abs=1e-3)
            for figure in flight["figures"]:
                if figure["solved"] and figure["quantity"] == "range" and flight["met"]:
                    assert reached == pytest.approx(figure["reported_m"], abs=1.0)


RATIOS = ("mach", "lift_to_drag")  # which have none


@pytest.mark.parametrize("which", ["flagship", "by_hand", "unmet"])
def test_every_number_of_the_summary_names_its_unit(which, request):
    summary = strict(json_text(summary_of(request.getfixturevalue(which))))

    def walk(value, key, inherited):
        if isinstance(value, dict):
            # The ends of an assumption or of a speed are in the unit of the key above them.
            here = inherited or key.endswith(UNITS) or key.startswith(RATIOS)
            for name, inner in value.items():
                walk(inner, name, here)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key, inherited)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            assert inherited or key.endswith(UNITS) or key in RATIOS, key

    walk(summary, "", False)


def test_what_is_not_there_is_null_and_endless_is_a_word():
    assert strict(json_text({"a": [math.nan, math.inf, 1.5, None, True]})) == {
        "a": [None, "inf", 1.5, None, True]
    }
    no_drag = reconstruct(
        site="sunan", azimuth_deg=75.0, range_m=300e3, apogee_m=80e3, ballistic_coefficient=np.inf
    )
    beta = strict(json_text(summary_of(no_drag)))["assumptions"]["ballistic_coefficient_kg_m2"]
    assert beta["value"] == "inf"


def test_summary_tells_what_was_reported_and_by_whom(flagship):
    summary = strict(json_text(summary_of(flagship)))
    allied, kcna = summary["rows"]
    assert summary["event"]["launch_time_utc"] == "2025-01-06T03:01:00Z"
    assert summary["event"]["launch_time_local"] == "2025-01-06T12:01:00+09:00"
    assert allied["borrowed"] == {"ROK JCS": ["Japan MOD"]}
    wordings = {figure["quantity"]: figure["wording"] for figure in kcna["reported"]}
    assert wordings == {
        "range": "1,500 km", "apogee": "99.8 km", "top_speed": "Mach 12", "second_peak": "42.5 km",
    }  # fmt: skip
    second = next(f for f in kcna["flights"][0]["figures"] if f["quantity"] == "second_peak")
    assert second == {
        "quantity": "second_peak", "solved": False, "reported_m": 42500.0, "flown_m": None,
        "miss_m": None,
    }  # fmt: skip
    assert all(source.startswith("https://") for source in summary["sources"])
    assert len(set(summary["sources"])) == len(summary["sources"])


def test_table_ends_at_the_impact_of_each_flight(by_hand):
    text = trajectory.trajectory_csv(by_hand)
    remark, rest = text.split("\n", 1)
    assert remark.startswith("# trajkit ")
    rows = list(csv.DictReader(io.StringIO(rest)))
    summary = summary_of(by_hand)
    assert {row["branch"] for row in rows} == {"low", "high"}
    for flight in summary["rows"][0]["flights"]:
        own = [row for row in rows if row["branch"] == flight["branch"]]
        first, last = ({k: float(v) for k, v in row.items() if k not in ("reported_by", "branch")}
                       for row in (own[0], own[-1]))  # fmt: skip
        for name in ("time_s", "latitude_deg", "longitude_deg", "altitude_m"):
            assert first[name] == pytest.approx(flight["burnout"][name], abs=1e-3)
            assert last[name] == pytest.approx(flight["impact"][name], abs=1e-3)
        assert last["range_m"] == pytest.approx(800e3, abs=1.0)
        # Equal steps of time, and speeds that carry the body from row to row.
        times = np.array([float(row["time_s"]) for row in own])
        assert np.allclose(np.diff(times), times[1] - times[0], atol=1e-4)
        height = np.array([float(row["altitude_m"]) for row in own])
        down = np.array([float(row["down_m_s"]) for row in own])
        fallen = -np.sum(0.5 * (down[1:] + down[:-1]) * np.diff(times))
        assert fallen == pytest.approx(height[-1] - height[0], abs=50.0)


def test_pictures_tell_the_low_from_the_high_flight(by_hand):
    scene = scene_of(by_hand)
    low, high = scene.tracks
    assert "low flight" in low.label
    assert "high flight" in high.label
    assert max(low.altitude_m) < 0.5 * max(high.altitude_m)
    (speeds,) = [line for line in scene.assumptions if line.startswith("Top speed")]
    assert "low flight 2.90 km/s" in speeds
    assert "high flight 2.90 km/s" in speeds


def test_pictures_do_not_call_figures_by_hand_reported(by_hand, unmet):
    for result in (by_hand, unmet):
        scene = scene_of(result)
        words = " ".join(
            [scene.title, scene.subtitle, *scene.assumptions]
            + [track.label for track in scene.tracks]
            + [mark.label for track in scene.tracks for mark in track.reported]
        )
        assert "reported" not in words
        assert not any("figures" in track.label for track in scene.tracks)


def test_pictures_show_a_height_that_is_not_reached(unmet, flagship):
    (mark,) = scene_of(unmet).tracks[0].reported
    assert mark.altitude_m == 31e3
    assert mark.label == "apogee given: 31 km"
    assert "comes nearest" in scene_of(unmet).subtitle
    (mark,) = scene_of(flagship).tracks[1].reported
    assert (mark.altitude_m, mark.label) == (42.5e3, "second peak reported by KCNA: 42.5 km")


def test_rotation_is_blamed_only_where_the_direction_was_sought():
    over_japan = reconstruct("2025-01-06", party="Japan MOD", azimuth_deg=120.0)
    assert over_japan.rows[0].found[0].crosses_land
    words = " ".join(scene_of(over_japan).assumptions)
    assert "crosses land" in words
    assert "turning Earth" not in words


def test_formats_are_those_that_can_be_written():
    assert set(saving.FORMATS) == {"png", "svg", "pdf", "json", "csv"}
