"""Reads a TOML file into a model; errors name the file, the line, the key and the mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from trajkit.errors import InputError
from trajkit.reports.fault import FaultError
from trajkit.reports.tomllines import Keys, find_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from trajkit.reports.tomllines import Lines

__all__ = ["FileError", "read_toml", "sentence_of", "sentences_of"]

Model = TypeVar("Model", bound=BaseModel)

#: Files of this kind are written by hand; one this large (bytes) is something else.
_LARGEST: Final = 1_000_000

#: Where the parser of the standard library says that it stopped.
_PLACE: Final = re.compile(
    r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)"
)

#: What to do about a value, by the beginning of the name that pydantic has for its fault.
_MENDS: Final = {
    "timezone": "write it in UTC, for instance 2025-01-06T03:01:00Z",
    "datetime": "write it in UTC, for instance 2025-01-06T03:01:00Z",
    "date": "write a date without quotation marks, for instance 2025-01-06",
    "string_type": "write text between quotation marks",
    "string_pattern": "write small letters and digits, with hyphens between",
    "string_too_short": "write something between the quotation marks",
    "float": "write a number without quotation marks",
    "bool": "write true or false without quotation marks",
    "tuple": "write a list between square brackets",
    "less_than": "mend the number",
    "greater_than": "mend the number",
}

_DIGITS: Final = re.compile(r"\d{1000}")


class FileError(InputError):
    """A file has faults: the message tells the first, `sentences` all that were found.

    Parameters
    ----------
    sentences : tuple of str
        At least one; each names file, line and mend.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


def read_toml(
    path: Path,
    model: type[Model],
    check: Callable[[Model], Model] | None = None,
    *,
    arrays: bool = True,
) -> Model:
    """Read a file into a pydantic model.

    Parameters
    ----------
    path : Path
    model : type
        What the file should hold.
    check : callable, optional
        Looks at what was read with more than the file to go by, and returns it, perhaps amended;
        raises `FaultError`.
    arrays
        Whether a header that stands twice was meant as that of an array of tables.

    Raises
    ------
    FileError
        If the file cannot be read, is no TOML, or does not fit the model.
    """
    text = _read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = _syntax_fault(str(error), find_lines(text), text, arrays=arrays)
        raise FileError(f"{path}, {fault}") from None
    except ValueError:  # a number of thousands of digits
        digits = _DIGITS.search(text)
        line = text.count("\n", 0, digits.start() if digits is not None else 0) + 1
        raise FileError(f"{path}, line {line}: a number has too many digits; mend it") from None
    except RecursionError:
        raise FileError(f"{path} holds too many brackets in each other; remove some") from None
    try:
        found = model.model_validate(data)
        return found if check is None else check(found)
    except ValidationError as error:
        lines = find_lines(text)
        raise FileError(
            *dict.fromkeys(
                f"{path}, line {lines.line_of(_keys_of(fault))}: "
                f"{' '.join(_sentence(fault, model).split())}"
                for fault in _own_faults(error)
            )
        ) from None
    except FaultError as fault:
        line = find_lines(text).line_of(fault.keys)
        raise FileError(f"{path}, line {line}: {sentence_of(fault)}") from None


def sentences_of(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """The faults that pydantic found in data that came from no file, a sentence each."""
    faults = (" ".join(_sentence(fault, model).split()) for fault in _own_faults(error))
    return list(dict.fromkeys(faults))


def sentence_of(fault: FaultError) -> str:
    """A fault with its key."""
    return f'"{_dotted(fault.keys)}": {fault}'


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)  # no more, whatever its size
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise FileError(f"{path} cannot be read ({reason}); give another path") from None
    except ValueError:  # a zero byte in the name
        raise FileError(f"{str(path)!r} is no name of a file; give another path") from None
    if len(content) > _LARGEST:
        raise FileError(
            f"{path} is larger than {_LARGEST // 1_000_000} MB; give a TOML file written by hand"
        )
    try:
        return content.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileError(f"{path}, line {line}: not UTF-8 text; save it as UTF-8") from None


