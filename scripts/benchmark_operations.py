"""Counts the operations of a flight, and says what share of the core's peak either backend reaches.

    python scripts/benchmark_operations.py        # a minute; Markdown on stdout

The equations are run on numbers that count what is done with them: a sum, a product, a quotient
and a root count one each. The peak is that of a matrix product by the library that NumPy uses. Then
the loops of the compiled step are timed one by one.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmark_core import machine, one_core
from benchmark_flights import SETS

from trajkit.physics.backend import Backend
from trajkit.physics.compiled import layout
from trajkit.physics.compiled.build import linked, loop_values, slopes_values
from trajkit.physics.compiled.compiler import compiled
from trajkit.physics.compiled.flight import table_numbers
from trajkit.physics.compiled.layout import LANES
from trajkit.physics.tableau import ERROR, POSITION, STAGES, VELOCITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmark_flights import Cases

__all__ = ["main"]

# At these each set comes down within 1 m, by the 95th percentile: see docs/benchmarks.md.
TOLERANCES_M = {"short-range": 0.37, "lofted": 3.7, "glide": 0.21}
FLIGHTS = 4096
ROUNDS = 9
# Cubic pieces: place in the table, its floor and share, and Horner's scheme.
LOOK_UP = 10


@dataclass
class Counting:
    """A number that counts what is done with it."""

    value: float
    done: Counter[str]

    def _by(self, kind: str, value: float) -> Counting:
        self.done[kind] += 1
        return Counting(value, self.done)

    def __add__(self, other: Any) -> Counting:
        return self._by("sum", self.value + _value(other))

    def __sub__(self, other: Any) -> Counting:
        return self._by("sum", self.value - _value(other))

    def __rsub__(self, other: Any) -> Counting:
        return self._by("sum", _value(other) - self.value)

    def __mul__(self, other: Any) -> Counting:
        return self._by("product", self.value * _value(other))

    def __truediv__(self, other: Any) -> Counting:
        return self._by("quotient", self.value / _value(other))

    def __rtruediv__(self, other: Any) -> Counting:
        return self._by("quotient", _value(other) / self.value)

    def __neg__(self) -> Counting:
        return Counting(-self.value, self.done)

    def sqrt(self) -> Counting:
        """What `numpy.sqrt` asks an object for."""
        return self._by("root", self.value**0.5)

    def __lt__(self, other: Any) -> bool:  # for the greater of two
        return bool(self.value < _value(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= _value(other))

    __radd__, __rmul__ = __add__, __mul__


def _value(number: Any) -> float:
    return number.value if isinstance(number, Counting) else float(number)


def of_an_evaluation(cases: Cases) -> Counter[str]:
    """Operations of one evaluation of the equations, the density's look-up apart."""
    problem = cases.problem.take(np.arange(1))
    (group,) = problem.groups
    phase = group.phases(problem.earth)[0]
    parts = phase.equations(problem.setting).parts
    assert parts is not None
    position, velocity = problem.state
    done: Counter[str] = Counter()

    def counting(values: Any) -> list[Counting]:
        return [Counting(float(value), done) for value in np.ravel(values)]

    x, y, z = counting(position)
    p2, inverse_r2, inverse_r = parts.distance(x, y, z)
    there = parts.place(p2, z, inverse_r)
    (density,) = counting(0.1)
    parameters = [counting(p)[0] for p in phase.parameters(problem.setting, np.zeros(1))]
    parts.accelerate(
        0.0, x, y, z, *counting(velocity), inverse_r2, inverse_r, there, density, *parameters
    )
    return done


def of_the_sums() -> int:
    """Operations of the sums over stages and of the error of one step, all axes."""
    terms = sum(int(np.count_nonzero(weights)) for weights in (POSITION, VELOCITY, ERROR))
    # A product and a sum each; then the step's powers and the state, for each stage.
    return 3 * (2 * terms + 6 * (STAGES - 1))


def peak_gflops() -> float:
    """Of a matrix product on this core."""
    size = 1024
    a = np.random.default_rng(1).random((size, size))
    best = np.inf
    for _ in range(8):
        begin = time.process_time()
        a @ a
        best = min(best, time.process_time() - begin)
    return float(2.0 * size**3 / best / 1e9)


