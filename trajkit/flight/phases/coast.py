"""Flight without lift or thrust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.flight.phases.base import Phase

if TYPE_CHECKING:
    from trajkit.flight.setting import Setting
    from trajkit.physics.motion import Equations

__all__ = ["Coast"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Coast(Phase):
    """Gravity and drag alone."""

    name = "coast"

    def equations(self, setting: Setting) -> Equations:
        """Those of the body, without lift."""
        return setting.equations()

    def unpushed(self, setting: Setting) -> Equations:
        """The same: nothing pushes."""
        return self.equations(setting)

    def parameters(self, setting: Setting, start_s: Array) -> tuple[Array, ...]:
        """The drag."""
        del start_s
        return (setting.drag(),)
