"""Measures the core: flights per second beside SciPy's solve_ivp, and memory.

    python scripts/benchmark_core.py            # four minutes; Markdown on stdout
    python scripts/benchmark_core.py --quick    # ten seconds: a few flights, one error

Every contender flies the same flights with the same equations and the same density table, on one
core, from burnout to the ground, in the same run. What counts is the error: the 95th percentile of
the distance between impacts and those of a run with a step error of 1e-9 m. Each contender is
timed at a tolerance that reaches the row's error. Times are processor time, which is wall
time on an idle core; contenders take turns, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy
from benchmark_flights import (
    FORMS,
    LONGEST_S,
    Cases,
    Tolerances,
    lofted,
    short_range,
    solve_impacts,
)
from benchmark_scan import Scan, Trial, falling
from numpy.typing import NDArray

import trajkit as tk
from trajkit.physics import us76
from trajkit.physics.earth import WGS84, geodetic_to_ecef
from trajkit.physics.integrator import integrate
from trajkit.physics.motion import equations_of_motion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trajkit.physics.outcome import Outcome

__all__ = ["main"]

Array = NDArray[np.float64]

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TRUTH_TOLERANCE_M = 1e-9
METHODS = ("DOP853", "LSODA")
# Which tolerance reaches an error: the one that does so with the least work, or the loosest such
# that every tighter one tried does so too. Errors do not fall evenly: a step may straddle a corner
# of the atmosphere unnoticed.
RULES = ("quickest", "dependable")


def fly_impacts(cases: Cases, tolerance_m: float) -> tk.Flights:
    """Impacts and ranges by the public call."""
    body = tk.Body(ballistic_coefficient=cases.beta_kg_m2)
    flights = tk.fly(cases.launch, body, tolerance_m=tolerance_m, impact_only=True)
    assert np.all(flights.range_m > 0.0)
    return flights


def impacts(cases: Cases, tolerance_m: float) -> tuple[Array, float]:
    """Where they come down, Earth-fixed, shape (3, N), in m; and the steps taken."""
    flights = fly_impacts(cases, tolerance_m)
    end = flights.impact
    ends = geodetic_to_ecef(
        latitude_deg=end.latitude_deg, longitude_deg=end.longitude_deg, altitude_m=end.altitude_m
    )
    return ends, float(flights.steps.sum())


def fly_everything(cases: Cases, tolerance_m: float) -> None:
    """Impacts, ranges, every peak and top speeds by the public call."""
    body = tk.Body(ballistic_coefficient=cases.beta_kg_m2)
    flights = tk.fly(cases.launch, body, tolerance_m=tolerance_m)
    assert np.all(flights.range_m > 0.0)
    assert np.all(flights.apogee.altitude_m > 0.0)
    assert np.all(flights.top_speed_m_s > 0.0)


def integrate_impacts(cases: Cases, tolerance_m: float) -> Outcome:
    """Impacts by the integrator alone, without ranges or geodetic coordinates."""
    position, velocity = cases.state
    return integrate(
        equations_of_motion(WGS84, tk.Air().density_table()),
        position,
        velocity,
        (cases.drag,),
        earth=WGS84,
        end_s=np.full(position.shape[1], LONGEST_S),
        tolerance_m=tolerance_m,
        corners_m=us76.CORNER_ALTITUDES_M,
        impact_only=True,
    )


CALLS: dict[str, Callable[[Cases, float], object]] = {
    "integrator": integrate_impacts,
    "impacts": fly_impacts,
    "everything": fly_everything,
}


@dataclass(frozen=True)
class Plan:
    """How much to measure."""

    flights: int
    share: int
    rounds: int
    errors_m: tuple[float, ...]
    halvings: int
    crowds: tuple[int, ...]


FULL = Plan(4096, 128, 5, (0.1, 1.0, 10.0), 1, (10_000, 100_000, 1_000_000))
QUICK = Plan(512, 20, 2, (1.0,), 0, (10_000,))


def measure(cases: Cases, plan: Plan) -> tuple[list[str], dict[float, float]]:
    """Table rows for one set of flights, and trajkit's tolerance for each error."""
    say(f"{cases.name}: truth")
    truth, _ = impacts(cases, TRUTH_TOLERANCE_M)
    few = cases.first(plan.share)
    say(f"{cases.name}: tolerances")
    ours = Scan(partial(impacts, cases), truth, falling(1.0, -4.5))
    theirs: dict[tuple[str, str], Scan] = {}
    for method in METHODS:
        for form in FORMS:
            theirs[method, form] = Scan(
                _solver(few, method, form), truth[:, : plan.share], falling(-4.0, -9.5)
            )
    rows, tolerances = [], {}
    for error in plan.errors_m:
        for scan in (ours, *theirs.values()):
            scan.refine(error, plan.halvings)
        say(f"{cases.name}: {error:g} m, rounds")
        rows += _rows(cases, few, error, ours, theirs, plan.rounds)
        quickest = ours.quickest(error)
        assert quickest is not None
        tolerances[error] = quickest.tolerance
    return rows, tolerances


