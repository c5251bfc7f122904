"""Files are written whole or not at all, and never over others unasked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fake_scene import scene
from matplotlib.figure import Figure

from trajkit.errors import InputError
from trajkit.output import files
from trajkit.output.files import check_free, check_suffix, write_batch, write_file
from trajkit.output.fonts import MissingGlyphWarning, font_families
from trajkit.output.picture import render, save_figure
from trajkit.output.scene import Fan, Track

if TYPE_CHECKING:
    from pathlib import Path

needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_batch_writes_text_bytes_and_functions(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "deep"
    written = write_batch(
        folder,
        {"a.txt": "é\n", "b.bin": b"\x00\x01", "c.txt": lambda path: path.write_text(path.suffix)},
    )
    assert written == [folder / "a.txt", folder / "b.bin", folder / "c.txt"]
    assert (folder / "a.txt").read_bytes() == b"\xc3\xa9\n"
    assert (folder / "b.bin").read_bytes() == b"\x00\x01"
    assert (folder / "c.txt").read_text() == ".txt"
    assert names(folder) == ["a.txt", "b.bin", "c.txt"]


def test_failing_writer_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        write_batch(tmp_path / "new", {"a.txt": "whole", "b.txt": fail})
    assert names(tmp_path) == []


def test_failing_writer_leaves_what_force_would_replace(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")

    def fail(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_batch(tmp_path, {"a.txt": "new", "b.txt": fail}, force=True)
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


@pytest.mark.parametrize("force", [False, True])
def test_failure_while_renaming_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    if force:
        (tmp_path / "a.txt").write_text("old a")
        (tmp_path / "b.txt").write_text("old b")
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    real = files._move

    def fail_on_b(source: Path, target: Path) -> None:
        if target.name == "b.txt":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(files, "_move", fail_on_b)
    with pytest.raises(InputError, match="no space left on device"):
        write_batch(tmp_path, {"a.txt": "new a", "b.txt": "new b"}, force=force)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


def test_existing_file_is_kept_and_named(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("old")
    with pytest.raises(InputError, match=r"b\.txt exists already; add --force"):
        write_batch(tmp_path, {"a.txt": "new", "b.txt": "new"})
    assert names(tmp_path) == ["b.txt"]
    assert (tmp_path / "b.txt").read_text() == "old"
    write_batch(tmp_path, {"a.txt": "new", "b.txt": "new"}, force=True)
    assert (tmp_path / "b.txt").read_text() == "new"
    assert names(tmp_path) == ["a.txt", "b.txt"]


def test_file_made_meanwhile_is_kept(tmp_path: Path) -> None:
    def other_process(path: Path) -> None:
        path.write_text("ours")
        (tmp_path / "a.txt").write_text("theirs")

    with pytest.raises(InputError, match="exists already"):
        write_file(tmp_path / "a.txt", other_process)
    assert (tmp_path / "a.txt").read_text() == "theirs"
    assert names(tmp_path) == ["a.txt"]


def test_same_rights_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_file(tmp_path / "ours", "")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_folder_in_place_of_a_file_and_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for check in (check_free, lambda paths: write_file(paths[0], "")):
        with pytest.raises(InputError, match="is a file, not a folder"):
            check([tmp_path / "file" / "a.txt"])
        with pytest.raises(InputError, match="is a folder"):
            check([tmp_path])


@needs_permissions
def test_unwritable_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        for act in (lambda: write_file(tmp_path / "a", ""), lambda: check_free([tmp_path / "a"])):
            with pytest.raises(InputError, match=r"cannot write in .* \(permission denied\)"):
                act()
    finally:
        tmp_path.chmod(0o700)


def test_folder_that_cannot_be_made_is_named() -> None:
    with pytest.raises(InputError, match="cannot write in /proc/nothing"):
        write_file("/proc/nothing/a.txt", "")


def test_plain_names_only(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a plain file name"):
        write_batch(tmp_path, {"../a.txt": ""})


def test_suffix() -> None:
    assert check_suffix("a/b.PNG", (".png", ".svg")) == ".png"
    with pytest.raises(InputError, match=r"b\.gif ends in \.gif; end the name in \.png or \.svg"):
        check_suffix("a/b.gif", (".png", ".svg"))
    with pytest.raises(InputError, match=r"has no suffix; end the name in \.png, \.svg or \.pdf"):
        save_figure(Figure(), "picture")


def test_saved_figure_is_refused_twice(tmp_path: Path) -> None:
    figure = Figure(figsize=(1, 1))
    save_figure(figure, tmp_path / "a.svg")
    with pytest.raises(InputError, match="--force"):
        save_figure(figure, tmp_path / "a.svg")
    save_figure(figure, tmp_path / "a.svg", force=True)
    assert names(tmp_path) == ["a.svg"]


def test_signatures_of_formats() -> None:
    figure = Figure(figsize=(1, 1))
    assert render(figure, ".png").startswith(b"\x89PNG\r\n")
    assert render(figure, ".pdf").startswith(b"%PDF-")
    assert render(figure, ".svg").startswith(b"<?xml")


def test_missing_glyphs_are_named() -> None:
    assert font_families(["Pyongyang 1,100 km é °"])[0] == "DejaVu Sans"
    with pytest.warns(MissingGlyphWarning, match="fonts-noto-cjk"):
        font_families(["\U00012000 cuneiform, that neither DejaVu nor CJK fonts have"])


def test_unknown_font_lists_near_names() -> None:
    with pytest.raises(InputError, match="'DejaVu Sanz' is not installed; near names: DejaVu Sans"):
        font_families(["a"], "DejaVu Sanz")
    assert font_families(["a"], "dejavu serif")[0] == "DejaVu Serif"


def test_scene_refuses_what_cannot_be_drawn() -> None:
    good = scene().tracks[0]
    fields = {
        name: getattr(good, name)
        for name in ("time_s", "latitude_deg", "longitude_deg", "altitude_m", "range_m")
    }
    with pytest.raises(InputError, match="of one length"):
        Track(label="x", **{**fields, "range_m": fields["range_m"][1:]})
    with pytest.raises(InputError, match="altitude_m of track 'x' holds NaN"):
        Track(label="x", **{**fields, "altitude_m": fields["altitude_m"] * np.nan})
    with pytest.raises(InputError, match="clockwise"):
        Fan(1e6, ((90.0, 80.0),))
