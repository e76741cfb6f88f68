"""Find the quotations of a text: curly, straight, single, nested and unclosed ones.

Marks are matched paragraph by paragraph with a stack of open marks. Which way a straight mark faces is read from its
neighbours: an opening mark touches only the word behind it, a closing mark only the one before it. A double mark that
is never closed holds to the end of its paragraph (`closed=False`); a single one was an apostrophe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.annotations.model import Quotation
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = re.compile(r"[“”„«»\"]|``|''|[‘’']")
_CLOSES = {"“": "”", "„": "”", "«": "»", '"': '"', "``": "''", "‘": "’", "'": "'"}
_SINGLE = frozenset("‘’'")
# Words that begin with an apostrophe: the '90s, 'em, 'tis.
_ELISION = re.compile(r"['‘’](?:\d\ds?\b|(?:em|til|tis|twas|cause|round|bout|n)\b)", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its partner."""

    mark: str
    start: int
    end: int


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """Return all quotations ordered by where they begin, nested ones behind those that hold them."""
    found: list[Quotation] = []
    for paragraph in paragraphs:
        found.extend(_find_in_paragraph(text, paragraph))
    found.sort(key=lambda quotation: (quotation.span.start, -quotation.span.end))
    return found


def _find_in_paragraph(text: str, paragraph: Span) -> list[Quotation]:
    found: list[Quotation] = []
    opened: list[_Open] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, start, end = match.group(), match.start(), match.end()
        before = text[start - 1] if start > paragraph.start else " "
        behind = text[end] if end < paragraph.end else " "
        if mark in _SINGLE:
            if (before.isalnum() and behind.isalnum()) or _ELISION.match(text, start):
                continue
            opens = mark != "’" and _faces_right(before, behind)
        else:
            opens = mark in "“„«``" or (mark == '"' and _opens_straight(opened, before, behind))
        if opens:
            if mark in '“"' and opened and opened[-1].mark == mark:
                # The earlier one was never closed: it can reach at most to this mark.
                found.append(_quotation(text, opened.pop(), start, start, closed=False))
            opened.append(_Open(mark, start, end))
        else:
            _close(text, found, opened, mark, Span(start, end))
    found.extend(
        _quotation(text, mark, paragraph.end, paragraph.end, closed=False)
        for mark in opened
        if mark.mark not in _SINGLE
    )
    return found


def _faces_right(before: str, behind: str) -> bool:
    return not before.isalnum() and before not in ".,!?;:" and not behind.isspace() and behind not in ".,!?;:)"


def _opens_straight(opened: Sequence[_Open], before: str, behind: str) -> bool:
    """Tell whether a straight double mark opens, by its neighbours first and by what is open second."""
    is_open = any(mark.mark == '"' for mark in opened)
    touches_before = not before.isspace() and before not in "([—–-"
    touches_behind = not behind.isspace() and behind not in ".,!?;:)]—–"
    if touches_before != touches_behind:
        return touches_behind
    return not is_open


def _close(text: str, found: list[Quotation], opened: list[_Open], mark: str, span: Span) -> None:
    """Pair the closing `mark` with the last open partner; single marks left open inside were apostrophes."""
    for index in range(len(opened) - 1, max(-1, len(opened) - 5), -1):
        if _CLOSES[opened[index].mark] == mark or (opened[index].mark == "“" and mark == '"'):
            partner = opened[index]
            for inner in opened[index + 1 :]:
                if inner.mark not in _SINGLE:
                    found.append(_quotation(text, inner, span.start, span.start, closed=False))
            del opened[index:]
            found.append(_quotation(text, partner, span.start, span.end, closed=True))
            return


def _quotation(text: str, mark: _Open, inner_end: int, end: int, *, closed: bool) -> Quotation:
    if not closed:
        while end > mark.end and text[end - 1].isspace():
            end -= 1
        inner_end = end
    return Quotation(Span(mark.start, end), Span(mark.end, max(mark.end, inner_end)), closed)
