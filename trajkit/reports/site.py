"""Named launch places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Site", "read_sites"]


class Site(BaseModel):
    """A named launch place.

    Attributes
    ----------
    name : str
        What it is asked for by, in small letters with hyphens: "north-kusong".
    title : str
        As written on a map.
    aliases : tuple of str
        Other names that find it.
    latitude_deg, longitude_deg : float
        WGS-84, degrees.
    uncertainty_km : float
        Standard deviation of the true place to north and to east, km; 0 where it is known.
    region : str
        Id of the land of ``data/regions.toml`` that it lies in.
    source : str
        Where the coordinates come from.
    note : str
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    latitude_deg: float = Field(ge=-90.0, le=90.0)
    longitude_deg: float = Field(ge=-180.0, le=180.0)
    uncertainty_km: float = Field(default=0.0, ge=0.0, le=200.0)
    region: str
    source: str = Field(min_length=1)
    note: str = ""

    def _repr_html_(self) -> str:
        from trajkit.reports.view import site_html

        return site_html(self)


class _SitesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sites: tuple[Site, ...]


def read_sites(path: Path) -> tuple[Site, ...]:
    """Read a file of sites; errors are those of `tomlfile.read_toml`."""
    return read_toml(path, _SitesFile).sites
