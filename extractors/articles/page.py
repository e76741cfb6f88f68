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
    title = next((node.words() for node in tree.root.walk() if node.name == "title"), None)
    return Page(
        body=tree.root,
        metas=tree.metas,
        links=tree.links,
        title=title or None,
        language=tree.root.value("lang") or None,
        json_ld=read_json_ld(tree.json_ld),
        longest_menu=tree.longest_menu,
        asks_password=tree.asks_password,
    )
