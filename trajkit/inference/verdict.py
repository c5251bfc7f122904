"""A verdict on the figures of an event, and the plain sentence that tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from trajkit.inference.evidence import DECIDED, evidence_words
from trajkit.reports.display import format_length, format_speed

if TYPE_CHECKING:
    from trajkit.inference.checks import FigureCheck
    from trajkit.inference.deciding import Deciding
    from trajkit.inference.nearest import Nearest
    from trajkit.inference.posterior import Posterior

__all__ = [
    "IMPOSSIBLE",
    "STRAINED",
    "ModelAnswer",
    "Verdict",
    "Word",
    "is_strained",
    "list_of",
    "verdict_on",
]

Word = Literal["consistent", "strained", "undecided", "impossible"]

STRAINED: Final = 2.0
IMPOSSIBLE: Final = 3.0
"""Errors by which the nearest flight misses, all figures together, from which a set of figures is
strained, and impossible: the usual two and three standard deviations."""

NAMES: Final = {"ballistic": "ballistic", "glide": "gliding"}


@dataclass(frozen=True, eq=False)
class ModelAnswer:
    """Whether a model has flights with the figures.

    Attributes
    ----------
    model
        "ballistic" or "glide".
    log_evidence
        Natural logarithm of the probability of the figures; -inf if no flight can have them, NaN
        if it was not reckoned, for no model comes near.
    log_evidence_error
        Half of what two runs differ by.
    possible
        Whether a flight comes within `IMPOSSIBLE` errors.
    posterior
        The flights; None where none comes near.
    nearest_misses
        Of the nearest flight: quantity, reported value, the flight's value (SI units; NaN for words
        and for what it has not), and the miss in errors beyond the wording, above 0 where the
        flight has more.
    refusal
        Why no interval is given, in a sentence; None if it is.
    distance
        Root of the sum of the squared misses.
    labels
        Of the misses: "KCNA's range 1,500 km".
    """

    model: str
    log_evidence: float
    log_evidence_error: float
    possible: bool
    posterior: Posterior | None
    nearest_misses: tuple[tuple[str, float, float, float], ...]
    refusal: str | None
    distance: float
    labels: tuple[str, ...]
    nearest: Nearest | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is to be said of a set of figures.

    Attributes
    ----------
    event, parties
        Whose figures.
    answers
        By model.
    log_bayes_factor
        Natural logarithm of the evidence of a ballistic flight over that of a gliding one; NaN if
        either is not known.
    scale
        In words; see `trajkit.inference.evidence`.
    figures
        By model, each figure as the others predict it.
    possible_without
        By model where the set is impossible, each single figure without which it is possible.
    word, sentence
        The verdict.
    deciding
        Figures not reported that would tell the models apart, the surest first.
    left_out
        Claims that are not observed, with the reason.
    expects
        "ballistic" where the class flies lofted and boosted from its pad, so that a ballistic
        flight which fits is enough; "either" where it flies low and may glide.
    """

    event: str
    parties: tuple[str, ...]
    answers: dict[str, ModelAnswer]
    log_bayes_factor: float
    scale: str
    figures: dict[str, tuple[FigureCheck, ...]]
    possible_without: dict[str, tuple[str, ...]]
    word: Word
    sentence: str
    deciding: tuple[Deciding, ...] = ()
    left_out: tuple[str, ...] = ()
    expects: Literal["ballistic", "either"] = "either"


def verdict_on(
    event: str,
    parties: tuple[str, ...],
    answers: dict[str, ModelAnswer],
    figures: dict[str, tuple[FigureCheck, ...]],
    possible_without: dict[str, tuple[str, ...]],
    deciding: tuple[Deciding, ...],
    left_out: tuple[str, ...],
    expects: Literal["ballistic", "either"],
) -> Verdict:
    """Weigh the answers of the models."""
    factor = _log_bayes_factor(answers)
    word, model = _weighed(answers, figures, factor, expects)
    told = _Told(parties, answers, figures, possible_without, deciding, factor)
    sentence = {
        "consistent": told.consistent,
        "strained": told.strained,
        "undecided": told.undecided,
        "impossible": told.impossible,
    }[word](model)
    return Verdict(
        event=event,
        parties=parties,
        answers=answers,
        log_bayes_factor=factor,
        scale=evidence_words(factor),
        figures=figures,
        possible_without=possible_without,
        word=word,
        sentence=sentence,
        deciding=deciding,
        left_out=left_out,
        expects=expects,
    )


