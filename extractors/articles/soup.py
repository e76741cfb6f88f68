"""HTML text → BeautifulSoup tree on lxml, without what is never story: the parser's events are sifted as they come.

Scripts, styles, drawings and form controls are most of a page's elements and none of its story; they are not built.
Menus and footers are built as one element each that holds their words. Attributes that nothing reads are left out,
as is white space between blocks. The tree takes half the time of BeautifulSoup's own, which is most of the time
that an article takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

from extractors.articles.elements import is_menu
from extractors.collector import paused_collector
from extractors.patterns import load_table
from schemas.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ELEMENTS = 400_000
"""Largest tree that is built: about five hundred times a news page."""

MAX_DEPTH = 150
"""Elements nested deeper are left out, their text is not: real pages stay below a hundred."""

MAX_JSON_LD = 2_000_000

_HTML = load_table("article_html.yml")
INLINE = frozenset(_HTML["inline"])
_DROPPED = frozenset(_HTML["dropped"])
_UNBUILT = frozenset(_HTML["unbuilt"])
_ATTRIBUTES = frozenset(_HTML["attributes"])
_ARTICLE_TAGS = ("article", "main", "blockquote")
_MAX_FLAT = 20_000


class Element(Tag):
    """An element of the page; unlike other tags it is equal to itself alone, so that it can be a key."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__

    @property
    def around(self) -> Element | None:
        """The element that holds this one; None for the outermost."""
        return self.parent if isinstance(self.parent, Element) else None

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements that hold this one, innermost first."""
        node = self.parent
        while isinstance(node, Element):
            yield node
            node = node.parent

    def walk(self) -> Iterator[Element]:
        """Yield the elements inside this one, in document order."""
        pending = [child for child in reversed(self.contents) if isinstance(child, Element)]
        while pending:
            node = pending.pop()
            yield node
            pending.extend([child for child in reversed(node.contents) if isinstance(child, Element)])

    def value(self, name: str) -> str:
        """Return an attribute's value, empty where it is absent."""
        return str(self.attrs.get(name) or "")

    def words(self) -> str:
        """Return the strings inside the element, white space folded."""
        return " ".join(" ".join(self.strings).split())


