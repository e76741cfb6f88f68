"""Estimate for each candidate how probable it is that it is a claim.

The model is a linear-chain CRF over the candidates of an article in text order (labels `1` and `0`), trained by
`training/claims.py` on the gold articles for training. Its features are what the grammar found, and how far the
sequence tagger agrees; its marginal probability is the confidence of the record.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.annotations.crf import load_tagger
from extractors.claims.clauses import has_clause, has_finite
from extractors.claims.layout import NOT_QUOTED
from extractors.claims.media import is_outlet
from extractors.patterns import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from extractors.claims.tagger import Tagged

MODEL = Path(__file__).parents[1] / "models" / "claims_selection.crfsuite"


@cache
def _noun_lists() -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    for name, words in load_table("speakers.yml").items():
        for word in words if isinstance(words, list) else ():
            lists.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in lists.items()}


def candidate_features(layout: Layout, candidates: Sequence[Candidate], tagged: Tagged) -> list[list[str]]:
    """Return one list of features a candidate: what the grammar found, and how far the tagger agrees."""
    rows: list[list[str]] = []
    open_contents: list[tuple[int, int, str]] = []
    for candidate in candidates:
        head = candidate.cue.head
        outer = [construction for first, last, construction in open_contents if first <= head < last]
        row = _features(layout, candidate, outer[-1] if outer else "")
        rows.append(row + _agreement(candidate, tagged))
        open_contents.extend((content.first, content.last, candidate.construction) for content in candidate.contents)
        del open_contents[:-12]
    return rows


def _features(layout: Layout, candidate: Candidate, outer: str) -> list[str]:
    cue, entry = candidate.cue, candidate.cue.entry
    words, tags = layout.words, layout.tags
    construction = candidate.construction
    sentence = layout.sentence_range(cue.head)
    row = [
        "bias",
        f"lemma={entry.lemma}",
        f"construction={construction}",
        f"lemma|construction={entry.lemma}|{construction}",
        f"kind|construction={entry.kind}|{construction}",
        f"form={cue.form}",
        f"lemma|form={entry.lemma}|{cue.form}",
        f"construction|form={construction}|{cue.form}",
        f"tag={tags[cue.head]}",
        f"lemma|tag={entry.lemma}|{tags[cue.head]}",
        f"outer={outer}",
    ]
    for offset in (-2, -1, 1, 2):
        index = cue.head + offset
        inside = sentence.first <= index < sentence.last
        row.append(f"{offset}w={words[index] if inside else '|'}")
        row.append(f"{offset}t={tags[index] if inside else '|'}")
    row += [f"aux={words[index]}" for index in range(cue.group, cue.head)]
    row += _speaker_features(layout, candidate)
    row += _content_features(layout, candidate)
    if candidate.addressee:
        row.append(f"addressee={tags[candidate.addressee.last - 1]}")
    last = words[sentence.last - 1]
    if last == "?" or (sentence.last - sentence.first > 1 and words[sentence.last - 2] == "?"):
        row.append("question")
    row.append(f"first={words[sentence.first]}")
    return row


def _agreement(candidate: Candidate, tagged: Tagged) -> list[str]:
    """Return in steps of a fifth how probable the tagger holds cue, content and source."""
    cue = tagged.cue[candidate.cue.head]
    held = [tagged.content[index] for content in candidate.contents for index in range(*content)]
    content = sum(held) / len(held)
    row = [
        f"tagger_cue={round(cue * 5)}",
        f"tagger_content={round(content * 5)}",
        f"tagger={round(cue * 3)}|{round(content * 3)}",
    ]
    if candidate.speaker:
        row.append(f"tagger_source={round(max(tagged.source[index] for index in range(*candidate.speaker)) * 5)}")
    return row


def _speaker_features(layout: Layout, candidate: Candidate) -> list[str]:
    speaker = candidate.speaker
    construction = candidate.construction
    if speaker is None:
        return ["speaker=none", f"speaker|construction=none|{construction}"]
    words, tags = layout.words, layout.tags
    annotated = layout.annotated
    labels = sorted(
        {label for index in range(*speaker) if (label := layout.name_at.get(annotated.tokens[index].start)) is not None}
    )
    lists = sorted({name for index in range(*speaker) for name in _noun_lists().get(words[index], ())})
    kind = "+".join(labels) or (lists[0] if lists else tags[speaker.last - 1])
    row = [
        f"speaker={kind}",
        f"speaker|construction={kind}|{construction}",
        f"speaker|lemma={kind}|{candidate.cue.entry.lemma}",
    ]
    row += [f"speaker_list={name}" for name in lists]
    row.append(
        f"speaker_first={words[speaker.first] if tags[speaker.first] in {'DT', 'PRP', 'PRPS', 'CD'} else tags[speaker.first]}"
    )
    if "NP" not in tags[speaker.first : speaker.last]:
        row.append(f"speaker_word={words[speaker.last - 1]}")
    if is_outlet(layout.text(speaker)):
        row.append("speaker=outlet")
    return row


def _content_features(layout: Layout, candidate: Candidate) -> list[str]:
    words, tags = layout.words, layout.tags
    first = candidate.contents[0]
    size = sum(content.last - content.first for content in candidate.contents)
    lemma = candidate.cue.entry.lemma
    is_clause, is_finite = has_clause(layout, first.first, first.last, strict=True), has_finite(layout, first)
    row = [
        f"size={min(size, 8) if size < 8 else '8+' if size < 15 else '15+' if size < 40 else '40+'}",
        f"parts={min(len(candidate.contents), 3)}",
        f"first_tag={tags[first.first]}",
        f"first_tag|lemma={tags[first.first]}|{lemma}",
        f"first_word={words[first.first]}",
        f"clause={is_clause}",
        f"clause|construction={is_clause}|{candidate.construction}",
        f"finite={is_finite}",
        f"quoted={any(layout.quote[index] != NOT_QUOTED for content in candidate.contents for index in range(*content))}",
    ]
    if first.first > 0 and words[first.first - 1] == "that":
        row += ["that", f"that|lemma={lemma}"]
    noun = next((index for index in range(*first) if tags[index] in {"N", "NP"}), None)
    if noun is not None and not is_finite:
        row.append(f"content_noun={words[noun]}")
        row.append(f"content_label={layout.name_at.get(layout.annotated.tokens[noun].start, tags[noun])}")
    return row


def estimate(layout: Layout, candidates: Sequence[Candidate], tagged: Tagged) -> list[float]:
    """Return for each candidate the probability that it is a claim."""
    if not candidates:
        return []
    tagger = load_tagger(MODEL)
    tagger.set(candidate_features(layout, candidates, tagged))
    return [tagger.marginal("1", index) for index in range(len(candidates))]
