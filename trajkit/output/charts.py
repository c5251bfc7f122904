"""What charts of sweeps share: how a quantity is written on an axis, and where panels go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from trajkit.output import style
from trajkit.output.picture import text_width_pt, wrap
from trajkit.reports.amount import amount, kind_of, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from numpy.typing import ArrayLike

    from trajkit.output.picture import Body, Picture

__all__ = ["Names", "Scale", "capital", "dress_axis", "head", "panel", "printed", "scale_of"]


@dataclass(frozen=True)
class Scale:
    """How a quantity stands on an axis.

    Attributes
    ----------
    words
        The quantity, as in "burnout speed".
    unit
        Its unit on the axis; empty for a ratio.
    size
        One of that unit in SI units.
    """

    words: str
    unit: str
    size: float

    @property
    def label(self) -> str:
        """For an axis: "burnout speed, km/s"."""
        return f"{self.words}, {self.unit}" if self.unit else self.words


def scale_of(name: str, values: ArrayLike) -> Scale:
    """Of a quantity by name, in the unit that suits its greatest value."""
    kind = kind_of(name)
    finite = np.abs(np.asarray(values, float))
    greatest = float(np.max(finite, where=np.isfinite(finite), initial=0.0))
    unit, size = {
        "length": ("km", 1e3) if greatest >= 2e3 else ("m", 1.0),
        "speed": ("km/s", 1e3) if greatest >= 1e3 else ("m/s", 1.0),
        "time": ("min", 60.0) if greatest >= 1800.0 else ("s", 1.0),
        "angle": ("degrees", 1.0),
        "beta": ("kg/m²", 1.0),
        "ratio": ("", 1.0),
    }[kind]
    return Scale(words_of(name), unit, size)


def capital(text: str) -> str:
    """With a capital letter at its beginning; a symbol such as x1 stays as it is."""
    return text[:1].upper() + text[1:] if text[:2].isalpha() else text


def printed(name: str, value: float) -> str:
    """A value of a quantity with its unit, as it is printed."""
    text = amount(kind_of(name), value).replace("kg/m2", "kg/m²")
    return text.replace("-", "\N{MINUS SIGN}")


def panel(figure: Picture, body: Body, place: tuple[float, float, float, float], name: str) -> Axes:
    """Axes in a page's body, without frame above and to the right.

    Parameters
    ----------
    place
        Left, bottom, width and height in points, from the lower left corner of the body.
    name
        Of its group in an SVG file.
    """
    width, height = figure.get_size_inches() * 72.0
    left, bottom, wide, tall = place
    axes = figure.add_axes(
        (
            (body.left_pt + left) / width,
            (body.bottom_pt + bottom) / height,
            wide / width,
            tall / height,
        )
    )
    axes.set_gid(name)
    axes.patch.set_gid(f"{name}-paper")
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def dress_axis(
    axis: Axis, room_pt: float, *, each_pt: float = 45.0, logarithmic: bool = False
) -> None:
    """Few round ticks, their numbers written out."""
    count = max(2, int(room_pt / each_pt))
    if logarithmic:
        low, high = axis.get_view_interval()
        decades = np.log10(high / low)
        subs = (1.0, 2.0, 5.0) if decades * 3 <= count + 1 else (1.0, 3.0)
        axis.set_major_locator(LogLocator(subs=subs if decades < count else (1.0,)))
        axis.set_minor_formatter(NullFormatter())
        axis.set_minor_locator(LogLocator(subs=()))
    else:
        axis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], min_n_ticks=2))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.6g}".replace("-", "\N{MINUS SIGN}"))
    )


def head(axes: Axes, parts: Sequence[tuple[str, str]], *, left_pt: float = 0.0) -> None:
    """A bold line above a panel, of parts each with a colour of its own."""
    for text, shade in parts:
        axes.annotate(
            text, (0.0, 1.0), xycoords="axes fraction", xytext=(left_pt, 6.0),
            textcoords="offset points", weight="bold", size=style.SMALL_PT, color=shade,
            annotation_clip=False,
        )  # fmt: skip
        left_pt += text_width_pt(text, style.SMALL_PT, "bold")


class Names:
    """A column of names to the left of rows.

    Parameters
    ----------
    names
        Quantities by the names that they have in files.
    widest_pt
        Longer ones are folded.
    least_pt
        A row is at least so high.
    """

    def __init__(self, names: Sequence[str], *, widest_pt: float = 96.0, least_pt: float) -> None:
        self.lines = [wrap(capital(words_of(name)), widest_pt, style.SMALL_PT) for name in names]
        self.width_pt = 8.0 + max(
            text_width_pt(line, style.SMALL_PT) for lines in self.lines for line in lines
        )
        self.heights_pt = [
            max(least_pt, 1.2 * style.SMALL_PT * len(lines) + 4.0) for lines in self.lines
        ]
        ends = np.cumsum(self.heights_pt)
        self.height_pt = float(ends[-1])
        self.middles_pt = [
            float(end - height / 2) for end, height in zip(ends, self.heights_pt, strict=True)
        ]

    def write(self, axes: Axes) -> None:
        """Give the axes a scale in points from the top, and write the names beside it."""
        axes.set_ylim(self.height_pt, 0.0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        for lines, middle in zip(self.lines, self.middles_pt, strict=True):
            axes.annotate(
                "\n".join(lines), (0.0, 1.0 - middle / self.height_pt), xycoords="axes fraction",
                xytext=(-self.width_pt, 0.0), textcoords="offset points", va="center",
                linespacing=1.2, size=style.SMALL_PT, annotation_clip=False,
            )  # fmt: skip
