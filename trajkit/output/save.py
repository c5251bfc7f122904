"""Writes a reconstruction: pictures, summary and table in one folder, all or nothing."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError
from trajkit.output.files import PICTURE_FORMATS, check_free, names_for, write_batch

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from trajkit.analysis.reconstruct import Reconstruction
    from trajkit.output.gazetteer import SeaLabel

__all__ = ["DEFAULT_FORMATS", "FORMATS", "file_names", "json_text", "save"]

_OTHERS = {"json": "summary.json", "csv": "trajectory.csv"}

FORMATS = (*PICTURE_FORMATS, *_OTHERS)
"""What can be written: pictures in three forms, the summary, and the trajectory."""

DEFAULT_FORMATS = ("png", "svg", "json", "csv")
_PICTURES = ("map", "profile")


def file_names(formats: Sequence[str] = DEFAULT_FORMATS) -> tuple[str, ...]:
    """Names of the files that `save` writes.

    Raises
    ------
    InputError
        If a format is not known.
    """
    return names_for(formats, pictures=_PICTURES, others=_OTHERS)


def save(
    result: Reconstruction,
    folder: str | os.PathLike[str],
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    sea_label: SeaLabel = "both",
    font: str | None = None,
    force: bool = False,
) -> list[Path]:
    """Write map, profile, summary and trajectory.

    Parameters
    ----------
    formats
        Of `FORMATS`; a single one may be given as it is.
    force
        Replace files that exist.

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        If a file exists and `force` is not set, the folder cannot be written to, a format is not
        known, or there is no flight to write.
    """
    import os

    from trajkit.analysis.reconstruct import Reconstruction

    if not isinstance(result, Reconstruction):
        raise InputError(
            f"save takes what reconstruct gives, not {type(result).__name__}; "
            "flights.sample().to_dataframe() is a table of flights"
        )
    formats = tuple(formats.split(",")) if isinstance(formats, str) else formats
    names = file_names(formats)
    check_free([os.path.join(folder, name) for name in names], force=force)
    if not len(result.flights):
        raise InputError(f"nothing was flown, so nothing is written: {result.rows[0].sentence}")
    contents: dict[str, Any] = {}
    drawings = _draw(result, sea_label, font) if set(PICTURE_FORMATS) & set(formats) else {}
    for name in names:
        stem, suffix = name.split(".")
        if stem in drawings:
            from trajkit.output.picture import render

            contents[name] = render(drawings[stem], f".{suffix}")
        elif suffix == "json":
            from trajkit.output.summary import summary_of

            contents[name] = json_text(summary_of(result))
        else:
            from trajkit.output.trajectory import trajectory_csv

            contents[name] = trajectory_csv(result)
    return write_batch(folder, contents, force=force)


def json_text(payload: Any) -> str:
    """JSON with null for NaN, and infinity in words."""
    return json.dumps(_plain(payload), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def _draw(result: Reconstruction, sea_label: SeaLabel, font: str | None) -> dict[str, Any]:
    from trajkit.output.maps import draw_map
    from trajkit.output.profile import draw_profile
    from trajkit.output.scenes import scene_of

    scene = scene_of(result)
    return {
        "map": draw_map(scene, sea_label=sea_label, font=font),
        "profile": draw_profile(scene, font=font),
    }
