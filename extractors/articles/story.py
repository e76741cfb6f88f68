"""Which blocks of a page are the story: first the element that holds it, then what does not belong inside it.

1. `_mark_elements`   navigation, share bars, captions and the like, by tag and name, unless they hold the prose
2. `_choose_holder`   the element that holds the story's paragraphs
3. `_mark_lines`      headline, byline, read-more lines, link lists, footers, inside that element
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.articles.blocks import Block, find_blocks
from extractors.articles.elements import element_reason, is_story_body
from extractors.articles.lines import line_reason

if TYPE_CHECKING:
    from extractors.articles.page import Node, Page

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]»*]*$")
_TEXT_TAGS = frozenset({"p", "li", "td", "blockquote", "h2", "h3", "h4", "span", "pre"})
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Story:
    """The story's blocks, and the blocks near it that were removed, both in document order."""

    kept: list[Block]
    removed: list[Block]


def find_story(page: Page, headlines: tuple[str, ...]) -> Story:
    """Return the blocks of the page's story; `headlines` are the titles that the page states elsewhere."""
    blocks = find_blocks(page.body)
    if not blocks:
        return Story([], [])
    prose = {block: _prose_words(block) for block in blocks}
    held = _words_held(prose)
    _mark_elements(blocks, held)
    holder = _choose_holder(page.body, [b for b in blocks if b.reason is None], prose)
    inside = [block for block in blocks if _is_inside(block.node, holder)]
    _mark_lines(inside, headlines)
    kept = [block for block in inside if block.reason is None]
    if not kept:
        kept = [block for block in blocks if prose[block]] or blocks
    removed = [block for block in blocks if block.reason is not None]
    return Story(kept, removed)


def _prose_words(block: Block) -> int:
    """Return the words of a block that reads like running text; 0 for labels, links and lists of names."""
    if block.words < 8 or block.link_density > 0.4:
        return 0
    if block.words < 25 and not _SENTENCE_END.search(block.text[-12:]):
        return 0
    return block.words - block.link_words


def _words_held(words: dict[Block, int]) -> dict[Node, int]:
    held: dict[Node, int] = defaultdict(int)
    for block, count in words.items():
        if count:
            held[block.node] += count
            for node in block.node.ancestors():
                held[node] += count
    return held


def _mark_elements(blocks: list[Block], held: dict[Node, int]) -> None:
    """Give every block the reason of the outermost element around it that is not part of the story."""
    total = max(held.values(), default=0)
    reasons: dict[Node, str | None] = {}
    for block in blocks:
        chain = [block.node]
        while chain[-1] not in reasons and chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        for node in reversed(chain):
            if node in reasons:
                continue
            inherited = reasons[node.parent] if node.parent is not None else None
            reasons[node] = inherited or _heeded_reason(node, held.get(node, 0), total)
        block.reason = reasons[block.node]


def _heeded_reason(node: Node, prose: int, total: int) -> str | None:
    if node.name in {"body", "html", "main"}:
        return None
    reason = element_reason(node)
    if reason is None:
        return None
    if prose * 2 > total or (prose * 5 > total and is_story_body(node)):
        return None
    return reason


def _choose_holder(body: Node, blocks: list[Block], prose: dict[Block, int]) -> Node:
    """Return the element that holds the story: the best by the prose near below it, raised to its whole."""
    held = _words_held({block: prose[block] for block in blocks})
    scores = _score_holders(blocks, prose)
    if not scores:
        return body
    best = max(scores, key=lambda node: scores[node])
    # Sections of one story stand beside each other: climb while much of the prose is still outside.
    while (
        best.parent is not None and best.parent.name not in {"body", "html"} and held[best.parent] > held[best] * 1.25
    ):
        if is_story_body(best):
            break
        best = best.parent
    return best


def _score_holders(blocks: list[Block], prose: dict[Block, int]) -> dict[Node, float]:
    scores: dict[Node, float] = defaultdict(float)
    for block in blocks:
        words = prose[block]
        if not words:
            continue
        node: Node | None = block.node
        if block.node.name in _TEXT_TAGS:
            node = block.node.parent
        weight = 1.0
        while node is not None and weight > 0.1:
            scores[node] += words * weight
            weight *= 0.6
            node = node.parent
    for node in scores:
        if is_story_body(node):
            scores[node] *= 1.5
        elif node.name == "article":
            scores[node] *= 1.2
    return scores


def _is_inside(node: Node, holder: Node) -> bool:
    return node is holder or any(ancestor is holder for ancestor in node.ancestors())


def _mark_lines(blocks: list[Block], headlines: tuple[str, ...]) -> None:
    titles = {_fold(title) for title in headlines}
    for block in blocks:
        if block.reason is not None:
            continue
        if block.words <= 40 and _fold(block.text) in titles:
            block.reason = "headline"
        elif block.words == 0:
            block.reason = "ornament"
        elif block.link_words * 10 >= block.words * 9 and block.words <= 40 and not _within_sentence(block):
            block.reason = "related_links"
        else:
            block.reason = line_reason(block.text, block.words)


def _within_sentence(block: Block) -> bool:
    return block.node.name in {"blockquote", "td", "th"}


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
