"""Makes a sweep: every part that is not there yet, on whatever workers there are."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trajkit import engine
from trajkit.errors import InputError
from trajkit.reports.fault import FaultError
from trajkit.reports.tomlfile import sentence_of
from trajkit.sweeps.dataset import Folder, Made, Sweep, open_sweep
from trajkit.sweeps.job import Job, Plan, plan_of
from trajkit.sweeps.parts import LANDED, STATUSES, pyarrow
from trajkit.sweeps.spec import SweepSpec, read_spec, spec_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MOST_ROWS", "Progress", "make", "plan_in", "sweep"]

MOST_ROWS: Final = 200_000_000
"""A larger sweep is only made if that is meant."""

#: Of the disk's free space, above which a sweep is only made if that is meant.
_MOST_OF_DISK: Final = 0.9


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes
    ----------
    rows_done, rows
        Of the whole, those of earlier runs included.
    parts_done, parts
    failed
        Rows that failed so far.
    rows_a_second
        Of this run, since its first part was done; 0 before.
    left_s
        Until the end at this rate; infinite before.
    remark
        What happened, if anything did: a damaged part, for instance.
    """

    rows_done: int
    rows: int
    parts_done: int
    parts: int
    failed: int
    rows_a_second: float = 0.0
    left_s: float = float("inf")
    remark: str = ""


