"""Files and folders in, raw documents out.

`find_files` walks what the user named; `read_documents` opens one file and yields each document in it, or the
refusal of what could not be read, so that every file and every row is accounted for. Documents are yielded one
at a time: a JSON-lines file of any length is never held in memory. Decoding and cleaning are left to
`extractors.articles`, rows of JSON to `flows.rows`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, cast

from flows.rows import parse_row, split_array
from schemas.article import RawDocument
from schemas.errors import (
    ConfigError,
    DocumentError,
    MalformedRowError,
    NotAnArticleError,
    TooLargeError,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemas.vocabulary import DocumentFormat

FileKind = Literal["html", "text", "json", "jsonl"]

FILE_KINDS: Final[dict[str, FileKind]] = {
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".shtml": "html",
    ".text": "text",
    ".txt": "text",
    ".xhtml": "html",
}
"""Kind of a file by its ending; each may have `.gz` behind it."""

MAX_DOCUMENT_BYTES: Final = 64 * 1024 * 1024
"""Bound on one decompressed document or JSON row. The largest pages of news sites are about 10 MB."""

MAX_JSON_BYTES: Final = 512 * 1024 * 1024
"""Bound on one decompressed `.json` file, which cannot be streamed (JSON lines can)."""

CHUNK_BYTES: Final = 1024 * 1024

UNFINISHED_ENDINGS: Final = (".part", ".partial", ".tmp", ".crdownload", ".swp", "~")
"""Endings of files that another program is still writing."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, row or folder that could not be read, and why; it goes to quarantine."""

    path: str
    sha256: str | None
    error: DocumentError


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, its kind by name, and its size in bytes as stored."""

    path: Path
    kind: FileKind | None
    size: int


Found = FoundFile | Refusal


def display_path(path: Path) -> str:
    """Return the absolute path as text that any database can hold: `#` and bytes that are no UTF-8 stand escaped."""
    absolute = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - must not resolve links
    return absolute.decode("utf-8", "backslashreplace").replace("#", "%23")


def find_files(paths: Iterable[Path]) -> Iterator[Found]:
    """Yield the files under `paths`, folders recursively and in name order, each once.

    A file that the user names is yielded whatever its ending; inside folders only those with an ending of
    `FILE_KINDS`. Hidden files, unfinished downloads and links to folders are passed over.

    Raises:
        ConfigError: A path does not exist.
    """
    paths = list(paths)
    for path in paths:
        if not os.path.lexists(path):
            raise ConfigError(f"{path}: there is no such file or folder.")
    seen: set[str] = set()
    for path in paths:
        found = _walk(path) if path.is_dir() else iter([_found_file(path)])
        for item in found:
            key = item.path if isinstance(item, Refusal) else display_path(item.path)
            if key not in seen:
                seen.add(key)
                yield item


def kind_of(path: Path) -> FileKind | None:
    """Return the kind that the ending of `path` promises, `.gz` aside; null for any other ending."""
    name = path.name.lower().removesuffix(".gz")
    return FILE_KINDS.get(Path(name).suffix)


def read_documents(found: FoundFile) -> Iterator[RawDocument | Refusal]:
    """Yield each document of a file, or a refusal for a file or row that cannot be used; never raises."""
    path = display_path(found.path)
    try:
        yield from _read_file(found, path)
    except DocumentError as error:
        yield Refusal(path, None, error)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Refusal(path, None, UnreadableError(f"{path}: the gzip data is damaged ({error})."))
    except OSError as error:
        yield Refusal(path, None, UnreadableError(f"{path}: cannot be read ({error.strerror or error})."))


def read_stream(stream: BinaryIO, name: str = "-") -> Iterator[RawDocument | Refusal]:
    """Yield the documents of standard input: JSON lines where the first character is `{`, else one page or text."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    head = b""
    while not head.strip():
        block = buffered.readline(CHUNK_BYTES)
        if not block:
            break
        head += block
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _read_lines(_Rejoined(head, buffered), name)
        return
    try:
        content, digest = _read_bounded(_Rejoined(head, buffered), name)
    except DocumentError as error:
        yield Refusal(name, None, error)
    else:
        yield from _single(name, content, digest, None)


def _walk(folder: Path) -> Iterator[Found]:
    """Yield the files below `folder`, names in order, and a refusal for each folder that cannot be listed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = UnreadableError(f"{folder}: the folder cannot be read ({error.strerror or error}).")
        yield Refusal(display_path(folder), None, reason)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        elif kind_of(path) and not entry.name.lower().endswith(UNFINISHED_ENDINGS):
            yield _found_file(path)


def _found_file(path: Path) -> Found:
    try:
        status = path.stat()
    except OSError as error:
        reason = UnreadableError(f"{path}: cannot be read ({error.strerror or error}).")
        return Refusal(display_path(path), None, reason)
    if not stat.S_ISREG(status.st_mode):
        # A pipe or device would block the run, or never end.
        return Refusal(display_path(path), None, UnreadableError(f"{path}: is not a regular file."))
    return FoundFile(path, kind_of(path), status.st_size)


def _read_file(found: FoundFile, path: str) -> Iterator[RawDocument | Refusal]:
    with found.path.open("rb") as raw:
        magic = raw.read(2)
        raw.seek(0)
        # By content, not by name: servers often send gzip under a plain name, and the reverse.
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if magic == b"\x1f\x8b" else raw
        if found.kind == "jsonl":
            yield from _read_lines(stream, path)
        elif found.kind == "json":
            yield from _read_json(stream, path)
        else:
            content, digest = _read_bounded(stream, path)
            yield from _single(path, content, digest, found.kind)


def _read_bounded(stream: BinaryIO | _Rejoined, path: str, limit: int | None = None) -> tuple[bytes, str]:
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
    content, digest = _read_bounded(stream, path, MAX_JSON_BYTES)
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


def _read_lines(stream: BinaryIO | _Rejoined, path: str) -> Iterator[RawDocument | Refusal]:
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


class _Rejoined:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readline(self, limit: int) -> bytes:
        line = self._head.readline(limit)
        if line.endswith(b"\n") or len(line) >= limit:
            return line
        return line + self._rest.readline(limit - len(line))

    def read(self, limit: int) -> bytes:
        head = self._head.read(limit)
        return head + self._rest.read(limit - len(head))
