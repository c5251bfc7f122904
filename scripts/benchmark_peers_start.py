"""What the peers cost before their first flight: import and compiling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import numpy as np
from benchmark_core import say
from benchmark_flights import SETS
from benchmark_peers_contenders import CONTENDERS, Contender, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["starts"]

# Where compiled code is kept from run to run.
_CACHES = ("NUMBA_CACHE_DIR", "HEYOKA_CACHE_DIR")


def start_up(contender: Contender) -> dict[str, float]:
    """Seconds of the first call and of the same call again, in this process."""
    problem = problem_of(SETS["short-range"](contender.flights))
    _ = problem.state
    marks = [time.process_time()]
    fly = next(iter(contender.forms(problem).values()))
    for _ in range(2):
        fly(contender.usual)
        marks.append(time.process_time())
    first, second = np.diff(marks)
    return {"first_s": first, "second_s": second}


def starts(contenders: list[Contender]) -> Iterator[str]:
    """Rows of the start-up table, each from processes of their own."""
    yield "| contender | import, s | first call, s | the same call again, s | compiling, s |"
    yield "|---|---:|---:|---:|---:|"
    for contender in contenders:
        say(f"start-up: {contender.name}")
        with tempfile.TemporaryDirectory() as cache:
            caches = dict.fromkeys(_CACHES, cache)
            code = f"import time; t = time.process_time(); {contender.imports}; "
            code += "print(time.process_time() - t)"
            # Twice: the first time, files come from the disk.
            for _ in range(2):
                import_s = float(_output(["-c", code], caches))
            kinds = ["", ", compiled before"] if contender.keeps_code else [""]
            for kind in kinds:
                got = json.loads(_output([__file__, contender.name], caches))
                compiling = max(got["first_s"] - got["second_s"], 0.0)
                yield (
                    f"| {contender.name}{kind} | {import_s:.2f} | {got['first_s']:.2f} "
                    f"| {got['second_s']:.2f} | {compiling:.1f} |"
                )


def _output(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=True, stdout=subprocess.PIPE, text=True, env=os.environ | environment,
    )  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    (named,) = (one for one in CONTENDERS if one.name == sys.argv[1])
    print(json.dumps(start_up(named)))
