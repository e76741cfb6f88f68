"""Numbers from words and digits, and the comparators that stand before them.

`normalise_number` reads what the parts `number`, `digits` and `spelled` of `patterns/parts.yml` match.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.patterns import load_table

if TYPE_CHECKING:
    from schemas.vocabulary import Comparator

_UNITS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL: Final[dict[str, float]] = (
    {word: float(value) for value, word in enumerate(_UNITS)}
    | {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
    | {"fourty": 40.0}
)
_SCALES: Final[dict[str, float]] = {
    "dozen": 12.0,
    "score": 20.0,
    "hundred": 100.0,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "lacs": 1e5,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "cr": 1e7,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "t": 1e12,
}
_FRACTIONS: Final[dict[str, float]] = {"half": 0.5, "quarter": 0.25, "½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5}
_JOINTS: Final = frozenset({"a", "an", "and"})
_PIECE: Final = re.compile(r"1/2|\d[\d,]*(?:\.\d+)?|[^\W\d_]+|[½¼¾]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BOUND_WORDS: Final = 5
_BOUND_WINDOW: Final = 48
"""Characters and words before a number in which the longest comparator phrase fits."""
_LONGEST: Final = 200
"""Characters of the longest number that is read; longer ones are no numbers that anyone wrote."""


def normalise_number(words: str) -> float | None:
    """Return the number that `words` state, null when they state none (`dozens`, `several`).

    Digits with separators, number words, scales and halves are read: `1.2 million`, `four-and-a-half`,
    `a hundred and five`, `half a million`, `15 lakh`.
    """
    if len(words) > _LONGEST:
        return None
    total = group = last_scale = 0.0
    seen = False
    for piece in _PIECE.findall(words.casefold()):
        if piece in _FRACTIONS:
            group += _FRACTIONS[piece] * (last_scale if last_scale and not group else 1.0)
        elif piece[0].isdecimal():
            group += float(piece.replace(",", ""))
        elif piece in _SCALES:
            last_scale = _SCALES[piece]
            if last_scale <= 100:
                group = (group or 1.0) * last_scale
            else:
                total, group = total + (group or 1.0) * last_scale, 0.0
        elif piece in _SMALL:
            group += _SMALL[piece]
        elif piece in _JOINTS:
            continue
        else:
            return None
        seen = True
    return total + group if seen else None


class Bound(NamedTuple):
    """A comparator and where its words begin; the words run up to the number."""

    start: int
    comparator: Comparator


@cache
def _comparators() -> dict[str, Comparator]:
    """Return the comparator of each phrase of `patterns/comparators.yml`."""
    table: dict[Comparator, list[str]] = load_table("comparators.yml")
    return {phrase: comparator for comparator, phrases in table.items() for phrase in phrases}


def find_bound(text: str, end: int) -> Bound:
    """Return the comparator whose words stand right before `end`; `=` at `end` where there are none.

    The longest phrase counts: `no more than` is `<=`, though it ends in `more than`.
    """
    start = max(0, end - _BOUND_WINDOW)
    words = list(_WORD.finditer(text, start, end))[-_BOUND_WORDS:]
    if not words or text[words[-1].end() : end].strip(" ~"):
        return Bound(end, "=")
    phrases = _comparators()
    for first in words:
        phrase = " ".join(text[first.start() : words[-1].end()].casefold().split())
        if phrase in phrases:
            return Bound(first.start(), phrases[phrase])
    return Bound(end, "=")
