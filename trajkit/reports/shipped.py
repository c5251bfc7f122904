"""The events that ship with trajkit, and whether their files are still those that were checked.

Checking an event takes pydantic, which takes longer to import than all events take to read. What
ships has been checked before: ``data/checked.sha256`` has the digest of each file by which an
event is judged, as of the last time that all of them were found good. While every digest holds, a
list of events need not check them again.
"""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Any, Final

from trajkit.datafiles import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["SEAL", "SHIPPED", "checked_events", "contents", "seal"]

#: Stands among folders of events for those that ship with trajkit.
SHIPPED: Final = "catalogue"

#: The file of digests, in the format of the command sha256sum.
SEAL: Final = "checked.sha256"


def checked_events() -> list[dict[str, Any]] | None:
    """Tables of the events that ship, by id; None unless all files are as they were checked."""
    folder = data_path("events").parent
    found = contents(folder)
    try:
        if (folder / SEAL).read_text(encoding="utf-8") != seal(found):
            return None
    except OSError:
        return None
    tables = [
        tomllib.loads(content.decode("utf-8"))
        for name, content in found.items()
        if name.startswith("events/")
    ]
    return sorted(tables, key=lambda table: str(table["id"]))


def contents(folder: Path) -> dict[str, bytes]:
    """The events in a folder of data, and what they are checked by, by their path in it."""
    paths = [*folder.glob("*.toml"), *folder.glob("events/*.toml")]
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    return {name: (folder / name).read_bytes() for name in names}


def seal(found: Mapping[str, bytes]) -> str:
    """The digests of files, a line each."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in found.items()
    )
