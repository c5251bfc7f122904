"""Draws the README's figures, docs/figures/2025-01-06-*.png.

    python scripts/build_readme_figures.py

Map and profile of `make demo`, and the profile with KCNA's figures as a gliding flight, at 200 dots
an inch and with 256 colours at most. The same code with the packages of constraints.txt gives the
same bytes.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

import trajkit as tk
from trajkit.output.picture import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FOLDER", "keep", "main"]

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "figures"


def main() -> None:
    """Draw them all."""
    result = tk.reconstruct("2025-01-06")
    gliding = tk.reconstruct("2025-01-06", model="glide")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, figure in (
        ("map", tk.plot.map(result)),
        ("profile", tk.plot.profile(result)),
        ("glide-profile", tk.plot.profile(gliding)),
    ):
        keep(figure, name)


def keep(figure: Figure, name: str) -> None:
    """Write a picture into the folder of figures."""
    image = Image.open(io.BytesIO(render(figure, ".png", dpi=200.0)))
    words = PngImagePlugin.PngInfo()
    for key, text in image.text.items():  # type: ignore[attr-defined]
        words.add_itxt(key, text)
    # No dithering: it would speckle the flat colours of a map.
    small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    path = FOLDER / f"2025-01-06-{name}.png"
    small.save(path, optimize=True, dpi=(200.0, 200.0), pnginfo=words)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
