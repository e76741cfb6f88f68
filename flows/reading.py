"""Which of the documents that were found have to be extracted, and what became of the others.

`Reading` goes through the files once, compares each document with what the warehouse knows (same path, bytes and
extractors: unchanged), and hands out the rest in batches. It notes refusals, which known members are gone from a
container that was read to its end, and which files are left for the next run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from flows.contents import Refusal
from flows.documents import read_documents
from flows.inbox import Inbox, Leavings, Settling
from flows.marks import Marks
from flows.parts import Outcome
from flows.read_ahead import read_ahead
from flows.remote import RemoteFile
from flows.sources import FoundFile, display_path, look
from schemas.errors import LeftError, TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flows.console import Watcher
    from flows.sources import Found
    from schemas.article import RawDocument
    from warehouse.load import KnownDocument

BATCH_DOCUMENTS: Final = 100
"""Documents in a batch: enough that hand-over costs little, few enough that all cores end together."""

BATCH_BYTES: Final = 8 * 1024 * 1024


@dataclass(slots=True)
class Reading:
    """What reading found out beside the documents that are new.

    Documents of `retried` are extracted though their bytes and extractors are known. `unreadable_now` are paths whose
    bytes could not be read this time: what is known of them stays. `left` counts the files that are left for the next
    run; they count as neither read nor removed.
    """

    known: Mapping[str, KnownDocument]
    fingerprint: str
    retried: frozenset[str] = frozenset()
    inbox: Inbox = field(default_factory=Inbox)
    left: Leavings = field(default_factory=Leavings)
    marks: Marks = field(default_factory=Marks)
    unchanged: int = 0
    still_quarantined: int = 0
    refusals: list[Outcome] = field(default_factory=list)
    unreadable_now: set[str] = field(default_factory=set)
    _bytes_read: int = 0
    _seen: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)
    _damaged: list[str] = field(default_factory=list)
    _files_due: int | None = None
    _known_files: dict[str, dict[str, KnownDocument]] = field(default_factory=dict)
    """Known documents by their file; filled where a limit or a remote folder asks for it."""

    def batches(self, found: Sequence[Found], watcher: Watcher) -> Iterator[list[RawDocument]]:
        """Yield the documents that have to be extracted, at most BATCH_DOCUMENTS and about BATCH_BYTES at a time.

        The watcher is told how many there will be: until the last file is read an estimate, by the bytes read so far.
        """
        all_bytes = sum(file.size for file in found if isinstance(file, FoundFile))
        batch: list[RawDocument] = []
        size = new = 0
        for raw in self._new_documents(found):
            batch.append(raw)
            new += 1
            size += len(raw.content)
            if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
                watcher.expect(max(new, round(new * all_bytes / max(1, self._bytes_read))))
                yield batch
                batch, size = [], 0
        watcher.expect(new)
        if batch:
            yield batch

    def take_refusals(self) -> list[Outcome]:
        """Return the refusals since this was asked last."""
        taken, self.refusals = self.refusals, []
        return taken

    def removed_paths(self) -> list[str]:
        """Return the known documents that are gone from a file that was read."""
        return [
            path
            for path in self.known
            if path not in self._seen and path.partition("#")[0] in self._read and not self._is_hidden(path)
        ]

    def _is_hidden(self, path: str) -> bool:
        """Tell whether the document stands in something damaged, whose rest was not seen: it may still be there."""
        return any(path == damaged or path.startswith(f"{damaged}#") for damaged in self._damaged)

    def _new_documents(self, found: Iterable[Found]) -> Iterator[RawDocument]:
        self._files_due = self.inbox.max_files
        found = list(found)
        if self._files_due is not None or any(isinstance(getattr(item, "path", None), RemoteFile) for item in found):
            for path, known in self.known.items():
                self._known_files.setdefault(path.partition("#")[0], {})[path] = known
        settling = Settling(self.inbox.settle_seconds)
        for item in read_ahead(self._in_order(found, settling), lambda file: self._is_due(file, settling)):
            if isinstance(item, Refusal):
                self._read.add(item.path)
                if not self._is_known(path := self._own_path(item.path), item.sha256):
                    self._refuse(path, item)
                self._note_damage(path, item)
            elif self._is_over_limit(item):
                self.left.add("over_limit", str(item.path))
            elif self._stands(item):
                continue
            elif settling.is_settled(item.state, partial(look, item)):
                yield from self._new_in(item)
            else:
                self.left.add("unfinished", str(item.path))

    def _in_order(self, found: Iterable[Found], settling: Settling) -> list[Found]:
        """Return the files in the order in which they are read: those that changed a moment ago come last.

        Where the number of files is limited, known ones come first, since an edit of what is loaded matters most;
        then new ones; then those that are read again because the extractors changed.
        """

        def place(item: Found) -> tuple[bool, int]:
            if isinstance(item, Refusal):
                return False, 0
            is_fresh = settling.is_fresh(item.state)
            if self.inbox.max_files is None:
                return is_fresh, 0
            known = self._known_files.get(display_path(item.path))
            return is_fresh, 1 if known is None else 0 if self._is_current(known) else 2

        return sorted(found, key=place)

    def _is_current(self, known: Mapping[str, KnownDocument]) -> bool:
        return all(document.fingerprint == self.fingerprint for document in known.values())

    def _is_over_limit(self, file: FoundFile) -> bool:
        is_reached = self._files_due is not None and self._files_due <= 0
        return is_reached and display_path(file.path) not in self._known_files

    def _is_due(self, file: FoundFile, settling: Settling) -> bool:
        """Tell whether the file will be read, as far as is known now; one that may be still written waits for its turn."""
        is_fresh = self.inbox.settle_seconds > 0 and settling.is_fresh(file.state)
        return not (is_fresh or self._is_over_limit(file) or self._standing(file) is not None)

    def _stands(self, file: FoundFile) -> bool:
        """Count the documents of a remote object that need not be fetched; tell whether it is one."""
        known = self._standing(file)
        if known is None:
            return False
        self._count_bytes(file.size)
        for place, document in known.items():
            self._is_known(self._own_path(place), document.sha256)
        return True

    def _standing(self, file: FoundFile) -> Mapping[str, KnownDocument] | None:
        """Return the documents of a remote object that need not be fetched; null where it must be."""
        path = display_path(file.path)
        known = self._known_files.get(path, {})
        is_current = self._is_current(known) and self.retried.isdisjoint(known)
        return known if is_current and self.marks.stands(file, path, known) else None

    def _new_in(self, file: FoundFile) -> Iterator[RawDocument]:
        """Yield the documents of a file that have to be extracted; the file counts once if there is something new."""
        is_counted, is_whole = False, True
        documents: list[tuple[str, str | None]] = []
        for item in read_documents(file, self._count_bytes):
            self._read.add(item.path.partition("#")[0])
            if isinstance(item, Refusal) and isinstance(item.error, LeftError):
                self._damaged.append(item.path)
                self.left.add_error(item.path, item.error)
                is_whole = False
                continue
            path = self._own_path(item.path)
            if isinstance(file.path, RemoteFile):
                documents.append((path, item.sha256))
            is_whole = is_whole and item.sha256 is not None
            if not self._is_known(path, item.sha256):
                if not is_counted and not self._take_one():
                    self._damaged.append(display_path(file.path))
                    self.left.add("over_limit", str(file.path))
                    return
                is_counted = True
                if isinstance(item, Refusal):
                    self._refuse(path, item)
                else:
                    yield item if path == item.path else item.model_copy(update={"path": path})
            if isinstance(item, Refusal):
                self._note_damage(path, item)
        if is_whole:
            self.marks.note(file, display_path(file.path), documents)

    def _take_one(self) -> bool:
        """Take a file off the number that this run may read; tell whether there was one."""
        if self._files_due is None:
            return True
        self._files_due -= 1
        return self._files_due >= 0

    def _count_bytes(self, count: int) -> None:
        self._bytes_read += count

    def _refuse(self, path: str, refusal: Refusal) -> None:
        """Note a refusal that does not stand in quarantine already."""
        self.refusals.append(Outcome.of_refusal(path, refusal.sha256, "read", refusal.error))
        known = self.known.get(path)
        if isinstance(refusal.error, UnreadableError) and known is not None and known.state == "loaded":
            self.unreadable_now.add(path)

    def _note_damage(self, path: str, refusal: Refusal) -> None:
        if isinstance(refusal.error, UnreadableError | TooLargeError):
            self._damaged.append(path)

    def _is_known(self, path: str, sha256: str | None) -> bool:
        """Count a document that stands in the warehouse with the same bytes and extractors; tell whether it does."""
        known = self.known.get(path)
        if (
            known is None
            or sha256 is None
            or path in self.retried
            or (known.sha256, known.fingerprint) != (sha256, self.fingerprint)
        ):
            return False
        if known.state == "quarantined":
            self.still_quarantined += 1
        else:
            self.unchanged += 1
        return True

    def _own_path(self, path: str) -> str:
        """Return the path, with a number behind it where a container uses one id for several rows."""
        own, number = path, 1
        while own in self._seen:
            number += 1
            own = f"{path}~{number}"
        self._seen.add(own)
        return own
