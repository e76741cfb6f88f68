"""Features of tokens for the name tagger.

What a word shows by itself is looked up once per distinct word (`word_features`); `sentence_features` adds its
neighbours and what the rest of the article tells about it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@cache
def _gazetteer() -> dict[str, tuple[str, ...]]:
    """Return for each listed word the lists that it stands in."""
    lists: dict[str, list[str]] = {}
    for name, words in load_table("names_gazetteer.yml").items():
        for entry in words:
            parts = str(entry).lower().split()
            for word in parts:
                lists.setdefault(word, []).append(name if len(parts) == 1 else f"{name}-part")
    return {word: tuple(sorted(set(names))) for word, names in lists.items()}


def shape(word: str) -> str:
    """Return the pattern of capitals, small letters and digits, runs shortened: `Jean-Luc` → `Xx-Xx`."""
    out: list[str] = []
    for char in word[:24]:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        if not out or out[-1] != kind:
            out.append(kind)
        elif kind == "X" and len(out) == 1:
            out.append(kind)
    return "".join(out)


@lru_cache(maxsize=200_000)
def word_features(word: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the features of a word at its own place, and the shorter ones it gives its neighbours.

    Three tuples: for itself, for the token behind it (prefix `-1`) and for the token before it (prefix `+1`).
    """
    lower = word.lower()
    form = shape(word)
    lists = _gazetteer().get(lower, ())
    own = [f"w={lower}", f"s={form}", *(f"g={name}" for name in lists)]
    if word[0].isalpha():
        own += [f"p2={lower[:2]}", f"p3={lower[:3]}", f"f2={lower[-2:]}", f"f3={lower[-3:]}", f"f4={lower[-4:]}"]
        if len(word) > 1 and word.isupper():
            own.append("caps")
    brief = [f"w={lower}", f"s={form}", *(f"g={name}" for name in lists), f"f3={lower[-3:]}"]
    return tuple(own), tuple(f"-1{feature}" for feature in brief), tuple(f"+1{feature}" for feature in brief)


def sentence_features(words: Sequence[str], hints: Mapping[str, str]) -> list[list[str]]:
    """Return one list of features a word; `hints` are what the article tells about a lower-cased word."""
    last = len(words) - 1
    rows: list[list[str]] = []
    cached = [word_features(word) for word in words]
    lowers = [word.lower() for word in words]
    for index, word in enumerate(words):
        row = list(cached[index][0])
        lower = lowers[index]
        if index:
            row += cached[index - 1][1]
            row.append(f"-1w|w={lowers[index - 1]}|{lower}")
            if index > 1:
                row.append(f"-2w={lowers[index - 2]}")
        else:
            row.append("first")
        if index < last:
            row += cached[index + 1][2]
            row.append(f"w|+1w={lower}|{lowers[index + 1]}")
            if index < last - 1:
                row.append(f"+2w={lowers[index + 2]}")
        else:
            row.append("last")
        hint = hints.get(lower)
        if hint and not word.islower():
            row.append(hint)
        rows.append(row)
    return rows


def article_hints(words: Sequence[str]) -> dict[str, str]:
    """Return for each capitalised word whether the article also writes it small, or only in capitals."""
    small: set[str] = set()
    title: set[str] = set()
    for word in words:
        if word.islower():
            small.add(word)
        elif not word.isupper():
            title.add(word.lower())
    hints: dict[str, str] = {}
    for word in words:
        if word[0].isupper():
            lower = word.lower()
            if lower in small:
                hints[lower] = "doc=small+title" if lower in title else "doc=small"
            elif lower in title:
                hints[lower] = "doc=title"
    return hints
