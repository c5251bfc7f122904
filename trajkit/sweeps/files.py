"""Files of a sweep: each is written beside its place, brought to the disk, and renamed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["append_line", "digest", "json_bytes", "put", "writing"]

#: Of a file that is not whole yet; one that is found was left by a run that was killed.
BESIDE = ".beside"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def put(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever is killed when.

    Raises
    ------
    InputError
        If the disk is full, or the folder cannot be written to.
    """
    beside = path.with_name(path.name + BESIDE)
    with writing(path.parent):
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


def append_line(path: Path, line: str) -> None:
    """Add a line to a file and bring it to the disk; one that is cut short is the last."""
    with writing(path.parent), path.open("ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Make one sentence of what goes wrong while writing into a folder."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        full = error.errno in _FULL
        mend = "make room" if full else "see to that"
        raise InputError(
            f"cannot write in {folder} ({reason}); what is finished is kept: {mend}, then type "
            "the same with --resume"
        ) from error


def digest(content: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def json_bytes(value: Any) -> bytes:
    """A JSON file: UTF-8, indented, keys in the order given."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"
