"""Verdicts without the hours: a few particles of a real model, and the rest made up."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest import mock

import numpy as np

import trajkit
from trajkit.inference.checks import FigureCheck
from trajkit.inference.consistency import Consistency
from trajkit.inference.infer import infer
from trajkit.inference.tempered import Settings
from trajkit.inference.verdict import ModelAnswer, Verdict
from trajkit.output.judged import Judged, MadeFrom
from trajkit.reports import catalogue

__all__ = ["Consistency", "FigureCheck", "ModelAnswer", "Verdict", "judged", "verdict"]

FEW = Settings(particles=64, enough=1.0, inner=4, most_sweeps=4)


@cache
def few_draws(model: str) -> Any:
    """Some draws, taken for good however few they are."""
    with mock.patch("trajkit.inference.study._POOL", 64):
        posterior = infer("2025-01-14", party="ROK JCS", model=model, settings=FEW)
    posterior.__dict__["refusal"] = None
    return posterior


def verdict(event: str = "2025-01-14", party: str = "ROK JCS", *, glide: bool = True) -> Verdict:
    answers = {
        "ballistic": ModelAnswer(
            "ballistic", -5.0, 0.1, True, few_draws("ballistic"),
            (("range", 250e3, 250e3, 0.0),), None, 0.0, ("ROK JCS's range about 250 km",),
        )
    }  # fmt: skip
    if glide:
        answers["glide"] = ModelAnswer(
            "glide", -np.inf, np.nan, False, None, (("second_peak", np.nan, 50e3, 9.0),),
            "No flight of the model comes near.", 9.0, ("ROK JCS's second peak",),
        )  # fmt: skip
    check = FigureCheck(
        figure="range", wording="about 250 km", reported=(245e3, 255e3),
        predicted=(200e3, 251e3, 300e3), z=-0.03, pit=0.49, note="agrees", party="ROK JCS",
        narrowed=0.1, method="weighted",
    )  # fmt: skip
    return Verdict(
        event, (party,), answers, np.inf, "very strong for ballistic",
        {"ballistic": (check,)}, {"glide": ("second_peak",)}, "consistent",
        f"{party}: a ballistic flight gives all figures.",
    )  # fmt: skip


def across(*verdicts: Verdict) -> Consistency:
    return Consistency(
        verdicts[0].event, verdicts, verdicts[-1], (), (), {"ballistic": np.nan},
        "Only ROK JCS gave figures.", ("Japan government",),
    )  # fmt: skip


def judged(*verdicts: Verdict) -> Judged:
    return Judged(
        catalogue.event("2025-01-14"),
        MadeFrom("0" * 64, "1" * 64, 0, trajkit.__version__, ("ballistic", "glide")),
        "NumPy",
        verdicts or (verdict(),),
        across(*(verdicts or (verdict(),))),
    )
