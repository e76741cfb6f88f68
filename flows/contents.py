"""What is in a file: one page or text, rows of JSON, or a container of those.

`read_content` takes an open stream and yields its documents, or refusals, one at a time: a file of rows or an archive
of any length is never held in memory, and nothing is unpacked to disk. Every bound is on decompressed bytes. Rows of
JSON are left to `flows.rows`, archives and crawls to `flows.containers`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, cast

import zstandard

from flows.rows import parse_row, split_array
from schemas.article import RawDocument
from schemas.errors import DocumentError, MalformedRowError, NotAnArticleError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

    from schemas.vocabulary import DocumentFormat

FileKind = Literal["html", "text", "json", "jsonl", "mhtml", "tar", "warc", "zip"]

FILE_KINDS: Final[dict[str, FileKind]] = {
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".ndjson": "jsonl",
    ".shtml": "html",
    ".tar": "tar",
    ".text": "text",
    ".tgz": "tar",
    ".txt": "text",
    ".warc": "warc",
    ".wet": "warc",
    ".xhtml": "html",
    ".zip": "zip",
}
"""Kind of a file by its ending; each may have `.gz` or `.zst` behind it."""

CONTAINER_KINDS: Final = frozenset({"mhtml", "tar", "warc", "zip"})

MAX_DOCUMENT_BYTES: Final = 64 * 1024 * 1024
"""Bound on one decompressed document or JSON row. The largest pages of news sites are about 10 MB."""

MAX_JSON_BYTES: Final = 512 * 1024 * 1024
"""Bound on one decompressed `.json` file, which cannot be streamed (JSON lines can)."""

MAX_DEPTH: Final = 3
"""Containers within containers: a zip in a tar is read, a bomb of nested zips is not."""

CHUNK_BYTES: Final = 1024 * 1024

ZSTANDARD_BLOCK_BYTES: Final = 4096
"""Bytes that are decompressed at once: with Zstandard's best ratio, some tens of MB."""

DAMAGE: Final = (
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    zstandard.ZstdError,
)
"""Errors that libraries raise on damaged or truncated compressed data."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, row or folder that could not be read, and why; it goes to quarantine."""

    path: str
    sha256: str | None
    error: DocumentError


def kind_of(name: str | PurePath) -> FileKind | None:
    """Return the kind that the ending of a file name promises, compression aside; null for any other ending."""
    bare = str(name).lower().removesuffix(".gz").removesuffix(".zst")
    return FILE_KINDS.get(PurePath(bare).suffix)


def read_content(stream: BinaryIO, path: str, kind: FileKind | None, depth: int = 0) -> Iterator[RawDocument | Refusal]:
    """Yield the documents of an open stream of the kind that its name promises (null: one page or text).

    Raises:
        DocumentError: The content as a whole cannot be used.
        OSError: The stream cannot be read; DAMAGE lists what libraries raise on damaged data.
    """
    if kind in {"warc", "zip"}:
        # Both are compressed record by record, and readers of them seek or look for the compression themselves.
        from flows.containers import read_container

        yield from read_container(stream, path, kind, depth)
        return
    stream = decompressed(stream)
    if kind == "jsonl":
        yield from _read_lines(stream, path)
    elif kind == "json":
        yield from _read_json(stream, path)
    elif kind in CONTAINER_KINDS:
        from flows.containers import read_container

        yield from read_container(stream, path, kind, depth)
    else:
        content, digest = read_bounded(stream, path)
        yield from _single(path, content, digest, kind)


