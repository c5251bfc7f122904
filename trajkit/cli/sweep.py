"""`trajkit sweep`: many flights over factors, on one core or on a cluster."""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trajkit.cli import console, options
from trajkit.cli.failures import INTERRUPTED
from trajkit.cli.workers import crew_of, workers_options
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.reports.display import UnitSystem
    from trajkit.sweeps.dataset import Sweep
    from trajkit.sweeps.job import Plan
    from trajkit.sweeps.run import Progress

__all__ = ["sweep"]

#: Shorter work is done before workers have started. Units: s.
_WORTH_WORKERS_S = 20.0
#: Between two lines of progress: on a terminal, which shows one line, and elsewhere. Units: s.
_LINE_S, _LOG_S = 0.2, 10.0


@click.command()
@click.argument("spec", required=False)
@options.out_option("Folder to write to; needed but with --new.", metavar="DIR")
@workers_options
@click.option("--resume", is_flag=True, help="Go on with a run that was broken off.")
@click.option(
    "--force",
    is_flag=True,
    help="Make it although it has more than 200 million rows, or hardly fits on the disk; with "
    "--new: replace a file.",
)
@click.option("--new", "new", is_flag=True, help="Print a commented specification to begin with.")
@options.backend_option
@options.units_option
@options.json_option
@options.quiet_option
def sweep(
    *,
    spec: str | None,
    out: str | None,
    workers: int | None,
    cluster: str | None,
    serial: bool,
    resume: bool,
    force: bool,
    new: bool,
    units: UnitSystem,
    json_to: str | None,
    quiet: bool,
) -> int:
    """Fly a designed set of flights over factors, for questions such as what matters most.

    SPEC is a TOML file that says what is varied, how, and what is kept. The table is written part
    by part; a run that was broken off, by whatever, goes on with --resume and gives the same bytes.

    \b
    trajkit sweep --new > sweep.toml
    trajkit sweep sweep.toml --out out/sweep
    trajkit sweep sweep.toml --out out/sweep --workers 2 --resume
    trajkit sweep sweep.toml --out out/sweep --cluster tcp://10.0.0.5:8786
    """
    if new:
        return _new(spec, out, force=force, quiet=quiet)
    if spec is None:
        raise InputError(
            "sweep needs a specification; trajkit sweep --new > sweep.toml makes one to begin with"
        )
    if not out:
        raise InputError("sweep needs a folder to write to; type for instance --out out/sweep")
    console.check_destinations(json_to, force=force)
    from trajkit.sweeps.run import make, plan_in

    plan = plan_in(Path(spec))
    crew = crew_of(workers, cluster, serial, pays=plan.core_seconds >= _WORTH_WORKERS_S)
    shown = _Shown(plan, quiet=quiet)
    try:
        made = make(
            plan,
            Path(out),
            workers=crew.workers,
            cluster=crew.cluster,
            resume=resume,
            force=force,
            progress=shown,
        )
    except KeyboardInterrupt:
        shown.end()
        console.note(
            f"Interrupted: {shown.done} in {out}; type the same with --resume to go on"
            if "--resume" not in sys.argv
            else f"Interrupted: {shown.done} in {out}; type the same again to go on"
        )
        return INTERRUPTED
    finally:
        shown.end()
    _report(made, out, units=units, json_to=json_to, force=force, quiet=quiet)
    return 0


def _new(spec: str | None, out: str | None, *, force: bool, quiet: bool) -> int:
    if spec is not None:
        raise InputError(f"--new prints a specification, so {spec} has no place beside it")
    from trajkit.sweeps.template import TEMPLATE

    if out is None:
        console.say(TEMPLATE.rstrip("\n"))
        return 0
    console.check_destinations(out, force=force)
    from trajkit.output.files import write_file

    write_file(out, TEMPLATE, force=force)
    console.note(f"Wrote {out}", quiet=quiet)
    return 0


