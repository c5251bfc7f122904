"""How fast sweeps are made, and with how much memory: rows a second and mebibytes.

Each case runs `trajkit.sweep` in a process of its own, on ballistic flights from a burnout state
(five factors, four outputs; a Sobol design). Start-up (imports, workers, the first part of each
worker) is told apart from the rate, which is that of the rows after it. Memory is the greatest
resident set of the client and of the largest worker.

    python scripts/benchmark_sweep.py                             # 1e5, 1e6 and 4e6 rows, 1 and 2
    python scripts/benchmark_sweep.py --rows 100000 --workers 0,1,2 --repeat 3
    python scripts/benchmark_sweep.py --glide

It should have the machine to itself. The table is that of docs/sweeps.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trajkit.sweeps.run import Progress

__all__ = ["main"]

_LOOK_S = 0.1
_MIB = 1024.0 * 1024.0


def main() -> None:
    """Run the cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="100000,1000000,4000000", help="parted by commas")
    parser.add_argument("--workers", default="1,2", help="parted by commas; 0 is no worker")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, of which the median")
    parser.add_argument("--glide", action="store_true", help="gliding flights")
    parser.add_argument("--backend", default="auto", choices=("auto", "numpy", "compiled"))
    parser.add_argument("--json", metavar="FILE", help="write every run there")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        rows, workers, folder = given.one
        print(json.dumps(_one(int(rows), int(workers), Path(folder), given)))
        return
    runs = []
    for rows in map(int, given.rows.split(",")):
        for workers in map(int, given.workers.split(",")):
            for _ in range(given.repeat):
                runs.append(_in_a_process(rows, workers, given))
                print(f"{rows:,} rows, {workers} workers: {runs[-1]}", file=sys.stderr)
    if given.json:
        Path(given.json).write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    _print_table(runs)


def spec_of(rows: int, *, glide: bool) -> dict[str, Any]:
    """The sweep that is made."""

    def even(low: float, high: float, kind: str = "uniform") -> dict[str, Any]:
        return {"distribution": kind, "low": low, "high": high}

    factors = {
        "burnout_speed_m_s": even(3000.0, 4500.0),
        "burnout_angle_deg": even(1.0, 25.0),
        "burnout_altitude_m": even(35e3, 70e3),
        "ballistic_coefficient_kg_m2": even(1000.0, 12000.0, "log-uniform"),
        "heading_deg": even(30.0, 100.0),
    }
    if glide:
        factors["lift_to_drag"] = even(0.5, 4.0, "log-uniform")
        factors["damping"] = even(0.0, 0.5)
    return {
        "seed": 1,
        "samples": rows,
        "outputs": ["range_m", "apogee_m", "flight_time_s", "top_speed_m_s"],
        "base": {
            "event": "2025-01-06",
            "model": "glide" if glide else "ballistic",
            "others": "median",
        },
        "factors": factors,
    }


def _in_a_process(rows: int, workers: int, given: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="sweep-"))
    try:
        command = [sys.executable, __file__, "--one", str(rows), str(workers), str(folder / "out")]
        command += ["--backend", given.backend, *(["--glide"] if given.glide else [])]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    finally:
        shutil.rmtree(folder)


def _one(rows: int, workers: int, out: Path, given: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    import trajkit as tk

    tk.use_backend(given.backend)
    marks: list[tuple[float, int]] = []

    def tell(progress: Progress) -> None:
        if not progress.remark:
            marks.append((time.monotonic(), progress.rows_done))

    memory = _Memory()
    made = tk.sweep(spec_of(rows, glide=given.glide), out, workers=workers, progress=tell)
    total_s = time.monotonic() - began
    used = memory.end()
    # Every worker has done its first part when as many are there, and one more.
    first = min(max(workers, 1), len(marks) - 2)
    (start_s, before), (end_s, after) = marks[first], marks[-1]
    return {
        "rows": rows,
        "workers": workers,
        "rows_a_second": (after - before) / (end_s - start_s),
        "start_up_s": start_s - began - before * (end_s - start_s) / (after - before),
        "total_s": total_s,
        "client_mib": used[0],
        "worker_mib": used[1],
        "mebibytes_on_disk": sum(path.stat().st_size for path in made.parts) / _MIB,
        "parts": made.manifest["parts"],
        "backend": made.manifest["backend"],
        "landed": made.status_counts.get("landed", 0),
    }


class _Memory(threading.Thread):
    """Watches the resident set of this process and of each below it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.client = self.worker = 0.0
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until it is over."""
        import psutil

        own = psutil.Process()
        while not self.over.wait(_LOOK_S):
            self.client = max(self.client, own.memory_info().rss / _MIB)
            for child in own.children(recursive=True):
                try:
                    self.worker = max(self.worker, child.memory_info().rss / _MIB)
                except psutil.Error:
                    continue

    def end(self) -> tuple[float, float]:
        """Of the client, and of the largest worker."""
        self.over.set()
        self.join()
        return self.client, self.worker


def _print_table(runs: list[dict[str, Any]]) -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, {runs[0]['backend']}\n")
    print(
        "| rows | workers | rows a second | start-up, s | client, MiB | worker, MiB | disk, MiB |"
    )
    print("|---|---|---|---|---|---|---|")
    for rows, workers in dict.fromkeys((run["rows"], run["workers"]) for run in runs):
        own = [run for run in runs if (run["rows"], run["workers"]) == (rows, workers)]

        def middle(key: str, own: list[dict[str, Any]] = own) -> float:
            return statistics.median(run[key] for run in own)

        worker = f"{middle('worker_mib'):,.0f}" if workers else ""
        print(
            f"| {rows:,} | {workers} | {middle('rows_a_second'):,.0f} | "
            f"{middle('start_up_s'):.1f} | {middle('client_mib'):,.0f} | {worker} | "
            f"{middle('mebibytes_on_disk'):,.0f} |"
        )


if __name__ == "__main__":
    main()
