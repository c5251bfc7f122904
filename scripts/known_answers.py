"""Judge events whose answer is known, and print the tables of docs/inference.md.

Run as `python scripts/known_answers.py [ID ...]`; without ids, all events of the catalogue. A
verdict is printed as soon as it is there.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from trajkit.inference.consistency import Consistency, Nearness, judgements
from trajkit.reports import catalogue

if TYPE_CHECKING:
    from trajkit.inference.verdict import Verdict

_SIZES = {"flight_time": (1.0, "s"), "top_speed": (1e3, "km/s")}


def main(ids: list[str]) -> None:
    """Print verdicts, and each figure as the others predict it."""
    for name in ids or list(catalogue.event_ids()):
        begin = time.perf_counter()
        for found in judgements(name):
            if isinstance(found, Nearness):
                continue
            print(f"\n{_told(found)}", flush=True)
        print(f"\n({name}: {time.perf_counter() - begin:.0f} s)", flush=True)


def _told(found: Verdict | Consistency) -> str:
    if isinstance(found, Consistency):
        return f"**{found.event}, across parties.** {found.sentence}"
    lines = [
        f"**{found.event}, {' and '.join(found.parties)}: {found.word}.** {found.sentence}",
        "",
        "| model | ln evidence | nearest flight misses by | intervals |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {one.model} | {one.log_evidence:.1f} ± {one.log_evidence_error:.1f} "
        f"| {one.distance:.1f} errors | {one.refusal or 'given'} |"
        for one in found.answers.values()
    ]
    checks = [
        (model, check)
        for model, figures in found.figures.items()
        for check in figures
        if np.isfinite(check.predicted[1]) or check.note == "impossible"
    ]
    if checks:
        lines += ["", "| model | figure | reported | the others predict | z | PIT | |"]
        lines.append("|---|---|---|---|---|---|---|")
    for model, check in checks:
        size, unit = _SIZES.get(check.figure, (1e3, "km"))
        predicted = " / ".join(f"{value / size:,.4g}" for value in check.predicted)
        lines.append(
            f"| {model} | {check.party}, {check.figure.replace('_', ' ')} | {check.wording} "
            f"| {predicted} {unit} | {check.z:.1f} | {check.pit:.3f} | {check.note} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
