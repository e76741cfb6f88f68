"""Which single paragraphs are not the story, by their words: patterns/boilerplate_lines.yml.

Plain text has no other signs than its words, so a paragraph is removed there only by a rule; in web pages these
rules come behind the signs of the markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from extractors.patterns import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["html", "text"]

START_PARAGRAPHS = 4
END_PARAGRAPHS = 10
MAX_CHARS = 900

_FOOTER_ENDS = re.compile(r"(?i)\bfollow us on\b|\bhere\W*$|\bhere\. |\bnews here\b|\btwitter\b.{0,40}$")
_AT_START = re.compile(r"(?:\(\?i\))?\^")
_GOES_ON = re.compile(r"[,&]$|\b(?:and|or)$")
_SENTENCE = re.compile(r"[.!?]\W*$")


@dataclass(frozen=True, slots=True)
class LineRule:
    """A row of the table: where it holds, how long the paragraph may be, and the reason it gives."""

    id: str
    find: Callable[[str], re.Match[str] | None]
    reason: str
    max_words: int
    place: str | None
    needs: tuple[str, ...]
    takes_rest: bool


@cache
def load_line_rules(kind: Kind) -> tuple[LineRule, ...]:
    """Return the rules that hold for documents of this kind."""
    return tuple(
        LineRule(
            id=rule.id,
            # A search for `^` tries every place.
            find=rule.pattern.match if _AT_START.match(rule.pattern.pattern) else rule.pattern.search,
            reason=rule.fields["reason"],
            max_words=rule.fields.get("max_words", 40),
            place=rule.fields.get("place"),
            needs=tuple(rule.fields.get("needs", ())),
            takes_rest=rule.fields.get("takes_rest", False),
        )
        for rule in load_rules("boilerplate_lines.yml")
        if rule.fields.get("only", kind) == kind
    )


def find_removable_lines(paragraphs: Sequence[str], kind: Kind) -> list[str | None]:
    """Return for each paragraph why it is not part of the story, or None.

    A footer that is broken over several paragraphs goes as one, and so do the short lines behind a list of tags.
    """
    reasons: list[str | None] = []
    total = len(paragraphs)
    taking_rest = False
    for index, paragraph in enumerate(paragraphs):
        flat = " ".join(paragraph.split()) if len(paragraph) <= MAX_CHARS else ""
        words = flat.count(" ") + 1
        if taking_rest:
            reasons.append("metadata")
            continue
        rule = _find_rule(flat, words, index, total, kind) if flat else None
        reason = rule.reason if rule else None
        if rule and rule.takes_rest:
            taking_rest = all(_is_label(later) for later in paragraphs[index + 1 :])
        if reason is None and reasons and reasons[-1] == "publisher_footer" and _continues(paragraphs[index - 1], flat):
            reason = "publisher_footer"
        reasons.append(reason)
    return reasons


def _find_rule(flat: str, words: int, index: int, total: int, kind: Kind) -> LineRule | None:
    small = flat.lower()
    for rule in load_line_rules(kind):
        if words > rule.max_words:
            continue
        if rule.place == "start" and index >= START_PARAGRAPHS:
            continue
        if rule.place == "end" and index < total - END_PARAGRAPHS:
            continue
        if rule.needs and not any(word in small for word in rule.needs):
            continue
        if rule.find(flat):
            return rule
    return None


def _is_label(paragraph: str) -> bool:
    return len(paragraph) < 80 and not _SENTENCE.search(paragraph)


def _continues(before: str, flat: str) -> bool:
    """Tell whether a publisher's footer that broke off in the paragraph before goes on in this one."""
    return (
        bool(flat) and len(flat) < 300 and (_GOES_ON.search(before.rstrip()) or _FOOTER_ENDS.search(flat)) is not None
    )
