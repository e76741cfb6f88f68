"""Which elements of a page are not the story, by their tag, role, and the words of their class and id.

`element_reason` gives the reason for one element, from patterns/boilerplate_elements.yml and the tags below;
whether it is heeded is left to `story.py`, which knows how much of the page's prose the element holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.patterns import load_rules, load_table

if TYPE_CHECKING:
    from extractors.articles.soup import Element

MAX_LABEL_WORDS = 4
"""Words up to which an ARIA label names a part of the page; a longer one is a headline."""

_HTML = load_table("article_html.yml")
_TAG_REASONS: dict[str, str] = _HTML["tag_reasons"]
_ROLE_REASONS: dict[str, str] = _HTML["role_reasons"]
_ITEMPROP_REASONS: dict[str, str] = _HTML["itemprop_reasons"]
_NAME_ATTRIBUTES = ("id", "data-testid", "data-component", "data-qa")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^a-zA-Z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STATE_CLASSES = re.compile(
    r"(?<![\w-])(?:(?:has|with|without|no|is|not)-[\w-]+|elementor-(?:widget|element|column|section)[\w-]*)"
)
_POST_CLASS = re.compile(r"(?<![\w-])(?:hentry|type-\w+|status-publish|single-post)(?![\w-])")
_TERM_CLASSES = re.compile(r"(?<![\w-])(?:category|tag|format|status|type|post_format|author)-[\w-]+")
_STORY_BODY, _EMBEDDED_POST = (rule.pattern for rule in load_rules("article_elements.yml"))


def element_words(node: Element) -> str:
    """Return the words of the element's class, id and the names that components carry, lower-cased."""
    names = [node.value(name)[:100] for name in _NAME_ATTRIBUTES if name in node.attrs]
    label = node.value("aria-label")
    if label and label.count(" ") < MAX_LABEL_WORDS:
        names.append(label[:100])
    return _split_names(node.value("class")[:300], " ".join(names))


@lru_cache(maxsize=20_000)
def _split_names(classes: str, identifier: str) -> str:
    joined = f"{_STATE_CLASSES.sub(' ', classes)} {identifier}"
    if _POST_CLASS.search(classes):
        # WordPress writes the post's format, categories and tags into the class of its whole element.
        joined = _TERM_CLASSES.sub(" ", joined)
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", joined)).strip().lower()


def element_reason(node: Element, *, by_name: bool = True) -> str | None:
    """Return why the element would not be part of the story, or None; `by_name`: go by class and id too."""
    attrs = node.attrs
    reason = _TAG_REASONS.get(node.name)
    if node.name == "figure" and node.find("table", recursive=False) is not None:
        reason = None
    if not attrs:
        return reason
    if (
        "hidden" in attrs
        or node.value("aria-hidden").lower() == "true"
        or _HIDDEN_STYLE.search(node.value("style")[:300])
    ):
        return "hidden"
    role = attrs.get("role")
    if role and node.value("role").lower() in _ROLE_REASONS:
        return _ROLE_REASONS[node.value("role").lower()]
    if attrs.get("itemprop"):
        for name in node.value("itemprop").lower().split():
            if name in _ITEMPROP_REASONS:
                return _ITEMPROP_REASONS[name]
    return name_reason(element_words(node)) if by_name and reason is None else reason


@lru_cache(maxsize=20_000)
def name_reason(words: str) -> str | None:
    """Return why an element with these class and id words would not be part of the story, or None."""
    if not words:
        return None
    for rule in load_rules("boilerplate_elements.yml"):
        if rule.pattern.search(words):
            return str(rule.fields["reason"])
    return None


def is_story_body(node: Element) -> bool:
    """Tell whether the element says of itself that it holds an article's body."""
    if "itemprop" in node.attrs and "articlebody" in node.value("itemprop").lower():
        return True
    return bool(node.attrs) and _has_body_words(element_words(node))


@lru_cache(maxsize=20_000)
def _has_body_words(words: str) -> bool:
    return _STORY_BODY.search(words) is not None


def is_embedded_post(node: Element) -> bool:
    """Tell whether the element is a post of a social network that the story quotes."""
    return node.name == "blockquote" and _EMBEDDED_POST.search(element_words(node)) is not None


@lru_cache(maxsize=20_000)
def is_menu(classes: str, identifier: str) -> bool:
    """Tell whether a list of this class and id is a menu or a bar of links, by its names alone."""
    return name_reason(_split_names(classes[:300], identifier[:100])) in {"navigation", "share_bar"}
