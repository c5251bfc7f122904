"""`trajkit reconstruct --all`: every flight, a folder each, and a table of the verdicts.

A folder is made beside its place under a hidden name and renamed when it is whole, so that what is
there is finished. Each holds what it was made from (`made_from` in its summary.json), by which
--resume knows what it may skip.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trajkit
from trajkit.cli import console
from trajkit.cli.failures import BAD_INPUT, INTERRUPTED, say_fault
from trajkit.cli.sampled_jobs import Work, done, fault_of, jobs_of
from trajkit.engine import started
from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trajkit.cli.sampled_jobs import Job
    from trajkit.cli.sampling import Asked
    from trajkit.cli.workers import Crew
    from trajkit.engine import Workers

__all__ = ["sample_all"]

_SUMMARY, _TABLES = "summary.json", ("summary.csv", "summary.json")


def sample_all(
    folders: tuple[str, ...],
    asked: Asked,
    crew: Crew,
    *,
    event: str | None,
    out: str | None,
    formats: tuple[str, ...] | None,
    font: str | None,
    resume: bool,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Sample every event and write all; the exit code.

    Raises
    ------
    InputError
        If nothing can be begun: no folder, an event's folder that is in the way, or one that
        --resume finds made from something else.
    """
    if event is not None:
        raise InputError(f"--all takes every event, so {event} has no place beside it; leave one")
    for flag, value in (("--party", asked.party), ("--flight", asked.flight)):
        if value is not None:
            raise InputError(f"{flag} is for one event; leave it out, or --all")
    for typed in asked.given.words():
        raise InputError(f"{typed.split()[0]} is for one event; leave it out, or --all")
    if not out:
        raise InputError("--all needs a folder to write to; type for instance --out out/all")
    from trajkit.output.save_judged import DEFAULT_FORMATS, judged_file_names
    from trajkit.reports import catalogue

    wanted = DEFAULT_FORMATS if formats is None else formats
    judged_file_names(wanted)
    if "json" not in wanted:
        raise InputError("--all needs json among its formats; add it to --format")
    home = Path(out)
    jobs = jobs_of(catalogue.event_files(folders or None), asked)
    if not jobs:
        raise InputError("there is no event in the folders of --events; give one that holds some")
    console.check_destinations(json_to, force=force)
    before = _done(home, jobs, asked, resume=resume, force=force)
    console.check_destinations(*(str(home / name) for name in _TABLES), force=force or resume)
    home.mkdir(parents=True, exist_ok=True)
    run = _Run(home, jobs, asked, wanted, font, quiet, summaries=before)
    if before:
        console.note(f"{len(before)} of {len(jobs)} are done already.", quiet=quiet)
    try:
        with started(workers=crew.workers, cluster=crew.cluster) as workers:
            run.all(workers)
    except KeyboardInterrupt:
        run.write_tables()
        console.note(
            f"Interrupted: {len(run.summaries)} of {len(jobs)} are done in {out}; "
            "type the same with --resume to go on"
        )
        return INTERRUPTED
    run.write_tables()
    if json_to is not None:
        console.write_json(run.table(), json_to, force=force)
    if json_to != "-" and not quiet:
        _print_table(run)
    console.note(f"Wrote {len(run.summaries)} folders and {', '.join(_TABLES)} in {out}",
                 quiet=quiet)  # fmt: skip
    return BAD_INPUT if run.faults else 0


