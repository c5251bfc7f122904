"""Resolves constraints.txt: an exact version of everything that trajkit and its extras install.

Resolved for the oldest supported Python, then every version is looked up for the newer ones, so
that one file serves all. Only names and versions are written: no address, path or comment of the
machine that made it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST, *NEWER = "3.11", "3.12", "3.13"
HEADER = """\
# The versions that trajkit was tested with. Made by `make constraints`: not for editing.
"""


def main() -> int:
    """Write constraints.txt; the exit code is 1 if a newer Python lacks one of its versions."""
    report = json.loads(_pip(OLDEST, "--report", "-", *_requirements()))
    pins = sorted(
        f"{_canonical(item['metadata']['name'])}=={item['metadata']['version']}"
        for item in report["install"]
    )
    CONSTRAINTS.write_text(HEADER + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    print(f"{len(pins)} versions, resolved for Python {OLDEST}")

    missing = [python for python in NEWER if not _serves(python)]
    for python in missing:
        print(f"Python {python} lacks one of these versions; see above", file=sys.stderr)
    return 1 if missing else 0


def _requirements() -> list[str]:
    """What pyproject.toml asks for, all extras, without trajkit[...] itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    asked = {*project["dependencies"], *(need for extra in extras for need in extra)}
    return sorted(need for need in asked if not need.startswith("trajkit["))


def _serves(python: str) -> bool:
    try:
        _pip(python, "--no-deps", "--requirement", str(CONSTRAINTS))
    except subprocess.CalledProcessError:
        return False
    return True


def _pip(python: str, *arguments: str) -> str:
    """What pip would install for that Python, from wheels alone; only its errors are shown."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "-qq", "--ignore-installed"]
    target = ["--only-binary", ":all:", "--python-version", python]
    done = subprocess.run(
        [*command, *target, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
