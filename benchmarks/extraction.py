"""Processor time from document to records: python -m benchmarks.extraction [--documents N].

Plain text is the press releases and news articles of ../shared/corpora, HTML the pages of its boilerplate set. Reading
(`parse_article`) and mining (`extract_records`) are timed apart, after models and tables are loaded, each the best of
three rounds. Times are those of the process, so other work on the machine counts little; still, compare figures of one run.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.articles.parse import parse_article
from extractors.records import extract_records
from schemas.article import RawDocument
from schemas.errors import CasebookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.vocabulary import DocumentFormat

CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
WORDS = 450
"""Words of the article that the figures are given for."""
ROUNDS = 3


def main() -> int:
    """Print milliseconds a document and documents a second for plain text and for HTML."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=80, help="documents of each kind")
    options = parser.parse_args()
    if not CORPORA.exists():
        print("../shared/corpora is not there; nothing was measured.")
        return 0
    print(f"{'':22}{'parse':>12}{'mine':>12}{'documents/s':>14}{'words/s':>10}")
    for kind, documents in (("plain text", read_texts()), ("HTML pages", read_pages())):
        chosen = [document for _, document in zip(range(options.documents), documents, strict=False)]
        parse, mine, words = min((measure(chosen) for _ in range(ROUNDS)), key=lambda row: row[0] + row[1])
        count = len(chosen)
        print_row(kind, parse / count, mine / count, words / mine)
        if kind == "plain text":
            print_row(f"  of {WORDS} words", parse / words * WORDS, mine / words * WORDS, words / mine)
    return 0


def print_row(kind: str, parse: float, mine: float, words: float) -> None:
    """Print seconds a document as a row of the table."""
    print(f"{kind:22}{parse * 1000:9.1f} ms{mine * 1000:9.1f} ms{1 / (parse + mine):14.1f}{words:10,.0f}")


def measure(documents: list[RawDocument]) -> tuple[float, float, int]:
    """Return the processor seconds of parsing and of mining, and the words that were mined."""
    parse = mine = 0.0
    words = 0
    for document in documents:
        started = time.process_time()
        try:
            article = parse_article(document)
        except CasebookError:
            continue
        parsed = time.process_time()
        extract_records(article)
        parse, mine = parse + parsed - started, mine + time.process_time() - parsed
        words += len(article.text.split())
    return parse, mine, words


def read_texts() -> Iterator[RawDocument]:
    """Yield press releases and news articles in turn."""
    files = [(CORPORA / name / "dev.jsonl").open(encoding="utf-8") for name in ("prosecutors", "news")]
    for lines in zip(*files, strict=False):
        for line in lines:
            row = json.loads(line)
            yield document_of(row["text"].encode(), "text", row.get("published_at"))


def read_pages() -> Iterator[RawDocument]:
    """Yield the saved pages."""
    for page in sorted((CORPORA / "boilerplate" / "html").glob("*.gz")):
        yield document_of(gzip.decompress(page.read_bytes()), "html", None)


def document_of(content: bytes, kind: DocumentFormat, published_at: str | None) -> RawDocument:
    """Return the document with the bytes as content."""
    digest = hashlib.sha256(content).hexdigest()
    return RawDocument(path="document", sha256=digest, format=kind, content=content, published_at=published_at)


if __name__ == "__main__":
    raise SystemExit(main())
