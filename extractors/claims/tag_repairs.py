"""Mend the part-of-speech tags that the model gets wrong, where names, neighbours or the clause show what a word is."""

from __future__ import annotations

from bisect import bisect_left
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractors.annotations.model import Annotated

_TAGS = {**dict.fromkeys("$£€₹¥", "CD"), "both": "DT", "either": "DT", "however": "R"}
"""Tags of words that the tagger gets wrong."""
_PERSONS = frozenset({"accused", "deceased", "condemned", "convicted"})
"""Participles that behind an article mean a person: `the accused said`."""
_NOUNS = frozenset({"guard", "rally", "assembly", "ally", "reply"})
"""Nouns that the tagger takes for adverbs or verbs: `the coast guard had said`, `told a rally that`."""
_RETAGGED = _PERSONS.union(_TAGS, _NOUNS)
_HEADS = (["N"], ["NP"], ["J"], ["CD"])
_BEHIND_NOUNS = frozenset({"VBD", "VBZ", "MD", "IN", "W", "."})
"""Tags behind which no noun comes that an attribute before them tells of."""
_SAME_PAST = frozenset(
    [
        "lost",
        "left",
        "met",
        "kept",
        "felt",
        "meant",
        "slept",
        "dealt",
        "won",
        "shot",
        "hit",
        "hurt",
        "put",
        "set",
        "cut",
        "let",
        "spent",
        "sent",
        "lent",
        "built",
        "bought",
        "brought",
        "caught",
        "taught",
        "thought",
        "fought",
        "sought",
        "sat",
        "spun",
        "stuck",
        "struck",
        "swung",
        "hung",
        "dug",
        "got",
        "quit",
        "shut",
        "split",
        "spread",
        "began",
    ]
)
"""Irregular verbs whose participle is (or is taken for) the past tense too."""
_MENDED = frozenset({"VBZ", "VBN"})
_BE_FORMS = frozenset({"is", "has", "does", "'s"})
_CLAUSE_EDGES = frozenset(
    {",", ".", ";", ":", "and", "but", "that", "which", "who", "when", "while", "after", "because", "?", "!", '"', "”"}
)
_VERBS = frozenset({"VBD", "VBN", "VBZ", "VBG", "VB", "MD"})
_BE_PAST = frozenset({"was", "were", "had", "got"})
_OBJECTS = (["DT"], ["N"], ["NP"], ["PRP"], ["PRPS"], ["J"])
_OPENING = frozenset('"“‘')
_BACK = 15
"""Tokens before `and` in which the verb stands that a participle goes on from."""
_REMARK = 7
"""Tokens of a name or age that commas set off behind a subject."""


def repair_tags(annotated: Annotated, words: Sequence[str], tags: list[str], pieces: Iterable[tuple[int, int]]) -> None:
    """Mend the tags of a text in place; `pieces` are the first and last tokens of its sentences, long ones in parts."""
    _mend_compounds(words, tags)
    for first, last in pieces:
        _mend_past_tense(words, tags, first, last)
    _mend_by_names(annotated, words, tags)


def _mend_compounds(words: Sequence[str], tags: list[str]) -> None:
    """Retag hyphenated words that nothing follows which they could tell of as nouns: `told a co-worker that`."""
    for index in compress(range(1, len(words) - 1), ["-" in word for word in words[1:-1]]):
        is_led = tags[index - 1] in {"DT", "PRPS", "POS"}
        is_former = words[index].startswith("then-")
        if tags[index] == "J" and is_led and not is_former and tags[index + 1] in _BEHIND_NOUNS:
            tags[index] = "N"


def _mend_by_names(annotated: Annotated, words: Sequence[str], tags: list[str]) -> None:
    """Retag the words of names as proper nouns, signs of currency as numbers, and `both` as a determiner."""
    for name in annotated.names:
        if name.confidence >= 0.6:
            first, last = (
                bisect_left(annotated.token_starts, name.span.start),
                bisect_left(annotated.token_starts, name.span.end),
            )
            for index in range(first, last):
                if tags[index] not in {"POS", "CC", "DT", "IN", "."} or index == first == last - 1:
                    tags[index] = "J" if name.label == "NORP" and tags[index] == "J" else "NP"
    for index in compress(range(len(words)), map(_RETAGGED.__contains__, words)):
        if words[index] in _NOUNS:
            tags[index] = "N" if index and tags[index - 1] in {"N", "NP", "J", "DT", "PRPS"} else tags[index]
        elif words[index] in _TAGS:
            tags[index] = _TAGS[words[index]]
        elif words[index - 1 : index] in (["the"], ["both"]) or (
            words[index - 2 : index - 1] == ["the"] and tags[index - 1] == "J"
        ):
            tags[index] = tags[index] if tags[index + 1 : index + 2] in _HEADS else "N"


