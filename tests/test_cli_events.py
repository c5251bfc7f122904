"""`trajkit events` and `reconstruct --events`, on the catalogue and on files written here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command_line import trajkit

from trajkit.datafiles import data_path
from trajkit.reports import catalogue
from trajkit.reports.template import event_template

if TYPE_CHECKING:
    from pathlib import Path

FLAGSHIP = "2025-01-06"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of two good event files and two bad ones."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("2030-01-02", "2030-01-03"):
        (folder / f"{name}.toml").write_text(event_template(name), encoding="utf-8")
    good = event_template("2030-01-04")
    (folder / "2030-01-04.toml").write_text(good.replace("about 900 km", "900 m"), encoding="utf-8")
    (folder / "2030-01-05.toml").write_text(good[:400], encoding="utf-8")
    return folder


def test_the_list_has_every_event_and_its_figures() -> None:
    done = trajkit("events", "list")
    assert done.code == 0
    head, *lines = done.out.splitlines()
    assert head.split() == ["id", "title", "site", "figures", "reported", "by"]
    assert [line.split()[0] for line in lines] == list(catalogue.event_ids())
    rows = {row["id"]: row for row in trajkit("events", "list", "--json", "-").json["events"]}
    assert list(rows) == list(catalogue.event_ids())
    assert rows[FLAGSHIP]["parties"] == ["ROK JCS", "Japan MOD", "KCNA"]
    assert rows[FLAGSHIP]["figures"] == 7
    assert rows["2022-11-03"]["failed"] or "failed" in rows["2022-11-03"]["title"]


def test_the_list_of_a_folder_has_the_good_files_and_tells_the_bad(mine: Path) -> None:
    done = trajkit("events", "list", "--events", mine)
    assert done.code == 2
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == ["2030-01-02", "2030-01-03"]
    first, second = done.err.splitlines()
    assert re.match(r"Error: .*2030-01-04\.toml, line \d+: .*did you mean \"900 km\"\?", first)
    assert re.match(r"Error: .*2030-01-05\.toml, line \d+: ", second)
    payload = trajkit("events", "list", "--events", mine, "--json", "-").json
    assert len(payload["events"]) == 2
    assert len(payload["faults"]) == 2


def test_a_folder_beside_the_catalogue(mine: Path) -> None:
    done = trajkit("events", "list", "--events", mine, "--events", "catalogue", "--json", "-")
    ids = [event["id"] for event in done.json["events"]]
    assert ids == [*catalogue.event_ids(), "2030-01-02", "2030-01-03"]


def test_show_tells_how_each_wording_is_read() -> None:
    out = trajkit("events", "show", FLAGSHIP).out
    lines = [re.split(r" {2,}", line) for line in out.splitlines()]
    assert [
        "ROK JCS",
        "range",
        "about 1,100 km",
        "about",
        "1,100 km",
        "1,000–1,200 km",
        "[1]",
    ] in lines
    assert ["KCNA", "first peak", "99.8 km", "exactly", "99.8 km", "99.75–99.85 km", "[1]"] in lines
    assert ["KCNA", "top speed", "Mach 12", "exactly", "Mach 12", "Mach 11.5–12.5", "[1]"] in lines
    assert "[1] https://www.koreaherald.com/article/10384890" in out
    assert "likely a deception" in out


def test_show_in_json_has_figures_in_si() -> None:
    claims = trajkit("events", "show", FLAGSHIP, "--json", "-").json["claims"]
    by_key = {(claim["party"], claim["quantity"]): claim for claim in claims}
    assert by_key["ROK JCS", "range"]["figure"] == {
        "qualifier": "about", "value": 1.1e6, "low": 1.0e6, "high": 1.2e6, "mach": None,
        "is_estimate": False,
    }  # fmt: skip
    assert by_key["KCNA", "top_speed"]["figure"]["mach"] == 12.0
    assert by_key["ROK JCS", "assessment"]["figure"] is None


def test_show_marks_estimates_and_what_is_superseded(mine: Path) -> None:
    out = trajkit("events", "show", "2022-11-18").out
    assert re.search(r"standard range +more than 15,000 km \(.*an estimate\)", out)
    out = trajkit("events", "show", "2030-01-02", "--events", mine).out
    assert "up to 200 km (superseded)" in out
    assert "about 150 km  " in out


@pytest.mark.parametrize("event_id", catalogue.event_ids())
def test_every_event_can_be_shown(event_id: str) -> None:
    done = trajkit("events", "show", event_id)
    assert done.code == 0
    event = catalogue.event(event_id)
    assert all(claim.wording in done.out for claim in event.claims)
    assert all(source in done.out for claim in event.claims for source in claim.sources)


def test_check_tells_good_from_bad_and_goes_on(mine: Path) -> None:
    files = sorted(mine.glob("*.toml"))
    done = trajkit("events", "check", *reversed(files))
    assert done.code == 2
    assert [line.partition(":")[0] for line in done.out.splitlines()] == [
        str(mine / "2030-01-03.toml"), str(mine / "2030-01-02.toml"),
    ]  # fmt: skip
    assert all("good; " in line for line in done.out.splitlines())
    faulty = [re.match(r"Error: (.*?\.toml), line \d+: ", line) for line in done.err.splitlines()]
    assert {fault and fault[1] for fault in faulty} == {str(path) for path in files[2:]}
    assert trajkit("events", "check", mine) == trajkit("events", "check", *files)
    assert trajkit("events", "check", "--quiet", files[0]) == (0, "", "")


def test_check_finds_two_files_of_one_id(mine: Path) -> None:
    copy = mine / "copy.toml"
    copy.write_bytes((mine / "2030-01-02.toml").read_bytes())
    done = trajkit("events", "check", mine / "2030-01-02.toml", copy)
    assert done.code == 2
    assert 'copy.toml: the id "2030-01-02" is that of' in done.err


def test_check_needs_files_that_are_there(tmp_path: Path) -> None:
    assert "needs FILE" in trajkit("events", "check").sentence
    assert "holds no .toml file" in trajkit("events", "check", tmp_path).sentence
    assert "none.toml cannot be read" in trajkit("events", "check", tmp_path / "none.toml").sentence


def test_all_that_ships_passes_the_check() -> None:
    done = trajkit("events", "check", data_path("events"))
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == len(catalogue.event_ids())


def test_a_new_file_passes_the_check(tmp_path: Path) -> None:
    path = tmp_path / "2030-01-02-second.toml"
    assert trajkit("events", "new", "2030-01-02-second", "--out", path).code == 0
    assert trajkit("events", "check", path).code == 0
    assert trajkit("events", "new", "2030-01-02-second").out == path.read_text(encoding="utf-8")
    assert "already" in trajkit("events", "new", "2030-01-02-second", "--out", path).sentence
    assert trajkit("events", "new", "2030-01-02-second", "--out", path, "--force").code == 0


def test_a_new_file_has_every_key() -> None:
    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event

    text = event_template("2030-01-02")
    words = set(re.findall(r"[a-z_]+", text))
    missing = ({*Event.model_fields, *Claim.model_fields} - words) - {
        "supports", "place_latitude_deg", "place_longitude_deg", "note",
    }  # fmt: skip
    assert missing == set()


@pytest.mark.parametrize("name", ["my launch", "2030-02-30", "2030-1-2", "2030-01-02-Second", ""])
def test_a_new_file_needs_a_date(name: str) -> None:
    assert "type the local date" in trajkit("events", "new", name).sentence


def test_reconstruct_takes_events_of_a_folder(mine: Path) -> None:
    solved = ("--method", "solve", "--events", mine)
    done = trajkit("reconstruct", "2030-01-02", *solved, "--azimuth", "70", "--json", "-")
    assert done.code == 0
    assert "about 900 km" in done.out
    assert "2025-01-06" not in trajkit("reconstruct", FLAGSHIP, *solved).sentence.partition(";")[2]


def test_a_mach_number_as_wide_as_it_is_said(mine: Path) -> None:
    path = mine / "2030-01-02.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('"apogee"', '"top_speed"').replace("up to 200 km", "up to Mach 6")
    path.write_text(text.replace("about 150 km", "Mach 5 to 6"), encoding="utf-8")
    assert "Mach 5–6" in trajkit("events", "show", path).out
