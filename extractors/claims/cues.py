"""Find reporting cues: the words by which the article attributes content to a source.

The vocabulary with its frames is `patterns/cues.yml`. A cue is found by form and part of speech alone; whether it
governs content, and which, is left to `constructions`. Words inside a quotation start no claim of their own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any, Literal, cast

from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import NOUNS
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.claims.layout import Layout
    from schemas.vocabulary import Polarity

Family = Literal["verb", "noun", "source", "adverb"]

BE = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "'s", "'re", "am", "isn't", "aren't", "wasn't", "weren't"}
)
HAVE = frozenset({"have", "has", "had", "having", "'ve", "haven't", "hasn't", "hadn't"})
AUXILIARIES = BE | HAVE
_PAST = frozenset(
    {"said", "told", "wrote", "swore", "found", "held", "felt", "thought", "spoke", "sang", "read", "forecast"}
)

_NO_NOUNS = frozenset(
    {"denies", "says", "tells", "insists", "alleges", "accuses", "argues", "believes", "confirms", "writes"}
)
"""Forms that are verbs whatever their tag."""

_STANDS_ALONE = frozenset({"another", "some", "many", "most", "all", "both", "few", "neither", "either"})
"""Determiners that are a source of their own."""

_MOST_CUES = 60
"""Cues of a sentence that somebody wrote; more are a list of words, which would be read over and over."""


@dataclass(frozen=True, slots=True)
class CueEntry:
    """A row of `cues.yml`."""

    lemma: str
    family: Family
    frames: frozenset[str]
    kind: str
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in the text: its tokens, the index of its head word, its row, and its form.

    `form` is `finite`, `participle` (`saying`, `added` without its own subject), `passive` or `infinitive` for verbs,
    and empty for the other families. `group` begins with the auxiliaries and adverbs before the verb.
    """

    tokens: Range
    head: int
    entry: CueEntry
    form: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class _Lexicon:
    verbs: dict[str, CueEntry]
    phrases: dict[str, list[tuple[tuple[str, ...], CueEntry]]]
    sources: dict[str, list[tuple[tuple[str, ...], CueEntry, frozenset[str]]]]
    nouns: dict[str, CueEntry]
    adverbs: frozenset[str]
    carriers: frozenset[str]
    first_words: frozenset[str]


def _entry(row: dict[str, Any], family: Family, lemma: str, frames: str = "frames") -> CueEntry:
    return CueEntry(
        lemma,
        family,
        frozenset(row.get(frames, ())),
        row.get("kind", "saying"),
        cast("Polarity", row["polarity"]),
    )


@cache
def load_lexicon() -> _Lexicon:
    """Return the vocabulary of `cues.yml` by the first word of each form."""
    table = load_table("cues.yml")
    verbs = {form: _entry(row, "verb", row["lemma"]) for row in table["verbs"] for form in row["forms"]}
    phrases: dict[str, list[tuple[tuple[str, ...], CueEntry]]] = {}
    for row in table["phrases"]:
        words = tuple(" ".join(row["words"]).split())
        for form in row["forms"]:
            phrases.setdefault(form, []).append((words[1:], _entry(row, "verb", " ".join(words))))
    sources: dict[str, list[tuple[tuple[str, ...], CueEntry, frozenset[str]]]] = {}
    for row in (*table["sources"], *table["weak_sources"]):
        entry = _entry(row, "source", " ".join(row["words"]))
        sources.setdefault(row["words"][0], []).append(
            (tuple(row["words"][1:]), entry, frozenset(row.get("nouns", ())) if "nouns" in row else frozenset({"*"}))
        )
    nouns = {form: _entry(row, "noun", row["lemma"], "links") for row in table["nouns"] for form in row["forms"]}
    adverbs = frozenset(table["adverbs"])
    first_words = adverbs.union(verbs, phrases, sources, nouns)
    return _Lexicon(verbs, phrases, sources, nouns, adverbs, frozenset(table["carriers"]), first_words)