def _solver(cases: Cases, method: str, form: str) -> Callable[[float], tuple[Array, float]]:
    return lambda tolerance: solve_impacts(cases, method, FORMS[form](tolerance))


def _picks(theirs: dict[tuple[str, str], Scan], error: float) -> dict[tuple[str, str], Tolerances]:
    """For each rule and method, the quickest way found to reach the error."""
    picks: dict[tuple[str, str], Tolerances] = {}
    for rule in RULES:
        for method in METHODS:
            best: tuple[Trial, Tolerances] | None = None
            for (name, form), scan in theirs.items():
                trial = getattr(scan, rule)(error) if name == method else None
                if trial and (best is None or trial.work < best[0].work):
                    best = trial, FORMS[form](trial.tolerance)
            if best is not None:
                picks[rule, method] = best[1]
    return picks


def _rows(
    cases: Cases,
    few: Cases,
    error: float,
    ours: Scan,
    theirs: dict[tuple[str, str], Scan],
    rounds: int,
) -> list[str]:
    """Times all contenders in turn, round after round, for one error, by either rule."""
    picks = _picks(theirs, error)
    mine: dict[str, Trial] = {}
    runs: dict[str, tuple[int, Callable[[], object]]] = {}
    for rule in RULES:
        trial = getattr(ours, rule)(error)
        if trial is None:
            raise SystemExit(f"trajkit reaches no error of {error:g} m")
        mine[rule] = trial
        for name, call in CALLS.items():
            once = partial(call, cases, trial.tolerance)
            runs[f"{name} {trial.tolerance}"] = cases.drag.size, once
        for method in METHODS:
            if (rule, method) in picks:
                given = picks[rule, method]
                run_few = partial(solve_impacts, few, method, given)
                runs[f"{method} {given.label}"] = few.drag.size, run_few
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (count, run) in runs.items():
            begin = time.process_time()
            run()
            rates[name].append(count / (time.process_time() - begin))

    rows: dict[tuple[str, ...], list[str]] = {}  # cells but the rule's name -> rules
    for rule, trial in mine.items():
        names = [f"{name} {trial.tolerance}" for name in CALLS]
        rivals = [f"{m} {t.label}" for (r, m), t in picks.items() if r == rule]
        cells = [f"{trial.tolerance:.2g} m"]
        cells += [f"{np.median(rates[name]):,.0f}" for name in names]
        for method in METHODS:
            rival = [name for name in rivals if name.startswith(method)]
            cells.append(
                f"{np.median(rates[rival[0]]):,.0f} ({picks[rule, method].label})" if rival else "-"
            )
        cells += [_ratio(rates, name, rivals) for name in names[1:]]
        rows.setdefault(tuple(cells), []).append(rule)
    return [
        f"| {cases.name} | {error:g} m | {' and '.join(rules)} | {' | '.join(cells)} |"
        for cells, rules in rows.items()
    ]


def _ratio(rates: dict[str, list[float]], name: str, rivals: list[str]) -> str:
    """Ratio of medians against the best rival, and its least and greatest over the rounds."""
    if not rivals:
        return "-"
    best = max(rivals, key=lambda rival: np.median(rates[rival]))
    each = np.array(rates[name]) / np.array(rates[best])
    ratio = np.median(rates[name]) / np.median(rates[best])
    return f"{ratio:.0f} ({each.min():.0f} to {each.max():.0f}) {best.split()[0]}"


HEAD = (
    "flights",
    "error",
    "rule",
    "trajkit's step tolerance",
    "integrator alone, 1/s",
    "impacts and ranges, 1/s",
    "everything, 1/s",
    *(f"{method}, 1/s" for method in METHODS),
    "impacts against the better",
    "everything against the better",
)


def truth_check(cases: Cases) -> str:
    """How far the truth lies from that of another method, another code.

    The short steps are for DOP853's dense output, which is a millimetre off at long ones.
    """
    truth, _ = impacts(cases, TRUTH_TOLERANCE_M)
    other, _ = solve_impacts(cases, "DOP853", Tolerances("", 1e-13, 1e-9), 0.1)
    miss = np.sqrt(((truth - other) ** 2).sum(axis=0))
    size = f"median {np.median(miss):.1e} m, greatest {miss.max():.1e} m"
    return (
        f"{cases.name}: trajkit at {TRUTH_TOLERANCE_M:g} m against DOP853 at rtol 1e-13 "
        f"and steps of at most 0.1 s, {miss.size} flights: {size}"
    )


