"""Which single paragraphs are not the story, by their words: patterns/boilerplate_lines.yml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.patterns import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOOTER_GOES_ON = re.compile(r"(?i)\bfollow us on\b|\bhere\.|\bnews here\b")
_OPEN_LIST = re.compile(r",$")


def line_reason(text: str, words: int) -> str | None:
    """Return why a paragraph of `words` words is not part of the story, or None."""
    for rule in load_rules("boilerplate_lines.yml"):
        if words <= rule.fields.get("max_words", 40) and rule.pattern.search(text):
            return str(rule.fields["reason"])
    return None


def find_removable_lines(paragraphs: Sequence[str]) -> list[str | None]:
    """Return for each paragraph why it is to be removed, or None; a footer broken over several goes as one."""
    reasons: list[str | None] = []
    for index, paragraph in enumerate(paragraphs):
        flat = " ".join(paragraph[:600].split())
        reason = line_reason(flat, flat.count(" ") + 1) if len(paragraph) < 600 else None
        before = paragraphs[index - 1] if index else ""
        if reason is None and reasons and reasons[-1] == "publisher_footer" and _OPEN_LIST.search(before):
            reason = "publisher_footer" if len(flat) < 300 and _FOOTER_GOES_ON.search(flat) else None
        reasons.append(reason)
    return reasons
