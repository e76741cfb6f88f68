"""What of an inbox is read in this run, and what is left for the next.

An inbox is a folder that other programs fill, sort and empty at any moment. `Inbox` holds the user's conventions for
it; `Leavings` counts, by cause, what was left, so that nothing that was named goes unmentioned; `Settling` tells a
file that is complete from one that is still being written. Walking is left to `flows.sources`, other machines to
`flows.remote`.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import pathspec

from flows.contents import kind_of
from schemas.errors import ConfigError, OutsideError, UnfinishedError, UnreachableError, VanishedError
from schemas.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from schemas.errors import LeftError, UnreadableError

UNFINISHED_ENDINGS: Final = (
    *(".part", ".partial", ".filepart", ".tmp", ".temp", ".inprogress", ".uploading"),
    *(".crdownload", ".download", ".opdownload", ".aria2"),
)
"""Endings that browsers, sync and upload programs give a file until it is complete."""

BACKUP_ENDINGS: Final = (".swp", ".swx", "~")
"""Endings of editors' own copies, which never become articles."""

ABANDONED_SECONDS: Final = 24 * 3600
"""Age at which an unfinished file that does not change any more counts as given up."""

WAIT_SECONDS: Final = 1.0
"""How long one run waits, in all, for files that changed a moment ago."""

WATCH_SECONDS: Final = 600.0
"""How long `--watch-once` waits for files that are still being written."""

Cause = Literal["unfinished", "abandoned", "over_limit", "vanished", "unreachable", "outside"]

_SENTENCES: Final[dict[Cause, tuple[str, str]]] = {
    "unfinished": (
        "1 file is still being written and is left for the next run",
        "{} files are still being written and are left for the next run",
    ),
    "abandoned": (
        "1 unfinished file has not grown for a day and may be given up",
        "{} unfinished files have not grown for a day and may be given up",
    ),
    "over_limit": (
        "1 file is over the limit of this run and is left for the next",
        "{} files are over the limit of this run and are left for the next",
    ),
    "vanished": (
        "1 file was moved or deleted before it was read; what was loaded from it earlier stands",
        "{} files were moved or deleted before they were read; what was loaded from them earlier stands",
    ),
    "unreachable": (
        "1 file could not be fetched and is left for the next run",
        "{} files could not be fetched and are left for the next run",
    ),
    "outside": (
        "1 link leads outside what you named and is not followed; name what it leads to, to have it read",
        "{} links lead outside what you named and are not followed; name what they lead to, to have it read",
    ),
}


class FileState(NamedTuple):
    """What changes when a file is written: its size in bytes, its time of change in seconds, or the tag of an object.

    `modified` is null where a file is only ever seen complete; `mark` is empty where a server gives no tag.
    """

    size: int
    modified: float | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The user's conventions for the folders of a run.

    `include` and `exclude` are patterns as in `.gitignore`, matched with the path below the named folder whatever its case;
    `max_files` bounds the files with something new in them; `settle_seconds` is how long a file has to be left alone
    to count as complete; `endpoint` is the address of an S3- or GS-compatible server.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_files: int | None = None
    settle_seconds: float = 0.0
    endpoint: str | None = None

    def check(self) -> None:
        """Compile the patterns.

        Raises:
            ConfigError: A pattern is none.
        """
        _patterns(self.include)
        _patterns(self.exclude)

    def is_wanted(self, relative: str) -> bool:
        """Tell whether the file of that path, below the folder that the user named, is to be read."""
        name = relative.casefold()
        if self.include and not _patterns(self.include).match_file(name):
            return False
        return not (self.exclude and _patterns(self.exclude).match_file(name))

    def is_entered(self, relative: str) -> bool:
        """Tell whether the folder of that path may hold files that are to be read."""
        return not (self.exclude and _patterns(self.exclude).match_file(f"{relative.casefold()}/"))


