"""Is inference calibrated? Flights drawn from the prior, reported as the press does, inferred back.

    python scripts/calibrate_inference.py --ballistic 200 --glide 100 --workers 2

For each synthetic event: unknowns from the prior, one flight, measurements with the errors that
inference assumes, rounded to figures as they are told ("1,100 km", "Mach 12", "53 min"); then the
posterior. If all is right, the 90 % intervals hold the truth in 90 % of events, and the rank of the
truth among the draws is even; the chi-square of ten bins of it has nine degrees of freedom, and
exceeds 16.9 in one of twenty quantities by chance.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from trajkit.inference.errors import MeasurementErrors
from trajkit.inference.figures import ROW
from trajkit.inference.infer import model_of
from trajkit.inference.observations import Figure, Observations
from trajkit.inference.study import Study
from trajkit.reports import catalogue
from trajkit.reports.wording import read_wording

if TYPE_CHECKING:
    from trajkit.inference.posterior import Posterior

# Events that lend their site and the sea that they fell into, by class of body, and the figures
# that parties give of such flights, a set for each kind of report.
CASES = {
    "ballistic": {
        "icbm": ("2022-11-18", (("range", "apogee", "flight_time"), ("range", "apogee"))),
        "irbm": ("2022-01-30", (("range", "apogee", "top_speed"), ("range", "flight_time"))),
        "glide": ("2025-01-06", (("range", "apogee"), ("range", "top_speed"))),
        "srbm": ("2022-11-17", (("range", "apogee", "top_speed"), ("range",))),
    },
    "glide": {
        "glide": (
            "2025-01-06",
            (
                ("range", "first_peak", "second_peak", "top_speed"),
                ("range", "apogee"),
                ("range", "apogee", "top_speed"),
            ),
        ),
    },
}
ROWS = {
    "range": "range_m",
    "apogee": "apogee_m",
    "first_peak": "first_peak_m",
    "second_peak": "second_peak_m",
    "top_speed": "top_speed_m_s",
    "flight_time": "flight_time_s",
}
# What is checked, where the model has it and every draw of it is finite.
QUANTITIES = (
    "burnout_speed_m_s",
    "burnout_angle_deg",
    "burnout_altitude_m",
    "burnout_time_s",
    "top_speed_m_s",
    "range_m",
    "apogee_m",
    "second_peak_m",
    "flight_time_s",
    "ballistic_coefficient_kg_m2",
    "delta_v_m_s",
    "burn_time_s",
    "exhaust_velocity_m_s",
    "heading_deg",
    "lift_to_drag",
    "damping",
    "climb_share",
    "final_share",
)
BINS = 10


@dataclass(frozen=True)
class Task:
    """Some synthetic events of one class."""

    model: str
    body: str
    count: int
    seed: int


def main() -> None:
    """Run the tasks and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ballistic", type=int, default=40, help="synthetic ballistic events")
    parser.add_argument("--glide", type=int, default=20, help="synthetic gliding events")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, help="file for every share, as JSON")
    given = parser.parse_args()
    tasks = []
    for model, count in (("ballistic", given.ballistic), ("glide", given.glide)):
        bodies = list(CASES[model])
        tasks += [
            Task(model, body, len(range(place, count, len(bodies))), given.seed)
            for place, body in enumerate(bodies)
            if count > place
        ]
    pieces = [piece for task in tasks for piece in split(task)]
    begun = time.perf_counter()
    found: dict[str, list[dict[str, float]]] = {"ballistic": [], "glide": []}
    with ProcessPoolExecutor(given.workers) as pool:
        for piece, results in zip(pieces, pool.map(run, pieces), strict=True):
            found[piece.model] += results
            done = sum(len(part) for part in found.values())
            print(f"{done} events, {time.perf_counter() - begun:,.0f} s", flush=True)
    for model, results in found.items():
        if results:
            table(model, results)
    if given.out:
        given.out.write_text(json.dumps(found, indent=1), encoding="utf-8")


