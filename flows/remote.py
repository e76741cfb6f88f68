"""Folders on other machines: `s3://`, `gs://` and `sftp://`, read through fsspec.

Only an address that the user typed is opened, and below it only what its server lists; nothing that a document names.
An address holds no password. Each protocol's library is an optional extra; it finds the user's
keys by itself, where the provider's own tools keep them. What cannot be fetched is left for the next run.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flows.contents import Refusal
from flows.inbox import FileState
from flows.protocols import LIBRARIES, library, library_options, without_password
from schemas.errors import ConfigError, UnfinishedError, UnreachableError, UnreadableError, VanishedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from typing_extensions import Buffer

Answer = TypeVar("Answer")

WHOLE_BYTES: Final = 8 * 1024 * 1024
"""Objects up to this size are fetched by one request."""

BLOCK_BYTES: Final = 8 * 1024 * 1024
"""Bytes that one request fetches of a larger object."""

MAX_FAILURES: Final = 3
"""Failures in a row after which the rest of a folder is left for the next run."""

MAX_DEPTH: Final = 64
"""Folders within folders on an SFTP server; a listing that goes deeper is no listing."""


def is_remote(source: object) -> bool:
    """Tell whether the user named an address rather than a path."""
    return isinstance(source, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on another machine: its folder, its key there, and its bytes where they are being fetched already."""

    folder: RemoteFolder = field(repr=False)
    key: str
    fetched: Future[bytes] | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.folder.prefix}{self.key}"

    @property
    def name(self) -> str:
        """Last part of the key."""
        return self.key.rpartition("/")[2]

    def open(self, listed: FileState | None) -> io.BytesIO | io.RawIOBase:
        """Return a stream of its bytes.

        Raises:
            LeftError: It is gone, was changed since it was listed, or cannot be fetched.
            UnreadableError: The server refuses it.
        """
        return self.folder.open(self.key, listed) if self.fetched is None else io.BytesIO(self.fetched.result())

    def state(self) -> FileState | None:
        """Return its present state; null where it is gone or cannot be asked for."""
        return self.folder.state(self.key)

    def was_changed(self, listed: FileState | None) -> bool:
        """Tell whether it changed since it was listed in that state.

        Objects are replaced as a whole: a small one is fetched by one request, a large one under the condition of its tag.
        """
        if listed is None or self.folder.scheme == "s3" or (self.folder.scheme == "gs" and listed.size <= WHOLE_BYTES):
            return False
        state = self.state()
        return state is not None and state != listed


