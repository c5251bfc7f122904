"""What lifts a body from the ground to burnout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.flight.parts import arrays_of, joined_arrays
from trajkit.flight.phases.gravity_turn import GravityTurn, Kick
from trajkit.flight.phases.pitch_programme import PitchProgramme
from trajkit.flight.phases.rise import Rise
from trajkit.flight.phases.stage_coast import StageCoast
from trajkit.flight.stage import Stage
from trajkit.flight.until import Until
from trajkit.physics.lift import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.flight.phases.base import Phase

__all__ = ["ASCENT_BETA_KG_M2", "EXHAUST_VELOCITY_M_S", "MOST_STAGES", "Booster", "Steering"]

Array = NDArray[np.float64]
Steering = Literal["gravity-turn", "pitch"]

MOST_STAGES = 3

EXHAUST_VELOCITY_M_S = 2500.0
"""Assumed where none is given: a specific impulse of 255 s, amid the 230 to 300 s of propellants
that can be stored. It decides how the acceleration grows along the burn, and little else."""

ASCENT_BETA_KG_M2 = 30_000.0
"""Ballistic coefficient at lift-off assumed where none is given. Judgement: 20 t, 1.5 m across, and
a drag coefficient of 0.35 give 32,000 kg/m2."""

# Speed at which the turn begins. Units: m/s.
_RISE_SPEED_M_S = 50.0
_NEWTONS = 40


@dataclass(frozen=True, eq=False)
class Booster:
    """One to three equivalent stages, or those of every flight of a batch.

    The stages stand for a real booster's performance, not for its parts: the mass that is dropped
    with an empty stage is not modelled, nor is the loss of thrust to the pressure of the air.

    Parameters
    ----------
    stages
        In order of ignition.
    ascent_ballistic_coefficient
        m / (C_D A) at lift-off; it falls as propellant is burnt. A number or an array.
        Units: kg/m2.
    steering
        "gravity-turn": vertical rise, a kick, then thrust along the motion through the air.
        "pitch": vertical rise, then the thrust turns evenly from the vertical until burnout.
    rise_time_s
        How long the vertical rise takes, at most half of the first burn; None is until about
        50 m/s. A number or an array. Units: s.

    Raises
    ------
    InputError
        If there are no stages or more than three, or the steering is not known.
    """

    stages: Sequence[Stage]
    ascent_ballistic_coefficient: ArrayLike = ASCENT_BETA_KG_M2
    steering: Steering = "gravity-turn"
    rise_time_s: ArrayLike | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.stages, Iterable) or not all(
            isinstance(stage, Stage) for stage in self.stages
        ):
            raise InputError(
                f"a booster is made of a list of stages, not {self.stages!r:.60}; give "
                "Booster([Stage(...)]) or Booster.of(...)"
            )
        if not 1 <= len(self.stages) <= MOST_STAGES:
            raise InputError(
                f"a booster has 1 to {MOST_STAGES} equivalent stages, not {len(self.stages)}; "
                "join those that are alike"
            )
        if self.steering not in ("gravity-turn", "pitch"):
            raise InputError(
                f'steering "{self.steering}" is not known; choose gravity-turn or pitch'
            )
        object.__setattr__(self, "stages", tuple(self.stages))

    @classmethod
    def of(
        cls,
        *,
        delta_v_m_s: ArrayLike,
        burn_time_s: ArrayLike,
        stages: int = 1,
        exhaust_velocity_m_s: ArrayLike = EXHAUST_VELOCITY_M_S,
        ascent_ballistic_coefficient: ArrayLike = ASCENT_BETA_KG_M2,
        steering: Steering = "gravity-turn",
    ) -> Self:
        """Equal stages from the totals: ideal velocity gain (m/s) and burn time (s)."""
        if not isinstance(stages, int | np.integer) or not 1 <= stages <= MOST_STAGES:
            raise InputError(f"stages is {stages!r}; give 1 to {MOST_STAGES}")
        share = 1.0 / int(stages)
        stage = Stage(
            burn_time_s=share * numbers("burn_time_s", burn_time_s),
            exhaust_velocity_m_s=exhaust_velocity_m_s,
            delta_v_m_s=share * numbers("delta_v_m_s", delta_v_m_s),
        )
        return cls([stage] * int(stages), ascent_ballistic_coefficient, steering)

    def arrays(self) -> dict[str, Array]:
        """Every quantity as an array, by a name that tells the stage: "stage 1 burn_time_s"."""
        given = joined_arrays("stage", (stage.arrays() for stage in self.stages))
        beta = numbers("ascent_ballistic_coefficient", self.ascent_ballistic_coefficient)
        rise = self.rise_time_s
        rises = {} if rise is None else {"rise_time_s": numbers("rise_time_s", rise)}
        return {**given, "ascent_ballistic_coefficient": beta, **rises}

    def with_arrays(self, arrays: dict[str, Array]) -> Booster:
        """The same with other numbers, by the names of `arrays()`."""
        stages = [
            Stage(**arrays_of("stage", number, arrays)) for number in range(1, len(self.stages) + 1)
        ]
        return Booster(
            stages, arrays["ascent_ballistic_coefficient"], self.steering, arrays.get("rise_time_s")
        )

    def kind(self) -> tuple[object, ...]:
        """What two boosters must share to be flown together."""
        return len(self.stages), self.steering, self.rise_time_s is None

    @property
    def delta_v_m_s(self) -> Array:
        """Ideal velocity gain of all stages. Units: m/s."""
        return np.asarray(sum(stage.arrays()["delta_v_m_s"] for stage in self.stages))

    @property
    def burn_time_s(self) -> Array:
        """From lift-off to burnout, coasts between stages included. Units: s."""
        parts = [stage.arrays() for stage in self.stages]
        coasts = [part["coast_s"] for part in parts[:-1]]
        return np.asarray(sum([part["burn_time_s"] for part in parts]) + sum(coasts))

    @property
    def thrust_to_weight(self) -> Array:
        """Thrust over weight at lift-off, at standard gravity. Dimensionless."""
        first = self.stages[0].arrays()
        thrust: Array = first["exhaust_velocity_m_s"] * _burn_rate(first) / STANDARD_GRAVITY_M_S2
        return thrust

    def phases(self, gravity_m_s2: float, steer: Array) -> tuple[Phase, ...]:
        """The boost as phases.

        Parameters
        ----------
        gravity_m_s2
            At the pad, for the time that the vertical rise takes. Units: m/s2.
        steer
            Shape (2, n): see `Kick` or `PitchProgramme`.
        """
        parts = [stage.arrays() for stage in self.stages]
        beta = numbers("ascent_ballistic_coefficient", self.ascent_ballistic_coefficient)
        rise_s = _rise_time_s(parts[0], gravity_m_s2)
        if self.rise_time_s is not None:
            longest = 0.5 * parts[0]["burn_time_s"]
            rise_s = np.minimum(numbers("rise_time_s", self.rise_time_s), longest)
        turning_s = self.burn_time_s - rise_s
        turned_s = np.zeros_like(rise_s)
        phases: list[Phase] = []
        for number, part in enumerate(parts):
            burn = {
                "burn_rate_1_s": _burn_rate(part),
                "exhaust_velocity_m_s": part["exhaust_velocity_m_s"],
                "ballistic_coefficient": beta,
            }
            length_s = part["burn_time_s"]
            if number == 0:
                phases.append(Rise(**burn, until=Until(time_s=rise_s)))
                length_s = length_s - rise_s
                burn["since_ignition_s"] = rise_s
            end = Until(time_s=length_s)
            sides = {"steer_forward": steer[0], "steer_right": steer[1]}
            if self.steering == "pitch":
                times = {"turning_s": turning_s, "turned_s": turned_s}
                phases.append(PitchProgramme(**burn, **times, **sides, until=end))
            elif number == 0:
                phases.append(Kick(**burn, **sides, until=end))
            else:
                phases.append(GravityTurn(**burn, until=end))
            turned_s = turned_s + length_s
            # What is left of the booster after the burn is lighter by the mass ratio.
            beta = beta * np.exp(-part["delta_v_m_s"] / part["exhaust_velocity_m_s"])
            if number + 1 < len(parts):  # a coast of no time too: alike flights have like phases
                phases.append(
                    StageCoast(ballistic_coefficient=beta, until=Until(time_s=part["coast_s"]))
                )
                turned_s = turned_s + part["coast_s"]
        return tuple(phases)

    def _repr_html_(self) -> str:
        from trajkit.flight.view_plan import booster_html

        return booster_html(self)


def _burn_rate(part: dict[str, Array]) -> Array:
    """Share of a stage's mass at ignition burnt a second. Units: 1/s."""
    with np.errstate(all="ignore"):  # rows that cannot be flown are refused elsewhere
        burnt = -np.expm1(-part["delta_v_m_s"] / part["exhaust_velocity_m_s"])
        rate: Array = burnt / part["burn_time_s"]
    return rate


def _rise_time_s(part: dict[str, Array], gravity_m_s2: float) -> Array:
    """Time after which a vertical drag-free rise has the speed at which the turn begins. Units: s.

    At most half of the burn. Newton's method on v(t) = -c ln(1 - k t) - g t, which is convex: from
    above the root it falls to it.
    """
    exhaust, rate = part["exhaust_velocity_m_s"], _burn_rate(part)
    longest = 0.5 * part["burn_time_s"]
    time = np.array(longest, float)
    with np.errstate(all="ignore"):
        for _ in range(_NEWTONS):
            speed = -exhaust * np.log1p(-rate * time) - gravity_m_s2 * time
            slope = exhaust * rate / (1.0 - rate * time) - gravity_m_s2
            time = time - (speed - _RISE_SPEED_M_S) / slope
        reached = (time > 0.0) & (time < longest)
    return np.where(reached, time, longest)
