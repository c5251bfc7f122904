"""Finds the line on which each key of a TOML document stands, which TOML parsers do not tell.

The document is walked by its outline alone (headers, keys, brackets, strings); what it means is
left to the parser. Of a document that breaks off, all that comes before is found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple

__all__ = ["Keys", "Lines", "Repeat", "find_lines"]

Keys = tuple[str | int, ...]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_HEADER: Final = re.compile(r"\[\[?")
_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_LONG_STRING: Final = re.compile(
    r'"""(?:\\[\s\S]|(?!""")[^\\])*"{3,5}|' + r"'''(?:(?!''')[\s\S])*'{3,5}"
)
_STRING: Final = re.compile(r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_SCALAR: Final = re.compile(r"""[^,\]}\n#"'\[{]+""")


class Repeat(NamedTuple):
    """A key that stands twice where it may stand once, and the lines on which it does."""

    keys: Keys
    first: int
    second: int
    is_header: bool


@dataclass
class Lines:
    """Where the keys are.

    Attributes
    ----------
    by_keys : dict
        Line of each table header, key and element of an array, by the way to it from the root.
    repeats : list of Repeat
        Keys that stand twice.
    unfinished : Keys
        The key whose value the document breaks off in; empty if it does not.
    """

    by_keys: dict[Keys, int] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    unfinished: Keys = ()

    def line_of(self, keys: Keys) -> int:
        """Line on which a key stands, or else the nearest table around it; the first line is 1."""
        for length in range(len(keys), 0, -1):
            line = self.by_keys.get(keys[:length])
            if line is not None:
                return line
        return 1

    def keys_on(self, line: int) -> Keys:
        """The key of the last value that begins on a line; empty if none does.

        Of an element of an array, the key of the array, which may begin before.
        """
        keys = next((keys for keys, at in reversed(self.by_keys.items()) if at == line), ())
        while keys and isinstance(keys[-1], int):
            keys = keys[:-1]
        return keys


def find_lines(text: str) -> Lines:
    """Walk a document and note the lines; it need not be valid."""
    walk = _Walk(text)
    with suppress(_LostError, RecursionError):
        walk.document()
    return walk.found


class _LostError(Exception):
    """What comes next is no TOML, or there is nothing more."""


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [mark.start() for mark in re.finditer("\n", text)]
        self.counts: dict[Keys, int] = {}
        self.found = Lines()

    def document(self) -> None:
        table: Keys = ()
        while self._skip(_BLANK):
            table = self._header() if self._next() == "[" else self._pair(table)

    def _header(self) -> Keys:
        """A table's header; what follows it stands in that table."""
        line, is_array = self._line(), len(self._take(_HEADER)) == 2
        names = self._names()
        self._take(re.compile(r"\]\]" if is_array else r"\]"))
        table: Keys = ()
        for name in names[:-1]:  # inside arrays of tables a header means the last table so far
            table = (*table, name)
            self.found.by_keys.setdefault(table, line)
            if table in self.counts:
                table = (*table, self.counts[table])
        table = (*table, names[-1])
        if is_array:
            self.found.by_keys.setdefault(table, line)
            self.counts[table] = self.counts.get(table, -1) + 1
            table = (*table, self.counts[table])
        self._note(table, line, is_header=True)
        return table

    def _pair(self, table: Keys) -> Keys:
        """A key and its value; returns the table, which stays the same."""
        line = self._line()
        keys = (*table, *self._names())
        for length in range(len(table) + 1, len(keys)):  # a = {}; a.b = 1 makes a of a.b too
            self.found.by_keys.setdefault(keys[:length], line)
        self._note(keys, line)
        self._skip(_SPACE)
        self._take(re.compile("="))
        self._value(keys)
        return table

    def _value(self, keys: Keys) -> None:
        outer, self.found.unfinished = self.found.unfinished, keys
        self._skip(_SPACE)
        match self._next():
            case "[":
                self._array(keys)
            case "{":
                self._inline_table(keys)
            case '"' | "'":
                long = self.text.startswith(('"""', "'''"), self.at)
                self._take(_LONG_STRING if long else _STRING)
            case _:
                self._take(_SCALAR)
        self.found.unfinished = outer

    def _array(self, keys: Keys) -> None:
        self.at += 1
        count = 0
        while self._after_blank() != "]":
            self._note((*keys, count), self._line())
            self._value((*keys, count))
            count += 1
            if self._after_blank() == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, keys: Keys) -> None:
        self.at += 1
        while self._after_blank() != "}":
            self._pair(keys)
            if self._after_blank() == ",":
                self.at += 1
        self.at += 1

    def _names(self) -> list[str]:
        """The parts of a dotted key."""
        names = []
        while True:
            self._skip(_SPACE)
            names.append(self._take(_PART).strip("\"'"))
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _note(self, keys: Keys, line: int, *, is_header: bool = False) -> None:
        first = self.found.by_keys.setdefault(keys, line)
        if first != line:
            self.found.repeats.append(Repeat(keys, first, line, is_header))

    def _line(self) -> int:
        return bisect_right(self.ends, self.at - 1) + 1

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise _LostError
        return self.text[self.at]

    def _after_blank(self) -> str:
        self._skip(_BLANK)
        return self._next()

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Go over what may be there; whether anything is left."""
        match = pattern.match(self.text, self.at)
        assert match is not None  # it matches the empty text too
        self.at = match.end()
        return self.at < len(self.text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Go over what must be there."""
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match.group()
