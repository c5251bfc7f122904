"""Measures how time and memory grow with the number of flights, and what a second process gives.

    python scripts/benchmark_scale.py             # two minutes; Markdown on stdout
    python scripts/benchmark_scale.py --quick     # ten seconds: no more than 10,000 flights

Short-range flights, impacts and ranges, on either backend. Each row is a process of its own, held
to one core. The processes of a pair fly at the same time on two cores; rounds of one and of two
take turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from benchmark_core import fly_impacts, machine, one_core, say
from benchmark_flights import SETS

import trajkit as tk

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main"]

BACKENDS = ("numpy", "compiled")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
# Of the pair: each flight is flown with this many others at a time.
PAIR_FLIGHTS = {"numpy": 50_000, "compiled": 300_000}
ROUNDS = 7
TOLERANCE_M = 0.37


def crowd(flights: int) -> dict[str, float]:
    """Time (s) and peak memory (MiB) of one call with many flights."""
    fly_impacts(SETS["short-range"](64), TOLERANCE_M)  # what is compiled or tabulated once
    before = peak_mib()
    cases = SETS["short-range"](flights)
    # Few flights are over before the clock has ticked often: again, until it has.
    begin, runs = time.process_time(), 0
    while time.process_time() - begin < 0.2:
        fly_impacts(cases, TOLERANCE_M)
        runs += 1
    return {
        "s": (time.process_time() - begin) / runs,
        "mib": peak_mib(),
        "before_mib": before,
    }


def peak_mib() -> float:
    """Greatest resident memory of this process so far. Units: MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's memory from before exec as well
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def crowds(backend: str, sizes: tuple[int, ...]) -> Iterator[str]:
    """Rows of the table of sizes."""
    for flights in sizes:
        say(f"{backend}: {flights:,} flights")
        command = [sys.executable, __file__, "--crowd", str(flights), "--backend", backend]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        got = json.loads(done.stdout)
        yield (
            f"| {backend} | {flights:,} | {got['s']:.3g} | {flights / got['s']:,.0f} "
            f"| {got['mib']:,.0f} | {got['before_mib']:,.0f} |"
        )


class Flyer:
    """A process that flies a round when it is told to."""

    def __init__(self, backend: str, core: int, flights: int) -> None:
        self.flights = flights
        command = [sys.executable, __file__, "--flyer", str(flights)]
        self.process = subprocess.Popen(
            [*command, "--core", str(core), "--backend", backend],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def begin(self) -> None:
        """Start a round."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Wait for the end of the round."""
        self._read()

    def close(self) -> None:
        """No more rounds."""
        self.process.communicate()

    def _read(self) -> None:
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            raise SystemExit("a process of the pair has died")


def pair(backend: str, rounds: int, flights: int) -> str:
    """Row of the table of pairs: flights per second by wall time, of one process and of two."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    flyers = [Flyer(backend, core, flights) for core in cores]
    rates: list[tuple[float, float]] = []
    for number in range(rounds):
        say(f"{backend}: round {number + 1} of {rounds} of one process and of two")
        row = []
        for crew in ([flyers[number % 2]], flyers):
            begin = time.perf_counter()
            for flyer in crew:
                flyer.begin()
            for flyer in crew:
                flyer.end()
            row.append(len(crew) * flights / (time.perf_counter() - begin))
        rates.append((row[0], row[1]))
    for flyer in flyers:
        flyer.close()
    one, two = np.median(np.array(rates), axis=0)
    each = np.array([two_ / one_ for one_, two_ in rates])
    return (
        f"| {backend} | {one:,.0f} | {two:,.0f} | {np.median(each):.2f} "
        f"({each.min():.2f} to {each.max():.2f}) |"
    )


def flyer(flights: int) -> None:
    """Fly a round for each line on stdin, and say so."""
    cases = SETS["short-range"](flights)
    fly_impacts(cases, TOLERANCE_M)
    print("ready", flush=True)
    for _ in sys.stdin:
        fly_impacts(cases, TOLERANCE_M)
        print("done", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few flights, three rounds")
    parser.add_argument("--backend", choices=BACKENDS, help="only this one")
    parser.add_argument("--crowd", type=int, help="only fly so many at once; prints JSON")
    parser.add_argument("--flyer", type=int, help="fly so many for each line on stdin")
    parser.add_argument("--core", type=int, help="for --flyer")
    options = parser.parse_args()
    if options.backend:
        tk.use_backend(options.backend)
    if options.flyer:
        os.sched_setaffinity(0, {options.core})
        flyer(options.flyer)
        return
    if options.crowd:
        one_core()
        print(json.dumps(crowd(options.crowd)))
        return
    backends = (options.backend,) if options.backend else BACKENDS
    print(f"{machine()}.\n")
    print("| backend | flights | s | 1/s | peak MiB | of which before flying |")
    print("|---|---|---|---|---|---|")
    for backend in backends:
        for row in crowds(backend, QUICK_SIZES if options.quick else SIZES):
            print(row, flush=True)
    print("\n| backend | one process, 1/s | two processes, 1/s | ratio |\n|---|---|---|---|")
    for backend in backends:
        flights = 5_000 if options.quick else PAIR_FLIGHTS[backend]
        print(pair(backend, 3 if options.quick else ROUNDS, flights), flush=True)


if __name__ == "__main__":
    main()
