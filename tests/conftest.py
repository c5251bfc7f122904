"""What holds for every test: no network, no display, the same examples on each run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

OFFLINE = str(Path(__file__).parent / "offline")
sys.path.insert(0, OFFLINE)
os.environ["PYTHONPATH"] = os.pathsep.join([OFFLINE, *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ["MPLBACKEND"] = "Agg"

import no_network  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

# `pytest --hypothesis-profile=default` looks for new examples instead.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _stays_offline() -> Iterator[None]:
    no_network.attempts.clear()
    yield
    if no_network.attempts:
        pytest.fail(f"the test asked the network for {', '.join(no_network.attempts)}")
