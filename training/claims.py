"""Train the models of claim extraction: `python -m training.claims`.

Linear CRFs, written to `extractors/models/`; the same data give the same weights:

    claims_pos.crfsuite        part-of-speech tags, from the English treebanks EWT and GUM
    claims_selection.crfsuite  which candidates are claims, from the gold articles for training

What is learnt is measured on articles that were held apart (`check.jsonl`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pycrfsuite

from extractors.annotations.annotate import annotate
from extractors.claims import parts_of_speech, selection
from extractors.claims.constructions import find_candidates
from extractors.claims.cues import find_cues
from extractors.claims.layout import build_layout
from extractors.claims.select import THRESHOLD, join_quotations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.claims.constructions import Candidate
    from extractors.claims.layout import Layout

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"

_WORD = re.compile(r"\w+")
_FOLDED = {
    **{tag: "N" for tag in ("NN", "NNS")},
    **{tag: "NP" for tag in ("NNP", "NNPS")},
    **{tag: "J" for tag in ("JJ", "JJR", "JJS", "AFX")},
    **{tag: "R" for tag in ("RB", "RBR", "RBS")},
    **{tag: "VB" for tag in ("VB", "VBP")},
    **{tag: "W" for tag in ("WDT", "WP", "WRB", "WP$")},
    **{tag: "DT" for tag in ("DT", "PDT")},
    **{tag: tag for tag in ("IN", "TO", "MD", "VBZ", "VBD", "VBN", "VBG", "CC", "CD", "PRP", "POS", "EX", "RP")},
    "PRP$": "PRPS",
}


def read_treebank(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words and folded tags of each sentence, tokenised as casebook does."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        blocks = stream.read().split("\n\n")
    for block in blocks:
        words: list[str] = []
        tags: list[str] = []
        is_glued = False
        for line in block.split("\n"):
            fields = line.split("\t")
            if line.startswith("#") or not fields[0].isdigit():
                continue
            word = fields[1]
            tag = _FOLDED.get(fields[4], "X" if any(char.isalnum() for char in word) else ".")
            if is_glued and words and word.lower().replace("’", "'") == "n't":
                words[-1] += word
            elif is_glued and words and (word == "-" or words[-1].endswith("-")) and words[-1] not in "-(":
                # Hyphenated words are one token; what follows the hyphen decides, and mostly it is an attribute.
                words[-1] += word
                if word != "-":
                    tags[-1] = "J" if tag in {"N", "J", "VBN"} else tag
            else:
                words.append(word)
                tags.append(tag)
            is_glued = "SpaceAfter=No" in fields[9]
        if words:
            yield words, tags


def train_parts_of_speech(folder: Path, model: Path) -> None:
    """Train the part-of-speech tagger on the treebanks in `folder` and write it to `model`."""
    trainer = pycrfsuite.Trainer(algorithm="ap", params={"max_iterations": 8, "feature.minfreq": 2}, verbose=False)
    for name in ("ewt_train", "gum_train"):
        for words, tags in read_treebank(folder / f"{name}.conllu.gz"):
            trainer.append(parts_of_speech.sentence_features(words), tags)
    trainer.train(str(model))


def measure_parts_of_speech(folder: Path) -> float:
    """Return the share of right tags on the treebanks' development parts."""
    right = total = 0
    for name in ("ewt_dev", "gum_dev"):
        for words, tags in read_treebank(folder / f"{name}.conllu.gz"):
            found = parts_of_speech.tag_words(words)
            right += sum(a == b for a, b in zip(found, tags, strict=True))
            total += len(tags)
    return right / total


# Gold articles


class GoldClaim(NamedTuple):
    """A claim of a gold article with its words placed in the text."""

    contents: list[tuple[int, int]]
    cue: tuple[int, int] | None


