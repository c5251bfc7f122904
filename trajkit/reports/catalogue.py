"""The catalogue: events, sites, body classes and regions, each found by name."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trajkit.datafiles import data_path
from trajkit.errors import InputError
from trajkit.reports.bodyclass import BodyClass, read_body_classes
from trajkit.reports.event import Event, read_event
from trajkit.reports.region import Region, read_regions
from trajkit.reports.site import Site, read_sites
from trajkit.reports.tomlfile import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "body_class",
    "body_classes",
    "event",
    "event_ids",
    "region",
    "regions",
    "site",
    "sites",
]


def event_ids(folder: Path | str | None = None) -> tuple[str, ...]:
    """Ids of the events in a folder, by default those that ship with trajkit, in order.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    where = _events_folder(folder)
    return tuple(sorted(path.stem for path in where.glob("*.toml")))


def event(id_or_path: str | Path, folder: Path | str | None = None) -> Event:
    """One event by its id, or from a file of one's own.

    Parameters
    ----------
    id_or_path : str or Path
        An id such as ``"2025-01-06"``; or a path, which ends in ``.toml``.
    folder : Path or str, optional
        Where to look for the id; by default among the events that ship with trajkit.

    Raises
    ------
    InputError
        If there is no such event, or its file has a fault.
    """
    wanted = str(id_or_path)
    if wanted.lower().endswith(".toml"):
        path = Path(wanted)
    else:
        known = event_ids(folder)
        if wanted not in known:
            raise _not_known("event", wanted, known)
        path = _events_folder(folder) / f"{wanted}.toml"
    found = read_event(path)
    for key, lookup, name in (
        ("site", site, found.site),
        ("body", body_class, found.body),
        ("fell_in", region, found.fell_in),
    ):
        try:
            if name is not None:
                lookup(name)
        except InputError as error:
            line = line_of(path.read_text(encoding="utf-8-sig"), (key,))
            raise InputError(f"{path}, line {line}: {error}") from None
    return found


@cache
def sites() -> tuple[Site, ...]:
    """All named launch places, in the order of ``data/sites.toml``."""
    return read_sites(data_path("sites.toml"))


def site(name: str) -> Site:
    """A launch place by its name or an alias; case, spaces and underscores do not matter.

    Raises
    ------
    InputError
        If there is none of that name; the message lists near ones.
    """
    by_name = {_key(known): place for place in sites() for known in (place.name, *place.aliases)}
    if _key(name) not in by_name:
        raise _not_known("site", name, by_name)
    return by_name[_key(name)]


@cache
def body_classes() -> tuple[BodyClass, ...]:
    """All classes of bodies, in the order of ``data/bodies.toml``."""
    return read_body_classes(data_path("bodies.toml"))


def body_class(name: str) -> BodyClass:
    """A class of bodies by its name.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are.
    """
    by_name = {known.name: known for known in body_classes()}
    if _key(name) not in by_name:
        raise _not_known("body class", name, by_name)
    return by_name[_key(name)]


@cache
def regions() -> tuple[Region, ...]:
    """All named seas and lands, in the order of ``data/regions.toml``."""
    return read_regions(data_path("regions.toml"))


def region(name: str) -> Region:
    """A sea or a land by its id or by any of its names.

    Raises
    ------
    InputError
        If there is none of that name; the message lists near ones.
    """
    by_name = {_key(known): area for area in regions() for known in (area.id, *area.names)}
    if _key(name) not in by_name:
        raise _not_known("region", name, by_name)
    return by_name[_key(name)]


def _events_folder(folder: Path | str | None) -> Path:
    if folder is None:
        return data_path("events")
    path = Path(folder)
    if not path.is_dir():
        raise InputError(f"there is no folder {path}; give the folder that holds the event files")
    return path


def _key(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _not_known(noun: str, name: str, known: Iterable[str]) -> InputError:
    """The error for a name that is not there: names near it, or all if none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(_key(name), names, n=5, cutoff=0.5) or names
    shown = " ".join(name.split())[:60]
    choice = f"type one of {', '.join(near)}" if near else "there are none here"
    return InputError(f'there is no {noun} "{shown}"; {choice}')
