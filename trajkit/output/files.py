"""Writes files so that a reader never sees half of one, and none is lost unasked."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from trajkit.errors import InputError
from trajkit.reports.words import joined

__all__ = [
    "PICTURE_FORMATS",
    "Content",
    "check_free",
    "check_suffix",
    "names_for",
    "write_batch",
    "write_file",
]

Content = str | bytes | Callable[[Path], object]
"""Text (written as UTF-8), bytes, or a function that writes the file at the path it is given.

That path has the file's final name, and so its suffix, but another folder.
"""


PICTURE_FORMATS = ("png", "svg", "pdf")
"""Forms of every picture."""


def names_for(
    formats: Sequence[str], *, pictures: Sequence[str], others: Mapping[str, str]
) -> tuple[str, ...]:
    """Names of files: each picture in the forms that are asked for, then the others.

    Parameters
    ----------
    formats
        What is asked for.
    pictures
        Names of the pictures, without a suffix.
    others
        Names of the other files, by format.

    Raises
    ------
    InputError
        If a format is not known.
    """
    known = (*PICTURE_FORMATS, *others)
    unknown = [name for name in formats if name not in known]
    if unknown:
        raise InputError(f'format "{unknown[0]}" is not known; choose from {", ".join(known)}')
    names = [f"{one}.{form}" for one in pictures for form in formats if form in PICTURE_FORMATS]
    return (*names, *(name for form, name in others.items() if form in formats))


def check_suffix(path: str | os.PathLike[str], allowed: Sequence[str]) -> str:
    """Suffix of ``path`` in lower case, e.g. ``".png"``.

    Raises
    ------
    InputError
        If it is not one of ``allowed``.
    """
    suffix = Path(path).suffix.lower()
    if suffix in allowed:
        return suffix
    has = f"ends in {suffix}" if suffix else "has no suffix"
    endings = joined(allowed, last="or")
    raise InputError(f"{path} {has}; end the name in {endings} to choose the format")


def check_free(paths: Iterable[str | os.PathLike[str]], *, force: bool = False) -> None:
    """Refuse early, before any long work, what :func:`write_batch` would refuse at its end.

    Raises
    ------
    InputError
        If a path is a folder, exists already and ``force`` is not set, or lies in a folder that
        cannot be made or written to.
    """
    for path in map(Path, paths):
        _check_target(path, force=force)
        folder = path.parent
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not folder.is_dir():
            raise InputError(f"{folder} is a file, not a folder; choose another place to write to")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise _unwritable(folder, "permission denied")


def write_file(path: str | os.PathLike[str], content: Content, *, force: bool = False) -> Path:
    """Write one file; see :func:`write_batch`."""
    target = Path(path)
    return write_batch(target.parent, {target.name: content}, force=force)[0]


def write_batch(
    folder: str | os.PathLike[str], files: Mapping[str, Content], *, force: bool = False
) -> list[Path]:
    """Write several files into one folder: all of them or none.

    Everything is first written into a hidden folder beside the targets, then renamed into place.
    A failure on the way leaves the folder as it was found, the files replaced under ``force``
    included; a folder that did not exist is made, and removed again on failure.

    Parameters
    ----------
    folder : path
        Where to write.
    files : mapping of str to Content
        Content by file name.
    force : bool
        Replace files that exist.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    InputError
        If a file exists and ``force`` is not set, or the folder cannot be made or written to.
    """
    home = Path(folder)
    targets = [home / name for name in files]
    for name in files:
        if Path(name).name != name:
            raise InputError(f"{name!r} is not a plain file name; give the folder apart from it")
    for target in targets:
        _check_target(target, force=force)
    made = _make_folder(home)
    try:
        staging = Path(tempfile.mkdtemp(prefix=".trajkit-", dir=home))
    except OSError as error:
        _remove_folders(made)
        raise _unwritable(home, error.strerror) from error
    try:
        for name, content in files.items():
            _write_content(staging / name, content)
        _publish(staging, targets, force=force)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        _remove_folders(made)
        raise
    shutil.rmtree(staging, ignore_errors=True)
    return targets


def _write_content(path: Path, content: Content) -> None:
    try:
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="\n")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    except OSError as error:
        raise _unwritable(path.parent.parent, error.strerror) from error


def _publish(staging: Path, targets: Sequence[Path], *, force: bool) -> None:
    """Move the finished files into place; on failure put everything back."""
    kept = staging / "replaced"
    kept.mkdir()
    saved: list[Path] = []
    placed: list[Path] = []
    try:
        for target in targets:
            if force and target.exists():
                os.replace(target, kept / target.name)
                saved.append(target)
            _move(staging / target.name, target)
            placed.append(target)
    except BaseException as error:
        for target in placed:
            target.unlink(missing_ok=True)
        for target in saved:
            os.replace(kept / target.name, target)
        if isinstance(error, FileExistsError):
            raise _exists(targets[len(placed)]) from error
        if isinstance(error, OSError):
            raise _unwritable(staging.parent, error.strerror) from error
        raise


def _move(source: Path, target: Path) -> None:
    """Rename, but never over a file that another process has made in the meantime."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links; a look before the rename is the best they allow.
        if target.exists():
            raise FileExistsError(target) from None
        os.replace(source, target)
    else:
        source.unlink()


def _check_target(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the name of a file")
    if not force and os.path.lexists(path):
        raise _exists(path)


def _make_folder(folder: Path) -> list[Path]:
    """Make ``folder``; returns the folders that did not exist, outermost first."""
    missing: list[Path] = []
    level = folder
    while not level.exists() and level != level.parent:
        missing.insert(0, level)
        level = level.parent
    if not level.is_dir():
        raise InputError(f"{level} is a file, not a folder; choose another place to write to")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _remove_folders([path for path in missing if path.exists()])
        raise _unwritable(folder, error.strerror) from error
    return missing


def _remove_folders(folders: Sequence[Path]) -> None:
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except OSError:
            return  # something else was put there meanwhile: not ours to remove


def _exists(path: Path) -> InputError:
    return InputError(f"{path} exists already; add --force (force=True) to replace it")


def _unwritable(folder: Path, reason: str | None) -> InputError:
    return InputError(
        f"cannot write in {folder} ({(reason or 'unknown reason').lower()}); "
        "choose a folder that you may write to"
    )
