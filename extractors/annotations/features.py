"""Features of tokens for the name tagger.

What a word shows by itself is made once per distinct word; `FeatureMaker.of_words` adds its neighbours and what the rest of
the article tells about it, `of_votes` what the first pass called the same word elsewhere. Both give columns of numbers
(`feature_tables.py`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.annotations.memos import ThreeMemo
from extractors.annotations.steps import is_inside
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractors.annotations.feature_tables import FeatureTable, Numbers
    from extractors.annotations.windows import Window

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


class Looks(NamedTuple):
    """What words look like by themselves: in each field a number for each word.

    `block` is what a word shows at its own place and up to two places away, `first` and `second` its numbers in pairs with
    its neighbours; the article may have a hint about words that are not written small. Then come, where a run of
    capitalised words stands beside it, what it shows before and behind it, and its numbers in the pair around it; and what
    it shows as the last word of a run.
    """

    block: Numbers
    first: Numbers
    second: Numbers
    is_not_small: Numbers
    is_capital: Numbers
    is_particle: Numbers
    before_run: Numbers
    behind_run: Numbers
    first_around: Numbers
    second_around: Numbers
    last_of_run: Numbers


_OWN, _TO_NEXT, _TO_PREVIOUS, _TO_SECOND_NEXT, _TO_SECOND_PREVIOUS = range(5)


class FeatureMaker:
    """Makes the features of words as numbers of a table."""

    def __init__(self, table: FeatureTable) -> None:
        """Begin with no word seen."""
        self._table = table
        self._pairs = table.pairs("-1w|w=", "w|+1w=")
        self._words = table.number_memo(self._read_word)
        self._shapes = table.memo(shape)
        self._labels = ThreeMemo(table.memo, self._read_labels)
        self._votes = table.memo(self._read_votes)
        self._around = table.pairs("rba=")
        self._lengths = np.array([table.one(f"rl={length}") for length in range(6)])
        self._places = table.grid("rp={}|{}", "0123", "0123")

    def of_words(self, words: Sequence[str], window: Window, hints: Mapping[str, str]) -> list[Numbers]:
        """Return the features of the words of a window; `hints` are what the article tells about a lower-cased word."""
        one = self._table.one
        looks = Looks(*self._words.of(words))
        blocks = looks.block
        to_next, own = self._pairs.find(looks.first, window.behind(looks.second))
        hinted = np.zeros_like(blocks)
        for place in np.flatnonzero(looks.is_not_small).tolist():
            if hint := hints.get(words[place].lower()):
                hinted[place] = one(hint)
        return [
            blocks + _OWN,
            window.before(blocks + _TO_NEXT, at_edge=one("first")),
            window.before(to_next),
            window.before(window.before(blocks)) + _TO_SECOND_NEXT,
            window.behind(blocks + _TO_PREVIOUS, at_edge=one("last")),
            own,
            window.behind(window.behind(blocks)) + _TO_SECOND_PREVIOUS,
            hinted,
            *self._of_runs(words, looks, window),
        ]

    def of_votes(
        self, words: Sequence[str], window: Window, labels: Sequence[str], votes: Mapping[str, tuple[str, ...]]
    ) -> list[Numbers]:
        """Return further features of the same words: the first pass's labels around each, and the votes of the article."""
        blocks = np.zeros(len(words), dtype=np.intp)
        for place, word in enumerate(words):
            if word[0].isupper():
                blocks[place] = self._votes[votes[word.lower()]]
        return [
            self._labels.of(labels, window, "^", "$"),
            blocks + _OWN,
            window.behind(blocks) + _TO_PREVIOUS,
            window.before(blocks) + _TO_NEXT,
        ]

    def _read_word(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the `Looks` of a word."""
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
        block = self._table.block(
            own,
            [f"-1{feature}" for feature in brief],
            [f"+1{feature}" for feature in brief],
            [f"-2w={lower}"],
            [f"+2w={lower}"],
        )
        one = self._table.one
        return (
            block,
            self._pairs.first(lower),
            self._pairs.second(lower),
            not word.islower(),
            word[0].isupper(),
            lower in _PARTICLES,
            one(f"rb={lower}"),
            one(f"ra={lower}"),
            self._around.first(lower),
            self._around.second(lower),
            one(f"rt={lower}"),
        )

    def _read_labels(self, before: str, label: str, behind: str) -> int:
        return self._table.block([f"y={label}", f"y-1={before}|{label}", f"y+1={label}|{behind}"])

    def _read_votes(self, cast: tuple[str, ...]) -> int:
        return self._table.block(cast, [f"-1{vote}" for vote in cast], [f"+1{vote}" for vote in cast])

    def _of_runs(self, words: Sequence[str], looks: Looks, window: Window) -> list[Numbers]:
        """Tell each word of a run of capitalised words what stands before and behind the run, and its place in it."""
        one = self._table.one
        # A particle between two capitalised words belongs to the run.
        is_between = window.before(looks.is_capital) & window.behind(looks.is_capital)
        in_run = (looks.is_capital | looks.is_particle & is_between) * is_inside(window.stretches, len(words))
        opens = in_run > window.before(in_run)
        places = np.flatnonzero(in_run)
        run = np.cumsum(opens)[places] - 1
        starts = np.flatnonzero(opens)
        lasts = starts + np.bincount(run, minlength=len(starts)) - 1

        before = window.before(looks.before_run, one("rb=^"))[starts]
        behind = window.behind(looks.behind_run, one("ra=$"))[lasts]
        first = window.before(looks.first_around, self._around.first("^"))[starts]
        second = window.behind(looks.second_around, self._around.second("$"))[lasts]
        goes_on = window.behind(np.ones_like(in_run)).tolist()
        for number, last in enumerate(lasts.tolist()):
            # Behind a comma the next word tells, by its shape, whether an age, a place or a clause follows.
            if goes_on[last] and words[last + 1] == "," and goes_on[last + 1]:
                form = f",|{self._shapes[words[last + 2]]}"
                behind[number], second[number] = one(f"ra={form}"), self._around.second(form)

        from_start, to_end = places - starts[run], lasts[run] - places
        columns = np.zeros((6, len(words)), dtype=np.intp)
        columns[:, places] = [
            before[run],
            behind[run],
            self._lengths[np.minimum(lasts - starts + 1, 5)][run],
            self._around.find(first, second)[0][run],
            self._places[np.minimum(from_start, 3), np.minimum(to_end, 3)],
            looks.last_of_run[lasts][run],
        ]
        return list(columns)


def article_hints(words: Sequence[str]) -> dict[str, str]:
    """Return for each capitalised word whether the article also writes it small, or only in capitals."""
    distinct = set(words)
    small = {word for word in distinct if word.islower()}
    others = distinct - small
    title = {word.lower() for word in others if not word.isupper()}
    hints: dict[str, str] = {}
    for word in others:
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
    votes: dict[str, tuple[str, ...]] = {}
    for lower, tally in counts.items():
        kind, *others = tally
        if others:
            kind = max(tally, key=lambda kind: (tally[kind], kind != "O"))
        votes[lower] = (f"dm={kind}", "da=" + "|".join(sorted(tally)), *sorted(ends.get(lower, ())))
    return votes
