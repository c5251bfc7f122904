"""``--prior NAME=...``: what is thought of an unknown, in one word of the command line."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING

import click

from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.inference.priors import Prior

__all__ = ["prior_option", "read_prior", "read_priors"]

prior_option = click.option(
    "--prior",
    "prior_words",
    metavar="NAME=VALUE",
    multiple=True,
    help="With --method sample: instead of the class's prior of an unknown, one that is known "
    "(lift_to_drag=2), even between two ends (lift_to_drag=1..4), or of a kind with its numbers "
    "(burn_time_s=normal:90,10); may be repeated.",
)


def read_priors(words: tuple[str, ...], known: tuple[str, ...]) -> dict[str, Prior]:
    """Priors by the names of unknowns.

    Parameters
    ----------
    known
        Names of the unknowns that there are.

    Raises
    ------
    InputError
        If a name is not known or given twice, or a prior cannot be read.
    """
    priors: dict[str, Prior] = {}
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not equals or not name or not value:
            raise InputError(f'--prior "{word}" is not NAME=VALUE; type for instance {known[-1]}=2')
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            mend = f"perhaps {near[0]} is meant" if near else f"type one of {', '.join(known)}"
            raise InputError(f'--prior: there is no unknown "{name}"; {mend}')
        if name in priors:
            raise InputError(f"--prior: {name} is given twice; keep one")
        priors[name] = read_prior(name, value)
    return priors


def read_prior(name: str, value: str) -> Prior:
    """ "2", "1..4" or "normal:90,10".

    Raises
    ------
    InputError
        If it cannot be read, or its ends are reversed.
    """
    from trajkit.inference.priors import KINDS

    kind, colon, rest = value.partition(":")
    if not colon:
        low, dots, high = value.partition("..")
        kind = "uniform" if dots else "fixed"
        rest = f"{low},{high}" if dots else value
    kind = kind.strip().casefold()
    if kind not in KINDS:
        raise InputError(
            f'--prior {name}: the kind "{kind}" is not known; type one of {", ".join(KINDS)}'
        )
    wanted = [one.name for one in fields(KINDS[kind])]
    numbers = [_number(name, word) for word in rest.split(",")]
    if len(numbers) != len(wanted):
        raise InputError(
            f"--prior {name}: {kind} takes {len(wanted)} number{'s' * (len(wanted) > 1)} "
            f"({', '.join(wanted)}), not {len(numbers)}; type for instance "
            f"{name}={kind}:{','.join(wanted).upper()}"
        )
    try:
        prior: Prior = KINDS[kind](**dict(zip(wanted, numbers, strict=True)))
    except InputError as error:
        raise InputError(f"--prior {name}: {error}") from None
    return prior


def _number(name: str, word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(
            f'--prior {name}: "{word.strip()}" is not a number; type {name}=LOW..HIGH, in SI '
            "units, the unit being in the name"
        )
    return number
