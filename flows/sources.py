"""Paths and addresses in, the files below them out.

`find_files` walks what the user named. What is in a file is left to `flows.documents`, other machines to
`flows.remote`, and what an inbox asks for (patterns, files that are still being written) to `flows.inbox`.
"""

from __future__ import annotations

import os
import re
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flows.contents import FileKind, Refusal, kind_of
from flows.inbox import BACKUP_ENDINGS, UNFINISHED_ENDINGS, FileState, Inbox, Leavings, Settling, is_unfinished_name
from flows.links import Roots
from flows.remote import RemoteFile, RemoteFolder, is_remote
from schemas.errors import ConfigError, LoadError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

ASSET_FOLDER_ENDINGS: Final = ("_files", ".files")
"""Endings of the folders in which browsers keep frames and scripts beside a saved page."""


LOOK_SECONDS: Final = 0.5
REMOTE_LOOK_SECONDS: Final = 10.0
"""How often an inbox, here or on another machine, is looked at while its files are being written."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, its kind by name, its size in bytes as stored, its state when it was listed, and where it has to be."""

    path: Path | RemoteFile
    kind: FileKind | None
    size: int
    state: FileState | None = None
    roots: Roots | None = field(default=None, repr=False, compare=False)


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
        LoadError: Nothing that was named can be reached or listed.
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
    return os.fsencode(_own_name(path)).decode("utf-8", "backslashreplace").replace("#", "%23")


def files_shown(path: str) -> Iterator[str]:
    """Yield the names that a file on this machine may have, of which `display_path` makes `path`, the likeliest first."""
    unescaped = path.replace("%23", "#")
    for name in (unescaped, path):
        yield name
        if "\\x" in name:
            yield re.sub(r"\\x([89a-f][0-9a-f])", lambda byte: chr(0xDC00 + int(byte[1], 16)), name)


def _own_name(path: Path | RemoteFile) -> str:
    # Links must not be resolved.
    return str(path) if isinstance(path, RemoteFile) else os.path.abspath(path)  # noqa: PTH100


def find_files(
    sources: Iterable[Source],
    leave_out: Path | None = None,
    inbox: Inbox | None = None,
    left: Leavings | None = None,
) -> Iterator[Found]:
    """Yield the files under `sources`, folders recursively and in name order, each once.

    A file that the user names is yielded whatever its ending; inside folders only those with an ending of
    `FILE_KINDS`. Hidden files, links to folders and the folder `leave_out` are passed over: pages of our own in a data
    folder are no articles. `inbox` says which of the rest are wanted; `left` counts unfinished and vanished ones, and links that
    lead outside `sources`.

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
    roots = Roots((path for path in named if isinstance(path, Path)), leave_out)
    seen: set[str] = set()
    for path in named:
        for item in _find(path, leave_out, inbox, left, roots):
            key = item.path if isinstance(item, Refusal) else _own_name(item.path)
            if key not in seen:
                seen.add(key)
                yield item


def _find(
    path: Path | RemoteFolder, leave_out: Path | None, inbox: Inbox, left: Leavings, roots: Roots
) -> Iterator[Found]:
    if isinstance(path, RemoteFolder):
        return _list_remote(path, inbox, left)
    if os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where a folder on the way is closed to us
        return _walk(path, "", leave_out, inbox, left, roots)
    return _found_file(path, left, roots) if inbox.is_wanted(path.name) else iter(())


def _walk(
    folder: Path, below: str, leave_out: Path | None, inbox: Inbox, left: Leavings, roots: Roots
) -> Iterator[Found]:
    """Yield the files in `folder`, names in order, and a refusal for each folder below that cannot be listed.

    One that the user named is no document that is refused: the run has a warning then, and fails when there is no other.

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
        if below:
            yield Refusal(display_path(folder), None, reason)
        else:
            left.add_folder(str(folder), reason)
        return
    names = {entry.name for entry in entries if not entry.name.startswith(".")}
    for entry in entries:
        relative = f"{below}{entry.name}"
        if entry.name not in names:
            continue
        if not entry.is_dir(follow_symlinks=False):
            if not entry.is_symlink() or _is_followed(Path(entry.path), relative, inbox, left, roots):
                yield from _wanted_file(Path(entry.path), relative, names, inbox, left, roots)
        elif not entry.name.endswith(ASSET_FOLDER_ENDINGS) and inbox.is_entered(relative):
            yield from _walk(Path(entry.path), f"{relative}/", leave_out, inbox, left, roots)


def _is_followed(link: Path, relative: str, inbox: Inbox, left: Leavings, roots: Roots) -> bool:
    """Tell whether a link in a folder leads to a file that may be read; one that leads outside is counted, if it were wanted.

    A folder that a link leads to is read where it stands, if it is named.
    """
    if os.path.isdir(link):  # noqa: PTH112 - as above
        if inbox.is_entered(relative) and not roots.hold(link):
            left.add("outside", str(link))
        return False
    if not os.path.exists(link) or roots.hold(link):  # noqa: PTH110 - as above
        return True
    if kind_of(link) and inbox.is_wanted(relative):
        left.add("outside", str(link))
    return False


def _wanted_file(
    path: Path, relative: str, names: Collection[str], inbox: Inbox, left: Leavings, roots: Roots
) -> Iterator[Found]:
    """Yield a file of a folder that also holds `names`, if it may hold articles and is wanted, and complete by its name."""
    if not inbox.is_wanted(_final_name(relative)):
        return
    if _final_name(path.name) != path.name:
        left.note_name(path.name, str(path), _age(path))
    elif kind_of(path):
        for item in _found_file(path, left, roots):
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


def _found_file(path: Path, left: Leavings, roots: Roots) -> Iterator[Found]:
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
    yield FoundFile(path, kind_of(path), status.st_size, FileState(status.st_size, status.st_mtime), roots)


def _list_remote(folder: RemoteFolder, inbox: Inbox, left: Leavings) -> Iterator[Found]:
    """Yield the files of a folder on another machine, by the same rules as those on this one.

    A folder whose server cannot be reached, or refuses it, is told, and costs itself alone.
    """
    try:
        listed = list(folder.files())
    except UnreadableError as error:
        left.add_folder(str(folder), error)
        return
    left.note_folder(str(folder), len(listed))
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