def split(task: Task, size: int = 5) -> list[Task]:
    """A task in pieces, each with a seed of its own."""
    sizes = [len(part) for part in np.array_split(np.arange(task.count), -(-task.count // size))]
    return [
        Task(task.model, task.body, count, task.seed * 1000 + number)
        for number, count in enumerate(sizes)
    ]


def run(task: Task) -> list[dict[str, float]]:
    """The share of draws below the truth, by quantity, of each event; {} where it was refused."""
    event_id, kinds = CASES[task.model][task.body]
    event = catalogue.event(event_id)
    model = model_of(event, task.model, Observations(()), body=task.body)
    study = Study(model, task.seed)
    random = np.random.default_rng([task.seed, 99])
    truths, reports = [], []
    while len(truths) < task.count:
        z = random.standard_normal((model.dimension, 1))
        if not model.supported(model.values(z))[0]:
            continue
        figures = model.fly(z)
        kind = kinds[len(truths) % len(kinds)]
        # A flight without a second peak has none to report: that is a report of another kind.
        if not all(np.isfinite(figures[ROW[ROWS[q]]][0]) for q in kind):
            continue
        items = [report(q, float(figures[ROW[ROWS[q]]][0]), random) for q in kind]
        truths.append((z, figures))
        reports.append(Observations(tuple(items)))
    results = []
    for (z, figures), posterior in zip(truths, study.posteriors(reports), strict=True):
        results.append(shares(posterior, z, figures))
    return results


def report(quantity: str, truth: float, random: np.random.Generator) -> Figure:
    """A measurement of the truth, told to the place that the press would."""
    errors = MeasurementErrors()
    error = {
        "range": errors.of_range,
        "top_speed": errors.of_speed,
        "flight_time": lambda _: errors.time_s,
    }.get(quantity, errors.of_altitude)
    measured = max(truth + error(truth) * random.standard_normal(), 0.05 * truth)
    if quantity == "flight_time":
        place = 60.0 if random.random() < 0.5 else 1.0
        told = round(measured / place)
        wording, kind = f"{told} {'min' if place == 60.0 else 's'}", "time"
        low, high = (told - 0.5) * place, (told + 0.5) * place
    elif quantity == "top_speed":
        told = round(measured / 340.294)
        wording, kind = f"Mach {told}", "speed"
        low, high = (told - 0.5) * 340.294, (told + 0.5) * 340.294
    else:
        digits = 2 if random.random() < 0.5 else 3
        place = 10.0 ** (np.floor(np.log10(measured / 1e3)) - digits + 1)
        told = round(measured / 1e3 / place) * place
        wording, kind = f"{told:.{max(0, int(-np.log10(place) + 0.5))}f} km", "length"
        low, high = (told - 0.5 * place) * 1e3, (told + 0.5 * place) * 1e3
    figure = read_wording(wording, kind)
    # Zeros that happened to be significant are not read as such: then the interval is wider.
    assert figure.low is not None
    assert figure.high is not None
    low, high = min(low, figure.low), max(high, figure.high)
    own = error(figure.value)
    return Figure(quantity, "synthetic", wording, ROWS[quantity], figure.value, low, high, own)


def shares(posterior: Posterior, z: np.ndarray, figures: np.ndarray) -> dict[str, float]:
    """Where the truth lies among the draws."""
    if posterior.refusal is not None:
        return {}
    values = posterior.model.values(z)
    found = {}
    for name in QUANTITIES:
        truth = figures[ROW[name]][0] if name in ROW else values.get(name, [np.nan])[0]
        if name not in ROW and name not in values:
            continue
        draws = posterior.draws(name)
        if np.isfinite(truth) and np.isfinite(draws).all():
            found[name] = float((draws < truth).mean() + 0.5 * (draws == truth).mean())
    return found


def table(model: str, results: list[dict[str, float]]) -> None:
    """Coverage and the chi-square of the ranks, by quantity."""
    answered = [result for result in results if result]
    print(f"\n{model}: {len(results)} events, {len(results) - len(answered)} refused\n")
    print("| quantity | events | 90 % intervals hold | 50 % hold | chi-square of ranks | p |")
    print("|---|---|---|---|---|---|")
    for name in QUANTITIES:
        share = np.array([result[name] for result in answered if name in result])
        if share.size < BINS:
            continue
        ninety = np.mean((share >= 0.05) & (share <= 0.95))
        fifty = np.mean((share >= 0.25) & (share <= 0.75))
        counts = np.histogram(share, BINS, (0.0, 1.0))[0]
        chi = float(((counts - share.size / BINS) ** 2).sum() / (share.size / BINS))
        p = float(stats.chi2(BINS - 1).sf(chi))
        print(f"| {name} | {share.size} | {ninety:.0%} | {fifty:.0%} | {chi:.1f} | {p:.2f} |")


if __name__ == "__main__":
    main()
