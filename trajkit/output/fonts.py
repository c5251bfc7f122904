"""Finds installed fonts for glyphs that the pictures' own font lacks, Hangul and kana above all.

trajkit ships no such font; the search is by name, over the families that systems bring along.
"""

from __future__ import annotations

import unicodedata
import warnings
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from matplotlib import font_manager

from trajkit.errors import InputError
from trajkit.output.style import FONT

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MissingGlyphWarning", "font_families"]

_FALLBACKS = (
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans CJK TC",
    "Noto Sans KR",
    "Noto Sans JP",
    "Noto Sans SC",
    "Source Han Sans",
    "Apple SD Gothic Neo",
    "Hiragino Sans",
    "PingFang SC",
    "Malgun Gothic",
    "Yu Gothic",
    "Meiryo",
    "Microsoft YaHei",
    "NanumGothic",
    "IPAexGothic",
    "WenQuanYi Zen Hei",
    "Noto Sans",
    "Arial Unicode MS",
)


class MissingGlyphWarning(UserWarning):
    """Some characters of the labels have no glyph in any font that was found."""


def font_families(texts: Iterable[str], font: str | None = None) -> list[str]:
    """Font families that together hold every character of ``texts``, in the order to try them.

    Parameters
    ----------
    texts : iterable of str
        Everything that the picture writes.
    font : str or None
        An installed family to use before the default one.

    Returns
    -------
    list of str
        Always ends with the default family and the generic ``"sans-serif"``.

    Raises
    ------
    InputError
        If ``font`` is not installed.

    Warns
    -----
    MissingGlyphWarning
        If no installed font has some character; names the characters and fonts to install.
    """
    families = [_installed(font), FONT] if font is not None else [FONT]
    wanted = {
        character
        for text in texts
        for character in text
        if not unicodedata.category(character).startswith("C")
    }
    missing = {c for c in wanted if not any(ord(c) in _glyphs(f) for f in families)}
    names = _names()
    for family in _FALLBACKS:
        if not missing:
            break
        if family in names:
            found = {c for c in missing if ord(c) in _glyphs(family)}
            if found:
                families.append(family)
                missing -= found
    if missing:
        shown = "".join(sorted(missing)[:20]) + ("..." if len(missing) > 20 else "")
        warnings.warn(
            f"no installed font has the characters {shown}, which will show as boxes; install "
            "Noto Sans CJK (Debian and Ubuntu: fonts-noto-cjk) or name a font that has them "
            "with --font (font=...)",
            MissingGlyphWarning,
            stacklevel=3,
        )
    return [*families, "sans-serif"]


def _installed(font: str) -> str:
    names = {name.lower(): name for name in _names()}
    if font.lower() in names:
        return names[font.lower()]
    near = get_close_matches(font.lower(), names, n=3)
    hint = f"; near names: {', '.join(names[n] for n in near)}" if near else ""
    raise InputError(
        f"font {font!r} is not installed{hint}; install it, or leave the font out for {FONT}"
    )


def _names() -> set[str]:
    return {entry.name for entry in font_manager.fontManager.ttflist}


@lru_cache(maxsize=32)
def _glyphs(family: str) -> frozenset[int]:
    """Code points that the regular face of an installed family has."""
    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    return frozenset(font_manager.get_font(path).get_charmap())
