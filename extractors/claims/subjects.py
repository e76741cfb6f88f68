"""Find the subject of a verb: the noun phrase before it, over adverbs, remarks between commas and relative clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.noun_phrases import LINKS, is_object, phrase_before
from extractors.claims.parts_of_speech import FINITE, NOUNS, VERBS
from extractors.patterns import load_table

if TYPE_CHECKING:
    from extractors.claims.layout import Layout

_REACH = 18
"""Tokens that a relative clause or participle between a subject and its verb may take."""

_INSIDE_REDUCED = frozenset({"IN", "TO", "R", "VBN", "VBG", "VBD", "N", "NP", "DT", "CD", "J", "PRPS", "POS"})
_IRREGULAR = frozenset({"found", "held", "shot", "caught", "kept", "sent", "brought", "left", "hurt", "hit"})
_SUBORDINATORS = frozenset(
    {"when", "after", "before", "as", "while", "because", "since", "if", "although", "though", "once", "until", "where"}
)
_ASKED = frozenset(
    {"asked", "reached", "contacted", "questioned", "pressed", "quoted", "cited", "quizzed", "challenged", "approached"}
    | {"interviewed", "grilled"}
)
_MEASURES = frozenset(
    {"number", "numbers", "figure", "figures", "toll", "total", "level", "rate", "rise", "increase", "drop", "record"}
    | {"year", "years", "day", "days", "time", "times", "attack", "incident", "case", "death", "deaths"}
)


_THINGS_SAID = frozenset(load_table("speakers.yml")["document_nouns"]) | {
    "words", "comments", "remarks", "claims", "allegations", "accusations", "statements", "testimony", "photo", "photos", "picture",
    "home", "house", "office", "car", "death", "murder", "killing", "arrest", "detention", "trial", "case", "conviction", "release",
}  # fmt: skip
"""Nouns of what is nobody, before `of` and a name: who is told of behind it is the person named."""


def subject_before(layout: Layout, group: int, floor: int) -> Range | None:
    """Return the subject of the verb group that begins at `group`; none when no noun phrase stands there."""
    end = _skip_adverbs(layout, group, floor)
    if end <= floor:
        return None
    word = layout.words[end - 1]
    if layout.tags[end - 1] == "W" and word in {"who", "which", "that"}:
        end -= 1
        if end > floor and layout.words[end - 1] in {",", ")"}:
            end = end - 1 if layout.words[end - 1] == "," else end
        found = phrase_before(layout, end, floor)
        found = _spoken_of(layout, found) if found and word == "who" else found
        return _with_name(layout, _with_apposition(layout, found, floor, is_head=False), floor) if found else None
    if word == "," or (word in {"—", "–", "--"} and end - 1 > floor):
        return _subject_before_comma(layout, end - 1, floor)
    if layout.tags[end - 1] in {"VBN", "VBD"} and end - 2 > floor and layout.tags[end - 2] in NOUNS:
        end -= 1  # `a report released last year found`
    found = phrase_before(layout, end, floor)
    if found is None:
        return None
    found = _with_person(layout, found, floor)
    antecedent = _antecedent(layout, found, floor)
    if antecedent is not None:
        return Range(antecedent.first, found.last)
    return _with_apposition(layout, _with_participle(layout, found, floor), floor)


def subject_of_sentence(layout: Layout, sentence: Range) -> Range | None:
    """Return the subject of the first finite verb of a sentence, over what is quoted in it; none where it has none."""
    for index in range(sentence.first + 1, sentence.last):
        if layout.tags[index] not in FINITE or layout.quote[index] != NOT_QUOTED or layout.words[index - 1] == "to":
            continue
        found = subject_before(layout, index, sentence.first)
        if found is not None and not any(layout.tags[inside] == "W" for inside in range(found.last, index)):
            return found
    return None


def _with_person(layout: Layout, found: Range, floor: int) -> Range:
    """Return the phrase with the person whose home or body it is: `[Ada Adler, 42, of] Lodi was fined`."""
    comma = found.first - 2
    if comma - 1 <= floor or layout.words[comma] != "," or layout.words[comma + 1] not in {"of", "from"}:
        return found
    if layout.tags[comma - 1] == "CD" and layout.words[comma - 2] == ",":
        comma -= 2
    if layout.name_ends.get(layout.annotated.tokens[comma - 1].end) != "PERSON":
        return found
    name = phrase_before(layout, comma, floor)
    return Range(name.first, found.last) if name else found


def _spoken_of(layout: Layout, found: Range) -> Range:
    """Return the person of whom `who` tells: `words of [the leader Ada Adler], who had said`, but `the son of Ada Adler`."""
    if layout.name_ends.get(layout.annotated.tokens[found.last - 1].end) != "PERSON":
        return found
    link = next((at for at in range(found.last - 1, found.first, -1) if layout.words[at] in LINKS), found.first)
    is_thing = link > found.first and layout.words[link - 1] in _THINGS_SAID
    return Range(link + 1, found.last) if is_thing else found


def _antecedent(layout: Layout, found: Range, floor: int) -> Range | None:
    """Return the noun whose relative clause ends with `found`: `[a study] that appeared in the journal showed`."""
    if found.first - 1 <= floor or layout.tags[found.first - 1] not in VERBS | {"IN", "TO", "R"}:
        return None
    verbs = 0
    for index in range(found.first - 1, max(floor, found.first - _REACH), -1):
        if layout.quote[index] != NOT_QUOTED or layout.words[index] in {",", ";", ":"}:
            return None
        if layout.tags[index] in FINITE and layout.tags[index - 1] not in FINITE and layout.words[index - 1] != "to":
            verbs += 1
        if layout.tags[index] == "W" and layout.words[index] in {"who", "that", "which"}:
            # `a man who said he was a pirate told`: a verb of saying has a clause of its own.
            least = 2 if layout.words[index + 1] in {"said", "says", "claimed", "claims"} else 1
            return phrase_before(layout, index, floor) if verbs == least and layout.tags[index - 1] in NOUNS else None
    return None


def _with_participle(layout: Layout, found: Range, floor: int) -> Range:
    """Return the phrase with the noun that a participle ties it to: `scientists studying bats`, `a report by X`."""
    tie = found.first - 1
    if tie - 1 < floor:
        return found
    if layout.tags[tie] in {"VBG", "VBN"} and layout.tags[tie - 1] in NOUNS:
        head = phrase_before(layout, tie, floor)
    elif layout.words[tie] == "by" and (layout.tags[tie - 1] in NOUNS or layout.tags[tie - 1] == "VBN"):
        head = phrase_before(layout, tie - (layout.tags[tie - 1] == "VBN"), floor)
    elif (
        layout.words[tie] in LINKS and layout.tags[tie - 1] in {"R", "VBN", "VBG"} and layout.tags[tie - 2] not in VERBS
    ):
        head = phrase_before(layout, tie - 1, floor)
    else:
        head = None
    head = head or _reduced(layout, found, floor)
    return Range(head.first, found.last) if head else found


def _reduced(layout: Layout, found: Range, floor: int) -> Range | None:
    """Return the noun whose participle governs `found` from further off: `[a woman] accused of smuggling drugs`.

    A past tense counts as one where no object follows it, as the verb whose subject is looked for stands right behind:
    `[two people] briefed on it said`.
    """
    for index in range(found.first - 1, max(floor, found.first - _REACH), -1):
        tag, word = layout.tags[index], layout.words[index]
        if layout.quote[index] != NOT_QUOTED or tag not in _INSIDE_REDUCED or layout.date[index] >= 0:
            return None
        if word in _SUBORDINATORS or word == "that":
            return None
        if tag in {"VBN", "VBG", "VBD"} and layout.tags[index - 1] in NOUNS:
            is_participle = tag != "VBD" or word.endswith("ed") or word in _IRREGULAR
            if layout.tags[index + 1] not in {"IN", "TO", "R", "VBN"} or not is_participle:
                return None
            head = phrase_before(layout, index, floor)
            is_led = head is not None and head.first > floor and layout.words[head.first - 1] in _SUBORDINATORS
            return None if is_led else head
    return None


def _with_apposition(layout: Layout, found: Range, floor: int, *, is_head: bool = True) -> Range:
    """Return the phrase with a role before it, set off by one comma: `The mayor of Paris, Anne Adler`.

    The subject of the sentence (`is_head`) is nobody's object; before `, who said` any noun phrase can stand.
    """
    comma = found.first - 1
    if comma - 1 <= floor or layout.words[comma] != "," or layout.tags[found.first] != "NP":
        return found
    role = phrase_before(layout, comma, floor)
    if (
        role is None
        or layout.tags[role.first] not in {"DT", "PRPS", "N", "J", "CD"}
        or layout.tags[role.last - 1] == "PRP"
    ):
        return found
    if "part" in layout.words[role.first : role.first + 2]:
        return found  # `as part of a rally, Adler said`
    if "N" not in layout.tags[role.first : role.last] or (is_head and _is_object(layout, role.first, floor)):
        return found
    return found if _is_measure(layout, role) else Range(role.first, found.last)


def _is_measure(layout: Layout, role: Range) -> bool:
    """Tell whether a noun phrase speaks of what was counted, and is nobody's role: `the highest number in years`."""
    for index in range(*role):
        if layout.words[index] in LINKS:
            return layout.words[index - 1] in _MEASURES
    return layout.words[role.last - 1] in _MEASURES


