"""Sweeps on real workers: processes of this machine and a Dask cluster, killed without warning.

Whatever happens, the files are those of a run in one process, byte for byte.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from command_line import trajkit
from sweeps import bytes_of, event_spec

import trajkit as tk
from trajkit import engine
from trajkit.reports.template import event_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trajkit.sweeps.run import Progress

ROWS = 8192
PARTS = 8


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes."""
    out = tmp_path_factory.mktemp("whole") / "out"
    made = tk.sweep(event_spec(ROWS), out)
    assert made.manifest["parts"] == PARTS
    return bytes_of(out)


@dataclass
class Cluster:
    """A scheduler and workers, each a process of its own."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    home = tmp_path_factory.mktemp("cluster")
    told = home / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(module: str, *options: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        log = (home / f"{len(started)}.log").open("wb")
        started.append(subprocess.Popen(command, cwd=home, stdout=log, stderr=log))

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(told))  # fmt: skip
        until(lambda: told.exists() and told.stat().st_size > 0, 20.0)
        address = json.loads(told.read_text())["address"]
        for _ in range(2):
            start("dask_worker", address, "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1",
                  "--dashboard-address", "127.0.0.1:0", "--memory-limit", "0")  # fmt: skip
        yield Cluster(address, started[1:])
    finally:
        for process in reversed(started):
            process.kill()
        for process in started:
            process.wait()


def until(done: Any, limit_s: float) -> None:
    end = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def children(process: psutil.Process | None = None) -> list[psutil.Process]:
    """Workers below a process."""
    found = (process or psutil.Process()).children(recursive=True)
    with contextlib.suppress(psutil.Error):
        return [child for child in found if "spawn_main" in " ".join(child.cmdline())]
    return []


def test_one_worker_gives_the_bytes_of_none(tmp_path: Path, whole: dict[str, bytes]) -> None:
    tk.sweep(event_spec(ROWS), tmp_path / "out", workers=1)
    assert bytes_of(tmp_path / "out") == whole


def test_a_worker_is_killed(tmp_path: Path, whole: dict[str, bytes]) -> None:
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.parts_done == 2 and not killed:
            victim = children()[0]
            victim.kill()
            killed.append(victim.pid)

    made = tk.sweep(event_spec(ROWS), tmp_path / "out", workers=2, progress=kill)
    assert len(killed) == 1
    assert made.rows == ROWS
    assert bytes_of(tmp_path / "out") == whole


def test_the_client_is_killed_and_the_run_resumed(tmp_path: Path, whole: dict[str, bytes]) -> None:
    out, spec = tmp_path / "out", tmp_path / "sweep.toml"
    spec.write_text(_toml(ROWS), encoding="utf-8")
    code = "from trajkit.cli import main; main()"
    client = subprocess.Popen(
        [sys.executable, "-c", code, "sweep", str(spec), "--out", str(out), "--workers", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: len(list(out.glob("parts/*.parquet"))) >= 2, 40.0)
    below = children(psutil.Process(client.pid))
    client.kill()
    client.wait()
    assert 2 <= len(list(out.glob("parts/*.parquet"))) < PARTS
    with pytest.raises(tk.InputError, match="is not finished"):
        tk.open_sweep(out)
    # Workers without a client do not stay behind.
    until(lambda: not any(_lives(process) for process in below), 15.0)
    done = trajkit("sweep", spec, "--out", out, "--serial", "--resume", "--quiet")
    assert done.code == 0, done.err
    assert bytes_of(out) == whole


def test_ctrl_c_ends_it_and_says_how_to_go_on(tmp_path: Path, whole: dict[str, bytes]) -> None:
    out, spec = tmp_path / "out", tmp_path / "sweep.toml"
    spec.write_text(_toml(ROWS), encoding="utf-8")
    code = "from trajkit.cli import main; main()"
    client = subprocess.Popen(
        [sys.executable, "-c", code, "sweep", str(spec), "--out", str(out), "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until(lambda: len(list(out.glob("parts/*.parquet"))) >= 2, 40.0)
    began = time.monotonic()
    os.killpg(client.pid, signal.SIGINT)  # as a terminal does: to the workers too
    printed, said = client.communicate(timeout=30.0)
    assert client.returncode == 130
    assert printed == ""
    assert "Traceback" not in said
    assert said.splitlines()[-1].endswith(f"in {out}; type the same with --resume to go on")
    assert time.monotonic() - began < 10.0
    done = trajkit("sweep", spec, "--out", out, "--serial", "--resume", "--quiet")
    assert done.code == 0, done.err
    assert bytes_of(out) == whole


class TestRemote:
    """The workers of a cluster that runs already; one of them is killed in the last test."""

    def test_the_bytes_are_the_same(
        self, tmp_path: Path, whole: dict[str, bytes], cluster: Cluster
    ) -> None:
        tk.sweep(event_spec(ROWS), tmp_path / "out", cluster=cluster.address)
        assert bytes_of(tmp_path / "out") == whole

    def test_workers_need_no_file_of_the_client(self, tmp_path: Path, cluster: Cluster) -> None:
        event = tmp_path / "2030-01-02.toml"
        event.write_text(event_template("2030-01-02"), encoding="utf-8")
        base = {"event": str(event), "others": "median"}
        factors = {"delta_v_m_s": {"distribution": "uniform", "low": 3000.0, "high": 5000.0}}
        spec = event_spec(600, base=base, factors=factors)
        with contextlib.closing(_starting(spec, tmp_path / "out", cluster.address)) as run:
            next(run)
            event.unlink()
            made = list(run)[-1]
        assert made.rows_done == 600
        # Nor does what is written know where it was.
        assert str(tmp_path).encode() not in (tmp_path / "out" / "manifest.json").read_bytes()

    def test_what_a_task_raises_is_raised_here(self, cluster: Cluster) -> None:
        def fails(number: int) -> int:
            if number == 3:
                raise tk.InputError("task 3 is no good; give another")
            return number

        with pytest.raises(tk.InputError, match="task 3 is no good"):
            list(engine.run(fails, ((k, k) for k in range(9)), cluster=cluster.address))

    def test_tasks_do_not_pile_up(self, cluster: Cluster) -> None:
        taken = []

        def tasks() -> Iterator[tuple[int, int]]:
            for number in range(200):
                taken.append(number)
                yield number, number

        most = 0
        for count, (number, result) in enumerate(
            engine.run(lambda x: x * x, tasks(), cluster=cluster.address), 1
        ):
            most = max(most, len(taken) - count)
            assert result == number * number
        assert count == 200
        assert most <= 6

    def test_a_worker_is_killed(
        self, tmp_path: Path, whole: dict[str, bytes], cluster: Cluster
    ) -> None:
        def kill(progress: Progress) -> None:
            if progress.parts_done == 2:
                cluster.workers[0].kill()

        tk.sweep(event_spec(ROWS), tmp_path / "out", cluster=cluster.address, progress=kill)
        assert cluster.workers[0].wait() == -signal.SIGKILL
        assert bytes_of(tmp_path / "out") == whole


def test_a_task_that_kills_every_worker_is_named() -> None:
    import dask

    def fatal(number: int) -> int:
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        pytest.raises(
            tk.InputError, match=r"task \d+, or one that was handed out with it, has cost 2 workers"
        ),
    ):
        list(engine.run(fatal, ((k, k) for k in range(12)), workers=1))


def test_nobody_answers(tmp_path: Path) -> None:
    spec = tmp_path / "sweep.toml"
    spec.write_text(_toml(100), encoding="utf-8")
    for address in ("tcp://127.0.0.1:9", "somewhere"):
        began = time.monotonic()
        done = trajkit("sweep", spec, "--out", tmp_path / "out", "--cluster", address)
        assert done.sentence.startswith(f"no Dask scheduler answers at {address}")
        assert time.monotonic() - began < 12.0
        assert not (tmp_path / "out").exists()


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def _starting(spec: dict[str, Any], out: Path, address: str) -> Iterator[Progress]:
    """Progress of a sweep as it comes; the first before any task is sent."""
    import queue
    import threading

    told: queue.Queue[Progress | BaseException | None] = queue.Queue()
    goes_on = threading.Event()

    def tell(progress: Progress) -> None:
        told.put(progress)
        goes_on.wait(30.0)

    def work() -> None:
        try:
            tk.sweep(spec, out, cluster=address, progress=tell)
            told.put(None)
        except BaseException as error:
            told.put(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while (item := told.get(timeout=40.0)) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
            goes_on.set()
    finally:
        goes_on.set()
        thread.join()


def _toml(rows: int) -> str:
    """`event_spec` as a file, whose name is no part of it."""
    spec = event_spec(rows)
    factors = "\n".join(
        f"[factors.{name}]\n" + "\n".join(f"{key} = {value!r}" for key, value in table.items())
        for name, table in spec["factors"].items()
    )
    base = "\n".join(f"{key} = {value!r}" for key, value in spec["base"].items())
    return (
        f"seed = {spec['seed']}\nsamples = {rows}\n[design]\nkind = 'random'\n"
        f"[base]\n{base}\n{factors}\n"
    )
