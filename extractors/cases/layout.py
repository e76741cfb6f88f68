"""Read tables of defendants that a press release has flattened to lines.

A row opens with a line that is only a name, an age and perhaps a home (`Ivan Example, 38, Vista`). The lines behind
it tell of that person: a plea or verdict that ends in a colon, the counts one a line (`(2) Lewd act with a child`),
enhancements, the penalty, the next hearing and its date. The row ends at the next name or at running text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from extractors.cases.charges import ChargeFact, stage_of
from extractors.cases.offence_lists import part_offences
from extractors.cases.penalties import PenaltyFact
from extractors.values.offences import iccs_code
from schemas.base import Span

if TYPE_CHECKING:
    from extractors.annotations.model import Annotated
    from extractors.cases.events import Fact
    from extractors.persons.model import Mention, People
    from extractors.values.model import PenaltyMention
    from schemas.vocabulary import ChargeStage

_AFTER_NAME = re.compile(r"\A(?:, (?:aged? )?| \()\d{1,3}\)?(?:,? (?:of )?[A-Z][\w .,’'-]{2,50})?\Z")
_LISTED_BEFORE = re.compile(r"[;,](?: and)?\s+\Z")
"""Before the last line of a list in running text, which heads no row."""
_HEADER = re.compile(
    r"(?i)\A(?:(?P<faced>(?:maximum|minimum|possible) (?:sentence|penalty|exposure))|(?P<imposed>sentences?|sentence imposed))\Z"
)
_CHARGES_HEADER = re.compile(r"(?i)\A(?:defendants?,? )?(?:and )?charges?\Z")
_COUNTS_BEHIND = re.compile(r" \((\d{1,3}) counts?\)")
_ENHANCEMENT = re.compile(
    r"(?i)\A(?:sentenc\w+ )?(?:enhancements?|allegations?|special (?:allegations?|circumstances))\b"
)
_ROW_END = re.compile(r"(?i)\A(?:circumstances|background|case #|prosecutor|summary|facts)\b")
_OPENS_LIST = re.compile(r"(?i)(?:[:]|\b(?:with|to|of|counts?))\s*\Z")
_HEARING = re.compile(
    r"(?i)\A(?:continued )?(?:sentencing|arraignment|pre-?trial|preliminary|jury trial|trial|hearing|department|to be determined|status)\b"
)
_BRACKETED_COUNT = re.compile(r"\A\((\d{1,3})\) ?")
_MAX_LINES = 25
_MAX_LINE = 240


@dataclass(frozen=True, slots=True)
class Row:
    """The lines of one defendant; `field` is what the table's header makes of a penalty.

    `lists_charges` tells that the header has a column of charges.
    """

    entity: int
    span: Span
    lines: tuple[Span, ...]
    field: Literal["sentence", "max_penalty"]
    lists_charges: bool = False


def find_rows(annotated: Annotated, people: People) -> list[Row]:
    """Return the rows of the text's tables of defendants, in text order."""
    text = annotated.text
    lines = [line for paragraph in annotated.paragraphs for line in _lines(text, paragraph)]
    names = {
        m.span.start: m for m in people.mentions if m.kind == "name" and people.entities[m.entities[0]].kind == "person"
    }
    heads = [index for index, line in enumerate(lines) if _is_head(text, line, names)]
    rows: list[Row] = []
    field: Literal["sentence", "max_penalty"] = "max_penalty"
    lists_charges = False
    for number, head in enumerate(heads):
        for line in lines[max(0, head - 6) : head]:
            lists_charges = lists_charges or _CHARGES_HEADER.match(line.of(text)) is not None
            header = _HEADER.match(line.of(text))
            if header:
                field = "max_penalty" if header["faced"] else "sentence"
        following = heads[number + 1] if number + 1 < len(heads) else len(lines)
        body: list[Span] = []
        for line in lines[head + 1 : min(following, head + 1 + _MAX_LINES)]:
            words = line.of(text)
            if _ROW_END.match(words) or (len(words) > _MAX_LINE and body):
                break
            body.append(line)
        if body:
            entity = names[lines[head].start].entities[0]
            rows.append(Row(entity, Span(lines[head].start, body[-1].end), tuple(body), field, lists_charges))
    return rows


