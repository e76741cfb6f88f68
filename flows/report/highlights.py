"""The article's text as markup, with the words of every record marked in place.

Spans overlap freely (a charge inside a claim, an event inside both). The text is cut at every edge of a span; each
stretch knows all records whose words it holds, belongs to the one with the shortest span, and carries their kinds as
classes. The characters of the markup, read one after the other, are the characters of the text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup, escape

from flows.report.articles import CASE_FIELDS
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
    "refused": "refused record",
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
    "quarantine": "refused",
}
PARAGRAPH: Final = '<p dir="auto">'
_KIND_OF_FIELD: Final = {"cue_text": "speaker", "speaker_text": "speaker", "status": "event"}
_CASE_PLACES: Final = frozenset({"person_name", "aliases", "status", *CASE_FIELDS})
"""Fields of a case that have a place of their own on the page; words of others lead to the case."""

_PARAGRAPH_GAP: Final = re.compile(r"\n{2,}")


class Words(NamedTuple):
    """A stretch of the text that states a record: where it stands, what kind of record, and its place on the page."""

    start: int
    end: int
    kind: str
    target: str


def words_of(evidence: Sequence[Row]) -> list[Words]:
    """Return the stretches that rows of `evidence` name, in text order.

    A case's field has a place of its own on the page; a claim's fields all lead to the claim.
    """
    found = []
    for row in evidence:
        table, field = row["table_name"], row["field_name"]
        kind = _KIND_OF_FIELD.get(field) or _KIND_OF_TABLE[table]
        target = f"{row['record_id']}.{field}" if table == "cases" and field in _CASE_PLACES else row["record_id"]
        found.append(Words(row["start_offset"], row["end_offset"], kind, target))
    return sorted(found)


def mark_words(text: str, words: Sequence[Words]) -> Markup:
    """Return `text` as paragraphs in which `words` are marked; the text between paragraphs stays as it is."""
    gaps = [gap.span() for gap in _PARAGRAPH_GAP.finditer(text)]
    gap_starts, gap_ends = {start for start, _ in gaps}, {end for _, end in gaps}
    pieces = [PARAGRAPH]
    linked: set[Words] = set()
    in_gap = False
    for start, end, held in _stretches(text, words, gap_starts | gap_ends):
        if start in gap_ends:
            in_gap = False
            pieces.append(PARAGRAPH)
        if start in gap_starts:
            in_gap = True
            pieces.append("</p>")
        if in_gap:
            pieces.append(text[start:end])
        elif held:
            pieces.append(_marked(text, start, end, held, linked))
        else:
            pieces.append(_escaped(text[start:end]))
    if not in_gap:
        pieces.append("</p>")
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped where it is made


def _stretches(text: str, words: Sequence[Words], edges: set[int]) -> Iterator[tuple[int, int, tuple[Words, ...]]]:
    """Yield the text from edge to edge, each stretch with the words that hold it, the shortest first."""
    starting: dict[int, list[Words]] = {}
    ending: dict[int, list[Words]] = {}
    for word in dict.fromkeys(words):
        if 0 <= word.start < word.end <= len(text):
            starting.setdefault(word.start, []).append(word)
            ending.setdefault(word.end, []).append(word)
    held: set[Words] = set()
    for start, end in pairwise(sorted({0, len(text), *starting, *ending, *edges})):
        held.difference_update(ending.get(start, ()))
        held.update(starting.get(start, ()))
        yield start, end, tuple(sorted(held, key=lambda word: (word.end - word.start, word)))


def _marked(text: str, start: int, end: int, held: tuple[Words, ...], linked: set[Words]) -> str:
    """Return the markup of the words from `start` to `end`; the first that belong to a record are the link to it."""
    own = held[0]
    place = f' id="w{start}"' if any(word.start == start for word in held) else ""
    classes = " ".join(dict.fromkeys(word.kind for word in held))
    records = _escaped(" ".join(dict.fromkeys(word.target for word in held)))
    marks = f'{place} class="{classes}" data-own="{own.kind}" data-records="{records}"'
    words = _escaped(text[start:end])
    if own in linked or not words.strip():
        return f"<mark{marks}>{words}</mark>"
    linked.add(own)
    target = _escaped(own.target)
    return f'<a{marks} href="#{target}" aria-describedby="{target}.gist">{words}</a>'


def _escaped(text: str) -> str:
    """Return `text` as markup that shows it: what would not be seen is made visible, what would be markup is escaped."""
    return str(escape(shown(text)))
