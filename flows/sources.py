"""Files and folders in, raw documents out.

`find_files` walks what the user named; `read_documents` opens one file and yields each document in it, or the
refusal of what could not be read, so that every file and every row is accounted for. What is inside a file is left to
`flows.contents`, decoding and cleaning to `extractors.articles`, other machines to `flows.remote`, and what an inbox
asks for (patterns, files that are still being written) to `flows.inbox`.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from flows.contents import CHUNK_BYTES, DAMAGE, FileKind, Refusal, kind_of, read_content
from flows.inbox import BACKUP_ENDINGS, UNFINISHED_ENDINGS, FileState, Inbox, Leavings, Settling, is_unfinished_name
from flows.remote import RemoteFile, RemoteFolder, is_remote
from schemas.errors import (
    ConfigError,
    DocumentError,
    LeftError,
    LoadError,
    TooLargeError,
    UnfinishedError,
    UnreadableError,
    VanishedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from typing_extensions import Buffer

    from schemas.article import RawDocument

ASSET_FOLDER_ENDINGS: Final = ("_files", ".files")
"""Endings of the folders in which browsers keep frames and scripts beside a saved page."""


LOOK_SECONDS: Final = 0.5
REMOTE_LOOK_SECONDS: Final = 10.0
"""How often an inbox, here or on another machine, is looked at while its files are being written."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, its kind by name, its size in bytes as stored, and its state when it was listed."""

    path: Path | RemoteFile
    kind: FileKind | None
    size: int
    state: FileState | None = None


Found = FoundFile | Refusal
Source = Path | str
"""What the user names: a path, or an address such as `s3://bucket/folder`."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a run found, by which conventions, and what it left for the next run."""

    files: list[Found]
    inbox: Inbox
    left: Leavings


def list_files(sources: Iterable[Source], leave_out: Path, inbox: Inbox) -> Listing:
    """Return the files under `sources`; see `find_files`.

    Raises:
        ConfigError: A path or address does not exist or cannot be read.
        LoadError: Nothing that was named can be reached.
    """
    sources, left = list(sources), Leavings()
    files = list(find_files(sources, leave_out, inbox, left))
    if left.folders and len(left.folders) == len(sources):
        raise LoadError(f"nothing of this run was loaded: {' '.join(left.reasons)}")
    return Listing(files, inbox, left)


def wait_until_settled(sources: Iterable[Source], leave_out: Path, inbox: Inbox, ends_at: float) -> None:
    """Return when no file under `sources` is still being written, or at `ends_at` of the monotonic clock."""
    sources, settling = list(sources), Settling(inbox.settle_seconds)
    pause = REMOTE_LOOK_SECONDS if any(is_remote(source) for source in sources) else LOOK_SECONDS
    while time.monotonic() < ends_at:
        left = Leavings()
        try:
            files = [item for item in find_files(sources, leave_out, inbox, left) if isinstance(item, FoundFile)]
        except ConfigError:
            return  # what was named is gone; the next run says so
        if not left.counts["unfinished"] and not any(settling.is_fresh(file.state) for file in files):
            return
        time.sleep(min(pause, max(0.0, ends_at - time.monotonic())))


def display_path(path: Path | RemoteFile) -> str:
    """Return the absolute path as text that any database can hold: `#` and bytes that are no UTF-8 stand escaped."""
    # Links must not be resolved.
    absolute = str(path) if isinstance(path, RemoteFile) else os.path.abspath(path)  # noqa: PTH100
    return os.fsencode(absolute).decode("utf-8", "backslashreplace").replace("#", "%23")


def find_files(
    sources: Iterable[Source],
    leave_out: Path | None = None,
    inbox: Inbox | None = None,
    left: Leavings | None = None,
) -> Iterator[Found]:
    """Yield the files under `sources`, folders recursively and in name order, each once.

    A file that the user names is yielded whatever its ending; inside folders only those with an ending of
    `FILE_KINDS`. Hidden files, links to folders and the folder `leave_out` are passed over: pages of our own in a data
    folder are no articles. `inbox` says which of the rest are wanted; `left` counts unfinished and vanished ones.

    Raises:
        ConfigError: A path or address does not exist or cannot be read.
    """
    inbox, left = inbox or Inbox(), left if left is not None else Leavings()
    inbox.check()
    named = [
        RemoteFolder(str(source), inbox.endpoint) if is_remote(source) else Path(source) for source in list(sources)
    ]
    for path in named:
        if isinstance(path, Path) and not os.path.lexists(path):
            raise ConfigError(f"{path}: there is no such file or folder.")
    seen: set[str] = set()
    for path in named:
        for item in _find(path, leave_out, inbox, left):
            key = item.path if isinstance(item, Refusal) else display_path(item.path)
            if key not in seen:
                seen.add(key)
                yield item


