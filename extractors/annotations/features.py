"""Features of tokens for the name tagger.

What a word shows by itself is made once per distinct word (`FeatureMaker.of_word`); `of_sentence` adds its neighbours
and what the rest of the article tells about it, `add_votes` what the first pass called the same word elsewhere.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractors.annotations.crf import FeatureMemo, keep_known
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractors.annotations.crf import Encode

_PARTICLES: frozenset[str] = frozenset(load_table("names_gazetteer.yml")["particle"])


WORDS = Path(__file__).parents[1] / "models" / "names_words.txt"
"""Words that the training texts write small, one a line."""

_MOST_WORDS = 100_000
"""Distinct words whose features are kept."""


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


class WordFeatures(NamedTuple):
    """What a word shows at its own place, and what it gives to the tokens up to two places away."""

    lower: str
    shape: str
    is_capital: bool
    own: tuple[bytes, ...]
    to_next: tuple[bytes, ...]
    to_previous: tuple[bytes, ...]
    to_second_next: tuple[bytes, ...]
    to_second_previous: tuple[bytes, ...]


class Votes(NamedTuple):
    """What the first pass called a word elsewhere in the article: for the word itself and for its neighbours."""

    own: tuple[bytes, ...]
    to_next: tuple[bytes, ...]
    to_previous: tuple[bytes, ...]


class FeatureMaker:
    """Makes the features that `encode` knows, as bytes, for the words of sentences."""

    def __init__(self, encode: Encode) -> None:
        """Begin with no word seen."""
        self._encode = encode
        self._words: dict[str, WordFeatures] = {}
        self._labels = FeatureMemo[tuple[str, str, str]](
            encode, lambda three: (f"y={three[1]}", f"y-1={three[0]}|{three[1]}", f"y+1={three[1]}|{three[2]}")
        )
        self._hint = FeatureMemo[str](encode, lambda hint: (hint,))
        self._place = FeatureMemo[tuple[int, int]](encode, lambda place: (f"rp={place[0]}|{place[1]}",))
        self._first, self._last = self._known("first"), self._known("last")

    def of_word(self, word: str) -> WordFeatures:
        """Return what the word shows by itself."""
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            found = self._words[word] = self._make(word)
        return found

    def of_sentence(self, words: Sequence[str], hints: Mapping[str, str]) -> list[list[bytes]]:
        """Return one list of features a word; `hints` are what the article tells about a lower-cased word."""
        encode = self._encode
        last = len(words) - 1
        rows: list[list[bytes]] = []
        seen = [self.of_word(word) for word in words]
        for index, here in enumerate(seen):
            row = [*here.own]
            lower = here.lower
            if index:
                before = seen[index - 1]
                row += before.to_next
                if pair := encode(f"-1w|w={before.lower}|{lower}"):
                    row.append(pair)
                if index > 1:
                    row += seen[index - 2].to_second_next
            else:
                row += self._first
            if index < last:
                behind = seen[index + 1]
                row += behind.to_previous
                if pair := encode(f"w|+1w={lower}|{behind.lower}"):
                    row.append(pair)
                if index < last - 1:
                    row += seen[index + 2].to_second_previous
            else:
                row += self._last
            hint = hints.get(lower)
            if hint and not words[index].islower():
                row += self._hint[hint]
            rows.append(row)
        self._add_runs(seen, rows)
        return rows

    def add_votes(
        self,
        rows: Sequence[list[bytes]],
        words: Sequence[str],
        labels: Sequence[str],
        votes: Mapping[str, Votes],
    ) -> None:
        """Add to each word's features the labels of the first pass around it and the votes of the article."""
        seen = [self.of_word(word) for word in words]
        last = len(words) - 1
        for index, row in enumerate(rows):
            before, behind = labels[index - 1] if index else "^", labels[index + 1] if index < last else "$"
            row.extend(self._labels[before, labels[index], behind])
            if seen[index].is_capital:
                row.extend(votes[seen[index].lower].own)
            if index < last and seen[index + 1].is_capital:
                row.extend(votes[seen[index + 1].lower].to_previous)
            if index and seen[index - 1].is_capital:
                row.extend(votes[seen[index - 1].lower].to_next)

    def of_votes(self, votes: Mapping[str, Sequence[str]]) -> dict[str, Votes]:
        """Return the article's votes on each word as features."""
        return {
            lower: Votes(
                self._known(*cast),
                self._known(*(f"-1{vote}" for vote in cast)),
                self._known(*(f"+1{vote}" for vote in cast)),
            )
            for lower, cast in votes.items()
        }

    def _known(self, *features: str) -> tuple[bytes, ...]:
        return keep_known(self._encode, features)

    def _make(self, word: str) -> WordFeatures:
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
        return WordFeatures(
            lower,
            form,
            word[0].isupper(),
            self._known(*own),
            self._known(*(f"-1{feature}" for feature in brief)),
            self._known(*(f"+1{feature}" for feature in brief)),
            self._known(f"-2w={lower}"),
            self._known(f"+2w={lower}"),
        )

    def _add_runs(self, seen: Sequence[WordFeatures], rows: Sequence[list[bytes]]) -> None:
        """Tell each word of a run of capitalised words what stands before and behind the run, and its place in it."""
        total = len(seen)
        index = 0
        while index < total:
            if not seen[index].is_capital:
                index += 1
                continue
            end = index + 1
            while end < total and (
                seen[end].is_capital or (seen[end].lower in _PARTICLES and end + 1 < total and seen[end + 1].is_capital)
            ):
                end += 1
            before = seen[index - 1].lower if index else "^"
            behind = seen[end].lower if end < total else "$"
            if behind == "," and end + 1 < total:
                behind = ",|" + seen[end + 1].shape
            length = min(end - index, 5)
            context = self._known(f"rb={before}", f"ra={behind}", f"rl={length}", f"rba={before}|{behind}")
            tail = self._known(f"rt={seen[end - 1].lower}")
            for position in range(index, end):
                rows[position] += context
                rows[position] += self._place[min(position - index, 3), min(end - 1 - position, 3)]
                rows[position] += tail
            index = end


def article_hints(words: Sequence[str]) -> dict[str, str]:
    """Return for each capitalised word whether the article also writes it small, or only in capitals."""
    distinct = set(words)
    small = {word for word in distinct if word.islower()}
    title = {word.lower() for word in distinct if not word.islower() and not word.isupper()}
    hints: dict[str, str] = {}
    for word in distinct:
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
