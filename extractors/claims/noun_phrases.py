"""Find the noun phrase that ends or begins at a word.

Phrases are read from part-of-speech tags, outward from the cue: backwards for a subject (`phrase_before`), with the
subjects that it is joined to; forwards for an addressee or the object of a preposition (`phrase_behind`). Dates and
adverbs do not belong to them. Sources behind a cue, with their appositions, are read by `agents`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import FINITE, NOUNS, VERBS

if TYPE_CHECKING:
    from extractors.claims.layout import Layout

NOMINAL = frozenset({"N", "NP", "CD", "DT", "J", "PRPS", "POS", "X"})
LINKS = frozenset({"of", "for", "in", "at", "from", "with", "to", "on", "against", "near", "under", "behind"})
LONGEST = 60
"""Tokens; a list of officials who announce something together can be long."""

_OUTLETS = frozenset(
    {"broadcaster", "newspaper", "agency", "magazine", "daily", "weekly", "channel", "network", "station", "website"}
    | {"site", "outlet", "tabloid", "paper"}
)
"""Nouns that stand before the name of an outlet or body without a comma."""

_TYING = frozenset({"close", "loyal", "familiar", "privy", "opposed", "sympathetic", "allied", "linked", "aligned"})
"""Adjectives that stand behind their noun, with a preposition."""

LINKERS = frozenset({"that", "but", "and", "as", "while", "because", "although", "though", "if"})


def _skip_parenthesis(layout: Layout, index: int, floor: int) -> int:
    """Return the index of the bracket that opens what closes at `index`, `index` itself when there is none."""
    for probe in range(index - 1, max(floor, index - 15) - 1, -1):
        if layout.words[probe] in "([":
            return probe
    return index


def phrase_before(layout: Layout, end: int, floor: int) -> Range | None:  # noqa: C901 - one branch a kind of word
    """Return the noun phrase that ends at `end`, reading back no further than `floor`; none when there is none."""
    tags, words = layout.tags, layout.words
    index = end - 1
    floor = max(floor, end - LONGEST)
    first = end
    while index >= floor:
        tag, word = tags[index], words[index]
        if layout.quote[index] != NOT_QUOTED and not is_nickname(layout, index):
            break
        if layout.date[index] >= 0 and not (first < end and index > floor and tags[index - 1] in {"DT", "J", "PRPS"}):
            break
        if tag == "PRP":
            return Range(_part_of(layout, index, floor), end) if first == end else Range(first, end)
        if tag in {"DT", "PRPS", "EX"} or (tag == "W" and first < end and _is_determiner(layout, index)):
            first = index
            if index > floor and (words[index - 1] in {"all", "both", "half"}):
                first = index = index - 1
            if not (index > floor and _links_before(layout, index - 1, floor)):
                break
        elif (
            tag in NOMINAL
            or (tag in {"VB", "VBD"} and first < end and is_title(layout, index))
            or (tag in {"VBN", "VBG", "R", "VBD"} and first < end and _is_modifier(layout, index, floor))
            or (first < end and index > floor and _ties_nouns(layout, index))
            or (word in _TYING and first < end and words[index + 1] in LINKS and tags[index - 1] in NOUNS | {"J"})
            or layout.quote[index] != NOT_QUOTED
        ):
            first = index
        elif word in {")", "]"}:
            index = _skip_parenthesis(layout, index, floor)
            first = index
        elif first < end and _goes_on_before(layout, index, floor):
            pass
        else:
            break
        index -= 1
    if first == end:
        return None
    joined = _joint_before(layout, first, floor)
    return Range(joined, end) if joined is not None else Range(first, end)


def _is_determiner(layout: Layout, index: int) -> bool:
    """Tell whether a relative pronoun goes with the noun behind it, rather than open a clause: `a note in which [Adler] wrote`."""
    word = layout.words[index]
    return word == "whose" or (word == "which" and layout.tags[index - 1] != "IN")


def _part_of(layout: Layout, index: int, floor: int) -> int:
    """Return where the phrase begins that ends with the pronoun at `index`: `[one of] them`."""
    is_part = index - 2 >= floor and layout.words[index - 1] == "of" and layout.words[index] in {"them", "us", "you"}
    return index - 2 if is_part and layout.tags[index - 2] in {"CD", "N", "J", "DT"} else index


def is_nickname(layout: Layout, index: int) -> bool:
    """Tell whether the quotation at `index` is a short one inside a name: Ada “Red” Adler."""
    quoted = layout.quotations[layout.quote[index]]
    return quoted.last - quoted.first <= 5 and quoted.first > 0 and layout.tags[quoted.first - 1] in NOUNS | {"J", "DT"}


def _goes_on_before(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether the preposition, comma or stop at `index` ties what follows to a noun before it."""
    word = layout.words[index]
    if word == ",":
        return _is_place_comma(layout, index, floor)
    if word == ".":
        return index > floor and _is_inside_name(layout, index)
    return _links_before(layout, index, floor)


def _is_inside_name(layout: Layout, index: int) -> bool:
    """Tell whether the stop at `index` stands inside the name of a site: `Lodinews.com`."""
    tokens = layout.annotated.tokens
    return tokens[index - 1].end == tokens[index].start and tokens[index].end == tokens[index + 1].start


def _ties_nouns(layout: Layout, index: int) -> bool:
    """Tell whether a sign at `index` stands inside a compound noun; a dash with spaces parts a dateline from the text."""
    word = layout.words[index]
    if word not in {"&", "-", "–", "/", "'"} or layout.tags[index - 1] not in NOUNS:
        return False
    tokens = layout.annotated.tokens
    return word not in {"-", "–"} or tokens[index].start == tokens[index - 1].end


