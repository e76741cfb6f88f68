"""What a page says of itself in JSON-LD: its objects, those that are articles, and the body that they may carry."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SCRIPTS = 50
MAX_OBJECTS = 500

# Other objects (videos, sites, breadcrumbs, events) have titles, dates and authors of their own.
_ARTICLE = re.compile(r"article|posting|report|review|newsitem|liveblog", re.IGNORECASE)
_PAGE = re.compile(r"webpage|itempage", re.IGNORECASE)
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|li|h[1-6]|blockquote|ul|ol)\b[^>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,1000}>")
# Escapes that may leave half of a character, which no record can hold.
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def read_json_ld(scripts: list[str]) -> list[dict[str, Any]]:
    """Return all objects of the JSON-LD texts, nested `@graph`s opened; malformed texts give none."""
    found: list[dict[str, Any]] = []
    for script in scripts[:MAX_SCRIPTS]:
        text = script.replace("\\u0000", " ").strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
        try:
            # `strict=False`: publishers leave raw line breaks inside strings.
            value = json.loads(text, strict=False)
            if _HALF_CHARACTER.search(text):
                value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            continue
        pending = [value]
        while pending and len(found) < MAX_OBJECTS:
            item = pending.pop(0)
            if isinstance(item, list):
                pending.extend(item[:100])
            elif isinstance(item, dict):
                found.append(item)
                pending.extend(item[key] for key in ("@graph", "mainEntity") if isinstance(item.get(key), (list, dict)))
    return found


def articles_in(objects: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the objects that are articles, then those that are the page around one."""
    for kind in (_ARTICLE, _PAGE):
        yield from (item for item in objects if kind.search(str(item.get("@type", ""))))


def longest_article_body(objects: list[dict[str, Any]]) -> str:
    """Return the longest `articleBody` of the objects, its markup removed, paragraphs parted by empty lines."""
    bodies = [item["articleBody"] for item in articles_in(objects) if isinstance(item.get("articleBody"), str)]
    if not bodies:
        return ""
    text = unescape(max(bodies, key=len))
    text = _TAG.sub(" ", _PARAGRAPH_TAG.sub("\n", text))
    return "\n\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))
