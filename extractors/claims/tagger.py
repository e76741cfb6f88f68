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
from typing import TYPE_CHECKING

from extractors.annotations.crf import FeatureMemo, known_features, load_tagger
from extractors.claims.candidates import Candidate
from extractors.claims.clauses import trimmed
from extractors.claims.cues import Cue, CueEntry, load_lexicon, verb_form
from extractors.claims.layout import NOT_QUOTED, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.annotations.crf import Encode
    from extractors.claims.layout import Layout

MODEL = Path(__file__).parents[1] / "models" / "claims_tagger.crfsuite"

_LONGEST = 500
"""Tokens of a paragraph that are tagged at once."""

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


class FeatureMaker:
    """Makes the features that `encode` knows, as bytes, for the tokens of an article."""

    def __init__(self, encode: Encode) -> None:
        """Begin with nothing seen; a neighbour outside the stretch is written as an empty word, tag and part."""
        self._word = FeatureMemo[str](encode, lambda word: (f"w={word}",))
        self._tag = FeatureMemo[str](encode, lambda tag: (f"t={tag}",))
        self._quoted = FeatureMemo[str](encode, lambda state: (f"q={state}",))
        self._before = FeatureMemo[str](encode, lambda word: (f"-w={word}",))
        self._behind = FeatureMemo[str](encode, lambda word: (f"+w={word}",))
        self._tags = FeatureMemo[tuple[str, str, str]](
            encode, lambda tags: (f"-t={tags[0]}|{tags[1]}", f"+t={tags[1]}|{tags[2]}")
        )
        self._parts = FeatureMemo[tuple[str, str, str]](
            encode, lambda parts: (f"g={parts[1]}", f"-g={parts[0]}|{parts[1]}", f"+g={parts[2]}|{parts[1]}")
        )
        self._kind = FeatureMemo[tuple[str, str]](
            encode, lambda pair: (f"k={pair[0]}", f"k|t={pair[0]}|{pair[1]}") if pair[0] else ()
        )
        self._tags_behind = FeatureMemo[tuple[str, str]](encode, lambda tags: (f"+2t={tags[0]}|{tags[1]}",))
        self._tags_before = FeatureMemo[tuple[str, str]](encode, lambda tags: (f"-2t={tags[0]}|{tags[1]}",))
        self._label = FeatureMemo[str | None](encode, lambda label: (f"n={label}",) if label else ())

    def of_article(self, layout: Layout, parts: Sequence[str]) -> Iterator[tuple[Range, list[list[bytes]]]]:
        """Yield the token ranges that can hold a claim, each with one list of features a token.

        `parts` are those that the grammar gives the tokens (`grammar_parts`).
        """
        verbs = load_lexicon().verbs
        quoted = [_quotation_state(layout, index) for index in range(len(layout.words))]
        kinds = [entry.kind if (entry := verbs.get(word)) else "" for word in layout.words]
        labels = [layout.name_at.get(start) for start in layout.annotated.token_starts]
        for tokens in _stretches(layout):
            here = slice(*tokens)
            if any(parts[here]) or any(kinds[here]) or any(quoted[here]):
                yield (
                    tokens,
                    self._of_stretch(
                        layout.words[here], layout.tags[here], parts[here], quoted[here], kinds[here], labels[here]
                    ),
                )

    def _of_stretch(
        self,
        words: Sequence[str],
        tags: Sequence[str],
        parts: Sequence[str],
        quoted: Sequence[str],
        kinds: Sequence[str],
        labels: Sequence[str | None],
    ) -> list[list[bytes]]:
        last = len(words) - 1
        rows = []
        for index, tag in enumerate(tags):
            before, behind = index - 1, index + 1
            tag_before, part_before = (tags[before], parts[before]) if index else ("", "")
            tag_behind, part_behind = (tags[behind], parts[behind]) if index < last else ("", "")
            row = [
                *self._word[words[index]],
                *self._tag[tag],
                *self._quoted[quoted[index]],
                *self._before[words[before] if index else ""],
                *self._behind[words[behind] if index < last else ""],
                *self._tags[tag_before, tag, tag_behind],
                *self._parts[part_before, parts[index], part_behind],
                *self._kind[kinds[index], tag],
            ]
            if behind < last:
                row += self._tags_behind[tag_behind, tags[behind + 1]]
            if before > 0:
                row += self._tags_before[tags[before - 1], tag_before]
            row += self._label[labels[index]]
            rows.append(row)
        return rows


@cache
def _feature_maker(model: Path) -> FeatureMaker:
    return FeatureMaker(known_features(model))


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


def _quotation_state(layout: Layout, index: int) -> str:
    number = layout.quote[index]
    if number == NOT_QUOTED:
        return ""
    quotation = layout.quotations[number]
    return "first" if index == quotation.first else "last" if index == quotation.last - 1 else "in"


def grammar_parts(layout: Layout, candidates: Sequence[Candidate]) -> list[str]:
    """Return for each token the parts that the candidates give it, joined by `+`; empty for none."""
    parts: list[list[str]] = [[] for _ in layout.words]
    for candidate in candidates:
        for content in candidate.contents:
            for index in range(*content):
                parts[index] = ["B" if index == content.first else "I"]
    for candidate in candidates:
        if candidate.speaker:
            for index in range(*candidate.speaker):
                parts[index] = [*parts[index][:1], "S"]
        for index in range(*candidate.cue.tokens):
            parts[index] = [*parts[index][:1], f"C:{candidate.construction}"]
    return ["+".join(of_token) for of_token in parts]


def tag_tokens(layout: Layout, candidates: Sequence[Candidate], model: Path = MODEL) -> Tagged:
    """Return what the tagger says of each token; of those that neither it nor the grammar gives a part, only the label."""
    count = len(layout.words)
    tagged = Tagged([0.0] * count, [0.0] * count, [0.0] * count, ["O"] * count)
    tagger = load_tagger(model)
    known = set(tagger.labels())
    parts = grammar_parts(layout, candidates)
    for tokens, rows in _feature_maker(model).of_article(layout, parts):
        tagger.set(rows)
        labels = tagger.tag()
        tagged.label[tokens.first : tokens.last] = labels
        for offset, index in enumerate(range(*tokens)):
            if labels[offset] == "O" and not parts[index]:
                continue
            tagged.cue[index] = tagger.marginal("C", offset) if "C" in known else 0.0
            tagged.source[index] = tagger.marginal("S", offset) if "S" in known else 0.0
            tagged.content[index] = tagger.marginal("B", offset) + tagger.marginal("I", offset)
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
        if content is None or not taken.isdisjoint(range(*content)):
            continue
        if content.last <= cue.first and layout.sentence[content.last - 1] != layout.sentence[cue.first]:
            continue
        source = _nearest(runs, number, "S")
        head = next((i for i in range(*cue) if layout.words[i] in load_lexicon().verbs), cue.last - 1)
        entry = load_lexicon().verbs.get(layout.words[head]) or CueEntry(
            layout.words[head], "verb", frozenset({"clause"}), "saying", "asserts"
        )
        form, group = verb_form(layout, head)
        around = Range(
            min(cue.first, source.first if source else cue.first), max(cue.last, source.last if source else 0)
        )
        found.append(Candidate(Cue(cue, head, entry, form, group), source, [content], "tagged", around))
    return found


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
