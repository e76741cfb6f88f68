"""Lines that a publisher prints under article after article: learnt over many, removed from each.

Which lines recur is counted over an archive (`warehouse/recurring.py`) and handed in; here they are taken out of one
article. A line goes only as a whole paragraph, and never so many that little of the article is left: then the lines
were a story after all, such as one that was published in many versions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from schemas.article import RemovedBlock, TextSegment
from schemas.base import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from schemas.article import Article

RECURRING_LINE: Final = "recurring_line"
"""Reason of the blocks that are removed here; the warehouse goes on counting them."""

MAX_LINE_CHARACTERS: Final = 400
"""Longer paragraphs are story, whatever their number: footers are short, and this bounds what is counted."""

MAX_REMOVED_SHARE: Final = 0.3
"""Share of an article's characters that may go."""

PARAGRAPH_JOINT: Final = "\n\n"

_GAP = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"\s+")


def line_key(paragraph: str) -> str:
    """Return the form under which a line is counted: white space folded."""
    return _SPACES.sub(" ", paragraph).strip()


def without_recurring(article: Article, recurring: AbstractSet[str]) -> Article:
    """Return the article without the paragraphs whose `line_key` is in `recurring`."""
    paragraphs = list(_paragraphs(article.text))
    gone = [span for span in paragraphs if line_key(span.of(article.text)) in recurring]
    characters = sum(span.end - span.start for span in gone)
    if not gone or characters > MAX_REMOVED_SHARE * len(article.text):
        return article
    kept = list(_kept(paragraphs, set(gone)))
    removed = tuple(
        RemovedBlock(text=span.of(article.text)[:MAX_LINE_CHARACTERS], reason=RECURRING_LINE) for span in gone
    )
    return article.model_copy(
        update={
            "text": PARAGRAPH_JOINT.join(span.of(article.text) for span in kept),
            "removed": article.removed + removed,
            "segments": tuple(_moved(article.segments, kept)),
        }
    )


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _GAP.finditer(text):
        if gap.start() > start:
            yield Span(start, gap.start())
        start = gap.end()
    if start < len(text):
        yield Span(start, len(text))


def _kept(paragraphs: Iterable[Span], gone: AbstractSet[Span]) -> Iterator[Span]:
    """Yield the stretches that stay: neighbours that both stay are one, with what stands between them."""
    stretch: Span | None = None
    for paragraph in paragraphs:
        if paragraph in gone:
            if stretch:
                yield stretch
            stretch = None
        else:
            stretch = Span(stretch.start if stretch else paragraph.start, paragraph.end)
    if stretch:
        yield stretch


def _moved(segments: Sequence[TextSegment], kept: Iterable[Span]) -> Iterator[TextSegment]:
    """Yield where the kept stretches stand in the source, given where the whole text stood."""
    place = 0
    for stretch in kept:
        for segment in segments:
            start = max(stretch.start, segment.start)
            end = min(stretch.end, segment.start + segment.length)
            if start < end:
                yield TextSegment(
                    start=place + start - stretch.start,
                    source_start=segment.source_start + start - segment.start,
                    length=end - start,
                )
        place += stretch.end - stretch.start + len(PARAGRAPH_JOINT)
