"""Event files: those that ship, and what is said of faulty ones."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import tracemalloc
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from trajkit.datafiles import data_path
from trajkit.errors import InputError
from trajkit.reports import catalogue
from trajkit.reports.clock import read_clock
from trajkit.reports.compass import read_bearing
from trajkit.reports.event import read_event
from trajkit.reports.tomlfile import FileError
from trajkit.reports.tomllines import find_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

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


@pytest.mark.parametrize(
    ("wording", "first", "last"),
    [
        ("12:01 JST", "03:00:30", "03:01:30"),
        ("about 12:01 KST", "03:00:00", "03:02:00"),
        ("03:01:10 UTC", "03:01:09.5", "03:01:10.5"),
        ("over Hokkaido, 12:05-12:07 JST", "03:04:30", "03:07:30"),
        ("23:50 UTC", "23:49:30", "23:50:30"),
        ("9:01 local time", "00:00:30", "00:01:30"),
    ],
)
def test_times_of_day(wording: str, first: str, last: str) -> None:
    near = datetime(2025, 1, 6, 3, 1, tzinfo=UTC)
    ends = read_clock(wording).interval_utc(near, 9.0)
    assert [end.time() for end in ends] == [time.fromisoformat(first), time.fromisoformat(last)]
    assert all(abs(end - near) <= timedelta(hours=12) for end in ends)


@pytest.mark.parametrize(
    "wording", ["at noon", "12:01", "25:00 JST", "12:01 XYZ", "12:07-12:05 JST"]
)
def test_what_is_no_time_of_day_is_refused(wording: str) -> None:
    with pytest.raises(InputError, match=r'^"[^"]+" (has|is|ends) .*; '):
        read_clock(wording)


@pytest.mark.parametrize("event_id", catalogue.event_ids())
def test_times_of_day_agree_with_the_event_and_with_the_flight_time(event_id: str) -> None:
    """Launches within 20 minutes of the event's; a fall minus a launch is the time of flight."""
    event = catalogue.event(event_id)
    for claim in event.claims:
        ends = event.time_utc(claim)
        if claim.quantity == "launch_time" and ends is not None:
            assert abs(ends[0] - event.launch_time_utc) < timedelta(minutes=20), claim
    for party in event.parties:
        said = {claim.quantity: claim for claim in event.standing() if claim.party == party}
        if {"launch_time", "fall_time", "flight_time"} <= said.keys():
            launch, fall = (event.time_utc(said[key]) for key in ("launch_time", "fall_time"))
            figure = said["flight_time"].figure
            assert launch is not None
            assert fall is not None
            assert figure is not None
            assert figure.low is None or figure.low <= (fall[1] - launch[0]).total_seconds()
            assert figure.high is None or figure.high >= (fall[0] - launch[1]).total_seconds()


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
    ("2030-01-01T20", "0001-01-01T20", 3, "the year 1 is not between 1940 and 2200"),
    ("utc_offset_hours = 9", f"utc_offset_hours = {'9' * 5000}", 5, "too many digits"),
    ("utc_offset_hours = 9", "utc_offset_hours = nan", 5, "less than or equal to 14"),
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
    (
        'site = "sunan"',
        'site = "sunan"\nsite = "x"',
        7,
        '"site" stands already on line 6; keep one',
    ),
    ('site = "sunan"', 'site = "sunnan"', 6, "sunan"),
    ('"CNS"', '"CSN"', 16, 'there is no party "CSN"; type one of CNS'),
    ('"CNS"', '"CSN"', 16, "or add it to this file as [[own_parties]]"),
    ("condition =", 'flight = "one"\ncondition =', 19, "add [[flights]]"),
    ("condition =", 'supersedes = "x"\ncondition =', 19, 'no claim with the id "x"'),
    ("condition =", 'supports = "x"\ncondition =', 19, "no claim has an id"),
    ("condition =", 'id = "x"\nsupports = "x"\ncondition =', 20, "leads back to the claim itself"),
    ("condition =", 'read_in = "mirror"\ncondition =', 19, "write 'original' or 'copy'"),
    ("condition =", "reported = 2029-12-31\ncondition =", 19, "is before the launch"),
    (
        "condition =",
        'place = "Okushiri"\ncondition =',
        19,
        "only a splashdown or an overflight has",
    ),
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
    with pytest.raises(
        InputError, match=r'mine\.toml, line 6: "site": there is no site "sunnan"; .*sunan'
    ):
        catalogue.event(path)


