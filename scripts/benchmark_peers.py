"""Measures trajkit beside its peers: flights per second against the error of the impact.

    python scripts/benchmark_peers.py                 # some ten minutes; Markdown on stdout
    python scripts/benchmark_peers.py --quick         # half a minute: a few flights of one set
    python scripts/benchmark_peers.py --write-docs    # into docs/peers.md, with the diagram
    pip install -r scripts/peers-requirements.txt     # the peers

Every contender flies the same flights from an Earth-fixed start to an Earth-fixed impact on one
core, by the same equations, in one run. The error is the 95th percentile of the distance to the
impacts of trajkit's NumPy core at a step error of 1e-9 m. Tolerances are scanned; then all
contenders and settings take turns, round after round. Times are processor time, medians.
"""

from __future__ import annotations

import argparse
import gc
import os
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

# One thread for XLA too; before anything imports it.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import numpy as np
from benchmark_core import machine, one_core, say, truth_check
from benchmark_flights import SETS, Cases
from benchmark_peers_contenders import CONTENDERS, Contender, Fly, absence, problem_of, truth_of
from benchmark_peers_start import starts
from benchmark_scan import Scan, Trial, percentile_95
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trajkit.flight.problem import Problem

__all__ = ["main"]

Array = NDArray[np.float64]

CHOSEN = ("short-range", "lofted", "glide")
ERRORS_M = (1.0, 10.0, 100.0)
# Of the diagram: settings with less error are not timed. Units: m.
LEAST_ERROR_M = 0.03
# Of two settings on a curve, the looser one does less than this share of the other's work.
THIN = 0.9
PAGE = Path(__file__).resolve().parent.parent / "docs" / "peers.md"
FIGURE = PAGE.parent / "figures" / "peers.svg"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass
class Setting:
    """One setting of a contender: its error, that of no tighter one being greater; its rates.

    Attributes
    ----------
    error_m
        The greatest of those at this tolerance and at all tighter ones that were tried.
    rates
        Flights per second, one a round.
    """

    contender: Contender
    form: str
    trial: Trial
    error_m: float
    fly: Fly
    flights: int
    rates: list[float]

    @property
    def rate(self) -> float:
        """Median of the rounds. Units: 1/s."""
        return float(np.median(self.rates))

    @property
    def label(self) -> str:
        """Its tolerance, in words."""
        if self.contender.name.startswith("SciPy"):
            from benchmark_solve import FORMS

            return FORMS[self.form](self.trial.tolerance).label
        return f"{self.trial.tolerance:.2g}" + ("" if self.contender.smooth else " m")


