"""Reads CSV tables whose columns carry their unit in their name."""

from __future__ import annotations

import csv
import difflib
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CsvTable", "read_csv", "read_numbers"]

_UNIT = re.compile(
    r"_(deg|degrees|rad|m|metres|meters|km|ft|feet|mi|miles|nmi|s|sec|min|h|m_s|km_s|km_h|mps|kn|"
    r"knots|mph|kmh|mach|kg_m2|kg_m3|kgm2|g_cm3|lb_ft2|psf)$"
)


@dataclass(frozen=True)
class CsvTable:
    """A table as it was written.

    Attributes
    ----------
    path : str
        Where it was read, for messages.
    header : tuple of str
        Names of the columns.
    rows : list of list of str
        Cells of each row that is not blank.
    lines : list of int
        Line of the file on which each row ends; the header is line 1.
    """

    path: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """The cells of one column; empty where a row is too short."""
        number = self.header.index(name)
        return [row[number].strip() if number < len(row) else "" for row in self.rows]

    def require(self, needed: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Check that columns are there, and that none is a misspelling of one that is not.

        Raises
        ------
        InputError
            Otherwise; the message names the column to add or to rename.
        """
        absent = [name for name in (*needed, *optional) if name not in self.header]
        for given in self.header:
            if given in needed or given in optional:
                continue
            for name in absent:
                if _stem(given) == _stem(name) and given.casefold() != name.casefold():
                    raise InputError(
                        f'{self.path}: the column "{given}" has another unit than is understood; '
                        f'convert it and call it "{name}"'
                    )
            near = difflib.get_close_matches(given.casefold(), absent, n=1, cutoff=0.8)
            if near:
                raise InputError(
                    f'{self.path}: the column "{given}" is not known; rename it to "{near[0]}"'
                )
        missing = [name for name in needed if name in absent]
        if missing:
            noun = "the column" if len(missing) == 1 else "the columns"
            raise InputError(
                f"{self.path} lacks {noun} {', '.join(missing)}; "
                f"the first line must name {', '.join(needed)}"
            )


def read_csv(path: str) -> CsvTable:
    """Read a table with a header and at least one row.

    Raises
    ------
    InputError
        If it cannot be read, is no UTF-8 text or CSV, has no rows, or two columns share a name.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            header: list[str] = []
            rows: list[list[str]] = []
            lines: list[int] = []
            for row in reader:
                if not any(cell.strip() for cell in row):
                    continue
                if header:
                    rows.append(row)
                    lines.append(reader.line_num)
                else:
                    header = [cell.strip() for cell in row]
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise InputError(f"{path} cannot be read ({reason}); give another path") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text; save the table as CSV in UTF-8") from None
    except csv.Error as error:
        raise InputError(f"{path} is not a CSV table ({error}); save it as CSV") from None
    if not header:
        raise InputError(f"{path} is empty; its first line must name the columns")
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        raise InputError(f"{path}: the columns must be parted by commas; save it so")
    if not rows:
        raise InputError(f"{path} has no rows below its header; add at least one")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise InputError(f'{path} has two columns called "{twice}"; rename one')
    return CsvTable(path, tuple(header), rows, lines)


def read_numbers(path: str, columns: Sequence[str]) -> list[list[float]]:
    """Read a table in which every cell of some columns must be a finite number.

    Raises
    ------
    InputError
        As `read_csv` and `CsvTable.require`, for the first cell that is no number, and for a row
        with more cells than the header: a number with a decimal comma makes two.
    """
    table = read_csv(path)
    table.require(columns)
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) > len(table.header):
            raise InputError(
                f"{path}, line {line}: it has {len(row)} cells where the header has "
                f"{len(table.header)}; drop those that are too many, and write decimals with a "
                "point"
            )
    numbers = []
    for name in columns:
        values = []
        for line, cell in zip(table.lines, table.column(name), strict=True):
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                raise InputError(
                    f'{path}, line {line}: {name} is "{cell[:60]}", not a number; correct the row'
                )
            values.append(value)
        numbers.append(values)
    return numbers


def _stem(name: str) -> str:
    """What a column's name says without its unit."""
    return _UNIT.sub("", name.casefold().replace(" ", "_"))
