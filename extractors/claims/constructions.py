"""From a cue to a candidate claim: which source stands at it, and which words it governs.

The constructions of reporting, each a rule whose name travels with the record:

    quote_before, quote_behind    “…,” X said / X said, “…”, also split around the cue      contents_*.py
    clause_before, clause_behind  the road was closed, X said / X said (that) …
    relative                      the mission, which X said would …
    infinitive, gerund, phrase    X vowed to …, X denied taking …, X announced the arrest of …
    accusation, description       X accused Y of …, X described Y as …
    source_before, source_behind  according to X, … / …, according to X                     according.py
    passive, passive_*            it was announced that …, X is believed to …               passives.py
    noun_*, adverb                the claim that …, reportedly
    colon                         X: “…” at the head of a paragraph                         headlines.py
    heard                         the court heard that …, …, it was alleged                 hearings.py

A candidate is what the grammar allows; whether it is kept is decided in `select`.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from extractors.claims.according import read_source_cue
from extractors.claims.adjuncts import skip_adjuncts
from extractors.claims.candidates import Candidate
from extractors.claims.clauses import trimmed
from extractors.claims.contents_before import clause_before, quoted_before, relative
from extractors.claims.contents_behind import content_behind
from extractors.claims.cues import load_lexicon
from extractors.claims.denials import read_denial, read_dismissal, read_pronoun_denial
from extractors.claims.hearings import read_hearing
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.noun_phrases import phrase_behind
from extractors.claims.parts_of_speech import FINITE
from extractors.claims.passives import read_adverb, read_noun, read_passive
from extractors.claims.reading import begin_reading
from extractors.claims.silences import is_no_claim
from extractors.claims.sources import cited_source, find_quoting, find_source, without_topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.cues import Cue
    from extractors.claims.layout import Layout


def find_candidates(layout: Layout, cues: Sequence[Cue]) -> list[Candidate]:
    """Return the candidate claims of the text, one a cue at most, in the order of the cues."""
    found: list[Candidate] = []
    for cue in cues:
        denial = (
            read_denial(layout, cue, found) or read_pronoun_denial(layout, cue, found) or read_dismissal(layout, cue)
        )
        if denial:
            found.append(denial)
            continue
        candidate = _read_cue(layout, cue, found)
        if candidate and candidate.cue.entry.lemma in {"cite", "quote"} and _is_cited(candidate, found):
            continue
        if (
            candidate
            and candidate.contents
            and not _is_repeated(candidate, found)
            and not is_no_claim(layout, candidate)
        ):
            found.append(candidate)
    for earlier, candidate in pairwise(found):
        _part(layout, earlier, candidate)
    return [
        first
        for first, second in zip_longest(found, found[1:])
        if not (second and (_modifies(layout, first, second) or _carries(layout, first, second)))
    ]


def _modifies(layout: Layout, candidate: Candidate, later: Candidate) -> bool:
    """Tell whether the cue only says who the source of another claim is: `two people [briefed] on it said`."""
    if later.speaker is None or not later.speaker.first <= candidate.cue.head < later.speaker.last:
        return False
    return layout.tags[candidate.contents[0].first] in {"IN", "TO"}


def _is_cited(candidate: Candidate, earlier: Sequence[Candidate]) -> bool:
    """Tell whether what is cited is the source of the claim before: `the Herald reported, citing [the ministry]`."""
    first = candidate.contents[0].first if candidate.contents else -1
    return any(other.speaker and other.relayed_by and other.speaker.first == first for other in earlier[-2:])


def _carries(layout: Layout, candidate: Candidate, later: Candidate) -> bool:
    """Tell whether a verb only carries the noun that has the content: `[voiced] fears that …`."""
    if later.cue.entry.family != "noun" or later.speaker is None or later.speaker != candidate.speaker:
        return False
    content = candidate.contents[0]
    is_object = content.first <= later.cue.head < min(content.last, content.first + 3)
    return is_object and layout.words[candidate.cue.head] in load_lexicon().carriers


def _part(layout: Layout, earlier: Candidate, candidate: Candidate) -> None:
    """Take out of a content the remark at its end that names the source of the whole: `…, the jury heard`."""
    content = earlier.contents[-1]
    cue = candidate.cue
    if _is_inside_source(layout, earlier, candidate):
        earlier.contents[-1] = trimmed(layout, content.first, candidate.cue.group) or content
        return
    is_tail = content.first < cue.head < content.last <= max(candidate.around.last, cue.tokens.last)
    if candidate.construction != "clause_before" or not is_tail:
        return
    comma = min(cue.group, candidate.speaker.first if candidate.speaker else cue.group) - 1
    if layout.quote[comma] != NOT_QUOTED and layout.quotations[layout.quote[comma]].last == comma + 1:
        comma += 1  # `the jury was told it was “a lie,” Adler said`
    elif layout.words[comma] != ",":
        return
    rest = trimmed(layout, content.first, comma)
    if rest is not None:
        earlier.contents[-1] = rest


def _is_inside_source(layout: Layout, earlier: Candidate, candidate: Candidate) -> bool:
    """Tell whether a claim stands in a clause about the source of the next: `a man who said he was a pirate told`."""
    source, head = candidate.speaker, earlier.cue.head
    if source is None or not source.first < head < source.last or "W" not in layout.tags[source.first : head]:
        return False
    return earlier.contents[-1].first < candidate.cue.group < earlier.contents[-1].last


def _is_repeated(candidate: Candidate, earlier: Sequence[Candidate]) -> bool:
    """Tell whether a noun has the content of the verb that it stands by: `said in a statement that …`.

    So has a participle: `said in a statement read to the court that …`.
    """
    repeats = candidate.cue.entry.family == "noun" or candidate.cue.entry.lemma == "read"
    return repeats and any(other.contents[0].first == candidate.contents[0].first for other in earlier[-4:])


def _read_cue(layout: Layout, cue: Cue, earlier: Sequence[Candidate]) -> Candidate | None:
    if cue.entry.family == "source":
        return read_source_cue(layout, cue)
    if cue.entry.family == "noun":
        return read_noun(layout, cue)
    if cue.entry.family == "adverb":
        return read_adverb(layout, cue)
    hearing = read_hearing(layout, cue)
    if hearing or cue.entry.lemma == "hear":
        return hearing
    if cue.form == "passive":
        return read_passive(layout, cue)
    return _read_active_verb(layout, cue, earlier)


def _read_active_verb(layout: Layout, cue: Cue, earlier: Sequence[Candidate]) -> Candidate | None:
    """Return the claim of a verb in the active voice, its content before or behind."""
    reading = begin_reading(layout, cue, earlier)
    quoting = find_quoting(layout, cue, reading.floor)
    source = quoting.speaker if quoting else without_topic(reading, find_source(reading))
    begins = cue.group if reading.is_inverted or source is None else min(source.first, cue.group)
    if quoting:
        begins = quoting.first
    elif cue.form == "participle" and not reading.is_inverted:
        begins = cue.group
    if begins - 1 >= reading.floor and layout.words[begins - 1] == "as":
        begins -= 1  # `…,” as Adler put it`
    if quoting and quoting.last > reading.behind:
        reading.behind = quoting.last
    skip_adjuncts(reading)
    found = (
        quoted_before(reading, begins)
        or relative(reading, source)
        or content_behind(reading)
        or clause_before(reading, begins)
    )
    if found is None:
        return None
    contents, construction = found
    if source is None and cue.form == "participle":
        source = _subject_behind(layout, contents[-1].last, reading.ceiling)
    around = Range(max(reading.floor, min(begins, cue.group)), max(reading.behind, cue.tokens.last))
    relay = quoting.relay if quoting else None
    cited = cited_source(reading, source)
    if cited:
        source, relay = cited, source
    return Candidate(cue, source, contents, construction, around, reading.addressee, relay)


def _subject_behind(layout: Layout, index: int, ceiling: int) -> Range | None:
    """Return the subject of the main clause behind a participle that leads the sentence: `In finding that …, the court`."""
    if index + 1 >= ceiling or layout.words[index] != ",":
        return None
    subject = phrase_behind(layout, index + 1, ceiling)
    return subject if subject and subject.last < ceiling and layout.tags[subject.last] in FINITE | {"R"} else None
