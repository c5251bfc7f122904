"""Verdicts without the hours: a few particles of a real model, and the rest made up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

import numpy as np

import trajkit
from trajkit.inference.infer import infer
from trajkit.inference.tempered import Settings
from trajkit.output.judged import Judged, MadeFrom
from trajkit.reports import catalogue

__all__ = ["Consistency", "FigureCheck", "ModelAnswer", "Verdict", "judged", "verdict"]

FEW = Settings(particles=64, enough=1.0, inner=4, most_sweeps=4)


@dataclass(frozen=True)
class ModelAnswer:
    model: str
    log_evidence: float
    log_evidence_error: float
    possible: bool
    posterior: Any
    nearest_misses: Any
    refusal: str | None


@dataclass(frozen=True)
class FigureCheck:
    figure: str
    wording: str
    reported: tuple[float | None, float | None]
    predicted: tuple[float, float, float]
    z: float
    pit: float
    note: str


@dataclass(frozen=True)
class Verdict:
    event: str
    parties: tuple[str, ...]
    answers: dict[str, ModelAnswer]
    log_bayes_factor: float
    scale: str
    figures: dict[str, tuple[FigureCheck, ...]]
    possible_without: dict[str, tuple[str, ...]]
    word: str
    sentence: str


@cache
def few_draws(model: str) -> Any:
    """Some draws, taken for good however few they are."""
    with mock.patch("trajkit.inference.study._POOL", 64):
        posterior = infer("2025-01-14", party="ROK JCS", model=model, settings=FEW)
    posterior.__dict__["refusal"] = None
    return posterior


def verdict(event: str = "2025-01-14", party: str = "ROK JCS", *, glide: bool = True) -> Verdict:
    answers = {
        "ballistic": ModelAnswer("ballistic", -5.0, 0.1, True, few_draws("ballistic"), (), None)
    }
    if glide:
        answers["glide"] = ModelAnswer(
            "glide", -np.inf, np.nan, False, None, ("second peak by 10 km",),
            "No flight of the model comes near.",
        )  # fmt: skip
    check = FigureCheck(
        "range", "about 250 km", (245e3, 255e3), (200e3, 251e3, 300e3), -0.03, 0.49, ""
    )
    return Verdict(
        event, (party,), answers, np.inf, "decisive for ballistic flight",
        {"ballistic": (check,)}, {"glide": ("second_peak",)}, "consistent",
        f"{party}: a ballistic flight gives all figures.",
    )  # fmt: skip


@dataclass(frozen=True)
class Consistency:
    verdicts: tuple[Verdict, ...]
    across: tuple[str, ...]


def judged(*verdicts: Verdict) -> Judged:
    return Judged(
        catalogue.event("2025-01-14"),
        MadeFrom("0" * 64, "1" * 64, 0, trajkit.__version__, ("ballistic", "glide")),
        "NumPy",
        verdicts or (verdict(),),
        ("Nothing else.",),
    )
