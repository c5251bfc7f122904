"""What every base can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from trajkit.physics.backend import Backend
    from trajkit.sweeps.factors import Factor

    Array = NDArray[np.float64]
    Flown = tuple[dict[str, Array], NDArray[np.int8]]

__all__ = ["Base"]


class Base(Protocol):
    """What is varied.

    Attributes
    ----------
    inputs
        Quantities that a factor can be.
    outputs
        What can be kept of a row.
    usual
        What is kept where nothing is named.
    rows_a_second
        Roughly, on one core, by backend.
    """

    @property
    def inputs(self) -> tuple[str, ...]: ...

    @property
    def outputs(self) -> tuple[str, ...]: ...

    @property
    def usual(self) -> tuple[str, ...]: ...

    @property
    def rows_a_second(self) -> Mapping[str, float]: ...

    def has(self, name: str) -> bool:
        """Whether a quantity has a value where no factor gives one."""

    def defaults(self, given: Collection[str]) -> list[Factor]:
        """Factors besides those that are given."""

    def ready(self, factors: Sequence[Factor]) -> Base:
        """The base with all that its rows have in common worked out, to be sent to workers."""

    def values(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """Every quantity, shape (count,), where factors give these."""

    def fly(self, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend) -> Flown:
        """Outputs by name, shape (n,), NaN where a row has none; and places in `STATUSES`."""

    def described(self) -> dict[str, Any]:
        """What was varied, for the manifest."""
