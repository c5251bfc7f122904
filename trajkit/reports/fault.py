"""A fault in a file, with the key at which it is."""

from __future__ import annotations

from trajkit.errors import InputError

__all__ = ["FaultError"]


class FaultError(InputError):
    """What is wrong with the contents of a file, and at which key.

    Parameters
    ----------
    sentence : str
        What is wrong, and the mend.
    keys : str or int
        The way to the key from the table that was looked at; positions in arrays count from 0.
    """

    def __init__(self, sentence: str, *keys: str | int) -> None:
        super().__init__(sentence)
        self.keys = keys
