"""Tag tokens as source, cue and content with a sequence tagger that knows what the grammar found.

The second opinion beside the grammar: a linear-chain CRF over the tokens of a paragraph (labels `S`, `C`, `B`/`I` for
content, `O`), whose features are words, parts of speech, quotation marks and the parts that the candidates of the
grammar give each token. Where both agree a claim is sure; where the tagger sees a claim that no construction covers,
`propose_candidates` makes a candidate of it. Trained by `training/claims.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.annotations.feature_tables import FeatureWeights
from extractors.annotations.memos import ThreeMemo, numbers_of
from extractors.annotations.model_file import read_model
from extractors.annotations.probabilities import label_probabilities
from extractors.annotations.viterbi import best_labels
from extractors.annotations.windows import windows_of
from extractors.claims.candidates import Candidate
from extractors.claims.clauses import trimmed
from extractors.claims.cues import Cue, CueEntry, load_lexicon, verb_form
from extractors.claims.layout import NOT_QUOTED, Range
from extractors.claims.parts_of_speech import TAGS
from extractors.claims.subjects import subject_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.annotations.chain import Chain
    from extractors.annotations.feature_tables import FeatureTable, Numbers
    from extractors.annotations.windows import Window
    from extractors.claims.layout import Layout

MODEL = Path(__file__).parents[1] / "models" / "claims_tagger.crfsuite"

_LONGEST = 500
"""Tokens of a paragraph that are tagged at once."""

_PLEAS = frozenset({"guilty", "innocent", "contest"})
_FARTHEST = 12
"""Tokens that may lie between a cue and the content or source that the tagger gives it."""


@dataclass(slots=True)
class Tagged:
    """For each token the probability of being cue, source or content, and the most probable label."""

    cue: list[float]
    source: list[float]
    content: list[float]
    label: list[str]


def without_grammar(rows: Sequence[Sequence[bytes]]) -> list[list[bytes]]:
    """Return the features without those of the grammar; the tagger learns from both, to see what the grammar misses."""
    return [[feature for feature in row if not feature.startswith((b"g=", b"-g=", b"+g="))] for row in rows]


_OWN, _TO_NEXT, _TO_PREVIOUS = range(3)
_NUMBER_OF_TAG = {tag: number for number, tag in enumerate(TAGS)}
_NO_TAG = len(TAGS)
"""Stands for the tag of a neighbour outside the stretch."""


class FeatureMaker:
    """Makes the features of an article's tokens as numbers of a table."""

    def __init__(self, table: FeatureTable) -> None:
        """Begin with nothing seen; a neighbour outside the stretch is written as an empty word, tag and part."""
        self._table = table
        self._words = table.memo(self._read_word)
        self._parts = ThreeMemo(table.memo, self._read_parts)
        self._kinds = table.memo(self._read_kind)
        self._quoted = {state: table.one(f"q={state}") for state in ("", "first", "in", "last")}
        self._names = {label: table.one(f"n={label}") for label in ("PERSON", "ORG", "LOC", "NORP")}
        tags = [*TAGS, ""]
        self._tag = np.array([table.one(f"t={tag}") for tag in TAGS])
        self._tag_before = table.grid("-t={}|{}", tags, TAGS)
        self._tag_behind = table.grid("+t={}|{}", TAGS, tags)
        self._tags_before = table.grid("-2t={}|{}", tags, tags)
        self._tags_before[_NO_TAG] = 0
        self._tags_behind = table.grid("+2t={}|{}", tags, tags)
        self._tags_behind[:, _NO_TAG] = 0

    def of_article(self, layout: Layout, parts: Sequence[str]) -> Iterator[tuple[Window, list[Numbers]]]:
        """Yield the stretches that can hold a claim, with the features of their tokens.

        `parts` are those that the grammar gives the tokens (`grammar_parts`).
        """
        quoted = _quotation_states(layout)
        kinds = list(map(_kinds().get, layout.words))
        stretches = (
            tokens
            for tokens in _stretches(layout)
            if any(any(marks[tokens.first : tokens.last]) for marks in (parts, kinds, quoted))
        )
        for window in windows_of(stretches):
            tokens = window.tokens
            yield (
                window,
                self._of_window(
                    window,
                    layout.words[tokens],
                    layout.tags[tokens],
                    parts[tokens],
                    quoted[tokens],
                    kinds[tokens],
                    list(map(layout.name_at.get, layout.annotated.token_starts[tokens])),
                ),
            )

    def _of_window(
        self,
        window: Window,
        words: Sequence[str],
        tags: Sequence[str],
        parts: Sequence[str],
        quoted: Sequence[str],
        kinds: Sequence[str | None],
        names: Sequence[str | None],
    ) -> list[Numbers]:
        blocks, here = numbers_of(self._words, words), numbers_of(_NUMBER_OF_TAG, tags)
        before, behind = window.before(here, _NO_TAG), window.behind(here, _NO_TAG)
        # Most words are no verbs of speech and in no name.
        of_kind, of_name = np.zeros((2, len(words)), dtype=np.intp)
        for place, kind in enumerate(kinds):
            if kind:
                of_kind[place] = self._kinds[kind, tags[place]]
        for place, name in enumerate(names):
            if name:
                of_name[place] = self._names[name]
        return [
            blocks + _OWN,
            self._tag[here],
            numbers_of(self._quoted, quoted),
            window.before(blocks + _TO_NEXT, at_edge=self._table.one("-w=")),
            window.behind(blocks + _TO_PREVIOUS, at_edge=self._table.one("+w=")),
            self._tag_before[before, here],
            self._tag_behind[here, behind],
            self._parts.of(parts, window, "", ""),
            of_kind,
            self._tags_behind[behind, window.behind(behind, _NO_TAG)],
            self._tags_before[window.before(before, _NO_TAG), before],
            of_name,
        ]

    def _read_word(self, word: str) -> int:
        return self._table.block([f"w={word}"], [f"-w={word}"], [f"+w={word}"])

    def _read_parts(self, before: str, part: str, behind: str) -> int:
        return self._table.block([f"g={part}", f"-g={before}|{part}", f"+g={behind}|{part}"])

    def _read_kind(self, pair: tuple[str, str]) -> int:
        kind, tag = pair
        return self._table.block([f"k={kind}", f"k|t={kind}|{tag}"])


