"""Which objects of a remote folder need not be fetched: those whose tag is the one under which they were loaded.

A server gives an object another tag (ETag) whenever its bytes change. The marks stand in a file of the data folder and
are trusted only together with the warehouse: each carries a digest of the documents, paths and SHA-256, that were read
under that tag, and those must be what the warehouse knows. A lost, old or restored file costs a fetch, never a record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from flows.remote import RemoteFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from flows.sources import FoundFile
    from warehouse.load import KnownDocument

_SCHEMA: Final = pa.schema([("path", pa.string()), ("mark", pa.string()), ("documents", pa.string())])


@dataclass(slots=True)
class Marks:
    """The marks of earlier runs in `file` (null: none are kept), and those of this run."""

    file: Path | None = None
    _old: dict[str, tuple[str, str]] | None = None
    _new: dict[str, tuple[str, str]] = field(default_factory=dict)

    def stands(self, found: FoundFile, path: str, known: Mapping[str, KnownDocument]) -> bool:
        """Tell whether the documents of `found`, stored under `path`, are what the warehouse knows of it."""
        if not _has_mark(found):
            return False
        if self._old is None:
            self._old = self._read()
        mark = self._old.get(path)
        documents = ((place, document.sha256) for place, document in known.items())
        return mark is not None and found.state is not None and mark == (found.state.mark, _digest(documents))

    def note(self, found: FoundFile, path: str, documents: Iterable[tuple[str, str | None]]) -> None:
        """Note the documents that were read in `found`, from its beginning to its end."""
        if _has_mark(found) and found.state is not None:
            self._new[path] = (found.state.mark, _digest(documents))

    def save(self) -> None:
        """Write the marks, when what was read under them is loaded; a disk that refuses costs fetches, no more."""
        if self.file is None or not self._new:
            return
        marks = (self._read() if self._old is None else self._old) | self._new
        rows = [(path, *mark) for path, mark in sorted(marks.items())]
        table = pa.table(list(zip(*rows, strict=True)), schema=_SCHEMA)
        unfinished = self.file.with_suffix(".unfinished")
        try:
            pq.write_table(table, unfinished)
            unfinished.replace(self.file)
        except OSError:
            unfinished.unlink(missing_ok=True)

    def _read(self) -> dict[str, tuple[str, str]]:
        if self.file is None:
            return {}
        try:
            table = pq.read_table(self.file, schema=_SCHEMA)
        except (OSError, pa.ArrowException):
            return {}
        columns = (table.column(name).to_pylist() for name in _SCHEMA.names)
        return {path: (mark, documents) for path, mark, documents in zip(*columns, strict=True)}


def _has_mark(found: FoundFile) -> bool:
    return isinstance(found.path, RemoteFile) and found.state is not None and bool(found.state.mark)


def _digest(documents: Iterable[tuple[str, str | None]]) -> str:
    """Return a digest of paths and SHA-256, whatever their order."""
    lines = sorted(f"{path}\n{sha256}\n" for path, sha256 in documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:32]
