"""Find the source of an active verb: its subject, the agent behind it, or the subject it shares with another verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractors.claims.agents import agent_behind
from extractors.claims.clauses import clause_start, has_clause, has_finite
from extractors.claims.cues import BE, verb_form
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.media import is_channel, is_outlet
from extractors.claims.noun_phrases import LINKERS, is_object
from extractors.claims.parts_of_speech import FINITE, NOUNS
from extractors.claims.reading import INVERTED
from extractors.claims.subjects import subject_before
from extractors.patterns import load_table

if TYPE_CHECKING:
    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout
    from extractors.claims.reading import Reading

_DOCUMENTS: frozenset[str] = frozenset(load_table("speakers.yml")["document_nouns"])
_CITED = _DOCUMENTS.union(*(load_table("speakers.yml")[name] for name in ("role_nouns", "body_nouns"))) | {"source"}
_LEADS = frozenset({"outside", "inside", "meanwhile", "earlier", "later", "separately", "afterwards", "elsewhere"})
_PREDICATES = frozenset({"VBD", "VBZ", "MD", "VB"})
_COMPLEMENTS = frozenset({"that", "whether", "if", "how", "why"})
_TEMPORAL = frozenset({"after", "before", "when", "since", "until", "once"})
_FREE = frozenset({",", "-", "—", "–", "and", "but", "or", "then"})
"""Before a verb without a subject of its own: it goes on from a main clause, where `by saying` goes with the verb before it."""
_REACH = 60
"""Tokens before a participle in which the clause stands whose subject it shares."""
_QUOTING = frozenset({"quoted", "cited", "quotes", "cites", "quoting", "citing", "reported", "paraphrased"})


def find_source(reading: Reading) -> Range | None:  # noqa: PLR0911 - one return a form of the verb
    """Return the tokens of the source; sets `is_inverted` and `behind` when it stands behind the verb."""
    layout, cue = reading.layout, reading.cue
    if cue.form == "participle":
        if layout.tags[cue.head] == "VBG" or cue.head == reading.floor:
            if _can_invert(reading):
                return _inverted(reading)
            return _own_subject(reading) or _borrowed(reading)
        if _can_invert(reading):
            return _inverted(reading)
        return subject_before(layout, cue.group, reading.floor)
    if cue.form == "infinitive":
        return _borrowed(reading)
    if _can_invert(reading):
        return _inverted(reading)
    found = _without_lead(layout, subject_before(layout, cue.group, reading.floor))
    if found is None and cue.group > reading.floor and layout.words[cue.group - 1] in {"and", "but", ",", "then", "or"}:
        return _borrowed(reading)
    return found


def _without_lead(layout: Layout, source: Range | None) -> Range | None:
    """Return the source without what leads the sentence: `[Outside court,] one of them, Ada Adler,`, `[Giving evidence,] she`."""
    if source is None or (layout.tags[source.first] not in {"IN", "VBG"} and layout.words[source.first] not in _LEADS):
        return source
    comma = next((index for index in range(*source) if layout.words[index] == ","), source.first)
    is_title = layout.tags[source.first] == "VBG" and layout.tags[source.first + 1] in {"NP", "J"}
    if is_title or not source.first < comma < source.last - 1 or layout.words[source.first] in {"of", "both", "about"}:
        return source
    return Range(comma + 1, source.last)


def without_topic(reading: Reading, source: Range | None) -> Range | None:
    """Return the source of a remark between commas without the words before it: `The bridge, [Mr. Adler] said, is safe`."""
    layout, index = reading.layout, reading.behind
    if source is None or reading.is_inverted or source.first != reading.start or index + 1 >= reading.ceiling:
        return source
    if layout.words[index] != "," or layout.tags[index + 1] not in _PREDICATES:
        return source
    commas = [place for place in range(*source) if layout.words[place] == ","]
    return Range(commas[0] + 1, source.last) if len(commas) == 1 and commas[0] + 1 < source.last else source


def _can_invert(reading: Reading) -> bool:  # noqa: PLR0911 - one return a condition
    """Tell whether the source stands behind the verb: `…,” said Adler`."""
    layout, cue, behind = reading.layout, reading.cue, reading.cue.tokens.last
    if behind >= reading.ceiling or cue.group != cue.head or layout.quote[behind] != NOT_QUOTED:
        return False
    if layout.tags[cue.head] not in {"VBD", "VBZ", "VBN", "VB"}:
        return False
    # `“Was it official?” asked Adler`, but `“…,” Adler said and told the court`
    if "addressee" in cue.entry.frames and not (cue.entry.lemma == "ask" and cue.head == reading.floor > reading.start):
        return False
    if layout.tags[behind] not in {"NP", "N", "DT", "PRP", "PRPS", "J", "CD", "VBN"}:
        return False
    if cue.head == reading.floor and reading.floor > reading.start:
        return "quote" in cue.entry.frames or cue.entry.lemma == "announce"
    if layout.words[cue.head - 1] != "," or not INVERTED.intersection({cue.entry.lemma}):
        return False
    agent = agent_behind(layout, behind, reading.ceiling)
    if agent is None or (agent.last < reading.ceiling and layout.tags[agent.last] in {"VBD", "VBZ", "MD"}):
        return False  # `…, officials, after a search, said it was empty`
    is_quoted = layout.quote[cue.head - 2] != NOT_QUOTED
    if not is_quoted and agent.last < reading.ceiling and layout.quote[agent.last] != NOT_QUOTED:
        return False  # `His aide, asked about the talks, said contacts “must go on”`
    # `Recipients, said Adler, are required to …`
    behind_comma = layout.tags[agent.last + 1] if agent.last + 1 < reading.ceiling else ""
    is_inside = behind_comma in _PREDICATES and layout.words[agent.last] == ","
    first = clause_start(layout, cue.head, reading.start)
    is_question = cue.entry.lemma == "say" and layout.tags[reading.start] == "CC"  # `Nor are tariffs high, said Adler`
    is_clause = is_question and has_finite(layout, Range(reading.start, cue.head - 1))
    return is_quoted or is_inside or is_clause or has_clause(layout, first, cue.head - 1)


def _inverted(reading: Reading) -> Range | None:
    agent = agent_behind(reading.layout, reading.cue.tokens.last, reading.ceiling)
    if agent:
        reading.is_inverted = True
        reading.behind = agent.last
    return agent


def _borrowed(reading: Reading) -> Range | None:
    """Return the source of the clause that this verb shares its subject with."""
    layout, cue = reading.layout, reading.cue
    for other in reversed(reading.earlier):
        if layout.sentence[other.cue.head] != layout.sentence[cue.head]:
            break
        if (
            other.speaker
            and other.cue.form != "passive"
            and not any(c.first <= cue.head < c.last for c in other.contents)
        ):
            return other.speaker
    is_free = layout.words[cue.group - 1] in _FREE if cue.group > reading.start else False
    is_parted = is_free and (cue.form == "finite" or layout.words[cue.group - 1] != "and")
    nearest: Range | None = None
    for index in range(cue.group - 1, max(reading.start, cue.group - _REACH) - 1, -1):
        if layout.tags[index] not in FINITE or layout.quote[index] != NOT_QUOTED or _in_content(reading, index):
            continue
        if layout.tags[index] == "VB" and not (is_parted and _is_present(layout, index, reading.start)):
            continue
        group = _group_start(reading, index)
        found = subject_before(layout, group, reading.start)
        if found is None:
            continue
        if not is_free or cue.form == "infinitive" or _leads_clause(layout, found, group, reading.start):
            return found
        nearest = nearest or found
    return nearest


def _is_present(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether a base form is a present tense: its subject stands before it."""
    return index > floor and layout.tags[index - 1] in NOUNS


