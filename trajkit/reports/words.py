"""Words of sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["joined"]


def joined(words: Iterable[str], *, last: str = "and") -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; "" of none.

    Parameters
    ----------
    last
        What stands before the last of them.
    """
    *others, end = list(words) or [""]
    return f"{', '.join(others)} {last} {end}" if others else end
