"""The examples of the README are what trajkit prints; links in the documents lead somewhere.

An example is a fenced block after `<!-- example -->`: a console transcript, or Python and what it
prints. Numbers must agree digit by digit, those of more than eight digits to a millionth; words and
line breaks may differ.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(
    r"<!-- example -->\n```(console|python)\n(.*?)```\n(?:```text\n(.*?)```\n)?", re.DOTALL
)
# "0.5", "1,100", "39.1900" but not the 6 of "2025-01-06.toml", nor the full stop of a sentence.
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


class Example(NamedTuple):
    """Commands, each with what it prints; or a Python program."""

    language: str
    steps: tuple[tuple[str, str], ...]


def examples() -> list[Example]:
    found = []
    for language, code, printed in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        if language == "python":
            found.append(Example(language, ((code, printed),)))
            continue
        parts = code.replace("\\\n", " ").split("$ ")[1:]
        steps = (part.partition("\n") for part in parts)
        found.append(Example(language, tuple((command, said) for command, _, said in steps)))
    return found


def printed(text: str) -> list[str | float]:
    """Every number as printed; a long one as a value, since its last digits are rounding."""
    found = NUMBER.findall(text)
    return [float(word) if sum(map(str.isdigit, word)) > 8 else word for word in found]


def expected(text: str) -> list[Any]:
    return [
        pytest.approx(value, rel=1e-6) if isinstance(value, float) else value
        for value in printed(text)
    ]


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.steps[-1][0].split("\n")[0][:50])
def test_example_prints_what_the_readme_says(example: Example, tmp_path: Path) -> None:
    beside = os.path.dirname(sys.executable)
    environment = {**os.environ, "PATH": os.pathsep.join([beside, os.environ.get("PATH", "")])}
    for command, said in example.steps:
        if command.startswith("cat "):  # a file that the reader is shown, and here gets
            (tmp_path / command.removeprefix("cat ").strip()).write_text(said, encoding="utf-8")
            continue
        done = subprocess.run(
            [sys.executable, "-c", command] if example.language == "python" else command,
            shell=example.language == "console",
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert printed(done.stdout + done.stderr) == expected(said)
        assert done.stdout.split()[:1] == said.split()[:1] or not done.stdout


def test_the_readme_has_examples_of_both_kinds() -> None:
    languages = [example.language for example in examples()]
    assert languages.count("console") >= 4
    assert languages.count("python") >= 1
    # A block without a number would compare nothing.
    assert sum(len(printed(said)) for example in examples() for _, said in example.steps) > 100


def _anchor(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        goal = page.parent / name if name else page
        if not goal.exists():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in map(_anchor, headings):
                broken.append(target)
    assert broken == []
