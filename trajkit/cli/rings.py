"""`trajkit rings`: circles of equal distance around a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import trajkit
from trajkit.cli import console, options
from trajkit.cli.values import OneOf
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.cli.site import Place
    from trajkit.output.gazetteer import SeaLabel
    from trajkit.output.rings import Extent

__all__ = ["rings"]

_FORMATS = (".png", ".svg", ".pdf")


@click.command()
@options.site_option(required=True)
@options.length_option(
    "--range",
    "ranges_m",
    multiple=True,
    required=True,
    help="Distance along the ground; may be given several times.",
)
@options.out_option(
    "The picture, as .png, .svg or .pdf; may be given several times.",
    metavar="FILE",
    multiple=True,
)
@click.option("--title", metavar="TEXT", help="Heading; default: names the site.")
@options.sea_label_option
@options.font_option
@click.option(
    "--extent",
    type=OneOf(["auto", "region", "globe"]),
    default="auto",
    show_default=True,
    help="auto: true distances from the site, just larger than the rings; region: Lambert "
    "conformal; globe: the whole Earth.",
)
@options.output_options
def rings(
    *,
    place: Place,
    ranges_m: tuple[float, ...],
    out: tuple[str, ...],
    title: str | None,
    sea_label: SeaLabel,
    font: str | None,
    extent: Extent,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Draw rings of equal distance around a site.

    \b
    trajkit rings --site pyongyang --range "1,100 km" --range "1,500 km" --out rings.png
    """
    if not out and json_to is None:
        raise InputError("rings draws a picture; say where to with --out rings.png")
    from trajkit.output.files import check_suffix

    suffixes = [check_suffix(path, _FORMATS) for path in out]
    console.check_destinations(*out, json_to, force=force)
    from trajkit.output.picture import render
    from trajkit.output.rings import draw_rings

    figure = draw_rings(
        site_name=place.title,
        latitude_deg=place.latitude_deg,
        longitude_deg=place.longitude_deg,
        ranges_m=ranges_m,
        extent=extent,
        title=title,
        sea_label=sea_label,
        font=font,
    )
    pictures = {path: render(figure, suffix) for path, suffix in zip(out, suffixes, strict=True)}
    _write(pictures, force=force)
    if json_to is not None:
        console.write_json(_payload(place, ranges_m, out), json_to, force=force)
    if out:
        console.note(f"Wrote {' and '.join(out)}", quiet=quiet)


def _write(pictures: dict[str, bytes], *, force: bool) -> None:
    """Write all of the pictures that share a folder, or none."""
    from trajkit.output.files import write_batch

    folders: dict[Path, dict[str, bytes]] = {}
    for path, content in pictures.items():
        folders.setdefault(Path(path).parent, {})[Path(path).name] = content
    for folder, files in folders.items():
        write_batch(folder, files, force=force)


def _payload(place: Place, ranges_m: tuple[float, ...], out: tuple[str, ...]) -> dict[str, Any]:
    return {
        "site": place.name,
        "title": place.title,
        "latitude_deg": place.latitude_deg,
        "longitude_deg": place.longitude_deg,
        "ranges_m": sorted(set(ranges_m)),
        "files": list(out),
        "version": trajkit.__version__,
    }
