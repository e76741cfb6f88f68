"""Tell outlets, channels and audiences: through what, to whom and by whose relay something was said."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.noun_phrases import phrase_behind
from extractors.patterns import load_table

if TYPE_CHECKING:
    from extractors.claims.layout import Layout, Range


class _Vocabulary(NamedTuple):
    outlet_words: frozenset[str]
    outlets: frozenset[str]
    channels: frozenset[str]
    audiences: frozenset[str]
    medium_nouns: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    table = load_table("media.yml")
    return _Vocabulary(*(frozenset(str(word).casefold() for word in table[name]) for name in _Vocabulary._fields))


def is_outlet(name: str) -> bool:
    """Tell whether a name is that of a news outlet or agency."""
    folded = name.casefold().removeprefix("the ")
    words = _vocabulary()
    if folded in words.outlets or f"the {folded}" in words.outlets:
        return True
    parts = folded.replace("-", " ").replace(".", " ").split()
    return len(parts) > 0 and name[:1].isupper() and (parts[-1] in words.outlet_words or parts[0] in words.outlets)


def is_channel(layout: Layout, tokens: Range) -> bool:
    """Tell whether the phrase names what something is said through, such as `a written statement`."""
    return not _vocabulary().channels.isdisjoint(layout.words[tokens.first : tokens.last])


def is_audience(layout: Layout, tokens: Range) -> bool:
    """Tell whether the phrase names whom something is said to, such as `reporters`."""
    return not _vocabulary().audiences.isdisjoint(layout.words[tokens.first : tokens.last])


def is_medium(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether at `index` a phrase begins that says where or to whom it was said: `in a statement`."""
    if layout.words[index] not in {"in", "on", "at", "during", "via", "through", "to", "by", "over", "from"}:
        return False
    phrase = phrase_behind(layout, index + 1, ceiling)
    return phrase is not None and not _vocabulary().medium_nouns.isdisjoint(layout.words[phrase.first : phrase.last])
