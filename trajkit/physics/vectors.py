"""Vectors in three components."""

from __future__ import annotations

from typing import Any

__all__ = ["dot"]


def dot(a: Any, b: Any) -> Any:
    """Sum of the products of the components, elementwise.

    Written out: `einsum` adds in another order where there is just one lane.
    """
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
