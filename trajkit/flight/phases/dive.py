"""The end of a glide."""

from __future__ import annotations

from dataclasses import dataclass

from trajkit.flight.phases.coast import Coast

__all__ = ["Dive"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Dive(Coast):
    """The body gives up its lift and falls to the ground."""

    name = "dive"