def sweep(
    spec: SweepSpec | Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workers: int = 0,
    cluster: str | None = None,
    resume: bool = False,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Sweep:
    """Make a sweep, and open it.

    Parameters
    ----------
    spec
        The path of a specification, or what it holds as a dictionary.
    out
        A folder that is not there yet, or empty.
    workers
        Processes on this machine; 0 is this process alone. In a script, the call then has to stand
        below ``if __name__ == "__main__":``.
    cluster
        Address of the scheduler of a Dask cluster, "tcp://HOST:8786", instead.
    resume
        Go on with what a run before has left in `out`; parts that are damaged are made again.
    force
        Make it although it has more than 200 million rows, or hardly fits on the disk.
    progress
        Called after each part.

    Raises
    ------
    InputError
        If the specification has a fault, `out` cannot be used, or workers cannot be reached.
    """
    if isinstance(spec, str | os.PathLike):
        plan = plan_in(Path(spec))
    else:
        try:
            plan = plan_of(spec_of(spec) if isinstance(spec, Mapping) else spec)
        except FaultError as fault:
            raise InputError(f"sweep: {sentence_of(fault)}") from None
    return make(
        plan,
        Path(out),
        workers=workers,
        cluster=cluster,
        resume=resume,
        force=force,
        progress=progress,
    )


def plan_in(path: Path) -> Plan:
    """The plan of the specification in a file.

    Raises
    ------
    FileError
        If it has a fault; names file, line and key.
    """
    found: list[Plan] = []

    def check(spec: SweepSpec) -> SweepSpec:
        found.append(plan_of(spec))
        return spec

    read_spec(path, check)
    return found[0]


def make(
    plan: Plan,
    home: Path,
    *,
    workers: int = 0,
    cluster: str | None = None,
    resume: bool = False,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Sweep:
    """As `sweep`, of a specification that has been looked through."""
    pyarrow()
    _check_size(plan, home, force=force)
    _check_home(home, resume=resume)
    job = plan.job()
    if not Folder.is_new(home):
        with _alone(home):
            folder, damaged = Folder.again(home, job.manifest)
            run = _Run(plan, job, folder, progress)
            stopped = run.again(damaged, workers=workers, cluster=cluster)
            folder.finish(stopped)
        return open_sweep(home)
    with engine.started(workers=workers, cluster=cluster) as found:
        folder = Folder(home, job.manifest)
        folder.begin()
        with _alone(home):
            folder.finish(_Run(plan, job, folder, progress).whole(found))
    return open_sweep(home)


class _Run:
    """The parts that are left to be made, and how far that is."""

    def __init__(
        self,
        plan: Plan,
        job: Job,
        folder: Folder,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.plan, self.job, self.folder = plan, job, folder
        self.progress = progress
        self.since: tuple[float, int] | None = None
        self.rows_done = self.landed = 0
        for made in folder.made.values():
            self._count(made)

    def again(
        self, damaged: list[str], *, workers: int, cluster: str | None
    ) -> dict[str, Any] | None:
        """Go on, if anything is left to be made; see `whole`."""
        if damaged:
            more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
            self._tell(f"{damaged[0]}{more}: damaged, made again")
        stopped = self._stopped_at(0)
        if stopped is not None or len(self.folder.made) == self.folder.parts:
            return stopped
        with engine.started(workers=workers, cluster=cluster) as found:
            return self.whole(found)

    def whole(self, workers: engine.Workers) -> dict[str, Any] | None:
        """Make every part that is not there, or as many as the stop rule asks for.

        Returns what changes in the manifest if it stopped before the end.
        """
        self._tell(f"{workers.words} at work")
        function, begin = self.job.for_workers(), 0
        for end in self._looks():
            tasks = ((part, part) for part in range(begin, end) if part not in self.folder.made)
            results = workers.run(function, tasks)
            with contextlib.closing(results):  # type: ignore[type-var]
                for part, (content, made) in results:
                    self.folder.put(part, content, made)
                    self._count(made)
                    self._tell("")
            begin = end
            stopped = self._stopped_at(end)
            if stopped is not None:
                return stopped
        return None

    def _looks(self) -> list[int]:
        """Numbers of parts after which the stop rule is looked at, the last being all."""
        parts, looks, size = self.folder.parts, [], 1
        if self.plan.spec.stop is not None:
            while size < parts:
                looks.append(size)
                size *= 2
        return [*looks, parts]

    def _stopped_at(self, parts: int) -> dict[str, Any] | None:
        """What changes in the manifest if the rule says to stop after so many parts.

        0 looks at everything that is there: a run before may have come to the end.
        """
        rule = self.plan.spec.stop
        if rule is None:
            return None
        from trajkit.sweeps.stop import width_after

        looks = [look for look in self._looks()[:-1] if parts in (0, look)]
        for look in looks:
            if not all(part in self.folder.made for part in range(look)):
                return None
            samples = look * self.job.groups_a_part
            width = width_after(self.plan, self.folder, look)
            if width is not None and width <= rule.width:
                return {
                    "rows": samples * self.plan.rows_a_group,
                    "parts": look,
                    "design": {**self.job.manifest["design"], "samples": samples},
                    "stopped": {**rule.model_dump(), "samples": samples, "reached": width},
                }
        return None

    def _count(self, made: Made) -> None:
        self.rows_done += sum(made.statuses.values())
        self.landed += made.statuses.get(STATUSES[LANDED], 0)

    def _tell(self, remark: str) -> None:
        if self.progress is None:
            return
        done, rate = self.rows_done, 0.0
        if self.since is not None:
            rate = (done - self.since[1]) / max(time.monotonic() - self.since[0], 1e-9)
        elif not remark:
            # The first part has waited for imports, and perhaps for a compiler.
            self.since = time.monotonic(), done
        self.progress(
            Progress(
                rows_done=done,
                rows=self.plan.rows,
                parts_done=len(self.folder.made),
                parts=self.folder.parts,
                failed=done - self.landed,
                rows_a_second=rate,
                left_s=(self.plan.rows - done) / rate if rate > 0.0 else float("inf"),
                remark=remark,
            )
        )


def _check_size(plan: Plan, home: Path, *, force: bool) -> None:
    """Refuse what nobody waits for, or the disk does not hold.

    Raises
    ------
    InputError
        With the time and the size.
    """
    if force:
        return
    place = home
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    reason = ""
    if plan.rows > MOST_ROWS:
        reason = f"more than the {MOST_ROWS:,} that are made unasked"
    elif plan.bytes > _MOST_OF_DISK * free:
        reason = f"and {_size(free)} are free"
    if reason:
        raise InputError(
            f"this sweep has {plan.rows:,} rows, {reason}: some {_time(plan.core_seconds)} on one "
            f"core and {_size(plan.bytes)} on disk; ask for fewer samples, or add --force "
            "(force=True)"
        )


def _check_home(home: Path, *, resume: bool) -> None:
    """Refuse a folder that holds something, before any work."""
    for place in (home, *home.parents):
        if place.is_file():
            raise InputError(f"{place} is a file; give a folder for --out")
    if resume or Folder.is_new(home):
        return
    if (home / "manifest.json").exists():
        raise InputError(
            f"{home} holds a sweep already; add --resume (resume=True) to go on with it, or choose "
            "another folder for --out"
        )
    raise InputError(f"{home} is not empty; choose another folder for --out")


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep a second run out of the folder; the system lets go of it whatever kills this one.

    Raises
    ------
    InputError
        If another run is at work there.
    """
    try:
        import fcntl
    except ImportError:  # a system without it has no such locks
        yield
        return
    folder = os.open(home, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"another run is at work in {home}; wait for it, or choose another folder for --out"
            ) from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(folder)


def _size(count: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return (
                f"{count / size:,.3g} {unit}"
                if count < 1e3 * size
                else f"{count / size:,.0f} {unit}"
            )
    return f"{count / 1e3:,.0f} kB"


def _time(seconds: float) -> str:
    for unit, size in (("years", 365.25 * 86400), ("days", 86400.0), ("hours", 3600.0)):
        if seconds >= 2.0 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds / 60.0:,.0f} minutes" if seconds >= 90.0 else f"{seconds:,.0f} s"
