"""Python imports this by itself when the folder is on PYTHONPATH: sub-processes are offline too."""

from __future__ import annotations

import no_network  # noqa: F401