def seconds(cases: Cases, tolerance_m: float, backend: Backend) -> tuple[float, float]:
    """Least time of the integration alone, and steps taken a flight."""
    problem = cases.problem
    request = replace(problem.request(impact_only=True), tolerance_m=tolerance_m, backend=backend)
    steps = float(problem.integrate(request).outcome.steps.mean())
    best = np.inf
    for _ in range(ROUNDS):
        begin = time.process_time()
        problem.integrate(request)
        best = min(best, time.process_time() - begin)
    return best, steps


def parts_of_a_step() -> Iterator[tuple[str, float]]:
    """Loops of the compiled step on one block, and their time a lane. Units: ns.

    Each begins from the same block, and the time to restore that is taken off.
    """
    import numba

    problem = SETS["short-range"](LANES).problem
    (group,) = problem.groups
    phase = group.phases(problem.earth)[0]
    parts = phase.equations(problem.setting).parts
    assert parts is not None
    values = {**loop_values(), **slopes_values(parts, timed=False, parameters=1)}
    names = linked("advance", values).__globals__
    block = np.ones((layout.PARAMETERS + 1) * LANES)
    rows = block.reshape(-1, LANES)
    position, velocity = problem.state
    rows[layout.R : layout.V], rows[layout.V : layout.A] = position, velocity
    rows[layout.X : layout.U], rows[layout.U : layout.TIME] = position, velocity
    rows[layout.ALTITUDE], rows[layout.NEW_ALTITUDE] = 60e3, 61e3
    rows[layout.END], rows[layout.PARAMETERS] = 1e9, phase.parameters(problem.setting, rows[0])[0]
    earth = problem.earth.equatorial_radius_m, problem.earth.eccentricity_squared
    density = table_numbers(parts.density)
    whole = numbers = np.zeros(LANES, np.int64)
    loops: dict[str, tuple[int, tuple[Any, ...]]] = {
        "slopes": (STAGES - 1, (block, whole, density, parts.density.coefficients, 0.5)),
        **{f"stage_{stage}": (1, (block,)) for stage in range(1, STAGES)},
        "choose": (1, (block, np.empty(0), 0.2)),
        "squared_error": (1, (block,)),
        "climbed": (1, (block, earth)),
        "control": (1, (block, 1.0)),
        "look": (1, (block, numbers)),
        "commit": (1, (block,)),
    }
    saved = block.copy()
    done: dict[int, Any] = {}
    nothing = numba.njit(lambda *_: None)

    def clock(function: Any, arguments: tuple[Any, ...]) -> float:
        @numba.njit
        def again(times: int, block: Any, saved: Any, *arguments: Any) -> None:
            for _ in range(times):
                for k in range(block.size):
                    block[k] = saved[k]
                function(*arguments)

        again(1, block, saved, *arguments)
        best = np.inf
        for _ in range(ROUNDS):
            begin = time.process_time()
            again(3000, block, saved, *arguments)
            best = min(best, time.process_time() - begin)
        return float(best / 3000 / LANES * 1e9)

    for name, (times, arguments) in loops.items():
        cost = clock(compiled(names[name], done), arguments) - clock(nothing, arguments)
        yield name, times * cost


def main() -> None:
    """Measure and print."""
    one_core()
    peak = peak_gflops()
    print(f"{machine()}. Matrix product: {peak:.0f} GFLOP/s.\n")
    print(
        "| flights | an evaluation | a step | steps taken | operations a flight | backend "
        "| GFLOP/s | of the peak |\n|---|---|---|---|---|---|---|---|"
    )
    for name, tolerance in TOLERANCES_M.items():
        cases = SETS[name](FLIGHTS)
        done = of_an_evaluation(cases)
        evaluation = sum(done.values()) + LOOK_UP
        step = (STAGES - 1) * evaluation + of_the_sums()
        for backend in Backend:
            time_s, steps = seconds(cases, tolerance, backend)
            rate = FLIGHTS * steps * step / time_s / 1e9
            print(
                f"| {cases.name} | {evaluation} ({done['quotient'] + 1} quotients, {done['root']} "
                f"roots) | {step:,} | {steps:.1f} | {steps * step:,.0f} | {backend} | {rate:.1f} "
                f"| {100 * rate / peak:.0f} % |",
                flush=True,
            )

    print("\n| loop of the compiled step | ns a lane |\n|---|---|")
    sums, total = 0.0, 0.0
    for name, cost in parts_of_a_step():
        total += cost
        if name.startswith("stage_"):
            sums += cost
        else:
            print(f"| {name} | {cost:.1f} |", flush=True)
    print(f"| sums over stages | {sums:.1f} |\n| all of these | {total:.1f} |")


if __name__ == "__main__":
    main()
