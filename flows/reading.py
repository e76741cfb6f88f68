"""Which of the documents that were found have to be extracted, and what became of the others.

`Reading` goes through the files once, compares each document with what the warehouse knows (same path, bytes and
extractors: unchanged), and hands out the rest in batches. It notes refusals, and which known members are gone from a
container that was read to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.contents import Refusal
from flows.extraction import Outcome
from flows.sources import FoundFile, read_documents
from schemas.errors import TooLargeError, UnreadableError

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
    bytes could not be read this time: what is known of them stays.
    """

    known: Mapping[str, KnownDocument]
    fingerprint: str
    retried: frozenset[str] = frozenset()
    unchanged: int = 0
    still_quarantined: int = 0
    refusals: list[Outcome] = field(default_factory=list)
    unreadable_now: set[str] = field(default_factory=set)
    _bytes_read: int = 0
    _seen: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)
    _damaged: list[str] = field(default_factory=list)

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
        for file in found:
            for item in [file] if isinstance(file, Refusal) else read_documents(file, self._count_bytes):
                self._read.add(item.path.partition("#")[0])
                if isinstance(item, Refusal):
                    self._refuse(item)
                elif (raw := self._take(item)) is not None:
                    yield raw

    def _count_bytes(self, count: int) -> None:
        self._bytes_read += count

    def _refuse(self, refusal: Refusal) -> None:
        """Note a refusal, unless the same bytes stand in quarantine already."""
        path = self._own_path(refusal.path)
        if not self._is_known(path, refusal.sha256):
            self.refusals.append(Outcome.of_refusal(path, refusal.sha256, "read", refusal.error))
            known = self.known.get(path)
            if isinstance(refusal.error, UnreadableError) and known is not None and known.state == "loaded":
                self.unreadable_now.add(path)
        if isinstance(refusal.error, UnreadableError | TooLargeError):
            self._damaged.append(path)

    def _take(self, raw: RawDocument) -> RawDocument | None:
        """Return the document, under a path of its own, if it has to be extracted."""
        path = self._own_path(raw.path)
        if self._is_known(path, raw.sha256):
            return None
        return raw if path == raw.path else raw.model_copy(update={"path": path})

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
