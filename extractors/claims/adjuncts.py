"""Skip what stands between an active verb and its content: addressee, dates, adverbs and phrases of medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.clauses import has_clause
from extractors.claims.layout import NOT_QUOTED
from extractors.claims.media import is_medium
from extractors.claims.noun_phrases import phrase_behind
from extractors.claims.parts_of_speech import FINITE

if TYPE_CHECKING:
    from extractors.claims.layout import Range
    from extractors.claims.reading import Reading

HANDED = frozenset(
    {"read", "issued", "released", "posted", "published", "sent", "given", "obtained", "seen", "broadcast", "carried"}
    | {"unsealed", "dated"}
    | {"shared", "delivered", "provided", "emailed", "circulated", "signed", "filed", "submitted", "aired", "shown"}
)
"""Participles that say by whom or to whom a statement came: `said in a statement read to the court that`."""

_FAR = 14
"""Tokens between an addressee and the `that` of the content."""
_BREAKS = frozenset({".", ";", ":", "?", "!", "and", "but", "because", "if", "whether", "how"})
_TURNS = frozenset({"however", "though", "meanwhile", "too", "therefore", "instead", "nevertheless", "moreover"})

_BEFORE_DATES = frozenset({"on", "in", "at", "since", "early", "late", "earlier", "later"})
_INTERVALS = frozenset(
    {"moment", "moments", "minute", "minutes", "hour", "hours", "day", "days", "night", "week", "weeks"}
    | {"month", "months", "year", "years", "fortnight"}
)
_QUESTIONING = frozenset({"questioning", "cross-examination", "oath", "interrogation", "pressure", "torture"})


def skip_adjuncts(reading: Reading) -> None:
    """Move `behind` to where the content can begin, and set the addressee that the verb takes as its object."""
    layout = reading.layout
    index = reading.behind
    entry = reading.cue.entry
    if (
        not reading.is_inverted
        and ("addressee" in entry.frames or "object_to" in entry.frames)
        and index < reading.ceiling
    ):
        phrase = phrase_behind(layout, index, reading.ceiling)
        if phrase and _is_addressee(reading, phrase):
            reading.addressee = phrase
            index = _behind_apposition(reading, phrase.last)
    for _ in range(6):
        if index >= reading.ceiling or layout.quote[index] != NOT_QUOTED:
            break
        step = _adjunct(reading, index)
        if step == index:
            break
        reading.has_adjuncts = True
        index = step
    reading.behind = _that_ahead(reading, index) if reading.addressee else index


def _that_ahead(reading: Reading, index: int) -> int:
    """Return where `that` begins the content behind what is left of the addressee, `index` itself where it does not.

    `told a committee hearing in Lodi, California, on Monday that the bridge was safe`.
    """
    layout = reading.layout
    if index + 1 >= reading.ceiling or layout.words[index] == "that":
        return index
    is_place = layout.words[index] == "," and layout.name_at.get(layout.annotated.token_starts[index + 1]) == "LOC"
    if layout.tags[index] not in {"IN", "VBG"} and not is_place:
        return index
    for probe in range(index, min(reading.ceiling, index + _FAR)):
        if layout.quote[probe] != NOT_QUOTED or layout.tags[probe] in FINITE or layout.words[probe] in _BREAKS:
            break
        if layout.words[probe] == "," and layout.tags[probe + 1 : probe + 2] == ["VBG"]:
            break
        if layout.words[probe] == "that":
            return probe if has_clause(layout, probe + 1, reading.ceiling) else index
    return index


def _is_addressee(reading: Reading, phrase: Range) -> bool:
    """Tell whether the object is whom it is said to, rather than the thing said."""
    layout, entry = reading.layout, reading.cue.entry
    behind = layout.words[phrase.last] if phrase.last < reading.ceiling else "."
    if "addressee" not in entry.frames:
        return behind in {"to", "not"}
    if entry.lemma in {"ask", "warn", "caution", "advise", "brief", "alert"} and has_clause(
        layout, phrase.first, reading.ceiling, strict=True
    ):
        return behind in {"to", "that", "not", "whether", "if", "how"} or layout.tags[phrase.first] == "PRP"
    return True


def _behind_apposition(reading: Reading, index: int) -> int:
    """Return the index behind a remark about whom it was said to: `told the Herald, a daily, that`."""
    layout = reading.layout
    if index >= reading.ceiling or layout.words[index] != ",":
        return index
    for probe in range(index + 1, min(reading.ceiling, index + 14)):
        if layout.words[probe] == "," and probe + 1 < reading.ceiling and layout.words[probe + 1] in {"that", "to"}:
            return probe + 1
        if layout.quote[probe] != NOT_QUOTED or (
            layout.tags[probe] in FINITE and layout.words[index + 1] not in {"who", "which"}
        ):
            break
    return index


def _adjunct(reading: Reading, index: int) -> int:  # noqa: PLR0911 - one return a kind of adjunct
    """Return the index behind an adverb, date or phrase of medium at `index`; `index` itself for none."""
    layout = reading.layout
    if layout.date[index] >= 0:
        number = layout.date[index]
        while index < reading.ceiling and layout.date[index] == number:
            index += 1
        return index
    following = index + 1
    if following >= reading.ceiling:
        return index
    if layout.words[index] == ",":
        return _behind_comma(reading, index)
    if layout.words[index] in _BEFORE_DATES and layout.date[following] >= 0:
        return _adjunct(reading, following)
    if layout.tags[index] == "R" and layout.words[index] not in {"how", "why", "there", "here", "not"}:
        return _behind_adverb(reading, index)
    if layout.tags[index] in {"DT", "CD"}:
        return _behind_interval(reading, index)
    if reading.has_adjuncts and layout.words[index] in HANDED and layout.tags[following] in {"IN", "TO", "R"}:
        return following
    if layout.words[index] == "under" and layout.words[following] in _QUESTIONING:
        return following + 1
    return _behind_preposition(reading, index)


def _behind_comma(reading: Reading, index: int) -> int:
    """Return the index behind a turn or remark between commas: `said, however, that`, `said, without giving names, that`."""
    layout, following = reading.layout, index + 1
    if layout.words[following] in _TURNS:
        ends = following + 2 < reading.ceiling and layout.words[following + 1] == ","
        return following + 2 if ends else index
    if layout.tags[following] != "IN":
        return index
    for probe in range(following, min(reading.ceiling, index + _FAR) - 1):
        if layout.quote[probe] != NOT_QUOTED or layout.tags[probe] in FINITE:
            break
        if layout.words[probe] == ",":
            return probe + 1 if layout.words[probe + 1] == "that" else index
    return index


def _behind_adverb(reading: Reading, index: int) -> int:
    layout, following = reading.layout, index + 1
    ends = layout.words[following] in {"that", ",", ":", "to"} or layout.date[following] >= 0
    return following if ends or layout.quote[following] != NOT_QUOTED else index


def _behind_interval(reading: Reading, index: int) -> int:
    """Return the index behind `an hour later`, `index` itself where no such words stand."""
    layout = reading.layout
    for probe in range(index + 2, min(reading.ceiling, index + 5)):
        if layout.words[probe] in {"later", "earlier", "afterwards"} and layout.words[probe - 1] in _INTERVALS:
            return probe + 1
    return index


def _behind_preposition(reading: Reading, index: int) -> int:
    """Return the index behind a phrase such as `in a statement` or `from the bench`, at which no content begins."""
    layout, words, tags = reading.layout, reading.layout.words, reading.layout.tags
    if tags[index] not in {"IN", "TO"} or words[index] == "that" or words[index : index + 2] == ["as", "saying"]:
        return index
    phrase = phrase_behind(layout, index + 1, reading.ceiling)
    if phrase is None:
        return index
    last = phrase.last
    ends = last < reading.ceiling and (
        words[last] in {"that", ",", ":", "."}
        or layout.quote[last] != NOT_QUOTED
        or layout.date[last] >= 0
        or tags[last] == "TO"
        or words[last] in {"in", "on", "at", "after", "during"}
    )
    ends = ends or (words[index] in {"through", "via"} and has_clause(layout, last, reading.ceiling))
    is_told = words[index] == "to" and reading.cue.entry.kind == "saying"
    return last if is_told or ends or is_medium(layout, index, reading.ceiling) else index
