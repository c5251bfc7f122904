"""Who does the work: options that several commands share, and what is usual."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from trajkit.cli.values import WholeNumber
from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Crew", "crew_of", "workers_options"]

#: Each worker is a process of some 400 MB; more than one a core gains nothing.
_MOST_A_CORE: Final = 16

Command = TypeVar("Command", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Crew:
    """Who does the work, as `trajkit.engine.started` takes it.

    Attributes
    ----------
    workers
        Processes on this machine; 0 is this process alone.
    cluster
        Address of a scheduler instead.
    """

    workers: int = 0
    cluster: str | None = None


def workers_options(command: Command) -> Command:
    """--workers, --cluster and --serial: `workers`, `cluster` and `serial`, see `crew_of`."""
    for option in (
        click.option("--serial", is_flag=True, help="In this process alone."),
        click.option(
            "--cluster",
            metavar="tcp://HOST:PORT",
            help="A Dask scheduler; its workers need the same versions, and no shared disk.",
        ),
        click.option(
            "--workers",
            type=WholeNumber(),
            help="Processes on this machine, one thread each. Default: one a core where Dask is "
            "installed and there is work for more than some seconds.",
        ),
    ):
        command = option(command)
    return command


def crew_of(workers: int | None, cluster: str | None, serial: bool, *, pays: bool) -> Crew:
    """Who was asked for, or who is usual.

    Parameters
    ----------
    pays
        Whether there is work enough for several processes.

    Raises
    ------
    InputError
        If the options exclude each other.
    """
    given = {"--workers": workers is not None, "--cluster": cluster is not None, "--serial": serial}
    chosen = [flag for flag, typed in given.items() if typed]
    if len(chosen) > 1:
        raise InputError(f"{' and '.join(chosen)} exclude each other; give one of them")
    if workers == 0:
        raise InputError("--workers 0 has nobody at work; give 1 or more, or --serial")
    most = _MOST_A_CORE * (os.cpu_count() or 1)
    if workers is not None and workers > most:
        raise InputError(
            f"--workers {workers} is more than this machine can bear; give {most} or fewer, or one "
            "a core"
        )
    if workers is not None or cluster is not None:
        return Crew(workers or 0, cluster)
    return Crew(_cores() if pays and not serial else 0)


def _cores() -> int:
    """One worker a core, where there are several and Dask is installed; else none."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if not cores or cores < 2:
        return 0
    return cores if find_spec("distributed") is not None else 0
