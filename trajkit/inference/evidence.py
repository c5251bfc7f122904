"""What a ratio of evidences is worth, in words.

The words are those of Kass and Raftery for twice the natural logarithm of a Bayes factor above 6,
"strong", and above 10, "very strong". Below 6, a logarithm of 3, theirs are "not worth more than a
bare mention" and "positive"; here it is "undecided", for other priors or another meaning of a Mach
number move it by as much.

References
----------
Kass and Raftery (1995), Journal of the American Statistical Association 90, 773-795.
"""

from __future__ import annotations

from typing import Final

import numpy as np

__all__ = ["DECIDED", "SCALE_SOURCE", "evidence_words"]

DECIDED: Final = 3.0
"""Natural logarithm of a Bayes factor below which nothing is decided."""
_VERY_STRONG: Final = 5.0
SCALE_SOURCE: Final = (
    "Kass and Raftery (1995), J. Am. Stat. Assoc. 90, 773-795; below a natural logarithm of 3: "
    "undecided"
)


def evidence_words(log_bayes_factor: float, one: str = "ballistic", other: str = "gliding") -> str:
    """The scale in words, for a natural logarithm of the evidence of `one` over that of `other`."""
    if np.isnan(log_bayes_factor):
        return "not known"
    size = abs(log_bayes_factor)
    if size < DECIDED:
        return "undecided"
    favoured = one if log_bayes_factor > 0.0 else other
    return f"{'very strong' if size >= _VERY_STRONG else 'strong'} for {favoured}"