@cache
def _kinds() -> dict[str, str]:
    """Return the kind of each form of a verb of reporting."""
    return {form: entry.kind for form, entry in load_lexicon().verbs.items()}


class _Model(NamedTuple):
    weights: FeatureWeights
    maker: FeatureMaker
    chain: Chain


@cache
def _load_model(path: Path) -> _Model:
    file = read_model(path)
    weights = FeatureWeights(file)
    return _Model(weights, FeatureMaker(weights), file.chain)


def _stretches(layout: Layout) -> Iterator[Range]:
    """Yield the paragraphs as token ranges, long ones in pieces."""
    sentences = layout.annotated.sentences
    first = 0
    for number, sentence in enumerate(sentences):
        is_last = number + 1 == len(sentences) or sentences[number + 1].paragraph != sentence.paragraph
        if is_last or sentence.last - first >= _LONGEST:
            for begin in range(first, sentence.last, _LONGEST):
                yield Range(begin, min(begin + _LONGEST, sentence.last))
            first = sentence.last


def _quotation_states(layout: Layout) -> list[str]:
    """Return for each token whether it is the first or last of a quotation or stands in one; empty for none."""
    states = [""] * len(layout.words)
    for first, last in layout.quotations:
        states[first:last] = ["in"] * (last - first)
        states[last - 1] = "last"
        states[first] = "first"
    return states


def grammar_parts(layout: Layout, candidates: Sequence[Candidate]) -> list[str]:
    """Return for each token the parts that the candidates give it, joined by `+`; empty for none."""
    parts: dict[int, list[str]] = {}
    for candidate in candidates:
        for content in candidate.contents:
            for index in range(*content):
                parts[index] = ["B" if index == content.first else "I"]
    for candidate in candidates:
        if candidate.speaker:
            for index in range(*candidate.speaker):
                parts[index] = [*parts.get(index, ())[:1], "S"]
        for index in range(*candidate.cue.tokens):
            parts[index] = [*parts.get(index, ())[:1], f"C:{candidate.construction}"]
    joined = [""] * len(layout.words)
    for index, of_token in parts.items():
        joined[index] = "+".join(of_token)
    return joined