def measure(
    cases: Cases, contenders: list[Contender], rounds: int, *, quick: bool
) -> tuple[list[Setting], list[str]]:
    """All settings worth timing, timed; and how each contender's tightest one does."""
    say(f"{cases.name}: truth")
    everything = problem_of(cases)
    truths = {False: truth_of(everything)}
    notes, settings = [], []
    for contender in contenders:
        say(f"{cases.name}: tolerances of {contender.name}")
        flights = min(everything.duration_s.size, contender.flights // (8 if quick else 1))
        problem = everything.take(np.arange(flights))
        if contender.smooth and True not in truths:
            truths[True], note = smooth_truth(problem, truths[False])
            notes.append(note)
        truth = truths[contender.smooth][:, :flights]
        own: list[Setting] = []
        for form, fly in contender.forms(problem).items():
            scan = Scan(fly, truth, contender.tolerances[:: 4 if quick else 1])
            for error in () if quick else ERRORS_M:
                scan.refine(error, 1)
            own += _staircase(contender, form, scan, fly, flights)
        settings += _worth_timing(own)
        notes.append(_tightest(contender, problem, truth))
    for number in range(rounds):
        say(f"{cases.name}: round {number + 1} of {rounds}")
        for setting in settings:
            gc.collect()
            begin = time.process_time()
            setting.fly(setting.trial.tolerance)
            setting.rates.append(setting.flights / (time.process_time() - begin))
    return settings, notes


def _staircase(
    contender: Contender, form: str, scan: Scan, fly: Fly, flights: int
) -> list[Setting]:
    """Those than which no tighter one errs more, and no looser one less."""
    found: list[Setting] = []
    worst = 0.0
    for trial in reversed(scan.trials):
        if trial.error_m > worst or not found:
            worst = max(worst, trial.error_m)
            found.append(Setting(contender, form, trial, worst, fly, flights, []))
        else:  # a looser one that errs no more
            found[-1] = Setting(contender, form, trial, worst, fly, flights, [])
    # One with less error than the diagram shows is kept, so that the curve begins at its edge.
    below = [setting for setting in found if setting.error_m < LEAST_ERROR_M]
    return below[-1:] + found[len(below) :]


def _worth_timing(settings: list[Setting]) -> list[Setting]:
    """Those of several forms that no other beats in both error and work, thinned for the curve."""
    front = [
        one
        for one in settings
        if np.isfinite(one.error_m)
        and not any(
            other.error_m <= one.error_m and other.trial.work < one.trial.work for other in settings
        )
    ]
    front.sort(key=lambda setting: setting.error_m)
    of_rows = {
        id(max((s for s in front if s.error_m <= error), key=lambda s: s.error_m, default=None))
        for error in ERRORS_M
    }
    kept: list[Setting] = []
    for setting in front:
        if id(setting) in of_rows or not kept or setting.trial.work < THIN * kept[-1].trial.work:
            kept.append(setting)
    return kept


def smooth_truth(problem: Problem, truth: Array) -> tuple[Array, str]:
    """Truth in heyoka's density, and how far it lies from that in the standard atmosphere."""
    from benchmark_peers_heyoka import smooth

    own = truth_of(smooth(problem))
    apart = np.sqrt(((own - truth[:, : own.shape[1]]) ** 2).sum(axis=0))
    return own, (
        f"the smooth density moves impacts by {np.median(apart):.2g} m (median) and "
        f"{percentile_95(apart):.2g} m (95th percentile); heyoka is held against its own truth"
    )


def _tightest(contender: Contender, problem: Problem, truth: Array) -> str:
    few = min(32, truth.shape[1])
    forms = contender.forms(problem.take(np.arange(few)))
    ends, _ = next(iter(forms.values()))(contender.tightest)
    miss = np.sqrt(((ends - truth[:, :few]) ** 2).sum(axis=0))
    return (
        f"{contender.name} at its tightest, {contender.tightest:g}: {np.median(miss):.1e} m off "
        f"(median), {miss.max():.1e} m (greatest of {few})"
    )


def best(settings: list[Setting], name: str, error_m: float) -> Setting | None:
    """The quickest setting of a contender that is sure to reach an error."""
    good = [s for s in settings if s.contender.name == name and s.error_m <= error_m]
    return max(good, key=lambda setting: setting.rate, default=None)


def table(settings: list[Setting], contenders: list[Contender]) -> Iterator[str]:
    """Rows: flights per second at each error, and times the better solve_ivp."""
    head = ["contender"]
    for error in ERRORS_M:
        head += [f"{error:g} m, 1/s", "× solve_ivp"]
    yield f"| {' | '.join(head)} | tolerance at 1 m |"
    yield "|---|" + "---:|" * (len(head) - 1) + "---|"
    for contender in contenders:
        cells = [contender.name]
        for error in ERRORS_M:
            mine = best(settings, contender.name, error)
            theirs = [
                found
                for rival in contenders
                if rival.name.startswith("SciPy")
                and (found := best(settings, rival.name, error)) is not None
            ]
            cells.append("-" if mine is None else f"{mine.rate:,.0f}")
            if mine is None or not theirs:
                cells.append("-")
            else:
                ratio = mine.rate / max(rival.rate for rival in theirs)
                cells.append(f"{ratio:,.0f}" if ratio >= 10.0 else f"{ratio:.1f}")
        at_one = best(settings, contender.name, ERRORS_M[0])
        yield f"| {' | '.join(cells)} | {'-' if at_one is None else at_one.label} |"


def spread(settings: list[Setting]) -> str:
    """How much the rounds differ."""
    parts = np.array([(max(s.rates) - min(s.rates)) / s.rate for s in settings])
    return (
        f"greatest less least of the rounds over the median: {100 * np.median(parts):.0f} % "
        f"(median of the settings), {100 * parts.max():.0f} % (greatest)"
    )


def versions(contenders: list[Contender]) -> str:
    """Those of the peers."""
    packages = sorted({package for one in contenders for package in one.packages})
    extra = ["jaxlib"] if "jax" in packages else []
    return ", ".join(f"{package} {metadata.version(package)}" for package in [*packages, *extra])


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few flights, one set, one round")
    parser.add_argument(
        "--set",
        action="append",
        choices=CHOSEN,
        dest="sets",
        help="which flights, again for more; all by default, with --quick the short-range ones",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[contender.name for contender in CONTENDERS],
        help="which contenders, again for more; all by default",
    )
    parser.add_argument("--rounds", type=int, help="how often all are timed; 3 by default")
    parser.add_argument("--out", type=Path, help="where to draw the diagram, .svg or .png")
    parser.add_argument(
        "--write-docs", action="store_true", help="write docs/peers.md and its diagram anew"
    )
    options = parser.parse_args()
    one_core()

    began = time.perf_counter()
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    contenders = [one for one in CONTENDERS if not options.only or one.name in options.only]
    missing = {one.name: why for one in contenders if (why := absence(one))}
    contenders = [one for one in contenders if one.name not in missing]
    most = 128 if options.quick else 4096
    rounds = options.rounds or (1 if options.quick else 3)
    chosen = options.sets or (["short-range"] if options.quick else list(CHOSEN))
    tell(f"Machine: {machine()}; {versions(contenders)}. Rounds: {rounds}.\n")
    for why in missing.values():
        tell(f"{why}\n")
    tell("Settings:\n")
    said: dict[str, str] = {}
    for one in contenders:
        said[one.settings()] = ", ".join(filter(None, (said.get(one.settings()), one.name)))
    for words, names in said.items():
        tell(f"- {names}: {words}.")
    panels: dict[str, list[Setting]] = {}
    for name in chosen:
        cases = SETS[name](most)
        panels[cases.name], notes = measure(cases, contenders, rounds, quick=options.quick)
        tell(f"\n### {cases.name.capitalize()}\n")
        for row in table(panels[cases.name], contenders):
            tell(row)
        tell("")
        for note in (truth_check(cases).split(": ", 1)[1], *notes, spread(panels[cases.name])):
            tell(f"- {note}")
    if not options.quick:
        tell("\n### Start-up\n")
        for row in starts(contenders):
            tell(row)
    tell(f"\nThe whole run took {(time.perf_counter() - began) / 60.0:.0f} minutes.")
    for path in filter(None, (options.out, FIGURE if options.write_docs else None)):
        from benchmark_peers_figure import draw

        curves = {
            name: {
                one.name: [(s.error_m, s.rate) for s in settings if s.contender is one]
                for one in contenders
            }
            for name, settings in panels.items()
        }
        draw(curves, path)
        say(f"drawn: {path}")
    if options.write_docs:
        write(lines)


def write(lines: list[str]) -> None:
    """Put the lines between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    body = "\n".join(lines)
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")
    say(f"written: {PAGE}")


if __name__ == "__main__":
    main()
