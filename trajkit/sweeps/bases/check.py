"""Functions whose indices are known, through the very same path as flights: a self-check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from trajkit.inference.priors import Uniform
from trajkit.sweeps.factors import Factor
from trajkit.sweeps.parts import LANDED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trajkit.physics.backend import Backend

__all__ = ["ISHIGAMI_A", "ISHIGAMI_B", "SOBOL_G_A", "Check"]

Array = NDArray[np.float64]

ISHIGAMI_A: Final = 7.0
ISHIGAMI_B: Final = 0.1
"""y = sin x1 + a sin² x2 + b x3⁴ sin x1 with x from -pi to pi (Ishigami and Homma 1990)."""

SOBOL_G_A: Final = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)
"""y = product of (|4 x - 2| + a) / (1 + a) with x from 0 to 1 (Saltelli and Sobol 1995)."""


@dataclass(frozen=True)
class Check:
    """A function of known indices; its rows always have the status of a flight that landed.

    Attributes
    ----------
    name
        "ishigami" or "sobol-g".
    """

    name: Literal["ishigami", "sobol-g"]
    outputs: tuple[str, ...] = ("y",)
    usual: tuple[str, ...] = ("y",)

    @property
    def inputs(self) -> tuple[str, ...]:
        """x1, x2, ..."""
        count = 3 if self.name == "ishigami" else len(SOBOL_G_A)
        return tuple(f"x{number}" for number in range(1, count + 1))

    @property
    def rows_a_second(self) -> dict[str, float]:
        """Roughly."""
        return {"numpy": 2e6, "compiled": 2e6}

    def has(self, name: str) -> bool:
        """See `Base`."""
        del name
        return False

    def defaults(self, given: Collection[str]) -> list[Factor]:
        """See `Base`."""
        ends = (-math.pi, math.pi) if self.name == "ishigami" else (0.0, 1.0)
        source = "As the function is usually told."
        return [
            Factor(name, Uniform(*ends), source=source) for name in self.inputs if name not in given
        ]

    def ready(self, factors: Sequence[Factor]) -> Check:
        """See `Base`."""
        del factors
        return self

    def values(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """See `Base`."""
        del count
        return dict(given)

    def fly(
        self, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend
    ) -> tuple[dict[str, Array], NDArray[np.int8]]:
        """See `Base`."""
        del wanted, backend
        x = [values[name] for name in self.inputs]
        if self.name == "ishigami":
            sine = np.sin(x[1])
            fourth = (x[2] * x[2]) * (x[2] * x[2])
            y = np.sin(x[0]) * (1.0 + ISHIGAMI_B * fourth) + ISHIGAMI_A * sine * sine
        else:
            y = np.ones_like(x[0])
            for a, one in zip(SOBOL_G_A, x, strict=True):
                y = y * ((np.abs(4.0 * one - 2.0) + a) / (1.0 + a))
        return {"y": y}, np.full(y.size, LANDED, np.int8)

    def described(self) -> dict[str, Any]:
        """See `Base`."""
        return {"check": self.name}
