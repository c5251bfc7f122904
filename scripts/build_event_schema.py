"""Writes data/event.schema.json, by which editors check and complete event files as one types.

Run it after a change to what an event file may hold:

    python scripts/build_event_schema.py

An editor that knows TOML schemas (through taplo, for instance) takes it from a first line such as
``#:schema ../event.schema.json``. What a schema cannot say (that a wording can be read, that a
party and a site are known, that references lead somewhere) `trajkit events check` says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trajkit.reports.event import Event

__all__ = ["PAGE", "main", "schema_text"]

PAGE = Path(__file__).resolve().parent.parent / "data" / "event.schema.json"


def main() -> None:
    """Bring the file up to date."""
    PAGE.write_text(schema_text(), encoding="utf-8", newline="\n")


def schema_text() -> str:
    """The schema as JSON."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Event.model_json_schema(),
        "title": "A launch as reported, in a trajkit event file",
    }
    for table in (schema, *schema["$defs"].values()):
        described = _attributes(table.get("description", ""))
        table["description"] = table.get("description", "").partition("\n")[0]
        for key, content in table.get("properties", {}).items():
            content.pop("title", None)
            if key in described:
                content["description"] = described[key]
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _attributes(docstring: str) -> dict[str, str]:
    """What a class says of its attributes, under "Attributes" in its docstring."""
    found: dict[str, str] = {}
    keys: list[str] = []
    for line in docstring.partition("Attributes\n")[2].splitlines()[1:]:
        if line and not line.startswith(" "):
            keys = [key.strip() for key in line.partition(" : ")[0].split(",")]
        for key in keys if line.startswith(" ") else ():
            found[key] = f"{found.get(key, '')} {line.strip()}".strip()
    return found


if __name__ == "__main__":
    main()
