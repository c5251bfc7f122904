"""Sweeps in one process: against formulas and single flights, and what is kept when they break."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from command_line import trajkit
from sweeps import VACUUM, bytes_of, event_spec

import trajkit as tk
from trajkit.flight.geodesic import destination
from trajkit.inference.infer import model_of
from trajkit.inference.observations import Observations
from trajkit.physics.backend import Backend
from trajkit.sweeps.bases.event import fly_model
from trajkit.sweeps.factors import columns
from trajkit.sweeps.files import put
from trajkit.sweeps.job import plan_of
from trajkit.sweeps.parts import pack
from trajkit.sweeps.spec import spec_of

if TYPE_CHECKING:
    from pathlib import Path

    from trajkit.sweeps.run import Progress


def test_vacuum_range_and_its_slope_follow_kepler(tmp_path: Path) -> None:
    speed = {"distribution": "uniform", "low": "1 km/s", "high": "6 km/s", "levels": 401}
    spec = {
        **{key: value for key, value in VACUUM.items() if key != "samples"},
        "design": {"kind": "grid"},
        "factors": {"speed_m_s": speed},
        "outputs": ["range_m", "apogee_m", "flight_time_s"],
    }
    table = tk.sweep(spec, tmp_path / "out").table()
    v, found = table["speed_m_s"], table["range_m"]
    # The central angle of a trajectory from the surface, and its derivative.
    radius, mu = tk.SPHERE.equatorial_radius_m, tk.SPHERE.gravitational_parameter_m3_s2
    sine, cosine = math.sin(math.radians(40.0)), math.cos(math.radians(40.0))
    q = v * v * radius / mu
    u = q * sine * cosine / (1.0 - q * cosine**2)
    expected = 2.0 * radius * np.arctan(u)
    slope = (
        2.0 * radius / (1.0 + u * u)
        * sine * cosine / (1.0 - q * cosine**2) ** 2
        * 2.0 * v * radius / mu
    )  # fmt: skip
    assert np.abs(found - expected).max() < 0.05
    assert np.allclose(np.gradient(found, v)[1:-1], slope[1:-1], rtol=2e-4)
    assert table["status"].tolist() == ["landed"] * 401


def test_rows_of_an_event_are_flights_of_its_model(tmp_path: Path) -> None:
    spec = event_spec(300, outputs=["range_m", "apogee_m", "flight_time_s"])
    made = tk.sweep(spec, tmp_path / "out")
    row = made.table(rows=slice(123, 124))
    model = model_of(tk.event("2025-01-06"), "ballistic", Observations((), ()))
    values = {one.name: float(one.prior.quantile(0.5)) for one in model.priors}
    values |= {name: float(row[name][0]) for name in made.factor_names}
    heading = values["heading_deg"] % 360.0
    downrange = values["burnout_altitude_m"] * values["downrange_ratio"]
    latitude, longitude = destination(
        latitude_deg=model.site[0],
        longitude_deg=model.site[1],
        azimuth_deg=heading,
        distance_m=downrange,
    )
    alone = tk.fly(
        tk.Launch(
            latitude_deg=float(latitude),
            longitude_deg=float(longitude),
            altitude_m=values["burnout_altitude_m"],
            speed_m_s=values["burnout_speed_m_s"],
            angle_deg=values["burnout_angle_deg"],
            azimuth_deg=heading,
        ),
        tk.Body(ballistic_coefficient=values["ballistic_coefficient_kg_m2"]),
        site=model.site,
    )
    way = math.hypot(values["burnout_altitude_m"], downrange)
    boost_s = way / (values["path_share"] * values["burnout_speed_m_s"])
    assert row["range_m"][0] == pytest.approx(alone.range_m[0], abs=30.0)
    assert row["apogee_m"][0] == pytest.approx(alone.apogee.altitude_m[0], abs=10.0)
    assert row["flight_time_s"][0] == pytest.approx(alone.flight_time_s[0] + boost_s, abs=0.1)


def test_rows_of_a_boosted_flight_are_those_of_fly(tmp_path: Path) -> None:
    flight = {
        "site": "sunan",
        "azimuth_deg": 60.0,
        "burn_time_s": "90 s",
        "burnout_angle_deg": 42.0,
        "ballistic_coefficient_kg_m2": 8000.0,
        "lift_to_drag": 2.0,
        "damping": 0.3,
    }
    factors = {
        "delta_v_m_s": {"distribution": "values", "values": ["3.4 km/s", "3.6 km/s"]},
        "climb_share": {"linked_to": "delta_v_m_s", "times": 1e-4, "plus": 0.1},
        "thicker": {"multiplies": "density_multiplier", "distribution": "uniform",
                    "low": 0.9, "high": 1.1},
    }  # fmt: skip
    design = {"kind": "grid", "levels": 3}
    spec = {"design": design, "base": {"flight": flight}, "factors": factors}
    table = tk.sweep(spec, tmp_path / "out").table()
    assert np.allclose(table["climb_share"], 1e-4 * table["delta_v_m_s"] + 0.1)
    place = tk.site("sunan")
    alone = tk.fly(
        tk.Pad(
            latitude_deg=place.latitude_deg,
            longitude_deg=place.longitude_deg,
            burnout_angle_deg=42.0,
            azimuth_deg=60.0,
        ),
        tk.Body(8000.0, 2.0),
        booster=tk.Booster.of(delta_v_m_s=table["delta_v_m_s"], burn_time_s=90.0),
        plan=tk.Plan.glide(damping=0.3, climb_share=table["climb_share"], coast_to_peak=True),
        air=tk.Air(density_multiplier=table["thicker"]),
    )
    assert np.abs(table["range_m"] - alone.range_m).max() < 1.0
    assert np.abs(table["apogee_m"] - alone.apogee.altitude_m).max() < 0.1


def test_a_row_that_fails_is_kept_and_counted(tmp_path: Path) -> None:
    factors = {"speed_m_s": {"distribution": "uniform", "low": "6 km/s", "high": "12 km/s"}}
    made = tk.sweep({**VACUUM, "factors": factors}, tmp_path / "out")
    table = made.table()
    failed = table["status"] != "landed"
    # Escape velocity at the surface is sqrt(2 mu / r) = 11.19 km/s.
    escape = math.sqrt(
        2.0 * tk.SPHERE.gravitational_parameter_m3_s2 / tk.SPHERE.equatorial_radius_m
    )
    assert failed[table["speed_m_s"] > escape].all()
    assert np.isnan(table["range_m"][failed]).all()
    assert np.isfinite(table["range_m"][~failed]).all()
    assert made.status_counts["landed"] == np.count_nonzero(~failed)
    assert sum(made.status_counts.values()) == made.rows == 64
    assert made.manifest["failed_rows"] == np.flatnonzero(failed).tolist()


def test_boosts_that_cannot_be_are_told_apart(tmp_path: Path) -> None:
    spec = {"samples": 256, "base": {"event": "2022-11-18"}, "outputs": ["range_m"]}
    made = tk.sweep(spec, tmp_path / "out")
    table = made.table()
    model = model_of(tk.event("2022-11-18"), "ballistic", Observations((), ()))
    names = {"stages": np.full(256, 2.0)}
    likely = model.supported({**{n: table[n] for n in made.factor_names}, **names})
    assert np.array_equal(table["status"] == "unlikely boost", ~likely)
    assert 0 < np.count_nonzero(~likely) < 256


def test_the_function_of_ishigami(tmp_path: Path) -> None:
    made = tk.sweep({"samples": 50, "base": {"check": "ishigami"}}, tmp_path / "out")
    t = made.table()
    y = np.sin(t["x1"]) + 7.0 * np.sin(t["x2"]) ** 2 + 0.1 * t["x3"] ** 4 * np.sin(t["x1"])
    assert np.allclose(t["y"], y, rtol=1e-12)


def test_sweeps_read_as_any_parquet_dataset(tmp_path: Path) -> None:
    made = tk.sweep(event_spec(2000), tmp_path / "out")
    whole = pq.read_table(tmp_path / "out" / "parts")  # pyarrow's own reader of folders
    assert whole.column_names == made.columns
    assert whole["sample"].to_pylist() == list(range(2000))
    assert np.array_equal(whole["range_m"].to_numpy(), made.table(["range_m"])["range_m"])
    lazily = made.to_xarray()
    assert lazily["range_m"].chunks is not None
    assert float(lazily["range_m"].mean()) == pytest.approx(whole["range_m"].to_numpy().mean())
    assert lazily["burnout_speed_m_s"].attrs["units"] == "m s-1"
    some = made.table(["sample"], slice(511, 1025))["sample"]
    assert np.array_equal(some, np.arange(511, 1025))


def test_parts_do_not_change_rows() -> None:
    job = plan_of(spec_of(event_spec(5000))).job()
    given = columns(job.factors, job.design.shares(0, 700), to_the_ends=False)
    whole, status = job.flown(given, 700)
    few = {name: array[333:337] for name, array in given.items()}
    some, other = job.flown(few, 4)
    assert np.array_equal(status[333:337], other)
    for name in job.outputs:
        assert np.array_equal(whole[name][333:337], some[name])


def test_the_same_columns_pack_into_the_same_bytes() -> None:
    values = {"a": np.array([1.0, np.nan, 3.0])}
    status = np.array([0, 7, 1], np.int8)
    assert pack(5, values, status) == pack(5, dict(values), status.copy())


class TestResuming:
    """A run that was broken off, and files that were spoilt."""

    @pytest.fixture
    def whole(self, tmp_path: Path) -> dict[str, bytes]:
        tk.sweep(event_spec(4096), tmp_path / "whole")
        return bytes_of(tmp_path / "whole")

    def test_a_run_broken_off_gives_the_same_bytes(
        self, tmp_path: Path, whole: dict[str, bytes]
    ) -> None:
        out = tmp_path / "out"

        def stop(progress: Progress) -> None:
            if progress.parts_done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tk.sweep(event_spec(4096), out, progress=stop)
        with pytest.raises(tk.InputError, match="not finished"):
            tk.open_sweep(out)
        # As a killed writer leaves it: a part half written, a line cut short.
        (out / "parts" / "000003.parquet.beside").write_bytes(b"PAR1")
        with (out / "journal.jsonl").open("ab") as journal:
            journal.write(b'{"part": 4, "sha2')
        done = []
        tk.sweep(event_spec(4096), out, resume=True, progress=lambda p: done.append(p.parts_done))
        assert done[0] == 3
        assert bytes_of(out) == whole

    def test_a_flipped_bit_is_named_and_mended(
        self, tmp_path: Path, whole: dict[str, bytes]
    ) -> None:
        out = tmp_path / "whole"
        part = out / "parts" / "000002.parquet"
        content = bytearray(part.read_bytes())
        content[len(content) // 2] ^= 1
        part.write_bytes(content)
        with pytest.raises(tk.InputError, match=r"000002\.parquet is damaged"):
            tk.open_sweep(out, verify=True)
        told: list[str] = []
        tk.sweep(event_spec(4096), out, resume=True, progress=lambda p: told.append(p.remark))
        assert told[0] == "000002.parquet: damaged, made again"
        assert bytes_of(out) == whole

    def test_nothing_is_left_to_do(self, tmp_path: Path, whole: dict[str, bytes]) -> None:
        told: list[Any] = []
        tk.sweep(event_spec(4096), tmp_path / "whole", resume=True, progress=told.append)
        assert told == []
        assert bytes_of(tmp_path / "whole") == whole

    def test_a_folder_of_another_sweep(self, tmp_path: Path, whole: dict[str, bytes]) -> None:
        out = tmp_path / "whole"
        with pytest.raises(tk.InputError, match="sweep of another specification"):
            tk.sweep(event_spec(4096, seed=6), out, resume=True)
        with pytest.raises(tk.InputError, match="holds a sweep already"):
            tk.sweep(event_spec(4096), out)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "notes.txt").write_text("mine")
        for resume in (False, True):
            with pytest.raises(tk.InputError, match=r"not empty|holds no sweep"):
                tk.sweep(event_spec(4096), tmp_path / "other", resume=resume)
        assert bytes_of(out) == whole

    def test_other_versions_are_refused(self, tmp_path: Path, whole: dict[str, bytes]) -> None:
        del whole
        path = tmp_path / "whole" / "manifest.json"
        manifest = json.loads(path.read_text())
        manifest["versions"]["numpy"] = "1.0"
        path.write_text(json.dumps(manifest))
        with pytest.raises(tk.InputError, match=r"numpy 1\.0.*bytes would differ"):
            tk.sweep(event_spec(4096), tmp_path / "whole", resume=True)


_FULL = """
import resource, signal, sys
sys.path.insert(0, {tests!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from sweeps import event_spec
import trajkit as tk
def full(progress):
    if progress.parts_done == 3:
        # The next part is larger than a file may be, as on a disk that is full.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    tk.sweep(event_spec(4096), {out!r}, progress=full)
except tk.InputError as error:
    print(error)
"""


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = _FULL.format(tests=str(__file__).rpartition("/")[0], out=str(out))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith(f"cannot write in {out}/parts (file too large)")
    assert len(done.stdout.splitlines()) == 1
    kept = sorted(path.name for path in (out / "parts").iterdir())
    assert kept == [f"00000{k}.parquet" for k in range(3)]
    made = tk.sweep(event_spec(4096), out, resume=True)
    made.verify()
    assert made.rows == 4096


def test_no_space_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(tk.InputError, match=r"no space left on device.*--resume") as error:
        put(tmp_path / "a", b"1")
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_stops_at_a_doubling_once_its_index_is_known(tmp_path: Path) -> None:
    spec = {
        "samples": 8192,
        "design": {"kind": "saltelli", "second_order": False},
        "base": {"check": "ishigami"},
        "stop": {"output": "y", "factor": "x1", "width": 0.15},
    }
    made = tk.sweep(spec, tmp_path / "out")
    stopped = made.manifest["stopped"]
    assert stopped["reached"] <= 0.15
    samples = stopped["samples"]
    assert samples in (1024, 2048, 4096)
    assert made.rows == 5 * samples == len(made.table(["y"])["y"])
    # The samples are the first of the longer sweep, and a resumed run knows where it stopped.
    longer = {key: value for key, value in spec.items() if key != "stop"}
    whole = tk.sweep(longer, tmp_path / "longer")
    assert np.array_equal(whole.table(["y"], slice(0, made.rows))["y"], made.table(["y"])["y"])
    before = bytes_of(tmp_path / "out")
    tk.sweep(spec, tmp_path / "out", resume=True)
    assert bytes_of(tmp_path / "out") == before


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    code = (
        "import resource, sys, trajkit as tk\n"
        "spec = {'samples': int(sys.argv[1]), 'base': {'check': 'sobol-g'}, 'seed': 1}\n"
        "tk.sweep(spec, sys.argv[2])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    used = [
        int(subprocess.run([sys.executable, "-c", code, str(rows), str(tmp_path / str(rows))],
                           capture_output=True, text=True, check=True).stdout)
        for rows in (65_536, 524_288)
    ]  # fmt: skip
    # The table of the larger has 42 MB.
    assert used[1] - used[0] < 15_000  # kB


def test_one_run_at_a_time(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sentences = []

    def again(progress: Any) -> None:
        if progress.parts_done == 1:
            with pytest.raises(tk.InputError) as error:
                tk.sweep(event_spec(2048), out, resume=True)
            sentences.append(str(error.value))

    tk.sweep(event_spec(2048), out, progress=again)
    assert sentences[0].startswith(f"another run is at work in {out}")


def test_the_first_specification_runs_as_it_is_printed(tmp_path: Path) -> None:
    printed = trajkit("sweep", "--new")
    (tmp_path / "sweep.toml").write_text(printed.out, encoding="utf-8")
    done = trajkit("sweep", tmp_path / "sweep.toml", "--out", tmp_path / "out", "--json", "-",
                   "--serial")  # fmt: skip
    assert done.code == 0
    assert done.json["rows"] == 6144
    assert done.json["design"]["kind"] == "saltelli"
    assert tk.open_sweep(tmp_path / "out", verify=True).rows == 6144


def test_pieces_are_flown_by_the_backend_of_the_whole() -> None:
    model = model_of(tk.event("2025-01-06"), "ballistic", Observations((), ()))
    values = {one.name: np.full(3, float(one.prior.quantile(0.5))) for one in model.priors}
    one, _ = fly_model(model, values, ["range_m"], Backend.NUMPY)
    assert np.ptp(one["range_m"]) == 0.0
    big = plan_of(spec_of(event_spec(30_000)))
    small = plan_of(spec_of(event_spec(1000)))
    assert small.backend is Backend.NUMPY
    assert big.job().backend is big.backend
