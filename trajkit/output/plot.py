"""Pictures of results in one call each: `tk.plot.map(x)`, `tk.plot.indices(x)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.output.scenes import scene_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from trajkit.analysis.reconstruct import Reconstruction
    from trajkit.flight.flights import Flights
    from trajkit.output.gazetteer import SeaLabel
    from trajkit.sweeps.dataset import Sweep
    from trajkit.sweeps.rows import Given
    from trajkit.sweeps.sensitivity.result import Sensitivity

__all__ = ["heat_map", "indices", "map", "needed", "profile", "scatter", "tornado"]


def map(  # noqa: A001 - reads as tk.plot.map
    result: Reconstruction | Flights, *, sea_label: SeaLabel = "both", font: str | None = None
) -> Figure:
    """Map of a reconstruction, or of flights.

    Parameters
    ----------
    sea_label
        Name of the sea between Korea and Japan: none, east-sea, sea-of-japan or both.
    font
        Font family to prefer.
    """
    from trajkit.output.maps import draw_map

    return draw_map(scene_of(result), sea_label=sea_label, font=font)


def profile(result: Reconstruction | Flights, *, font: str | None = None) -> Figure:
    """Altitude over ground range of a reconstruction, or of flights: to scale, and stretched."""
    from trajkit.output.profile import draw_profile

    return draw_profile(scene_of(result), font=font)


def indices(found: Sensitivity, output: str | None = None, *, font: str | None = None) -> Figure:
    """Which unknown matters for an output (the first, if none is named), with intervals."""
    from trajkit.output.indices import draw_indices

    return draw_indices(found, output or next(iter(found.outputs)), font=font)


def tornado(found: Sensitivity, output: str | None = None, *, font: str | None = None) -> Figure:
    """How far each unknown moves the mean of an output (the first, if none is named)."""
    from trajkit.output.tornado import draw_tornado

    return draw_tornado(found, output or next(iter(found.outputs)), font=font)


def scatter(
    sweep: Sweep | str | os.PathLike[str],
    output: str,
    *,
    factors: Sequence[str] | None = None,
    at_least: float | str | None = None,
    given: Given | None = None,
    font: str | None = None,
) -> Figure:
    """An output of a sweep over its factors, flight by flight.

    Parameters
    ----------
    factors
        Which; all by default.
    at_least
        A figure to mark, in the output's SI unit or as text with its own.
    given
        Only flights in which these outputs or factors lie between two ends, as in
        ``{"apogee_m": ("90 km", "110 km")}``.
    """
    from trajkit.output.scatter import draw_scatter
    from trajkit.sweeps.rows import figure_of, output_rows

    rows = output_rows(sweep, output, given=given)
    names = list(rows.factors) if factors is None else [rows.named(name) for name in factors]
    figure = None if at_least is None else figure_of(output, at_least)
    return draw_scatter(rows, names, at_least=figure, font=font)


def heat_map(
    sweep: Sweep | str | os.PathLike[str],
    output: str,
    factors: tuple[str, str],
    *,
    at_least: float | str | None = None,
    given: Given | None = None,
    font: str | None = None,
) -> Figure:
    """The mean of an output over two factors of a sweep.

    Parameters
    ----------
    at_least
        Show instead the share of the flights that reach this figure, in the output's SI unit or as
        text with its own.
    given
        As in `scatter`.
    """
    from trajkit.output.heatmap import draw_heat_map
    from trajkit.sweeps.rows import figure_of, output_rows

    rows = output_rows(sweep, output, given=given)
    along, up = factors
    figure = None if at_least is None else figure_of(output, at_least)
    return draw_heat_map(rows, (rows.named(along), rows.named(up)), at_least=figure, font=font)


def needed(
    sweep: Sweep | str | os.PathLike[str],
    output: str,
    *,
    at_least: float | str,
    given: Given | None = None,
    font: str | None = None,
) -> Figure:
    """What would have to be true of each factor for an output of a sweep to reach a figure.

    Parameters
    ----------
    at_least
        The figure in the output's SI unit, or as text with its own: "1,500 km".
    given
        As in `scatter`.
    """
    from trajkit.output.needed import draw_needed
    from trajkit.sweeps.rows import output_rows
    from trajkit.sweeps.sensitivity.analyse import needed as needed_of

    rows = output_rows(sweep, output, given=given)
    return draw_needed(rows, needed_of(rows, output, at_least=at_least), font=font)
