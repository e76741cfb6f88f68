"""The work of one worker: raw documents in, records out, each document under bounds of time.

`extract_document` is the whole extraction of one document, `extract_documents` that of many, in less time; `extract_part` does it
for a batch and writes the rows as a part (`flows.parts`). Workers need no warehouse and import neither Prefect nor Great Expectations.
"""

from __future__ import annotations

import ctypes
import hashlib
import pickle
import signal
import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractors.articles.parse import parse_article
from extractors.articles.recurring import without_recurring
from extractors.records import Extraction, extract_records, extract_together
from flows.parts import Outcome
from schemas.errors import DocumentError, ExtractorError, TooLargeError
from schemas.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from types import FrameType

    from flows.parts import Part, PartPlace
    from schemas.article import Article, RawDocument
    from schemas.rows import Stage

    Extract = Callable[[Sequence[RawDocument]], Iterable["Extracted"]]
    """What gives the articles and records of documents, in their order."""

MAX_SECONDS: Final = 120
"""Bound on parsing one document, and on finding its records: a book of a million words takes about one minute."""

TOGETHER_ARTICLES: Final = 32
TOGETHER_CHARACTERS: Final = 150_000
"""Articles that go through extraction together, and their characters: more are no faster, and all are in memory at once.

A longer article goes alone.
"""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one document gave: its article and records, or the reason for its refusal."""

    raw: RawDocument
    article: Article | None
    extraction: Extraction
    error: DocumentError | None = None
    stage: Stage = "extract"


def extract_document(
    raw: RawDocument, *, mine: bool = True, recurring: Mapping[str, AbstractSet[str]] | None = None
) -> Extracted:
    """Return the article of `raw` and, with `mine`, its records; a refusal in place of any error.

    `recurring` has the lines, by publisher, that are no part of any article (`extractors.articles.recurring`).
    """
    parsed = _parsed(raw, recurring)
    return _mined(parsed) if mine else parsed


def extract_documents(
    documents: Iterable[RawDocument], *, recurring: Mapping[str, AbstractSet[str]] | None = None
) -> Iterator[Extracted]:
    """Yield what `extract_document` gives for each document, in order; articles are mined together (`extractors.steps`)."""
    group: list[Extracted] = []
    characters = 0
    for raw in documents:
        parsed = _parsed(raw, recurring)
        length = len(parsed.article.text) if parsed.article else 0
        if len(group) == TOGETHER_ARTICLES or characters + length > TOGETHER_CHARACTERS:
            yield from _mined_together(group)
            group, characters = [], 0
        group.append(parsed)
        characters += length
    yield from _mined_together(group)


def _parsed(raw: RawDocument, recurring: Mapping[str, AbstractSet[str]] | None) -> Extracted:
    def parse() -> Extracted:
        article = parse_article(raw)
        if recurring and article.publisher:
            article = without_recurring(article, recurring.get(article.publisher, frozenset()))
        return Extracted(raw, article, Extraction())

    return _or_refusal(parse, raw, "parse")


def _mined(parsed: Extracted) -> Extracted:
    article = parsed.article
    if article is None:
        return parsed
    return _or_refusal(lambda: replace(parsed, extraction=extract_records(article)), parsed.raw, "extract")


def _mined_together(group: Sequence[Extracted]) -> list[Extracted]:
    articles = [parsed.article for parsed in group if parsed.article]
    if len(articles) <= 1:
        return [_mined(parsed) for parsed in group]
    try:
        with _time_bound(f"{len(articles)} documents"):
            extractions = iter(extract_together(articles))
    except Exception:  # noqa: BLE001 - which of them it is, and what, is found out one by one
        return [_mined(parsed) for parsed in group]
    return [replace(parsed, extraction=next(extractions)) if parsed.article else parsed for parsed in group]


def _or_refusal(work: Callable[[], Extracted], raw: RawDocument, stage: Stage) -> Extracted:
    """Return what `work` gives for `raw`; a refusal in place of any error."""
    try:
        with _time_bound(raw.path):
            return work()
    except DocumentError as error:
        return Extracted(raw, None, Extraction(), error, stage)
    except (MemoryError, RecursionError) as error:
        reason: DocumentError = TooLargeError(f"{raw.path}: too large or too deeply nested ({type(error).__name__}).")
        return Extracted(raw, None, Extraction(), reason, stage)
    except Exception as error:  # noqa: BLE001 - a defect of ours on one document must not lose the others; it is named
        reason = ExtractorError(f"{raw.path}: casebook failed on it, which is a defect: {_where(error)}.")
        return Extracted(raw, None, Extraction(), reason, stage)


def _where(error: Exception) -> str:
    """Return the error and the line that raised it, as a bug report needs them."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}, line {frame.lineno})"


