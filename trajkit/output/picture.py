"""A figure with its heading, notes and provenance, and its way into a PNG, SVG or PDF file."""

from __future__ import annotations

import base64
import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

import trajkit
from trajkit.output import style
from trajkit.output.files import check_suffix, write_file

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = [
    "FORMATS",
    "Body",
    "Picture",
    "fold",
    "open_page",
    "render",
    "save_figure",
    "text_width_pt",
    "wrap",
]

FORMATS = (".png", ".svg", ".pdf")

_MARGIN_PT = 6.0
_LEADING = 1.3
# In a notebook: wider than it is shown, for the sharp screens that most now have.
_SHOWN_DPI = 160.0
_SHOWN_WIDTH_PX = 600
_SHOWN_COLOURS = 64
_TIED = "\N{NO-BREAK SPACE}"
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:km|m|s|min|h|mi|kg)\b)")


class Picture(Figure):
    """A Matplotlib figure that knows its title and sources, and shows itself in a notebook."""

    title: str = ""
    notes: tuple[str, ...] = ()

    def _repr_png_(self) -> bytes:
        return _with_palette(render(self, ".png", dpi=_SHOWN_DPI))

    def _ipython_display_(self) -> None:
        # Asked for first; else pyplot, once loaded, would hand the figure to a formatter of its
        # own, which crops it and shows it at another size.
        from IPython.display import display

        png = base64.b64encode(self._repr_png_()).decode("ascii")
        shown = {"image/png": {"width": _SHOWN_WIDTH_PX}}
        display({"image/png": png, "text/plain": repr(self)}, metadata=shown, raw=True)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Body:
    """The part of a page between heading and notes: points from the figure's lower left corner."""

    left_pt: float
    bottom_pt: float
    width_pt: float
    height_pt: float


def open_page(
    *,
    title: str,
    subtitle: str,
    notes: Sequence[str],
    sources: Sequence[str],
    body_height_pt: float,
) -> tuple[Picture, Body]:
    """Start a picture: heading above, notes below, and a body of the given height between.

    Parameters
    ----------
    title, subtitle : str
        Heading, wrapped to the width.
    notes, sources : sequence of str
        Sentences that become a paragraph of footnotes and, under it, one of provenance.
    body_height_pt : float
        Height of the part between, points.
    """
    width = style.WIDTH_IN * 72.0
    inner = width - 2 * _MARGIN_PT
    head = [
        (line, style.TITLE_PT, "bold", style.INK)
        for line in wrap(title, inner, style.TITLE_PT, "bold")
    ]
    head += [
        (line, style.TEXT_PT, "normal", style.FAINT)
        for line in wrap(subtitle, inner, style.TEXT_PT)
    ]
    foot: list[tuple[str, float, str, str]] = []
    for texts, shade in ((notes, style.INK), (sources, style.FAINT)):
        paragraph = wrap(_NUMBER_AND_UNIT.sub(_TIED, " ".join(texts)), inner, style.SMALL_PT)
        paragraph = [line.replace(_TIED, " ") for line in paragraph]
        foot += [(line, style.SMALL_PT, "normal", shade) for line in paragraph]
    head_height = sum(_LEADING * size for _, size, _, _ in head) + 2 * _MARGIN_PT
    foot_height = sum(_LEADING * size for _, size, _, _ in foot) + (2 * _MARGIN_PT if foot else 0.0)
    height = head_height + body_height_pt + foot_height

    figure = Picture(figsize=(width / 72.0, height / 72.0))
    figure.patch.set_gid("paper")
    figure.title = " ".join(title.split())
    figure.notes = (*notes, *sources)
    for group, lines, top in (
        ("heading", head, height - _MARGIN_PT),
        ("note", foot, foot_height - _MARGIN_PT),
    ):
        for number, (line, size, weight, shade) in enumerate(lines, 1):
            top -= _LEADING * size
            figure.text(
                _MARGIN_PT / width,
                (top + 0.3 * size) / height,
                line,
                size=size,
                weight=weight,
                color=shade,
                gid=f"{group}-{number}",
            )
    return figure, Body(_MARGIN_PT, foot_height, inner, body_height_pt)