def _is_object(layout: Layout, first: int, floor: int) -> bool:
    """Tell whether a verb, preposition or `and` stands before the phrase that begins at `first`."""
    return is_object(layout, first, floor) or (first - 1 >= floor and layout.words[first - 1] == "and")


def _with_name(layout: Layout, found: Range, floor: int) -> Range:
    """Return the role `found` with the person's name that it stands in apposition to: `Ada Adler, a lawyer,`."""
    comma = found.first - 1
    if comma - 1 < floor or layout.words[comma] != "," or layout.tags[found.first] not in {"DT", "N", "J"}:
        return found
    if layout.name_ends.get(layout.annotated.tokens[comma - 1].end) != "PERSON":
        return found
    name = phrase_before(layout, comma, floor)
    return Range(name.first, found.last) if name else found


def _subject_before_comma(layout: Layout, comma: int, floor: int) -> Range | None:  # noqa: C901 - one branch a kind of remark
    """Return the subject that is parted from its verb by a remark between commas which ends at `comma`."""
    end = comma
    best: Range | None = None
    signed: Range | None = None
    for _ in range(12):
        opening = _previous_comma(layout, end, floor)
        if opening is None:
            break
        begins = "VBN" if layout.words[opening + 1] in _ASKED else layout.tags[opening + 1]
        if begins not in {"W", "IN"} and _has_verb(layout, opening + 1 + (begins == "VBN"), end):
            break
        head = phrase_before(layout, opening, floor)
        if head is None:
            end = opening
            if best is None and layout.tags[opening - 1] != "R":
                # `…, on Friday, in Paris, said`: look behind the next comma.
                continue
            if best is not None:
                break
            continue
        if best is not None and _is_object(layout, head.first, floor):
            break  # `On Twitter, Adler, a lawyer, said`
        if best is None and head.first > floor and layout.words[head.first - 1] == "by" and opening - floor > 1:
            # `The bureau, in a release signed by its director, Ada Adler, indicated`
            signed, end = signed or Range(head.first, comma), opening
            continue
        is_adverbial = (
            begins in {"IN", "VBG", "R", "TO"}
            or layout.words[opening + 1] in _ASKED
            or layout.date[opening + 1] >= 0
            or begins == "W"
        )
        best = Range(head.first, head.last if is_adverbial and best is None else (best.last if best else comma))
        end = opening
        before = head.first - 1
        if before > floor and layout.words[before] in {"of", "from", "in", "at"} and layout.words[before - 1] == ",":
            end = before - 1  # `Ada Adler, of Lodi, California, said`
            opening_head = phrase_before(layout, end, floor)
            if opening_head is not None:
                best = Range(opening_head.first, opening_head.last)
                before = opening_head.first - 1
        if before < floor or layout.words[before] not in {",", ";"}:
            break
    return best or signed or _parted(layout, comma, floor)


