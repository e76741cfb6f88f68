"""Find where the attributed words begin and end: clauses, quotations and noun phrases beside a cue.

Content is verbatim: marks that close a quotation belong to it, a full stop behind an unquoted clause does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.cues import AUXILIARIES, load_lexicon
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.media import is_medium
from extractors.claims.parts_of_speech import FINITE, NOUNS

if TYPE_CHECKING:
    from extractors.claims.layout import Layout

STOPS = frozenset({".", "?", "!", "…", "...", "...."})
_TRIMMED = frozenset({",", ";", ":", "—", "–", "--", "-", ".", "…"})
_TURNS = frozenset({"but", "though", "although", "while", "whereas"})
COURTS = frozenset({"court", "jury", "inquest", "tribunal", "hearing", "trial", "inquiry"})
"""Bodies that are told: `he was at home, the jury heard`."""
_TOLD = (["was", "told"], ["has", "heard"], ["had", "heard"])
_IMPERSONAL = frozenset({"emerged", "emerges", "transpired", "learnt", "learned", "understood", "seems"})
_SILENT = frozenset(
    {"elaborate", "comment", "give", "say", "name", "identify", "specify", "provide", "disclose", "discuss"}
)
_WITHHOLDING = frozenset(
    {"saying", "naming", "giving", "elaborating", "mentioning", "specifying", "providing", "identifying", "explaining"}
    | {"offering", "citing", "commenting", "disclosing", "revealing", "going"}
)
_CONTRACTED = frozenset(
    {"isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't", "doesn't", "don't", "didn't"}
    | {"won't", "can't", "cannot", "wouldn't", "couldn't", "shouldn't"}
)
"""Verbs that the tagger takes for adverbs."""

_ATTRIBUTING = frozenset({"saying", "denying", "asking", "judging", "finding", "promising", "accusing"})
_PARTICIPLES = frozenset({"which", "citing", "saying", "arguing", "claiming"})
_DEEDS = frozenset({"threaten", "offer", "blame"})
"""Verbs that tell of a deed as often as of words: `said the man stalked and threatened her`."""
_REACH = 12
"""Tokens in which a new attribution must show itself behind a conjunction."""


def has_clause(layout: Layout, first: int, ceiling: int, *, strict: bool = False) -> bool:
    """Tell whether a clause begins at `first`: a subject and behind it a finite verb, with no stop between.

    With `strict` a comma or conjunction ends the search, unless it opens or closes a remark about the subject.
    """
    has_subject = False
    skipped = 0
    for index in range(first, min(ceiling, first + 40)):
        word, tag = layout.words[index], layout.tags[index]
        if word in STOPS or word in {";", ":"}:
            return False
        if strict and has_subject and _parts_clauses(layout, index, ceiling):
            return False
        if tag == "W" or (word == "that" and has_subject):
            skipped += has_subject
        elif has_subject and _is_finite(layout, index):
            if skipped == 0:
                return True
            skipped -= 1
        elif tag in NOUNS or tag in {"PRP", "EX", "DT", "CD", "J", "X", "VBG"}:
            has_subject = True
    return False


def _parts_clauses(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether at `index` a comma or conjunction ends what could be the subject of a clause."""
    if index + 1 >= ceiling:
        return False
    behind = layout.tags[index + 1]
    if layout.tags[index] == "CC":
        return behind in FINITE or layout.words[index] == "but"
    if layout.words[index] != ",":
        return False
    return behind in {"CC", "VBG", "PRP", "TO", "VBD", "IN"} or (behind == "W" and layout.words[index + 1] == "which")


def _is_finite(layout: Layout, index: int) -> bool:
    tag = layout.tags[index]
    if tag in {"VBD", "VBZ", "MD"} or layout.words[index] in _CONTRACTED:
        return True
    if tag == "VBN":
        return False
    return (
        tag == "VB"
        and layout.words[index - 1] != "to"
        and layout.tags[index - 1] in {"N", "NP", "PRP", "R", "EX", "CD", "DT"}
    )


def has_finite(layout: Layout, tokens: Range) -> bool:
    """Tell whether the tokens hold a finite verb behind their first token."""
    return any(
        _is_finite(layout, index) or layout.words[index] in AUXILIARIES
        for index in range(tokens.first + 1, tokens.last)
    )


