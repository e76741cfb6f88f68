"""How long the report of many articles takes: all pages anew, nothing changed, one article changed.

    python -m benchmarks.report [ARTICLES]

The articles are those of `samples/`, extracted once, each repeated with another last sentence; every second repetition
names other people. Data Docs are left out: they depend on runs, not on articles.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from extractors.articles.parse import parse_article
from extractors.records import Extraction, extract_records
from flows.console import Silent
from flows.documents import read_documents
from flows.report import build_report
from flows.sources import Refusal, find_files
from schemas.arrow import arrow_table, arrow_tables, join_tables
from schemas.rows import document_row, rows_of, stable_id
from warehouse.database import open_warehouse
from warehouse.paths import DataFolder
from warehouse.publish import publish_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.article import Article

SAMPLES = Path(__file__).parents[1] / "samples"


def main(articles: int = 10_000) -> None:
    with TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch))
        originals = [(article, extract_records(article)) for article in _sample_articles()]
        _load(folder, islice(_repeated(originals), articles))
        _time(f"{articles:,} articles, all pages anew", folder)
        _time("nothing changed", folder)
        _load(folder, islice(_repeated(originals), articles, articles + 1))
        _time("one article and one run more", folder)
        pages = list(folder.reports.rglob("*.html"))
        print(f"{len(pages):,} pages, {sum(page.stat().st_size for page in pages) / 1e6:,.0f} MB")


def _time(what: str, folder: DataFolder) -> None:
    started, used = time.perf_counter(), _processor_seconds()
    build_report(folder, Silent(), data_docs=False)
    wall, cpu = time.perf_counter() - started, _processor_seconds() - used
    print(f"{what:<36} {wall:6.1f} s, {cpu:6.1f} s of processors", flush=True)


def _processor_seconds() -> float:
    """Return the processor time of this process and of those it started that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _sample_articles() -> Iterator[Article]:
    for file in find_files([SAMPLES / "html", SAMPLES / "text", SAMPLES / "json"]):
        if not isinstance(file, Refusal):
            yield from (parse_article(raw) for raw in read_documents(file) if not isinstance(raw, Refusal))


def _repeated(originals: list[tuple[Article, Extraction]]) -> Iterator[tuple[Article, Extraction]]:
    """Yield the articles again and again, each time as other articles with the same records."""
    for number in count():
        for article, extraction in originals:
            digest = stable_id("", article.sha256, number)[1:]
            changes = {
                "article_id": digest,
                "sha256": digest.rjust(64, "0"),
                "text": f"{article.text}\n\nReport {number}.",
            }
            cases = tuple(
                case.model_copy(update={"name": f"{case.name} {number // 2}"}) if case.name else case
                for case in extraction.cases
            )
            yield article.model_copy(update=changes), Extraction(cases, extraction.claims)


def _load(folder: DataFolder, extracted: Iterator[tuple[Article, Extraction]]) -> None:
    with open_warehouse(folder) as warehouse:
        run = warehouse.start_run("benchmark")
        documents, parts = [], []
        for article, extraction in extracted:
            path = f"{article.article_id}.html"
            documents.append(
                document_row(
                    path,
                    state="loaded",
                    fingerprint="benchmark",
                    run_id=run.run_id,
                    sha256=article.sha256,
                    article_id=article.article_id,
                )
            )
            parts.append(arrow_tables(rows_of(article, extraction.cases, extraction.claims)))
        warehouse.load(run, join_tables([*parts, {"documents": arrow_table("documents", documents)}]))
        warehouse.derive()
        publish_snapshot(warehouse)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
