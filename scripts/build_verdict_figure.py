"""Draws docs/figures/2025-01-06-verdict.png, the profile of `trajkit reconstruct 2025-01-06`.

    python scripts/build_verdict_figure.py

Apart from build_readme_figures.py because it samples, which takes some three minutes. Seed 0; the
same code on the same backend with the packages of constraints.txt gives the same bytes.
"""

from __future__ import annotations

import sys

from build_readme_figures import keep

from trajkit.cli.sampling import Asked, event_and_file, judge_event
from trajkit.output.envelope import draw_envelope

__all__ = ["main"]


def main() -> None:
    """Sample and draw."""
    event, file = event_and_file("2025-01-06", ())

    def progress(text: str, share: float) -> None:
        print(f"[{share:4.0%}] {text}", file=sys.stderr)

    judged = judge_event(event, file.read_bytes(), Asked(), progress=progress)
    keep(draw_envelope(judged), "verdict")


if __name__ == "__main__":
    main()