def _lines(text: str, paragraph: Span) -> list[Span]:
    spans, start = [], paragraph.start
    for part in text[paragraph.start : paragraph.end].split("\n"):
        if part.strip():
            lead = len(part) - len(part.lstrip())
            spans.append(Span(start + lead, start + len(part.rstrip())))
        start += len(part) + 1
    return spans


def _is_head(text: str, line: Span, names: dict[int, Mention]) -> bool:
    """Tell whether a line is a name, an age and perhaps a home."""
    mention = names.get(line.start)
    if mention is None or line.end - line.start > 110:
        return False
    is_last_of_list = text.endswith(".", 0, line.end) and _LISTED_BEFORE.search(
        text, max(0, line.start - 9), line.start
    )
    return _AFTER_NAME.match(text[mention.span.end : line.end]) is not None and not is_last_of_list


def read_row_charges(annotated: Annotated, row: Row, facts: list[Fact]) -> list[ChargeFact]:
    """Return the offences that the lines of a row list, with the stage of the plea or verdict above them."""
    text = annotated.text
    stage: ChargeStage | None = None
    is_open, told = True, False
    charges: list[ChargeFact] = []
    trigger = Span(row.span.start, row.span.start)
    for line in row.lines:
        words = line.of(text)
        first, last = bisect_left(facts, line.start, key=_fact_start), bisect_left(facts, line.end, key=_fact_start)
        here = [fact for fact in facts[first:last] if fact.trigger.span != line and stage_of(fact) is not None]
        if here:
            stage, trigger, told = stage_of(here[0]), here[0].trigger.span, True
            is_open = _OPENS_LIST.search(words) is not None
        elif _ENHANCEMENT.match(words) or _HEARING.match(words) or _has_penalty(words):
            is_open = False
        elif is_open and (told or row.lists_charges or "count" in words.lower()) and len(words) < 160:
            charges += _charges_in(annotated, line, stage or "charged", trigger)
    return charges


def _fact_start(fact: Fact) -> int:
    return fact.trigger.span.start


def _mention_start(mention: PenaltyMention) -> int:
    return mention.span.start


def _has_penalty(words: str) -> bool:
    return (
        re.search(r"(?i)\b(?:state prison|in prison|in jail|county jail|probation|life without|years to life)\b", words)
        is not None
    )


def _charges_in(annotated: Annotated, line: Span, stage: ChargeStage, trigger: Span) -> list[ChargeFact]:
    text = annotated.text
    bracketed = _BRACKETED_COUNT.match(line.of(text))
    start = line.start + (bracketed.end() if bracketed else 0)
    return [
        ChargeFact(
            span,
            span.of(text),
            int(bracketed[1]) if bracketed else counts or _counts_behind(text, span),
            stage,
            iccs_code(span.of(text)),
            "layout_line",
            2,
            trigger,
        )
        for span, counts in part_offences(text, start, line.end)
    ]


def _counts_behind(text: str, span: Span) -> int | None:
    """Return the counts that brackets behind an offence give (`Theft (12 counts)`)."""
    match = _COUNTS_BEHIND.match(text, span.end)
    return int(match[1]) if match else None


def charges_line(annotated: Annotated, row: Row) -> Span | None:
    """Return the first line of a row that lists offences under a header `Charges`; null where there is none."""
    if not row.lists_charges:
        return None
    for line in row.lines:
        if _HEARING.match(line.of(annotated.text)) or _has_penalty(line.of(annotated.text)):
            return None
        if iccs_code(line.of(annotated.text)) is not None:
            return line
    return None


def read_row_penalties(row: Row, mentions: list[PenaltyMention]) -> list[PenaltyFact]:
    """Return the penalties that stand in the lines of a row."""
    first = bisect_left(mentions, row.span.start, key=_mention_start)
    last = bisect_left(mentions, row.span.end, key=_mention_start)
    return [
        PenaltyFact(mention, row.field, "layout_penalty", mention.span)
        for mention in mentions[first:last]
        if any(line.start <= mention.span.start < line.end for line in row.lines)
    ]