def _mend_past_tense(words: Sequence[str], tags: list[str], first: int, last: int) -> None:
    """Retag participles that are the only verb of their clause as past tense: `A broker pleaded guilty today`."""
    for index in compress(range(first + 1, last), map(_MENDED.__contains__, tags[first + 1 : last])):
        if _is_plural(words, tags, index, last):
            tags[index] = "N"
        if _goes_on_past(words, tags, first, index) or _is_behind_remark(words, tags, (first, last), index):
            tags[index] = "VBD"
        is_either = words[index].endswith("d") or words[index] in _SAME_PAST
        # `forces “neutralised” four men`
        probe = index - 2 if words[index - 1] in _OPENING and index - 2 >= first else index - 1
        if tags[index] != "VBN" or tags[probe] not in {"N", "NP", "PRP", "R"} or not is_either:
            continue
        while probe > first and tags[probe] == "R":
            probe -= 1
        if tags[probe] not in {"N", "NP", "PRP"}:
            continue
        behind = index + 1
        while behind < last and tags[behind] not in {"VBD", "VBZ", "MD"}:
            if words[behind] in _CLAUSE_EDGES or (behind == index + 1 and words[behind] == "by"):
                break
            behind += 1
        is_modifier = behind < last and (tags[behind] in {"VBD", "VBZ", "MD"} or words[behind] == "by")
        if not is_modifier:
            tags[index] = "VBD"


def _is_behind_remark(words: Sequence[str], tags: Sequence[str], piece: tuple[int, int], index: int) -> bool:
    """Tell whether a participle is the verb of a person set off by commas: `Ada Adler, 52, [stabbed] a man in May`."""
    (first, last), is_either = piece, words[index].endswith("d") or words[index] in _SAME_PAST
    if words[index - 1] != "," or tags[index] != "VBN" or not is_either:
        return False
    comma = next((at for at in range(index - 2, max(first, index - _REMARK), -1) if words[at] == ","), 0)
    if comma <= first or comma == index - 2 or not {"NP", "CD"}.issuperset(tags[comma + 1 : index - 1]):
        return False
    start = comma
    while start > first and tags[start - 1] in {"NP", "N", "J", "DT"}:
        start -= 1
    stop = next((at for at in range(index, last) if tags[at] == "."), last)
    is_lead = start == first or words[start - 1] in {"said", "says", "alleged", "claimed", ":"}
    return is_lead and start < comma and {"VBD", "VBZ", "MD"}.isdisjoint(tags[index + 1 : stop])


def _is_plural(words: Sequence[str], tags: Sequence[str], index: int, last: int) -> bool:
    """Tell whether a noun was taken for a verb: `United States [authorities] declared`."""
    return (
        tags[index] == "VBZ"
        and index + 1 < last
        and tags[index + 1] in {"VBD", "VBN", "MD"}
        and tags[index - 1] in {"NP", "J", "DT", "N"}
        and words[index] not in _BE_FORMS
    )


def _goes_on_past(words: Sequence[str], tags: Sequence[str], first: int, index: int) -> bool:
    """Tell whether a participle behind `and` goes on from a past tense: `thanked the court and expressed hope`.

    So do `told` before whom it is told to, and `called for`.
    """
    if tags[index] == "VBN" and words[index] == "told" and words[index - 1] == ",":
        return tags[index + 1 : index + 2] in _OBJECTS
    if tags[index] != "VBN" or words[index - 1] not in {"and", "but"}:
        return False
    is_call = words[index] == "called" and words[index + 1 : index + 2] in (["for"], ["on"])
    if not words[index].endswith("ed") or not (is_call or tags[index + 1 : index + 2] in _OBJECTS):
        return False
    for probe in range(index - 2, max(first, index - _BACK) - 1, -1):
        if tags[probe] in _VERBS or words[probe] in _CLAUSE_EDGES:
            return tags[probe] == "VBD" and words[probe] not in _BE_PAST
    return False
