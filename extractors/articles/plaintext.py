"""Plain text → the story in it: crawler headers, publishers' footers, credits and inserts taken out.

The clean text consists of unchanged stretches of the source: whole paragraphs are removed, or the crawler's words
before the first one; nothing is rewritten. `segments` says where each stretch stands, so that any offset into the
clean text leads back to the source. Where nothing is removed the text is the source itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.articles.datelines import CrawlerHeader, read_crawler_header
from extractors.articles.dates import find_date_line
from extractors.articles.lines import find_removable_lines
from schemas.article import RemovedBlock, TextSegment

if TYPE_CHECKING:
    from collections.abc import Sequence

JOINT = "\n\n"
MAX_QUOTED = 500
HEAD_PARAGRAPHS = 5

_WHITE = "\ufeff \t\r\n\f\v\u00a0"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = r"[.!?”\"’]"
# A publisher's call in the paragraph of the last sentence, behind the blank in front of it.
_CALL = (
    rf"(?<={_SENTENCE_END}[ \u00a0])(?=(?:Follow|Like|Join|Find) (?:us|him|her|me|@\w+) (?:on|at) |Follow @"
    r"|Read all the (?:Latest|latest)|Subscribe to (?:our|the)|Click here |With inputs from )"
)
# It takes one character of white space first: a search for a class of characters passes all others by in one loop of C.
_BORDER = re.compile(
    r"[\n \t\r\u00a0](?:(?<=\n)[^\S\n]*(?:\n[^\S\n]*)+"
    rf"|(?<={_SENTENCE_END}[\s\S])(?:(?<=\n)|(?<=[ \t\r])[ \t\r]{{0,2}}\n|{_CALL}))"
)
_LINE_BORDER = re.compile(rf"\n|[ \u00a0]{_CALL}")
_WORD = re.compile(r"[\w’'-]+")
# What ends like a sentence, or gives a person's age, is none.
_NO_HEADLINE = re.compile(r"[.!?:;,][\"”’)]*$|, \d{1,2},")


@dataclass(frozen=True, slots=True)
class PlainText:
    """Clean text, where its stretches stand in the source, and what was taken out."""

    text: str
    segments: tuple[TextSegment, ...]
    removed: tuple[RemovedBlock, ...]
    header: CrawlerHeader | None

    def first_paragraphs(self) -> list[str]:
        """Return the beginnings of the first paragraphs, where headline, date and dateline stand."""
        head = self.text[:3000]
        return [head[p.start : p.end][:300] for p in split_paragraphs(head)[:HEAD_PARAGRAPHS]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the source: `source[start:end]`, without white space around it."""

    start: int
    end: int


def clean_plain_text(source: str) -> PlainText:
    """Return the story in `source`; the text is empty where nothing is left."""
    header = read_crawler_header(source)
    paragraphs = split_paragraphs(source, header.end if header else 0)
    reasons = find_removable_lines([source[p.start : p.end] for p in paragraphs], "text")
    removed = [(p, reason) for p, reason in zip(paragraphs, reasons, strict=True) if reason]
    blocks = [RemovedBlock(text=source[p.start : p.end][:MAX_QUOTED], reason=reason) for p, reason in removed]
    if header:
        blocks.insert(0, RemovedBlock(text=source[: header.end].strip()[:MAX_QUOTED], reason="crawler_header"))
    if not blocks:
        return _whole(source)
    return _assemble(source, _kept_stretches(paragraphs, reasons), tuple(blocks), header)


def find_headline(paragraphs: Sequence[str]) -> str | None:
    """Return the first of `paragraphs` but a date, where it is set as a headline above a sentence; else None."""
    above = [paragraph for paragraph in paragraphs if not find_date_line([paragraph])]
    if len(above) < 2 or len(above[1].split()) < 12:
        return None
    words = _WORD.findall(above[0])
    if not 5 <= len(words) <= 30 or "\n" in above[0] or _NO_HEADLINE.search(above[0]):
        return None
    capitals = sum(not word[0].islower() for word in words)
    return above[0] if capitals * 10 >= len(words) * 6 else None


def split_paragraphs(source: str, start: int = 0) -> list[Paragraph]:
    """Return the paragraphs of `source` from `start`.

    They are parted by empty lines, and by the end of a line that ends a sentence; where there is no empty line, by
    every line end.
    """
    border = _BORDER if _BLANK_LINE.search(source, start) else _LINE_BORDER
    paragraphs = []
    at = start
    for match in [*border.finditer(source, start), None]:
        end = match.start() if match else len(source)
        piece = source[at:end]
        stripped = piece.strip(_WHITE)
        if stripped:
            begin = at + piece.index(stripped)
            paragraphs.append(Paragraph(begin, begin + len(stripped)))
        at = match.end() if match else end
    return paragraphs


def _whole(source: str) -> PlainText:
    start = 1 if source.startswith("\ufeff") else 0
    text = source[start:]
    segments = (TextSegment(start=0, source_start=start, length=len(text)),) if text else ()
    return PlainText(text, segments, (), None)


def _kept_stretches(paragraphs: Sequence[Paragraph], reasons: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return the source ranges between removals: neighbouring kept paragraphs stay together as they stand."""
    stretches: list[tuple[int, int]] = []
    was_kept = False
    for paragraph, reason in zip(paragraphs, reasons, strict=True):
        if reason is None:
            if was_kept:
                stretches[-1] = (stretches[-1][0], paragraph.end)
            else:
                stretches.append((paragraph.start, paragraph.end))
        was_kept = reason is None
    return stretches


def _assemble(
    source: str, stretches: list[tuple[int, int]], removed: tuple[RemovedBlock, ...], header: CrawlerHeader | None
) -> PlainText:
    segments = []
    at = 0
    for start, end in stretches:
        segments.append(TextSegment(start=at, source_start=start, length=end - start))
        at += end - start + len(JOINT)
    text = JOINT.join(source[start:end] for start, end in stretches)
    return PlainText(text, tuple(segments), removed, header)
