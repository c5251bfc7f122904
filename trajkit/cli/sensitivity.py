"""`trajkit sensitivity DIR`: which unknown matters, from a sweep that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trajkit.cli import console, options
from trajkit.cli.values import Number, WholeNumber
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.reports.display import UnitSystem

__all__ = ["sensitivity"]


@click.command()
@click.argument("folder", metavar="DIR")
@click.option(
    "--output",
    "outputs",
    metavar="NAME",
    multiple=True,
    help="An output of the sweep, such as range_m; give it again for more. The first, if none is "
    "named.",
)
@click.option(
    "--at-least",
    "at_least",
    metavar="VALUE",
    help='A figure of the output, such as "1,500 km": says what would have to be true of each '
    "factor for the output to reach it.",
)
@click.option(
    "--given",
    "given",
    metavar="NAME=LOW..HIGH",
    multiple=True,
    help="For --at-least and the pictures of flights only those in which an output or factor lies "
    'between two ends: "apogee_m=90 km..110 km". Give it again for more.',
)
@click.option(
    "--confidence",
    type=Number("SHARE", example="0.9"),
    default=0.95,
    show_default=True,
    help="Share of the bootstrap that an interval holds.",
)
@click.option(
    "--resamples",
    type=WholeNumber(),
    default=1000,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option(
    "--seed",
    type=WholeNumber(),
    default=0,
    show_default=True,
    help="Of the bootstrap; the same seed gives the same intervals.",
)
@options.out_option("Write pictures, summary and table of indices into this folder.", metavar="DIR")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    help="What --out writes, parted by commas: png, svg, pdf, json, csv.  [default: "
    "png,svg,json,csv]",
)
@options.units_option
@options.font_option
@options.output_options
def sensitivity(
    folder: str,
    outputs: tuple[str, ...],
    at_least: str | None,
    given: tuple[str, ...],
    confidence: float,
    resamples: int,
    seed: int,
    out: str | None,
    formats: str | None,
    units: UnitSystem,
    font: str | None,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Say which unknown matters for the outputs of a sweep.

    A Saltelli design gives Sobol indices (first order, total, pairs), Morris's gives elementary
    effects, and every design rank correlations; all with bootstrap intervals. Flights without a
    value are counted, and it is said what they could do to the index.

    \b
    trajkit sensitivity out/glide
    trajkit sensitivity out/glide --at-least "1,500 km" --out out/glide-sensitivity
    """
    import os

    from trajkit.output.save_sensitivity import (
        DEFAULT_FORMATS,
        Analysed,
        save_sensitivity,
        sensitivity_file_names,
        sensitivity_summary,
    )
    from trajkit.sweeps.rows import checked_output, free_factors, opened, output_rows
    from trajkit.sweeps.sensitivity.analyse import needed
    from trajkit.sweeps.sensitivity.analyse import sensitivity as analyse

    wanted = DEFAULT_FORMATS if formats is None else _listed(formats)
    if out == "":
        raise InputError("--out names no folder; type for instance --out out/sensitivity")
    sweep = opened(folder)
    names = list(dict.fromkeys(outputs)) or sweep.output_names[:1]
    for name in names:
        checked_output(sweep, name)
    if at_least is not None and len(names) > 1:
        raise InputError("--at-least is a figure of one output; give --output once")
    if given and at_least is None and out is None:
        raise InputError("--given goes with --at-least or --out; add one of them")
    asked = names if at_least is not None else []
    planned = sensitivity_file_names(names, wanted, needed=asked, factors=len(free_factors(sweep)))
    between = dict(map(_between, given))
    files = [os.path.join(out, one) for one in planned] if out is not None else []
    console.check_destinations(*files, json_to, force=force)
    found = analyse(sweep, names, seed=seed, resamples=resamples, confidence=confidence)
    rows = {
        name: output_rows(sweep, name, given=between) for name in names if out is not None or asked
    }
    reached = {
        name: needed(rows[name], name, at_least=at_least) for name in asked if at_least is not None
    }
    analysed = Analysed(found, rows, reached)
    if json_to != "-" and not quiet:
        from trajkit.cli.sensitivity_text import print_analysed

        print_analysed(analysed, units)
    if out is not None:
        written = save_sensitivity(analysed, out, formats=wanted, font=font, force=force)
        console.note(f"Wrote {', '.join(path.name for path in written)} in {out}", quiet=quiet)
    if json_to is not None:
        console.write_json(sensitivity_summary(analysed), json_to, force=force)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip().lower() for name in text.split(",")))


def _between(text: str) -> tuple[str, tuple[str, str]]:
    """Name and ends of NAME=LOW..HIGH."""
    name, equals, ends = text.partition("=")
    low, dots, high = ends.partition("..")
    if not (name.strip() and equals and low.strip() and dots and high.strip()):
        raise InputError(
            f'--given "{text[:60]}" is not NAME=LOW..HIGH; type for instance '
            '--given "apogee_m=90 km..110 km"'
        )
    return name.strip(), (low.strip(), high.strip())
