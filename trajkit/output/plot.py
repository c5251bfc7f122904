"""Pictures of results in one call each: `tk.plot.map(x)`, `tk.plot.profile(x)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.output.scenes import scene_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trajkit.analysis.reconstruct import Reconstruction
    from trajkit.flight.flights import Flights
    from trajkit.output.gazetteer import SeaLabel

__all__ = ["map", "profile"]


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
