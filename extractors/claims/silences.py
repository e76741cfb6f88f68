"""Tell what looks like a claim and is none: a source that keeps silent or is asked, manners of speaking, bare nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.layout import Range
from extractors.claims.sources import can_be_cited

if TYPE_CHECKING:
    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout

_POLICE = frozenset(
    {"police", "detectives", "officers", "investigators", "prosecutors", "agents", "troopers", "deputies"}
)
_OBJECTS = frozenset({"them", "him", "her", "us", "me"})
_ASKING = frozenset({"whether", "if", "who", "whom", "what", "which", "when", "where", "why", "how"})
_SILENT = frozenset(
    {"declined", "declines", "declining", "refused", "refuses", "refusing", "not", "unable", "never", "without"}
) | {f"{verb}n't" for verb in ("did", "does", "do", "would", "could", "has", "had", "wo", "ca")}
_NEITHER = frozenset({"neither", "nor"})
_PAPERS = frozenset({"claims", "bills", "invoices", "applications", "returns", "forms"})
"""What is handed in rather than said: `submitted fraudulent claims to Medicare`."""
_NAMING = frozenset({"anonymity", "named", "identified", "unnamed"})


_SHORT = 4
"""Tokens of a source that is only named: `citing two police officers`."""


def is_no_claim(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether what the grammar found claims nothing: a source that keeps silent, asks not to be named, or is asked."""
    first = candidate.contents[0].first
    if candidate.cue.entry.lemma == "say" and candidate.speaker and layout.text(candidate.speaker).casefold() == "that":
        last = candidate.cue.tokens.last
        return layout.words[last : last + 1] == [","]  # `That said, the road is closed`
    if _says_nothing(layout, candidate):
        return True
    if candidate.cue.entry.lemma == "question" and candidate.speaker:
        return not _POLICE.isdisjoint(layout.words[candidate.speaker.first : candidate.speaker.last])
    if candidate.cue.entry.lemma == "deny":
        is_object = layout.words[first] in _OBJECTS and layout.tags[first] != "PRPS"
        return is_object and layout.words[first - 1] != "that"  # `denied them permits`
    return candidate.cue.entry.kind == "asking" and not _NAMING.isdisjoint(layout.words[first : first + 5])


def _says_nothing(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a cue governs no words: `neither confirmed nor denied that`, `thanked him`, `…, citing his mother`."""
    verb = candidate.cue
    is_neither = verb.entry.family == "verb" and not _NEITHER.isdisjoint(
        layout.words[max(0, verb.group - 1) : verb.head]
    )
    if is_neither or (candidate.speaker and _is_made_to(layout, candidate.speaker)):
        return True
    if _is_manner(layout, candidate) or _is_silent(layout, candidate) or _is_question(layout, candidate):
        return True
    return candidate.construction == "phrase" and verb.entry.kind != "denying" and _is_bare(layout, candidate)


def _is_manner(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether the words mean a deed or no more than a name: `identified only as Ivan`, `claimed 15,393 lives`."""
    lemma, first = candidate.cue.entry.lemma, candidate.contents[0].first
    if lemma in {"identify", "name"}:
        return layout.words[first : first + 2] == ["only", "as"]
    words = layout.words[first : first + _SHORT]
    return (lemma == "claim" and "lives" in words) or (lemma == "submit" and not _PAPERS.isdisjoint(words))


def _is_bare(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a noun phrase holds no more than a pronoun, a feeling (`expressed concern`) or whom an outlet cites."""
    verb, (first, last) = candidate.cue, candidate.contents[0]
    if verb.entry.lemma in {"express", "voice"} and last - first == 1 and layout.tags[first] == "N":
        return True
    is_source = verb.entry.lemma == "cite" and verb.form == "participle" and last - first <= _SHORT
    return _is_pronoun(layout, candidate) or (is_source and can_be_cited(layout, Range(last - 1, last)))


def _is_silent(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a source keeps to itself what it is asked: `declined to say whether`, `would not say when`."""
    verb, content = candidate.cue, candidate.contents[0]
    if verb.entry.family != "verb" or verb.entry.kind == "denying" or layout.words[content.first] not in _ASKING:
        return False
    before = layout.words[max(0, verb.group - 2) : verb.head]
    return not _SILENT.isdisjoint(before)


def _is_question(layout: Layout, candidate: Candidate) -> bool:
    """Tell whether a cue says only that a source was asked: `Adler, asked about it, said`, `Asked if he feared …, he said`."""
    verb = candidate.cue
    sentence = layout.sentence_range(verb.head)
    is_lead = verb.form == "participle" or verb.head == sentence.first
    if verb.entry.lemma == "ask" and is_lead and candidate.speaker is None:
        return layout.tags[verb.head] != "VBG"
    if layout.words[sentence.first] not in {"asked", "pressed"} or verb.head == sentence.first:
        return False
    comma = next((at for at in range(sentence.first, sentence.last) if layout.words[at] == ","), sentence.first)
    return verb.head < comma


def _is_made_to(layout: Layout, speaker: Range) -> bool:
    """Tell whether the subject is the object of another verb: `would have us believe`."""
    is_object = speaker.last - speaker.first == 1 and layout.words[speaker.first] in {"us", "me"}
    return is_object and layout.words[speaker.first - 1 : speaker.first] in (["have"], ["make"], ["let"])


def _is_pronoun(layout: Layout, candidate: Candidate) -> bool:
    first, last = candidate.contents[0]
    return len(candidate.contents) == 1 and last - first == 1 and layout.tags[first] == "PRP"