def find_cues(layout: Layout) -> list[Cue]:
    """Return the cues of the text that stand outside quotation marks, in order; none of a sentence that is all cues."""
    lexicon = load_lexicon()
    found: list[Cue] = []
    reached = 0
    for index in compress(range(len(layout.words)), map(lexicon.first_words.__contains__, layout.words)):
        if index < reached or layout.quote[index] != NOT_QUOTED:
            continue
        for cue in _cues_at(layout, lexicon, index, layout.words[index]):
            found.append(cue)
            reached = cue.tokens.last
            break
    in_sentence = Counter(layout.sentence[cue.head] for cue in found)
    return [cue for cue in found if in_sentence[layout.sentence[cue.head]] <= _MOST_CUES]


def _cues_at(layout: Layout, lexicon: _Lexicon, index: int, word: str) -> Iterator[Cue]:
    """Yield the cues that can begin at token `index`, the longest first."""
    if word in lexicon.sources:
        yield from _sources_at(layout, lexicon, index, word)
    if word in lexicon.verbs or word in lexicon.phrases:
        _mend_tag(layout, index)
    tag = layout.tags[index]
    if word in lexicon.phrases and tag not in NOUNS:
        for words, entry in lexicon.phrases[word]:
            last = index + 1 + len(words)
            if tuple(layout.words[index + 1 : last]) == words:
                form, group = verb_form(layout, index)
                yield Cue(Range(index, last), index, entry, form, group)
    if word in lexicon.verbs and tag in {"VB", "VBZ", "VBD", "VBN", "VBG"} and not _is_attribute(layout, index):
        form, group = verb_form(layout, index)
        yield Cue(Range(index, index + 1), index, lexicon.verbs[word], form, group)
    if word in lexicon.nouns and tag in NOUNS:
        yield Cue(Range(index, index + 1), index, lexicon.nouns[word])
    if word in lexicon.adverbs:
        yield Cue(Range(index, index + 1), index, CueEntry(word, "adverb", frozenset(), "saying", "asserts"))


def _sources_at(layout: Layout, lexicon: _Lexicon, index: int, word: str) -> Iterator[Cue]:
    for words, entry, nouns in lexicon.sources[word]:
        last = index + 1 + len(words)
        if tuple(layout.words[index + 1 : last]) != words or last >= len(layout.words):
            continue
        is_weak = "*" not in nouns
        if is_weak and not _heads_sentence(layout, index):
            continue
        if nouns and is_weak and not nouns.intersection(layout.words[last : last + 4]):
            continue
        yield Cue(Range(index, last), index, entry, "", index)


def _heads_sentence(layout: Layout, index: int) -> bool:
    return index == layout.sentence_range(index).first


def _is_attribute(layout: Layout, index: int) -> bool:
    """Tell whether a participle stands before a noun (`the alleged death`, `her reported income`)."""
    if layout.tags[index] not in {"VBN", "VBD", "VBG"} or index + 1 >= len(layout.tags):
        return False
    before = layout.tags[index - 1] if index else "."
    if layout.tags[index] == "VBD" and layout.words[index - 1] in _STANDS_ALONE:
        return False  # `Another said Adler had left`
    return before in {"DT", "PRPS", "POS"} and layout.tags[index + 1] in NOUNS | {"J", "VBN", "CD"}


def _mend_tag(layout: Layout, index: int) -> None:
    """Retag a form of a verb of reporting that was taken for a noun or adjective: `the Herald reports two men …`.

    A source stands before it, and a clause, a quotation or the end of the sentence behind it.
    """
    tags, words = layout.tags, layout.words
    if tags[index] not in {"N", "J", "R", "X", "NP", "W"} or not index or index + 1 >= len(words):
        return
    if words[index] in _NO_NOUNS and layout.annotated.tokens[index].text.islower():
        tags[index] = "VBZ"
        return
    prior = index - 1
    while prior and (tags[prior] == "R" or words[prior] in {"further", "also"}):
        prior -= 1
    word, behind, before = words[index], tags[index + 1], tags[prior]
    starts_clause = words[index + 1] in {"that", ":"} or behind in {"DT", "NP", "PRP", "EX", "CD", "PRPS"}
    starts_clause = starts_clause or layout.quote[index + 1] != NOT_QUOTED
    # `Locals alleged police fired`
    starts_clause = starts_clause or (behind == "N" and tags[index + 2 : index + 3] in (["VBD"], ["MD"]))
    is_named = layout.annotated.tokens[prior].text[0].isupper() and prior >= layout.sentence_range(index).first
    is_past = word.endswith("ed") or word in _PAST
    if is_past and words[index - 1] in BE and words[index + 1] in {"to", "that", "by"}:
        tags[index] = "VBN"
        return
    ends_quotation = words[index + 1] in {".", ","} and index > 2 and NOT_QUOTED not in {layout.quote[index - 2], 0}
    if (
        is_past
        and (starts_clause or ends_quotation or words[index + 1] == "of")
        and (before in NOUNS | {"PRP"} or is_named)
    ):
        tags[index] = "VBD"
    elif word.endswith("s") and starts_clause:
        is_body = layout.annotated.tokens[prior].end in layout.name_ends or before == "PRP"
        if is_body or (words[index + 1] == "that" and (before in NOUNS or is_named)):
            tags[index] = "VBZ"
    elif word.endswith("s") and words[index + 1] in {".", ","} and _is_remark(layout, index):
        tags[index] = "VBZ"
    elif (
        (starts_clause or (behind in {"VBD", "MD"} and words[index - 2 : index - 1] in (["who"], ["which"], ["that"])))
        and before == "N"
        and not word.endswith("ing")
        and (words[index - 1].endswith("s") or words[index - 1] in {"police", "people"})
    ):
        tags[index] = "VB"


