"""Train the name tagger: `python -m training.names`.

Reads the openly licensed articles and treebanks of a corpora folder (README.md says which) and writes
`extractors/models/names.crfsuite`. The order of the data is fixed and the trainer has no random part, so the same data
gives the same weights.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pycrfsuite

from extractors.annotations.features import article_hints, sentence_features
from extractors.annotations.names import MODEL
from extractors.annotations.sentences import find_sentences
from extractors.annotations.tokens import find_paragraphs, find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.annotations.model import Sentence, Token

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
LABELS = ("PERSON", "ORG", "LOC", "NORP")


def mark_entities(text: str, entities: dict[str, list[str]]) -> list[tuple[int, int, str]]:
    """Return the spans of all occurrences of the listed names, longer names first, none overlapping another."""
    listed = sorted(((name, label) for label in LABELS for name in entities.get(label, ())), key=lambda e: -len(e[0]))
    taken = bytearray(len(text))
    spans: list[tuple[int, int, str]] = []
    for name, label in listed:
        for match in re.finditer(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            spans.append((start, end, label))
    return sorted(spans)


def read_articles(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the annotated articles of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def label_tokens(tokens: Sequence[Token], spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return B/I/O labels: a token belongs to a span that it overlaps."""
    labels = ["O"] * len(tokens)
    position = 0
    for start, end, label in spans:
        while position < len(tokens) and tokens[position].end <= start:
            position += 1
        first = position
        while position < len(tokens) and tokens[position].start < end:
            labels[position] = ("B-" if position == first else "I-") + label
            position += 1
    return labels


def article_rows(article: dict[str, Any]) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield features and labels of each sentence of an article."""
    text = article["text"]
    tokens = find_tokens(text)
    sentences: list[Sentence] = find_sentences(text, tokens, find_paragraphs(text))
    labels = label_tokens(tokens, mark_entities(text, article["entities"]))
    words = [token.text for token in tokens]
    hints = article_hints(words)
    for sentence in sentences:
        rows = slice(sentence.first, sentence.last)
        yield sentence_features(words[rows], hints), labels[rows]


def read_wikigold(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield words and labels of each wikigold sentence; MISC is left out of the sentences that hold it."""
    kinds = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for block in stream.read().split("\n\n"):
            pairs = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
            if not pairs or any(label.endswith("MISC") for _, label in pairs):
                continue
            labels: list[str] = []
            previous = "O"
            for _, tag in pairs:
                kind = kinds.get(tag[2:])
                if kind is None:
                    labels.append("O")
                else:
                    labels.append(("I-" if previous == tag else "B-") + kind)
                previous = tag
            yield [word for word, _ in pairs], labels


def train(model: Path = MODEL, corpora: Path = CORPORA) -> None:
    """Train on the articles of `gold_train` and on wikigold, and write the weights."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for article in read_articles(corpora / "gold_train" / "train.jsonl"):
        for features, labels in article_rows(article):
            trainer.append(features, labels)
    for words, labels in read_wikigold(corpora / "treebanks" / "wikigold.conll.gz"):
        trainer.append(sentence_features(words, article_hints(words)), labels)
    trainer.set_params({"c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.possible_transitions": True})
    trainer.train(str(model))


if __name__ == "__main__":
    train()
