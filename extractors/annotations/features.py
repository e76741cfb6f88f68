"""Features of tokens for the name tagger.

What a word shows by itself is looked up once per distinct word (`word_features`); `sentence_features` adds its
neighbours and what the rest of the article tells about it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PARTICLES: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["particle"])


WORDS = Path(__file__).parents[1] / "models" / "names_words.txt"
"""Words that the training texts write small, one a line."""


@cache
def lexicon() -> frozenset[str]:
    """Return the words that the training texts write small."""
    return frozenset(WORDS.read_text(encoding="utf-8").split())


@cache
def _gazetteer() -> dict[str, tuple[str, ...]]:
    """Return for each listed word the lists that it stands in."""
    lists: dict[str, list[str]] = {}
    given = load_table("persons_given_names.yml")
    table = {**load_table("names_gazetteer.yml"), "given": [*given["male"].split(), *given["female"].split()]}
    for name, words in table.items():
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
        if not out or out[-1] != kind or (kind == "X" and len(out) == 1):
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
        if word[0].isupper():
            own.append("lex" if lower in lexicon() else "nolex")
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
    _add_runs(words, lowers, rows)
    return rows


def _add_runs(words: Sequence[str], lowers: Sequence[str], rows: list[list[str]]) -> None:
    """Tell each word of a run of capitalised words what stands before and behind the run, and its place in it."""
    total = len(words)
    index = 0
    while index < total:
        if not words[index][0].isupper():
            index += 1
            continue
        end = index + 1
        while end < total and (
            words[end][0].isupper() or (lowers[end] in _PARTICLES and end + 1 < total and words[end + 1][0].isupper())
        ):
            end += 1
        before = lowers[index - 1] if index else "^"
        behind = lowers[end] if end < total else "$"
        if behind == "," and end + 1 < total:
            behind = ",|" + shape(words[end + 1])
        length = min(end - index, 5)
        context = [f"rb={before}", f"ra={behind}", f"rl={length}", f"rba={before}|{behind}"]
        tail = f"rt={lowers[end - 1]}"
        for position in range(index, end):
            rows[position] += context
            rows[position].append(f"rp={min(position - index, 3)}|{min(end - 1 - position, 3)}")
            rows[position].append(tail)
        index = end


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


def article_votes(words: Sequence[str], labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each capitalised word of the article what the first pass called its occurrences.

    The features: the label of most occurrences, all labels that occur, and whether the word ended or began a longer
    name of a person. A surname alone so learns from the full name elsewhere in the article.
    """
    counts: dict[str, dict[str, int]] = {}
    ends: dict[str, set[str]] = {}
    last = len(words) - 1
    for index, word in enumerate(words):
        if not word[0].isupper():
            continue
        lower = word.lower()
        label = labels[index]
        kind = label[2:] or "O"
        tally = counts.setdefault(lower, {})
        tally[kind] = tally.get(kind, 0) + 1
        if kind == "O":
            continue
        goes_on = index < last and labels[index + 1] == f"I-{kind}"
        if label[0] == "I" and not goes_on:
            ends.setdefault(lower, set()).add(f"de={kind}")
        elif label[0] == "B" and goes_on:
            ends.setdefault(lower, set()).add(f"db={kind}")
    return {
        lower: (
            f"dm={max(tally, key=lambda kind: (tally[kind], kind != 'O'))}",
            "da=" + "|".join(sorted(tally)),
            *sorted(ends.get(lower, ())),
        )
        for lower, tally in counts.items()
    }


def add_votes(
    rows: Sequence[list[str]], words: Sequence[str], labels: Sequence[str], votes: Mapping[str, tuple[str, ...]]
) -> None:
    """Add to each word's features the labels of the first pass around it and the votes of the article."""
    last = len(words) - 1
    for index, word in enumerate(words):
        row = rows[index]
        before = labels[index - 1] if index else "^"
        behind = labels[index + 1] if index < last else "$"
        label = labels[index]
        row.append(f"y={label}")
        row.append(f"y-1={before}|{label}")
        row.append(f"y+1={label}|{behind}")
        if word[0].isupper():
            row += votes[word.lower()]
        if index < last and words[index + 1][0].isupper():
            row += [f"+1{vote}" for vote in votes[words[index + 1].lower()]]
        if index and words[index - 1][0].isupper():
            row += [f"-1{vote}" for vote in votes[words[index - 1].lower()]]
