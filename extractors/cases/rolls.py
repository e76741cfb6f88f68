"""Read court rolls: paragraphs that open with who stood before the court, and go on without naming anybody.

`Ivan Example, 34, of Hill Road, Lima, theft, six months.` tells offence and term without a verb (`find_rolls`). In
`Ivan Example, 34, of Lima, pleaded guilty to theft. Jailed for six months.` the sentences behind the first have no subject
(`of_roll`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.cases.cast import Cast, Reference
from extractors.cases.charges import ChargeFact
from extractors.cases.events import Fact
from extractors.cases.penalties import PenaltyFact
from extractors.cases.triggers import EventRule, Trigger
from extractors.patterns import expand_parts
from extractors.values.durations import normalise_months, whole_months
from extractors.values.model import PenaltyMention
from extractors.values.numbers import normalise_number
from extractors.values.offences import iccs_code
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated

ROLL = "sentenced_roll"
_RULE = EventRule.beyond_words(ROLL, "sentenced")
_ENTRY = re.compile(
    expand_parts(
        r"(?:,? \(?\d{2}\)?)(?:, (?:of )?[A-Z][^,:;.\n]{2,40}(?:, [A-Z][^,:;.\n]{2,30})?)?[,:] (?P<offence>[a-z][a-z -]{3,60})[,:] "
        r"(?P<number><<spelled>>|\d{1,3}) (?P<unit>years|months|weeks|days)(?:[’']? (?:imprisonment|jail|custody)| in (?:prison|jail))?(?:,? suspended)?(?=[.;\n]|\Z)"
    )
)
"""Behind a name: age, perhaps a home, an offence and a term, with no verb between them."""


class RollEntry(NamedTuple):
    """What an entry tells of a person."""

    fact: Fact
    charge: ChargeFact
    penalty: PenaltyFact


def find_rolls(annotated: Annotated, cast: Cast) -> list[RollEntry]:
    """Return the entries of the text that tell offence and term without a verb, in text order."""
    found: list[RollEntry] = []
    text = annotated.text
    for index, sentence in enumerate(annotated.sentences):
        row = cast.mentions[index]
        if not row or row[0].span.start != sentence.span.start or row[0].kind != "name":
            continue
        first = row[0]
        entry = _ENTRY.match(text, first.span.end, sentence.span.end)
        code = iccs_code(entry["offence"]) if entry is not None else None
        number = normalise_number(entry["number"]) if entry is not None else None
        if entry is None or code is None or number is None or not cast.is_candidate(first.entities[0]):
            continue
        words, offence = Span(entry.start("number"), entry.end("unit")), Span.of_match(entry, "offence")
        trigger = Trigger(_RULE, words, words, index, "passive", "actual")
        reference = Reference(first.span, "name", first.entities[:1], index, confidence=first.confidence)
        months = whole_months(normalise_months(number, entry["unit"]))
        mention = PenaltyMention(words, "imprisonment", months, None, None, None, "=", ROLL)
        found.append(
            RollEntry(
                Fact(trigger, reference, "actual", None, None),
                ChargeFact(offence, entry["offence"], None, "convicted", code, ROLL, 2, words),
                PenaltyFact(mention, "sentence", ROLL, words),
            )
        )
    return found
