"""Makes the sweep of docs/2025-01-06-glide.toml, draws its figures and prints its numbers.

    python scripts/build_sensitivity_figures.py

Writes docs/figures/2025-01-06-sensitivity-*.png and prints every number of docs/sensitivity.md.
"""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
from build_readme_figures import FOLDER, keep

import trajkit as tk

__all__ = ["main"]

SPEC = FOLDER.parent / "2025-01-06-glide.toml"
FIGURE_M = 1500e3
NEAR = {"apogee_m": ("95 km", "105 km")}
PAIR = ("burnout_speed_m_s", "lift_to_drag")
SPEEDS_M_S = (2500.0, 3000.0, 3500.0, 4000.0, 4500.0)
RATIOS = (0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
MACH_12_M_S = 12 * 340.294


def main() -> None:
    """Draw them all, and print."""
    with tempfile.TemporaryDirectory() as folder:
        sweep = tk.sweep(SPEC, Path(folder) / "sweep")
        print(sweep)
        found = tk.sensitivity(sweep, "range_m")
        print(found)
        for given in (None, NEAR):
            needed = tk.needed(sweep, "range_m", at_least=FIGURE_M, given=given)
            print(f"\n{given or 'all'}: {needed.share:.1%} of {needed.rows:,} flights")
            for one in needed.factors:
                print(one.name, one.among_all, one.among_reaching, f"{one.distance:.2f}")
        _print_least(sweep)
        for name, figure in (
            ("indices", tk.plot.indices(found)),
            ("tornado", tk.plot.tornado(found)),
            (
                "heat-map",
                tk.plot.heat_map(sweep, "range_m", PAIR, at_least=FIGURE_M, given=NEAR),
            ),
            ("needed", tk.plot.needed(sweep, "range_m", at_least=FIGURE_M, given=NEAR)),
        ):
            keep(figure, f"sensitivity-{name}")


def _print_least(sweep: tk.Sweep) -> None:
    """Of flights with the reported apogee: who reaches the figure, and with how little."""
    table = sweep.table()
    near = np.abs(table["apogee_m"] - 100e3) <= 5e3
    far = near & (table["range_m"] >= FIGURE_M)
    for name, other, ends in ((*PAIR, SPEEDS_M_S), (*PAIR[::-1], RATIOS)):
        print(f"\n{name}: flights, share, least {other}")
        for low, high in pairwise(ends):
            inside = (table[name] >= low) & (table[name] < high)
            share = far[inside].sum() / near[inside].sum()
            least = table[other][far & inside].min(initial=np.inf)
            print(f"{low:g} to {high:g}: {near[inside].sum():,}, {share:.0%}, {least:.4g}")
    for low, high in ((1050e3, 1150e3), (1450e3, 1550e3)):
        inside = near & (table["range_m"] > low) & (table["range_m"] < high)
        print(f"\n{low / 1e3:,.0f} to {high / 1e3:,.0f} km: {inside.sum():,} flights")
        for name in PAIR:
            print(name, np.quantile(table[name][inside], [0.05, 0.5, 0.95]))
    mach = near & (np.abs(table["top_speed_m_s"] / MACH_12_M_S - 1.0) < 0.03)
    print(f"\nMach 12 within 3 %: {mach.sum():,}, {far[mach].sum() / mach.sum():.0%} go as far")
    print("range", np.quantile(table["range_m"][mach], [0.05, 0.5, 0.95]))
    both = mach & (np.abs(table["second_peak_m"] - 42.5e3) < 2e3)
    print(f"and second peak within 2 km: {both.sum():,}, {far[both].sum() / both.sum():.0%}")
    print("range", np.quantile(table["range_m"][both], [0.05, 0.5, 0.95]))
    for name in PAIR:
        print(name, np.quantile(table[name][both & far], [0.05, 0.5, 0.95]))


if __name__ == "__main__":
    main()
