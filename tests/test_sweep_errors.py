"""What cannot be swept is refused in one sentence, with file, line and key."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from command_line import trajkit
from sweeps import VACUUM, event_spec

import trajkit as tk
from trajkit import engine
from trajkit.sweeps.template import TEMPLATE

if TYPE_CHECKING:
    from pathlib import Path

SECOND = '\n[factors.lift_to_drag]\ndistribution = "uniform"\nlow = 1\nhigh = 2\n'


def line_of(text: str, content: str) -> int:
    return content[: content.index(text)].count("\n") + 1


def test_a_factor_that_is_named_twice(tmp_path: Path) -> None:
    path = tmp_path / "sweep.toml"
    path.write_text(TEMPLATE + SECOND, encoding="utf-8")
    first, second = line_of("[factors.lift", TEMPLATE), len(TEMPLATE.splitlines()) + 2
    assert trajkit("sweep", path, "--out", tmp_path / "out").sentence == (
        f'{path}, line {second}: "factors.lift_to_drag" stands already on line {first}; '
        "keep one of them"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low = 0.5", "low = 5", '"factors.lift_to_drag.low": 5 is not below high, which is 4'),
        ('"3.3 km/s"', '"3.3 km"', 'factors.burnout_speed_m_s.low": "3.3 km" is a length'),
        ('"3.3 km/s"', '"fast"', 'factors.burnout_speed_m_s.low": "fast" does not start with a'),
        ("low = 0.5", "", '"factors.lift_to_drag.low": is missing: a log-uniform factor has'),
        ("low = 0.5", "mean = 0.5\nlow = 0.5", 'lift_to_drag.mean": is not for a log-uniform'),
        ("mode = 10", "mode = 30", '"factors.burnout_angle_deg": the mode 30'),
        ("low = 0.5", "low = -1", "a prior needs a number above 0 here, not -1"),
        ("low = 0.5", "lo = 0.5", 'the key "factors.lift_to_drag.lo" is not known; write "low"'),
        ('"range_m", ', '"rang_m", ', '"outputs.1": there is no output "rang_m"; perhaps "range'),
        ('"range_m", ', '"apogee_m", ', '"outputs.2": "apogee_m" is named twice'),
        ('"range_m", ', '"lift_to_drag", ', '"outputs.1": "lift_to_drag" is a factor'),
        ("samples = 1024", "samples = 0", '"samples": input should be greater than or equal'),
        ("samples = 1024", "", '"samples": is missing; add for instance samples = 1024'),
        ('kind = "saltelli"', 'kind = "grid"', "is for a saltelli design, and this one is grid"),
        ('"2025-01-06"\n', '"2025-01-05"\n', '"base.event": there is no event "2025-01-05"'),
        ("[factors.lift_to_drag]", "[factors.lift_over_drag]", "nothing that is called"),
        ("[design]", "[stop]\noutput = 'range_m'\nfactor = 'beta'\nwidth = 0.1\n[design]",
         '"stop.factor": there is no factor "beta"'),
        ('kind = "saltelli"', 'kind = "saltelli', "is not valid TOML"),
        ("samples = 1024", "samples = true", '"samples": is no number; write a whole one'),
        ("samples = 1024", 'samples = "1024"', '"samples": is no number; write a whole one'),
        ("low = 0.5", "low = nan", '"factors.lift_to_drag.low": nan is no finite number'),
        ("high = 4.0", "high = inf", '"factors.lift_to_drag.high": inf is no finite number'),
        ("low = 0.5", "low = true", '"factors.lift_to_drag.low": true is no number'),
        ('outputs = ["range_m", "apogee_m", "second_peak_m", "flight_time_s", "top_speed_m_s"]',
         "outputs = []", '"outputs": is an empty list; name what is wanted'),
        ('outputs = ["range_m", "apogee_m", "second_peak_m", "flight_time_s", "top_speed_m_s"]',
         'outputs = "range_m"', "valid list, not 'range_m'; write a list"),
    ],
)  # fmt: skip
def test_the_key_and_its_line_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEMPLATE
    path = tmp_path / "sweep.toml"
    path.write_text(TEMPLATE.replace(old, new, 1), encoding="utf-8")
    sentence = trajkit("sweep", path, "--out", tmp_path / "out").sentence
    assert sentence.startswith(f"{path}, line ")
    assert said in sentence
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"base": {}}, "it says not what is varied"),
        ({"base": {"event": "2025-01-06", "check": "ishigami"}}, '"base.check": stands beside'),
        ({"base": {"check": "ishigami", "model": "glide"}}, "goes with event or reconstruction"),
        ({"factors": {}}, '"factors": nothing is varied'),
        ({"design": {"kind": "morris", "levels": 5}}, '"design.levels": 5 is odd'),
        ({"design": {"kind": "grid"}}, '"samples": is not for a grid'),
        ({"factors": {"a": {"linked_to": "b", "multiplies": "lift_to_drag"}}},
         'has nothing that is called "lift_to_drag"'),
        ({"factors": {"burnout_angle_deg": {"linked_to": "burnout_speed"}}},
         'there is no factor "burnout_speed"'),
        ({"factors": {"burnout_angle_deg": {"distribution": "values", "values": []}}},
         "a list of values needs"),
        ({"factors": {"burnout_angle_deg": {"linked_to": "burnout_angle_deg"}}},
         '"burnout_angle_deg" is linked itself; give one of them a distribution'),
    ],
)  # fmt: skip
def test_dictionaries_are_refused_too(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(tk.InputError) as error:
        tk.sweep(event_spec(64, **changes), tmp_path / "out")
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("flight", "factors", "said"),
    [
        ({"speed_m_s": None}, {}, '"base.flight.speed_m_s": is missing'),
        ({"burn_time_s": 90}, {}, '"base.flight.altitude_m": a flight from the pad has no'),
        ({"site": "sunan"}, {}, '"base.flight.site": stands beside latitude_deg'),
        ({"speed_m_s": "3 km"}, {}, '"base.flight.speed_m_s": "3 km" is a length'),
        ({"azimuth_deg": "60"}, {}, '"60" is text; write a bare number of degrees'),
        ({"altitude_m": float("inf")}, {}, '"base.flight.altitude_m": inf is no finite number'),
        ({"azimuth_deg": float("nan")}, {}, '"base.flight.azimuth_deg": nan is no finite number'),
        ({"velocity_m_s": 3}, {}, 'the key "base.flight.velocity_m_s" is not known'),
        ({}, {"damping_times": {"multiplies": "final_share", "distribution": "uniform",
                                "low": 1.0, "high": 2.0}}, "nothing that is called"),
        ({"damping": 0.1}, {"f": {"multiplies": "final_share", "distribution": "uniform",
                                  "low": 1.0, "high": 2.0}}, "has no value to be multiplied"),
    ],
)  # fmt: skip
def test_a_flight_that_is_not_one(
    tmp_path: Path, flight: dict[str, Any], factors: dict[str, Any], said: str
) -> None:
    spec = copy.deepcopy(VACUUM)
    own = {**spec["base"]["flight"], **flight}
    spec["base"]["flight"] = {name: value for name, value in own.items() if value is not None}
    angle = {"angle_deg": {"distribution": "uniform", "low": 30.0, "high": 50.0}}
    with pytest.raises(tk.InputError) as error:
        tk.sweep({**spec, "factors": factors or angle}, tmp_path / "out")
    assert said in str(error.value)


def test_too_large_a_sweep_is_told_with_time_and_size(tmp_path: Path) -> None:
    path = tmp_path / "sweep.toml"
    text = TEMPLATE.replace("samples = 1024", "samples = 1_000_000_000_000")
    path.write_text(text, encoding="utf-8")
    sentence = trajkit("sweep", path, "--out", tmp_path / "out").sentence
    assert "6,000,000,000,000 rows, more than the 200,000,000 that are made unasked" in sentence
    assert "years on one core and" in sentence
    assert "TB on disk" in sentence
    assert sentence.endswith("add --force (force=True)")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--out", "OUT", "--workers", "2", "--serial"], "--workers and --serial exclude"),
        (["--out", "OUT", "--workers", "0"], "--workers 0 has nobody at work"),
        (["--out", "OUT", "--workers", "100000"], "more than this machine can bear"),
        (["--out", "OUT", "--workers", "two"], '--workers "two" is not a whole number'),
        ([], "sweep needs a folder to write to"),
        (["--out", "SPEC"], "is a file; give a folder"),
        (["--out", "SPEC/x"], "sweep.toml is a file; give a folder"),
        (["--new"], "--new prints a specification"),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: list[str], said: str) -> None:
    path = tmp_path / "sweep.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    named = {"OUT": str(tmp_path / "out"), "SPEC": str(path), "SPEC/x": str(path / "x")}
    done = trajkit("sweep", path, *(named.get(word, word) for word in options))
    assert said in done.sentence


def test_a_sweep_without_a_specification() -> None:
    assert "trajkit sweep --new > sweep.toml" in trajkit("sweep", "--out", "x").sentence


@pytest.mark.parametrize(
    ("missing", "workers"), [("pyarrow.parquet", 0), ("distributed", 1), ("dask", 1)]
)
def test_an_extra_that_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, workers: int
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(tk.InputError, match=r"pip install 'trajkit\[sweep\]'") as error:
        tk.sweep(event_spec(64), tmp_path / "out", workers=workers)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_the_engine_does_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    assert list(engine.run(lambda x: x + 1, [(0, 1), (5, 2)])) == [(0, 2), (5, 3)]


def test_fewer_workers_than_none(tmp_path: Path) -> None:
    with pytest.raises(tk.InputError, match="workers -2 is below 0"):
        tk.sweep(event_spec(64), tmp_path / "out", workers=-2)
    assert not (tmp_path / "out").exists()
