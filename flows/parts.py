"""Parts: what workers write and the loader reads, a batch each; complete, or not there.

    PLACE/NAME.ID/TABLE.parquet    one file a table that has rows; ID is of this attempt alone
    PLACE/NAME.json                what became of each document, and which attempt's files are the part's

A part exists when its note has its name: the note is written last, under another name, and renamed. So a worker that
dies leaves nothing that counts, and when two workers made the same batch, one of them did. PLACE is a folder of this
machine, or an address that all workers can write (`s3://bucket/folder`; fsspec finds the keys in the environment).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import orjson
import pyarrow.parquet as pq

from schemas.arrow import arrow_table
from schemas.errors import ConfigError, LoadError
from schemas.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from schemas.errors import DocumentError
    from schemas.rows import Stage

_WRITTEN: Final[dict[str, Any]] = {"compression": "lz4", "use_dictionary": False, "write_statistics": False}
"""What is read once, and soon: half the time of Zstandard with dictionaries to read, less to write, a third larger."""

MARK: Final = "shared"
"""File by which a worker sees that its PLACE is the one that the run means."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: an article, or a refusal at a stage with its reason."""

    path: str
    sha256: str | None
    doc_id: str | None = None
    article_id: str | None = None
    stage: Stage | None = None
    reason: str | None = None
    message: str | None = None

    @classmethod
    def of_refusal(cls, path: str, sha256: str | None, stage: Stage, error: DocumentError) -> Outcome:
        """Return the outcome of a document that was refused with `error`."""
        return cls(path, sha256, stage=stage, reason=error.reason, message=refusal_sentence(path, error))


def refusal_sentence(path: str, error: DocumentError) -> str:
    """Return one sentence that names the document and what is wrong with it."""
    message, place = " ".join(str(error).split()).rstrip("."), " ".join(printable(path).split())
    return f"{message}." if message.startswith(place.partition("#")[0]) else f"{place}: {message}."


@dataclass(frozen=True, slots=True)
class Part:
    """A batch that was extracted: where its rows are, how many bytes they take in memory, and what became of each document."""

    place: PartPlace
    folder: str
    files: tuple[str, ...]
    bytes: int
    outcomes: tuple[Outcome, ...]

    def tables(self) -> dict[str, pa.Table]:
        """Return the batch's rows by table.

        Raises:
            OSError: The files cannot be read.
        """
        return {name: self.place.read_table(f"{self.folder}/{name}.parquet") for name in self.files}


