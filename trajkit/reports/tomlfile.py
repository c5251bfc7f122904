"""Reads a TOML file into a model; errors name the file, the line, the key and the mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from trajkit.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

__all__ = ["line_of", "read_toml"]

Model = TypeVar("Model", bound=BaseModel)
Keys = tuple[str | int, ...]

#: Files of this kind are written by hand; one this large (bytes) is something else.
_LARGEST: Final = 2_000_000

_TABLE: Final = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY: Final = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w"'-]+)*)\s*=""")


def read_toml(path: Path, model: type[Model]) -> Model:
    """Read a file into a pydantic model.

    Raises
    ------
    InputError
        If the file cannot be read, is no TOML, or does not fit the model. Only the first fault is
        told, in one sentence.
    """
    text = _read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = str(error).replace("(at ", "at ").rstrip(")")
        raise InputError(f"{path} is not valid TOML: {fault}; mend that place") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line = line_of(text, first["loc"])
        sentence = " ".join(_sentence(first, model).split())
        raise InputError(f"{path}, line {line}: {sentence}") from None


def line_of(text: str, keys: Keys) -> int:
    """Line on which a key stands, or else the nearest table around it; the first line is 1."""
    lines = _lines_by_key(text)
    for length in range(len(keys), 0, -1):
        line = lines.get(keys[:length])
        if line is not None:
            return line
    return 1


def _lines_by_key(text: str) -> dict[Keys, int]:
    """Line of each table header and of each key, by path from the root."""
    lines: dict[Keys, int] = {}
    counts: dict[Keys, int] = {}
    table: Keys = ()
    in_long_string = False
    for number, line in enumerate(text.splitlines(), start=1):
        was_in_long_string = in_long_string
        if (line.count('"""') + line.count("'''")) % 2:
            in_long_string = not in_long_string
        if was_in_long_string:
            continue
        if header := _TABLE.match(line):
            table = _inside_arrays(_split_key(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_split_key(key[1])), number)
    return lines


def _inside_arrays(names: tuple[str, ...], counts: dict[Keys, int]) -> Keys:
    """A header's path with the index of the last element after each array of tables above it."""
    path: Keys = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    return (*path, names[-1])


def _split_key(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{path} is larger than {_LARGEST // 1_000_000} MB; "
                "give a TOML file written by hand"
            )
        return path.read_bytes().decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise InputError(f"{path} cannot be read ({reason}); give another path") from None


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One fault as pydantic found it, in one sentence for the person who edits the file."""
    keys = error["loc"]
    where = ".".join(f"{key + 1}" if isinstance(key, int) else key for key in keys)
    kind = error["type"]
    if kind == "missing":
        return f'"{where}" is missing; add it'
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(keys[-1]), _all_keys(model), n=1)
        mend = f'write "{near[0]}"' if near else "remove it"
        return f'the key "{where}" is not known; {mend}'
    if kind in ("tuple_type", "list_type") and isinstance(error["input"], dict):
        return f'"{where}" is a single table; write its header as [[{where}]]'
    if kind == "value_error":
        return f'"{where}": {error["ctx"]["error"]}' if where else str(error["ctx"]["error"])
    fault = error["msg"][0].lower() + error["msg"][1:]
    return f'"{where}": {fault}, not {str(error["input"])[:60]!r}'


def _all_keys(model: type[BaseModel]) -> list[str]:
    """Every key that a file of this model may hold, at any depth."""
    keys: list[str] = []
    schema = model.model_json_schema()
    for table in (schema, *schema.get("$defs", {}).values()):
        keys.extend(table.get("properties", {}))
    return keys
