"""Whether copies of a story are found, and other people's stories left alone: python -m benchmarks.stories [--texts N] [--json].

Near-copies are hidden among real texts of ../shared (`benchmarks/story_texts.py` says how both are made); everything is loaded
into a warehouse and joined as a run joins it. Scores are over pairs of texts: a true pair is two texts of one original. By
edit: the pairs with a copy of that edit in them. Then three things that must not be joined: forms (a release in the same
words about somebody else), pages that print two stories (do they join the two?), and releases of prosecutors as they are.
Times are CPU seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.story_texts import SHARED, Editor, Text, form_of, real_texts
from schemas.arrow import arrow_tables
from schemas.article import Article
from schemas.rows import document_row, rows_of
from warehouse.database import open_warehouse
from warehouse.lock import hold_warehouse
from warehouse.paths import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from warehouse.database import Warehouse

Pairs = set[tuple[str, str]]

TWO_STORIES = "pages with two stories"

FORMS: dict[str, Callable[[Text], Text]] = {
    "all names and numbers differ": lambda release: form_of(release, release.persons),
    "defendants' names and numbers differ": lambda release: form_of(release, release.defendants),
    "defendants' names and ages differ": lambda release: form_of(
        release, release.defendants, r"(?<![\w,.$])\d\d(?!\w)"
    ),
    "defendants' names differ": lambda release: form_of(release, release.defendants, r"(?!)"),
}


def join(texts: Iterable[Text], more: Sequence[Text] = ()) -> tuple[dict[str, str], float, float]:
    """Return the story of each text, and the CPU seconds of joining `texts`, then `more` in a run of its own."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(Path(folder))
        with hold_warehouse(data), open_warehouse(data) as warehouse:
            first, second = _run(warehouse, texts), _run(warehouse, more)
            stories = warehouse.connection.execute(
                "SELECT path, story_id FROM documents JOIN story_articles USING (article_id)"
            ).fetchall()
    return dict(stories), first, second


def _run(warehouse: Warehouse, texts: Iterable[Text]) -> float:
    run = warehouse.start_run("benchmark")
    documents, articles = [], []
    for text in texts:
        sha256 = hashlib.sha256(f"{text.text_id}\n{text.words}".encode()).hexdigest()
        article = Article(
            article_id=sha256[:16], sha256=sha256, format="text", published_at=text.published_at, text=text.words
        )
        articles.extend(rows_of(article, [], [])["articles"])
        documents.append(
            document_row(
                text.text_id,
                state="loaded",
                fingerprint="benchmark",
                run_id=run.run_id,
                sha256=sha256,
                article_id=article.article_id,
            )
        )
    warehouse.load(run, arrow_tables({"documents": documents, "articles": articles}))
    started = time.process_time()
    warehouse.derive()
    return time.process_time() - started


def copies_of(originals: Iterable[Text], editor: Editor, most: int) -> list[Text]:
    """Return one to `most` near-copies of each original, of any strength."""
    strengths = list(editor.strengths())
    return [
        editor.copy(original, editor.rng.choice(strengths), number)
        for original in originals
        for number in range(editor.rng.randint(1, most))
    ]


def true_pairs(texts: Iterable[Text]) -> Pairs:
    return _pairs((text.family, text.text_id) for text in texts)


def joined_pairs(stories: dict[str, str]) -> Pairs:
    return _pairs((story, text_id) for text_id, story in stories.items())


def _pairs(groups: Iterable[tuple[str, str]]) -> Pairs:
    members = defaultdict(list)
    for group, text_id in groups:
        members[group].append(text_id)
    return {pair for found in members.values() for pair in combinations(sorted(found), 2)}


def score(truth: Pairs, found: Pairs) -> dict[str, float]:
    right = len(truth & found)
    return {
        "precision": right / len(found) if found else 1.0,
        "recall": right / len(truth) if truth else 1.0,
        "f1": 2 * right / (len(truth) + len(found)) if truth or found else 1.0,
        "pairs": len(truth),
    }