class _Shown:
    """Progress on stderr: one line that changes on a terminal, else a line now and then."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self.quiet = quiet
        self.terminal = sys.stderr is not None and sys.stderr.isatty()
        self.last = time.monotonic()
        self.width = 0
        self.done = f"0 of {plan.rows:,} rows are done"

    def __call__(self, progress: Progress) -> None:
        """Tell how far it is."""
        self.done = f"{progress.rows_done:,} of {progress.rows:,} rows are done"
        if self.quiet:
            return
        if progress.remark:
            self.end()
            console.note(f"{progress.rows_done:,} of {progress.rows:,} rows; {progress.remark}")
            return
        now = time.monotonic()
        if now - self.last < (_LINE_S if self.terminal else _LOG_S):
            return
        self.last = now
        text = _line(progress)
        if self.terminal:
            click.echo(f"\r{text:{self.width}}", nl=False, err=True)
            self.width = len(text)
        else:
            console.note(text)

    def end(self) -> None:
        """Leave the line as it is."""
        if self.width:
            click.echo(err=True)
            self.width = 0


def _line(progress: Progress) -> str:
    share = progress.rows_done / progress.rows
    parts = [f"[{share:4.0%}] {progress.rows_done:,} of {progress.rows:,} rows"]
    if progress.rows_a_second > 0.0:
        parts.append(f"{progress.rows_a_second:,.0f} a second")
    if math.isfinite(progress.left_s):
        parts.append(f"{_time(progress.left_s)} left")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    return ", ".join(parts)


def _time(seconds: float) -> str:
    if seconds < 100.0:
        return f"{seconds:.0f} s"
    if seconds < 7200.0:
        return f"{seconds / 60.0:.0f} min"
    return f"{seconds / 3600.0:.1f} h"


def _report(
    made: Sweep, out: str, *, units: UnitSystem, json_to: str | None, force: bool, quiet: bool
) -> None:
    manifest = made.manifest
    if json_to is not None:
        console.write_json(_payload(made, out), json_to, force=force)
    if quiet or json_to == "-":
        return
    console.prose(_sentence(made))
    if manifest["stopped"] is not None:
        stopped = manifest["stopped"]
        console.prose(
            f"Stopped after {stopped['samples']:,} base samples: the interval of the "
            f"{stopped['index']} index of {stopped['factor']} is {stopped['reached']:.3g} wide."
        )
    console.say()
    console.say(console.table(_ranges(made, units)))
    parts = f"{manifest['parts']:,} part{'s' if manifest['parts'] != 1 else ''}"
    console.note(f"{out} holds manifest.json and {parts}")


def _sentence(made: Sweep) -> str:
    failed = made.rows - made.status_counts.get("landed", 0)
    if not failed:
        return f"{made.rows:,} row{'s' if made.rows != 1 else ''}, none of which failed."
    words = ", ".join(
        f"{count:,} {status}" for status, count in made.status_counts.items() if status != "landed"
    )
    return (
        f"{made.rows:,} rows, of which {failed:,} failed ({failed / made.rows:.2%}): {words}. They "
        "are kept, with that as their status."
    )


def _ranges(made: Sweep, units: UnitSystem) -> list[tuple[str, ...]]:
    """5, 50 and 95 % of each output, of a first part of the rows where there are very many."""
    import numpy as np

    rows = slice(0, min(made.rows, 1_000_000))
    table = made.table(made.output_names, rows)
    head = ("output", "5 %", "50 %", "95 %", "rows that have it")
    lines: list[tuple[str, ...]] = [head]
    for name, values in table.items():
        known = values[np.isfinite(values)]
        ends = np.quantile(known, (0.05, 0.5, 0.95)) if known.size else [math.nan] * 3
        share = _share(known.size, values.size)
        shown = (_written(float(end), made.units[name], units) for end in ends)
        lines.append((_plain(name), *shown, share))
    return lines


def _share(known: int, of: int) -> str:
    """In per cent; 0 and 100 only where it is none or all."""
    share = 100.0 * known / max(of, 1)
    if 0 < known < of:
        return "under 1 %" if share < 1.0 else "over 99 %" if share > 99.0 else f"{share:.0f} %"
    return f"{share:.0f} %"


def _plain(name: str) -> str:
    """A column's name without its unit, which the numbers carry."""
    for end in ("_kg_m2", "_m_s", "_deg", "_m", "_s"):
        if name.endswith(end):
            name = name.removesuffix(end)
            break
    return name.replace("_", " ")


def _written(value: float, unit: str, units: UnitSystem) -> str:
    from trajkit.reports.display import format_length, format_speed, format_time

    if unit == "m":
        return format_length(value, units)
    if unit == "m s-1":
        return format_speed(value, units)
    if unit == "s":
        return format_time(value)
    mark = {"kg m-2": " kg/m2", "1": ""}.get(unit, "°")
    return f"{value:,.4g}{mark}"


def _payload(made: Sweep, out: str) -> dict[str, Any]:
    kept = ("title", "seed", "rows", "parts", "backend", "versions", "status_counts", "stopped",
            "design", "factors", "outputs")  # fmt: skip
    return {"folder": out, **{name: made.manifest[name] for name in kept}}
