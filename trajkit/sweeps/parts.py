"""One part of a sweep's table as the bytes of a Parquet file, and back.

The same columns give the same bytes under the same version of pyarrow: no clock, no name of a
machine. Numbers are split by byte before they are packed, which takes a fifth off their size.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trajkit.errors import InputError
from trajkit.physics.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

    from numpy.typing import NDArray

__all__ = ["LANDED", "STATUSES", "UNLIKELY_BOOST", "pack", "pyarrow", "unpack"]

STATUSES: Final = (*(status.label for status in Status), "unlikely boost")
"""What a row's status can be: those of `trajkit.Status`, and boosts that the model does not fly."""

LANDED: Final = int(Status.LANDED)
UNLIKELY_BOOST: Final = len(STATUSES) - 1


def pyarrow() -> ModuleType:
    """The library of the files.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise InputError(
            "sweeps are kept in Parquet files, and pyarrow is not installed; type pip install "
            "'trajkit[sweep]'"
        ) from None
    found: ModuleType = pyarrow
    return found


def pack(first_row: int, columns: Mapping[str, NDArray[np.float64]], status: NDArray[Any]) -> bytes:
    """Rows from `first_row` on as a Parquet file; `status` holds places in `STATUSES`."""
    pa = pyarrow()
    rows = np.arange(first_row, first_row + status.size, dtype=np.int64)
    words = pa.DictionaryArray.from_arrays(
        pa.array(status.astype(np.int8)), pa.array(STATUSES, pa.string())
    )
    arrays = {
        "sample": pa.array(rows),
        **{name: pa.array(np.ascontiguousarray(values)) for name, values in columns.items()},
        "status": words,
    }
    target = io.BytesIO()
    pa.parquet.write_table(
        pa.table(arrays),
        target,
        compression="zstd",
        use_dictionary=["status"],
        use_byte_stream_split=list(columns),
        row_group_size=max(int(status.size), 1),
    )
    return target.getvalue()


def unpack(path: Path, columns: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Some columns of a part; the status as text.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    pa = pyarrow()
    try:
        table = pa.parquet.read_table(path, columns=list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0] if str(error) else "it failed"
        raise InputError(
            f"{path} cannot be read ({reason[:120]}); make it again with trajkit sweep --resume"
        ) from None
    found = {}
    for name in columns:
        column = table.column(name)
        if name == "status":
            found[name] = np.array(STATUSES)[_codes(column)]
        else:
            found[name] = column.to_numpy()
    return found


def _codes(column: Any) -> NDArray[np.intp]:
    """Places in `STATUSES`, by which dictionary each piece of the column has."""
    parts = [np.zeros(0, np.intp)]
    for chunk in column.chunks:
        own = np.array([STATUSES.index(word) for word in chunk.dictionary.to_pylist()], np.intp)
        parts.append(own[chunk.indices.to_numpy()])
    return np.concatenate(parts)