def decompressed(stream: BinaryIO) -> BinaryIO:
    """Return the stream behind gzip or Zstandard, by content and not by name: servers send both under any name."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    magic = buffered.peek(4)[:4]
    if magic[:2] == b"\x1f\x8b":
        return cast("BinaryIO", gzip.GzipFile(fileobj=buffered))
    if magic == b"\x28\xb5\x2f\xfd":
        return cast("BinaryIO", io.BufferedReader(_ZstandardReader(buffered), CHUNK_BYTES))
    return buffered


class _ZstandardReader(io.RawIOBase):
    """Reads frame after frame; the library's own reader takes the end of a cut file for the end of its data."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._is_started = False
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready:
            block = self._source.read(ZSTANDARD_BLOCK_BYTES)
            if not block:
                if self._is_started:
                    raise EOFError("the file ends within a frame")
                return 0
            self._ready = self._decompress(block)
        count = min(len(view), len(self._ready))
        view[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _decompress(self, block: bytes) -> bytes:
        parts = []
        while block:
            self._is_started = True
            parts.append(self._frame.decompress(block))
            if not self._frame.eof:
                break
            block = self._frame.unused_data
            self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._is_started = False
        return b"".join(parts)


def read_bounded(stream: BinaryIO, path: str, limit: int | None = None) -> tuple[bytes, str]:
    """Return the bytes of `stream` and their SHA-256.

    Raises:
        TooLargeError: There are more than `limit` bytes (MAX_DOCUMENT_BYTES where none is given).
    """
    limit = MAX_DOCUMENT_BYTES if limit is None else limit
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(f"{path}: larger than {limit // 2**20} MB, the bound on one document.")
    return content, hashlib.sha256(content).hexdigest()


def _single(path: str, content: bytes, digest: str, kind: FileKind | None) -> Iterator[RawDocument | Refusal]:
    if not content.strip():
        yield Refusal(path, digest, NotAnArticleError(f"{path}: the file is empty."))
        return
    yield RawDocument(path=path, sha256=digest, format=_format_of(content, kind), content=content)


def _format_of(content: bytes, kind: FileKind | None) -> DocumentFormat:
    if kind in {"html", "text"}:
        return kind
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if head.startswith(b"<") else "text"


def _read_json(stream: BinaryIO, path: str) -> Iterator[RawDocument | Refusal]:
    """Yield the articles of a JSON file: one object, or a list of objects."""
    content, digest = read_bounded(stream, path, MAX_JSON_BYTES)
    if not content.strip():
        yield Refusal(path, digest, NotAnArticleError(f"{path}: the file is empty."))
        return
    try:
        rows = split_array(content, path)
    except MalformedRowError as error:
        # Files named .json that hold one object a line are common.
        if content.lstrip().startswith(b"{") and b"}\n{" in content.replace(b"\r", b""):
            yield from _read_lines(io.BytesIO(content), path)
        else:
            yield Refusal(path, digest, error)
        return
    for number, row in enumerate(rows, 1):
        yield from _row(row, path, number, alone=len(rows) == 1)


def _read_lines(stream: BinaryIO, path: str) -> Iterator[RawDocument | Refusal]:
    """Yield the article of each line; empty lines are passed over."""
    number = 0
    while line := stream.readline(MAX_DOCUMENT_BYTES + 1):
        number += 1
        if len(line) > MAX_DOCUMENT_BYTES:
            reason = TooLargeError(f"{path}, line {number}: longer than {MAX_DOCUMENT_BYTES // 2**20} MB.")
            yield Refusal(f"{path}#{number}", None, reason)
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK_BYTES)
            continue
        line = line.strip(b"\xef\xbb\xbf \t\r\n" if number == 1 else b" \t\r\n")
        if line:
            yield from _row(line, path, number, alone=False)
    if number == 0:
        empty = hashlib.sha256(b"").hexdigest()
        yield Refusal(path, empty, NotAnArticleError(f"{path}: the file is empty."))


def _row(row: bytes, path: str, number: int, *, alone: bool) -> Iterator[RawDocument | Refusal]:
    try:
        yield parse_row(row, path, number, alone=alone)
    except DocumentError as error:
        place = path if alone else f"{path}#{number}"
        yield Refusal(place, hashlib.sha256(row).hexdigest(), error)
