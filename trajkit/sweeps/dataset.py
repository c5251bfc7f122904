"""A sweep on disk: a manifest, and the parts of a table.

    DIR/manifest.json          what was asked for and what was made, with a checksum of each part
    DIR/parts/000000.parquet   rows, from 0 on
    DIR/journal.jsonl          while the sweep is being made: a line for each part

A part's line is brought to the disk before the part is renamed into its place. So a part that is
there has its checksum, whatever was killed when; a line without a part, or one that was cut short,
is a part that is not made yet. When all parts are there the lines go into the manifest, in the
order of the parts, and the journal is removed: a run that was broken off leaves the same bytes as
one that was not.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trajkit.errors import InputError
from trajkit.sweeps.files import BESIDE, append_line, digest, json_bytes, put, writing
from trajkit.sweeps.parts import STATUSES, pyarrow, unpack

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    import xarray as xr
    from numpy.typing import NDArray

__all__ = ["FORMAT", "Folder", "Made", "Sweep", "open_sweep", "part_name"]

FORMAT: Final = "trajkit sweep 1"
MOST_FAILED_ROWS: Final = 1000
"""So many rows that failed are listed by number; all are counted."""

_MANIFEST, _JOURNAL, _PARTS = "manifest.json", "journal.jsonl", "parts"

#: Without these a manifest is damaged; the latter are only known when all parts are there.
_ALWAYS: Final = (
    "spec", "resolved", "title", "seed", "factors", "outputs", "design", "rows", "rows_a_part",
    "parts", "versions", "backend", "finished",
)  # fmt: skip
_IN_THE_END: Final = ("status_counts", "failed_rows", "checksums", "part_statuses")


def part_name(part: int) -> str:
    """File of a part, in the folder of parts."""
    return f"{part:06d}.parquet"


@dataclass(frozen=True)
class Made:
    """What is known of a part that is on the disk.

    Attributes
    ----------
    sha256
        Of its file.
    statuses
        How many rows have each status.
    failed
        Numbers of the rows that failed, the first `MOST_FAILED_ROWS` of them.
    """

    sha256: str
    statuses: dict[str, int]
    failed: tuple[int, ...] = ()


@dataclass(eq=False)
class Folder:
    """The folder of a sweep that is being made.

    Attributes
    ----------
    home
        Where it is.
    manifest
        Without what is only known in the end.
    made
        The parts that are on the disk.
    """

    home: Path
    manifest: dict[str, Any]
    made: dict[int, Made] = field(default_factory=dict)

    def begin(self) -> None:
        """Make the folder.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with writing(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
        self._write_manifest({**self.manifest, "finished": False})
        self._make_parts()

    @staticmethod
    def is_new(home: Path) -> bool:
        """Whether nothing was made there, or a run was killed before it had begun."""
        return not home.exists() or {path.name for path in home.iterdir()} <= {_MANIFEST + BESIDE}

    @classmethod
    def again(cls, home: Path, manifest: dict[str, Any]) -> tuple[Folder, list[str]]:
        """One that was begun, and the names of its parts that are damaged; those are left out.

        Raises
        ------
        InputError
            If it holds something else, or another sweep.
        """
        found = _read_manifest(home)
        _check_same(home, found, manifest)
        cls(home, manifest)._make_parts()
        known = dict(_of_manifest(found)) | dict(_of_journal(home / _JOURNAL))
        folder = cls(home, manifest)
        damaged = []
        for part, made in sorted(known.items()):
            path = home / _PARTS / part_name(part)
            if not path.exists():
                continue
            if digest(path.read_bytes()) == made.sha256:
                folder.made[part] = made
            else:
                damaged.append(part_name(part))
        with writing(home):
            for left in (*home.glob(f"*{BESIDE}"), *(home / _PARTS).glob(f"*{BESIDE}")):
                left.unlink()
        if found.get("finished") and len(folder.made) < found["parts"]:
            # It was finished, and parts are missing now: as one that was broken off.
            lines = [_line(part, made) for part, made in sorted(folder.made.items())]
            put(home / _JOURNAL, "".join(f"{line}\n" for line in lines).encode())
            folder._write_manifest({**manifest, "finished": False})
        elif not found.get("finished"):
            _mend_journal(home / _JOURNAL)
        return folder, damaged

    @property
    def parts(self) -> int:
        """How many parts the whole has."""
        return int(self.manifest["parts"])

    def path_of(self, part: int) -> Path:
        """Where a part is."""
        return self.home / _PARTS / part_name(part)

    def put(self, part: int, content: bytes, made: Made) -> None:
        """Keep a part.

        Raises
        ------
        InputError
            If it cannot be written; what is there stays.
        """
        append_line(self.home / _JOURNAL, _line(part, made))
        put(self.path_of(part), content)
        self.made[part] = made

    def finish(self, changes: dict[str, Any] | None = None) -> None:
        """Write the manifest of the whole.

        Parameters
        ----------
        changes
            Of the manifest, where the sweep was stopped before its end.
        """
        manifest = {**self.manifest, **(changes or {})}
        parts = range(manifest["parts"])
        made = [self.made[part] for part in parts]
        failed: list[int] = []
        for one in made:
            failed.extend(one.failed[: MOST_FAILED_ROWS - len(failed)])
        counts = {status: sum(one.statuses.get(status, 0) for one in made) for status in STATUSES}
        manifest |= {
            "finished": True,
            "status_counts": {status: count for status, count in counts.items() if count},
            "failed_rows": failed,
            "checksums": {part_name(part): self.made[part].sha256 for part in parts},
            "part_statuses": [one.statuses for one in made],
        }
        with writing(self.home):
            for path in (self.home / _PARTS).glob("*.parquet"):
                if int(path.stem) >= manifest["parts"]:
                    path.unlink()
        self._write_manifest(manifest)
        with writing(self.home):
            (self.home / _JOURNAL).unlink(missing_ok=True)

    def _make_parts(self) -> None:
        with writing(self.home):
            (self.home / _PARTS).mkdir(exist_ok=True)

    def _write_manifest(self, manifest: dict[str, Any]) -> None:
        put(self.home / _MANIFEST, json_bytes(manifest))


class Sweep:
    """A sweep that was made, read from its folder as it is asked for.

    Attributes
    ----------
    home : Path
        Its folder.
    manifest : dict
        What was asked for and what was made; see docs/sweeps.md.
    """

    def __init__(self, home: Path, manifest: dict[str, Any]) -> None:
        self.home = home
        self.manifest = manifest

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {status}" for status, count in self.status_counts.items())
        return f"<trajkit.Sweep: {self.rows:,} rows of {len(self.factors)} factors ({counts})>"

    @property
    def title(self) -> str:
        """As the specification has it."""
        return str(self.manifest["title"])

    @property
    def factors(self) -> list[dict[str, Any]]:
        """By name, unit, low and high end, distribution, source, linked_to, dimension."""
        return list(self.manifest["factors"])

    @property
    def factor_names(self) -> list[str]:
        """Columns of the factors."""
        return [factor["name"] for factor in self.factors]

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """By name and unit."""
        return list(self.manifest["outputs"])

    @property
    def output_names(self) -> list[str]:
        """Columns of the outputs."""
        return [output["name"] for output in self.outputs]

    @property
    def columns(self) -> list[str]:
        """All columns in their order."""
        return ["sample", *self.factor_names, *self.output_names, "status"]

    @property
    def design(self) -> dict[str, Any]:
        """Its kind, dimension, samples, rows_a_group and what else belongs to it."""
        return dict(self.manifest["design"])

    @property
    def rows(self) -> int:
        """Rows of the whole."""
        return int(self.manifest["rows"])

    @property
    def status_counts(self) -> dict[str, int]:
        """How many rows have each status."""
        return dict(self.manifest["status_counts"])

    @property
    def parts(self) -> list[Path]:
        """Files of the parts."""
        return [self.home / _PARTS / part_name(k) for k in range(self.manifest["parts"])]

    def table(
        self, columns: Sequence[str] | None = None, rows: slice | None = None
    ) -> dict[str, NDArray[Any]]:
        """Columns as arrays; only the parts that are needed are read.

        Parameters
        ----------
        columns
            Names; all by default. The status comes as text.
        rows
            A slice of the rows with a step of 1.

        Raises
        ------
        InputError
            If there is no such column, or a part cannot be read.
        """
        names = self.columns if columns is None else list(columns)
        for name in names:
            if name not in self.columns:
                raise InputError(
                    f'the sweep has no column "{name}"; it has {", ".join(self.columns)}'
                )
        first, last, step = (rows or slice(None)).indices(self.rows)
        if step != 1:
            raise InputError("rows is a slice with a step; give one without")
        size = int(self.manifest["rows_a_part"])
        pieces = []
        for part in range(first // size, -(-last // size) if last > first else first // size):
            whole = unpack(self.parts[part], names)
            begin, end = max(first - part * size, 0), last - part * size
            pieces.append({name: values[begin:end] for name, values in whole.items()})
        if not pieces:
            empty = np.zeros(0)
            return {name: empty.astype("U1") if name == "status" else empty for name in names}
        return {name: np.concatenate([piece[name] for piece in pieces]) for name in names}

    @cached_property
    def units(self) -> dict[str, str]:
        """Of factors and outputs."""
        return {one["name"]: one["unit"] for one in (*self.factors, *self.outputs)}

    def to_xarray(self) -> xr.Dataset:
        """All columns over "row"; with Dask installed, read when they are needed, by parts."""
        import xarray as xr

        variables = {}
        for name in (*self.factor_names, *self.output_names, "status"):
            attributes = {"units": self.units.get(name, "1"), "long_name": name.replace("_", " ")}
            if name == "status":
                attributes = {"long_name": "how the flight ended"}
            variables[name] = ("row", self._column(name), attributes)
        return xr.Dataset(
            variables,
            coords={"row": np.arange(self.rows)},
            attrs={
                "title": self.title,
                "design": json.dumps(self.design),
                "seed": self.manifest["seed"],
                "version": f"trajkit {self.manifest['versions']['trajkit']}",
                "backend": self.manifest["backend"],
            },
        )

    def _column(self, name: str) -> Any:
        try:
            import dask
            import dask.array as da
        except ImportError:
            return self.table([name])[name]
        size, rows = int(self.manifest["rows_a_part"]), self.rows
        kind = np.array(STATUSES).dtype if name == "status" else np.dtype(float)
        one = dask.delayed(_one_column)
        return da.concatenate(
            [
                da.from_delayed(one(path, name), (min(size, rows - k * size),), kind)
                for k, path in enumerate(self.parts)
            ]
        )

    def verify(self, rows: slice | None = None) -> None:
        """Compare parts with their checksums.

        Parameters
        ----------
        rows
            Only the parts that hold these; all by default.

        Raises
        ------
        InputError
            If parts are missing or damaged; names the first of them.
        """
        first, last, _ = (rows or slice(None)).indices(self.rows)
        size = int(self.manifest["rows_a_part"])
        bad = [
            path.name
            for path in self.parts[first // size : -(-last // size)]
            if not path.exists()
            or digest(path.read_bytes()) != self.manifest["checksums"][path.name]
        ]
        if bad:
            more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
            raise InputError(
                f"{self.home / _PARTS / bad[0]}{more} is damaged or missing: its bytes are not "
                "those that were written; make it again with trajkit sweep --resume"
            )


def open_sweep(folder: str | os.PathLike[str], *, verify: bool = False) -> Sweep:
    """A finished sweep from its folder.

    Parameters
    ----------
    verify
        Compare every part with its checksum.

    Raises
    ------
    InputError
        If the folder holds no sweep, or one that is not finished; with `verify`, if a part is
        damaged.
    """
    home = Path(folder)
    manifest = _read_manifest(home)
    if not manifest.get("finished"):
        raise InputError(f"the sweep in {home} is not finished; go on with trajkit sweep --resume")
    pyarrow()
    sweep = Sweep(home, manifest)
    if verify:
        sweep.verify()
    return sweep


def _one_column(path: Path, name: str) -> NDArray[Any]:
    return unpack(path, [name])[name]


def _read_manifest(home: Path) -> dict[str, Any]:
    if not home.is_dir():
        raise InputError(f"there is no folder {home}; give one that trajkit sweep has written")
    try:
        found = json.loads((home / _MANIFEST).read_text(encoding="utf-8"))
        if isinstance(found, dict) and found.get("format") == FORMAT:
            needed = {*_ALWAYS, *(_IN_THE_END if found.get("finished") else ())}
            if needed <= found.keys():
                return found
    except (OSError, ValueError):
        pass
    if (home / _PARTS).is_dir():
        raise InputError(
            f"{home} holds no sweep any more: {_MANIFEST}, which says what its parts are, is "
            "missing or damaged; make the sweep again in another folder"
        )
    raise InputError(f"{home} holds no sweep; give a folder that trajkit sweep has written")


#: What must be the same for a sweep to be gone on with, and how to name it.
_SAME: Final = {"spec": "specification", "resolved": "event, reconstruction or data"}


def _check_same(home: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key, noun in _SAME.items():
        if found.get(key) != wanted[key]:
            raise InputError(
                f"{home} holds a sweep of another {noun}; choose another folder for --out"
            )
    for key in ("versions", "backend"):
        own, other = wanted[key], found.get(key)
        if own != other:
            raise InputError(
                f"{home} was begun with {_told(other)}, and this is {_told(own)}: the bytes would "
                "differ; go on with the same, or choose another folder for --out"
            )


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    return str(value)


def _line(part: int, made: Made) -> str:
    return json.dumps(
        {"part": part, "sha256": made.sha256, "statuses": made.statuses, "failed": made.failed}
    )


def _of_journal(path: Path) -> Iterator[tuple[int, Made]]:
    """Parts of a journal, the last line of each; what is cut short is left out."""
    with contextlib.suppress(FileNotFoundError):
        for line in path.read_bytes().splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                yield (
                    int(told["part"]),
                    Made(str(told["sha256"]), dict(told["statuses"]), tuple(told["failed"])),
                )


def _of_manifest(manifest: dict[str, Any]) -> Iterable[tuple[int, Made]]:
    """Parts of a finished sweep."""
    statuses = manifest.get("part_statuses", [])
    size = int(manifest["rows_a_part"])
    failed = np.array(manifest.get("failed_rows", []), np.int64)
    for part, (sha256, counts) in enumerate(
        zip(manifest.get("checksums", {}).values(), statuses, strict=True)
    ):
        own = failed[(failed >= part * size) & (failed < (part + 1) * size)]
        yield part, Made(sha256, counts, tuple(int(row) for row in own))


def _mend_journal(path: Path) -> None:
    """End a journal that was cut short with a whole line, so that the next one stands alone."""
    with contextlib.suppress(FileNotFoundError):
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):
            put(path, content[: content.rfind(b"\n") + 1])
