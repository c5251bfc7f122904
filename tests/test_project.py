"""What the project promises of itself: light imports, exact pins, one version, no network."""

from __future__ import annotations

import importlib.metadata
import re
import socket
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import no_network
import pytest

import trajkit

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"([a-z0-9][a-z0-9-]*)==([0-9][A-Za-z0-9.+!]*)")
HEAVY = {"cartopy", "matplotlib", "pandas", "pydantic", "scipy", "shapely", "xarray"}


def tracked_files() -> list[Path]:
    """Every file under version control that is there, without the links."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(pins), "constraints.txt has a line that is not name==version"
    return {pin[1]: pin[2] for pin in pins if pin}


@pytest.mark.parametrize("module", ["trajkit", "trajkit.cli"])
def test_import_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*{HEAVY!r}.intersection(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == []


def test_version_is_the_newest_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == trajkit.__version__


def test_constraints_pin_everything_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {*project["dependencies"], *chain(*project["optional-dependencies"].values())}
    names = {re.split(r"[^A-Za-z0-9_.-]", need)[0] for need in asked}
    canonical = {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    assert canonical - {"trajkit"} <= constraints().keys()


def test_constraints_are_what_is_tested() -> None:
    installed = {
        name: found.version
        for name in constraints()
        for found in importlib.metadata.distributions(name=name)
    }
    assert installed
    assert installed == {name: constraints()[name] for name in installed}


def test_constraints_name_no_place() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|@|^-|\bindex\b|/", text, flags=re.MULTILINE)


def test_no_tracked_text_names_a_place_on_one_machine() -> None:
    absolute = re.compile(r"(?<![\w.)}])/(?:home|root|Users|work|workspace|opt/py\w*)/\w+")
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in absolute.finditer(text)]
    assert found == []


def test_every_module_says_what_is_public() -> None:
    defines = re.compile(r"^(?:def |class |\w+(?:: .+)? = )", flags=re.MULTILINE)
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "trajkit").rglob("*.py"))
        for code in [path.read_text(encoding="utf-8")]
        if path.name != "__main__.py" and defines.search(code) and "\n__all__ = [" not in code
    ]
    assert silent == []


def test_every_public_name_is_there() -> None:
    missing = [name for name in trajkit.__all__ if not hasattr(trajkit, name)]
    assert missing == []


def test_the_network_is_off() -> None:
    with pytest.raises(OSError, match="network is off"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)  # RFC 5737: an address of nobody
    with pytest.raises(OSError, match="network is off"):
        socket.getaddrinfo("example.org", 80)
    assert no_network.attempts == ["192.0.2.1", "example.org"]
    no_network.attempts.clear()


def test_the_network_is_off_in_a_child() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The network is off" in done.stderr


def test_this_machine_itself_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=1).close()
