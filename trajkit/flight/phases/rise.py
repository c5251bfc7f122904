"""The first seconds of a boost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.flight.phases.burn import Burn
from trajkit.physics.thrust import straight_up

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["Rise"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rise(Burn):
    """Thrust straight up."""

    name = "rise"

    def equations(self, setting: Setting) -> Equations:
        """With thrust along the local vertical."""
        return setting.burning(straight_up(), compilable=True)
