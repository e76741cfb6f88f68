"""Tree → `Block`s: the paragraphs, headings, list items and cells of a page, in document order.

A block is the text between two block-level borders. `<br>` breaks a block where a paragraph ends there, and is a
line break elsewhere. White space is normalised; words of neighbouring elements are never glued together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.articles.elements import element_reason
from extractors.articles.soup import INLINE, Element

if TYPE_CHECKING:
    from bs4.element import PageElement

_NO_TEXT = frozenset({"head", "option", "dialog"})
_CARDS = frozenset({"span", "ins", "small", "a"})

# Zero-width characters and soft hyphens carry no text; no-break and other wide spaces are spaces.
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_BREAK = "\u2028"
_SPACES = re.compile(r"[^\S\u2028]+")
_BREAKS = re.compile(r" ?\u2028[ \u2028]*")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]»]*$")
_CLOSING = frozenset(".!?:)”")
_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Block:
    """A paragraph of the page: its text, the element that holds it, and how much of it is links.

    `by_picture`: a picture stands in it, or between it and the text before it.
    """

    text: str
    node: Element
    words: int
    link_words: int
    emphasised_words: int = 0
    by_picture: bool = False
    reason: str | None = None

    @property
    def link_density(self) -> float:
        """Share of the words that stand in links."""
        return self.link_words / self.words if self.words else 0.0


def find_blocks(root: Element) -> list[Block]:
    """Return the blocks below `root`."""
    reader = _Reader()
    # Explicit stack: pages nest deeper than Python may recurse. An exit entry closes the element again.
    stack: list[tuple[PageElement, Element, bool]] = [(child, root, False) for child in reversed(root.contents)]
    while stack:
        item, holder, leaving = stack.pop()
        if not isinstance(item, Element):
            if isinstance(item, str):
                reader.add(item, holder)
            continue
        name = item.name
        if name in _NO_TEXT:
            continue
        if leaving:
            reader.leave(name)
            continue
        if name in _CARDS and item.contents and _is_hover_card(item):
            continue
        reader.enter(name)
        if item.contents:
            stack.append((item, holder, True))
            inner = holder if name in INLINE else item
            stack.extend([(child, inner, False) for child in reversed(item.contents)])
        else:
            reader.leave(name)
    reader.flush()
    return reader.blocks


def _is_hover_card(element: Element) -> bool:
    """Tell whether an inline element is no part of its sentence: hidden, or a picture with links to other pages."""
    if element.attrs and element_reason(element) in {"hidden", "share_bar", "newsletter"}:
        return True
    if not any(isinstance(child, Element) for child in element.contents):
        return False
    links = pictures = loose = 0
    pending: list[tuple[Element, bool]] = [(element, False)]
    for _ in range(60):
        if not pending or loose:
            break
        current, in_link = pending.pop()
        for child in current.contents:
            if isinstance(child, Element):
                if child.name == "img":
                    pictures += 1
                elif child.contents:
                    links += child.name == "a"
                    pending.append((child, in_link or child.name == "a"))
            elif isinstance(child, str) and not in_link:
                loose += len(child.strip())
    return pictures > 0 and links > 1 and loose == 0


class _Reader:
    """Collects strings into blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[tuple[str, bool, bool]] = []
        self._holder: Element | None = None
        self._links = 0
        self._emphasis = 0
        self._pictures = 0

    def add(self, text: str, holder: Element) -> None:
        self._parts.append((text, self._links > 0, self._emphasis > 0))
        if self._holder is None and text.strip():
            self._holder = holder

    def enter(self, name: str) -> None:
        if name == "img":
            self._pictures += 1
        elif name == "br":
            self._parts.append((_BREAK, False, False))
        elif name == "q":
            self._parts.append(("“", False, False))
        elif name == "a":
            self._links += 1
        elif name in {"b", "strong", "em", "i"}:
            self._emphasis += 1
        elif name not in INLINE:
            self.flush()

    def leave(self, name: str) -> None:
        if name == "q":
            self._parts.append(("”", False, False))
        elif name == "a":
            self._links -= 1
        elif name in {"b", "strong", "em", "i"}:
            self._emphasis -= 1
        elif name not in INLINE and name != "br":
            self.flush()

    def flush(self) -> None:
        parts, holder = self._parts, self._holder
        if not parts:
            return
        self._parts, self._holder = [], None
        if holder is None:
            return
        for run in _split_at_breaks(parts):
            text = _normalise(_join([part for part, _, _ in run]))
            if not text:
                continue
            words = len(_WORD.findall(text))
            linked = sum(len(_WORD.findall(part)) for part, is_link, _ in run if is_link)
            emphasised = sum(len(_WORD.findall(part)) for part, _, strong in run if strong)
            self.blocks.append(Block(text, holder, words, linked, emphasised, by_picture=self._pictures > 0))
            if words:
                self._pictures = 0


def _split_at_breaks(parts: list[tuple[str, bool, bool]]) -> list[list[tuple[str, bool, bool]]]:
    """Return the runs between `<br>`s that end a paragraph: two in a row, or one behind a whole sentence."""
    if not any(part is _BREAK for part, _, _ in parts):
        return [parts]
    runs: list[list[tuple[str, bool, bool]]] = [[]]
    pending = 0
    last = ""
    for entry in parts:
        part = entry[0]
        if part is _BREAK:
            pending += 1
            continue
        if not part.strip():
            runs[-1].append(entry)
            continue
        if pending:
            if pending > 1 or _is_border(last, part):
                runs.append([])
            else:
                runs[-1].append((_BREAK, False, False))
            pending = 0
        runs[-1].append(entry)
        last = part
    return runs


def _is_border(line: str, following: str) -> bool:
    """Tell whether a `<br>` ends a paragraph: behind a whole sentence, or between two lines of a list or heading.

    A long line without an end is one that was broken for its width, and goes on.
    """
    line, following = line.strip(), following.lstrip()
    if _ENDS_SENTENCE.search(line[-10:]):
        return True
    return len(line) < 60 and not following[:1].islower() and not line.endswith((",", "-", "–", "—"))


def _join(parts: list[str]) -> str:
    """Return the strings as one; a sentence that begins in an element of its own is not glued to the one before."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    joined = parts[:1]
    for part in parts[1:]:
        if joined[-1][-1:] in _CLOSING and part[:1].isupper():
            joined.append(" ")
        joined.append(part)
    return "".join(joined)


def _normalise(text: str) -> str:
    text = _SPACES.sub(" ", text.translate(_ZERO_WIDTH)).strip()
    if _BREAK in text:
        text = _BREAKS.sub("\n", text).strip()
    return text
