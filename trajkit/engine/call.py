"""A function as bytes, so that it is packed once for all tasks and unpacked once by each worker."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Call"]


@dataclass(frozen=True)
class Call:
    """A packed function; calling it unpacks it, if this process has not done so.

    Attributes
    ----------
    packed
    digest
        Of what is packed.
    """

    packed: bytes = field(repr=False)
    digest: str

    @classmethod
    def of(cls, function: Callable[[Any], Any]) -> Call:
        """Pack a function, as Dask does, by value where a worker could not import it."""
        from distributed.protocol.pickle import dumps

        packed = dumps(function)
        return cls(packed, hashlib.sha256(packed).hexdigest())

    def __call__(self, task: Any) -> Any:
        """What the function gives."""
        return _unpacked(self)(task)

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=4)
def _unpacked(call: Call) -> Any:
    return pickle.loads(call.packed)
