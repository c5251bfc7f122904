"""Checks that a wheel holds all that trajkit needs outside its checkout: check_wheel.py WHEEL.

Licence and notice, the py.typed marker, the command, every tracked file of trajkit/ and data/
byte for byte, and nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent


def main(wheel: Path) -> int:
    """Print one line for each defect; the exit code is 1 if there is any."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    info = next(name.split("/")[0] for name in packed if name.endswith(".dist-info/METADATA"))

    expected = {f"{info}/licenses/{name}": ROOT / name for name in ("LICENSE", "NOTICE")}
    expected |= {name: ROOT / name for name in ("trajkit/py.typed", *_tracked("trajkit"))}
    expected |= {f"trajkit/{name}": ROOT / name for name in _tracked("data")}

    defects = [f"missing: {name}" for name in expected if name not in packed]
    defects += [
        f"differs from the checkout: {name}"
        for name, source in expected.items()
        if name in packed and packed[name] != source.read_bytes()
    ]
    defects += [
        f"not a tracked file: {name}"
        for name in packed
        if name not in expected and not name.startswith(f"{info}/")
    ]
    if b"trajkit = trajkit.cli:main" not in packed.get(f"{info}/entry_points.txt", b""):
        defects.append("missing: the command trajkit")

    for defect in sorted(defects):
        print(f"{wheel.name}: {defect}", file=sys.stderr)
    print(f"{wheel.name}: {len(packed)} files, {wheel.stat().st_size / 1e6:.1f} MB")
    return 1 if defects else 0


def _tracked(folder: str) -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in listing.stdout.split("\0") if name]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give one wheel: check_wheel.py dist/trajkit-0.1.0-py3-none-any.whl")
    sys.exit(main(Path(sys.argv[1])))