def read_articles(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a gold file."""
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def place_claims(article: dict[str, Any]) -> list[GoldClaim]:
    """Return the claims of an article with the occurrences of content and cue that stand nearest to each other."""
    text: str = article["text"]
    placed = []
    for claim in article["claims"]:
        strings = claim["content"] if isinstance(claim["content"], list) else [claim["content"]]
        cues = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(claim['cue'])}(?!\w)", text)]
        best: tuple[int, GoldClaim] | None = None
        for start in (match.start() for match in re.finditer(re.escape(strings[0]), text)):
            contents = [(start, start + len(strings[0]))]
            for string in strings[1:]:
                at = text.find(string, contents[-1][1])
                at = text.find(string) if at < 0 else at
                if at >= 0:
                    contents.append((at, at + len(string)))
            for cue in cues or [None]:
                distance = _distance(contents, cue)
                if best is None or distance < best[0]:
                    best = (distance, GoldClaim(contents, cue))
        if best:
            placed.append(best[1])
    return placed


def _distance(contents: Sequence[tuple[int, int]], cue: tuple[int, int] | None) -> int:
    """Return the characters between cue and content; a cue that the content holds is less likely the one meant."""
    if cue is None:
        return 0
    inside = any(start <= cue[0] and cue[1] <= end for start, end in contents)
    return min(min(abs(cue[0] - end), abs(start - cue[1])) for start, end in contents) + (60 if inside else 0)


def _words(text: str, spans: Sequence[tuple[int, int]]) -> Counter[int]:
    return Counter(match.start() for start, end in spans for match in _WORD.finditer(text, start, end))


def label_candidates(
    text: str, layout: Layout, candidates: Sequence[Candidate], gold: Sequence[GoldClaim]
) -> list[str]:
    """Return `1` for each candidate that is a claim of the gold article, one to one, else `0`."""
    scored = []
    sides = [_words(text, claim.contents) for claim in gold]
    for number, candidate in enumerate(candidates):
        mine = _words(text, [tuple(layout.span(content)) for content in candidate.contents])
        cue = layout.span(candidate.cue.tokens)
        for index, side in enumerate(sides):
            shared = sum((mine & side).values())
            f1 = 2 * shared / (mine.total() + side.total()) if shared else 0.0
            where = gold[index].cue
            same_cue = where is not None and where[0] < cue.end and cue.start < where[1]
            if f1 >= 0.6 or (f1 >= 0.45 and same_cue):
                scored.append((f1 + same_cue, number, index))
    labels = ["0"] * len(candidates)
    taken: set[int] = set()
    for _, number, index in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if labels[number] == "0" and index not in taken:
            labels[number] = "1"
            taken.add(index)
    return labels


def read_candidates(path: Path) -> Iterator[tuple[list[list[str]], list[float], list[str]]]:
    """Yield features, present probabilities and labels of the candidates of each article of a gold file."""
    for article in read_articles(path):
        layout = build_layout(annotate(article["text"], article.get("published_at"), title=article.get("title")))
        candidates = find_candidates(layout, find_cues(layout))
        if not candidates:
            continue
        features = selection.candidate_features(layout, candidates)
        probabilities = selection.estimate(layout, candidates) if selection.MODEL.exists() else []
        # A quotation that goes on belongs to its claim, or the claim would not be known again in the gold.
        join_quotations(layout, candidates)
        yield features, probabilities, label_candidates(article["text"], layout, candidates, place_claims(article))


def train_selection(folder: Path, model: Path) -> None:
    """Train the model that tells claims from other candidates and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 1.0, "max_iterations": 200, "feature.minfreq": 2}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    for features, _, labels in read_candidates(folder / "train.jsonl"):
        trainer.append(features, labels)
    trainer.train(str(model))


def measure_selection(folder: Path) -> tuple[float, float]:
    """Return precision and recall of the kept candidates among the right ones on the articles held apart."""
    kept = right = total = 0
    for _, probabilities, labels in read_candidates(folder / "check.jsonl"):
        for probability, label in zip(probabilities, labels, strict=True):
            is_kept = probability >= THRESHOLD
            kept += is_kept
            total += label == "1"
            right += is_kept and label == "1"
    return right / kept, right / total


def main() -> None:
    """Train all models and print how they measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="folder with treebanks/ and gold_train/")
    parser.add_argument("--only", choices=("pos", "selection"), help="train this model alone")
    arguments = parser.parse_args()
    treebanks, gold = arguments.corpora / "treebanks", arguments.corpora / "gold_train"
    if arguments.only in {None, "pos"}:
        train_parts_of_speech(treebanks, parts_of_speech.MODEL)
        print(f"parts of speech: {measure_parts_of_speech(treebanks):.4f} right")
    if arguments.only in {None, "selection"}:
        train_selection(gold, selection.MODEL)
        precision, recall = measure_selection(gold)
        print(f"selection: precision {precision:.3f}, recall {recall:.3f} of the candidates that are claims")


if __name__ == "__main__":
    main()
