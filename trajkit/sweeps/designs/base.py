"""What every design can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["Design"]


class Design(Protocol):
    """Points of the unit cube, in groups that belong together.

    Attributes
    ----------
    dimension
        Of the cube.
    samples
        Base samples: groups of rows.
    rows_a_group
        One, but for Saltelli blocks and Morris trajectories.
    to_the_ends
        Whether shares may be 0 and 1.
    """

    @property
    def dimension(self) -> int: ...

    @property
    def samples(self) -> int: ...

    @property
    def rows_a_group(self) -> int: ...

    @property
    def to_the_ends(self) -> bool: ...

    def shares(self, first: int, count: int) -> Array:
        """Rows of so many groups from a group on; shape (dimension, count * rows_a_group).

        Row i is the same whatever was asked for together with it.
        """

    def described(self) -> dict[str, Any]:
        """Its kind and numbers, for the manifest."""