def measure(count: int, *, show: bool = False) -> dict[str, dict[str, float]]:
    """Return the figures on `count` real texts."""
    texts = real_texts(count + 300)
    background, stock = texts[:count], texts[count:]
    editor = Editor(stock, seed=7)
    rng = random.Random(3)
    possible = [t for t in background if len(t.words.split()) >= 150 and len(t.paragraphs) >= 5]
    originals = rng.sample([t for t in possible if t.family == t.text_id], count * 2 // 25)
    copies = copies_of(originals, editor, most=5)
    everything = [*background, *copies]
    stories, seconds, _ = join(everything)
    truth, found = true_pairs(everything), joined_pairs(stories)
    figures = {"all": score(truth, found)}
    for edit in editor.strengths():
        of_edit = {text.text_id for text in copies if text.edit == edit}
        figures[edit] = score(*({p for p in pairs if of_edit.intersection(p)} for pairs in (truth, found)))
    figures["time"] = {
        "texts": len(everything),
        "copies": len(copies),
        "ms per article": seconds / len(everything) * 1000,
    }
    if show:
        for pair in sorted(found - truth):
            print("joined wrongly:", *pair)
    return figures | {"not joined": measure_apart(background, rng)}


def measure_apart(background: Sequence[Text], rng: random.Random) -> dict[str, float]:
    """Return the share of things that must not be joined and are not."""
    releases = [t for t in background if t.defendants and t.text_id.startswith(("da-", "doj-"))]
    figures: dict[str, float] = {"releases": len(releases)}
    for name, make in FORMS.items():
        stories, *_ = join([*releases, *map(make, releases)])
        figures[name] = sum(stories[r.text_id] != stories[f"{r.text_id}^"] for r in releases) / len(releases)
    offices = [t for t in background if t.text_id.startswith(("da-", "doj-"))]
    figures["prosecutors' releases"] = len(offices)
    figures["of them joined, pairs"] = len(joined_pairs(join(offices)[0]))
    figures["of them joined, pairs, without dates"] = len(
        joined_pairs(join(replace(text, published_at=None) for text in offices)[0])
    )
    news = rng.sample([t for t in background if not t.text_id.startswith("d")], min(200, len(background) // 10))
    twos = list(zip(news[::2], news[1::2], strict=False))
    pages = [Text(f"both {n}", f"{a.words}\n\n{b.words}", None, f"both {n}") for n, (a, b) in enumerate(twos)]
    stories, *_ = join([*news, *pages])
    figures[TWO_STORIES] = sum(stories[a.text_id] != stories[b.text_id] for a, b in twos) / len(twos)
    return figures


def measure_speed(count: int) -> dict[str, float]:
    """Return the CPU seconds of joining `count` articles, half of them near-copies, and of 100 more."""
    texts = real_texts(count // 2 + 300)
    real, stock = texts[: count // 2], texts[count // 2 :]
    editor = Editor(stock, seed=8)
    copies = [editor.copy(text, "moderate", 0) for text in real]
    more = [editor.copy(text, "light", 1) for text in real[:50]] + stock[:50]
    _, first, second = join([*real, *copies], more)
    _, _, nothing = join(real[:100], [])
    return {
        "articles": len(real) + len(copies),
        "seconds per 1,000": first / (len(real) + len(copies)) * 1000,
        "seconds for 100 more": second,
        "seconds for none": nothing,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=5000, help="real texts among which the copies are hidden")
    parser.add_argument("--show", action="store_true", help="list the pairs that were joined wrongly")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("../shared is not there: nothing was measured.")
        return 0
    figures = measure(options.texts, show=options.show)
    figures["speed"] = measure_speed(2 * options.texts)
    if options.json:
        print(json.dumps(figures, indent=1))
        return 0
    print(f"{'edit':22} {'precision':>9} {'recall':>7} {'F1':>6} {'pairs':>6}")
    for name, row in figures.items():
        if "f1" in row:
            print(f"{name:22} {row['precision']:9.3f} {row['recall']:7.3f} {row['f1']:6.3f} {row['pairs']:6.0f}")
    for part in ("time", "not joined", "speed"):
        print(part)
        for name, value in figures[part].items():
            print(f"  {name:40} {value:.3f}" if value % 1 else f"  {name:40} {value:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