def profile(cases: Cases, tolerance_m: float, *, impact_only: bool) -> str:
    """Where the time of the public call goes, in shares."""
    run = partial(fly_impacts if impact_only else fly_everything, cases, tolerance_m)
    run()
    profiler = cProfile.Profile()
    for _ in range(5):
        profiler.runcall(run)
    spent: dict[tuple[str, str], float] = {}
    for entry in profiler.getstats():
        if not isinstance(entry.code, str):
            key = Path(entry.code.co_filename).name, entry.code.co_name
            spent[key] = spent.get(key, 0.0) + entry.totaltime

    def of(file: str, name: str) -> float:
        return spent.get((file, name), 0.0)

    total = of("benchmark_core.py", run.func.__name__)
    integration = of("integrator.py", "integrate")
    equations = of("motion.py", "acceleration")
    step = of("stepper.py", "step")
    climb = of("integrator.py", "_climb")
    control = of("integrator.py", "_advance") - step - climb - of("integrator.py", "_watch")
    seating = sum(of("integrator.py", name) for name in ("_start", "where", "joined"))
    dense = of("hermite.py", "between")
    shares = {
        "equations of motion": equations,
        "of which density": of("table.py", "__call__"),
        "sums over stages": step - equations,
        "altitude after each step": climb,
        "step control": control,
        "dense output": dense,
        "events": integration - step - climb - control - seating - dense,
        "seating and dropping lanes": seating,
        "start states, coordinates, ranges": total - integration,
    }
    return ", ".join(f"{name} {100 * value / total:.0f} %" for name, value in shares.items())


def crowd(flights: int, tolerance_m: float) -> dict[str, float]:
    """Time (s) and peak memory (MiB) of one call with many flights."""
    before = peak_mib()
    cases = short_range(flights)
    begin = time.process_time()
    flown = tk.fly(
        cases.launch,
        tk.Body(ballistic_coefficient=cases.beta_kg_m2),
        tolerance_m=tolerance_m,
        impact_only=True,
    )
    assert np.all(flown.range_m > 0.0)
    return {"s": time.process_time() - begin, "mib": peak_mib(), "before_mib": before}


def peak_mib() -> float:
    """Greatest resident memory of this process so far. Units: MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's memory from before exec as well
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def crowds(plan: Plan, tolerance_m: float) -> Iterator[str]:
    """Rows of the memory table, each from a process of its own."""
    for flights in plan.crowds:
        say(f"memory: {flights:,} flights")
        command = [sys.executable, __file__, "--crowd", str(flights), "--tolerance"]
        done = subprocess.run(
            [*command, str(tolerance_m)], check=True, capture_output=True, text=True
        )
        got = json.loads(done.stdout)
        yield (
            f"| {flights:,} | {got['s']:.2f} | {flights / got['s']:,.0f} | {got['mib']:,.0f} "
            f"| {got['before_mib']:,.0f} |"
        )


def machine() -> str:
    """Processor, cores and versions, in words."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        model = next(
            (ln.split(":")[1].strip() for ln in lines if ln.startswith("model name")), model
        )
    return (
        f"{os.cpu_count()} cores ({model}), one of them used; Python {platform.python_version()}, "
        f"NumPy {np.__version__}, SciPy {scipy.__version__}, trajkit {tk.__version__}"
    )


def one_core() -> None:
    """Keep to one core and one thread; starts Python anew if a library may have more threads."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        os.environ.update(dict.fromkeys(THREADS, "1"))
        os.execv(sys.executable, [sys.executable, *sys.argv])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def say(line: str) -> None:
    """Progress, to stderr."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few flights, one error")
    parser.add_argument("--crowd", type=int, help="only fly so many at once; prints JSON")
    parser.add_argument("--tolerance", type=float, default=0.3, help="for --crowd, in m")
    options = parser.parse_args()
    one_core()
    if options.crowd:
        print(json.dumps(crowd(options.crowd, options.tolerance)))
        return

    plan = QUICK if options.quick else FULL
    sets = [short_range(plan.flights)] + ([] if options.quick else [lofted(plan.flights)])
    print(f"{machine()}.\n")
    for cases in sets:
        print(f"- {truth_check(cases.first(4))}", flush=True)
    print(f"\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    found: list[dict[float, float]] = []
    for cases in sets:
        # The second set is for information: fewer rounds, fewer flights for solve_ivp.
        less = plan if cases is sets[0] else replace(plan, share=plan.share // 2, rounds=3)
        rows, tolerances = measure(cases, less)
        found.append(tolerances)
        print("\n".join(rows), flush=True)
    print()
    for impact_only in (True, False):
        what = "impacts and ranges" if impact_only else "everything"
        shares = profile(sets[0], found[0][1.0], impact_only=impact_only)
        print(f"- where the time goes, {what}: {shares}", flush=True)
    print("\n| flights | s | 1/s | peak MiB | of which before flying |\n|---|---|---|---|---|")
    for row in crowds(plan, found[0][1.0]):
        print(row, flush=True)


if __name__ == "__main__":
    main()
