"""The contenders of the benchmark of peers, each with its best settings."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
from benchmark_core import TRUTH_TOLERANCE_M
from benchmark_peers_equations import Start
from benchmark_scan import falling
from benchmark_solve import FORMS, solve_impacts
from numpy.typing import NDArray

import trajkit as tk
from trajkit.flight.course import Request
from trajkit.physics.backend import Backend

if TYPE_CHECKING:
    from benchmark_flights import Cases

    from trajkit.flight.problem import Problem

__all__ = ["CONTENDERS", "Contender", "Fly", "absence", "problem_of", "truth_of"]

Array = NDArray[np.float64]
Fly = Callable[[float], tuple[Array, float]]
"""Tolerance -> impacts, Earth-fixed, shape (3, N), in m, and a count of the work."""

_METRES = falling(3.0, -2.0, 4)
_TIGHT_M = 1e-7


@dataclass(frozen=True)
class Contender:
    """One way to fly the flights.

    Attributes
    ----------
    forms
        (problem) -> what flies it, by the form of its tolerance.
    settings
        What it was set to, for the reader.
    tolerances, tightest
        Which are tried, falling; and the one at which it is held against the truth.
    flights
        How many it flies at most: enough to fill its lanes, few enough to wait for.
    packages, install
        What must be installed, and what pip is given for it; empty is the package.
    usual
        One of an error of about 1 m, for the start-up.
    imports
        The statement that imports it, NumPy included.
    keeps_code
        Whether compiled code is kept on the disk for the next run.
    smooth
        Whether it flies in the smooth density, and is held against that truth.
    """

    name: str
    forms: Callable[[Problem], dict[str, Fly]]
    settings: Callable[[], str]
    tolerances: Sequence[float]
    tightest: float
    flights: int = 4096
    packages: tuple[str, ...] = ()
    install: str = ""
    usual: float = 0.3
    imports: str = "import numpy, trajkit; trajkit.fly"
    keeps_code: bool = False
    smooth: bool = False


def absence(contender: Contender) -> str | None:
    """Why a contender cannot take part, in one sentence; None if it can."""
    for package in contender.packages:
        try:
            metadata.version(package)
        except metadata.PackageNotFoundError:
            wanted = contender.install or package
            return f"{contender.name} is left out; pip install '{wanted}' adds it."
    return None


def _trajkit(backend: str, problem: Problem) -> dict[str, Fly]:
    """The integrator alone, from Earth-fixed start to Earth-fixed impact."""

    def fly(tolerance_m: float) -> tuple[Array, float]:
        request = Request(tolerance_m=tolerance_m, backend=Backend(backend), impact_only=True)
        outcome = problem.integrate(request).outcome
        return outcome.end.position_m, float(outcome.steps.sum())

    return {"step": fly}


def problem_of(cases: Cases) -> Problem:
    """The flights of a set, with nothing compiled yet."""
    return tk.fly(
        cases.launch, cases.body, plan=cases.plan, impact_only=True, backend="numpy"
    ).problem


def truth_of(problem: Problem) -> Array:
    """Impacts by trajkit's NumPy core with the smallest step error. Earth-fixed, (3, N), in m."""
    return _trajkit("numpy", problem)["step"](TRUTH_TOLERANCE_M)[0]


def _trajkits() -> list[Contender]:
    """A contender for each backend that trajkit has."""
    numpy = Contender(
        "trajkit, NumPy",
        partial(_trajkit, "numpy"),
        lambda: "the integrator alone, chunks of 4,096 lanes",
        _METRES,
        _TIGHT_M,
    )
    compiled = replace(
        numpy,
        name="trajkit, compiled",
        forms=partial(_trajkit, "compiled"),
        settings=lambda: "the integrator alone, as trajkit[fast] compiles it",
        packages=("numba",),
        install="trajkit[fast]",
        keeps_code=True,
    )
    return [compiled, numpy]


def _peer(module: str, problem: Problem) -> dict[str, Fly]:
    start = Start.of(problem)
    return {"step": importlib.import_module(module).flyer(start)}


def _scipy(method: str, problem: Problem) -> dict[str, Fly]:
    def flyer(form: str) -> Fly:
        return lambda tolerance: solve_impacts(problem, method, FORMS[form](tolerance))

    return {form: flyer(form) for form in FORMS}


def _heyoka_settings() -> str:
    module = importlib.import_module("benchmark_peers_heyoka")
    return module.SETTINGS


def _jax_settings() -> str:
    return importlib.import_module("benchmark_peers_jax").SETTINGS


CONTENDERS: list[Contender] = [
    *_trajkits(),
    Contender(
        "JAX batch",
        partial(_peer, "benchmark_peers_jax"),
        _jax_settings,
        _METRES,
        _TIGHT_M,
        packages=("jax",),
        imports="import jax, jax.numpy",
    ),
    Contender(
        "one lane, numba",
        partial(_peer, "benchmark_peers_numba"),
        lambda: (
            "trajkit's integrator written for one flight, a loop over flights, unrolled stages; "
            "fused multiply-adds and reassociation allowed, no other fast-math"
        ),
        _METRES,
        _TIGHT_M,
        packages=("numba",),
        imports="import numba",
    ),
    Contender(
        "heyoka batch",
        partial(_peer, "benchmark_peers_heyoka"),
        _heyoka_settings,
        falling(-4.5, -10.0, 2),
        1e-13,
        flights=1024,
        packages=("heyoka",),
        usual=1e-8,
        imports="import heyoka",
        keeps_code=True,
        smooth=True,
    ),
    *(
        Contender(
            f"SciPy {method}",
            partial(_scipy, method),
            lambda: (
                "solve_ivp, one flight after the other, right-hand side in plain Python floats, "
                "terminal event at the ground; tolerances of three forms: "
                "absolute 1,000 times the relative one; absolute 1e-6; trajkit's norm"
            ),
            falling(-3.0, -9.0, 3),
            1e-12,
            flights=64,
            usual=1e-7,
            imports="import scipy.integrate",
        )
        for method in ("DOP853", "LSODA")
    ),
]
