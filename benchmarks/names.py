"""Measure the name tagger on the held-apart articles: `python -m benchmarks.names`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from extractors.annotations.annotate import annotate
from training.names import CORPORA, LABELS, mark_entities, read_articles


def f1(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(path: Path) -> None:
    """Print precision, recall and F1 of each label, by span and by distinct string, and the speed."""
    counts: Counter[tuple[str, str, str]] = Counter()
    tokens = 0
    seconds = 0.0
    for article in read_articles(path):
        start = time.perf_counter()
        annotated = annotate(article["text"], article["published_at"])
        seconds += time.perf_counter() - start
        tokens += len(annotated.tokens)
        gold = set(mark_entities(article["text"], article["entities"]))
        found = {(name.span.start, name.span.end, name.label) for name in annotated.names}
        for label in LABELS:
            gold_strings = set(article["entities"].get(label, ()))
            found_strings = {name.text for name in annotated.names if name.label == label}
            for kind, wanted, got in (
                ("span", {s for s in gold if s[2] == label}, {s for s in found if s[2] == label}),
                ("string", gold_strings, found_strings),
            ):
                counts[kind, label, "right"] += len(wanted & got)  # type: ignore[operator]
                counts[kind, label, "found"] += len(got)
                counts[kind, label, "gold"] += len(wanted)
    for kind in ("span", "string"):
        for label in LABELS:
            p, r, f = f1(*(counts[kind, label, part] for part in ("right", "found", "gold")))
            print(f"{kind:7}{label:7} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  ({counts[kind, label, 'gold']} gold)")
    print(f"annotate: {tokens / seconds:,.0f} tokens/s")


if __name__ == "__main__":
    if not CORPORA.exists():
        print("no corpora folder beside the project: nothing measured")
        sys.exit(0)
    measure(CORPORA / "gold_train" / "check.jsonl")
