"""Read the role and country that the words at a cue give of their source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.claims.layout import Range
from extractors.values.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.layout import Layout
    from schemas.base import Span

_NO_ROLES = frozenset({"both", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "another", "and"})
_HONORIFIC = re.compile(r" (?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\Z")
_TIES = frozenset({"by", "of", "for", "with", "from", "to", "in", "at"})
"""Words before a name that end no role: `a team led by Ada Adler`."""
_ARTICLES = ("the ", "a ", "an ")


def role_at(layout: Layout, tokens: Range, parts: Sequence[Range], name: Span) -> str | None:
    """Return the role that the words at the cue give: before the name, in apposition to it, or behind `of`."""
    first, last = layout.annotated.token_at(name.start), layout.annotated.token_at(name.end)
    home = next((part for part in parts if part.first <= first < part.last), tokens)
    if first > tokens.first:
        # `the director and founder Ada Adler`
        is_double = parts[1:2] == [home] and layout.words[parts[0].last] == "and" and first > home.first
        before = parts[0] if home != parts[0] and not is_double else Range(tokens.first, first)
        if home == parts[0] or is_double or (before.last < tokens.last and layout.words[before.last] == ","):
            text = bare(layout.text(before)).removesuffix("’s").removesuffix("'s").strip(" ,")
            text = _HONORIFIC.sub("", text)
            if text and text.casefold() not in _NO_ROLES:
                return None if text.rpartition(" ")[2] in _TIES else text
    if last + 1 < tokens.last and layout.words[last] == ",":
        behind = Range(last + 1, tokens.last)
        ends = next(
            (index for index in range(*behind) if layout.words[index] == ";" or _begins_other(layout, index, behind)),
            behind.last,
        )
        text = layout.text(Range(behind.first, ends)) if ends > behind.first else ""
        text = _without_age(text)
        return text or None
    if last + 1 < tokens.last and layout.words[last] in {"of", "from", "with"}:
        return bare(layout.text(Range(last + 1, home.last))) if home.last > last + 1 else None
    return None


def _begins_other(layout: Layout, index: int, behind: Range) -> bool:
    """Tell whether at `index` a further source begins: `and Bela Berg, …`."""
    return (
        layout.words[index] == "and"
        and index + 1 < behind.last
        and layout.tags[index + 1] == "NP"
        and any(word == "," for word in layout.words[index : behind.last])
    )


def _without_age(text: str) -> str:
    head, _, tail = text.partition(",")
    return tail.strip() if head.strip().isdigit() else ("" if text.strip().isdigit() else text.strip())


def bare(text: str) -> str:
    """Return the words without a leading article."""
    folded = text.casefold()
    for article in _ARTICLES:
        if folded.startswith(article):
            return text[len(article) :]
    return text


def country_in(role: str | None) -> str | None:
    """Return the country that the words of a role state (`Russian Foreign Minister`)."""
    if not role:
        return None
    words = role.replace("’s", "").replace("'s", "").split()
    for length in (3, 2, 1):
        for first in range(len(words) - length + 1):
            phrase = " ".join(words[first : first + length]).strip(",")
            if phrase[:1].isupper() and (first == 0 or words[first - 1].casefold() != "to"):
                code = country_code(phrase)
                if code:
                    return code
    return None