def _log_bayes_factor(answers: dict[str, ModelAnswer]) -> float:
    if not {"ballistic", "glide"} <= set(answers):
        return float("nan")
    one, other = answers["ballistic"].log_evidence, answers["glide"].log_evidence
    if np.isneginf(one) and np.isneginf(other):
        return float("nan")
    return one - other


def _weighed(
    answers: dict[str, ModelAnswer],
    figures: dict[str, tuple[FigureCheck, ...]],
    factor: float,
    expects: str,
) -> tuple[Word, str]:
    """The verdict, and the model that it speaks of first."""
    nearest = min(answers, key=lambda name: answers[name].distance)
    left = [name for name, answer in answers.items() if answer.possible]
    if not left:
        return "impossible", expects if expects in answers else nearest
    clean = [name for name in left if not is_strained(answers[name], figures.get(name, ()))]
    if expects in left and not factor <= -DECIDED:
        # Another kind of flight needs more than to suit a little better.
        return "consistent" if expects in clean else "strained", expects
    if not clean:
        return "strained", min(left, key=lambda name: answers[name].distance)
    if len(clean) == 1:
        return "consistent", clean[0]
    if not abs(factor) >= DECIDED:
        return "undecided", clean[0]
    return "consistent", "ballistic" if factor > 0.0 else "glide"


def is_strained(answer: ModelAnswer, figures: tuple[FigureCheck, ...]) -> bool:
    """Whether a model has flights with the figures, but none that suits all of them."""
    return answer.distance > STRAINED or any(
        check.note in ("strained", "impossible") for check in figures
    )


@dataclass(frozen=True)
class _Told:
    """Sentences."""

    parties: tuple[str, ...]
    answers: dict[str, ModelAnswer]
    figures: dict[str, tuple[FigureCheck, ...]]
    without: dict[str, tuple[str, ...]]
    deciding: tuple[Deciding, ...]
    factor: float

    @property
    def whose(self) -> str:
        if len(self.parties) == 1:
            return f"The figures of {self.parties[0]}"
        return f"The figures of {list_of(self.parties)} together"

    def consistent(self, model: str) -> str:
        parts = [f"{self.whose} fit a {NAMES[model]} flight"]
        for other, answer in self.answers.items():
            if other != model:
                parts[0] += self._beside(model, answer)
        parts += self._readings(model)
        return "; ".join(parts) + self._refused(model)

    def undecided(self, model: str) -> str:
        text = f"{self.whose} fit a ballistic flight and a gliding one"
        if np.isfinite(self.factor):
            text += f" (ln Bayes factor {_signed(self.factor)}: undecided)"
        if self.deciding:
            text += f"; {_would_decide(self.deciding[0])}"
        return "; ".join([text, *self._readings(model)]) + self._refused(model)

    def strained(self, model: str) -> str:
        answer = self.answers[model]
        text = f"{self.whose} are strained"
        found = self._readings(model)
        if answer.distance > STRAINED:
            found.append(f"the nearest {NAMES[model]} flight misses {_misses(answer)}")
        text += ": " + "; ".join(found) if found else ""
        return text + self._refused(model)

    def impossible(self, model: str) -> str:
        answer = self.answers[model]
        models = " or ".join(NAMES[name] for name in self.answers)
        text = (
            f"{self.whose} are impossible: no {models} flight comes near, "
            f"the nearest ({NAMES[model]}) misses {_misses(answer)}"
        )
        without = self.without.get(model, ())
        if without:
            text = f"{text}; without {list_of(without, 'or')} the rest can be true"
        else:
            text = f"{text}; no single figure, dropped, makes the rest possible"
        return "; ".join([text, *self._readings(model)]) + "."

    def _beside(self, model: str, other: ModelAnswer) -> str:
        """How the other model fares."""
        name = NAMES[other.model]
        if not other.possible:
            if np.isneginf(other.log_evidence):
                lacking = [
                    label
                    for label, (*_, near, _miss) in zip(
                        other.labels, other.nearest_misses, strict=True
                    )
                    if np.isnan(near) and abs(_miss) > IMPOSSIBLE
                ]
                if lacking:
                    return f", not a {name} one, which cannot have {list_of(lacking)}"
            return f", not a {name} one, of which the nearest misses {_misses(other)}"
        if not np.isfinite(self.factor):
            return f"; a {name} one is not excluded"
        number = f"ln Bayes factor {_signed(self.factor)}"
        if abs(self.factor) < DECIDED:
            return f"; a {name} one is not excluded ({number}: undecided)"
        favours = (self.factor > 0.0) == (model == "ballistic")
        words = evidence_words(self.factor)
        if favours and other.distance > STRAINED:
            return (
                f", not a {name} one: the nearest of those misses {_misses(other)}, and the "
                f"evidence is {words} ({number})"
            )
        return f"; against a {name} one the evidence is {words} ({number})"

    def _readings(self, model: str) -> list[str]:
        """Figures that stand out."""
        found = []
        for check in self.figures.get(model, ()):
            if check.note not in ("reads high", "reads low", "strained", "impossible"):
                continue
            label = f"{check.party}'s {_name(check.figure)} {check.wording}"
            if check.note == "impossible":
                found.append(f"no flight with the other figures has {label}")
                continue
            low, _, high = check.predicted
            how = check.note
            if how == "strained":
                reads = "high" if check.reported[0] > 0.5 * (low + high) else "low"
                how = f"reads far too {reads}"
            found.append(f"{label} {how}, for the others predict {_range(check.figure, low, high)}")
        return found

    def _refused(self, model: str) -> str:
        refusal = self.answers[model].refusal
        return f". {refusal}" if refusal else "."


