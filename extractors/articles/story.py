"""Which blocks of a page are the story: first the element that holds it, then what does not belong inside it.

1. `_mark_elements`   navigation, share bars, captions and the like, by tag and name, unless they hold the story
2. `choose_holder`    the element that holds the story's paragraphs (holder.py)
3. `_mark_lines`      headline, byline, read-more lines, link lists, footers, inside that element
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.articles.blocks import Block, find_blocks
from extractors.articles.elements import element_reason, is_embedded_post, is_story_body
from extractors.articles.holder import choose_holder, is_inside, prose_words, words_held
from extractors.articles.lines import find_removable_lines
from extractors.articles.sections import mark_discussion, mark_orphaned_headings, mark_teaser_rows
from extractors.articles.signs import HEADINGS, find_story_lists, fold_words, mark_edges, sign_of

if TYPE_CHECKING:
    from extractors.articles.page import Page
    from extractors.articles.soup import Element

_FRAME_TAGS = frozenset({"body", "html", "main"})
# An embedded post stands in wrappers that are named like these; in a list of comments or links it is none of the story.
_EMBED_WRAPPERS = frozenset({"caption", "page_frame", "share_bar", "advertisement", "cookie_notice"})
# A page's or story's header holds bylines, dates and pictures as well: they keep their own reasons.
_OPEN_REASONS = frozenset({None, "headline"})
# What readers write is often more than the story, and yet never the story.
_NEVER_STORY = frozenset({"comments", "hidden", "navigation"})


@dataclass(slots=True)
class Story:
    """The story's blocks, and the blocks that were removed, both in document order."""

    kept: list[Block]
    removed: list[Block]
    all: list[Block] = field(default_factory=list)
    titles: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The story: its blocks as paragraphs."""
        return "\n\n".join(block.text for block in self.kept)

    @property
    def words(self) -> int:
        """Number of words of the story."""
        return sum(block.words for block in self.kept)

    def has_line(self, words: int) -> bool:
        """Tell whether a block of the story has this many words and is not made of links."""
        return any(block.words >= words and block.link_density < 0.4 for block in self.kept)

    def lines_around(self) -> list[str]:
        """Return the short lines where bylines stand: below the headline, just above it, and behind the story."""
        if not self.kept:
            return []
        position = {id(block): index for index, block in enumerate(self.all)}
        first, last = position[id(self.kept[0])], position[id(self.kept[-1])]
        start = max(0, first - 12)
        for index in range(first, max(-1, first - 60), -1):
            if self.all[index].node.name == "h1" or fold_words(self.all[index].text) in self.titles:
                start = index
                break
        near = self.all[start : first + 3] + self.all[max(0, start - 2) : start] + self.all[last : last + 8]
        # A date inside the story's own sentences is not the story's date.
        return [block.text for block in near if block.words <= (40 if block.reason else 8)]


def find_story(page: Page, headlines: tuple[str, ...], byline: str | None = None) -> Story:
    """Return the blocks of the page's story; `headlines` and `byline` are those that the page states elsewhere.

    A document without title and headline is a body that a feed or row carries: all of it is taken for the story's.
    """
    blocks = find_blocks(page.body)
    if not blocks:
        return Story([], [])
    prose = {block: prose_words(block) for block in blocks}
    _mark_elements(blocks, prose, by_name=True)
    if sum(prose[b] for b in blocks if b.reason is None) * 7 < sum(
        prose[b] for b in blocks if b.reason not in _NEVER_STORY
    ):
        # Names that mean something else here have taken nearly all: go by tags alone.
        _mark_elements(blocks, prose, by_name=False)
    titles = frozenset(fold_words(title) for title in headlines)
    headline = _find_headline(blocks, titles)
    above = sum(block.reason is None for block in blocks[:headline])
    holder = page.body
    if page.title or headline:
        open_blocks = {block: prose[block] for block in blocks if block.reason is None}
        own = {blocks[headline].text}
        others = [b for b in blocks if b.node.name == "h1" and b.text not in own and fold_words(b.text) not in titles]
        holder = choose_holder(page.body, open_blocks, above, others)
    inside = [block for block in blocks if is_inside(block.node, holder)]
    _mark_lines(inside, titles, byline)
    kept = [block for block in inside if block.reason is None]
    if not kept:
        kept = [block for block in blocks if prose[block]] or blocks
    chosen = {id(block) for block in kept}
    removed = [block for block in blocks if id(block) not in chosen]
    for block in removed:
        if block.reason is None:
            is_headline = block.node.name == "h1" or fold_words(block.text) in titles
            block.reason = "headline" if is_headline else "outside_story"
    return Story(kept, removed, blocks, titles)


def _find_headline(blocks: list[Block], titles: frozenset[str]) -> int:
    """Return the index of the headline among `blocks`: a heading that is a stated title, or the first `<h1>`; else 0."""
    first_h1 = 0
    for index, block in enumerate(blocks):
        if block.node.name not in HEADINGS:
            continue
        if fold_words(block.text) in titles:
            return index
        if block.node.name == "h1" and not first_h1:
            first_h1 = index
    return first_h1


def _mark_elements(blocks: list[Block], prose: dict[Block, int], *, by_name: bool) -> None:
    """Give every block the reason of the outermost element around it that is not part of the story."""
    held = words_held(prose)
    total = max(held.values(), default=0)
    bodies = _story_bodies(held, total)
    protected = bodies.union(*(body.ancestors() for body in bodies))

    def reason_of(node: Element) -> str | None:
        if node in protected or node.name in _FRAME_TAGS:
            return None
        reason = element_reason(node, by_name=by_name)
        words = held.get(node, 0)
        if reason is None or reason in _NEVER_STORY or words * 4 <= total:
            return reason
        if node.name == "header" and words * 2 <= total:
            return reason
        # What holds much of the story's prose is part of it, however it is called: paywalls wrap whole stories.
        body = next((held[around] for around in node.ancestors() if around in bodies), None)
        if body is not None:
            return None if words * 4 > body else reason
        return None if not bodies and words * 2 > total else reason

    reasons: dict[Element, str | None] = {}
    for block in blocks:
        chain = [block.node]
        while chain[-1] not in reasons and chain[-1].around is not None:
            chain.append(chain[-1].around)
        for node in reversed(chain):
            if node in reasons:
                continue
            inherited = reasons[node.around] if node.around is not None else None
            reason = (reason_of(node) if inherited in _OPEN_REASONS else None) or inherited
            reasons[node] = None if reason in _EMBED_WRAPPERS and is_embedded_post(node) else reason
        block.reason = reasons[block.node]


def _story_bodies(held: dict[Element, int], total: int) -> set[Element]:
    """Return the elements that say they are the story and hold a fair part of the page's prose."""
    return {
        node
        for node, words in held.items()
        if words >= 10
        and (
            "articlebody" in node.value("itemprop").lower()
            or (words * 10 > total * 3 and (node.name == "article" or is_story_body(node)))
        )
    }


def _mark_lines(blocks: list[Block], titles: frozenset[str], byline: str | None) -> None:
    left = [block for block in blocks if block.reason is None]
    for block, reason in zip(left, find_removable_lines([block.text for block in left], "html"), strict=True):
        block.reason = reason
    lists = find_story_lists(left)
    seen: dict[str, Element | None] = {}
    for index, block in enumerate(blocks):
        if block.reason is None:
            block.reason = sign_of(block, titles, blocks[index + 1] if index + 1 < len(blocks) else None, lists)
        is_long = block.reason is None and block.words >= 12
        # Pages carry a story twice, for narrow screens; in one place, a list may repeat its entry.
        if is_long and seen.setdefault(block.text, block.node.around) is not block.node.around:
            block.reason = "repeated"
    mark_edges([block for block in blocks if block.reason is None], titles, byline)
    mark_discussion(blocks)
    mark_teaser_rows(blocks)
    mark_orphaned_headings(blocks)
