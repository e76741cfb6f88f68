"""Join people whom a lead describes with the names that the text gives them afterwards.

News and press releases open with `A Lima man was arraigned today ...` and name him in the next sentence:
`Ivan Example, 34, is charged with ...`. What the lead said belongs to the person so named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.cases.cast import Cast
    from extractors.cases.events import Fact

_REACH = 4
"""How many sentences behind a newcomer its name may come."""

_OTHER = re.compile(r"(?i)\A(?:another|an?other|other|a (?:second|third|fourth|fellow|different)|one of|one )\b")


def join_newcomers(cast: Cast, facts: list[Fact]) -> None:
    """Give newcomers the entities of the name that follows, where number and place allow it."""
    first_use = _first_mentions(cast)
    for position, fact in enumerate(facts):
        reference = fact.reference
        if reference.kind != "newcomer" or reference.entities:
            continue
        if _OTHER.match(reference.span.of(cast.annotated.text)):
            continue
        group: list[int] = []
        for later in facts[position + 1 :]:
            other = later.reference
            if other.sentence > reference.sentence + _REACH:
                break
            if other.kind != "name" or other.span.start < reference.span.end:
                continue
            new = [e for e in other.entities if first_use.get(e, 0) > reference.span.start and e not in group]
            if not new:
                continue
            if reference.size == 1:
                group = new[:1] if len(new) == 1 else []
                break
            group.extend(new)
            if len(group) >= reference.size and reference.size > 2:
                break
        if reference.size == 1 and not group and len(cast.defendants) == 1 and reference.sentence <= 1:
            group = [*cast.defendants]
        if (reference.size == 1 and len(group) == 1) or (reference.size > 1 and 2 <= len(group) and (reference.size == 2 or len(group) <= reference.size)):
            reference.entities = tuple(group)


def _first_mentions(cast: Cast) -> dict[int, int]:
    """Return where each entity is first named."""
    first: dict[int, int] = {}
    for mention in cast.people.mentions:
        if mention.kind == "name":
            for entity in mention.entities:
                first.setdefault(entity, mention.span.start)
    return first