@dataclass(frozen=True)
class PartPlace:
    """A folder, or an address that fsspec opens, where parts wait for the load."""

    address: str
    endpoint: str | None = None
    """Address of an S3-compatible server, where it is not the provider's own."""

    @classmethod
    def of(cls, address: str, endpoint: str | None = None) -> PartPlace:
        """Return the place at `address`, made where it is not there, and marked as this run's.

        Raises:
            ConfigError: The address is of a kind that is not known or not installed, or cannot be written.
        """
        place = cls(address, endpoint)
        try:
            place.write(MARK, b"")
        except ImportError as error:
            raise ConfigError(f"{address}: its kind of address needs another library: {error}.") from error
        except ValueError as error:
            raise ConfigError(f"{address}: is no address that can be opened ({error}).") from error
        except OSError as error:
            raise ConfigError(f"{address}: cannot be written ({error.strerror or error}).") from error
        except Exception as error:
            if place.is_local:
                raise
            raise ConfigError(f"{address}: cannot be written ({error}).") from error
        return place

    @property
    def is_local(self) -> bool:
        """Tell whether it is a folder of this machine."""
        return self._local is not None

    @cached_property
    def _local(self) -> Path | None:
        address = self.address.removeprefix("file://")
        return None if "://" in address else Path(address)

    @cached_property
    def _remote(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        options = {"endpoint_url": self.endpoint} if self.endpoint else {}
        filesystem, root = url_to_fs(self.address, **options)
        return filesystem, root.rstrip("/")

    def require_mark(self) -> None:
        """Do nothing where this is the place that the run marked.

        Raises:
            LoadError: It is not: this machine sees another folder under that name.
        """
        try:
            is_there = self._exists(MARK)
        except Exception as error:  # what protocols' libraries raise has no common class
            raise LoadError(f"nothing was loaded: a worker cannot open {self.address} ({error}).") from error
        if not is_there:
            raise LoadError(
                f"nothing was loaded: a worker does not see {self.address}, where the run expects its parts: give a folder or "
                "address that all machines share with --parts."
            )

    def store(self, name: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], outcomes: Sequence[Outcome]) -> Part:
        """Write the rows of a batch, by table, and return the part.

        Raises:
            OSError: It cannot be written.
        """
        tables = {table: arrow_table(table, table_rows) for table, table_rows in rows.items() if table_rows}
        folder = f"{name}.{uuid4().hex[:12]}"
        for table, content in tables.items():
            self.write_table(f"{folder}/{table}.parquet", content)
        size = sum(content.nbytes for content in tables.values())
        note = {"folder": folder, "files": list(tables), "bytes": size, "outcomes": [asdict(o) for o in outcomes]}
        self.write(f"{name}.json", orjson.dumps(note))
        return Part(self, folder, tuple(tables), size, tuple(outcomes))

    def find(self, name: str) -> Part | None:
        """Return the part of that name; null where there is none."""
        note = self._read(f"{name}.json")
        if note is None:
            return None
        content = orjson.loads(note)
        outcomes = tuple(Outcome(**outcome) for outcome in content["outcomes"])
        return Part(self, content["folder"], tuple(content["files"]), content["bytes"], outcomes)

    def remove(self) -> None:
        """Remove the place with all that is in it; what cannot be removed stays."""
        if self._local is not None:
            shutil.rmtree(self._local, ignore_errors=True)
            return
        filesystem, root = self._remote
        with suppress(OSError):
            filesystem.rm(root, recursive=True)

    def read_table(self, name: str) -> pa.Table:
        """Return the rows of a Parquet file.

        Raises:
            OSError: It cannot be read.
        """
        if self._local is not None:
            # Without threads: a file has a hundred documents, and what each thread keeps adds up.
            return pq.ParquetFile(self._local / name).read(use_threads=False)
        filesystem, root = self._remote
        with filesystem.open(f"{root}/{name}", "rb") as stream:
            return pq.ParquetFile(stream).read(use_threads=False)

    def write_table(self, name: str, rows: pa.Table) -> None:
        """Write rows as a Parquet file.

        Raises:
            OSError: It cannot be written.
        """
        if self._local is not None:
            target = self._local / name
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, target, **_WRITTEN)
            return
        filesystem, root = self._remote
        filesystem.makedirs(f"{root}/{name.rpartition('/')[0]}", exist_ok=True)
        with filesystem.open(f"{root}/{name}", "wb") as stream:
            pq.write_table(rows, stream, **_WRITTEN)

    def write(self, name: str, content: bytes) -> None:
        """Write a small file under another name, and rename it: it is there as a whole, or not.

        Raises:
            OSError: It cannot be written.
        """
        draft = f"{name}.{uuid4().hex[:12]}.draft"
        if self._local is not None:
            self._local.mkdir(parents=True, exist_ok=True)
            (self._local / draft).write_bytes(content)
            os.replace(self._local / draft, self._local / name)  # noqa: PTH105 - says that it replaces
            return
        filesystem, root = self._remote
        filesystem.makedirs(root, exist_ok=True)
        filesystem.pipe_file(f"{root}/{draft}", content)
        try:
            filesystem.mv(f"{root}/{draft}", f"{root}/{name}")
        except OSError:
            # Servers that rename onto nothing but a free name: another worker was first, with the same batch.
            filesystem.rm_file(f"{root}/{draft}")
            if not self._exists(name):
                raise

    def _exists(self, name: str) -> bool:
        if self._local is not None:
            return (self._local / name).exists()
        filesystem, root = self._remote
        filesystem.invalidate_cache()
        return bool(filesystem.exists(f"{root}/{name}"))

    def _read(self, name: str) -> bytes | None:
        try:
            if self._local is not None:
                return (self._local / name).read_bytes()
            filesystem, root = self._remote
            return bytes(filesystem.cat_file(f"{root}/{name}"))
        except FileNotFoundError:
            return None