def _syntax_fault(parser_says: str, lines: Lines, text: str, *, arrays: bool) -> str:
    """Why a file is no TOML: "line 7: ..." with the key and the mend where they can be told."""
    if lines.repeats:
        keys, first, second, is_header = lines.repeats[0]
        name = _dotted(keys)
        mend = "keep one of them"
        if is_header and arrays:
            mend = f"write the header of each as [[{name}]]"
        return f'line {second}: "{name}" stands already on line {first}; {mend}'
    place = _PLACE.search(parser_says)
    what = _PLACE.sub("", parser_says)
    what = what[:1].lower() + what[1:]
    last = len(text.splitlines()) or 1
    line = int(place["line"]) if place is not None and place["line"] else last
    if lines.unfinished and (place is None or place["line"] is None):
        begun = lines.line_of(lines.unfinished)
        return (
            f'line {line}: the file breaks off inside "{_dotted(lines.unfinished)}", which begins '
            f"on line {begun}, so that it is not valid TOML; finish that value"
        )
    keys = lines.keys_on(line)
    begun = lines.line_of(keys)
    key = f' at "{_dotted(keys)}"' if keys else ""
    mend = "mend that place"
    if keys and begun < line:
        key = f' inside "{_dotted(keys)}", which begins on line {begun}'
        mend = 'end that list with "]"'
    elif what == "invalid value":
        mend = "put text between quotation marks"
    elif "illegal character '\\n'" in what or "unterminated string" in what:
        mend = "close the text with a quotation mark"
    elif what.startswith("expected '='"):
        mend = 'write key = "value"'
    return f"line {line}: this is not valid TOML: {what}{key}; {mend}"


def _own_faults(error: ValidationError) -> list[ErrorDetails]:
    """Without the lists that are found too short only because what is in them has faults."""
    faults = error.errors(include_url=False)
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short"
        or not any(o["loc"][:-1][: len(fault["loc"])] == fault["loc"] for o in faults)
    ]


def _dotted(keys: Keys) -> str:
    """A key as it is named in messages, elements of arrays counted from 1."""
    return ".".join(f"{key + 1}" if isinstance(key, int) else key for key in keys)


def _keys_of(error: ErrorDetails) -> Keys:
    """The way to the key at fault, which a check of several keys tells by itself."""
    cause = error.get("ctx", {}).get("error")
    return (*error["loc"], *(cause.keys if isinstance(cause, FaultError) else ()))


def _sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One fault as pydantic found it, in one sentence for the person who edits the file."""
    keys = _keys_of(error)
    where = _dotted(keys)
    kind = error["type"]
    if kind == "missing":
        return f'"{where}" is missing; add it'
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(keys[-1]), _all_keys(model), n=1)
        mend = f'write "{near[0]}"' if near else "remove it"
        return f'the key "{where:.120}" is not known; {mend}'
    if kind in ("tuple_type", "list_type") and isinstance(error["input"], dict):
        return f'"{where}" is a single table; write its header as [[{where}]]'
    if kind == "value_error":
        return f'"{where}": {error["ctx"]["error"]}' if where else str(error["ctx"]["error"])
    if kind.startswith("literal_error"):
        return f'"{where}": {error["input"]!r:.60} is not known; write {error["ctx"]["expected"]}'
    if kind == "too_short":
        return f'"{where}" is empty; add what belongs there'
    fault = (error["msg"][0].lower() + error["msg"][1:]).replace("valid tuple", "valid list")
    mend = next((mend for start, mend in _MENDS.items() if kind.startswith(start)), "mend it")
    return f'"{where}": {fault}, not {str(error["input"])[:60]!r}; {mend}'


def _all_keys(model: type[BaseModel]) -> list[str]:
    """Every key that a file of this model may hold, at any depth."""
    keys: list[str] = []
    schema = model.model_json_schema()
    for table in (schema, *schema.get("$defs", {}).values()):
        keys.extend(table.get("properties", {}))
    return keys