def wrap(text: str, width_pt: float, size_pt: float, weight: str = "normal") -> list[str]:
    """Break a text into lines no wider than given; its own line breaks are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = paragraph.split(" ")
        line = ""
        for word in words:
            longer = f"{line} {word}" if line else word
            if line and text_width_pt(longer, size_pt, weight) > width_pt:
                lines.append(line)
                line = word
            else:
                line = longer
        if line:
            lines.append(line)
    return lines


def fold(label: str, width_pt: float, size_pt: float = style.TEXT_PT) -> str:
    """A bold label as a narrow block: who on its own lines, then what."""
    who, colon, what = label.partition(": ")
    # Names stay whole where they fit on a line.
    names = [
        name.replace(" ", _TIED) if text_width_pt(name, size_pt, "bold") < width_pt else name
        for name in (who + colon.strip()).split(", ")
    ]
    parts = [", ".join(names), what] if what else [", ".join(names)]
    lines = [line for part in parts for line in wrap(part, width_pt, size_pt, "bold")]
    lines = [line.replace(_TIED, " ") for line in lines]
    return "\n".join(lines)


def text_width_pt(text: str, size_pt: float, weight: str = "normal") -> float:
    """Width of the widest line of a text in the style's font, points."""
    families = tuple(mpl.rcParams["font.family"])
    widths = (_line_width(line, weight, families) for line in text.split("\n"))
    return max(widths, default=0.0) * size_pt


@lru_cache(maxsize=4096)
def _line_width(line: str, weight: str, families: tuple[str, ...]) -> float:
    """Width of one line for a type of 1 pt."""
    # Measured at a large size, where hinting to whole pixels does not matter.
    properties = FontProperties(family=list(families), weight=weight, size=100.0)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        width, _, _ = text_to_path.get_text_width_height_descent(line, properties, ismath=False)
    return float(width) / 100.0


def render(figure: Figure, suffix: str, *, dpi: float = style.DPI) -> bytes:
    """The bytes of a picture as ``".png"``, ``".svg"`` or ``".pdf"``, the same at every call.

    Parameters
    ----------
    figure : Figure
        Any Matplotlib figure; title and notes of a :class:`Picture` go into the metadata.
    suffix : str
        Format, one of ``FORMATS``.
    dpi : float
        Resolution of a PNG, dots per inch.
    """
    stream = io.BytesIO()
    with style.applied(), warnings.catch_warnings():
        # Said once, by name and with the remedy, when the fonts were chosen.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(stream, format=suffix[1:], dpi=dpi, metadata=_metadata(figure, suffix))
    return stream.getvalue()


def _with_palette(png: bytes) -> bytes:
    """The same picture with few colours, a third of the size: a notebook holds many."""
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(_SHOWN_COLOURS, dither=Image.Dither.NONE)
        few.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def save_figure(figure: Figure, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write a picture in the format of the path's suffix: ``.png``, ``.svg`` or ``.pdf``.

    The same figure gives the same bytes at every call: no date is written. Text stays text
    in SVG and PDF.

    Raises
    ------
    InputError
        If the suffix is another, the file exists and ``force`` is not set, or the folder cannot
        be written to.
    """
    suffix = check_suffix(path, FORMATS)
    write_file(path, lambda staged: staged.write_bytes(render(figure, suffix)), force=force)


def _metadata(figure: Figure, suffix: str) -> dict[str, Any]:
    title = figure.title if isinstance(figure, Picture) else ""
    notes = "\n".join(figure.notes) if isinstance(figure, Picture) else ""
    maker = f"trajkit {trajkit.__version__}"
    if suffix == ".png":
        return {"Title": title, "Description": notes, "Software": maker}
    if suffix == ".pdf":
        return {"Title": title, "Subject": notes, "Creator": maker, "CreationDate": None}
    return {"Title": title, "Description": notes, "Creator": maker, "Date": None}
