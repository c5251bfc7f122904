"""What a picture shows, as plain numbers: the drawing floor needs no other part of trajkit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Boost", "Fan", "Mark", "Scene", "Track"]


@dataclass(frozen=True)
class Mark:
    """A named point of a profile.

    Attributes
    ----------
    range_m : float or None
        Ground range from the site, m; None for a height that was reported without a place,
        which is drawn as a level line.
    altitude_m : float
        Altitude, m.
    label : str
        What to write beside it, e.g. ``"99.8 km (KCNA)"``.
    """

    range_m: float | None
    altitude_m: float
    label: str


@dataclass(frozen=True, eq=False)
class Boost:
    """The powered part of a track, site to burnout; drawn dashed because it is assumed.

    Attributes
    ----------
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Geodetic, degrees.
    altitude_m, range_m : ndarray, shape (n,)
        Altitude and ground range from the site, m.
    """

    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    altitude_m: NDArray[np.float64]
    range_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        _same_length(self, "boost", "latitude_deg", "longitude_deg", "altitude_m", "range_m")


@dataclass(frozen=True, eq=False)
class Track:
    """One flight, ready to be drawn.

    Attributes
    ----------
    label : str
        Who reported what; a line break is allowed after ``": "``.
    time_s : ndarray, shape (n,)
        Time from lift-off, s.
    latitude_deg, longitude_deg : ndarray, shape (n,)
        Geodetic, degrees.
    altitude_m, range_m : ndarray, shape (n,)
        Altitude and ground range from the site, m.
    kind : str
        What the line stands for, e.g. ``"ballistic"``.
    landed : bool
        Whether the last point is a splash point, drawn as one.
    boost : Boost or None
        The powered part before the first point.
    peaks : tuple of Mark
        Peaks of the flight.
    reported : tuple of Mark
        Reported figures that this flight does not meet.
    colour : int
        Index into the palette; a fan of the same party has the same.
    """

    label: str
    time_s: NDArray[np.float64]
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    altitude_m: NDArray[np.float64]
    range_m: NDArray[np.float64]
    kind: str = "ballistic"
    landed: bool = True
    boost: Boost | None = None
    peaks: tuple[Mark, ...] = ()
    reported: tuple[Mark, ...] = ()
    colour: int = 0

    def __post_init__(self) -> None:
        _same_length(
            self,
            f"track {self.label!r}",
            "time_s",
            "latitude_deg",
            "longitude_deg",
            "altitude_m",
            "range_m",
        )


@dataclass(frozen=True)
class Fan:
    """The azimuths on which a reported range ends in the named sea and crosses no other land.

    Attributes
    ----------
    range_m : float
        Ground range of the arc, m.
    azimuths_deg : tuple of (low, high)
        Windows clockwise from north, degrees; ``high`` may pass 360.
    colour : int
        Index into the palette, that of the party's track.
    """

    range_m: float
    azimuths_deg: tuple[tuple[float, float], ...]
    colour: int = 0

    def __post_init__(self) -> None:
        for low, high in self.azimuths_deg:
            if not low < high <= low + 360.0:
                raise InputError(
                    f"a fan's azimuth window must go clockwise from its low to its high end, "
                    f"within one turn, not from {low:g} to {high:g} degrees"
                )


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that a map or a profile of one launch shows.

    Attributes
    ----------
    title, subtitle : str
        Heading; wrapped to the width of the picture.
    site_name : str
        Written at the site's mark.
    site_latitude_deg, site_longitude_deg : float
        Geodetic, degrees.
    tracks : tuple of Track
        Drawn in order, the last on top.
    fans : tuple of Fan
        Drawn under the tracks.
    assumptions : tuple of str
        Short footnotes, e.g. ``"azimuth assumed: middle of the window"``.
    footers : tuple of str
        Version, seed, sources; written last and kept in the files' metadata.
    """

    title: str
    site_name: str
    site_latitude_deg: float
    site_longitude_deg: float
    tracks: tuple[Track, ...]
    subtitle: str = ""
    fans: tuple[Fan, ...] = ()
    assumptions: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()


def _same_length(owner: object, what: str, *names: str) -> None:
    """Refuse arrays that a drawing could only show as something else."""
    shapes = {name: np.shape(getattr(owner, name)) for name in names}
    if len(set(shapes.values())) != 1 or len(shapes[names[0]]) != 1:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise InputError(
            f"the arrays of {what} must be one-dimensional and of one length: {listed}"
        )
    if not shapes[names[0]][0]:
        raise InputError(f"{what} has no points; give at least one")
    for name in names:
        if not np.all(np.isfinite(getattr(owner, name))):
            raise InputError(f"{name} of {what} holds NaN or infinity; drop those points first")