class _OutOfTimeError(TooLargeError):
    """Raised within the extraction of a document that takes too long; a thread can be sent a class, but no sentence."""


@contextmanager
def _time_bound(path: str) -> Iterator[None]:
    """Raise TooLargeError when the body takes longer than MAX_SECONDS: by a signal, or in other threads by a timer."""
    is_main = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    try:
        with _signal_bound() if is_main else _thread_bound():
            yield
    except _OutOfTimeError as error:
        raise TooLargeError(f"{path}: extraction took longer than {MAX_SECONDS} seconds.") from error


@contextmanager
def _signal_bound() -> Iterator[None]:
    def refuse(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGALRM, refuse)
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _thread_bound() -> Iterator[None]:
    thread, lock = threading.get_ident(), threading.Lock()
    is_open = True

    def refuse() -> None:
        with lock:
            if is_open:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_OutOfTimeError))

    timer = threading.Timer(MAX_SECONDS, refuse)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            is_open = False
        # What was sent a moment ago and has not arrived must not arrive later.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)


def batch_key(documents: Sequence[RawDocument], fingerprint: str) -> str:
    """Return the name of the part of this batch: the same documents and extractors give the same name."""
    digest = hashlib.sha256(fingerprint.encode())
    for raw in documents:
        digest.update(f"\n{raw.sha256} {raw.path}".encode())
    return digest.hexdigest()[:32]


def extract_part(
    documents: Sequence[RawDocument],
    place: PartPlace,
    key: str,
    refused: Mapping[str, DocumentError] | None = None,
    extract: Extract = extract_documents,
) -> Part:
    """Extract a batch and write its rows at `place`; a part that a stopped run left complete is taken as it is.

    `key` tells what the rows depend on beside the documents. `refused` names documents that must not be tried, with the
    reason.

    Raises:
        OSError: The part cannot be written.
    """
    name = batch_key(documents, key)
    if (part := place.find(name)) is not None:
        return part
    rows: dict[str, list[dict[str, Any]]] = {}
    outcomes: list[Outcome] = []
    refused = refused or {}
    found = iter(extract([raw for raw in documents if raw.path not in refused]))
    for raw in documents:
        if raw.path in refused:
            outcomes.append(Outcome.of_refusal(raw.path, raw.sha256, "extract", refused[raw.path]))
            continue
        extracted = next(found)
        if extracted.article is None:
            error = extracted.error or ExtractorError(f"{raw.path}: gave neither an article nor a reason.")
            outcomes.append(Outcome.of_refusal(raw.path, raw.sha256, extracted.stage, error))
            continue
        article, extraction = extracted.article, extracted.extraction
        for table, table_rows in rows_of(article, extraction.cases, extraction.claims).items():
            rows.setdefault(table, []).extend(table_rows)
        outcomes.append(Outcome(raw.path, raw.sha256, raw.doc_id, article.article_id))
    return place.store(name, rows, outcomes)


@dataclass(frozen=True, slots=True)
class Extractor:
    """Extracts documents without the lines that their publishers print under every article.

    It is sent to a worker with each batch, so that it carries these lines as the bytes that they were made into once.
    """

    recurring: bytes

    @classmethod
    def without(cls, recurring: Mapping[str, AbstractSet[str]]) -> Extractor:
        """Return the extractor that leaves out the lines `recurring`, by publisher."""
        return cls(pickle.dumps(recurring))

    def __call__(self, documents: Sequence[RawDocument]) -> Iterator[Extracted]:
        """Yield the article of each document and its records, or a refusal."""
        return extract_documents(documents, recurring=_lines(self.recurring))


@lru_cache(maxsize=1)
def _lines(pickled: bytes) -> dict[str, frozenset[str]]:
    """Return the lines that `Extractor.without` was given."""
    lines: dict[str, frozenset[str]] = pickle.loads(pickled)  # noqa: S301 - made by the run that sends it
    return lines
