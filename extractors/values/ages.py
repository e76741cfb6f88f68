"""Ages of people in years (`patterns/ages.yml`).

A number between commas or in brackets is an age only behind a name (`Dora Quill, 62, of …`), which keeps out
days of the month, house numbers and counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.values.model import Age
from extractors.values.numbers import normalise_number
from extractors.values.scan import load_scanner

if TYPE_CHECKING:
    from extractors.values.scan import Hit

_OLDEST: Final = 120
_NOT_NAMES: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    "Sept|Sep|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Section|Article|Chapter|Page|"
    "Street|Road|Avenue|Sections|Articles"
)
_NAME_BEFORE: Final = re.compile(
    rf"(?<![\w.])(?!(?:{_NOT_NAMES})\b)[^\W\d_a-zß-ÿ][\w’'.-]{{0,40}}[”\"’)]{{0,2}}(?:,? (?:Jr|Sr|II|III|IV)\.?)?(?:,? |,? ?\()$"
)
_WINDOW: Final = 60
"""Characters before an age in which the name must end."""


def find_ages(text: str) -> list[Age]:
    """Return the stated ages in text order; none overlap."""
    hits = load_scanner("ages.yml", "age_start", behind="behind_age").scan(text)
    return [age for hit in hits if (age := _build_age(hit, text)) is not None]


def _build_age(hit: Hit, text: str) -> Age | None:
    if hit.rule.fields.get("context") == "name_before":
        before = text[max(0, hit.span.start - _WINDOW) : hit.span.start]
        if not _NAME_BEFORE.search(before):
            return None
    years = normalise_number(hit["age"])
    if years is None or years != int(years) or years > _OLDEST:
        return None
    return Age(span=hit.span, years=int(years), rule=hit.rule.id)
