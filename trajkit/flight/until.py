"""What ends a phase of a flight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Until"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Until:
    """The end of a phase: whichever of these comes first.

    Parameters
    ----------
    falling
        When the body does not climb: at once if it already falls, else at the next peak.
    peak
        At the next peak.
    altitude_m
        When it falls below this altitude; at once if it is below. Number or array. Units: m.
    speed_m_s
        When its Earth-relative speed falls below this; at once if it is. Number or array.
        Units: m/s.
    time_s
        This long after the phase began. Number or array. Units: s.

    Raises
    ------
    InputError
        If none is given.
    """

    falling: bool = False
    peak: bool = False
    altitude_m: ArrayLike | None = None
    speed_m_s: ArrayLike | None = None
    time_s: ArrayLike | None = None

    def __post_init__(self) -> None:
        ends = (self.altitude_m, self.speed_m_s, self.time_s)
        if not (self.falling or self.peak) and all(end is None for end in ends):
            raise InputError(
                "an Until needs an end, such as Until(peak=True) or Until(altitude_m=30e3); "
                "for a phase that leads to the ground, leave it out"
            )

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """The numbers among them, as arrays by name."""
        given = {name: getattr(self, name) for name in ("altitude_m", "speed_m_s", "time_s")}
        return {name: numbers(name, value) for name, value in given.items() if value is not None}

    def with_arrays(self, arrays: dict[str, NDArray[np.float64]]) -> Self:
        """The same with other numbers."""
        return replace(self, **arrays)  # type: ignore[arg-type]
