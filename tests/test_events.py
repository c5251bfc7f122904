"""Event files: those that ship, and what is said of faulty ones."""

from __future__ import annotations

import pathlib
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from trajkit.datafiles import data_path
from trajkit.errors import InputError
from trajkit.reports import catalogue
from trajkit.reports.event import read_event

if TYPE_CHECKING:
    from pathlib import Path

FLAGSHIP = "2025-01-06"


def test_the_flagship_holds_what_was_reported() -> None:
    event = catalogue.event(FLAGSHIP)
    figures = {
        (claim.party, claim.quantity): (claim.qualifier, claim.value)
        for claim in event.claims
        if claim.value is not None
    }
    assert figures == {
        ("ROK JCS", "range"): ("about", 1.1e6),
        ("Japan MOD", "range"): ("about", 1.1e6),
        ("Japan MOD", "apogee"): ("about", 1.0e5),
        ("KCNA", "range"): ("exactly", 1.5e6),
        ("KCNA", "top_speed"): ("exactly", pytest.approx(4080.0, abs=5.0)),
        ("KCNA", "first_peak"): ("exactly", 99.8e3),
        ("KCNA", "second_peak"): ("exactly", 42.5e3),
    }
    assert event.parties == ("ROK JCS", "Japan MOD", "KCNA")
    assert [claim.quantity for claim in event.claims_of("ROK JCS")] == ["range", "assessment"]
    assert all(source.startswith("https://") for c in event.claims for source in c.sources)


@pytest.mark.parametrize("event_id", catalogue.event_ids())
def test_local_time_is_that_of_the_time_zone_database(event_id: str) -> None:
    event = catalogue.event(event_id)
    local = event.launch_time_utc.astimezone(ZoneInfo("Asia/Pyongyang"))
    assert event.launch_time_local.replace(tzinfo=None) == local.replace(tzinfo=None)
    assert event.id.startswith(local.date().isoformat())


def test_the_reported_launch_minute_agrees_with_the_event() -> None:
    event = catalogue.event(FLAGSHIP)
    (reported,) = (c.wording for c in event.claims if c.quantity == "launch_time")
    tokyo = event.launch_time_utc.astimezone(ZoneInfo("Asia/Tokyo"))
    assert datetime.strptime(reported, "%H:%M JST").time() == tokyo.time()


def test_names_are_found_however_they_are_typed(tmp_path: Path) -> None:
    event = catalogue.event(pathlib.Path(FLAGSHIP))
    assert event.claims_of("  rok  Jcs ") == event.claims_of("ROK JCS")
    # As an editor on Windows saves it: a mark in front, both ends to a line, a suffix in capitals.
    text = data_path("events").joinpath(f"{FLAGSHIP}.toml").read_text(encoding="utf-8")
    path = tmp_path / "MINE.TOML"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert catalogue.event(path) == event


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    copy = tmp_path / "2025-01-06.toml"
    copy.write_bytes(data_path("events", "2025-01-06.toml").read_bytes())
    assert catalogue.event(str(copy)) == catalogue.event(FLAGSHIP, folder=tmp_path)
    assert catalogue.event_ids(tmp_path) == (FLAGSHIP,)


GOOD = """\
id = "2030-01-02"
title = "A test"
launch_time_utc = 2030-01-01T20:00:00Z
local_date = 2030-01-02
utc_offset_hours = 9
site = "sunan"
body = "srbm"

[[claims]]
party = "KCNA"
quantity = "range"
wording = "about 300 km"
sources = ["https://example.org/1"]

[[claims]]
party = "CNS"
quantity = "apogee"
wording = "up to 60 km"
condition = "if on a normal ballistic trajectory"
sources = ["https://example.org/2"]
"""