def _find(path: Path | RemoteFolder, leave_out: Path | None, inbox: Inbox, left: Leavings) -> Iterator[Found]:
    if isinstance(path, RemoteFolder):
        return _list_remote(path, inbox, left)
    if path.is_dir():
        return _walk(path, "", leave_out, inbox, left)
    return _found_file(path, left) if inbox.is_wanted(path.name) else iter(())


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
    except LeftError as error:
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
        yield Refusal(path, _digest(found.path) if isinstance(error, TooLargeError) else None, error)
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
    file = io.FileIO(found.path, "r")
    before = _written(file)
    return _Opened(file, on_read, lambda: _written(file) != before)


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


def _digest(path: Path | RemoteFile) -> str | None:
    """Return the SHA-256 of a file that is too large to be held in memory; null when it cannot be read.

    What is too large on another machine is not fetched to its end.
    """
    if isinstance(path, RemoteFile):
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _walk(folder: Path, below: str, leave_out: Path | None, inbox: Inbox, left: Leavings) -> Iterator[Found]:
    """Yield the files in `folder`, names in order, and a refusal for each folder that cannot be listed.

    `below` is the path from the folder that the user named, with a slash at its end, to `folder`.
    """
    try:
        if leave_out is not None and leave_out.exists() and folder.samefile(leave_out):
            return
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        left.add("vanished", str(folder))
        return
    except OSError as error:
        reason = UnreadableError(f"{folder}: the folder cannot be read ({error.strerror or error}).")
        yield Refusal(display_path(folder), None, reason)
        return
    names = {entry.name for entry in entries if not entry.name.startswith(".")}
    for entry in entries:
        relative = f"{below}{entry.name}"
        if entry.name not in names:
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield from _wanted_file(Path(entry.path), relative, names, inbox, left)
        elif not entry.name.endswith(ASSET_FOLDER_ENDINGS) and inbox.is_entered(relative):
            yield from _walk(Path(entry.path), f"{relative}/", leave_out, inbox, left)


def _wanted_file(path: Path, relative: str, names: Collection[str], inbox: Inbox, left: Leavings) -> Iterator[Found]:
    """Yield a file of a folder that also holds `names`, if it may hold articles and is wanted, and complete by its name."""
    if not inbox.is_wanted(_final_name(relative)):
        return
    if _final_name(path.name) != path.name:
        left.note_name(path.name, str(path), _age(path))
    elif kind_of(path):
        for item in _found_file(path, left):
            if isinstance(item, FoundFile) and is_unfinished_name(path.name, names, item.size):
                left.add("unfinished", str(path))
            else:
                yield item


def _final_name(name: str) -> str:
    """Return the name that an unfinished file will have; any other name as it is, an editor's own copy without end."""
    lowered = name.lower()
    ending = next((ending for ending in (*UNFINISHED_ENDINGS, *BACKUP_ENDINGS) if lowered.endswith(ending)), "")
    return name.removesuffix(name[len(name) - len(ending) :]) if ending else name


def _age(path: Path) -> float:
    """Return the seconds since the file changed; 0 where it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _found_file(path: Path, left: Leavings) -> Iterator[Found]:
    """Yield the file, or the refusal of what is none; nothing, but a count, where it has just been taken away."""
    try:
        status = path.stat()
    except OSError as error:
        if os.path.lexists(path):
            reason = UnreadableError(f"{path}: cannot be read ({error.strerror or error}).")
            yield Refusal(display_path(path), None, reason)
        else:
            left.add("vanished", str(path))
        return
    if not stat.S_ISREG(status.st_mode):
        # A pipe or device would block the run, or never end.
        yield Refusal(display_path(path), None, UnreadableError(f"{path}: is not a regular file."))
        return
    yield FoundFile(path, kind_of(path), status.st_size, FileState(status.st_size, status.st_mtime))


def _list_remote(folder: RemoteFolder, inbox: Inbox, left: Leavings) -> Iterator[Found]:
    """Yield the files of a folder on another machine, by the same rules as those on this one.

    A folder whose server cannot be reached is told, and costs itself alone.
    """
    try:
        listed = list(folder.files())
    except LeftError as error:
        left.add_folder(str(folder), error)
        return
    except UnreadableError as error:
        yield Refusal(str(folder), None, error)
        return
    names = {str(item[0]) for item in listed if not isinstance(item, Refusal)}
    for item in listed:
        if isinstance(item, Refusal):
            yield item
            continue
        file, relative, state = item
        is_named = file.key == folder.root
        folders = relative.split("/")[:-1]
        if not is_named and any(part.startswith(".") or part.endswith(ASSET_FOLDER_ENDINGS) for part in folders):
            continue
        if (not is_named and file.name.startswith(".")) or not inbox.is_wanted(_final_name(relative)):
            continue
        if not is_named and _final_name(file.name) != file.name:
            left.note_name(file.name, str(file), time.time() - (state.modified or 0) if state.modified else 0)
        elif not is_named and is_unfinished_name(str(file), names, state.size):
            left.add("unfinished", str(file))
        elif is_named or kind_of(file.name):
            yield FoundFile(file, kind_of(file.name), state.size, state)


def look(found: FoundFile) -> FileState | None:
    """Return the present state of a file; null where it is gone."""
    if isinstance(found.path, RemoteFile):
        return found.path.state()
    try:
        status = found.path.stat()
    except OSError:
        return None
    return FileState(status.st_size, status.st_mtime)
