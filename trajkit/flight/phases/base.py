"""What a phase of a flight is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.flight.until import Until

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["Phase"]

Array = NDArray[np.float64]

_UNTIL = "until."


@dataclass(frozen=True, eq=False, kw_only=True)
class Phase(ABC):
    """A part of a flight with equations and an end of its own.

    A new kind is a new subclass in a file of its own: it names its numbers in `NUMBERS`, gives its
    equations and their parameters, and perhaps changes the state at its beginning.

    Parameters
    ----------
    until
        What ends it; None is the ground.
    """

    until: Until | None = None

    NUMBERS: ClassVar[tuple[str, ...]] = ()
    """Fields that may be numbers or arrays, one a flight."""

    CARE: ClassVar[float] = 1.0
    """Times the error that a step may make."""

    name: ClassVar[str]

    def __post_init__(self) -> None:
        if self.until is not None and not isinstance(self.until, Until):
            raise InputError(
                f"a phase ends by an Until, not {self.until!r:.60}; give for instance "
                "until=Until(peak=True)"
            )

    @abstractmethod
    def equations(self, setting: Setting) -> Equations:
        """The equations of motion."""

    @abstractmethod
    def unpushed(self, setting: Setting) -> Equations:
        """The same without thrust or lift, for the same parameters."""

    @abstractmethod
    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """Their parameters for n flights whose phase began at these times, each of shape (n,)."""

    def begin(
        self, setting: Setting, position_m: Array, velocity_m_s: Array
    ) -> tuple[Array, Array]:
        """State (3, n) with which the phase begins, from that with which the last one ended."""
        del setting
        return position_m, velocity_m_s

    def arrays(self) -> dict[str, Array]:
        """Every number of the phase as an array by its name, those of its end too."""
        own = {name: numbers(name, getattr(self, name)) for name in self.NUMBERS}
        end = {} if self.until is None else self.until.arrays()
        return own | {f"{_UNTIL}{name}": array for name, array in end.items()}

    def with_arrays(self, arrays: dict[str, Array]) -> Self:
        """The same with other numbers, by the names of `arrays()`."""
        own = {name: array for name, array in arrays.items() if not name.startswith(_UNTIL)}
        until = self.until
        if until is not None:
            until = until.with_arrays(
                {
                    name.removeprefix(_UNTIL): array
                    for name, array in arrays.items()
                    if name.startswith(_UNTIL)
                }
            )
        return replace(self, until=until, **own)

    def take(self, which: NDArray[np.intp]) -> Self:
        """That of some of the flights."""
        return self.with_arrays(
            {name: array[which] if array.ndim else array for name, array in self.arrays().items()}
        )

    def kind(self) -> tuple[object, ...]:
        """What two phases must share to be flown together: all but their numbers."""
        others = [getattr(self, f) for f in self.__dataclass_fields__ if f not in self.NUMBERS]
        until = self.until
        end = None if until is None else (until.falling, until.peak, *sorted(until.arrays()))
        return (type(self), end, *(value for value in others if not isinstance(value, Until)))
