"""Main-content extraction: ours beside its peers on pages whose article text people have marked.

    python benchmarks/boilerplate.py                     the pages of ../shared/corpora/boilerplate
    python benchmarks/boilerplate.py FOLDER --ours       another folder of the same shape, ours alone

Every extractor gets the same decoded text, in one process and one thread, twice; the faster pass counts. Quality is
the shingle score of ../shared/score_boilerplate.py. Peers that are not installed (`pip install .[bench]`) are named
and left out. Dates and titles of our articles are compared with `article_metadata.json`, checked by hand.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.articles.parse import parse_article  # noqa: E402 - the script runs from a checkout
from extractors.articles.signs import fold_words  # noqa: E402
from schemas.article import Article, RawDocument  # noqa: E402
from schemas.errors import DocumentError  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

SHARED = ROOT.parent / "shared"
METADATA = Path(__file__).with_name("article_metadata.json")


def ours(html: str) -> str | None:
    article = parse(html)
    return article.text if article else None


def parse(html: str) -> Article | None:
    content = html.encode()
    raw = RawDocument(path="page", sha256=hashlib.sha256(content).hexdigest(), format="html", content=content)
    try:
        return parse_article(raw)
    except DocumentError:
        return None


def trafilatura(**options: bool) -> Callable[[ModuleType], Callable[[str], str | None]]:
    return lambda module: lambda html: module.extract(html, include_comments=False, **options)


def readability(module: ModuleType) -> Callable[[str], str | None]:
    lxml_html = importlib.import_module("lxml.html")

    def extract(html: str) -> str:
        return str(lxml_html.fromstring(module.Document(html).summary()).text_content())

    return extract


def newspaper(module: ModuleType) -> Callable[[str], str | None]:
    def extract(html: str) -> str:
        article = module.Article("https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def resiliparse(module: ModuleType) -> Callable[[str], str | None]:
    return lambda html: module.extract_plain_text(html, main_content=True)


PEERS = {
    "trafilatura": ("trafilatura", trafilatura()),
    "trafilatura fast": ("trafilatura", trafilatura(fast=True)),
    "trafilatura precision": ("trafilatura", trafilatura(favor_precision=True)),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
    "resiliparse": ("resiliparse.extract.html2text", resiliparse),
}


def load_extractors(*, ours_only: bool) -> dict[str, Callable[[str], str | None]]:
    found: dict[str, Callable[[str], str | None]] = {"casebook": ours}
    for name, (module_name, build) in {} if ours_only else PEERS.items():
        try:
            found[name] = build(importlib.import_module(module_name))
        except ImportError as error:
            print(f"{name}: left out, {error} (install the `bench` group)", file=sys.stderr)
    return found


def time_extractor(extract: Callable[[str], str | None], pages: dict[str, str]) -> tuple[dict[str, str], float]:
    """Return the text of every page and the CPU seconds of the faster of two passes."""
    texts: dict[str, str] = {}
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        for page_id, html in pages.items():
            try:
                texts[page_id] = extract(html) or ""
            except Exception as error:  # noqa: BLE001 - a peer may raise anything; its page counts as empty
                print(f"{page_id[:8]}: {type(error).__name__}: {error}", file=sys.stderr)
                texts[page_id] = ""
        best = min(best, time.process_time() - started)
    return texts, best


def load_scorer() -> ModuleType:
    sys.path.insert(0, str(SHARED))
    return importlib.import_module("score_boilerplate")


def print_metadata(pages: dict[str, str]) -> None:
    checked = json.loads(METADATA.read_text("utf-8"))
    dates = titles = compared = 0
    for page_id, html in pages.items():
        truth = checked.get(page_id[:8])
        article = parse(html) if truth else None
        if not truth or not article:
            continue
        compared += 1
        dates += article.published_at == truth["published_at"]
        titles += _digest(article.title or "") == truth["title_sha256"]
        if article.published_at != truth["published_at"]:
            print(
                f"  {page_id[:8]} date {article.published_at} ({article.published_from}), not {truth['published_at']}"
            )
    if compared:
        print(f"metadata: date right on {dates} of {compared} pages, title on {titles}")


def _digest(title: str) -> str:
    return hashlib.sha256(fold_words(title).encode()).hexdigest()[:16]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED / "corpora" / "boilerplate")
    parser.add_argument("--ours", action="store_true", help="run our extractor alone")
    args = parser.parse_args()
    if not (args.folder / "gold.json").is_file():
        print(
            f"{args.folder}: no gold.json there. The benchmark pages are not part of this repository:", file=sys.stderr
        )
        print("put the corpora beside the checkout (../shared), or name a folder of the same shape.", file=sys.stderr)
        return 2
    scorer = load_scorer()
    gold = scorer.load_texts(args.folder / "gold.json")
    pages = {i: gzip.decompress((args.folder / "html" / f"{i}.html.gz").read_bytes()).decode("utf-8") for i in gold}
    print(f"{len(pages)} pages, {sum(map(len, pages.values())) / len(pages) / 1000:.0f} thousand characters each")
    print(f"{'extractor':<24}{'F1':>7}{'P':>7}{'R':>7}{'exact':>7}{'empty':>7}{'pages/s':>9}")
    for name, extract in load_extractors(ours_only=args.ours).items():
        texts, seconds = time_extractor(extract, pages)
        score, _ = scorer.shingle_report(gold, texts)
        row = "".join(f"{score[key]:>7.3f}" for key in ("f1", "precision", "recall", "exact"))
        print(f"{name:<24}{row}{score['empty']:>7}{len(pages) / seconds:>9.1f}", flush=True)
    print_metadata(pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
