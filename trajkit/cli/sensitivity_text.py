"""What was found of a sweep's outputs, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.cli import console
from trajkit.reports.amount import amount, kind_of, words_of
from trajkit.sweeps.sensitivity.view import lines_of, number_text, sentences_of

if TYPE_CHECKING:
    from trajkit.output.save_sensitivity import Analysed
    from trajkit.reports.display import UnitSystem
    from trajkit.sweeps.rows import OutputRows
    from trajkit.sweeps.sensitivity.needed import Needed

__all__ = ["print_analysed"]


def print_analysed(analysed: Analysed, units: UnitSystem) -> None:
    """A table an output, with what it rests on; then what a figure would need."""
    found = analysed.found
    console.say(found.title)
    console.say(found.made)
    for name in found.outputs:
        console.say()
        console.say(f"== {words_of(name)} ==")
        head, rows = lines_of(found, name, units)
        console.say(console.table([head, *rows]))
        for sentence in sentences_of(found, name):
            console.prose(sentence)
        if name in analysed.needed:
            console.say()
            _print_needed(analysed.needed[name], analysed.rows[name], units)


def _print_needed(needed: Needed, chosen: OutputRows, units: UnitSystem) -> None:
    kind, words = kind_of(needed.output), words_of(needed.output)
    noun = chosen.noun
    if chosen.given:
        console.prose(f"Of the {noun} with {chosen.given}:")
    told = amount(kind, needed.at_least, units)
    count = int(needed.reaching.sum())
    console.prose(
        f"{count:,} of {needed.rows:,} {noun} ({100 * needed.share:.3g} %) have a {words} of "
        f"{told} or more; the greatest is {amount(kind, needed.greatest, units)}."
    )
    if needed.missing:
        low, high = (f"{100 * end:.3g} %" for end in needed.share_bounds)
        console.prose(f"With the {needed.missing:,} that have none it would be {low} to {high}.")
    if not count:
        return
    head = ("factor", f"all {noun}: 5 %", "50 %", "95 %", "|", "those: 5 %", "50 %", "95 %")
    rows: list[tuple[str, ...]] = [(*head, "distance")]
    for one in needed.factors:
        own = kind_of(one.name)
        rows.append(
            (
                words_of(one.name),
                *(amount(own, float(value), units) for value in one.among_all),
                "|",
                *(amount(own, float(value), units) for value in one.among_reaching),
                "n/a" if np.isnan(one.distance) else number_text(one.distance),
            )
        )
    console.say(console.table(rows))
    console.prose("Distance: how far those stand apart from all, 0 to 1 (Kolmogorov and Smirnov).")