@cache
def _patterns(lines: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    try:
        return pathspec.GitIgnoreSpec.from_lines([line.casefold() for line in lines])
    except ValueError as error:
        raise ConfigError(f"{', '.join(lines)}: is no pattern of file names ({error}).") from error


@dataclass(slots=True)
class Leavings:
    """How many files were left, by cause, with the first of each as an example.

    `reasons` are what servers that failed said, `folders` those that could not be listed, `empty` those on servers that held
    nothing: an object store does not tell an empty folder from a name that was mistyped.
    """

    counts: Counter[Cause] = field(default_factory=Counter)
    examples: dict[Cause, str] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)

    def add(self, cause: Cause, path: str, count: int = 1) -> None:
        """Count a file that is left."""
        self.counts[cause] += count
        self.examples.setdefault(cause, one_line(path))

    def add_error(self, path: str, error: LeftError) -> None:
        """Count a file that is left for the reason that `error` gives."""
        if isinstance(error, UnreachableError):
            self.reasons[str(error)] = None
        causes: dict[type[LeftError], Cause] = {
            UnfinishedError: "unfinished",
            VanishedError: "vanished",
            OutsideError: "outside",
        }
        self.add(causes.get(type(error), "unreachable"), path)

    def add_folder(self, folder: str, error: UnreadableError) -> None:
        """Note that a folder that was named could not be listed."""
        self.folders.append(folder)
        self.reasons[str(error)] = None

    def note_folder(self, folder: str, entries: int) -> None:
        """Note a folder on a server that gave so many entries, if that is none."""
        if not entries:
            self.empty.append(folder)

    def note_name(self, name: str, path: str, age_seconds: float) -> None:
        """Count a file whose name says that it is unfinished, if it may become an article."""
        lowered = name.lower()
        ending = next((ending for ending in UNFINISHED_ENDINGS if lowered.endswith(ending)), None)
        if ending is None:
            return
        # A browser calls a download `Unconfirmed 123.crdownload` until it has a name.
        if kind_of(lowered.removesuffix(ending)) or lowered.startswith("unconfirmed "):
            self.add("abandoned" if age_seconds > ABANDONED_SECONDS else "unfinished", path)

    def sentences(self) -> tuple[str, ...]:
        """Return what a user should know, a sentence for each cause."""
        causes = (cause for cause in _SENTENCES if self.counts[cause] and cause != "unreachable")
        return (*(f"{folder}: nothing is there" for folder in self.empty), *map(self._sentence, causes))

    def warnings(self) -> tuple[str, ...]:
        """Return what failed, a sentence for each reason that a server gave."""
        if not self.counts["unreachable"]:
            return tuple(self.reasons)
        return (*self.reasons, self._sentence("unreachable"))

    def _sentence(self, cause: Cause) -> str:
        count = self.counts[cause]
        words = _SENTENCES[cause][0] if count == 1 else _SENTENCES[cause][1].format(f"{count:,}")
        return f"{words}: {self.examples[cause]}" if count == 1 else f"{words}, such as {self.examples[cause]}"


def is_unfinished_name(name: str, siblings: Collection[str], size: int) -> bool:
    """Tell whether another file in the folder says that this one is still being written.

    aria2 keeps its notes beside the file that it writes; Firefox an empty file of the final name beside the `.part`.
    """
    return f"{name}.aria2" in siblings or (size == 0 and f"{name}.part" in siblings)


class Settling:
    """Tells whether a file has been left alone for `seconds`; one run waits WAIT_SECONDS for that, in all."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waited = 0.0
        self._began = time.monotonic()

    def is_fresh(self, state: FileState | None) -> bool:
        """Tell whether the file changed less than `seconds` ago."""
        return state is not None and state.modified is not None and time.time() - state.modified < self._seconds

    def is_settled(self, listed: FileState | None, look: Callable[[], FileState | None]) -> bool:
        """Tell whether the file that was `listed` in that state is complete by now, waiting a moment for it if need be.

        `look` returns its present state, null when it is gone: who opens it will find that out.
        """
        if self._seconds <= 0 or listed is None or listed.modified is None:
            return True
        while (state := look()) is not None:
            wait = self._missing_seconds(listed, state)
            if wait <= 0:
                return True
            if self._waited + wait > WAIT_SECONDS:
                return False
            self._waited += wait
            time.sleep(wait)
        return True

    def _missing_seconds(self, listed: FileState, state: FileState) -> float:
        age = time.time() - (state.modified or 0)
        if age < 0:
            # A clock that runs ahead of ours; what counts is how long we have seen no change.
            age = time.monotonic() - self._began if state == listed else 0.0
        return self._seconds - age
