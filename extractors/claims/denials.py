"""Find denials: those of what was alleged just before, and those that are claims whatever the model of selection says.

The gold articles hold few denials by accused, ministries and armies, so that the model has not learnt them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.candidates import Candidate
from extractors.claims.clauses import clause_end, trimmed
from extractors.claims.layout import Range
from extractors.claims.subjects import subject_before
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout

_DENIALS = frozenset({"deny", "reject", "dispute", "refute", "rebut", "dismiss", "rubbish", "debunk"})
_PLEAS = frozenset(
    {"urge", "call on", "call upon", "appeal to", "implore", "beg", "pray", "plead with", "beseech", "enjoin"}
)
_CHARGES = frozenset({"charge", "charges", "count", "counts", "case"})
_ACCUSED_OF = frozenset(load_table("speakers.yml")["accusation_nouns"])
_OFFENCES = frozenset(load_table("speakers.yml")["denied_offences"])
_JUDGES = frozenset(load_table("speakers.yml")["deciding_nouns"])
_FALSE = frozenset(load_table("speakers.yml")["false_words"])
_NAMING = frozenset({"term", "dub", "label", "brand", "describe", "call", "characterize", "characterise"})
_APPOSITIONS = _ACCUSED_OF | {"something", "this"}
_POINTING = frozenset({"it", "this", "that", "them"})
_CLOSING = frozenset({".", ",", ";", "and", "but", "in", "on", "as", "through", "via"})
_UNSURE = frozenset({"phrase", "adverb", "tagged", "infinitive"})
"""Constructions whose content is seldom something that can be denied."""
_PARTING = frozenset({",", "--", "–", "—"})
_FIRST_WORDS = 6
"""Tokens of what is denied among which its noun stands."""


def is_plain(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a source denies an accusation or a deed, accuses somebody, or urges somebody to do something."""
    speaker, lemma = candidate.speaker, candidate.cue.entry.lemma
    if speaker is None or candidate.cue.form == "participle":
        return False
    if is_called_false(layout, candidate):
        return True
    if candidate.construction in {"infinitive", "accusation"}:
        return lemma in (_PLEAS if candidate.construction == "infinitive" else {"accuse"})
    if lemma not in _DENIALS or not _JUDGES.isdisjoint(layout.words[speaker.first : speaker.last]):
        return False
    content = candidate.contents[0]
    if candidate.construction in {"gerund", "clause_behind"}:
        return lemma == "deny"
    denied = layout.words[content.first : content.last]
    is_accusation = candidate.construction == "phrase" and not _ACCUSED_OF.isdisjoint(denied[:_FIRST_WORDS])
    is_accusation |= (
        candidate.construction == "phrase" and lemma == "deny" and not _OFFENCES.isdisjoint(denied[:_FIRST_WORDS])
    )
    is_dropped = lemma == "dismiss" and not _CHARGES.isdisjoint(denied[:_FIRST_WORDS]) and "as" not in denied
    return is_accusation and not is_dropped