def _parted(layout: Layout, comma: int, floor: int) -> Range | None:
    """Return the subject at the head of the sentence that a lone comma parts from its verb: `The firm Acme, has said`."""
    is_verb = layout.tags[comma + 1] == "VBZ" or layout.words[comma + 1] in {"said", "told", "have", "had"}
    if not is_verb or layout.words[comma] != "," or "," in layout.words[floor:comma]:
        return None  # `Adler and her husband, alleged conspirator Berg, worked`
    found = phrase_before(layout, comma, floor)
    return found if found and found.first == floor else None


def _has_verb(layout: Layout, first: int, last: int) -> bool:
    """Tell whether a finite verb stands in the tokens before any relative pronoun, or clause that goes with a participle."""
    for index in range(first, last):
        tag, word = layout.tags[index], layout.words[index]
        if tag == "W" or (layout.tags[first] == "VBG" and word in {"because", "since", "as"}):
            return False
        is_reduced = word.endswith("ed") or word in _IRREGULAR
        if tag == "VBD" and is_reduced and layout.tags[index - 1] == "N" and layout.tags[index + 1] in {"IN", "TO"}:
            continue  # `the colonel held on charges of treason`
        if tag in FINITE:
            return True
    return False


def _previous_comma(layout: Layout, end: int, floor: int) -> int | None:
    for index in range(end - 1, max(floor, end - 40), -1):
        if layout.quote[index] != NOT_QUOTED:
            return None
        if layout.words[index] in {",", ";", "—", "–", "--"}:
            return index
    return None


def _skip_adverbs(layout: Layout, end: int, floor: int) -> int:
    """Return the end of what stands before adverbs and dates that end at `end`: `Adler later on Friday` → `Adler`."""
    while end > floor:
        before = end - 1
        if layout.date[before] >= 0:
            number = layout.date[before]
            while end > floor and layout.date[end - 1] == number:
                end -= 1
            if end > floor and layout.words[end - 1] in {"on", "in", "at", "since", "late", "early", "of"}:
                end -= 1
        elif layout.tags[before] == "R" or layout.words[before] in {"also", "then", "not", "all", "both"}:
            if layout.words[before] in {"all", "both"} and layout.tags[before] == "DT" and end - 1 == floor:
                return end
            end -= 1
        else:
            return end
    return end