def tag_tokens(layout: Layout, candidates: Sequence[Candidate], model: Path = MODEL) -> Tagged:
    """Return what the tagger says of each token; of those that neither it nor the grammar gives a part, only the label."""
    count = len(layout.words)
    tagged = Tagged([0.0] * count, [0.0] * count, [0.0] * count, ["O"] * count)
    weights, maker, chain = _load_model(model)
    cue, source, begins, goes_on = map(chain.labels.index, "CSBI")
    parts = grammar_parts(layout, candidates)
    for window, columns in maker.of_article(layout, parts):
        (scores,) = weights.scores(columns)
        probabilities, known = label_probabilities(chain, scores, window.stretches)
        labels = best_labels(chain, scores, window.stretches, outside="O", known=known)
        tagged.label[window.tokens] = labels
        has_part = [label != "O" or bool(part) for label, part in zip(labels, parts[window.tokens], strict=True)]
        probabilities[np.logical_not(has_part)] = 0
        tagged.cue[window.tokens] = probabilities[:, cue].tolist()
        tagged.source[window.tokens] = probabilities[:, source].tolist()
        tagged.content[window.tokens] = (probabilities[:, begins] + probabilities[:, goes_on]).tolist()
        weights.make_room()
    return tagged


def propose_candidates(layout: Layout, tagged: Tagged, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates for the cues that the tagger sees and no candidate of the grammar has."""
    known = {index for candidate in candidates for index in range(*candidate.cue.tokens)}
    taken = {index for candidate in candidates for content in candidate.contents for index in range(*content)}
    runs = list(_runs(tagged.label))
    found: list[Candidate] = []
    for number, (label, cue) in enumerate(runs):
        if label != "C" or not known.isdisjoint(range(*cue)) or layout.quote[cue.first] != NOT_QUOTED:
            continue
        content = _nearest(runs, number, "T")
        content = trimmed(layout, *content) if content else None
        if content and layout.quote[content.first] == layout.quote[content.last - 1] != NOT_QUOTED:
            content = layout.quotations[layout.quote[content.first]]  # no half of a quotation
        if content is None or not taken.isdisjoint(range(*content)):
            continue
        if not _PLEAS.isdisjoint(layout.words[content.first : content.first + 2]):
            continue  # `pleaded guilty to fraud` is an event
        if content.last <= cue.first and layout.sentence[content.last - 1] != layout.sentence[cue.first]:
            continue
        source = _own_pronoun(layout, _nearest(runs, number, "S"))
        if source and layout.sentence[source.first] != layout.sentence[cue.first]:
            source = None
        head = next((i for i in range(*cue) if layout.words[i] in load_lexicon().verbs), cue.last - 1)
        entry = load_lexicon().verbs.get(layout.words[head]) or CueEntry(
            layout.words[head], "verb", frozenset({"clause"}), "saying", "asserts"
        )
        form, group = verb_form(layout, head)
        if source is None and form == "finite" and layout.words[head] in load_lexicon().verbs:
            source = subject_before(layout, group, layout.sentence_range(head).first)
        around = Range(
            min(cue.first, source.first if source else cue.first), max(cue.last, source.last if source else 0)
        )
        found.append(Candidate(Cue(cue, head, entry, form, group), source, [content], "tagged", around))
    return found


def _own_pronoun(layout: Layout, source: Range | None) -> Range | None:
    """Return the pronoun that ends a source and is the subject: `Questioned by Adler, [she] accepted`."""
    if source and source.last - source.first > 1 and layout.tags[source.last - 1] == "PRP":
        return Range(source.last - 1, source.last)
    return source


def _runs(labels: Sequence[str]) -> Iterator[tuple[str, Range]]:
    """Yield the stretches of equal labels as `C`, `S` or `T` (content)."""
    first = 0
    for index in range(1, len(labels) + 1):
        goes_on = index < len(labels) and (
            labels[index] == labels[index - 1] != "B" or (labels[index] == "I" and labels[index - 1] in "BI")
        )
        if goes_on:
            continue
        if labels[first] != "O":
            yield ("T" if labels[first] in "BI" else labels[first]), Range(first, index)
        first = index


def _nearest(runs: Sequence[tuple[str, Range]], number: int, label: str) -> Range | None:
    """Return the nearest run of a label beside the run `number`, that behind it first, none when it lies too far."""
    here = runs[number][1]
    behind = next((run for kind, run in runs[number + 1 : number + 3] if kind == label), None)
    before = next((run for kind, run in reversed(runs[max(0, number - 2) : number]) if kind == label), None)
    distances = []
    if behind is not None:
        distances.append((behind.first - here.last, behind))
    if before is not None:
        distances.append((here.first - before.last, before))
    near = [pair for pair in distances if pair[0] <= _FARTHEST]
    return min(near, key=lambda pair: pair[0])[1] if near else None