def is_called_false(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether an accusation is called untrue: `termed the report as malicious`."""
    if candidate.cue.entry.lemma not in _NAMING:
        return False
    content = layout.words[candidate.contents[0].first : candidate.contents[-1].last]
    return not _ACCUSED_OF.isdisjoint(content[:_FIRST_WORDS]) and not _FALSE.isdisjoint(content)


def read_denial(layout: Layout, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """Return the denial in apposition to what was alleged: `accused her of [fraud], an allegation that she denies`.

    Takes the apposition out of the content of the earlier claim, and the noun's own candidate out of `found`.
    """
    if (cue.entry.kind != "denying" and cue.entry.lemma != "confirm") or cue.form != "finite":
        return None
    sentence = layout.sentence_range(cue.head)
    speaker = subject_before(layout, cue.group, sentence.first)
    if speaker is None:
        return None
    if speaker.last - speaker.first > 2 and layout.words[speaker.first + 1] in _APPOSITIONS:
        is_alone = layout.tags[speaker.first] == "DT" and layout.tags[speaker.first + 2] in {"CD", "NP", "DT", "J"}
        speaker = Range(speaker.first + 2, speaker.last) if is_alone else speaker  # `a claim [two officials] denied`
    noun = speaker.first - 1
    is_linked = layout.words[noun] in {"that", "which"}
    noun -= is_linked
    comma = next(
        (index for index in range(noun, max(sentence.first, noun - 4), -1) if layout.words[index] in _PARTING), None
    )
    if comma is None or (layout.words[noun] not in _APPOSITIONS and not (is_linked and comma == noun)):
        return None
    own = [other for other in found[-2:] if comma < other.cue.head < cue.head]
    before = next((other for other in reversed(found[-3:]) if other not in own), None)
    if before is None or not before.contents[-1].first < comma <= before.contents[-1].last:
        return None
    denied = trimmed(layout, before.contents[-1].first, comma)
    if denied is None:
        return None
    found[:] = [other for other in found if other not in own]
    before.contents[-1] = denied
    return Candidate(cue, speaker, [denied], "denied", Range(comma + 1, cue.tokens.last))


def read_pronoun_denial(layout: Layout, cue: Cue, found: Sequence[Candidate]) -> Candidate | None:
    """Return the denial of what was said just before: `Prosecutors said Adler took the money. She denied [it].`.

    The claim that is denied stands in the sentence before, or in this one; the content stays the word at the cue.
    """
    index = cue.tokens.last
    if cue.entry.lemma not in _DENIALS or cue.form != "finite" or index >= len(layout.words):
        return None
    sentence = layout.sentence_range(cue.head)
    ends = index + 1 >= sentence.last or layout.words[index + 1] in _CLOSING
    if layout.words[index] not in _POINTING or not ends:
        return None
    speaker = subject_before(layout, cue.group, sentence.first)
    before = next((other for other in reversed(found[-2:]) if other.construction not in _UNSURE), None)
    if speaker is None or before is None or before.cue.entry.kind in {"denying", "asking"}:
        return None
    last = before.contents[-1].last - 1
    is_near = layout.sentence[cue.head] - layout.sentence[max(last, before.cue.head)] <= 1
    is_inside = any(content.first <= cue.head < content.last for content in before.contents)
    if not is_near or is_inside or before.speaker == speaker:
        return None
    return Candidate(cue, speaker, [Range(index, index + 1)], "denied", Range(speaker.first, index + 1))


def read_dismissal(layout: Layout, cue: Cue) -> Candidate | None:
    """Return the denial whose verdict stands before what is denied: `dismissed as false [claims that he stole]`."""
    index = cue.tokens.last
    is_past = cue.form == "finite" or layout.tags[cue.head] == "VBN"
    if cue.entry.kind != "denying" or not is_past or layout.words[index : index + 1] != ["as"]:
        return None
    sentence = layout.sentence_range(cue.head)
    noun = next(
        (
            at
            for at in range(index + 2, min(index + 2 + _FIRST_WORDS, sentence.last - 1))
            if layout.words[at] in _ACCUSED_OF
        ),
        None,
    )
    speaker = subject_before(layout, cue.group, sentence.first)
    if noun is None or speaker is None or layout.words[noun + 1] not in {"that", "of", "by", "against"}:
        return None
    content = trimmed(layout, noun, clause_end(layout, noun, sentence.last))
    return Candidate(cue, speaker, [content], "denied", Range(speaker.first, index)) if content else None


def without_denied(kept: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates without nouns that only repeat what a denial is about: `denied reports that he was held`."""
    denials = [candidate for candidate in kept if candidate.cue.entry.kind == "denying"]
    held = {index for denial in denials for content in denial.contents for index in range(*content)}
    return [
        candidate
        for candidate in kept
        if not (candidate.construction.startswith("noun_") and candidate.speaker is None and candidate.cue.head in held)
    ]