FAULTS = [
    (
        'wording = "up to 60 km"',
        'wording = "up to 60"',
        18,
        '"claims.2.wording": "60" has no unit; type for',
    ),
    ('wording = "up to 60 km"', 'wording = "60 s"', 18, "is a time where a length is needed"),
    ('sources = ["https://example.org/2"]', "sources = []", 20, "a claim without a source"),
    ('sources = ["https://example.org/2"]', 'sources = [""]', 20, "a claim without a source"),
    ('sources = ["https://example.org/2"]', "", 15, '"claims.2.sources" is missing'),
    ('quantity = "apogee"', 'quantity = "height"', 17, '"height" is not known; it must be one of'),
    ('party = "CNS"', 'partie = "CNS"', 15, '"claims.2.party" is missing'),
    ("condition =", "conditon =", 19, 'write "condition"'),
    ('title = "A test"', "", 1, '"title" is missing; add it'),
    ("utc_offset_hours = 9", "utc_offset_hours = 90", 5, "less than or equal to 14"),
    ("local_date = 2030-01-02", "local_date = 2030-01-01", 4, "but local_date is 2030-01-01"),
    ("T20:00:00Z", "T20:00:00", 3, "timezone"),
    ("T20:00:00Z", "T20:00:00+09:00", 3, "must be in UTC"),
    ('party = "CNS"', "party = 7", 16, "valid string"),
    # A unit that slipped, an interval the wrong way round.
    ('"about 300 km"', '"1,100 m"', 12, 'too small for a range; did you mean "1,100 km"?'),
    ('"about 300 km"', '"about 1,100 m"', 12, 'did you mean "about 1,100 km"?'),
    ('"about 300 km"', '"600-700 m"', 12, 'did you mean "600-700 km"?'),
    ('"about 300 km"', '"300,000 km"', 12, 'too large for a range; did you mean "300,000 m"?'),
    ('"up to 60 km"', '"60 m"', 18, 'too small for an apogee; did you mean "60 km"?'),
    ('"up to 60 km"', '"60-45 km"', 18, "is reversed or empty; put the smaller figure first"),
    # Sites and parties.
    ('site = "sunan"', 'site = ["sunan", "wonsan"]', 6, "an event has one site"),
    ('site = "sunan"', 'site = "sunan / wonsan"', 6, "is 2 sites where an event has one"),
    ('site = "sunan"', 'site = "sunan"\nsite = "x"', 7, '"site" stands already on line 6; keep one'),
    ('site = "sunan"', 'site = "sunnan"', 6, "sunan"),
    ('"CNS"', '"CSN"', 16, 'there is no party "CSN"; type one of CNS'),
    ('"CNS"', '"CSN"', 16, "or add it to this file as [[own_parties]]"),
    ("condition =", 'flight = "one"\ncondition =', 19, "add [[flights]]"),
    ("condition =", 'supersedes = "x"\ncondition =', 19, 'no claim with the id "x"'),
    ("condition =", 'supports = "x"\ncondition =', 19, "no claim has an id"),
    ("condition =", 'id = "x"\nsupports = "x"\ncondition =', 20, "leads back to the claim itself"),
    ("condition =", 'read_in = "mirror"\ncondition =', 19, "write 'original' or 'copy'"),
    ("condition =", "reported = 2029-12-31\ncondition =", 19, "is before the launch"),
    ("condition =", 'place = "Okushiri"\ncondition =', 19, "only a splashdown has this key"),
    ('id = "2030-01-02"', 'id = "2030 01 02"', 1, "pattern"),
    ('quantity = "apogee"', 'quantity = "a\\nb"', 17, 'the quantity "a b" is not known'),
]


@pytest.mark.parametrize(("right", "wrong", "line", "part"), FAULTS)
def test_a_fault_names_file_line_and_mend(
    tmp_path: Path, right: str, wrong: str, line: int, part: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    catalogue.event(path)
    assert right in GOOD
    path.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        catalogue.event(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: ")
    assert part in message
    assert "\n" not in message


def test_one_claim_in_single_brackets_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    head, first, _ = GOOD.split("[[claims]]")
    path.write_text(f"{head}[claims]{first}", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 9: .*write its header as \[\[claims\]\]"):
        read_event(path)


def test_keys_inside_a_long_string_do_not_shift_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    notes = 'notes = """\n[[claims]]\nwording = "x"\n"""\n'
    path.write_text(GOOD.replace("\n[[claims]]", notes + "\n[[claims]]", 1).replace("60 km", "60"))
    with pytest.raises(InputError, match=r"line 22: .*wording"):
        read_event(path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b'id = "x\n', "is not valid TOML: "),
        (b'id = "2030"\ntitle = "\xff"\n', "line 2: not UTF-8 text"),
        (b"#" * 1_000_001, "is larger than 1 MB"),
    ],
)
def test_what_is_no_event_file_is_refused(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        catalogue.event(path)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_things_are_named_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'no event "2025-01-60"; type one of 2025-01-06'):
        catalogue.event("2025-01-60")
    with pytest.raises(InputError, match=r"mine\.toml cannot be read \(no such file"):
        catalogue.event(tmp_path / "mine.toml")
    with pytest.raises(InputError, match="there is no folder"):
        catalogue.event("2025-01-06", folder=tmp_path / "none")
    with pytest.raises(InputError, match="there are none here"):
        catalogue.event("2025-01-06", folder=tmp_path)
    with pytest.raises(InputError, match='no party of 2025-01-06 is called "JCS"'):
        catalogue.event(FLAGSHIP).claims_of("JCS")
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace('"sunan"', '"sunnan"'))
    with pytest.raises(InputError, match=r'mine\.toml, line 6: "site": there is no site "sunnan"; .*sunan'):
        catalogue.event(path)


def test_the_package_and_its_quantities_load_no_heavy_library() -> None:
    code = (
        "import sys, trajkit.reports, trajkit.reports.quantity, trajkit.reports.display; "
        "sys.exit(any(name in sys.modules for name in ('pydantic', 'numpy', 'shapely')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
