"""How a flight ended."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Status"]


class Status(IntEnum):
    """Outcome of one flight of a batch. `sentence` says it to a person."""

    LANDED = 0
    TIME_LIMIT = 1
    LEFT_MODEL = 2
    BELOW_GROUND = 3
    INVALID_INPUT = 4
    NOT_CONVERGED = 5
    NO_KICK = 6

    @property
    def label(self) -> str:
        """Short lower-case name for tables and files, for example ``"time limit"``."""
        return self.name.lower().replace("_", " ")

    @property
    def sentence(self) -> str:
        """One sentence for a person."""
        return _SENTENCES[self]


_SENTENCES = {
    Status.LANDED: "The flight reached the ground.",
    Status.TIME_LIMIT: "The flight was still in the air at the time limit.",
    Status.LEFT_MODEL: "The flight rose above 100,000 km, where this Earth model ends.",
    Status.BELOW_GROUND: "The flight starts below the ground, or on it without rising.",
    Status.INVALID_INPUT: "A number of the start state or the body is missing or out of range.",
    Status.NOT_CONVERGED: "The step size shrank to nothing before the flight ended.",
    Status.NO_KICK: "No steering of the booster gives the burnout angle asked for.",
}