def test_the_package_and_its_quantities_load_no_heavy_library() -> None:
    code = (
        "import sys, trajkit.reports, trajkit.reports.quantity, trajkit.reports.display; "
        "sys.exit(any(name in sys.modules for name in ('pydantic', 'numpy', 'shapely')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("event_id", catalogue.event_ids())
def test_every_shipped_claim_is_sourced_and_names_its_party_as_listed(event_id: str) -> None:
    raw = tomllib.loads(data_path("events", f"{event_id}.toml").read_text(encoding="utf-8"))
    assert {claim["party"] for claim in raw["claims"]} <= {one.name for one in catalogue.parties()}
    event = catalogue.event(event_id)
    assert event.id == event_id
    assert all(claim.sources for claim in event.claims)


def test_all_that_ships_is_read_at_once() -> None:
    events, faults = catalogue.read_events()
    assert faults == []
    assert tuple(event.id for event in events) == catalogue.event_ids()


def test_no_two_parties_share_a_name() -> None:
    names = [name.casefold() for one in catalogue.parties() for name in (one.name, *one.aliases)]
    assert len(names) == len(set(names))
    assert catalogue.party("south korean  jcs").name == "ROK JCS"


def test_an_alias_becomes_the_party_s_name_and_a_file_may_have_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    own = '[[own_parties]]\nname = "My radar"\ntitle = "A radar of mine"\naliases = ["radar"]\n\n'
    text = GOOD.replace('"KCNA"', '"korean central news agency"').replace('"CNS"', '"Radar"')
    path.write_text(text.replace("[[claims]]", own + "[[claims]]", 1))
    assert catalogue.event(path).parties == ("KCNA", "My radar")


SEVERAL = (
    GOOD.split("[[claims]]")[0]
    + """
[[flights]]
name = "first"

[[flights]]
name = "second"
failed = true

[[claims]]
id = "early"
flight = "first"
party = "KCNA"
quantity = "range"
wording = "300 km"
reported = 2030-01-02
sources = ["https://example.org/1"]

[[claims]]
flight = "first"
party = "KCNA"
quantity = "range"
wording = "310 km"
reported = 2030-01-03
supersedes = "early"
sources = ["https://example.org/2"]

[[claims]]
flight = "second"
party = "KCNA"
quantity = "range"
wording = "400 km"
sources = ["https://example.org/2"]

[[claims]]
party = "KCNA"
quantity = "apogee"
wording = "60 km"
sources = ["https://example.org/2"]

[[claims]]
party = "KCNA"
quantity = "splashdown"
wording = "about 200 km NW of Okushiri"
place = "Okushiri"
place_latitude_deg = 42.15
place_longitude_deg = 139.45
distance = "about 200 km"
bearing = "north-west"
inside_eez = false
sources = ["https://example.org/2"]
"""
)


def test_flights_and_what_stands_of_their_claims(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SEVERAL)
    event = catalogue.event(path)

    def words(flight: str | None) -> list[str]:
        return [claim.wording for claim in event.standing(flight) if claim.figure is not None]

    assert words("first") == words(None) == ["310 km", "60 km"]
    assert words("second") == ["400 km", "60 km"]
    assert (event.has_failed(), event.has_failed("second")) == (False, True)
    with pytest.raises(InputError, match='has no flight "third"; choose one of first, second'):
        event.standing("third")
    with pytest.raises(InputError, match="has one flight, which needs no name"):
        catalogue.event(FLAGSHIP).standing("first")


def test_where_it_fell(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SEVERAL)
    fell = catalogue.event(path).claims[-1]
    assert fell.bearing_deg == 315.0
    assert fell.distance_from_place is not None
    assert (fell.distance_from_place.low, fell.distance_from_place.high) == (180e3, 220e3)
    assert fell.figure is None


@pytest.mark.parametrize(
    ("right", "wrong", "part"),
    [
        ('flight = "second"', 'flight = "third" # here', "its flights are first, second"),
        ('name = "second"', 'name = "first" # here', '"first" stands already at "flights.1"'),
        ('supersedes = "early"', 'supersedes = "erly" # here', "the ids are early"),
        ('supersedes = "early"', 'id = "early" # here', '"early" stands already at "claims.1"'),
        (
            'reported = 2030-01-03\nsupersedes = "early"',
            'reported = 2030-01-01\nsupersedes = "early" # here',
            "was reported later, on 2030-01-02; exchange the two",
        ),
        (
            'flight = "second"',
            'flight = "second"\nsupersedes = "early" # here',
            'has the flight "first" and not "second"',
        ),
        (
            'quantity = "apogee"',
            'quantity = "apogee"\nsupersedes = "early" # here',
            'has the quantity "range" and not "apogee"',
        ),
        (
            "place_latitude_deg = 42.15\nplace_longitude_deg = 139.45\n",
            "place_longitude_deg = 139.45 # here\n",
            "latitude and longitude go together",
        ),
        (
            'place = "Okushiri"\nplace_latitude_deg = 42.15',
            "place_latitude_deg = 42.15 # here",
            "this is told from a place",
        ),
        ('"north-west"', '"north-east-west" # here', "is not known; write a point of the compass"),
        ('"north-west"', "400 # here", "not between 0 and 360 degrees"),
        ('distance = "about 200 km"', 'distance = "about 200" # here', "has no unit"),
        ("inside_eez = false", 'inside_eez = "perhaps" # here', "valid boolean"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(
    tmp_path: Path, right: str, wrong: str, part: str
) -> None:
    path = tmp_path / "mine.toml"
    assert right in SEVERAL
    text = SEVERAL.replace(right, wrong)
    path.write_text(text)
    (line,) = (n for n, words in enumerate(text.splitlines(), 1) if words.endswith("# here"))
    with pytest.raises(InputError) as caught:
        catalogue.event(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: "), message
    assert part in message
    assert "\n" not in message


def test_a_circle_of_references_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        SEVERAL.replace('id = "early"', 'id = "early"\nsupports = "late"').replace(
            'supersedes = "early"', 'id = "late"\nsupports = "early"'
        )
    )
    with pytest.raises(InputError, match=r"line \d+: .*leads back to the claim itself"):
        catalogue.event(path)


@pytest.mark.parametrize(
    ("bearing", "degrees"),
    [
        ("west", 270.0), ("North-West", 315.0), ("northwest", 315.0), ("NNE", 22.5),
        ("east-north-east", 67.5), ("ESE", 112.5), ("ssw", 202.5), ("wnw", 292.5),
        ("north-north-west", 337.5), (12.5, 12.5), (360, 0.0),
    ],
)  # fmt: skip
def test_points_of_the_compass(bearing: str | float, degrees: float) -> None:
    assert read_bearing(bearing) == degrees


def test_every_fault_of_a_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace('"sunan"', "7").replace('"up to 60 km"', '"up to 60"'))
    with pytest.raises(FileError) as caught:
        catalogue.event(path)
    first, second = caught.value.sentences
    assert str(caught.value) == first
    assert "line 6" in first
    assert "line 18" in second


def test_a_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "2030-01-02.toml").write_text(GOOD)
    (tmp_path / "2030-01-03.toml").write_text(GOOD)  # its id is another
    (tmp_path / "2030-01-04.toml").write_text(GOOD[:300])
    (tmp_path / "notes.txt").write_text("not an event")
    events, faults = catalogue.read_events(tmp_path)
    assert [event.id for event in events] == ["2030-01-02"]
    assert len(faults) == 2
    assert "give both the same name" in str(faults[0])
    beside = catalogue.event_ids([tmp_path, "catalogue"])
    assert set(beside) == {*catalogue.event_ids(tmp_path), *catalogue.event_ids()}


def test_the_first_folder_that_has_an_id_counts(tmp_path: Path) -> None:
    text = data_path("events", f"{FLAGSHIP}.toml").read_text(encoding="utf-8")
    (tmp_path / f"{FLAGSHIP}.toml").write_text(
        text.replace("Hwasong-16B", "Mine"), encoding="utf-8"
    )
    assert catalogue.event(FLAGSHIP, [tmp_path, "catalogue"]).title.startswith("Mine")
    assert not catalogue.event(FLAGSHIP, ["catalogue", tmp_path]).title.startswith("Mine")


def test_a_file_without_end_is_not_read_through() -> None:
    endless = pathlib.Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this system has no endless file")
    with pytest.raises(InputError, match="larger than 1 MB"):
        read_event(endless)


def test_a_large_file_is_refused_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="larger than 1 MB"):
            catalogue.event(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("length", range(0, len(SEVERAL), 7))
def test_a_file_that_breaks_off_anywhere_has_one_sentence(tmp_path: Path, length: int) -> None:
    path = tmp_path / "mine.toml"
    part = SEVERAL[:length]
    path.write_text(part)
    try:
        catalogue.event(path)
    except FileError as error:
        for sentence in error.sentences:
            place = re.match(rf"{re.escape(str(path))}, line (\d+): ", sentence)
            assert place is not None, sentence
            assert int(place[1]) <= max(part.count("\n") + 1, 1)
            assert "\n" not in sentence
            assert "; " in sentence


def paths_in(value: object, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each table, key and element that the parser found."""
    if keys:
        yield keys
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from paths_in(inner, (*keys, key))


TRICKY = '''
a.b.c = 1 # [x]
"a b" = """
[[claims]]
x = 1 \\""" still
"""
list = [
  [1, 2], # ]
  { k = "}", 'm' = '[' },
  "a = b", 2030-01-02 03:04:05Z,
]
literal = \'\'\'
[y]\'\'\'
[t.u]
v = "\\" # no"
[[arr]]
[arr.sub]
k = 1
[[arr]]
[[arr.inner]]
[[arr.inner]]
k = 2
'''


@pytest.mark.parametrize(
    "text",
    [
        TRICKY,
        *(path.read_text(encoding="utf-8") for path in sorted(data_path().glob("*.toml"))),
        *(path.read_text(encoding="utf-8") for path in catalogue.event_files().values()),
    ],
)
def test_the_locator_finds_what_the_parser_finds(text: str) -> None:
    found = find_lines(text)
    expected = set(paths_in(tomllib.loads(text)))
    assert expected == set(found.by_keys)
    lines = text.splitlines()
    for keys, line in found.by_keys.items():
        names = [key for key in keys if isinstance(key, str)]
        if isinstance(keys[-1], str):
            assert names[-1] in lines[line - 1]


def schema_script() -> ModuleType:
    path = pathlib.Path(__file__).resolve().parent.parent / "scripts" / "build_event_schema.py"
    spec = importlib.util.spec_from_file_location("build_event_schema", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_schema_for_editors_is_fresh() -> None:
    # If this fails, run: python scripts/build_event_schema.py
    assert (
        data_path("event.schema.json").read_text(encoding="utf-8") == schema_script().schema_text()
    )


def test_the_schema_for_editors_agrees_with_what_is_read(tmp_path: Path) -> None:
    """Another library's judgement of the same files by the schema that is shipped."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(data_path("event.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)

    def fits(text: str) -> bool:
        return bool(validator.is_valid(json.loads(json.dumps(tomllib.loads(text), default=str))))

    for path in catalogue.event_files().values():
        assert fits(path.read_text(encoding="utf-8")), path
    for right, wrong in (
        ("sources =", "sourcs ="),
        ('quantity = "apogee"', 'quantity = "height"'),
        ("utc_offset_hours = 9", "utc_offset_hours = 90"),
        ('title = "A test"', ""),
    ):
        text = GOOD.replace(right, wrong)
        assert text != GOOD
        assert not fits(text)
        (tmp_path / "mine.toml").write_text(text)
        with pytest.raises(InputError):
            catalogue.event(tmp_path / "mine.toml")
