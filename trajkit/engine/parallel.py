"""Tasks on workers of Dask: processes of this machine, or those of a cluster."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from trajkit.engine.call import Call
from trajkit.errors import InputError, TrajkitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client, Future

__all__ = ["DaskWorkers", "on_cluster", "on_processes"]

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks in flight for each thread of the workers: one at work, one ready, one on its way home.
_A_THREAD: Final = 3
_FEWEST: Final = 4
#: How often it is asked how many threads there are, which a cluster may change. Units: s.
_LOOK_S: Final = 5.0
_CONNECT_S: Final = 8.0
_CLOSE_S: Final = 5.0
#: A task that was done, but whose result died with its worker: the scheduler does it again.
_AGAIN: Final = ("pending", "lost")

# Ctrl-C goes to every process of a terminal; the client alone says what is to be done then.
_DEAF: Final = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
_THREADS: Final = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMBA")}


@dataclass(eq=False)
class DaskWorkers:
    """Workers behind a client.

    Attributes
    ----------
    client
    words
        What to call them.
    """

    client: Client
    words: str

    @property
    def count(self) -> int:
        """Threads of the workers that are there now."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[tuple[int, Task]]
    ) -> Iterator[tuple[int, Result]]:
        """See `Workers`.

        A task whose worker dies is done again by another, until it has cost as many workers as
        Dask allows.

        Raises
        ------
        InputError
            If a task kills its workers, the cluster is lost, or it lacks trajkit.
        """
        from distributed import as_completed

        call, left, name = Call.of(function), iter(tasks), f"trajkit-{uuid.uuid4().hex}"
        numbers: dict[Future[Any], int] = {}
        done = as_completed(loop=self.client.loop, raise_errors=False)

        def fill() -> None:
            while len(numbers) < threads.most:
                task = next(left, None)
                if task is None:
                    return
                number, argument = task
                future = self.client.submit(
                    call, argument, key=f"{name}-{number}", pure=False, priority=-number
                )
                numbers[future] = number
                done.add(future)

        threads = _Threads(self.client)
        fill()
        try:
            while numbers:
                future = next(done)
                number = numbers.pop(future)
                if future.status in _AGAIN:
                    numbers[future] = number
                    done.add(future)
                    continue
                result = self._result(future, number)
                future.release()
                fill()
                yield number, result
        finally:
            if numbers:
                with contextlib.suppress(Exception):
                    self.client.cancel(list(numbers), force=True)

    def _result(self, future: Future[Any], number: int) -> Any:
        if future.status == "finished":
            try:
                return future.result()
            except (OSError, TimeoutError):
                raise self._lost() from None
        if future.status != "error":  # cancelled, or lost with the scheduler
            raise self._lost()
        error = future.exception()
        if isinstance(error, TrajkitError):
            raise error
        if type(error).__name__ == "KilledWorker":
            cost = _dask().config.get("distributed.scheduler.allowed-failures") + 1
            raise InputError(
                f"task {number}, or one that was handed out with it, has cost {cost} workers, one "
                "after the other; see whether they have enough memory, then go on"
            )
        if isinstance(error, ModuleNotFoundError) or "deserializ" in str(error):
            raise InputError(
                "the workers cannot load what they are to do "
                f"({' '.join(str(error).split())[:60]}); install the same version of trajkit where "
                "they and their scheduler run"
            )
        assert error is not None
        raise error

    def _lost(self) -> InputError:
        return InputError(
            "the connection to the workers was lost; see whether the scheduler runs, then go on"
        )


class _Threads:
    """How many tasks the workers can have in flight."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.looked = -_LOOK_S
        self.known = _FEWEST

    @property
    def most(self) -> int:
        now = time.monotonic()
        if now - self.looked > _LOOK_S:
            self.looked = now
            with contextlib.suppress(Exception):
                threads = sum(self.client.nthreads().values())
                self.known = max(_A_THREAD * threads, _FEWEST)
        return self.known


@contextmanager
def on_processes(count: int) -> Iterator[DaskWorkers]:
    """Processes of this machine, each with one thread.

    Raises
    ------
    InputError
        If Dask is not installed, or the processes cannot be started.
    """
    dask = _dask()
    from distributed import Client, LocalCluster

    settings = {
        "distributed.nanny.pre-spawn-environ": _THREADS,
        "distributed.worker.preload": [],
        "distributed.comm.timeouts.connect": "30s",
    }
    with dask.config.set(settings), _silent():
        try:
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
                silence_logs=logging.CRITICAL,
                preload=[_DEAF],
            )
        except (OSError, RuntimeError, TimeoutError) as error:
            raise InputError(
                f"the workers could not be started ({' '.join(str(error).split())[:160]}); in a "
                'script, the call must stand below if __name__ == "__main__":'
            ) from None
        try:
            client = Client(cluster, timeout=_CONNECT_S, set_as_default=False)
            try:
                yield DaskWorkers(client, f"{count} worker{'s' if count > 1 else ''}")
            finally:
                with contextlib.suppress(Exception):
                    client.close(timeout=_CLOSE_S)
        finally:
            with contextlib.suppress(Exception):
                cluster.close(timeout=_CLOSE_S)


@contextmanager
def on_cluster(address: str) -> Iterator[DaskWorkers]:
    """The workers of a cluster that runs already.

    Raises
    ------
    InputError
        If Dask is not installed, or nothing answers there.
    """
    _dask()
    from distributed import Client

    with _silent():
        try:
            # A client that fails to connect takes longer to go. In a thread of its own, for a
            # notebook has a loop running in this one.
            with ThreadPoolExecutor(1) as apart:
                apart.submit(asyncio.run, _greet(address)).result()
            client = Client(address, timeout=_CONNECT_S, set_as_default=False)
        except Exception as error:  # whatever listens there may answer anything
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise InputError(
                f"no Dask scheduler answers at {address} ({reason}); give the address that "
                "dask scheduler prints, such as tcp://HOST:8786"
            ) from None
        try:
            yield DaskWorkers(client, f"the cluster at {address}")
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=_CLOSE_S)


async def _greet(address: str) -> None:
    """Shake hands with a scheduler."""
    from distributed.comm import connect

    comm = await connect(address, timeout=_CONNECT_S)
    await comm.close()


def _dask() -> Any:
    try:
        import dask
        import distributed  # noqa: F401
    except ImportError:
        raise InputError(
            "workers and clusters need Dask, which is not installed; type pip install "
            "'trajkit[sweep]'"
        ) from None
    return dask


@contextmanager
def _silent() -> Iterator[None]:
    """What goes wrong is said here in one sentence, and not besides by Dask."""
    names = ("distributed", "distributed.client", "distributed.nanny", "distributed.core",
             "distributed.worker", "distributed.scheduler", "tornado.application")  # fmt: skip
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