class _Builder(LXMLTreeBuilder):
    """Builds the tree from lxml's events, which for HTML are strings without namespaces.

    `json_ld`, `metas`, `links` collect what scripts and head say; `longest_menu` is the length of the longest menu.
    """

    def __init__(self, *, flatten: bool) -> None:
        super().__init__(multi_valued_attributes=None, string_containers={}, store_line_numbers=False)
        self.json_ld: list[str] = []
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.longest_menu = 0
        self.asks_password = False
        self._flatten = flatten
        self._count = 0
        self._too_deep = 0
        self._after_block = True
        # Inside a dropped or flattened element: how deep, and the strings that are to be kept of it.
        self._depth = 0
        self._strings: list[str] | None = None
        self._flat: tuple[str, dict[str, str]] | None = None

    def start(self, tag: str, attrib: dict[str, str], nsmap: Any = None) -> None:  # type: ignore[override]  # noqa: ANN401, ARG002
        """Open an element."""
        if self._depth:
            self._depth += 1
            return
        if tag in _UNBUILT:
            self._read_unbuilt(tag, attrib)
            return
        if tag in _DROPPED:
            self._depth = 1
            is_json_ld = tag == "script" and "ld+json" in attrib.get("type", "").lower()
            self._strings = [] if is_json_ld else None
            return
        if self._too_deep or len(self._soup.tagStack) > MAX_DEPTH:
            self._too_deep += 1
            return
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise TooLargeError(f"the page has more than {MAX_ELEMENTS} elements")
        kept = {name: text for name, text in attrib.items() if name in _ATTRIBUTES} if attrib else {}
        if self._flatten and self._is_flattened(tag, kept):
            self._depth, self._strings, self._flat = 1, [], (tag, kept)
            return
        self._after_block = tag not in INLINE
        self._soup.handle_starttag(tag, None, None, kept)

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Close an element."""
        if self._depth:
            # Inside a dropped element every end is counted, as every beginning was.
            self._depth -= 1
            if not self._depth:
                self._close_dropped()
        elif tag in _UNBUILT:
            return
        elif self._too_deep:
            self._too_deep -= 1
            self._soup.handle_data(" ")
        else:
            self._after_block = tag not in INLINE
            self._soup.handle_endtag(tag)

    def _read_unbuilt(self, tag: str, attrib: dict[str, str]) -> None:
        """Note what an element without content says."""
        if tag == "meta":
            key = attrib.get("property") or attrib.get("name") or attrib.get("itemprop")
            if key and attrib.get("content"):
                self.metas.setdefault(key.strip().lower(), attrib["content"].strip())
        elif tag == "link":
            for rel in attrib.get("rel", "").lower().split():
                self.links.setdefault(rel, attrib.get("href", "").strip())
        elif tag == "input" and attrib.get("type", "").lower() == "password":
            self.asks_password = True

    def _close_dropped(self) -> None:
        """Keep what is to be kept of the element that ends: JSON-LD apart, a menu's words as one link in its place."""
        strings, flat = self._strings, self._flat
        self._strings = self._flat = None
        if strings is None:
            return
        if flat is None:
            script = "".join(strings)
            if len(script) <= MAX_JSON_LD:
                self.json_ld.append(script)
            return
        name, attributes = flat
        text = " ".join(strings)
        self.longest_menu = max(self.longest_menu, len(text))
        # As one link: menus are links, and their words are not to count as prose.
        self._soup.handle_starttag(name, None, None, attributes)
        self._soup.handle_starttag("a", None, None, {})
        self._soup.handle_data(" ".join(text[:_MAX_FLAT].split()))
        self._soup.handle_endtag("a")
        self._soup.handle_endtag(name)
        self._after_block = True

    def data(self, data: str) -> None:  # type: ignore[override]
        """Add text."""
        if self._depth:
            if self._strings is not None:
                self._strings.append(data)
        elif not (self._after_block and data.isspace()):
            self._after_block = False
            self._soup.handle_data(data)

    def comment(self, text: str) -> None:  # type: ignore[override]
        """Leave comments out."""

    def pi(self, target: str, data: str) -> None:
        """Leave processing instructions out."""

    @property
    def _soup(self) -> BeautifulSoup:
        if self.soup is None:
            raise RuntimeError("the builder was fed before it was given to a tree")
        return self.soup

    def _is_flattened(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag == "nav":
            return True
        if tag in {"ul", "ol"}:
            return is_menu(attributes.get("class", ""), attributes.get("id", ""))
        if tag == "footer":
            return not any(self._soup.open_tag_counter.get(name) for name in _ARTICLE_TAGS)
        return False


@dataclass(frozen=True, slots=True)
class Tree:
    """The parsed page: its outermost element, and what its elements without content say.

    `metas` has the content of each meta tag by its property or name, `links` the address of each relation, both in
    small letters and the first where there are several; `longest_menu` is a number of characters.
    """

    root: Element | None
    json_ld: list[str]
    metas: dict[str, str]
    links: dict[str, str]
    longest_menu: int
    asks_password: bool


def parse_html(html: str, *, flatten: bool = True) -> Tree:
    """Return the tree of `html`; `flatten`: build menus and footers as one element each.

    Raises:
        TooLargeError: The page has more than `MAX_ELEMENTS` elements.
    """
    builder = _Builder(flatten=flatten)
    try:
        # A tree of thousands of linked objects: twice as fast.
        with paused_collector():
            soup = BeautifulSoup(_MARKUP_START.sub("", html, count=1), builder=builder, element_classes={Tag: Element})
    except ParserRejectedMarkup:
        return Tree(None, [], {}, {}, 0, asks_password=False)
    root = next((child for child in soup.contents if isinstance(child, Element)), None)
    return Tree(
        root, builder.json_ld, builder.metas, builder.links, builder.longest_menu, asks_password=builder.asks_password
    )


# An XML declaration names an encoding, which lxml refuses in text that is decoded already.
_MARKUP_START = re.compile(r"\A[\s\ufeff]*(?:<\?xml[^>]{0,300}\?>)?")
