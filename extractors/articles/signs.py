"""What the look of a block says against it: its links, its emphasis, the picture and the title beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.articles.holder import SENTENCE_END, prose_words

if TYPE_CHECKING:
    from collections.abc import Container

    from extractors.articles.blocks import Block

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_WORD = re.compile(r"\w+")
_QUOTE_OR_CELL = frozenset({"blockquote", "td", "th"})
_LABEL = re.compile(r"[^:]{2,40}: ")
_CREDIT = re.compile(
    r"(?:^|\W)(?:via|by|courtesy(?: of)?|credit|©|photo|image|foto|getty|reuters|afp|ap)(?: |:|/)[^.!?]{2,40}$",
    re.IGNORECASE,
)


def sign_of(block: Block, titles: Container[str], follower: Block | None) -> str | None:
    """Return why a block inside the story's element is not part of the story, or None.

    Args:
        block: The block in question.
        titles: The page's headlines, as `fold_words` gives them.
        follower: The block behind it.
    """
    if block.words == 0:
        return "ornament"
    if block.words <= 40 and fold_words(block.text) in titles:
        return "headline"
    if block.words > 80 or block.node.name in _QUOTE_OR_CELL:
        return None
    if _is_link_line(block) and not _heads_prose(block, follower):
        return "related_links"
    return "caption" if _is_caption(block) else None


def _is_link_line(block: Block) -> bool:
    """Tell whether the block is a link to elsewhere, not a sentence with links in it."""
    share = block.link_words / block.words
    if share >= 0.9:
        return True
    if SENTENCE_END.search(block.text[-12:]):
        return False
    return share >= 0.7 or (share >= 0.5 and block.words <= 25 and _LABEL.match(block.text) is not None)


def _is_caption(block: Block) -> bool:
    if not block.by_picture or block.words > 25 or block.node.name in HEADINGS:
        return False
    if SENTENCE_END.search(block.text[-12:]):
        return False
    is_emphasised = block.emphasised_words == block.words
    return is_emphasised or block.node.name == "center" or _CREDIT.search(block.text) is not None


def _heads_prose(block: Block, follower: Block | None) -> bool:
    """Tell whether the block is a heading with running text behind it: a story may link its sub-headings."""
    return block.node.name in HEADINGS and follower is not None and prose_words(follower) > 0


def fold_words(text: str) -> str:
    """Return the words of `text`, lower-cased, one blank between them: the form in which titles are compared."""
    return " ".join(_WORD.findall(text.lower()))
