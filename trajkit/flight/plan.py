"""The phases of a flight after its start, or after its boost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.parts import arrays_of, joined_arrays
from trajkit.flight.phases.base import Phase
from trajkit.flight.phases.coast import Coast
from trajkit.flight.phases.dive import Dive
from trajkit.flight.phases.glide import Glide
from trajkit.flight.until import Until

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Plan"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plan:
    """Phases in order; the last leads to the ground.

    Parameters
    ----------
    phases
        Where the last one has an end of its own, a `Coast` follows.

    Raises
    ------
    InputError
        If there are none, or one is no phase.
    """

    phases: Sequence[Phase]

    def __post_init__(self) -> None:
        if not isinstance(self.phases, Iterable):
            raise InputError(
                f"a plan is made of a list of phases, not {self.phases!r:.60}; give for instance "
                "Plan([Glide()])"
            )
        phases = tuple(self.phases)
        for phase in phases:
            if not isinstance(phase, Phase):
                raise InputError(f"a plan is made of phases such as Glide(), not {phase!r:.60}")
        if not phases:
            raise InputError("a plan needs a phase; give Plan([Coast()]) for a flight without lift")
        for phase in phases[:-1]:
            if phase.until is None:
                raise InputError(
                    f"the {phase.name} leads to the ground, so that no phase can follow; "
                    "give it an end, such as until=Until(peak=True)"
                )
        if phases[-1].until is not None:
            phases = (*phases, Coast())
        object.__setattr__(self, "phases", phases)

    @classmethod
    def coast(cls) -> Self:
        """A flight without lift."""
        return cls((Coast(),))

    @classmethod
    def glide(
        cls,
        *,
        damping: ArrayLike = 0.0,
        climb_share: ArrayLike = 1.0,
        final_share: ArrayLike | None = None,
        coast_to_peak: bool = False,
        dive_below_m: ArrayLike | None = None,
        dive_below_m_s: ArrayLike | None = None,
    ) -> Self:
        """The usual plan of a gliding flight.

        Parameters
        ----------
        damping, climb_share
            See `Glide`.
        final_share
            Share of the lift that is kept after the second peak; None is all. The second peak is
            the last that reports give: the first after the first pull-up.
        coast_to_peak
            Without lift until the body falls; else the lift acts from the start.
        dive_below_m, dive_below_m_s
            Altitude or speed below which the body gives up its lift. Units: m, m/s.
        """
        dives = dive_below_m is not None or dive_below_m_s is not None

        def until(*, peak: bool = False) -> Until | None:
            if not dives and not peak:
                return None
            return Until(peak=peak, altitude_m=dive_below_m, speed_m_s=dive_below_m_s)

        phases: list[Phase] = [Coast(until=Until(falling=True))] if coast_to_peak else []
        if final_share is not None:
            if not coast_to_peak:
                phases.append(
                    Glide(damping=damping, climb_share=climb_share, until=Until(falling=True))
                )
            phases.append(Glide(damping=damping, climb_share=climb_share, until=until(peak=True)))
            phases.append(
                Glide(
                    damping=damping,
                    climb_share=climb_share,
                    lift_share=final_share,
                    until=until(),
                )
            )
        else:
            phases.append(Glide(damping=damping, climb_share=climb_share, until=until()))
        if dives:
            phases.append(Dive())
        return cls(phases)

    def arrays(self) -> dict[str, Array]:
        """Every number as an array, by a name that tells the phase: "phase 1 damping"."""
        return joined_arrays("phase", (phase.arrays() for phase in self.phases))

    def with_arrays(self, arrays: dict[str, Array]) -> Plan:
        """The same with other numbers, by the names of `arrays()`."""
        return Plan(
            [
                phase.with_arrays(arrays_of("phase", number, arrays))
                for number, phase in enumerate(self.phases, 1)
            ]
        )

    def kind(self) -> tuple[object, ...]:
        """What two plans must share to be flown together: all but their numbers."""
        return tuple(phase.kind() for phase in self.phases)

    def _repr_html_(self) -> str:
        from trajkit.flight.view_plan import plan_html

        return plan_html(self)
