"""Bad input to the command line: one sentence on stderr, exit code 2, nothing left behind."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_line import trajkit

from trajkit.cli import console
from trajkit.cli.failures import run
from trajkit.cli.site import read_place
from trajkit.errors import InputError

FLIGHT = {
    "--site": "39.19,125.96",
    "--altitude": "60 km",
    "--speed": "2.2 km/s",
    "--angle": "42",
    "--azimuth": "60",
    "--beta": "8000",
}
HEADER = "latitude_deg,longitude_deg,altitude_m,speed_m_s,angle_deg,azimuth_deg,beta_kg_m2"
ROW = "39.19,125.96,60000,2200,42,60,8000"


GIVEN = [
    "reconstruct",
    "--method=solve",
    "--site",
    "39,126",
    "--azimuth",
    "60",
    "--range",
    "900 km",
]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def left_behind() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def fly(*more: str, without: str = "", **changed: str) -> list[str]:
    options = FLIGHT | {f"--{name}": value for name, value in changed.items()}
    options.pop(without, None)
    return ["fly", "--json", "a.json", *(w for pair in options.items() for w in pair), *more]


def rings(site: str = "pyongyang", distance: str = "900 km", out: str = "a.png") -> list[str]:
    return ["rings", "--site", site, "--range", distance, "--out", out]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        # What the flight's state can be.
        (fly(site="95,126"), "latitude 95 is not between -90 and 90 degrees"),
        (fly(site="125.96,39.19"), "latitude comes first: did you mean 39.19,125.96?"),
        (fly(site="39.19,400"), "longitude 400"),
        (fly(site="nan,126"), "must be numbers"),
        (fly(site="39°11'N 125°57'E"), "--site 39.1833,125.9500"),
        (fly(site="3911,12557"), "here 39.1833,125.9500"),
        (fly(site="39.19"), "latitude and longitude"),
        (fly(site="39,19,125,96"), "one comma"),
        (fly(site="pyongyng"), "pyongyang"),
        (fly(beta="-8000"), "ballistic coefficient -8000 kg/m2 is not above 0"),
        (fly(beta="0"), "type inf for no drag"),
        (fly(beta="nan"), "--beta"),
        (fly(speed="12 km/s"), "escape speed"),
        (fly(speed="nan km/s"), "--speed"),
        (fly(speed="2200"), "km/s, m/s"),
        (fly(speed="2 km"), "is a length where a speed is needed"),
        (fly(altitude="60"), 'type for instance "60 km"'),
        (fly(altitude="-1 km"), "negative"),
        (fly(altitude="200,000 km"), "100,000 km"),
        (fly(altitude="0 m", angle="-5"), "points below the horizon at ground level"),
        (fly(altitude="0 m", angle="0"), "does not rise"),
        (fly(altitude="0 m", speed="0 m/s"), "does not rise"),
        (fly(angle="95"), "flight-path angle 95"),
        (fly(angle="nan"), "--angle"),
        (fly(angle="steep"), "--angle 42"),
        (fly(azimuth="400"), "azimuth 400"),
        (fly(until="30"), "has no unit"),
        (fly(until="0 s"), "above 0 s"),
        (fly(times="5,x"), "number of seconds"),
        (fly(times="5,3"), "3 s does not come after 5 s"),
        (fly(times="-1"), "from 0 s up"),
        (fly("--density-multiplier", "-1"), "density multiplier -1"),
        (fly("--wind", "no.csv"), "no.csv cannot be read"),
        (fly(without="--beta"), "--beta inf for a flight without drag"),
        (["fly"], "--site, --altitude, --speed, --angle, --azimuth and --beta"),
        # What the rings can be.
        (rings(distance="0 km"), "a range of 0 km"),
        (rings(distance="30,000 km"), "up to 20,004 km"),
        (rings(distance="nan"), "not a finite number"),
        (rings(distance="1100"), '"1100 km"'),
        (rings(site="95,20"), "did you mean 20,95?"),
        (rings(site="wonsn"), "wonsan"),
        (rings(out="a.gif"), ".png, .svg or .pdf"),
        (["rings", "--site", "pyongyang", "--range", "9 km"], "--out rings.png"),
        (["rings", "--site", "pyongyang", "--out", "a.png"], "needs --range"),
        ([*rings(), "--sea-label", "japan"], "none, east-sea, sea-of-japan, both"),
        ([*rings(), "--out", "./a.png"], "two results would go to"),
        # What was typed.
        (["events", "show", "2025-01-07"], "2025-01-06"),
        (["events", "show", "no.toml"], "no.toml"),
        (["events", "show"], "needs ID"),
        (["events", "shw"], "perhaps show is meant"),
        (["rins"], "perhaps rings is meant"),
        (["xyzzy"], "type one of reconstruct, fly, sweep, rings, sensitivity, events"),
        (["--colour"], "no option --colour"),
        (fly("--sphericl"), "perhaps --spherical is meant"),
        (["fly", "--speed", "2.2", "km/s"], 'type for instance "2.2 km/s"'),
        (fly("km"), "in quotes"),
        (["fly", "--altitude"], "--altitude needs a value"),
        (["fly", "--altitude", "--speed", "2 km/s"], "--altitude needs a value before --speed"),
        (["fly", "--spherical=yes"], "--spherical"),
        (fly("--units", "metre"), "perhaps metric is meant"),
        # Where to write.
        (fly("--out", "a.txt"), ".csv"),
        (rings(out="/dev/null/a.png"), "not a folder"),
        (rings(out="."), "has no suffix"),
        ([*GIVEN, "--out", ""], "--out names no folder"),
        ([*GIVEN, "--json", ""], "empty"),
        ([*GIVEN, "--out", "a", "--json", "a"], "a is to be a folder"),
        ([*GIVEN, "--out", "a", "--json", "a/map.png"], "two results would go to a/map.png"),
        ([*GIVEN, "--format", "bmp"], "choose from png, svg, pdf, json, csv"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_bad_input_is_refused_in_one_sentence(arguments: list[str], says: str) -> None:
    assert says in trajkit(*arguments).sentence
    assert left_behind() == []


@pytest.mark.parametrize("out", ["a.png", "a.svg"])
def test_an_existing_file_is_kept(out: str) -> None:
    Path(out).write_bytes(b"kept")
    assert "--force" in trajkit(*rings(out=out)).sentence
    assert Path(out).read_bytes() == b"kept"


def test_an_unwritable_folder_is_named() -> None:
    folder = Path("closed")
    folder.mkdir(mode=0o500)
    # Root may write anywhere but into the kernel's own folders.
    place = "closed" if os.geteuid() else "/proc"
    for arguments in (rings(out=f"{place}/a.png"), [*fly("--out", f"{place}/a.csv"), "--force"]):
        assert f"cannot write in {place}" in trajkit(*arguments).sentence
    assert left_behind() == ["closed"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (f"{HEADER}\n", "no rows"),
        (f"{HEADER.replace('altitude_m', 'altitude_km')}\n{ROW}\n", 'call it "altitude_m"'),
        (f"{HEADER.replace('speed_m_s', 'speed')}\n{ROW}\n", 'call it "speed_m_s"'),
        (f"{HEADER.replace('azimuth_deg', 'azimut_deg')}\n{ROW}\n", 'rename it to "azimuth_deg"'),
        (f"{HEADER},until_min\n{ROW},5\n", 'call it "until_s"'),
        (f"{HEADER.replace(',beta_kg_m2', '')}\n{ROW}\n", "lacks the column beta_kg_m2"),
        (f"{HEADER},angle_deg\n{ROW},1\n", 'two columns called "angle_deg"'),
        (f"{HEADER},status\n{ROW},x\n", '"status" has the name of a result'),
        (f"{HEADER.replace(',', ';')}\n{ROW}\n", "parted by commas"),
        (f"{HEADER}\n{ROW}\n\udcff", "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_whole(text: str, says: str) -> None:
    Path("rows.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert says in trajkit("fly", "--table", "rows.csv", "--out", "results.csv").sentence
    assert left_behind() == ["rows.csv"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ((), "--out results.csv"),
        (("--out", "results.txt"), ".csv"),
        (("--out", "rows.csv"), "exists already"),
        (("--out", "results.csv", "--beta", "3", "--times", "5"), "--beta and --times"),
    ],
)
def test_what_does_not_go_with_a_table_is_refused(more: tuple[str, ...], says: str) -> None:
    Path("rows.csv").write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    assert says in trajkit("fly", "--table", "rows.csv", *more).sentence
    assert left_behind() == ["rows.csv"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("--wind", "altitude_m,east_m_s\n0,1\n9,1\n", "north_m_s"),
        ("--wind", "altitude_m,east_m_s,north_m_s\n0,1,0\n9,x,0\n", 'line 3: east_m_s is "x"'),
        ("--wind", "altitude_m,east_m_s,north_m_s\n9,1,0\n0,1,0\n", "altitudes must rise"),
        ("--density-profile", "altitude_m,density_kg_m3\n0,1\n9,-1\n", "above 0 kg/m3"),
        ("--density-profile", "altitude_km,density_kg_m3\n0,1\n9,1\n", 'call it "altitude_m"'),
    ],
)
def test_air_that_cannot_be_used_is_refused(name: str, text: str, says: str) -> None:
    Path("air.csv").write_text(text, encoding="utf-8")
    sentence = trajkit(*fly(name, "air.csv")).sentence
    assert "air.csv" in sentence
    assert says in sentence
    assert left_behind() == ["air.csv"]


@pytest.mark.parametrize(
    ("text", "latitude_deg", "longitude_deg"),
    [
        ("39.19,125.96", 39.19, 125.96),
        ("-33.9, 18.4", -33.9, 18.4),
        ("\N{MINUS SIGN}33.9,18.4", -33.9, 18.4),
        ("39.19 125.96", 39.19, 125.96),
        ("+0.5,-.5", 0.5, -0.5),
        ("90,360", 90.0, 360.0),
    ],
)
def test_coordinates_are_read(text: str, latitude_deg: float, longitude_deg: float) -> None:
    place = read_place(text)
    assert (place.latitude_deg, place.longitude_deg) == (latitude_deg, longitude_deg)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        # The Greenwich transit circle and the Cape observatory, by their published coordinates.
        ("51°28'40\"N 0°0'5\"W", "51.4778,-0.0014"),
        ("33°56'4″ S, 18°28'39″ E", "-33.9344,18.4775"),
        ("N39.19 E125.96", "39.1900,125.9600"),
        ("125°57'E 39°11'N", "39.1833,125.9500"),
    ],
)
def test_sexagesimal_degrees_are_refused_with_the_decimal_form(text: str, decimal: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_place(text)
    assert str(refusal.value).endswith(f"--site {decimal}")


def test_an_interruption_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def interrupted() -> None:
        raise KeyboardInterrupt

    assert run(interrupted, []) == 130
    assert capfd.readouterr().err.strip() == ""


def test_warnings_are_sentences(capfd: pytest.CaptureFixture[str]) -> None:
    import warnings

    @click.command()
    def warned() -> None:
        warnings.warn("a glyph\nis missing", stacklevel=1)

    assert run(warned, []) == 0
    assert capfd.readouterr().err == "Warning: a glyph is missing\n"


def test_a_result_that_cannot_be_written_out_is_a_sentence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    @click.command()
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert run(full, []) == 2
    error = capfd.readouterr().err
    assert error == "Error: cannot write the result out (no space left on device)\n"


def test_letters_that_a_terminal_lacks_are_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def said() -> None:
        click.echo('"56.0–91.1°, −3 ≈ \N{HANGUL SYLLABLE NAM}\N{ROCKET}"')

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    assert run(said, []) == 0
    line = written.getvalue().decode("latin-1")
    assert line.startswith('"56.0-91.1°, -3 ~ ')
    assert json.loads(line).endswith("\N{HANGUL SYLLABLE NAM}\N{ROCKET}")


def test_there_may_be_no_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    console.prose("Said to nobody.")


def test_a_reader_that_stops_reading_is_no_error() -> None:
    script = "from trajkit.cli import main; main(['events', 'show', '2025-01-06'])"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()
