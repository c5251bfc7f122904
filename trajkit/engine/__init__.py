"""Maps a function over numbered tasks: in this process, on processes of this machine, on a cluster.

    with engine.started(workers=2) as workers:
        for number, result in workers.run(function, tasks):
            ...

The engine knows nothing of what the tasks do.
"""

from __future__ import annotations

from trajkit.engine.engine import Workers, run, started

__all__ = ["Workers", "run", "started"]
