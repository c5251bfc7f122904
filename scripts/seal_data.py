"""Checks every event that ships, and writes data/checked.sha256, by which lists of them are quick.

Run it after a change to an event, or to the parties, sites, body classes or regions:

    python scripts/seal_data.py

Until then `trajkit events list` checks every file anew, which takes longer.
"""

from __future__ import annotations

import sys

from trajkit.datafiles import data_path
from trajkit.reports import catalogue
from trajkit.reports.shipped import SEAL, contents, seal

__all__ = ["main"]


def main() -> int:
    """Bring the file up to date; the exit code is 1, and nothing is written, at any fault."""
    events, faults = catalogue.read_events()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    folder = data_path("events").parent
    text = seal(contents(folder))
    (folder / SEAL).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(events)} events are good; wrote {folder / SEAL}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
