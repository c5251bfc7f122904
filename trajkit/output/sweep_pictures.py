"""Which picture of a sweep is drawn with what: the factors that matter most come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.output.heatmap import draw_heat_map
from trajkit.output.indices import draw_indices
from trajkit.output.needed import draw_needed
from trajkit.output.scatter import draw_scatter
from trajkit.output.tornado import draw_tornado

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trajkit.sweeps.rows import OutputRows
    from trajkit.sweeps.sensitivity.needed import Needed
    from trajkit.sweeps.sensitivity.result import Sensitivity

__all__ = ["draw"]


def draw(
    picture: str,
    found: Sensitivity,
    rows: OutputRows,
    needed: Needed | None,
    *,
    most: int,
    font: str | None,
) -> Figure:
    """One of "indices", "tornado", "scatter", "heat-map" and "needed".

    Parameters
    ----------
    needed
        Of the same output; marks its figure in the scatter, and the heat map shows the share that
        reaches it. "needed" cannot be drawn without.
    most
        Of more factors only the first so many get a panel.
    """
    if picture == "indices":
        return draw_indices(found, rows.output, font=font)
    if picture == "tornado":
        return draw_tornado(found, rows.output, font=font)
    if picture == "needed":
        assert needed is not None
        return draw_needed(rows, needed, most=most, font=font)
    order = [found.factors[f] for f in found[rows.output].order]
    at_least = None if needed is None else needed.at_least
    if picture == "scatter":
        return draw_scatter(rows, order[:most], at_least=at_least, font=font)
    return draw_heat_map(rows, (order[0], order[1]), at_least=at_least, font=font)
