"""Files and folders in, raw documents out.

`find_files` walks what the user named; `read_documents` opens one file and yields each document in it, or the
refusal of what could not be read, so that every file and every row is accounted for. What is inside a file is left to
`flows.contents`, decoding and cleaning to `extractors.articles`.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from flows.contents import CHUNK_BYTES, DAMAGE, FileKind, Refusal, kind_of, read_content
from schemas.errors import ConfigError, DocumentError, TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typing_extensions import Buffer

    from schemas.article import RawDocument

UNFINISHED_ENDINGS: Final = (".part", ".partial", ".tmp", ".crdownload", ".swp", "~")
"""Endings of files that another program is still writing."""

ASSET_FOLDER_ENDINGS: Final = ("_files", ".files")
"""Endings of the folders in which browsers keep frames and scripts beside a saved page."""


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


def find_files(paths: Iterable[Path], leave_out: Path | None = None) -> Iterator[Found]:
    """Yield the files under `paths`, folders recursively and in name order, each once.

    A file that the user names is yielded whatever its ending; inside folders only those with an ending of
    `FILE_KINDS`. Hidden files, unfinished downloads, links to folders and the folder `leave_out` are passed over: pages of
    our own in a data folder are no articles.

    Raises:
        ConfigError: A path does not exist.
    """
    paths = list(paths)
    for path in paths:
        if not os.path.lexists(path):
            raise ConfigError(f"{path}: there is no such file or folder.")
    seen: set[str] = set()
    for path in paths:
        found = _walk(path, leave_out) if path.is_dir() else iter([_found_file(path)])
        for item in found:
            key = item.path if isinstance(item, Refusal) else display_path(item.path)
            if key not in seen:
                seen.add(key)
                yield item


def read_documents(
    found: FoundFile, on_read: Callable[[int], None] = lambda _: None
) -> Iterator[RawDocument | Refusal]:
    """Yield each document of a file, or a refusal for a file or row that cannot be used; never raises.

    `on_read` is told how many bytes, as stored, were read each time.
    """
    path = display_path(found.path)
    try:
        with io.BufferedReader(_WatchedFile(found.path, on_read), CHUNK_BYTES) as stream:
            yield from read_content(stream, path, found.kind)
    except DocumentError as error:
        yield Refusal(path, _digest(found.path) if isinstance(error, TooLargeError) else None, error)
    except DAMAGE as error:
        yield Refusal(path, None, UnreadableError(f"{path}: the compressed data is damaged ({error})."))
    except OSError as error:
        yield Refusal(path, None, UnreadableError(f"{path}: cannot be read ({error.strerror or error})."))


class _WatchedFile(io.FileIO):
    """A file that tells how many bytes are read of it."""

    def __init__(self, path: Path, on_read: Callable[[int], None]) -> None:
        super().__init__(path, "r")
        self._on_read = on_read

    def readinto(self, buffer: Buffer, /) -> int:
        count = super().readinto(buffer)
        self._on_read(count)
        return count


def read_stream(stream: BinaryIO, name: str = "-") -> Iterator[RawDocument | Refusal]:
    """Yield the documents of standard input: JSON lines where the first character is `{`, else one page or text."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    head = buffered.peek(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        yield from read_content(buffered, name, "jsonl" if head.startswith(b"{") else None)
    except DocumentError as error:
        yield Refusal(name, None, error)
    except DAMAGE as error:
        yield Refusal(name, None, UnreadableError(f"{name}: the compressed data is damaged ({error})."))


def _digest(path: Path) -> str | None:
    """Return the SHA-256 of a file that is too large to be held in memory; null when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Found]:
    """Yield the files below `folder`, names in order, and a refusal for each folder that cannot be listed."""
    try:
        if leave_out is not None and leave_out.exists() and folder.samefile(leave_out):
            return
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
            if not entry.name.endswith(ASSET_FOLDER_ENDINGS):
                yield from _walk(path, leave_out)
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
