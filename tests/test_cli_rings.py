"""`trajkit rings`: what is drawn is what was asked for, in the format of the file's name."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import pytest
from command_line import trajkit

if TYPE_CHECKING:
    from pathlib import Path

SITE = ("--site", "pyongyang")


def test_formats_follow_the_names(tmp_path: Path) -> None:
    png, svg, pdf = (tmp_path / f"rings.{suffix}" for suffix in ("png", "svg", "pdf"))
    done = trajkit(
        "rings", *SITE, "--range", "1,100 km", "--range", "1500km",
        "--out", png, "--out", svg, "--out", pdf, "--title", "Two claims",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "")
    head = png.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", head[16:])
    assert min(width, height) > 1000
    assert pdf.read_bytes().startswith(b"%PDF-")
    drawing = svg.read_text(encoding="utf-8")
    assert 'id="ring-1100-km"' in drawing
    assert 'id="ring-1500-km"' in drawing
    # 1,100 km in statute miles of 1,609.344 m: 683.508...
    assert "1,100 km (684 mi)" in drawing
    assert "Two claims" in drawing
    assert "East Pyongyang" in drawing


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("none", ()),
        ("east-sea", ("East Sea",)),
        ("sea-of-japan", ("Sea of Japan",)),
        ("both", ("East Sea", "Sea of Japan")),
    ],
)
def test_the_name_of_the_sea_is_a_choice(
    tmp_path: Path, label: str, shown: tuple[str, ...]
) -> None:
    out = tmp_path / "rings.svg"
    assert trajkit("rings", *SITE, "--range", "900 km", "--out", out, "--sea-label", label)[0] == 0
    drawing = out.read_text(encoding="utf-8")
    assert {name for name in ("East Sea", "Sea of Japan") if name in drawing} == set(shown)


def test_json_tells_what_was_drawn(tmp_path: Path) -> None:
    out = tmp_path / "new" / "rings.svg"
    done = trajkit(
        "rings", "--site=-33.9,18.4", "--range", "600 nmi", "--out", out, "--json", "-", "--quiet"
    )
    assert (done.code, done.err) == (0, "")
    assert done.json["ranges_m"] == [pytest.approx(600 * 1852.0)]
    assert (done.json["latitude_deg"], done.json["longitude_deg"]) == (-33.9, 18.4)
    assert done.json["files"] == [str(out)]
    assert out.is_file()
    again = tmp_path / "rings.json"
    drawn = trajkit("rings", *SITE, "--range", "9km", "--out", tmp_path / "a.svg", "--json", again)
    assert drawn.code == 0
    assert json.loads(again.read_text(encoding="utf-8"))["site"] == "east-pyongyang"


def test_no_picture_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    there = tmp_path / "there.png"
    there.write_bytes(b"kept")
    done = trajkit(
        "rings", *SITE, "--range", "900 km", "--out", tmp_path / "new.png", "--out", there
    )
    assert "there.png exists already" in done.sentence
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.png"]
    assert there.read_bytes() == b"kept"