class RemoteFolder:
    """A folder, or a single file, on a server.

    `prefix` stands before a key to make the address that is stored.
    """

    def __init__(self, address: str, endpoint: str | None = None) -> None:
        """Prepare the connection; nothing is asked of the server yet.

        Raises:
            ConfigError: The address is none that can be read, or the library for it is not installed.
        """
        scheme, _, rest = address.partition("://")
        self.scheme = scheme.lower()
        if self.scheme not in LIBRARIES:
            raise ConfigError(f"{without_password(address)}: only s3://, gs:// and sftp:// can be read.")
        self._options = library_options(self.scheme, address, endpoint)
        self._failures = 0
        if self.scheme == "sftp":
            login, _, path = rest.partition("/")
            self.prefix, self.root = f"sftp://{login}", f"/{path}".rstrip("/") or "/"
        else:
            self.prefix, self.root = f"{self.scheme}://", rest.strip("/")
        if not self.root or rest.startswith("/") or not rest:
            raise ConfigError(f"{without_password(address)}: names no bucket or server.")
        self._filesystem = self._connect_later()

    def __str__(self) -> str:
        return f"{self.prefix}{self.root}"

    def files(self) -> Iterator[tuple[RemoteFile, str, FileState] | Refusal]:
        """Yield its files in order of their keys, each with its path below the folder and its state as listed.

        A folder inside that the server refuses to list is a refusal.

        Raises:
            ConfigError: There is no such bucket or folder.
            UnreachableError: The server cannot be reached or does not answer.
            UnreadableError: The server refuses to list it.
        """
        try:
            entries = self._ask(self._list)
        except FileNotFoundError as error:
            raise ConfigError(f"{self}: there is no such bucket, folder or file.") from error
        for entry in sorted(entries, key=lambda entry: str(entry["name"])):
            key = str(entry["name"])
            if entry["type"] != "file":
                place = f"{self.prefix}{key}"
                yield Refusal(place, None, UnreadableError(f"{place}: the server refuses to list the folder."))
                continue
            relative = key.removeprefix(self.root).strip("/") or key.rpartition("/")[2]
            yield RemoteFile(self, key), relative, self._state_of(entry)

    def open(self, key: str, listed: FileState | None) -> io.BytesIO | io.RawIOBase:
        """Return a stream of the bytes of `key`; see `RemoteFile.open`."""
        if listed is None or listed.size <= WHOLE_BYTES:
            return io.BytesIO(self.fetch(key))
        try:
            options = {} if self.scheme == "sftp" else {"block_size": BLOCK_BYTES, "cache_type": "readahead"}
            return _RemoteStream(self, key, self._ask(lambda filesystem: filesystem.open(key, "rb", **options)))
        except FileNotFoundError as error:
            raise VanishedError(f"{self.prefix}{key}: was moved or deleted before it was read.") from error

    def fetch(self, key: str) -> bytes:
        """Return the bytes of `key`, by one request; safe to call from threads. Its errors are those of `open`."""
        try:
            return bytes(self._ask(lambda filesystem: filesystem.cat_file(key)))
        except FileNotFoundError as error:
            raise VanishedError(f"{self.prefix}{key}: was moved or deleted before it was read.") from error

    def state(self, key: str) -> FileState | None:
        """Return the present state of `key`; see `RemoteFile.state`."""
        try:
            return self._state_of(self._ask(lambda filesystem: filesystem.info(key)))
        except (FileNotFoundError, UnreadableError):
            return None

    def ask_stream(self, key: str, work: Callable[[], Answer]) -> Answer:
        """Return what `work` on an open stream of `key` gives; its errors are those of `RemoteFile.open`."""
        try:
            return self._ask(lambda _: work(), retry=False)
        except FileNotFoundError as error:
            raise VanishedError(f"{self.prefix}{key}: was moved or deleted while it was read.") from error

    def _ask(self, work: Callable[[Any], Answer], *, retry: bool = True) -> Answer:
        """Return what `work` on the file system gives.

        Raises:
            FileNotFoundError: There is no such thing.
            UnfinishedError: It changed in the meantime.
            UnreachableError: The server failed, or has failed too often before.
            UnreadableError: The server refuses it.
        """
        if self._failures >= MAX_FAILURES:
            raise UnreachableError(f"{self}: the server failed {MAX_FAILURES} times in a row.")
        attempts = 2 if retry and self.scheme == "sftp" else 1
        while True:
            attempts -= 1
            filesystem = self._filesystem
            try:
                answer = work(filesystem())
            except FileNotFoundError:
                raise
            except PermissionError as error:
                raise UnreadableError(f"{self}: the server refuses it ({self._reason(error)}).") from error
            except Exception as error:
                # Libraries raise errors of their own for the network, by dozens of names.
                if type(error).__name__ == "FileExpired":
                    raise UnfinishedError(f"{self}: a file changed while it was read.") from error
                if self._filesystem is filesystem:  # else another thread has connected anew
                    self._filesystem = self._connect_later()
                if attempts > 0:
                    continue
                self._failures += 1
                raise UnreachableError(f"{self}: cannot be reached ({self._reason(error)}).") from error
            self._failures = 0
            return answer

    def _connect_later(self) -> Callable[[], Any]:
        connected: list[Any] = []
        one_connects = Lock()

        def filesystem() -> Any:  # noqa: ANN401 - a class of an optional library
            with one_connects:
                if not connected:
                    connected.append(library(self.scheme)(**self._options, skip_instance_cache=True))
                return connected[0]

        return filesystem

    def _list(self, filesystem: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        if self.scheme != "sftp":
            # One request for a thousand objects; names that end in a slash are what consoles call folders.
            found = filesystem.find(self.root, detail=True).values()
            return [entry for entry in found if entry["type"] == "file" and not entry["name"].endswith("/")]
        root = filesystem.info(self.root)
        if root["type"] != "directory":
            return [{**root, "name": self.root}]
        entries: list[dict[str, Any]] = []
        folders = [(self.root, 0)]
        while folders:
            folder, depth = folders.pop()
            try:
                listed = filesystem.ls(folder, detail=True)
            except FileNotFoundError:
                continue  # it was removed in this moment
            except PermissionError:
                entries.append({"name": folder, "type": "refused"})
                continue
            for entry in listed:
                # Links are not followed: they can lead in circles.
                if entry["type"] == "file":
                    entries.append(entry)
                elif entry["type"] == "directory" and depth < MAX_DEPTH:
                    folders.append((entry["name"], depth + 1))
        return entries

    def _state_of(self, entry: dict[str, Any]) -> FileState:
        size = int(entry.get("size") or 0)
        if self.scheme == "sftp":
            modified = entry.get("mtime")
            return FileState(size, modified.timestamp() if isinstance(modified, datetime) else None)
        # An object is seen when it is complete; its tag is another whenever its bytes are.
        tag = entry.get("ETag") or entry.get("etag") or ""
        return FileState(size, None, f"{tag} {entry.get('LastModified') or entry.get('updated') or ''}" if tag else "")

    def _reason(self, error: BaseException) -> str:
        """Return the first line of what a library says, without the password."""
        words = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
        password = self._options.get("password")
        return words.replace(password, "…") if password else words


class _RemoteStream(io.RawIOBase):
    """A file on a server, whose failures are told as errors of casebook."""

    def __init__(self, folder: RemoteFolder, key: str, file: Any) -> None:  # noqa: ANN401
        self._folder, self._key, self._file = folder, key, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._folder.ask_stream(self._key, lambda: self._file.read(len(view)))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return int(self._folder.ask_stream(self._key, lambda: self._file.seek(offset, whence)))

    def tell(self) -> int:
        return int(self._folder.ask_stream(self._key, self._file.tell))

    def close(self) -> None:
        if not self.closed:
            try:
                self._folder.ask_stream(self._key, self._file.close)
            except UnreadableError:
                pass  # everything that was wanted has been read
            finally:
                super().close()
