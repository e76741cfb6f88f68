"""Documents of one file: each as it stands there, or the refusal of what could not be read.

`read_documents` opens a file that `flows.sources` found, on this machine or another, and never raises, so that every file
and every row is accounted for. What is inside a file is left to `flows.contents`, decoding and cleaning to
`extractors.articles`.
"""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

from flows.contents import CHUNK_BYTES, DAMAGE, Refusal, read_content
from flows.links import open_regular
from flows.remote import RemoteFile
from flows.sources import display_path
from schemas.errors import DocumentError, TooLargeError, UnfinishedError, UnreadableError, VanishedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer

    from flows.links import Roots
    from flows.sources import FoundFile
    from schemas.article import RawDocument


def read_documents(
    found: FoundFile, on_read: Callable[[int], None] = lambda _: None
) -> Iterator[RawDocument | Refusal]:
    """Yield each document of a file, or a refusal for a file or row that cannot be used; never raises.

    A refusal with a `LeftError` tells that the file, or the rest of it, is left for the next run. The last document, or the
    refusals at the end, wait until the file is read: where another program wrote to it meanwhile, what stands last may
    be cut off, and is left.
    `on_read` is told how many bytes, as stored, were read each time.
    """
    path = display_path(found.path)
    try:
        opened = _open(found, on_read)
    except UnreadableError as error:
        yield Refusal(path, None, error)
    except OSError as error:
        yield Refusal(path, None, _reason(found.path, error))
    else:
        with io.BufferedReader(opened, CHUNK_BYTES) as stream:
            held: list[RawDocument | Refusal] = []
            for item in _items(stream, path, found):
                if held and not (isinstance(item, Refusal) and isinstance(held[-1], Refusal)):
                    yield from held
                    held = []
                held.append(item)
            if opened.was_changed():
                held = [Refusal(path, None, UnfinishedError(f"{path}: is still being written."))]
            yield from held


def _items(stream: BinaryIO, path: str, found: FoundFile) -> Iterator[RawDocument | Refusal]:
    """Yield what is in the stream; what is wrong with the file as a whole is the last item."""
    try:
        yield from read_content(stream, path, found.kind)
    except DocumentError as error:
        yield Refusal(path, _digest(found) if isinstance(error, TooLargeError) else None, error)
    except DAMAGE as error:
        yield Refusal(path, None, UnreadableError(f"{path}: the compressed data is damaged ({error})."))
    except OSError as error:
        yield Refusal(path, None, _reason(found.path, error))


def _reason(path: Path | RemoteFile, error: OSError) -> UnreadableError:
    if isinstance(error, FileNotFoundError) and not os.path.lexists(str(path)):
        return VanishedError(f"{path}: was moved or deleted before it was read.")
    return UnreadableError(f"{path}: cannot be read ({error.strerror or error}).")


def _open(found: FoundFile, on_read: Callable[[int], None]) -> _Opened:
    if isinstance(found.path, RemoteFile):
        path, listed = found.path, found.state
        return _Opened(path.open(listed), on_read, lambda: path.was_changed(listed))
    file = _open_here(found.path, found.roots)
    before = _written(file)
    return _Opened(file, on_read, lambda: _written(file) != before)


def _open_here(path: Path, roots: Roots | None) -> io.FileIO:
    return open_regular(path) if roots is None else roots.open(path)


def _written(file: io.FileIO) -> tuple[int, int]:
    """Return what changes when the open file is written to."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


class _Opened(io.RawIOBase):
    """A file that tells how many bytes are read of it, and whether it was written to since."""

    def __init__(
        self, file: io.RawIOBase | io.BytesIO, on_read: Callable[[int], None], was_changed: Callable[[], bool]
    ) -> None:
        self._file = file
        self._on_read = on_read
        self.was_changed = was_changed
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        # Where it ended once it stays ended: what another program adds meanwhile would begin in mid-row.
        count = 0 if self._is_at_end else self._file.readinto(buffer) or 0
        self._is_at_end = count == 0
        self._on_read(count)
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._is_at_end = False
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


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


def _digest(found: FoundFile) -> str | None:
    """Return the SHA-256 of a file that is too large to be held in memory; null when it cannot be read.

    What is too large on another machine is not fetched to its end.
    """
    if isinstance(found.path, RemoteFile):
        return None
    try:
        with io.BufferedReader(_open_here(found.path, found.roots)) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, UnreadableError):
        return None