@cache
def _documents() -> frozenset[str]:
    return frozenset(load_table("speakers.yml")["document_nouns"])


def _is_remark(layout: Layout, index: int) -> bool:
    """Tell whether a name alone stands between a comma or quotation and `index`: `…, the Herald reports.`."""
    if layout.annotated.tokens[index].end in layout.name_ends:
        return False  # `Italy, the United States,`
    if layout.words[index - 1] in _documents() and layout.words[index - 3 : index - 1] == [",", "the"]:
        return True  # `…, the affidavit states.`
    first = index
    while first and (layout.tags[first - 1] in {"NP", "DT"} or layout.words[first - 1] == "he"):
        first -= 1
    if not 0 < first < index or layout.tags[index - 1] == "DT":
        return False
    return layout.quote[first - 1] != NOT_QUOTED or layout.words[first - 1] == ","


def verb_form(layout: Layout, index: int) -> tuple[str, int]:  # noqa: C901 - one branch a kind of auxiliary
    """Return the form of the verb at `index`, and the index where its group of auxiliaries and adverbs begins."""
    tags, words = layout.tags, layout.words
    sentence = layout.sentence_range(index)
    has_be = has_have = has_modal = has_to = False
    group = index
    probe = index - 1
    while probe >= sentence.first and probe >= index - 8:
        word, tag = words[probe], tags[probe]
        if word in BE and not (word == "'s" and tag == "POS"):
            has_be = has_be or not has_have
        elif word in HAVE:
            has_have = True
        elif tag == "MD" or word in {"do", "does", "did", "don't", "doesn't", "didn't"}:
            has_modal = True
        elif tag == "TO" or word == "to":
            has_to = True
        elif not (
            tag == "R" or word in {"not", "n't", "also", "since"} or (word == "both" and words[probe - 1] in HAVE)
        ):
            break
        if tag != "R":
            group = probe
        probe -= 1
    tag = tags[index]
    is_participle = tag in {"VBN", "VBD"} and words[index] not in {"say", "tell", "write"}
    if tag == "VBG":
        return ("finite" if has_be else "participle"), group
    if has_be and is_participle:
        return "passive", group
    if has_to and not has_modal:
        return "infinitive", group
    if tag == "VBN" and not has_have and not _reads_as_past(layout, index, sentence.last):
        return "participle", group
    return "finite", group


def _reads_as_past(layout: Layout, index: int, ceiling: int) -> bool:
    """Tell whether what was tagged a participle is a past tense: a noun before it, and nothing it could modify behind."""
    before = layout.tags[index - 1] if index else "."
    if layout.words[index - 1] == "," and layout.words[index + 1 : index + 2] == ["."]:
        return True  # `“…,” his wife, Ada, recalled.`
    if before not in NOUNS | {"PRP", "W"} and layout.words[index - 1] != ")":
        return False
    if index + 1 >= ceiling or layout.quote[index + 1] != NOT_QUOTED or layout.date[index + 1] >= 0:
        return True
    return layout.words[index + 1] in {".", "that", ":", ","} or layout.tags[index + 1] in {"PRP", "DT", "NP", "EX"}
