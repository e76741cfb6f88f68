"""The article's text as markup, with the words of every record marked in place.

Spans overlap freely (a charge inside a claim, an event inside both). The text is cut at every edge of a span; each
stretch knows all records whose words it holds, belongs to the one with the shortest span, and carries their kinds as
classes. The characters of the markup, read one after the other, are the characters of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup, escape

from flows.report.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.report.snapshot import Row

KINDS: Final = {
    "person": "person",
    "charge": "charge",
    "event": "event",
    "penalty": "penalty",
    "amount": "money",
    "claim": "claim",
    "speaker": "source and reporting words",
    "quantity": "count",
}
"""Kinds of marked words and their names in the legend."""

_KIND_OF_TABLE: Final = {
    "cases": "person",
    "charges": "charge",
    "events": "event",
    "penalties": "penalty",
    "amounts": "amount",
    "claims": "claim",
    "claim_quantities": "quantity",
}
_PARAGRAPH_END: Final = re.compile(r"\n{2,}")


class Words(NamedTuple):
    """A stretch of the text that states a record: where it stands, what kind of record, and its place on the page."""

    start: int
    end: int
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text between two edges; `words` are those that hold it, the shortest first."""

    start: int
    end: int
    words: tuple[Words, ...]


def words_of(evidence: Sequence[Row]) -> list[Words]:
    """Return the stretches that rows of `evidence` name, in text order.

    A case's field has a place of its own on the page; a claim's fields all lead to the claim.
    """
    found = []
    for row in evidence:
        table, field = row["table_name"], row["field_name"]
        kind = "speaker" if field in {"cue_text", "speaker_text"} else _KIND_OF_TABLE[table]
        target = f"{row['record_id']}.{field}" if table == "cases" else row["record_id"]
        found.append(Words(row["start_offset"], row["end_offset"], kind, target))
    return sorted(found)


def mark_words(text: str, words: Sequence[Words]) -> Markup:
    """Return `text` as paragraphs in which `words` are marked; the text between paragraphs stays as it is."""
    pieces = [Markup('<p dir="auto">')]
    linked: set[Words] = set()
    for stretch in _stretches(text, words):
        for number, (start, end, is_paragraph) in enumerate(_paragraphs(text, stretch.start, stretch.end)):
            if not is_paragraph:
                pieces.append(Markup('</p>{}<p dir="auto">').format(text[start:end]))
            else:
                pieces.append(_marked(shown(text[start:end]), stretch, linked, is_first=number == 0))
    pieces.append(Markup("</p>"))
    return Markup("").join(pieces)


def _stretches(text: str, words: Sequence[Words]) -> Iterator[_Stretch]:
    """Yield the text from edge to edge."""
    inside = [word for word in words if 0 <= word.start < word.end <= len(text)]
    starting: dict[int, list[Words]] = {}
    ending: dict[int, list[Words]] = {}
    for word in dict.fromkeys(inside):
        starting.setdefault(word.start, []).append(word)
        ending.setdefault(word.end, []).append(word)
    held: set[Words] = set()
    for start, end in pairwise(sorted({0, len(text), *starting, *ending})):
        held.difference_update(ending.get(start, ()))
        held.update(starting.get(start, ()))
        yield _Stretch(start, end, tuple(sorted(held, key=lambda word: (word.end - word.start, word))))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the parts of a stretch, and whether each is words of a paragraph or the gap between two."""
    place = start
    for gap in _PARAGRAPH_END.finditer(text, start, end):
        if gap.start() > place:
            yield place, gap.start(), True
        yield gap.start(), gap.end(), False
        place = gap.end()
    if place < end:
        yield place, end, True


def _marked(text: str, stretch: _Stretch, linked: set[Words], *, is_first: bool) -> Markup:
    """Return the markup of a stretch; the first that belongs to some words is their link to the record."""
    if not stretch.words:
        return escape(text)
    own = stretch.words[0]
    classes = " ".join(dict.fromkeys(word.kind for word in stretch.words))
    targets = " ".join(dict.fromkeys(word.target for word in stretch.words))
    anchor = is_first and any(word.start == stretch.start for word in stretch.words)
    place = Markup(' id="w{}"').format(stretch.start) if anchor else Markup("")
    if own in linked or not text.strip():
        return Markup('<mark{} class="{}" data-own="{}" data-records="{}">{}</mark>').format(
            place, classes, own.kind, targets, text
        )
    linked.add(own)
    return Markup(
        '<a{} class="{}" data-own="{}" data-records="{}" href="#{}" aria-describedby="{}.gist">{}</a>'
    ).format(place, classes, own.kind, targets, own.target, own.target, text)