def _leads_clause(layout: Layout, subject: Range, group: int, floor: int) -> bool:
    """Tell whether a subject is that of a clause of its own: no relative pronoun, `that` or verb governs it.

    `He backed FIFA, which is under investigation, saying` is said by him.
    """
    if "W" in layout.tags[subject.last : group]:
        return False
    before = subject.first - 1
    if before < floor:
        return True
    if layout.words[before] in _COMPLEMENTS or layout.tags[before] == "W":
        return False
    if layout.words[before] in _TEMPORAL or layout.words[before] in LINKERS:
        return layout.tags[subject.first] != "PRP"
    return not is_object(layout, subject.first, floor)


def _own_subject(reading: Reading) -> Range | None:
    """Return the noun right before a participle (`with critics saying that`), unless it is what it was said in."""
    layout, head = reading.layout, reading.cue.head
    if head == reading.floor or layout.tags[head - 1] not in NOUNS | {"PRP"}:
        return None
    found = subject_before(layout, head, reading.floor)
    if found is None or is_channel(layout, Range(found.last - 1, found.last)):
        return None
    return None if layout.words[found.last - 1] in _DOCUMENTS else found


def _in_content(reading: Reading, index: int) -> bool:
    return any(c.first <= index < c.last for other in reading.earlier[-4:] for c in other.contents)


