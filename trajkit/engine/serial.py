"""Tasks one after the other, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Serial"]

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Serial:
    """This process."""

    words: str = "one process"
    count: int = 1

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[tuple[int, Task]]
    ) -> Iterator[tuple[int, Result]]:
        """See `Workers`."""
        for number, task in tasks:
            yield number, function(task)