class _Run:
    """What is done so far of all events."""

    def __init__(
        self,
        home: Path,
        jobs: dict[str, Job],
        asked: Asked,
        formats: tuple[str, ...],
        font: str | None,
        quiet: bool,
        summaries: dict[str, Any],
    ) -> None:
        self.home, self.jobs, self.asked = home, jobs, asked
        self.formats, self.font, self.quiet = formats, font, quiet
        self.summaries = summaries
        self.faults: dict[str, str] = {}

    def all(self, workers: Workers) -> None:
        """Every event that is not done; one that fails is told and left."""
        began = time.monotonic()
        todo = [name for name in self.jobs if name not in self.summaries]
        for number, found in workers.run(done, self.work(todo)):
            name = todo[number]
            if found.fault is not None:
                self.fail(name, found.fault)
            elif self.kept(name, found.contents):
                words = ", ".join(v["word"] for v in self.summaries[name]["verdicts"])
                spent = time.monotonic() - began
                over = len(self.summaries) + len(self.faults)
                console.note(
                    f"{name}: {words} ({over} of {len(self.jobs)}, after {spent:.0f} s)",
                    quiet=self.quiet,
                )

    def work(self, todo: Sequence[str]) -> Iterator[tuple[int, Work]]:
        """What is to be done of some jobs; those whose files cannot be read have failed."""
        from trajkit.physics.backend import backend_for, many_flights
        from trajkit.reports import catalogue

        with many_flights():
            backend = str(backend_for(1))
        for number, name in enumerate(todo):
            job = self.jobs[name]
            try:
                event = catalogue.event(job.event, [job.file.parent])
                report = job.file.read_bytes()
            except Exception as error:
                self.fail(name, fault_of(error))
                continue
            asked = replace(self.asked, flight=job.flight)
            console.note(f"{name}: begun", quiet=self.quiet)
            yield number, Work(event, report, asked, self.formats, self.font, backend)

    def kept(self, name: str, contents: dict[str, Any]) -> bool:
        """Whether the folder of a job could be written."""
        try:
            _place(self.home / name, contents)
        except Exception as error:
            self.fail(name, fault_of(error))
            return False
        self.summaries[name] = json.loads(contents[_SUMMARY])
        return True

    def fail(self, name: str, fault: str) -> None:
        """Tell what went wrong with a job."""
        self.faults[name] = fault
        say_fault(fault if name in fault else f"{name}: {fault}")

    def table(self) -> dict[str, Any]:
        """Rows of all verdicts, and the events that failed."""
        from trajkit.output.judged_summary import catalogue_rows

        return {
            "trajkit_version": trajkit.__version__,
            "seed": self.asked.seed,
            "models": list(self.asked.models),
            "choices": list(self.asked.choices()),
            "rows": [
                row
                for name in self.jobs
                if name in self.summaries
                for row in catalogue_rows(self.summaries[name])
            ],
            "failed": [
                {"event": name, "sentence": self.faults[name]}
                for name in self.jobs
                if name in self.faults
            ],
        }

    def write_tables(self) -> None:
        """summary.csv and summary.json of what is done."""
        from trajkit.output.files import write_batch
        from trajkit.output.judged_summary import CATALOGUE_COLUMNS, rows_csv
        from trajkit.output.save import json_text

        table = self.table()
        rows = [tuple(row[column] for column in CATALOGUE_COLUMNS) for row in table["rows"]]
        rows += [
            (one["event"], "", "", "", "", "failed", one["sentence"]) for one in table["failed"]
        ]
        remark = (
            f"trajkit {trajkit.__version__}; seed {self.asked.seed}; inputs, priors and sources "
            "are in each event's summary.json"
        )
        contents = dict(
            zip(_TABLES, (rows_csv(CATALOGUE_COLUMNS, rows, remark), json_text(table)), strict=True)
        )
        write_batch(self.home, contents, force=True)


def _done(
    home: Path, jobs: dict[str, Job], asked: Asked, *, resume: bool, force: bool
) -> dict[str, Any]:
    """Summaries of the events that need not be sampled again."""
    from trajkit.cli.sampling import made_from

    found: dict[str, Any] = {}
    for name, job in jobs.items():
        folder = home / name
        if not folder.exists():
            continue
        if not (resume or force):
            raise InputError(
                f"{folder} exists already; add --resume to go on with what is not done, "
                "or --force to replace it"
            )
        summary = _summary_in(folder)
        if not resume:
            continue
        wanted = asdict(made_from(job.file.read_bytes(), replace(asked, flight=job.flight)))
        made = summary.get("made_from", {})
        for key, what in (("seed", "seed"), ("version", "version"), ("models", "models"),
                          ("choices", "options")):  # fmt: skip
            own, other = _plain(wanted[key]), made.get(key)
            if own != other:
                raise InputError(
                    f"{folder} was made with the {what} {_told(other)}, not {_told(own)}; "
                    "resume with the same, or choose another folder for --out"
                )
        # Another report or other data: sampled again, for the old answer is not the new one's.
        if all(made.get(key) == wanted[key] for key in ("event_sha256", "data_sha256")):
            found[name] = summary
    return found


def _summary_in(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / _SUMMARY).read_text(encoding="utf-8"))
        if isinstance(found, dict) and isinstance(found.get("made_from"), dict):
            return found
    except (OSError, ValueError):
        pass
    raise InputError(
        f"{folder} was not made by trajkit reconstruct --all; move it away, or choose another "
        "folder for --out"
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _place(folder: Path, contents: dict[str, Any]) -> None:
    """Write a folder whole, beside its place, and rename it there."""
    from trajkit.output.files import write_batch

    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write_batch(beside / folder.name, contents)
        kept = beside / "replaced"
        if folder.exists():
            folder.rename(kept)
        try:
            (beside / folder.name).rename(folder)
        except BaseException:
            if kept.exists():
                kept.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _name(row: dict[str, str]) -> str:
    return f"{row['event']}, {row['flight']}" if row["flight"] else row["event"]


def _print_table(run: _Run) -> None:
    table = run.table()
    head = ("event", "party", "ballistic?", "gliding?", "verdict")
    rows = [head, *((_name(r), r["party"], r["ballistic"], r["gliding"], r["verdict"])
                    for r in table["rows"])]  # fmt: skip
    rows += [(one["event"], "", "", "", "failed") for one in table["failed"]]
    console.say(console.table(rows, left=len(head)))
