"""docs/cli.md says of each command what the command says of itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trajkit.cli.app import app

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "build_cli_docs.py"


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_cli_docs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT_MODULE = load_script()


@pytest.mark.parametrize("name", SCRIPT_MODULE.commands())
def test_the_page_is_fresh(name: str) -> None:
    page = SCRIPT_MODULE.PAGE.read_text(encoding="utf-8")
    assert f"## {name}\n" in page
    # If this fails, run: python scripts/build_cli_docs.py
    assert SCRIPT_MODULE.fill(page, name) == page


def test_a_stale_page_is_noticed() -> None:
    page = SCRIPT_MODULE.PAGE.read_text(encoding="utf-8")
    stale = page.replace("`--spherical`", "`--round`")
    assert stale != page
    assert SCRIPT_MODULE.fill(stale, "trajkit fly") != stale


def test_every_command_is_on_the_page() -> None:
    names = {name.split()[1] for name in SCRIPT_MODULE.commands()}
    assert names == set(app.lazy)
