"""HTML text → `Page`: its body, the facts of its head, and its JSON-LD objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extractors.articles.json_ld import read_json_ld
from extractors.articles.soup import Element, parse_html


@dataclass(slots=True)
class Page:
    """What a page holds: its body, the facts of its head, its JSON-LD objects, and the length of its longest menu."""

    body: Element
    metas: dict[str, str]
    links: dict[str, str]
    title: str | None
    language: str | None
    json_ld: list[dict[str, Any]]
    longest_menu: int = 0
    asks_password: bool = False


def read_page(html: str, *, flatten: bool = True) -> Page | None:
    """Return the page that `html` holds, or None where it holds no element at all.

    Raises:
        TooLargeError: The page has too many elements.
    """
    tree = parse_html(html, flatten=flatten)
    if tree.root is None:
        return None
    metas, links, title = _read_head(tree.root)
    return Page(
        body=tree.root,
        metas=metas,
        links=links,
        title=title,
        language=tree.root.value("lang") or None,
        json_ld=read_json_ld(tree.json_ld),
        longest_menu=tree.longest_flat,
        asks_password=tree.asks_password,
    )


def _read_head(root: Element) -> tuple[dict[str, str], dict[str, str], str | None]:
    metas: dict[str, str] = {}
    links: dict[str, str] = {}
    title: str | None = None
    for tag in root.walk():
        if tag.name == "meta":
            key = tag.value("property") or tag.value("name") or tag.value("itemprop")
            if key and tag.value("content"):
                metas.setdefault(key.strip().lower(), tag.value("content").strip())
        elif tag.name == "link":
            for rel in tag.value("rel").lower().split():
                links.setdefault(rel, tag.value("href").strip())
        elif tag.name == "title" and title is None:
            title = tag.words() or None
    return metas, links, title
