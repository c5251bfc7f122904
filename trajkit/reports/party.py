"""Parties: who reports, under one name each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Party", "read_parties"]


class Party(BaseModel):
    """Someone who reports figures.

    Attributes
    ----------
    name : str
        What claims call it: "ROK JCS".
    title : str
        The name in full.
    aliases : tuple of str
        Other names for it, which are understood in event files and replaced by `name`.
    note : str
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1)
    title: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    note: str = ""


class _PartiesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    parties: tuple[Party, ...]


def read_parties(path: Path) -> tuple[Party, ...]:
    """Read a file of parties; errors are those of `tomlfile.read_toml`."""
    return read_toml(path, _PartiesFile).parties
