"""One equivalent stage of a booster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.physics.lift import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Stage"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """A stage of constant thrust, or one for each flight of a batch: numbers or arrays.

    Parameters
    ----------
    burn_time_s
        Units: s.
    exhaust_velocity_m_s or specific_impulse_s
        The effective exhaust velocity, or over standard gravity. Units: m/s, s.
    delta_v_m_s or mass_ratio
        The ideal velocity gain, or the mass at ignition over that at burnout, related by
        Tsiolkovsky's equation. Units: m/s, dimensionless.
    coast_s
        Unpowered time after the burn, before the next stage. Units: s.

    Raises
    ------
    InputError
        If not just one of each pair is given.
    """

    burn_time_s: ArrayLike
    exhaust_velocity_m_s: ArrayLike | None = None
    specific_impulse_s: ArrayLike | None = None
    delta_v_m_s: ArrayLike | None = None
    mass_ratio: ArrayLike | None = None
    coast_s: ArrayLike = 0.0

    def __post_init__(self) -> None:
        for one, other in (
            ("exhaust_velocity_m_s", "specific_impulse_s"),
            ("delta_v_m_s", "mass_ratio"),
        ):
            if (getattr(self, one) is None) == (getattr(self, other) is None):
                raise InputError(f"stage: give either {one} or {other}, and not both")
        if self.mass_ratio is not None:
            ratio = numbers("mass_ratio", self.mass_ratio)
            if ratio.ndim == 0 and not ratio > 1.0:
                raise InputError(
                    f"stage: mass ratio {ratio:g} is not above 1; give the mass at ignition over "
                    "that at burnout"
                )

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Burn time (s), exhaust velocity (m/s), ideal velocity gain (m/s) and coast (s)."""
        if self.exhaust_velocity_m_s is not None:
            exhaust = numbers("exhaust_velocity_m_s", self.exhaust_velocity_m_s)
        else:
            impulse = numbers("specific_impulse_s", self.specific_impulse_s)  # type: ignore[arg-type]
            exhaust = impulse * STANDARD_GRAVITY_M_S2
        if self.delta_v_m_s is not None:
            gain = numbers("delta_v_m_s", self.delta_v_m_s)
        else:
            ratio = numbers("mass_ratio", self.mass_ratio)  # type: ignore[arg-type]
            with np.errstate(all="ignore"):  # a ratio below 1 is refused as a gain below 0
                gain = exhaust * np.log(ratio)
        return {
            "burn_time_s": numbers("burn_time_s", self.burn_time_s),
            "exhaust_velocity_m_s": exhaust,
            "delta_v_m_s": gain,
            "coast_s": numbers("coast_s", self.coast_s),
        }
