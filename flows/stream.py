"""Documents in, JSON rows out, without a warehouse: what `casebook clean` and `casebook extract` do.

Rows come in the order of the documents, batch by batch, so that any number of files streams through; what is refused
is told to the watcher and leaves no row.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from extractors.record_form import record_form
from flows.contents import Refusal
from flows.documents import read_documents, read_stream
from flows.extraction import extract_document
from flows.inbox import Leavings
from flows.parts import refusal_sentence
from flows.reading import BATCH_DOCUMENTS
from flows.sources import find_files
from flows.workers import ExtractionPool, default_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flows.console import Watcher
    from flows.extraction import Extracted
    from flows.sources import Source
    from schemas.article import RawDocument

    Row = dict[str, Any]

STANDARD_INPUT: Final = "-"


def clean_documents(
    paths: Sequence[Source], watcher: Watcher, workers: int | None, stdin: BinaryIO | None = None
) -> Iterator[Row]:
    """Yield the article of each document: `path`, metadata, `text` and the `removed` blocks with their reasons."""
    work = partial(extract_document, mine=False)
    for extracted in _map_documents(work, paths, watcher, workers, stdin):
        if extracted.article is not None:
            article = extracted.article.model_dump(mode="json", exclude={"segments"})
            yield {"path": extracted.raw.path, "doc_id": extracted.raw.doc_id, **article}


def extract_documents(
    paths: Sequence[Source], watcher: Watcher, workers: int | None, stdin: BinaryIO | None = None
) -> Iterator[Row]:
    """Yield the records of each document in record form; offsets are counted in the text that the document gave."""
    for extracted in _map_documents(extract_document, paths, watcher, workers, stdin):
        raw, article = extracted.raw, extracted.article
        if article is not None:
            source = raw.content.decode("utf-8") if raw.format == "text" and raw.encoding == "utf-8" else None
            yield record_form(article, extracted.extraction, doc_id=raw.doc_id or raw.path, source_text=source)


def _map_documents(
    work: Callable[[RawDocument], Extracted],
    paths: Sequence[Source],
    watcher: Watcher,
    workers: int | None,
    stdin: BinaryIO | None,
) -> Iterator[Extracted]:
    watcher.stage("extracting")
    count = default_workers() if workers is None else workers
    with ExtractionPool(count) as pool:
        batch: list[RawDocument] = []
        for item in _documents(paths, watcher, stdin):
            if isinstance(item, Refusal):
                watcher.warn(refusal_sentence(item.path, item.error))
                continue
            batch.append(item)
            if len(batch) >= BATCH_DOCUMENTS:
                yield from _results(pool, work, batch, watcher)
                batch = []
        yield from _results(pool, work, batch, watcher)


def _documents(paths: Sequence[Source], watcher: Watcher, stdin: BinaryIO | None) -> Iterable[RawDocument | Refusal]:
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from read_stream(stdin or sys.stdin.buffer)
            continue
        left = Leavings()
        for found in find_files([path], left=left):
            if isinstance(found, Refusal):
                yield found
            else:
                yield from read_documents(found)
        for sentence in (*left.warnings(), *left.sentences()):
            watcher.warn(f"{sentence.removesuffix('.')}.")


def _results(
    pool: ExtractionPool, work: Callable[[RawDocument], Extracted], batch: Sequence[RawDocument], watcher: Watcher
) -> Iterator[Extracted]:
    for extracted in pool.map_documents(work, batch):
        if extracted.error is not None:
            watcher.warn(refusal_sentence(extracted.raw.path, extracted.error))
        yield extracted
    watcher.advance(len(batch))
