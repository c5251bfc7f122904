"""Measures how long trajkit takes to start, beside a bare Python.

    python scripts/benchmark_startup.py                # half a minute; Markdown on stdout
    python scripts/benchmark_startup.py --rounds 100

Every contender is a process of its own, from its start to its end, by wall time; they take turns,
in another order each round, so that a busy machine slows all of them alike. The first round, which
writes bytecode and warms the file cache, does not count. The ratio is that of the medians, with the
quarters of the ratios within each round in brackets.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import trajkit

__all__ = ["main"]

BARE = "python -c pass"
LEAST_ROUNDS = 20


def contenders() -> dict[str, list[str]]:
    """Command lines by what they are called; the command is the one that pip installs."""
    command = str(Path(sysconfig.get_path("scripts")) / "trajkit")
    typed = (
        "--help",
        "--version",
        "events --help",
        "fly --help",
        "events list",
    )
    return {
        BARE: [sys.executable, "-c", "pass"],
        "python -c 'import trajkit'": [sys.executable, "-c", "import trajkit"],
        **{f"trajkit {words}": [command, *words.split()] for words in typed},
    }


def seconds(command: list[str]) -> float:
    """How long a process takes that ends well."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Times of every contender, one a round. Units: s."""
    names = list(commands)
    times: dict[str, list[float]] = {name: [] for name in names}
    order = random.Random(0)
    for number in range(rounds + 1):
        order.shuffle(names)
        for name in names:
            taken = seconds(commands[name])
            if number:
                times[name].append(taken)
    return times


def rows(times: dict[str, list[float]]) -> list[str]:
    """The table."""
    bare = times[BARE]
    lines = ["| command | median, ms | times bare Python |", "|---|---|---|"]
    for name, taken in times.items():
        median = statistics.median(taken)
        ratios = [one / other for one, other in zip(taken, bare, strict=True)]
        low, _, high = statistics.quantiles(ratios, n=4)
        ratio = median / statistics.median(bare)
        spread = "" if name == BARE else f" ({low:.2f} to {high:.2f})"
        lines.append(f"| `{name}` | {1e3 * median:.1f} | {ratio:.2f}{spread} |")
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help=f"{LEAST_ROUNDS} or more")
    rounds = parser.parse_args().rounds
    if rounds < LEAST_ROUNDS:
        parser.error(f"--rounds {rounds} tells too little; give {LEAST_ROUNDS} or more")
    print(
        f"{os.cpu_count()} cores; Python {platform.python_version()}, trajkit "
        f"{trajkit.__version__}; {rounds} rounds.\n"
    )
    print("\n".join(rows(measure(contenders(), rounds))))


if __name__ == "__main__":
    main()
