"""The booster that `fly` starts with from the launch pad."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from trajkit.cli.fly_options import Typed
    from trajkit.flight.booster import Booster

__all__ = ["BoosterChoice", "choose_booster"]


@dataclass(frozen=True, kw_only=True)
class BoosterChoice:
    """A booster of equal stages, and which of its numbers nobody gave.

    Its delta-v (m/s) and burn time (s) are NaN where a table gives them.
    """

    delta_v_m_s: float
    burn_time_s: float
    stages: int
    exhaust_velocity_m_s: float
    ascent_beta_kg_m2: float
    steering: Literal["gravity-turn", "pitch"]
    assumed: tuple[str, ...]

    def booster(
        self,
        *,
        delta_v_m_s: ArrayLike | None = None,
        burn_time_s: ArrayLike | None = None,
        exhaust_velocity_m_s: ArrayLike | None = None,
    ) -> Booster:
        """The booster of one flight, or with columns of a table instead of what was typed."""
        from trajkit.flight.booster import Booster

        return Booster.of(
            delta_v_m_s=self.delta_v_m_s if delta_v_m_s is None else delta_v_m_s,
            burn_time_s=self.burn_time_s if burn_time_s is None else burn_time_s,
            stages=self.stages,
            exhaust_velocity_m_s=(
                self.exhaust_velocity_m_s if exhaust_velocity_m_s is None else exhaust_velocity_m_s
            ),
            ascent_ballistic_coefficient=self.ascent_beta_kg_m2,
            steering=self.steering,
        )

    def describe(self) -> dict[str, Any]:
        """The booster for a JSON object."""
        return {
            "delta_v_m_s": self.delta_v_m_s,
            "burn_time_s": self.burn_time_s,
            "stages": self.stages,
            "exhaust_velocity_m_s": self.exhaust_velocity_m_s,
            "ascent_beta_kg_m2": self.ascent_beta_kg_m2,
            "steering": self.steering,
        }

    def spelled(self, sentence: str) -> str:
        """A sentence about a stage, for someone who gave the totals of all stages."""
        if not sentence.casefold().startswith("stage "):
            return sentence
        if self.stages == 1:
            return sentence.partition(": ")[2]
        return f"{sentence.rstrip('.')}; a stage has 1/{self.stages} of delta-v and burn time"


def choose_booster(typed: Typed) -> BoosterChoice:
    """The booster that was typed, with what is assumed of it."""
    from trajkit.flight.booster import ASCENT_BETA_KG_M2, EXHAUST_VELOCITY_M_S

    may_be_assumed = ("exhaust_velocity_m_s", "ascent_beta_kg_m2")
    assumed = tuple(name for name in may_be_assumed if getattr(typed, name) is None)
    exhaust, ascent_beta = typed.exhaust_velocity_m_s, typed.ascent_beta_kg_m2
    return BoosterChoice(
        delta_v_m_s=math.nan if typed.delta_v_m_s is None else typed.delta_v_m_s,
        burn_time_s=math.nan if typed.burn_time_s is None else typed.burn_time_s,
        stages=1 if typed.stages is None else typed.stages,
        exhaust_velocity_m_s=EXHAUST_VELOCITY_M_S if exhaust is None else exhaust,
        ascent_beta_kg_m2=ASCENT_BETA_KG_M2 if ascent_beta is None else ascent_beta,
        steering="gravity-turn" if typed.steering is None else typed.steering,
        assumed=assumed,
    )
