"""Named seas and lands, as outlines of a few straight sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from trajkit.reports.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Region", "read_regions"]

Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]


class Region(BaseModel):
    """A named sea or land.

    Attributes
    ----------
    id : str
        A neutral name for files: "korea-japan-sea".
    kind : {"sea", "land"}
        A sea's outline runs over land where the coast is its limit, a land's runs over water
        where the coast is its limit: the coast itself comes from the basemap.
    names : tuple of str
        What it is called, in alphabetical order where parties differ.
    outline_lon_lat_deg : tuple of (float, float)
        Corners as (longitude, latitude), degrees, counter-clockwise, not closed; sides are
        straight in longitude and latitude.
    source : str
        What the outline follows.
    note : str
        What a reader should know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: Literal["sea", "land"]
    names: tuple[str, ...] = Field(min_length=1)
    outline_lon_lat_deg: tuple[tuple[Longitude, Latitude], ...] = Field(min_length=3)
    source: str = Field(min_length=1)
    note: str = ""


class _RegionsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    regions: tuple[Region, ...]


def read_regions(path: Path) -> tuple[Region, ...]:
    """Read a file of regions; errors are those of `tomlfile.read_toml`."""
    return read_toml(path, _RegionsFile).regions
