"""Executes every notebook of notebooks/ and compares it with its paired text.

Each runs from its first cell in a fresh kernel of this Python, in an empty folder, so that it
needs nothing but trajkit and leaves nothing behind. The stored outputs are not touched.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import jupytext  # type: ignore[import-untyped]
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

__all__ = ["main"]

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
CELL_LIMIT_S = 120


class ThisPython(AsyncKernelManager):
    """A kernel of the Python that runs this script, whatever kernels the user has installed."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The command that starts the kernel."""
        connection = ["-f", self.connection_file]
        return [sys.executable, "-m", "ipykernel_launcher", *connection, *(extra_arguments or [])]


def main() -> int:
    """Print one line a notebook; the exit code is 1 if any fails or differs from its text."""
    names = sorted({path.stem for kind in ("*.ipynb", "*.py") for path in FOLDER.glob(kind)})
    if not names:
        print(f"No notebook in {FOLDER.name}/", file=sys.stderr)
        return 1
    failures = 0
    for name in names:
        start = time.perf_counter()
        failure = _difference(name) or _error(name)
        failures += failure is not None
        print(f"{name}: {failure or 'ran'} ({time.perf_counter() - start:.1f} s)", flush=True)
    return 1 if failures else 0


def _difference(name: str) -> str | None:
    """Where the notebook and its text say different things."""
    notebook, text = FOLDER / f"{name}.ipynb", FOLDER / f"{name}.py"
    for path in (notebook, text):
        if not path.exists():
            return f"{path.name} is missing: run jupytext --set-formats ipynb,py:percent"
    cells, lines = _cells(notebook), _cells(text)
    if cells == lines:
        return None
    same = 0
    while same < min(len(cells), len(lines)) and cells[same] == lines[same]:
        same += 1
    return f"cell {same + 1} differs from {text.name}: run jupytext --sync"


def _cells(path: Path) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def _error(name: str) -> str | None:
    """What stopped the notebook, with the traceback of its cell."""
    notebook = jupytext.read(FOLDER / f"{name}.ipynb")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder  # no start-up files of the user's own
        # the kernel is spoken to over files in the folder, so the network may be off
        sockets = Config(KernelManager={"transport": "ipc", "ip": f"{folder}/kernel"})
        client = NotebookClient(
            notebook,
            timeout=CELL_LIMIT_S,
            kernel_manager_class=ThisPython,
            config=sockets,
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            return f"failed\n{error}"
    return None


if __name__ == "__main__":
    sys.exit(main())
