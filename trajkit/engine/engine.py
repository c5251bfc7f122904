"""Which workers there are, and what all of them can do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from trajkit.engine.serial import Serial
from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Workers", "run", "started"]

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Protocol):
    """What does tasks.

    Attributes
    ----------
    words
        What to call them: "2 workers".
    count
        How many tasks they do at a time, 1 or more.
    """

    @property
    def words(self) -> str: ...

    @property
    def count(self) -> int: ...

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[tuple[int, Task]]
    ) -> Iterator[tuple[int, Result]]:
        """Number and result of each task as it is done, in any order.

        Tasks are taken from the iterable a few at a time, so that neither they nor the results
        pile up, however many there are. What a task raises is raised here.
        """


@contextmanager
def started(*, workers: int = 0, cluster: str | None = None) -> Iterator[Workers]:
    """Workers, until the end of the context.

    Parameters
    ----------
    workers
        Processes on this machine, each with one thread; 0 is this process alone.
    cluster
        Address of the scheduler of a Dask cluster, "tcp://HOST:8786", instead.

    Raises
    ------
    InputError
        If Dask is not installed, the cluster cannot be reached, or `workers` is below 0.
    """
    if workers < 0:
        raise InputError(f"workers {workers} is below 0; give 0 for this process alone, or more")
    if cluster is None and workers == 0:
        yield Serial()
        return
    from trajkit.engine.parallel import on_cluster, on_processes

    with on_processes(workers) if cluster is None else on_cluster(cluster) as found:
        yield found


def run(
    function: Callable[[Any], Result],
    tasks: Iterable[tuple[int, Any]],
    *,
    workers: int = 0,
    cluster: str | None = None,
) -> Iterator[tuple[int, Result]]:
    """Start workers, do tasks with them, and end them; see `started` and `Workers.run`."""
    with started(workers=workers, cluster=cluster) as found:
        yield from found.run(function, tasks)
