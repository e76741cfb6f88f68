"""The work of one worker: raw documents in, records out, each document under bounds of time.

`extract_document` is the whole extraction of one document; `extract_part` does it for a batch and writes the rows
as Parquet, one file a table, in a folder that appears under its name only when it is complete. Workers need no
warehouse and import neither Prefect nor Great Expectations.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import threading
import traceback
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
import pyarrow.parquet as pq

from extractors.articles.parse import parse_article
from extractors.articles.recurring import without_recurring
from extractors.records import Extraction, extract_records
from schemas.arrow import arrow_table
from schemas.errors import DocumentError, ExtractorError, TooLargeError
from schemas.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from types import FrameType

    import pyarrow as pa

    from schemas.article import Article, RawDocument
    from schemas.rows import Stage

OUTCOMES_FILE: Final = "outcomes.json"

MAX_SECONDS: Final = 120
"""Bound on the extraction of one document: a book of a million words takes about one minute."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one document gave: its article and records, or the reason for its refusal."""

    raw: RawDocument
    article: Article | None
    extraction: Extraction
    error: DocumentError | None = None
    stage: Stage = "extract"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: an article, or a refusal at a stage with its reason."""

    path: str
    sha256: str | None
    doc_id: str | None = None
    article_id: str | None = None
    stage: Stage | None = None
    reason: str | None = None
    message: str | None = None

    @classmethod
    def of_refusal(cls, path: str, sha256: str | None, stage: Stage, error: DocumentError) -> Outcome:
        """Return the outcome of a document that was refused with `error`."""
        return cls(path, sha256, stage=stage, reason=error.reason, message=refusal_sentence(path, error))


def refusal_sentence(path: str, error: DocumentError) -> str:
    """Return one sentence that names the document and what is wrong with it."""
    message = " ".join(str(error).split()).rstrip(".")
    return f"{message}." if message.startswith(path.partition("#")[0]) else f"{path}: {message}."


@dataclass(frozen=True, slots=True)
class Part:
    """A batch on disk: one Parquet file a table that has rows, and what became of each document."""

    folder: Path
    outcomes: tuple[Outcome, ...]

    def tables(self) -> dict[str, pa.Table]:
        """Return the batch's rows by table."""
        return {file.stem: pq.read_table(file) for file in sorted(self.folder.glob("*.parquet"))}


def extract_document(
    raw: RawDocument, *, mine: bool = True, recurring: Mapping[str, AbstractSet[str]] | None = None
) -> Extracted:
    """Return the article of `raw` and, with `mine`, its records; a refusal in place of any error.

    `recurring` has the lines, by publisher, that are no part of any article (`extractors.articles.recurring`).
    """
    stage: Stage = "parse"
    try:
        with _time_bound(raw.path):
            article = parse_article(raw)
            if recurring and article.publisher:
                article = without_recurring(article, recurring.get(article.publisher, frozenset()))
            stage = "extract"
            extraction = extract_records(article) if mine else Extraction()
    except DocumentError as error:
        return Extracted(raw, None, Extraction(), error, stage)
    except (MemoryError, RecursionError) as error:
        reason: DocumentError = TooLargeError(f"{raw.path}: too large or too deeply nested ({type(error).__name__}).")
        return Extracted(raw, None, Extraction(), reason, stage)
    except Exception as error:  # noqa: BLE001 - a defect of ours on one document must not lose the others; it is named
        reason = ExtractorError(f"{raw.path}: casebook failed on it, which is a defect: {_where(error)}.")
        return Extracted(raw, None, Extraction(), reason, stage)
    return Extracted(raw, article, extraction)


def _where(error: Exception) -> str:
    """Return the error and the line that raised it, as a bug report needs them."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}, line {frame.lineno})"


@contextmanager
def _time_bound(path: str) -> Iterator[None]:
    """Raise TooLargeError when the body takes longer than MAX_SECONDS (in a main thread, where signals work)."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def refuse(_signal: int, _frame: FrameType | None) -> None:
        raise TooLargeError(f"{path}: extraction took longer than {MAX_SECONDS} seconds.")

    before = signal.signal(signal.SIGALRM, refuse)
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def batch_key(documents: Sequence[RawDocument], fingerprint: str) -> str:
    """Return the name of the part of this batch: the same documents and extractors give the same name."""
    digest = hashlib.sha256(fingerprint.encode())
    for raw in documents:
        digest.update(f"\n{raw.sha256} {raw.path}".encode())
    return digest.hexdigest()[:32]


def extract_part(
    documents: Sequence[RawDocument],
    staging: Path,
    fingerprint: str,
    refused: Mapping[str, DocumentError] | None = None,
    extract: Callable[[RawDocument], Extracted] = extract_document,
) -> Part:
    """Extract a batch and write its rows below `staging`; a part that a stopped run left complete is taken as it is.

    `refused` names documents that must not be tried, with the reason.
    """
    folder = staging / batch_key(documents, fingerprint)
    if folder.is_dir():
        return _stored_part(folder)
    rows: dict[str, list[dict[str, Any]]] = {}
    outcomes: list[Outcome] = []
    for raw in documents:
        if refused and raw.path in refused:
            outcomes.append(Outcome.of_refusal(raw.path, raw.sha256, "extract", refused[raw.path]))
            continue
        extracted = extract(raw)
        if extracted.article is None:
            error = extracted.error or ExtractorError(f"{raw.path}: gave neither an article nor a reason.")
            outcomes.append(Outcome.of_refusal(raw.path, raw.sha256, extracted.stage, error))
            continue
        article, extraction = extracted.article, extracted.extraction
        for table, table_rows in rows_of(article, extraction.cases, extraction.claims).items():
            rows.setdefault(table, []).extend(table_rows)
        outcomes.append(Outcome(raw.path, raw.sha256, raw.doc_id, article.article_id))
    part = Part(folder, tuple(outcomes))
    _store_part(part, rows)
    return part


def _store_part(part: Part, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write the part under a temporary name and give it its own when it is complete."""
    draft = part.folder.with_name(f"{part.folder.name}.{os.getpid()}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for table, table_rows in rows.items():
        if table_rows:
            pq.write_table(arrow_table(table, table_rows), draft / f"{table}.parquet", compression="zstd")
    (draft / OUTCOMES_FILE).write_bytes(orjson.dumps([asdict(outcome) for outcome in part.outcomes]))
    draft.rename(part.folder)


def _stored_part(folder: Path) -> Part:
    outcomes = orjson.loads((folder / OUTCOMES_FILE).read_bytes())
    return Part(folder, tuple(Outcome(**outcome) for outcome in outcomes))
