"""Small files on other machines, fetched while those before them are read: a fetch is mostly waiting."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flows.remote import WHOLE_BYTES, RemoteFile
from flows.sources import FoundFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flows.sources import Found

FILES_AHEAD: Final = 16
"""Files that are fetched at once; servers take this many requests of one client without complaint."""

BYTES_AHEAD: Final = 32 * 1024 * 1024
"""Bytes of files that are fetched and not yet read, at most, but for one file."""


def read_ahead(files: Iterable[Found], is_due: Callable[[FoundFile], bool]) -> Iterator[Found]:
    """Yield the files in order; those on other machines that are due are being fetched when they come.

    `is_due` tells whether a file will be read, as far as is known some files before. What goes wrong with a fetch is
    raised where the file is opened. Larger files are fetched as they are read.
    """
    waiting: deque[tuple[Found, int]] = deque()
    held = 0
    threads = ThreadPoolExecutor(FILES_AHEAD, "fetch")
    try:
        for file in files:
            size = _bytes_ahead(file, is_due)
            while waiting and (len(waiting) >= FILES_AHEAD or held + size > BYTES_AHEAD):
                first, its_size = waiting.popleft()
                held -= its_size
                yield first
            waiting.append((_with_fetch(file, threads) if size else file, size))
            held += size
        while waiting:
            yield waiting.popleft()[0]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _bytes_ahead(file: Found, is_due: Callable[[FoundFile], bool]) -> int:
    """Return the size of a file that is to be fetched ahead; 0 for any other."""
    if isinstance(file, FoundFile) and isinstance(file.path, RemoteFile) and file.size <= WHOLE_BYTES and is_due(file):
        return file.size
    return 0


def _with_fetch(file: Found, threads: ThreadPoolExecutor) -> Found:
    """Return the file, whose bytes are being fetched from now on."""
    if not isinstance(file, FoundFile) or not isinstance(file.path, RemoteFile):
        return file
    return replace(file, path=replace(file.path, fetched=threads.submit(file.path.folder.fetch, file.path.key)))
