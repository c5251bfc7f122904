"""Measures the core: flights per second beside SciPy's solve_ivp, and where the time goes.

    python scripts/benchmark_core.py              # seven minutes; Markdown on stdout
    python scripts/benchmark_core.py --quick      # ten seconds: a few flights, one error
    python scripts/benchmark_core.py --set glide --set boost
    python scripts/benchmark_core.py --backend compiled

Every contender flies the same flights with the same equations and the same density table, on one
core, from start to ground, in the same run. What counts is the error: the 95th percentile of
the distance between impacts and those of a run with a step error of 1e-9 m. Each contender is
timed at a tolerance that reaches the row's error. Times are processor time, which is wall
time on an idle core; contenders take turns, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import scipy
from benchmark_flights import SETS, Cases
from benchmark_lift import LANES, lift_costs
from benchmark_scan import Scan, Trial, falling, percentile_95
from benchmark_solve import Tolerances, forms_for, solve_impacts
from numpy.typing import NDArray

import trajkit as tk
from trajkit.physics.earth import geodetic_to_ecef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trajkit.flight.problem import Problem

__all__ = ["main"]

Array = NDArray[np.float64]

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TRUTH_TOLERANCE_M = 1e-9
METHODS = ("DOP853", "LSODA")
# Which tolerance reaches an error: the one that does so with the least work, or the loosest such
# that every tighter one tried does so too. Errors do not fall evenly: a step may straddle a corner
# of the atmosphere unnoticed.
RULES = ("quickest", "dependable")


def integrate_impacts(cases: Cases, tolerance_m: float) -> tuple[Array, float]:
    """Where they come down, Earth-fixed, shape (3, N), in m; and the steps taken.

    The integration alone, without ranges or geodetic coordinates.
    """
    return impacts(cases.problem, tolerance_m)


def impacts(problem: Problem, tolerance_m: float) -> tuple[Array, float]:
    """The same for any problem."""
    request = replace(problem.request(impact_only=True), tolerance_m=tolerance_m)
    outcome = problem.integrate(request).outcome
    return outcome.end.position_m, float(outcome.steps.sum())


def fly_given(cases: Cases, tolerance_m: float, *, impact_only: bool) -> tk.Flights:
    """What the public call does once it knows the steering, if there is any to know."""
    if cases.booster is None:
        return cases.fly(tolerance_m, impact_only=impact_only)
    problem = replace(cases.problem, tolerance_m=tolerance_m)
    count = problem.duration_s.size
    good, status = np.ones(count, np.bool_), np.zeros(count, np.int8)
    return tk.Flights.flown(problem, good, status, impact_only=impact_only)


def fly_impacts(cases: Cases, tolerance_m: float) -> None:
    """Impacts and ranges."""
    ask_impacts(fly_given(cases, tolerance_m, impact_only=True))


def fly_everything(cases: Cases, tolerance_m: float) -> None:
    """Impacts, ranges, every peak and top speeds."""
    ask_everything(fly_given(cases, tolerance_m, impact_only=False))


def steer_impacts(cases: Cases, tolerance_m: float) -> None:
    """Impacts and ranges by the public call, which finds the steering too."""
    ask_impacts(cases.fly(tolerance_m, impact_only=True))


def steer_everything(cases: Cases, tolerance_m: float) -> None:
    """Everything by the public call, which finds the steering too."""
    ask_everything(cases.fly(tolerance_m, impact_only=False))


def ask_impacts(flights: tk.Flights) -> None:
    """Have ranges computed."""
    assert np.all(flights.range_m > 0.0)


def ask_everything(flights: tk.Flights) -> None:
    """Have all that a flight tells computed."""
    ask_impacts(flights)
    assert np.all(flights.apogee.altitude_m > 0.0)
    assert np.all(flights.top_speed_m_s > 0.0)


CALLS: dict[str, Callable[[Cases, float], object]] = {
    "integrator": integrate_impacts,
    "impacts": fly_impacts,
    "everything": fly_everything,
}
STEERED_CALLS: dict[str, Callable[[Cases, float], object]] = {
    "impacts": steer_impacts,
    "everything": steer_everything,
}


def calls_by_row(cases: Cases) -> dict[str, dict[str, Callable[[Cases, float], object]]]:
    """trajkit's calls by the name of the row that shows them."""
    rows = {cases.name: CALLS}
    if cases.booster is not None:
        rows[f"{cases.name}, steering found too"] = STEERED_CALLS
    return rows


