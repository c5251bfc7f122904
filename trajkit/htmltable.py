"""Plain HTML tables for notebooks: text escaped, numbers under each other, no style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NO_VALUE", "Column", "html_facts", "html_link", "html_list", "html_table"]

NO_VALUE = "–"
"""What stands in a cell for a number that is not there."""

_NUMBER = "text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums"
_WORDS = "text-align: left"
_HEADING = "text-align: right"
_FACT = "text-align: left; white-space: nowrap"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name
        Its heading, with the unit.
    cells
        Texts, one a row; numbers with equal decimals, so that their digits stand in columns.
    words
        Whether it holds words, set from the left.
    html
        Whether the cells are HTML already.
    """

    name: str
    cells: Sequence[str]
    words: bool = False
    html: bool = False


def html_table(columns: Sequence[Column], *, title: str = "") -> str:
    """A table of columns of equal length, under a title."""
    head = "".join(
        f'<th style="{_WORDS if c.words else _HEADING}">{escape(c.name)}</th>' for c in columns
    )
    lines = [
        "<tr>" + "".join(_cell(c, cell) for c, cell in zip(columns, row, strict=True)) + "</tr>"
        for row in zip(*(c.cells for c in columns), strict=True)
    ]
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f"{_title(title)}<table>{body}</table>"


def html_facts(facts: Sequence[tuple[str, str]], *, title: str = "") -> str:
    """A table of names and what they stand for; an empty text leaves its line out."""
    lines = [
        f'<tr><th scope="row" style="{_FACT}">{escape(name)}</th>'
        f'<td style="{_WORDS}">{escape(text)}</td></tr>'
        for name, text in facts
        if text
    ]
    return f"{_title(title)}<table><tbody>{''.join(lines)}</tbody></table>"


def html_list(sentences: Sequence[str]) -> str:
    """A list of sentences; nothing, if there is none."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


def html_link(address: str, text: str) -> str:
    """A link if the address is one of the web, else the text alone."""
    if not address.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _title(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>" if text else ""


def _cell(column: Column, cell: str) -> str:
    style = _WORDS if column.words else _NUMBER
    return f'<td style="{style}">{cell if column.html else escape(cell)}</td>'
