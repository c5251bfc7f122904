"""Verdicts of an event as plain data for JSON and CSV: keys end in their unit, NaN is none."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from trajkit.output.judged import draws_of, shown

if TYPE_CHECKING:
    from trajkit.inference.checks import FigureCheck
    from trajkit.inference.consistency import Consistency
    from trajkit.inference.deciding import Deciding
    from trajkit.inference.posterior import Posterior
    from trajkit.inference.verdict import ModelAnswer, Verdict
    from trajkit.output.judged import Judged
    from trajkit.reports.event import Event

__all__ = ["CATALOGUE_COLUMNS", "catalogue_rows", "judged_summary", "quantities_csv", "rows_csv"]

_ENDS = {"p5": 0.05, "p50": 0.5, "p95": 0.95}

CATALOGUE_COLUMNS = ("event", "flight", "party", "ballistic", "gliding", "verdict", "sentence")
"""Of the table of several events."""


def judged_summary(judged: Judged) -> dict[str, Any]:
    """Everything that was found, with inputs, priors and sources."""
    event = judged.event
    return {
        "trajkit_version": judged.made_from.version,
        "backend": judged.backend,
        "seed": judged.made_from.seed,
        "method": "sample",
        "made_from": {**asdict(judged.made_from), "models": list(judged.made_from.models),
                      "choices": list(judged.made_from.choices)},
        "event": {
            "id": event.id,
            "title": event.title,
            "flight": judged.flight,
            "launch_time_utc": _utc(event),
            "launch_time_local": event.launch_time_local.isoformat() if event.is_dated else None,
            "fell_in": event.fell_in,
            "site": event.site,
            "body_class": event.body,
        },
        "verdicts": [_verdict(verdict) for verdict in judged.verdicts],
        "across": _across(judged.across),
        "sources": list(judged.sources),
    }  # fmt: skip


def _utc(event: Event) -> str | None:
    return event.launch_time_utc.isoformat().replace("+00:00", "Z") if event.is_dated else None


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "parties": list(verdict.parties),
        "word": verdict.word,
        "sentence": verdict.sentence,
        "log_bayes_factor": _number(verdict.log_bayes_factor),
        "scale": verdict.scale,
        "deciding": [_deciding(one) for one in verdict.deciding],
        "left_out": list(verdict.left_out),
        "models": {
            name: {
                **_answer(answer),
                "figures_from_the_others": [
                    _check(check) for check in verdict.figures.get(name, ())
                ],
                "possible_without": list(verdict.possible_without.get(name, ())),
            }
            for name, answer in verdict.answers.items()
        },
    }


def _deciding(one: Deciding) -> dict[str, Any]:
    """A figure that would tell the models apart, its unit in the names of the keys."""
    unit = _unit(one.figure)
    return {
        "figure": one.figure,
        "probability_that_it_would_decide": float(one.power),
        **{
            f"{name}_{end}{unit}": float(value)
            for name, pair in (("ballistic", one.ballistic), ("gliding", one.gliding))
            for end, value in zip(("p5", "p95"), pair, strict=True)
        },
        "share_of_gliding_flights_that_have_it": float(one.had),
    }


def _answer(answer: ModelAnswer) -> dict[str, Any]:
    posterior = answer.posterior
    told: dict[str, Any] = {
        "possible": answer.possible,
        "log_evidence": _number(answer.log_evidence),
        "log_evidence_error": _number(answer.log_evidence_error),
        "distance_errors": _number(answer.distance),
        "nearest_misses": [
            {
                "figure": label,
                f"reported{_unit(quantity)}": _number(reported),
                f"nearest{_unit(quantity)}": _number(flown),
                "miss_errors": _number(miss),
            }
            for label, (quantity, reported, flown, miss) in zip(
                answer.labels, answer.nearest_misses, strict=True
            )
        ],
        "refusal": answer.refusal,
    }
    if posterior is None:
        return told
    return {
        **told,
        "site_latitude_deg": posterior.model.site[0],
        "site_longitude_deg": posterior.model.site[1],
        "reports": [
            {"party": item.party, "quantity": item.quantity, "wording": item.wording}
            for item in posterior.observed.items
        ],
        "left_out": list(posterior.observed.left_out),
        "priors": [
            {"name": one.name, "prior": one.prior.words(), "source": one.source}
            for one in posterior.model.priors
        ],
        "effective_draws": _number(posterior.effective),
        "quantities": _quantities(posterior),
    }


def _quantities(posterior: Posterior) -> dict[str, Any]:
    """Prior beside posterior; nothing of the posterior where it is refused."""
    found = {}
    for one in shown(posterior):
        before, after = draws_of(posterior, one.name)
        found[one.name] = {
            "prior": _ends(before),
            "posterior": None if posterior.refusal is not None else _ends(after),
            "share_of_flights_that_have_it": float(after.size / posterior.size),
        }
    return found


def _ends(draws: np.ndarray) -> dict[str, float] | None:
    if not draws.size:
        return None
    return {name: float(np.quantile(draws, end)) for name, end in _ENDS.items()}


def _check(check: FigureCheck) -> dict[str, Any]:
    """A figure beside what the others predict; its unit is in the name of the keys."""
    unit = _unit(check.figure)
    low, high = check.reported
    return {
        "figure": check.figure,
        "party": check.party,
        "wording": check.wording,
        f"reported_low{unit}": _number(low),
        f"reported_high{unit}": _number(high),
        **{
            f"predicted_{name}{unit}": _number(value)
            for name, value in zip(_ENDS, check.predicted, strict=True)
        },
        "z": _number(check.z),
        "pit": _number(check.pit),
        "note": check.note,
    }


def _unit(figure: str) -> str:
    from trajkit.output.judged import kind_of_figure

    return {"length": "_m", "speed": "_m_s", "time": "_s", "angle": "_deg"}.get(
        kind_of_figure(figure), ""
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _across(found: Consistency | None) -> dict[str, Any] | None:
    """Whose figures can be true together."""
    if found is None:
        return None
    return {
        "sentence": found.sentence,
        "pairs": [
            {
                "parties": list(pair.parties),
                "together": pair.together,
                "distance_errors": {name: float(miss) for name, miss in pair.distance.items()},
            }
            for pair in found.pairs
        ],
        "groups": [list(group) for group in found.groups],
        "log_evidence_together_over_apart": {
            name: float(value) for name, value in found.concord.items()
        },
        "silent": list(found.silent),
        "scale_source": found.scale_source,
    }


def quantities_csv(summary: dict[str, Any]) -> str:
    """A line a party, model and quantity: prior beside posterior, SI units in the names."""
    rows = []
    for verdict in summary["verdicts"]:
        for model, answer in verdict["models"].items():
            for name, found in answer.get("quantities", {}).items():
                before, after = (found[key] or {} for key in ("prior", "posterior"))
                rows.append(
                    (
                        " and ".join(verdict["parties"]),
                        model,
                        name,
                        *(before.get(end) for end in _ENDS),
                        *(after.get(end) for end in _ENDS),
                    )
                )
    head = ("party", "model", "quantity", *(f"{which}_{end}" for which in ("prior", "posterior")
            for end in _ENDS))  # fmt: skip
    remark = (
        f"trajkit {summary['trajkit_version']}; {_about(summary)}; seed {summary['seed']}; "
        "inputs, priors and sources are in summary.json"
    )
    return rows_csv(head, rows, remark)


def _about(summary: dict[str, Any]) -> str:
    event = summary["event"]
    return f"{event['id']}, {event['flight']}" if event.get("flight") else str(event["id"])


def catalogue_rows(summary: dict[str, Any]) -> list[dict[str, str]]:
    """A row a verdict, by the names of `CATALOGUE_COLUMNS`."""
    return [
        {
            "event": summary["event"]["id"],
            "flight": summary["event"].get("flight") or "",
            "party": " and ".join(verdict["parties"]),
            "ballistic": _possible(verdict["models"].get("ballistic")),
            "gliding": _possible(verdict["models"].get("glide")),
            "verdict": verdict["word"],
            "sentence": verdict["sentence"],
        }
        for verdict in summary["verdicts"]
    ]


def _possible(answer: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    return {True: "possible", False: "impossible"}.get(answer["possible"], "not known")


def rows_csv(head: tuple[str, ...], rows: list[Any], remark: str) -> str:
    """A table as CSV after a line of remark; None is an empty cell."""
    text = io.StringIO()
    text.write(f"# {remark}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(
            [
                "" if cell is None else f"{cell:.9g}" if isinstance(cell, float) else cell
                for cell in row
            ]
        )
    return text.getvalue()
