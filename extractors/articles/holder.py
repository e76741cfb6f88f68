"""Which element of a page holds the story.

Every block that reads like running text votes for the elements around it, less the further out they are; elements
that call themselves an article's body weigh more. The best is then raised to the whole story: authors' systems cut
one story into sections that stand beside each other, with advertisements between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from extractors.articles.elements import element_words, is_story_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.articles.blocks import Block
    from extractors.articles.soup import Element

SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]»*]*$")
_TEXT_TAGS = frozenset({"p", "li", "td", "blockquote", "h2", "h3", "h4", "span", "pre"})
FAR_WORDS = 400
"""Words of running text below the headline after which a paragraph's vote counts half."""

_MAX_CLIMB = 12


def prose_words(block: Block) -> int:
    """Return the words of a block that reads like running text; 0 for labels, links and lists of names."""
    if block.words < 8 or block.link_density > 0.4:
        return 0
    if block.words < 25 and not SENTENCE_END.search(block.text[-12:]):
        return 0
    return block.words - block.link_words


def words_held(words: dict[Block, int]) -> dict[Element, int]:
    """Return for every element how many of the blocks' words stand inside it."""
    held: dict[Element, int] = defaultdict(int)
    for block, count in words.items():
        if count:
            held[block.node] += count
            for node in block.node.ancestors():
                held[node] += count
    return held


def choose_holder(body: Element, prose: dict[Block, int], headline: int, others: Sequence[Block] = ()) -> Element:
    """Return the element that holds the story told by the blocks of `prose`; `body` where there is no prose.

    Args:
        body: The element of the whole page.
        prose: The words of running text of each block, in document order.
        headline: How many of the blocks stand before the headline; 0 where none was found.
        others: Headlines of other stories: an element with one of them holds more than one story.
    """
    scores = _score_holders(prose, headline)
    if not scores:
        return body
    best = max(scores, key=lambda node: scores[node])
    return _climb(best, prose, others)


def _score_holders(prose: dict[Block, int], headline: int) -> dict[Element, float]:
    scores: dict[Element, float] = defaultdict(float)
    paragraphs = Counter(block.node for block, words in prose.items() if words)
    first: Block | None = None
    passed = 0
    for index, (block, words) in enumerate(prose.items()):
        if not words:
            continue
        # A story begins below its headline; what comes after a long way is more likely about something else.
        weight = 0.5 if index < headline else FAR_WORDS / (FAR_WORDS + passed)
        if index >= headline:
            passed += words
            first = first or block
        node: Element | None = block.node
        # An element with several paragraphs, broken by `<br>`, holds them itself.
        if block.node.name in _TEXT_TAGS and paragraphs[block.node] == 1:
            node = block.node.around
        while node is not None and weight > 0.01:
            scores[node] += words * weight
            weight *= 0.6
            node = node.around
    below_headline = {first.node, *first.node.ancestors()} if first and headline else set()
    for node in scores:
        if is_story_body(node):
            scores[node] *= 1.5
        elif node.name == "article":
            scores[node] *= 1.2
        if node in below_headline:
            scores[node] *= 2
    return scores


def _climb(best: Element, prose: dict[Block, int], others: Sequence[Block]) -> Element:
    """Return the element around `best` that holds the whole story, and no other."""
    held = words_held(prose)
    outer = best
    for _ in range(_MAX_CLIMB):
        if outer.name in {"article", "body", "html"} or outer.around is None:
            break
        outer = outer.around
        if held[outer] <= held[best] or outer.name in {"body", "html"}:
            continue
        if any(is_inside(block.node, outer) for block in others):
            break
        outside = [(block, words) for block, words in prose.items() if words and _is_between(block.node, outer, best)]
        alike = sum(words for block, words in outside if _has_twin_around(block.node, outer, best))
        if alike * 2 > held[outer] - held[best] or (not is_story_body(best) and held[outer] > held[best] * 1.25):
            best = outer
    return best


def _is_between(node: Element, outer: Element, inner: Element) -> bool:
    return is_inside(node, outer) and not is_inside(node, inner)


def _has_twin_around(node: Element, outer: Element, twin: Element) -> bool:
    """Tell whether an element around `node`, below `outer`, has the tag and the class words of `twin`."""
    words = set(element_words(twin).split())
    if not words:
        return False
    while node is not outer and node.around is not None:
        if node.name == twin.name:
            other = set(element_words(node).split())
            if other and len(words & other) * 3 >= len(words | other) * 2:
                return True
        node = node.around
    return False


def is_inside(node: Element, holder: Element) -> bool:
    """Tell whether `node` is `holder` or stands below it."""
    return node is holder or any(ancestor is holder for ancestor in node.ancestors())
