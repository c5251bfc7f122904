"""The command line starts light: help imports no command and nothing heavy."""

from __future__ import annotations

import subprocess
import sys

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
    assert "trajkit.cli.app" in modules
    assert not HEAVY & modules
    assert not {lazy.where.partition(":")[0] for lazy in app.lazy.values()} & modules


@pytest.mark.parametrize("command", ["fly", "rings", "events"])
def test_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    assert not HEAVY & imported(command, "--help")


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
