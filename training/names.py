"""Train the name tagger: `python -m training.names`.

Reads the openly licensed articles and treebanks of a corpora folder (README.md says which) and writes
`extractors/models/names.crfsuite`. The order of the data is fixed and the trainer has no random part, so the same data
gives the same weights.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pycrfsuite

from extractors.annotations.feature_tables import FeatureNames
from extractors.annotations.features import WORDS, FeatureMaker, article_hints, article_votes, lexicon
from extractors.annotations.names import FIRST_MODEL, MODEL, pieces_of
from extractors.annotations.sentences import find_sentences
from extractors.annotations.tokens import find_paragraphs, find_tokens
from extractors.annotations.windows import Window
from training.augmentation import Document, augment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractors.annotations.model import Token

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
LABELS = ("PERSON", "ORG", "LOC", "NORP")
FOLDS = 4
Labelled = tuple[list[list[bytes]], list[str]]
"""The features and the label of each word of a sentence."""
PARAMETERS = {"c1": 0.1, "c2": 0.05, "max_iterations": 100, "feature.possible_transitions": True}


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


def read_document(article: dict[str, Any]) -> Document:
    """Return the article as words with gold labels."""
    text = article["text"]
    tokens = find_tokens(text)
    words = [token.text for token in tokens]
    sentences = find_sentences(text, tokens, find_paragraphs(text))
    return Document(words, label_tokens(tokens, mark_entities(text, article["entities"])), pieces_of(words, sentences))


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


def read_gum_words(path: Path) -> list[str]:
    """Return the words that GUM writes small, sorted."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = (line.split("\t", 2) for line in stream if line[:1].isdigit())
        forms = {row[1] for row in rows if row[0].isdigit()}  # a range such as 3-4 repeats the words of its rows
    return sorted(form for form in forms if form.islower() and form.isalpha() and len(form) > 1)


def join_sentences(sentences: Iterable[tuple[list[str], list[str]]], size: int = 12) -> Iterator[Document]:
    """Yield documents of `size` neighbouring sentences each, from a corpus that has no articles."""
    words: list[str] = []
    labels: list[str] = []
    pieces: list[tuple[int, int]] = []
    for sentence_words, sentence_labels in sentences:
        pieces.append((len(words), len(words) + len(sentence_words)))
        words += sentence_words
        labels += sentence_labels
        if len(pieces) == size:
            yield Document(words, labels, pieces)
            words, labels, pieces = [], [], []
    if pieces:
        yield Document(words, labels, pieces)


def train_pass(model: Path, rows: Iterable[Labelled]) -> None:
    """Train one pass on features and labels of sentences and write its weights."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, labels in rows:
        trainer.append(features, labels)
    trainer.set_params(PARAMETERS)
    trainer.train(str(model))


def first_rows(documents: Iterable[Document]) -> Iterator[Labelled]:
    """Yield what the first pass learns from."""
    table = FeatureNames()
    maker = FeatureMaker(table)
    for document in documents:
        window = Window(document.pieces)
        rows = table.rows(maker.of_words(document.words[window.tokens], window, article_hints(document.words)))
        for (first, last), stretch in zip(document.pieces, window.stretches, strict=True):
            yield rows[slice(*stretch)], document.labels[first:last]


def second_rows(documents: Sequence[Document]) -> Iterator[Labelled]:
    """Yield what the second pass learns from: the first pass's labels come from models that did not see the document."""
    table = FeatureNames()
    maker = FeatureMaker(table)
    with TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            model = Path(folder) / f"fold{fold}.crfsuite"
            train_pass(model, first_rows(document for document in documents if document.fold != fold))
            tagger = pycrfsuite.Tagger()
            tagger.open(str(model))
            for document in documents:
                if document.fold != fold:
                    continue
                window = Window(document.pieces)
                words = document.words[window.tokens]
                columns = maker.of_words(words, window, article_hints(document.words))
                rows = table.rows(columns)
                labels = ["O"] * len(document.words)
                for (first, last), stretch in zip(document.pieces, window.stretches, strict=True):
                    labels[first:last] = tagger.tag(rows[slice(*stretch)])
                votes = article_votes(document.words, labels)
                rows = table.rows([*columns, *maker.of_votes(words, window, labels[window.tokens], votes)])
                for (first, last), stretch in zip(document.pieces, window.stretches, strict=True):
                    yield rows[slice(*stretch)], document.labels[first:last]
            tagger.close()


def train(models: Path = MODEL.parent, corpora: Path = CORPORA) -> None:
    """Train both passes on the articles of `gold_train` and on wikigold, and write their weights."""
    documents = [read_document(article) for article in read_articles(corpora / "gold_train" / "train.jsonl")]
    documents += join_sentences(read_wikigold(corpora / "treebanks" / "wikigold.conll.gz"))
    WORDS.write_text("\n".join(read_gum_words(corpora / "treebanks" / "gum_train.conllu.gz")) + "\n", encoding="utf-8")
    lexicon.cache_clear()
    documents = list(augment([replace(document, fold=number % FOLDS) for number, document in enumerate(documents)]))
    train_pass(models / FIRST_MODEL.name, first_rows(documents))
    train_pass(models / MODEL.name, second_rows(documents))


if __name__ == "__main__":
    train()
