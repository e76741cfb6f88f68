"""Runs of blocks inside the story's element that are not the story: discussions, rows of teasers, empty sections.

Pages whose elements have no telling names show these by their form alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from extractors.articles.signs import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.articles.blocks import Block
    from extractors.articles.soup import Element

MIN_STORY_WORDS = 30
"""Words that must stand above the heading of a discussion: a link to the comments stands above the story too."""

MIN_CARDS = 3
MAX_CARD_WORDS = 60
MAX_CARD_BLOCKS = 5

# Sections that a heading inside the story may announce.
_SECTION_REASONS = frozenset({"end", "related_links", "newsletter", "comments", "author", "share_bar", "advertisement"})

_DISCUSSION = re.compile(
    r"(?i)^\W{0,3}(?:\d+|one|two|three|no) (?:comments?|responses?|repl(?:y|ies)|thoughts?) (?:to|on|so far)\b"
    r"|^(?:top rated |reader |recent |latest )?comments\b.{0,20}$|^leave a (?:reply|comment)\b|^join the (?:discussion|conversation)\b"
)


def mark_discussion(blocks: Sequence[Block]) -> None:
    """Remove all from the heading of the readers' discussion on."""
    words = 0
    for index, block in enumerate(blocks):
        is_heading = block.node.name in HEADINGS or " on “" in block.text or " to “" in block.text
        if is_heading and words >= MIN_STORY_WORDS and block.words <= 40 and _DISCUSSION.match(block.text):
            for later in blocks[index:]:
                later.reason = later.reason or "comments"
            return
        if block.reason is None:
            words += block.words


def mark_teaser_rows(blocks: Sequence[Block]) -> None:
    """Remove small elements that hold a linked headline and little else, where three or more stand in a row."""
    inside: dict[Element, list[Block]] = defaultdict(list)
    for block in blocks:
        card = _card_of(block.node)
        if card is not None:
            inside[card].append(block)
    rows: dict[Element, list[Element]] = defaultdict(list)
    for card, held in inside.items():
        if card.around is not None and _is_card(held):
            rows[card.around].append(card)
    for cards in rows.values():
        if len(cards) >= MIN_CARDS:
            for card in cards:
                for block in inside[card]:
                    block.reason = block.reason or "related_links"


def _card_of(node: Element) -> Element | None:
    """Return the element that would be a teaser's card: the one around a heading or paragraph."""
    while node.around is not None and node.name in _CARD_PARTS:
        node = node.around
    return node


_CARD_PARTS = HEADINGS | {"p", "header", "span", "a"}


def _is_card(held: Sequence[Block]) -> bool:
    if len(held) > MAX_CARD_BLOCKS or sum(block.words for block in held) > MAX_CARD_WORDS:
        return False
    return any(block.link_density >= 0.9 and block.words >= 4 for block in held) and len(held) > 1


def mark_orphaned_headings(blocks: Sequence[Block]) -> None:
    """Remove each heading whose section was removed, and headings that nothing follows."""
    follower: str | None = "end"
    for block in reversed(blocks):
        if block.reason is None and block.node.name in HEADINGS and follower in _SECTION_REASONS:
            block.reason = follower if follower != "end" else "related_links"
        follower = block.reason
