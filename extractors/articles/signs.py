"""What the look of a block says against it: its links, its emphasis, the picture and the title beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from extractors.articles.holder import SENTENCE_END, prose_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from extractors.articles.blocks import Block
    from extractors.articles.soup import Element

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_WORD = re.compile(r"\w+")
_QUOTE_OR_CELL = frozenset({"blockquote", "td", "th"})
_LABEL = re.compile(r"[^:]{2,40}: ")
_NAME_JOINT = re.compile(r",|;|/| and | & ")
_BIOGRAPHY = re.compile(r" (?:is|was|has|covers|writes|joined|reports|works) ")
_CREDIT = re.compile(
    r"(?:^|\W)(?:via|by|courtesy(?: of)?|credit|©|photo|image|foto|getty|reuters|afp|ap)(?: |:|/)[^.!?]{2,40}$",
    re.IGNORECASE,
)


def sign_of(
    block: Block, titles: Container[str], follower: Block | None, story_lists: Container[Element]
) -> str | None:
    """Return why a block inside the story's element is not part of the story, or None.

    Args:
        block: The block in question.
        titles: The page's headlines, as `fold_words` gives them.
        follower: The block behind it.
        story_lists: The lists of the story, as `find_story_lists` gives them.
    """
    if block.words == 0:
        return "ornament"
    if block.words <= 40 and fold_words(block.text) in titles:
        return "headline"
    if block.words > 80 or block.node.name in _QUOTE_OR_CELL:
        return None
    if block.node.name == "li" and block.node.around in story_lists:
        return None
    if _is_link_line(block) and not _heads_prose(block, follower):
        return "related_links"
    return "caption" if _is_caption(block) else None


def find_story_lists(blocks: Sequence[Block]) -> set[Element]:
    """Return the lists of which most items are more than a link: a story may link an item of its own list."""
    items: dict[Element, list[bool]] = defaultdict(list)
    for block in blocks:
        if block.node.name == "li" and block.node.around is not None:
            items[block.node.around].append(_is_link_line(block))
    return {found for found, links in items.items() if sum(links) * 2 < len(links)}


def mark_edges(blocks: Sequence[Block], titles: Iterable[str], byline: str | None) -> None:
    """Remove a longer form of the headline and the author's name above the story, and the biography below it.

    `blocks` are the story's so far; `titles` are as `fold_words` gives them.
    """
    names = [name for part in _NAME_JOINT.split(byline or "") if " " in (name := fold_words(part))]
    long_titles = [title for title in titles if title.count(" ") > 1]
    for index, block in enumerate(blocks):
        at_start, at_end = index < 3, index >= len(blocks) - 4
        if not (at_start or at_end) or block.words > 70:
            continue
        folded = fold_words(block.text)
        is_label = block.words <= 25 and not SENTENCE_END.search(block.text[-12:])
        if at_start and is_label and any(_is_form_of(folded, title) for title in long_titles):
            block.reason = "headline"
        elif (is_label and block.words <= 12 and any(name in folded for name in names)) or (
            at_end and not at_start and _is_biography(folded, names)
        ):
            block.reason = "author"


def _is_form_of(folded: str, title: str) -> bool:
    return title in folded or (folded in title and len(folded) * 5 > len(title) * 3)


def _is_biography(folded: str, names: list[str]) -> bool:
    return any(folded.startswith(name) and _BIOGRAPHY.match(folded[len(name) :]) for name in names)


def _is_link_line(block: Block) -> bool:
    """Tell whether the block is a link to elsewhere, not a sentence with links in it."""
    share = block.link_density
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
    if block.node.name not in HEADINGS or follower is None or prose_words(follower) == 0:
        return False
    return block.node.around is None or block.node.around.name != "li"


def fold_words(text: str) -> str:
    """Return the words of `text`, lower-cased, one blank between them: the form in which titles are compared."""
    return " ".join(_WORD.findall(text.lower()))
