"""Copies of training documents that show the name tagger what a small corpus has too little of.

Some releases write people in capitals; names come from all over the world; a paragraph may stand without the full name.
The copies are made from the documents' own words and labels, and from the invented names of `names_of_the_world.yml`,
with a fixed seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "names_of_the_world.yml").read_text(encoding="utf-8")
)
# Of how many documents one is copied. More capitals than this, and acronyms look like people.
_CAPITALS, _RENAMED, _PARTED = 12, 5, 7
_SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Document:
    """Words, gold labels and the pieces to tag of one article; copies share the fold of their original."""

    words: list[str]
    labels: list[str]
    pieces: list[tuple[int, int]]
    fold: int = 0


def augment(documents: Sequence[Document]) -> Iterator[Document]:
    """Yield each document and, of some, a copy in capitals, one with other names, and one in parts."""
    chance = random.Random(20261122)
    for number, document in enumerate(documents):
        yield document
        if number % _CAPITALS == 0:
            yield capitalise_people(document)
        if number % _RENAMED == 1:
            yield rename_people(document, chance)
        if number % _PARTED == 2:
            yield from part(document)


def capitalise_people(document: Document) -> Document:
    """Return a copy that writes all people in capitals."""
    pairs = zip(document.words, document.labels, strict=True)
    return replace(document, words=[word.upper() if label[2:] == "PERSON" else word for word, label in pairs])


def rename_people(document: Document, chance: random.Random) -> Document:
    """Return a copy in which each part of a person's name is replaced, everywhere by the same other one."""
    surnames = _last_words(document)
    replaced: dict[str, str] = {}
    words = list(document.words)
    for index, (word, label) in enumerate(zip(document.words, document.labels, strict=True)):
        if label[2:] != "PERSON" or len(word) < 3 or not word[0].isupper() or word.lower() in _SUFFIXES:
            continue
        if word not in replaced:
            people = _NAMES[chance.choice(sorted(_NAMES))]
            replaced[word] = chance.choice(people["surnames" if word in surnames else "given"].split())
        words[index] = replaced[word].upper() if word.isupper() else replaced[word]
    return replace(document, words=words)


def _last_words(document: Document) -> set[str]:
    """Return the words that end a person's name somewhere in the document."""
    ends = set()
    for index, label in enumerate(document.labels):
        following = document.labels[index + 1] if index + 1 < len(document.labels) else "O"
        if label[2:] == "PERSON" and following != "I-PERSON":
            ends.add(document.words[index])
    return ends


def part(document: Document, size: int = 3) -> Iterator[Document]:
    """Yield the document in parts of `size` pieces, each as if it were an article of its own."""
    for first in range(0, len(document.pieces), size):
        pieces = document.pieces[first : first + size]
        start, end = pieces[0][0], pieces[-1][1]
        yield Document(
            document.words[start:end],
            document.labels[start:end],
            [(begin - start, last - start) for begin, last in pieces],
            document.fold,
        )