@dataclass(frozen=True)
class Plan:
    """How much to measure.

    Attributes
    ----------
    share
        How many of the flights solve_ivp flies.
    a_decade
        How many of its tolerances are tried at first.
    """

    flights: int
    share: int
    rounds: int
    errors_m: tuple[float, ...]
    halvings: int
    a_decade: int


# The first set counts; for the others solve_ivp flies less.
FULL = {
    "short-range": Plan(4096, 128, 5, (0.1, 1.0, 10.0), 1, 4),
    "lofted": Plan(4096, 64, 3, (0.1, 1.0, 10.0), 1, 4),
    "glide": Plan(4096, 32, 3, (0.1, 1.0, 10.0), 1, 2),
    "boost": Plan(4096, 32, 3, (0.1, 1.0, 10.0), 1, 2),
}
QUICK = {name: Plan(512, 12, 2, (1.0,), 0, 4 if name == "short-range" else 2) for name in SETS}


def measure(cases: Cases, plan: Plan) -> tuple[list[str], dict[float, float]]:
    """Table rows for one set of flights, and trajkit's tolerance for each error."""
    say(f"{cases.name}: truth")
    truth, _ = impacts(cases.problem, TRUTH_TOLERANCE_M)
    few = cases.problem.take(np.arange(plan.share))
    say(f"{cases.name}: tolerances")
    ours = Scan(partial(integrate_impacts, cases), truth, falling(1.0, -4.5))
    theirs: dict[tuple[str, str], Scan] = {}
    for method in METHODS:
        for form in forms_for(few):
            theirs[method, form] = Scan(
                _solver(few, method, form),
                truth[:, : plan.share],
                falling(-4.0, -9.5, plan.a_decade),
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


def _solver(few: Problem, method: str, form: str) -> Callable[[float], tuple[Array, float]]:
    tolerances = forms_for(few)[form]
    return lambda tolerance: solve_impacts(few, method, tolerances(tolerance))


def _picks(
    few: Problem, theirs: dict[tuple[str, str], Scan], error: float
) -> dict[tuple[str, str], Tolerances]:
    """For each rule and method, the quickest way found to reach the error."""
    forms = forms_for(few)
    picks: dict[tuple[str, str], Tolerances] = {}
    for rule in RULES:
        for method in METHODS:
            best: tuple[Trial, Tolerances] | None = None
            for (name, form), scan in theirs.items():
                trial = getattr(scan, rule)(error) if name == method else None
                if trial and (best is None or trial.work < best[0].work):
                    best = trial, forms[form](trial.tolerance)
            if best is not None:
                picks[rule, method] = best[1]
    return picks


def _rows(
    cases: Cases,
    few: Problem,
    error: float,
    ours: Scan,
    theirs: dict[tuple[str, str], Scan],
    rounds: int,
) -> list[str]:
    """Times all contenders in turn, round after round, for one error, by either rule."""
    picks = _picks(few, theirs, error)
    mine: dict[str, Trial] = {}
    runs: dict[str, tuple[int, Callable[[], object]]] = {}
    for rule in RULES:
        trial = getattr(ours, rule)(error)
        if trial is None:
            raise SystemExit(f"trajkit reaches no error of {error:g} m")
        mine[rule] = trial
        for row, calls in calls_by_row(cases).items():
            for name, call in calls.items():
                once = partial(call, cases, trial.tolerance)
                runs[f"{row} {name} {trial.tolerance}"] = len(ours.truth.T), once
        for method in METHODS:
            if (rule, method) in picks:
                given = picks[rule, method]
                run_few = partial(solve_impacts, few, method, given)
                runs[f"{method} {given.label}"] = few.duration_s.size, run_few
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (count, run) in runs.items():
            begin = time.process_time()
            run()
            rates[name].append(count / (time.process_time() - begin))

    rows: dict[tuple[str, ...], list[str]] = {}  # cells but the rule's name -> rules
    for row in calls_by_row(cases):
        for rule, trial in mine.items():
            names = [f"{row} {name} {trial.tolerance}" for name in CALLS]
            rivals = [f"{m} {t.label}" for (r, m), t in picks.items() if r == rule]
            cells = [f"{trial.tolerance:.2g} m"]
            cells += [f"{np.median(rates[name]):,.0f}" if name in rates else "-" for name in names]
            for method in METHODS:
                rival = [name for name in rivals if name.startswith(method)]
                label = f" ({picks[rule, method].label})" if rival else ""
                cells.append(f"{np.median(rates[rival[0]]):,.0f}{label}" if rival else "-")
            cells += [_ratio(rates, name, rivals) for name in names[1:]]
            rows.setdefault((row, *cells), []).append(rule)
    return [
        f"| {row} | {error:g} m | {' and '.join(rules)} | {' | '.join(cells)} |"
        for (row, *cells), rules in rows.items()
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
    few = cases.problem.take(np.arange(4))
    truth, _ = impacts(few, TRUTH_TOLERANCE_M)
    other, _ = solve_impacts(few, "DOP853", Tolerances("", 1e-13, 1e-9), 0.1)
    miss = np.sqrt(((truth - other) ** 2).sum(axis=0))
    size = f"median {np.median(miss):.1e} m, greatest {miss.max():.1e} m"
    return (
        f"{cases.name}: trajkit at {TRUTH_TOLERANCE_M:g} m against DOP853 at rtol 1e-13 "
        f"and steps of at most 0.1 s, {miss.size} flights: {size}"
    )


def steered_errors(cases: Cases, tolerances_m: Iterable[float]) -> Iterator[str]:
    """How far flights come down from the truth if they find their steering at these tolerances."""
    truth, _ = impacts(cases.problem, TRUTH_TOLERANCE_M)
    for tolerance in tolerances_m:
        end = cases.fly(tolerance, impact_only=True).impact
        ends = geodetic_to_ecef(
            latitude_deg=end.latitude_deg,
            longitude_deg=end.longitude_deg,
            altitude_m=end.altitude_m,
        )
        error = percentile_95(np.sqrt(((ends - truth) ** 2).sum(axis=0)))
        yield f"{cases.name}, steering found too: error {error:.2g} m at {tolerance:.2g} m"


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
    climb = of("stops.py", "climb")
    control = of("batch.py", "_advance") - step - climb - of("batch.py", "_watch")
    seating = of("batch.py", "start_lanes")
    seating += sum(of("lanes.py", name) for name in ("where", "joined"))
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
    parser.add_argument(
        "--set",
        action="append",
        choices=SETS,
        dest="sets",
        help="which flights, again for more; all by default, with --quick the short-range ones",
    )
    parser.add_argument("--backend", choices=("numpy", "compiled"), default="numpy")
    options = parser.parse_args()
    one_core()
    tk.use_backend(options.backend)

    plans = QUICK if options.quick else FULL
    chosen = options.sets or (["short-range"] if options.quick else list(SETS))
    sets = {name: SETS[name](plans[name].flights) for name in SETS if name in chosen}
    print(f"{machine()}; backend {options.backend}.\n")
    for cases in sets.values():
        print(f"- {truth_check(cases)}", flush=True)
    print(f"\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    found: dict[str, dict[float, float]] = {}
    for name, cases in sets.items():
        rows, found[name] = measure(cases, plans[name])
        print("\n".join(rows), flush=True)
    print()
    for name, cases in sets.items():
        if cases.booster is not None:
            for line in steered_errors(cases, found[name].values()):
                print(f"- {line}", flush=True)
    if "glide" in sets:
        print(f"\n| one evaluation, {LANES:,} lanes | µs | times that of no lift |\n|---|---|---|")
        print("\n".join(lift_costs(10 if options.quick else 60)), flush=True)
    if "short-range" in sets and options.backend == "numpy":
        print()
        tolerance = found["short-range"][1.0]
        for impact_only in (True, False):
            what = "impacts and ranges" if impact_only else "everything"
            shares = profile(sets["short-range"], tolerance, impact_only=impact_only)
            print(f"- where the time goes, {what}: {shares}", flush=True)


if __name__ == "__main__":
    main()