def clause_end(
    layout: Layout, first: int, ceiling: int, tag: str = "", *, phrase: bool = False, subordinate: bool = False
) -> int:
    """Return the index behind the content that begins at `first`, at most `ceiling`.

    A quotation that the clause opens is taken whole, even over the end of the sentence. `tag` is that of the cue's
    verb: a further verb of reporting in the same tense, behind `and`, begins a new attribution. A `phrase` ends at a
    comma that does not part the items of a list; in a `subordinate` clause (`When X announced …, Y`) at the first comma.
    """
    index = first
    while index < ceiling:
        if layout.quote[index] != NOT_QUOTED:
            quotation = layout.quotations[layout.quote[index]]
            index = quotation.last
            if index >= ceiling or _closes_sentence(layout, quotation):
                return index
            continue
        word = layout.words[index]
        if (word == ";" and has_finite(layout, Range(first, index))) or (word in STOPS and index > first):
            return index
        if index > first and _begins_attribution(layout, first, index, ceiling, tag, phrase=phrase):
            return index
        if subordinate and word == "," and index > first and _resumes(layout, index + 1, ceiling):
            return index
        if phrase and index > first and _leaves_phrase(layout, index, ceiling):
            return index
        index += 1
    return index


def _resumes(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether behind the comma of a subordinate clause the main clause begins."""
    return index < ceiling and layout.tags[index] in {"DT", "NP", "PRP", "N", "PRPS", "EX", "J", *FINITE}


def _leaves_phrase(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether at `index` a noun phrase that is content ends: at a remark, a second verb, or the medium."""
    behind = index + 1
    if behind >= ceiling:
        return False
    word, tags = layout.words[index], layout.tags
    if word == "," and tags[behind] == "CC":
        return behind + 1 < ceiling and (
            tags[behind + 1] in FINITE or has_clause(layout, behind + 1, ceiling, strict=True)
        )
    if word == ",":  # `Adler confirmed it, the courts had no doubt`
        return tags[index - 1] == "PRP" or tags[behind] in {"VBG", "W", "IN", "TO", "R", "PRP", "VBD", "VBN"}
    if word in {"and", "but"}:
        return tags[behind] in {"VBD", "VBZ", "MD"}
    # `rejected the charges through his lawyer`
    is_through = word in {"through", "via"} and tags[behind] == "PRPS"
    return is_through or word in _PARTICIPLES or is_medium(layout, index, ceiling)


def _closes_sentence(layout: Layout, quotation: Range) -> bool:
    """Tell whether the quotation ends with a full stop inside its marks and a new sentence begins behind it."""
    inner = quotation.last - 2 if quotation.last - quotation.first > 2 else quotation.last - 1
    return (
        layout.words[inner] in STOPS
        and quotation.last < len(layout.words)
        and layout.sentence[quotation.last] != layout.sentence[inner]
    )


def _begins_attribution(  # noqa: PLR0911 - one return a sign
    layout: Layout, first: int, index: int, ceiling: int, tag: str, *, phrase: bool
) -> bool:
    """Tell whether at `index` (a comma or a conjunction) the words of the source end and others begin."""
    words, tags = layout.words, layout.tags
    word = words[index]
    lexicon = load_lexicon()
    if word == ",":
        behind = index + 1
        if behind >= ceiling:
            return False
        if tags[behind] == "VBG" and (words[behind] in lexicon.verbs or _begins_phrase(layout, behind)):
            return True
        if _adds_source(layout, behind, ceiling) or _is_impersonal(layout, behind, ceiling):
            return True
        if words[behind] == "according" or (words[behind] == "as" and _has_cue(layout, behind + 1, ceiling)):
            return True
        if words[behind] in _TURNS:
            goes_on = behind + 1 < ceiling and (tags[behind + 1] in FINITE | {"R", "IN", "VBN"})
            return not goes_on or _has_cue(layout, behind + 1, ceiling, tag)
        return words[behind] == "and" and _has_cue(layout, behind + 1, ceiling, tag)
    if word == "according" and index + 1 < ceiling and words[index + 1] == "to":
        return True
    if word in {"but", "and"} and _declines(layout, index + 1, ceiling, is_turn=word == "but"):
        return True
    if word in _TURNS and word != "but":
        return _has_cue(layout, index + 1, ceiling)
    is_full = word in {"and", "but"} and (phrase or has_finite(layout, Range(first, index)))
    return is_full and _has_cue(layout, index + 1, ceiling, tag)


def _adds_source(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether behind a comma others speak or the source keeps silent: `with critics saying`, `without naming her`."""
    if layout.words[index] == "without":
        return index + 1 < ceiling and layout.words[index + 1] in _WITHHOLDING
    if layout.words[index : index + 2] == ["to", "which"]:
        return _has_cue(layout, index + 2, ceiling)
    if layout.words[index] in {"the", "an", "a"} and layout.words[index + 1 : index + 2] and index + 2 < ceiling:
        heard = layout.words[index + 2 : index + 4]
        return layout.words[index + 1] in COURTS and (heard[:1] == ["heard"] or heard in _TOLD)
    if layout.words[index] != "with":
        return False
    for probe in range(index + 1, min(ceiling, index + 8)):
        if layout.tags[probe] == "VBG":
            entry = load_lexicon().verbs.get(layout.words[probe])
            return entry is not None and entry.kind == "saying"
        if layout.tags[probe] in FINITE or layout.words[probe] == ",":
            break
    return False


def _is_impersonal(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether a remark that names nobody ends the sentence: `…, it emerged on Saturday`, `…, it was alleged`."""
    words = layout.words
    if words[index] != "it":
        return False
    for probe in range(index + 1, min(ceiling, index + 4)):
        if words[probe] in _IMPERSONAL or (words[probe - 1] in AUXILIARIES and words[probe] in load_lexicon().verbs):
            behind = probe + 1
            return behind >= ceiling or words[behind] in STOPS | {"on", "in", "at"} or layout.date[behind] >= 0
    return False


def _declines(layout: Layout, index: int, ceiling: int, *, is_turn: bool) -> bool:
    """Tell whether at `index` the source falls silent: `confirmed the arrest but [would not elaborate]`.

    Behind `and` (no turn) that can be what the source tells of somebody: only what cannot is taken.
    """
    words = layout.words[index : min(ceiling, index + 3)]
    if not is_turn:
        is_silent = words[:2] in (["declined", "to"], ["refused", "to"]) and words[2:3] in (["comment"], ["elaborate"])
        return is_silent or (
            words[:2] == ["gave", "no"] and words[2:] in (["further"], ["details"], ["more"], ["other"])
        )
    if words[:1] in (["declined"], ["refused"]) or words[:2] in (["gave", "no"], ["offered", "no"], ["gave", "few"]):
        return True
    is_negated = words[:2] in (["would", "not"], ["did", "not"]) or words[:1] in (["wouldn't"], ["didn't"])
    return is_negated and not _SILENT.isdisjoint(words)


def _begins_phrase(layout: Layout, index: int) -> bool:
    """Tell whether a reporting verb of several words begins at `index`: `pointing out`."""
    rows = load_lexicon().phrases.get(layout.words[index], ())
    return any(tuple(layout.words[index + 1 : index + 1 + len(words)]) == words for words, _ in rows)


def _has_cue(layout: Layout, first: int, ceiling: int, tag: str = "") -> bool:
    """Tell whether a verb of reporting is the first verb behind `first`, directly or behind its subject."""
    lexicon = load_lexicon()
    for index in range(first, min(ceiling, first + _REACH)):
        if layout.quote[index] != NOT_QUOTED or layout.words[index] in STOPS:
            return False
        if layout.tags[index] in FINITE:
            entry = lexicon.verbs.get(layout.words[index])
            if entry is None or entry.kind not in _ATTRIBUTING or entry.lemma in _DEEDS:
                return False
            if all(before == "R" for before in layout.tags[first:index]):
                return layout.tags[index] == tag
            is_own = layout.tags[first] == "PRP" and index == first + 1  # `and he called them`
            return is_own or bool({"clause", "quote"} & entry.frames)
        if layout.tags[index] == "VBG" and index == first:
            return layout.words[index] in lexicon.verbs
    return False


def clause_start(layout: Layout, end: int, floor: int) -> int:
    """Return where the clause begins that ends at `end`: behind a semicolon, a turn (`, but`), or a dateline."""
    first = floor
    for index in range(end - 1, floor, -1):
        if layout.quote[index] != NOT_QUOTED:
            continue
        if layout.words[index] == ";" or (layout.words[index] in _TURNS and layout.words[index - 1] == ","):
            first = index + 1
            break
    if first == floor:
        for index in range(floor, min(end, floor + 10)):
            if layout.words[index] in {"–", "—", "--", "-", "―", ":"} and all(
                tag in {"NP", ".", "N", "CD"} for tag in layout.tags[floor:index]
            ):
                return index + 1
    while first < end and (layout.tags[first] == "CC" or layout.words[first] in {",", "—", "–"}):
        first += 1
    return first


def trimmed(layout: Layout, first: int, last: int) -> Range | None:
    """Return the tokens without punctuation at either edge outside quotation marks; none when nothing is left."""
    while first < last and layout.words[first] in _TRIMMED and layout.quote[first] == NOT_QUOTED:
        first += 1
    while last > first and layout.words[last - 1] in _TRIMMED and layout.quote[last - 1] == NOT_QUOTED:
        last -= 1
    return Range(first, last) if last > first else None
