"""What flies after burnout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.flight.numbers import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Body"]


@dataclass(frozen=True, eq=False)
class Body:
    """A body, or one for each flight of a batch.

    Parameters
    ----------
    ballistic_coefficient
        beta = m / (C_D A), mass over drag coefficient times reference area; `inf` flies without
        drag. A number or an array, one a flight. Units: kg/m2.
    """

    ballistic_coefficient: ArrayLike = np.inf

    @property
    def beta_kg_m2(self) -> NDArray[np.float64]:
        """The ballistic coefficient as an array. Units: kg/m2."""
        return numbers("ballistic_coefficient", self.ballistic_coefficient)

    def _repr_html_(self) -> str:
        from trajkit.flight.view import body_html

        return body_html(self)
