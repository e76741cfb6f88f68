"""Any number of different documents, made of the pages and articles of ../shared: `write_pages`, `write_texts`.

Each document is one of the originals with other names and numbers: every word that is written with a capital letter
and never without is taken for part of a name, and stands for another one throughout the document. That leaves the
language as it is, and so few of the same word sequences that copies of an original are no near-copies of each other.
"""

from __future__ import annotations

import calendar
import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

TEXT_SOURCES = ("corpora/prosecutors/dev.jsonl", "corpora/news/dev.jsonl", "corpora/doj/dev.jsonl")

WORDS_OF_A_TEXT = 450

FILES_IN_A_FOLDER = 1_000

_CHANGEABLE = re.compile(r"\b[A-Z][a-z]{2,}\b|\b[0-9]{1,4}\b")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Template:
    """An original: its pieces, and which of them change."""

    pieces: list[str]
    places: list[int]

    def variant(self, names: list[str], chance: random.Random) -> str:
        """Return the original with other names and numbers."""
        pieces = self.pieces.copy()
        other: dict[str, str] = {}
        for place in self.places:
            old = pieces[place]
            if old not in other:
                other[old] = _other_number(old, chance) if old.isdigit() else chance.choice(names)
            pieces[place] = other[old]
        return "".join(pieces)


def write_pages(folder: Path, documents: int) -> int:
    """Write HTML pages below `folder` and return their bytes; nothing is written where ../shared is not there."""
    files = sorted((SHARED / "corpora/boilerplate/html").glob("*.html.gz"))
    originals = [gzip.decompress(file.read_bytes()).decode("utf-8", "replace") for file in files]
    return _write(folder, "html", originals, documents)


def write_texts(folder: Path, documents: int) -> int:
    """Write plain texts of WORDS_OF_A_TEXT words below `folder` and return their bytes."""
    return _write(folder, "txt", list(_texts_of_a_length()), documents)


def is_there() -> bool:
    """Tell whether the originals are there."""
    return all((SHARED / source).exists() for source in TEXT_SOURCES)


def _write(folder: Path, ending: str, originals: list[str], documents: int) -> int:
    names = _names(originals)
    templates = [_template(original, set(names)) for original in originals]
    seen: set[bytes] = set()
    size = 0
    for number, text in enumerate(islice(_variants(templates, names), documents)):
        content = text.encode("utf-8", "replace")
        seen.add(hashlib.sha256(content).digest())
        target = folder / f"{number // FILES_IN_A_FOLDER:03}" / f"{number:06}.{ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        size += len(content)
    if len(seen) != documents:
        raise SystemExit(f"only {len(seen):,} of {documents:,} documents are different: nothing was measured.")
    return size


def _variants(templates: list[Template], names: list[str]) -> Iterator[str]:
    chance = random.Random(1)
    for _ in count():
        for template in templates:
            yield template.variant(names, chance)


def _template(original: str, names: set[str]) -> Template:
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for markup in [*_MARKUP.finditer(original), None]:
        words = original[end : markup.start() if markup else len(original)]
        at = 0
        for found in _CHANGEABLE.finditer(words):
            if found[0].isdigit() or found[0] in names:
                pieces += [words[at : found.start()], found[0]]
                places.append(len(pieces) - 1)
                at = found.end()
        pieces.append(words[at:])
        if markup:
            pieces.append(markup[0])
            end = markup.end()
    return Template(pieces, places)


def _names(originals: list[str]) -> list[str]:
    """Return the words that are written with a capital letter and never without."""
    texts = [_MARKUP.sub(" ", original) for original in originals]
    small = {word for text in texts for word in re.findall(r"\b[a-z]{3,}\b", text)}
    found = {word for text in texts for word in _CHANGEABLE.findall(text) if not word.isdigit()}
    found -= {*calendar.month_name, *calendar.month_abbr, *calendar.day_name, "Sept"}
    return sorted(word for word in found if word.lower() not in small)


def _other_number(old: str, chance: random.Random) -> str:
    if len(old) == 4 and old[:2] in {"19", "20"}:
        return str(chance.randint(1995, 2025))
    if len(old) <= 2:
        return str(chance.randint(1, 28))
    return str(chance.randint(10 ** (len(old) - 1), 10 ** len(old) - 1))


def _texts_of_a_length() -> Iterator[str]:
    """Yield articles of about WORDS_OF_A_TEXT words: long ones are cut at a paragraph, short ones get those of the next."""
    paragraphs: list[str] = []
    words = 0
    for source in TEXT_SOURCES:
        for line in (SHARED / source).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            own = [paragraph.strip() for paragraph in row["text"].split("\n") if paragraph.strip()]
            for paragraph in [row["title"], *own] if not paragraphs and row.get("title") else own:
                more = len(paragraph.split())
                # The end that is nearer to the length that is asked for, with this paragraph or without.
                if not paragraphs or 2 * words + more < 2 * WORDS_OF_A_TEXT:
                    paragraphs.append(paragraph)
                    words += more
                    continue
                yield "\n\n".join(paragraphs) + "\n"
                paragraphs, words = [], 0
                break
