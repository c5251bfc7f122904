"""Lists of events: those that ship are not checked again while their files are as they were."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest
from command_line import trajkit

from trajkit import datafiles
from trajkit.datafiles import data_path
from trajkit.reports import catalogue
from trajkit.reports.shipped import SEAL, checked_events
from trajkit.reports.summary import Summary, summaries

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that ship, which is used in their place."""
    copy = tmp_path / "data"
    for name in ("events", "parties.toml", "sites.toml", "bodies.toml", "regions.toml", SEAL):
        source = data_path(name)
        copier = shutil.copytree if source.is_dir() else shutil.copyfile
        copy.mkdir(exist_ok=True)
        copier(source, copy / name)
    monkeypatch.setattr(datafiles, "_PACKAGE", tmp_path)
    assert data_path("events") == copy / "events"
    return copy


def test_what_ships_is_as_it_was_checked() -> None:
    # If this fails, run: python scripts/seal_data.py
    folder = data_path("events").parent
    paths = [*folder.glob("*.toml"), *folder.glob("events/*.toml")]
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }
    lines = data_path(SEAL).read_text(encoding="utf-8").splitlines()
    assert {name: digest for digest, name in map(str.split, lines)} == digests
    assert checked_events() is not None


def test_a_list_of_checked_files_says_what_the_events_say() -> None:
    events, faults = catalogue.read_events()
    assert not faults
    assert summaries() == ([Summary.of(event) for event in events], [])
    assert summaries(["catalogue"]) == summaries()


def test_a_folder_of_one_s_own_is_always_checked(data: Path) -> None:
    folder = str(data / "events")
    assert summaries([folder])[0] == summaries()[0]
    file = data / "events" / "2025-01-06.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("sources =", "sourcs ="))
    done = trajkit("events", "list", "--events", folder)
    assert done.code == 2
    assert '"claims.1.sources" is missing; add it' in done.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("about 1,100 km", "far away", "2025-01-06.toml, line"),
        ('title = "', 'titel = "', '"title" is missing'),
    ],
)
def test_a_fault_that_was_brought_in_later_is_found(
    old: str, new: str, says: str, data: Path
) -> None:
    file = data / "events" / "2025-01-06.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    done = trajkit("events", "list")
    assert done.code == 2
    assert says in done.err
    assert "2025-01-06" not in done.out
    assert "2025-01-14" in done.out


def test_an_event_that_was_added_is_listed(data: Path) -> None:
    text = (data / "events" / "2025-01-06.toml").read_text(encoding="utf-8")
    (data / "events" / "2025-01-06-again.toml").write_text(
        text.replace('id = "2025-01-06"', 'id = "2025-01-06-again"'), encoding="utf-8"
    )
    assert checked_events() is None
    assert "2025-01-06-again" in trajkit("events", "list").out.split()


def test_without_digests_all_is_checked(data: Path) -> None:
    before = summaries()
    (data / SEAL).unlink()
    assert checked_events() is None
    assert summaries() == before
