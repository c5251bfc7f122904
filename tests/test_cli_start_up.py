"""The command line starts light: help imports no command and nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import click
import pytest
from command_line import trajkit

import trajkit as package
from trajkit.cli.app import app

HEAVY = {
    "cartopy", "matplotlib", "numpy", "pandas", "pydantic", "pyproj", "rich", "scipy", "shapely",
    "xarray",
}  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """Modules that a command line has imported when it ends."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from trajkit.cli import main\n"
        f"main({list(arguments)!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_the_first_look_imports_no_command(option: str) -> None:
    modules = imported(option)
    assert "trajkit.cli.front" in modules
    assert not HEAVY & modules
    assert not {lazy.where.partition(":")[0] for lazy in app.lazy.values()} & modules
    # Each of these takes longer to import than Python takes to start, or nearly so.
    assert not {"click", "typing", "inspect", "re", "shutil", "trajkit.cli.app"} & modules


def test_the_first_look_takes_less_than_five_times_bare_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "scripts"))
    from benchmark_startup import BARE, measure

    look = [sys.executable, "-c", "from trajkit.cli import main; main(['--help'])"]
    times = measure({BARE: [sys.executable, "-c", "pass"], "look": look}, rounds=9)
    assert median(times["look"]) < 5.0 * median(times[BARE])


@pytest.mark.parametrize("columns", [1, 50, 52, 57, 61, 70, 79, 80, 81, 300])
def test_the_first_page_is_laid_out_as_click_does_it(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    with click.Context(app, info_name="trajkit", **app.context_settings) as context:
        page = app.get_help(context)
    assert trajkit("--help") == trajkit("-h") == trajkit() == (0, f"{page}\n", "")


def test_a_shell_that_completes_a_word_gets_no_first_page() -> None:
    asked = {
        "_TRAJKIT_COMPLETE": "bash_complete", "COMP_WORDS": "trajkit ev", "COMP_CWORD": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from trajkit.cli import main; main([])"],
        capture_output=True, text=True, check=False, env={**os.environ, **asked},
    )  # fmt: skip
    assert done.stdout.split() == ["plain,events"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_the_first_page_says_that_it_cannot_be_written() -> None:
    script = "from trajkit.cli import main; main(['--help'])"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", script], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Error: cannot write the result out (no space left")


@pytest.mark.parametrize("command", ["fly", "rings", "events"])
def test_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    modules = imported(command, "--help")
    assert not HEAVY & modules
    assert not {"csv", "json", "trajkit.cli.csvfile", "trajkit.reports.quantity"} & modules


def test_listing_the_events_that_ship_imports_nothing_heavy() -> None:
    modules = imported("events", "list", "--quiet")
    assert "trajkit.reports.summary" in modules
    assert not HEAVY & modules
    # What reads quantities, writes files and checks events has nothing to do here.
    assert not {"trajkit.reports.quantity", "trajkit.output.files", "random"} & modules


def test_drawing_code_stays_out_of_a_flight() -> None:
    modules = imported(
        "fly", "--site", "0,0", "--altitude", "1 km", "--speed", "9 m/s", "--angle", "0",
        "--azimuth", "0", "--beta", "inf",
    )  # fmt: skip
    assert "numpy" in modules
    assert not {"cartopy", "matplotlib", "pandas", "rich", "xarray"} & modules


@pytest.mark.parametrize("name", list(app.lazy))
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert command.name == name
    assert command.help is not None
    assert command.help.startswith(app.lazy[name].summary)


def test_the_version_is_the_package_s() -> None:
    assert trajkit("--version") == (0, f"trajkit {package.__version__}\n", "")


def test_no_command_at_all_shows_the_help() -> None:
    assert trajkit() == trajkit("--help")
    assert trajkit("events") == trajkit("events", "--help")
    assert all(name in trajkit().out for name in app.lazy)


def test_events_are_listed_and_shown() -> None:
    ids = [event["id"] for event in trajkit("events", "list", "--json", "-").json["events"]]
    assert "2025-01-06" in ids
    assert "2025-01-06" in trajkit("events", "list").out
    shown = trajkit("events", "show", "2025-01-06").out
    assert "about 1,100 km" in shown
    assert "https://www.koreaherald.com/article/10384890" in shown
    claims = trajkit("events", "show", "2025-01-06", "--json", "-").json["claims"]
    assert {claim["party"] for claim in claims} == {"ROK JCS", "Japan MOD", "KCNA"}
