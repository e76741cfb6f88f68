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

# One class of characters first, which is one loop of C over all others; then the second of a double mark. A single
# backtick is none.
_MARK = re.compile(r"[“”„«»\"`'’‘](?:(?<=`)`|(?<=')'|(?<=’)’|(?<=‘)‘|(?<!`))")
_SINGLE = frozenset("‘’'")
_STRAIGHT = frozenset({'"', "''"})
"""Double marks that look the same on both sides."""

_OPENING = frozenset({"“", "„", "«", "``", "‘‘"})
_CLOSED_BY: dict[str, frozenset[str]] = {
    # Hands and machines mix the styles: what opened straight may close curly and the other way round.
    **dict.fromkeys(("“", "„", "``", "‘‘", '"', "''"), frozenset({"”", '"', "''", "’’", "“"})),
    "«": frozenset({"»"}),
    "‘": frozenset({"’", "'"}),
    "'": frozenset({"'", "’"}),
}
_NESTING = 4
# Words that begin with an apostrophe: the '90s, 'em, 'tis.
_ELISION = re.compile(r"['‘’](?:\d\ds?\b|(?:em|til|tis|twas|cause|round|bout|n)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Open:
    """An opening mark that waits for its partner."""

    mark: str
    start: int
    end: int

    @property
    def is_single(self) -> bool:
        return self.mark in _SINGLE


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """Return all quotations ordered by where they begin, nested ones behind those that hold them."""
    found = [quotation for paragraph in paragraphs for quotation in _find_in_paragraph(text, paragraph)]
    found.sort(key=lambda quotation: (quotation.span.start, -quotation.span.end))
    return found


def _find_in_paragraph(text: str, paragraph: Span) -> list[Quotation]:
    found: list[Quotation] = []
    opened: list[_Open] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, start, end = match.group(), match.start(), match.end()
        before = text[start - 1] if start > paragraph.start else " "
        behind = text[end] if end < paragraph.end else " "
        if mark in _SINGLE and ((before.isalnum() and behind.isalnum()) or _ELISION.match(text, start)):
            continue
        if _opens(mark, opened, before, behind):
            _open(text, found, opened, _Open(mark, start, end))
        else:
            _close(text, found, opened, mark, Span(start, end))
    found.extend(_unclosed(text, mark, paragraph.end) for mark in opened if not mark.is_single)
    return found


def _opens(mark: str, opened: Sequence[_Open], before: str, behind: str) -> bool:
    """Tell whether a mark opens: by its form, else by its neighbours, else by what is open."""
    if mark in _OPENING:
        return True
    if mark in _STRAIGHT:
        touches_before = not before.isspace() and before not in "([—–-‘'"
        touches_behind = not behind.isspace() and behind not in ".,!?;:)]—–"
        if touches_before != touches_behind:
            return touches_behind
        return not any(mark.mark in _STRAIGHT for mark in opened)
    if mark in ("‘", "'"):
        faces_word = not behind.isspace() and behind not in ".,!?;:)"
        return faces_word and not before.isalnum() and before not in ".,!?;:"
    return False


def _open(text: str, found: list[Quotation], opened: list[_Open], mark: _Open) -> None:
    """Push an opening mark; a double one of the same form that is still open can reach at most to here."""
    if opened and opened[-1].mark == mark.mark and not mark.is_single:
        found.append(_unclosed(text, opened.pop(), mark.start))
    opened.append(mark)
    if len(opened) > _NESTING:
        del opened[0]


def _close(text: str, found: list[Quotation], opened: list[_Open], mark: str, span: Span) -> None:
    """Pair the closing `mark` with the last open partner; single marks left open inside were apostrophes."""
    for index in range(len(opened) - 1, -1, -1):
        if mark in _CLOSED_BY[opened[index].mark]:
            partner = opened[index]
            found.extend(_unclosed(text, inner, span.start) for inner in opened[index + 1 :] if not inner.is_single)
            del opened[index:]
            found.append(Quotation(Span(partner.start, span.end), Span(partner.end, span.start)))
            return


def _unclosed(text: str, mark: _Open, end: int) -> Quotation:
    while end > mark.end and text[end - 1].isspace():
        end -= 1
    return Quotation(Span(mark.start, end), Span(mark.end, end), closed=False)
