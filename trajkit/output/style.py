"""How every picture looks: sizes, colours and Matplotlib settings, applied only while drawing.

Pictures are 120 mm wide and use no type under 8 pt, so that printed at a newspaper column of
90 mm nothing falls below 6 pt.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ACCENT",
    "COAST",
    "DPI",
    "FAINT",
    "FONT",
    "FRAME",
    "GRATICULE",
    "INK",
    "LAND",
    "SEA",
    "SEA_NAME",
    "SMALL_PT",
    "TEXT_PT",
    "TITLE_PT",
    "WIDTH_IN",
    "applied",
    "colour",
    "ink",
]

WIDTH_IN = 120 / 25.4
DPI = 400
TITLE_PT = 10.5
TEXT_PT = 8.5
SMALL_PT = 8.0

LAND = "#e9e5da"
SEA = "#f3f7fa"
COAST = "#8c8a84"
GRATICULE = "#d5dee4"
FRAME = "#55575a"
INK = "#1a1a1a"
FAINT = "#5f6266"
SEA_NAME = "#5c7f99"
ACCENT = "#000000"

FONT = "DejaVu Sans"
"""Ships with Matplotlib, so that pictures come out the same on every machine."""

# Okabe & Ito (2008), "Color Universal Design", told apart with all common kinds of colour vision;
# their yellow is left out because it vanishes on white paper.
_PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")

# The groups of Matplotlib settings that decide how a picture looks.
_LOOKS = frozenset(
    ("agg", "axes", "figure", "font", "grid", "hatch", "image", "legend", "lines", "mathtext",
     "patch", "path", "pdf", "savefig", "svg", "text", "xtick", "ytick")
)  # fmt: skip

_SETTINGS: dict[str, Any] = {
    "font.size": TEXT_PT,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.edgecolor": FRAME,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_PT,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
    "axes.grid": False,
    "axes.facecolor": "#ffffff",
    "figure.facecolor": "#ffffff",
    "figure.dpi": 150,
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "round",
    "lines.dash_capstyle": "butt",
    "lines.linewidth": 1.6,
    "xtick.color": FRAME,
    "ytick.color": FRAME,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL_PT,
    "ytick.labelsize": SMALL_PT,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 3.0,
    "ytick.major.size": 3.0,
    "savefig.dpi": DPI,
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "savefig.transparent": False,
    "path.simplify": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "trajkit",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
}


@contextmanager
def applied(families: Sequence[str] = (FONT, "sans-serif")) -> Iterator[None]:
    """Matplotlib's defaults with this style over them; the user's own settings return after.

    Parameters
    ----------
    families : sequence of str
        Font families, each tried for the glyphs that those before it lack.
    """
    with mpl.rc_context():
        defaults = mpl.rcParamsDefault
        settings: Any = {name: defaults[name] for name in defaults if _is_look(name)}
        mpl.rcParams.update(settings | _SETTINGS | {"font.family": list(families)})
        yield


def _is_look(name: str) -> bool:
    """Leave alone how windows open, dates are read and warnings counted: not ours to reset."""
    return name.partition(".")[0] in _LOOKS and name != "figure.max_open_warning"


def colour(index: int) -> str:
    """Line colour of a palette index; indices past the end start over."""
    return _PALETTE[index % len(_PALETTE)]


def ink(index: int) -> str:
    """The same hue, darkened until it has the contrast of text (4.5 to 1 on white, WCAG 2.1)."""
    red, green, blue = (int(colour(index)[i : i + 2], 16) / 255 for i in (1, 3, 5))
    while 1.05 / (_luminance(red, green, blue) + 0.05) < 4.5:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return mpl.colors.to_hex((red, green, blue))


def _luminance(*channels: float) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