def _links_before(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether the word at `index` is a preposition that ties what follows to a noun before it."""
    if layout.words[index] not in LINKS or index <= floor or layout.date[index - 1] >= 0:
        return False
    if layout.words[index - 1] in _TYING and index - 1 > floor and layout.tags[index - 2] in NOUNS | {"J"}:
        return True  # `an official close to the minister`
    return layout.tags[index - 1] in NOUNS or layout.words[index - 1] in {")", "one", "some", "many", "most", "both"}


def _is_modifier(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether a participle or adverb stands inside a noun phrase (`the newly elected mayor`)."""
    behind = layout.tags[index + 1]
    if behind not in NOUNS | {"J", "VBN", "VBG"}:
        return False
    if layout.tags[index] == "VBD" and not (index > floor and layout.tags[index - 1] in {"DT", "PRPS", "R"}):
        return False
    return index == floor or layout.tags[index - 1] in {"DT", "PRPS", "J", "CD", "R", "CC", "POS", "IN", ".", "NP"}


def _is_place_comma(layout: Layout, index: int, floor: int) -> bool:
    """Tell whether a comma stands inside a place: Lodi, California."""
    if index <= floor or index + 1 >= len(layout.tags):
        return False
    if layout.tags[index - 1] != "NP" or layout.tags[index + 1] != "NP":
        return False
    if layout.name_at.get(layout.annotated.tokens[index + 1].start) != "LOC":
        return False
    last = index + 1
    while last + 1 < len(layout.tags) and layout.annotated.tokens[last].end not in layout.name_ends:
        last += 1
    # `in Lodi, US Special Envoy Ada Adler said`: the second place is part of a title.
    return last + 1 >= len(layout.tags) or layout.tags[last + 1] not in NOUNS


def _joint_before(layout: Layout, first: int, floor: int) -> int | None:
    """Return where a joint phrase (`Adler and her lawyer`, `A, B and C`) begins whose last part begins at `first`."""
    index = first - 1
    if index <= floor or layout.words[index] not in {"and", "or", "&"}:
        return None
    end = index - 1 if layout.words[index - 1] in {",", ";"} else index
    left = phrase_before(layout, end, floor)
    if left is None:
        return None
    begin = left.first
    while begin - 1 > floor and layout.words[begin - 1] in {",", ";"}:
        more = phrase_before(layout, begin - 1, floor)
        if (
            more is None
            or layout.tags[more.last - 1] != layout.tags[left.last - 1]
            or is_object(layout, more.first, floor)
        ):
            break
        begin = more.first
    if layout.words[index - 1] == "," and begin == left.first:
        return None  # `in tombs, and experts said`: two alone are not parted by a comma
    return None if is_object(layout, begin, floor) else begin


def is_object(layout: Layout, first: int, floor: int) -> bool:
    """Tell whether a verb, preposition or conjunction governs the phrase that begins at `first`."""
    before = first - 1
    while before > floor and layout.tags[before] == "R":
        before -= 1
    if before < floor:
        return False
    return layout.tags[before] in VERBS | {"IN", "TO"} and layout.words[before] not in LINKERS


def phrase_behind(layout: Layout, first: int, ceiling: int) -> Range | None:  # noqa: C901, PLR0912 - one branch a kind of word
    """Return the simple noun phrase that begins at `first`: an addressee, or the object of a preposition."""
    tags, words = layout.tags, layout.words
    index = first
    has_noun = False
    while index < ceiling:
        tag, word = tags[index], words[index]
        if layout.quote[index] != NOT_QUOTED or layout.date[index] >= 0:
            break
        if tag == "PRP":
            if index == first:
                return Range(first, index + 1)
            break
        if tag in NOUNS or tag == "X":
            if has_noun and _begins_another(layout, index):
                break
            has_noun = True
        elif tag in {"DT", "PRPS", "CD", "J", "VBN", "VBG"} or (tag == "R" and not has_noun):
            if has_noun:
                break
            if tag in {"VBG", "VBN"} and index == first:
                break
        elif tag == "POS" or word == "&" or (word == "of" and has_noun):
            has_noun = False
        elif word in {"and", "or"} and has_noun and index + 1 < ceiling and tags[index + 1] in {*NOUNS, "DT", "PRPS"}:
            if any(t in FINITE for t in tags[index + 1 : index + 5]):
                break
            has_noun = False
        elif word == "(":
            index = close_parenthesis(layout, index, ceiling)
        else:
            break
        index += 1
    while index > first and words[index - 1] in {"of", "and", "or", "&"}:
        index -= 1
    if index > first and (has_noun or tags[index - 1] in NOUNS | {"DT", "CD"}):
        return Range(first, index)
    return None


def _begins_another(layout: Layout, index: int) -> bool:
    """Tell whether a name begins at `index` that is not the same phrase as the noun before it."""
    start = layout.annotated.tokens[index].start
    if start not in layout.name_at:
        return False
    if layout.words[index - 1] in _OUTLETS:
        return False  # `told broadcaster NRV that`
    return layout.tags[index - 1] == "N" or layout.annotated.tokens[index - 1].end in layout.name_ends


def close_parenthesis(layout: Layout, index: int, ceiling: int) -> int:
    """Return the index of the bracket that closes what opens at `index`, `index` itself when there is none."""
    for probe in range(index + 1, min(ceiling, index + 15)):
        if layout.words[probe] in ")]":
            return probe
    return index


def is_title(layout: Layout, index: int) -> bool:
    """Tell whether a word between a noun and a person's name is a title, whatever its tag: `radio host Ada Adler`."""
    if not 0 < index < len(layout.words) - 1 or layout.tags[index - 1] not in NOUNS:
        return False
    return layout.name_at.get(layout.annotated.tokens[index + 1].start) == "PERSON" and layout.words[index].islower()
