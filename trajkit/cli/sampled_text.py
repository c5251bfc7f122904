"""Verdicts for a person: prior beside posterior, figures against the others, and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.cli import console
from trajkit.inference.misses import MISSING
from trajkit.inference.verdict import IMPOSSIBLE
from trajkit.output.judged import FLIGHT_OF, amount, draws_of, kind_of_figure, shown
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from trajkit.inference.checks import FigureCheck
    from trajkit.inference.consistency import Consistency, Nearness
    from trajkit.inference.posterior import Posterior
    from trajkit.inference.verdict import ModelAnswer, Verdict
    from trajkit.reports.display import UnitSystem

__all__ = ["print_across", "print_nearness", "print_verdict"]

_ENDS = (0.05, 0.5, 0.95)
_ALL = 0.995
_TOLD = 0.5


def print_across(found: Consistency) -> None:
    """Whose figures can be true together."""
    console.prose(found.sentence)
    for party in found.silent:
        console.prose(f"{party} gave no figure that a flight could be compared with.")


def print_nearness(found: Nearness) -> None:
    """Whether any flight comes near each party's figures, before anything is sampled."""
    models = next(iter(found.distance.values()))
    head = ("Figures of", *(f"nearest {FLIGHT_OF[model]}" for model in models))
    rows = [head]
    for names, distance in found.distance.items():
        rows.append((joined(names), *(_missed(distance[model]) for model in models)))
    console.say(console.table(rows))
    console.prose("In errors of measurement, beyond what the wording allows.")
    console.say()


def _missed(distance: float) -> str:
    if distance < _TOLD:
        return "has them"
    return f"misses by {distance:.1f}" + (": impossible" if distance > IMPOSSIBLE else "")


def print_verdict(verdict: Verdict, units: UnitSystem) -> None:
    """What a party's figures, or those of all together, say."""
    console.say(f"== {joined(verdict.parties)} ==")
    for model, answer in verdict.answers.items():
        _print_answer(model, answer, units)
        _print_checks(verdict.figures.get(model, ()), units)
        without = verdict.possible_without.get(model, ())
        if without:
            names = joined((name.replace("_", " ") for name in without), last="or")
            console.prose(f"Without {names} a {FLIGHT_OF[model]} could give the others.")
        console.say()
    if verdict.scale:
        console.prose(f"Evidence: {_evidence(verdict)}.")
    console.prose(f"Verdict, {verdict.word}: {verdict.sentence}")
    if verdict.left_out:
        console.prose(f"Not used: {'; '.join(verdict.left_out)}.")
    console.say()


def _evidence(verdict: Verdict) -> str:
    size = verdict.log_bayes_factor
    if not np.isfinite(size):
        return verdict.scale
    return f"{verdict.scale} (natural logarithm of the ratio, ballistic to gliding: {size:+.1f})"


def _print_answer(model: str, answer: ModelAnswer, units: UnitSystem) -> None:
    title = FLIGHT_OF[model].capitalize()
    posterior = answer.posterior
    if answer.refusal or posterior is None or posterior.refusal is not None:
        why = answer.refusal or (posterior.refusal if posterior is not None else None)
        console.prose(f"{title}: {why or 'No interval is given.'}{_misses(answer)}")
        return
    head = (f"{title}:", "prior 5 %", "50 %", "95 %", "|", "posterior 5 %", "50 %", "95 %")
    rows: list[tuple[str, ...]] = [head]
    shares = []
    for one in shown(posterior):
        before, after = draws_of(posterior, one.name)
        share = after.size / posterior.size
        if not after.size:
            shares.append(f"None of the flights has a {one.words}.")
            continue
        if share < _ALL:
            shares.append(f"{100 * share:.0f} % of the flights have a {one.words}.")
        rows.append(
            (
                one.words,
                *(amount(one.kind, value, units) for value in _ends(before)),
                "|",
                *(amount(one.kind, value, units) for value in _ends(after)),
            )
        )
    console.say(console.table(rows))
    for sentence in (*shares, _sampling(posterior)):
        console.prose(sentence)


def _misses(answer: ModelAnswer) -> str:
    """By how much the nearest flight misses, where it does."""
    if answer.possible:
        return ""
    missed = [
        f"{label}, for it has none"
        if np.isnan(near) and abs(miss) >= MISSING
        else f"{label} by {abs(miss):.1f} errors"
        for label, (_, _, near, miss) in zip(answer.labels, answer.nearest_misses, strict=True)
        if abs(miss) >= _TOLD
    ]
    return f" The nearest misses {joined(missed)}." if missed else ""


def _sampling(posterior: Posterior) -> str:
    return (
        f"From {posterior.effective:,.0f} effective draws of {posterior.size:,}; two runs agree "
        f"within {posterior.evidence_apart:.2f} in the logarithm of the evidence."
    )


def _ends(draws: np.ndarray) -> tuple[float, ...]:
    if not draws.size:
        return (np.nan,) * len(_ENDS)
    return tuple(float(value) for value in np.quantile(draws, _ENDS))


def _print_checks(checks: tuple[FigureCheck, ...], units: UnitSystem) -> None:
    """Each figure as the others predict it; where they exclude each other, they predict nothing."""
    checks = tuple(check for check in checks if check.note != "not predicted")
    if not checks:
        return
    rows: list[tuple[str, ...]] = [
        ("figure", "by", "reported", "from the others 5 %", "50 %", "95 %", "z", "PIT", "")
    ]
    for check in checks:
        kind = kind_of_figure(check.figure)
        rows.append(
            (
                check.figure.replace("_", " "),
                check.party,
                check.wording,
                *(amount(kind, value, units) for value in check.predicted),
                _bare(check.z, "+.1f"),
                _bare(check.pit, ".3f"),
                check.note,
            )
        )
    console.say(console.table(rows, left=3))


def _bare(value: float, form: str) -> str:
    return "n/a" if np.isnan(value) else format(value, form)
