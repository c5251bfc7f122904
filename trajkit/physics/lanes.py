"""The flights at work: one lane each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lanes"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(eq=False)
class Lanes:
    """The lanes at work: one entry a lane in each array, lanes last."""

    lane: Indices
    position: Array
    velocity: Array
    acceleration: Array
    time: Array
    step: Array
    last_step: Array
    last_room: Array
    altitude: Array
    rate: Array
    bend: Array
    half_speed2: Array
    done: Bools
    tries: NDArray[np.int32]

    def where(self, keep: Bools) -> Lanes:
        return Lanes(*(getattr(self, name)[..., keep] for name in self.__dataclass_fields__))

    def joined(self, other: Lanes) -> Lanes:
        return Lanes(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)], axis=-1)
                for name in self.__dataclass_fields__
            )
        )