def _misses(answer: ModelAnswer) -> str:
    """By how much the nearest flight misses what."""
    order = np.argsort([-abs(miss) for *_, miss in answer.nearest_misses], kind="stable")
    largest = abs(answer.nearest_misses[order[0]][3])
    parts = []
    for number in order:
        _, _, near, miss = answer.nearest_misses[number]
        if abs(miss) < max(0.35 * largest, 0.3):
            continue
        figure = answer.nearest_misses[number][0]
        if np.isfinite(near):
            text = (
                f"{answer.labels[number]} by {abs(miss):.1f} errors (it has {_one(figure, near)})"
            )
        elif abs(miss) >= _NONE:
            text = f"{answer.labels[number]}, for it has none"
        else:
            text = f"{answer.labels[number]} by {abs(miss):.1f} errors"
        parts.append(text)
    return list_of(parts[:3])


_NONE: Final = 30.0


def _would_decide(one: Deciding) -> str:
    name = _name(one.figure)
    if one.figure == "second_peak":
        return (
            f"a second peak would decide, which {one.had:.0%} of the gliding flights and no "
            "ballistic one have"
        )
    spans = (
        f"ballistic {_range(one.figure, *one.ballistic)}, "
        f"gliding {_range(one.figure, *one.gliding)}"
    )
    if one.power < 0.1:
        return f"no single figure would be sure to decide, the {name} the soonest ({spans})"
    return f"the {name} would decide soonest ({spans})"


def _name(figure: str) -> str:
    return figure.replace("_", " ")


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _one(figure: str, value: float) -> str:
    if figure == "flight_time":
        return f"{value:,.0f} s"
    if figure == "top_speed":
        return format_speed(value)
    return format_length(value)


def _range(figure: str, low: float, high: float) -> str:
    if figure == "flight_time":
        return f"{low:,.0f} to {high:,.0f} s"
    if figure == "top_speed":
        return f"{low / 1e3:.2f} to {high / 1e3:.2f} km/s"
    return f"{low / 1e3:,.0f} to {high / 1e3:,.0f} km"


def list_of(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    """ "a, b and c"."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