def _group_start(reading: Reading, index: int) -> int:
    while (
        index > reading.floor
        and reading.layout.tags[index - 1] in {"MD", "R", "VBD", "VBZ"}
        and (
            reading.layout.tags[index - 1] in {"MD", "R"}
            or reading.layout.words[index - 1] in BE | {"has", "had", "have"}
        )
    ):
        index -= 1
    return index


def cited_source(reading: Reading, source: Range | None) -> Range | None:
    """Return whom an outlet cites for what it says: `KTV, citing [the ministry], reported`, `…, KTV reported, citing [it]`.

    Only outlets relay; an official who cites the police says it himself.
    """
    layout, cue = reading.layout, reading.cue
    if source is None or cue.entry.kind != "saying":
        return None
    behind = cue.tokens.last
    while behind < reading.ceiling and (layout.date[behind] >= 0 or layout.words[behind] == "on"):
        behind += 1
    for comma in (source.last, behind):
        cited = comma + 2
        if layout.words[comma : comma + 1] != [","] or layout.words[comma + 1 : cited] not in (["citing"], ["quoting"]):
            continue
        found = agent_behind(layout, cited, reading.ceiling)
        if found and (cue.entry.lemma == "report" or is_outlet(layout.text(source))) and can_be_cited(layout, found):
            return found
    return None


def can_be_cited(layout: Layout, tokens: Range) -> bool:
    """Tell whether what is cited speaks: a name, people, a body or a writing, but no `lack of evidence`."""
    if layout.annotated.tokens[tokens.last - 1].end in layout.name_ends:
        return True
    words = layout.words[tokens.first : tokens.last]
    return not _CITED.isdisjoint(words) or not _CITED.isdisjoint(word.removesuffix("s") for word in words)


class Quoting(NamedTuple):
    """The source, the relaying outlet and the first token of `the Herald quoted Adler as saying`."""

    speaker: Range | None
    relay: Range | None
    first: int
    last: int = 0
    """Index behind an outlet that follows the cue: `was quoted as saying by the Herald`; 0 for none."""


def find_quoting(layout: Layout, cue: Cue, floor: int) -> Quoting | None:
    """Return what stands before `as saying`, none when the cue has another form."""
    if layout.tags[cue.head] != "VBG" or cue.head == 0 or layout.words[cue.head - 1] != "as":
        return None
    for index in range(cue.head - 2, max(floor - 1, cue.head - 25), -1):
        if layout.words[index] not in _QUOTING:
            continue
        form, group = verb_form(layout, index)
        subject = subject_before(layout, group, floor)
        if form == "passive":
            first = subject.first if subject else group
            if layout.words[index + 1] == "by" and index + 2 < cue.head:
                return Quoting(subject, Range(index + 2, cue.head - 1), first)
            behind = cue.tokens.last
            is_by = layout.words[behind : behind + 1] == ["by"]
            relay = agent_behind(layout, behind + 1, layout.sentence_range(cue.head).last) if is_by else None
            return Quoting(subject, relay, first, relay.last if relay else 0)
        speaker = Range(index + 1, cue.head - 1) if index + 1 < cue.head - 1 else None
        return Quoting(speaker, subject, subject.first if subject else group)
    return None
