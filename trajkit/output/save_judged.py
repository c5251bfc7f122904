"""Writes verdicts: pictures, summary, table and draws in one folder, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trajkit.output.files import PICTURE_FORMATS, check_free, names_for, write_batch
from trajkit.output.save import json_text

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from trajkit.output.judged import Judged

__all__ = ["DEFAULT_FORMATS", "FORMATS", "contents_of", "judged_file_names", "save_judged"]

_OTHERS = {"json": "summary.json", "csv": "quantities.csv", "nc": "posterior.nc"}

FORMATS = (*PICTURE_FORMATS, *_OTHERS)
"""Pictures in three forms, the summary, the table of quantities, and the draws."""

DEFAULT_FORMATS = ("png", "svg", "json", "csv", "nc")
_PICTURES = ("prior-posterior", "profile")


def judged_file_names(formats: Sequence[str] = DEFAULT_FORMATS) -> tuple[str, ...]:
    """Names of the files; without an answer that gives intervals there are no pictures or draws.

    Raises
    ------
    InputError
        If a format is not known.
    """
    return names_for(formats, pictures=_PICTURES, others=_OTHERS)


def contents_of(
    judged: Judged, formats: Sequence[str] = DEFAULT_FORMATS, *, font: str | None = None
) -> dict[str, Any]:
    """What is written, by file name."""
    from trajkit.output.judged_summary import judged_summary, quantities_csv

    summary = judged_summary(judged)
    has_draws = any(True for _ in judged.posteriors())
    drawings = _draw(judged, font) if has_draws and set(PICTURE_FORMATS) & set(formats) else {}
    contents: dict[str, Any] = {}
    for name in judged_file_names(formats):
        stem, suffix = name.split(".")
        if stem in _PICTURES:
            from trajkit.output.picture import render

            if drawings:
                contents[name] = render(drawings[stem], f".{suffix}")
        elif suffix == "json":
            contents[name] = json_text(summary)
        elif suffix == "csv":
            contents[name] = quantities_csv(summary)
        elif has_draws:
            from trajkit.output.samples import samples_netcdf

            contents[name] = samples_netcdf(judged)
    return contents


def save_judged(
    judged: Judged,
    folder: str | os.PathLike[str],
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    font: str | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the pictures "prior-posterior" and "profile", summary, table and draws.

    Raises
    ------
    InputError
        If a file exists and `force` is not set, the folder cannot be written to, or a format is
        not known.
    """
    import os

    names = judged_file_names(formats)
    check_free([os.path.join(folder, name) for name in names], force=force)
    return write_batch(folder, contents_of(judged, formats, font=font), force=force)


def _draw(judged: Judged, font: str | None) -> dict[str, Any]:
    from trajkit.output.beside import draw_beside
    from trajkit.output.envelope import draw_envelope

    return {
        "prior-posterior": draw_beside(judged, font=font),
        "profile": draw_envelope(judged, font=font),
    }
