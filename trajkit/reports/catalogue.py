"""The catalogue: events, parties, sites, body classes and regions, each found by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trajkit.datafiles import data_path
from trajkit.errors import InputError
from trajkit.reports.bodyclass import BodyClass, read_body_classes
from trajkit.reports.event import Event, read_event
from trajkit.reports.fault import FaultError
from trajkit.reports.party import Party, read_parties
from trajkit.reports.region import Region, read_regions
from trajkit.reports.shipped import SHIPPED
from trajkit.reports.site import Site, read_sites
from trajkit.reports.tomlfile import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "SHIPPED",
    "body_class",
    "body_classes",
    "event",
    "event_files",
    "event_ids",
    "event_in",
    "parties",
    "party",
    "read_events",
    "region",
    "regions",
    "site",
    "sites",
]

Folders = Path | str | Sequence[Path | str] | None

_LONGEST_NAME: Final = 200
_BETWEEN_SITES: Final = re.compile(r"\s*(?:/|,|;|&|\+|\band\b|\bor\b)\s*")


def event_files(folder: Folders = None) -> dict[str, Path]:
    """Files of the events in one folder or several, by id, in order.

    Parameters
    ----------
    folder : path or sequence of paths, optional
        By default those that ship with trajkit, which "catalogue" stands for among others. Where
        two folders hold an event of the same id, that of the first counts.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    folders = [folder] if isinstance(folder, Path | str) else folder or [SHIPPED]
    files: dict[str, Path] = {}
    for name in folders:
        for path in sorted(_events_folder(name).glob("*.toml")):
            files.setdefault(path.stem, path)
    return dict(sorted(files.items()))


def event_ids(folder: Folders = None) -> tuple[str, ...]:
    """Ids of the events in a folder, or in several; see `event_files`."""
    return tuple(event_files(folder))


def event(id_or_path: str | Path, folder: Folders = None) -> Event:
    """One event by its id, or from a file of one's own.

    Parameters
    ----------
    id_or_path : str or Path
        An id such as ``"2025-01-06"``; or a path, which ends in ``.toml``.
    folder : path or sequence of paths, optional
        Where to look for the id, as in `event_files`.

    Raises
    ------
    InputError
        If there is no such event, or its file has a fault.
    """
    wanted = str(id_or_path)
    if wanted.lower().endswith(".toml"):
        return event_in(Path(wanted))
    files = event_files(folder)
    if wanted not in files:
        raise _not_known("event", wanted, files)
    return _read_by_id(files[wanted])


def event_in(path: Path) -> Event:
    """The event in a file, whatever the file's name.

    Raises
    ------
    FileError
        If the file has faults.
    """
    return read_event(path, _checked)


def read_events(folder: Folders = None) -> tuple[list[Event], list[FileError]]:
    """Every event that can be read, in order, and the faults of the files that cannot."""
    events: list[Event] = []
    faults: list[FileError] = []
    for path in event_files(folder).values():
        try:
            events.append(_read_by_id(path))
        except FileError as error:
            faults.append(error)
    return events, faults


def _read_by_id(path: Path) -> Event:
    """An event whose file is named after it."""

    def check(found: Event) -> Event:
        if found.id != path.stem:
            raise FaultError(
                f'the file is named {path.name}, but its event is "{found.id}"; '
                "give both the same name",
                "id",
            )
        return _checked(found)

    return read_event(path, check)


def _checked(found: Event) -> Event:
    """The event, its parties by their names.

    Raises
    ------
    FaultError
        At a name that the catalogue does not know.
    """
    for key, lookup, name in (
        ("site", _one_site, found.site),
        ("body", body_class, found.body),
        ("fell_in", region, found.fell_in),
    ):
        try:
            if name is not None:
                lookup(name)
        except InputError as error:
            raise FaultError(str(error), key) from None
    everyone = (*found.own_parties, *parties())
    known = _by_name(everyone)
    claims = []
    for number, claim in enumerate(found.claims):
        who = known.get(_key(claim.party))
        if who is None:
            near = _not_known("party", claim.party, (one.name for one in everyone))
            raise FaultError(
                f"{near}, or add it to this file as [[own_parties]]", "claims", number, "party"
            )
        claims.append(claim.model_copy(update={"party": who.name}))
    return found.model_copy(update={"claims": tuple(claims)})


def _one_site(name: str) -> Site:
    """The site; tells two in one text apart from one that is not known."""
    several = [part for part in _BETWEEN_SITES.split(name[:_LONGEST_NAME]) if part]
    known = {_key(known) for place in sites() for known in (place.name, *place.aliases)}
    if _key(name) not in known and len(several) > 1 and all(_key(s) in known for s in several):
        raise InputError(
            f'"{name:.60}" is {len(several)} sites where an event has one; keep the one that is '
            "known best, or write an event of its own for each launch"
        )
    return site(name)


@cache
def parties() -> tuple[Party, ...]:
    """All parties that report, in the order of ``data/parties.toml``."""
    return read_parties(data_path("parties.toml"))


def party(name: str) -> Party:
    """A party by its name or an alias; case and spaces do not matter.

    Raises
    ------
    InputError
        If there is none of that name; the message lists near ones.
    """
    by_name = _by_name(parties())
    if _key(name) not in by_name:
        raise _not_known("party", name, (known.name for known in parties()))
    return by_name[_key(name)]


def _by_name(known: Iterable[Party]) -> dict[str, Party]:
    """Parties by every name; the first to have a name keeps it, and names go before aliases."""
    known = tuple(known)
    found: dict[str, Party] = {}
    for one in known:
        found.setdefault(_key(one.name), one)
    for one in known:
        for alias in one.aliases:
            found.setdefault(_key(alias), one)
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


def _events_folder(folder: Path | str) -> Path:
    if str(folder) == SHIPPED:
        return data_path("events")
    path = Path(folder)
    if not path.is_dir():
        raise InputError(f"there is no folder {path}; give the folder that holds the event files")
    return path


def _key(name: str) -> str:
    name = name[:_LONGEST_NAME]  # a whole file by mistake should not take long to refuse
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _not_known(noun: str, name: str, known: Iterable[str]) -> InputError:
    """The error for a name that is not there: names near it, or all if none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(_key(name), names, n=5, cutoff=0.5) or names
    shown = " ".join(name.split())[:60]
    choice = f"type one of {', '.join(near)}" if near else "there are none here"
    return InputError(f'there is no {noun} "{shown}"; {choice}')
