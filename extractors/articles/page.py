"""HTML text → `Page`: the BeautifulSoup tree as light nodes, the head's facts, and the JSON-LD beside it.

Scripts, styles and drawings are cut from the text before it is parsed, as they are most of a page and none of
its story; JSON-LD is read on the way. The tree is then walked once into `Node`s, which carry the word counts
that the choice of the article rests on.
"""

from __future__ import annotations

import gc
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from schemas.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 400_000
"""Largest tree that is read: about three hundred times a long news page."""

_RAW_OPEN = re.compile(
    r"<(script|style|svg|noscript|template|iframe|object|textarea|select|math)\b|<!--", re.IGNORECASE
)
_RAW_CLOSE = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript", "template", "iframe", "object", "textarea", "select", "math")
}
_JSON_LD = re.compile(r"""type\s*=\s*["']?application/ld\+json""", re.IGNORECASE)
_MAX_JSON_LD = 2_000_000

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "svg",
        "noscript",
        "template",
        "iframe",
        "object",
        "textarea",
        "select",
        "math",
        "head",
        "canvas",
        "audio",
        "video",
        "map",
        "embed",
        "input",
        "option",
        "datalist",
        "dialog",
    ]
)


@dataclass(slots=True, eq=False)
class Node:
    """An element of the page: its children are nodes and strings, in order."""

    name: str
    attrs: dict[str, Any]
    parent: Node | None
    children: list[Node | str] = field(default_factory=list)

    def ancestors(self) -> Iterator[Node]:
        """Yield the elements that hold this one, innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """Yield the elements inside this one, in document order."""
        pending: list[Node] = [self]
        while pending:
            node = pending.pop()
            if node is not self:
                yield node
            pending.extend(child for child in reversed(node.children) if not isinstance(child, str))

    def text(self) -> str:
        """Return the strings inside the element, white space folded."""
        parts: list[str] = []
        pending: list[Node | str] = [self]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                pending.extend(reversed(item.children))
        return " ".join(" ".join(parts).split())

    def get(self, name: str) -> str:
        """Return an attribute's value as one string, empty where it is absent."""
        value = self.attrs.get(name, "")
        return " ".join(value) if isinstance(value, list) else str(value or "")


@dataclass(slots=True)
class Page:
    """What a page holds: its body, the facts of its head, and its JSON-LD objects."""

    body: Node
    metas: dict[str, str]
    links: dict[str, str]
    title: str | None
    language: str | None
    json_ld: list[dict[str, Any]]


def read_page(html: str) -> Page:
    """Return the page that `html` holds.

    Raises:
        TooLargeError: The page has more than `MAX_NODES` elements.
    """
    markup, scripts = cut_raw_elements(html)
    soup = _parse(markup)
    metas, links, title = _read_head(soup)
    root = soup.html
    language = root.get("lang") if isinstance(root, Tag) else None
    return Page(
        body=_build_nodes(soup),
        metas=metas,
        links=links,
        title=title,
        language=str(language) if language else None,
        json_ld=read_json_ld(scripts),
    )


def cut_raw_elements(html: str) -> tuple[str, list[str]]:
    """Return `html` without scripts, styles, drawings and comments, and the JSON-LD texts that were among them.

    An element that is never closed is left to the parser; each kind is searched to the end of the page at most
    once in vain, so the time stays linear.
    """
    kept: list[str] = []
    json_ld: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while match := _RAW_OPEN.search(html, at):
        name = (match.group(1) or "!--").lower()
        start = match.start()
        if name in unclosed:
            end = match.end()
            kept.append(html[at:end])
            at = end
            continue
        if name == "!--":
            found = html.find("-->", match.end())
            end = found + 3
        else:
            close = _RAW_CLOSE[name].search(html, match.end())
            found, end = (close.start(), close.end()) if close else (-1, -1)
        if found < 0:
            unclosed.add(name)
            continue
        kept.append(html[at:start])
        kept.append(" ")
        if name == "script":
            opened = html.find(">", start, found)
            if opened > 0 and _JSON_LD.search(html, start, min(opened + 1, start + 1000)):
                json_ld.append(html[opened + 1 : found])
        at = end
    kept.append(html[at:])
    return "".join(kept), json_ld


def _parse(markup: str) -> BeautifulSoup:
    # A tree of a hundred thousand linked objects makes the collector run over and over: off, twice as fast.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return BeautifulSoup(markup, "lxml")
    finally:
        if was_on:
            gc.enable()


def _read_head(soup: BeautifulSoup) -> tuple[dict[str, str], dict[str, str], str | None]:
    metas: dict[str, str] = {}
    links: dict[str, str] = {}
    title: str | None = None
    for tag in soup.find_all(["meta", "link", "title"]):
        if tag.name == "meta":
            key = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
            content = tag.get("content")
            if key and content:
                metas.setdefault(str(key).strip().lower(), str(content).strip())
        elif tag.name == "link":
            href = tag.get("href")
            for rel in tag.get_attribute_list("rel"):
                if rel and href:
                    links.setdefault(str(rel).lower(), str(href).strip())
        elif title is None:
            title = tag.get_text(" ", strip=True) or None
    return metas, links, title


def _build_nodes(soup: BeautifulSoup) -> Node:
    """Return the page's body as light nodes; elements that never hold story text are left out."""
    root = Node("body", {}, None)
    stack: list[tuple[Tag, Node]] = [(soup, root)]
    count = 0
    while stack:
        tag, node = stack.pop()
        for child in tag.contents:
            if isinstance(child, Tag):
                if child.name in _SKIPPED:
                    continue
                count += 1
                if count > MAX_NODES:
                    raise TooLargeError(f"the page has more than {MAX_NODES} elements")
                built = Node(child.name, child.attrs, node)
                node.children.append(built)
                if child.contents:
                    stack.append((child, built))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                node.children.append(str(child))
    return root


def read_json_ld(scripts: list[str]) -> list[dict[str, Any]]:
    """Return all objects of the JSON-LD texts, nested `@graph`s opened; malformed texts give none."""
    found: list[dict[str, Any]] = []
    for script in scripts[:50]:
        if len(script) > _MAX_JSON_LD:
            continue
        text = script.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
        try:
            # `strict=False`: publishers leave raw line breaks inside strings.
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        pending = [value]
        while pending and len(found) < 500:
            item = pending.pop(0)
            if isinstance(item, list):
                pending.extend(item[:100])
            elif isinstance(item, dict):
                found.append(item)
                pending.extend(item[key] for key in ("@graph", "mainEntity") if isinstance(item.get(key), (list, dict)))
    return found
