"""Train the models of claim extraction: `python -m training.claims`.

Linear CRFs, written to `extractors/models/`; the same data give the same weights:

    claims_pos.crfsuite        part-of-speech tags, from the English treebanks EWT and GUM
    claims_selection.crfsuite  which candidates are claims, from the gold articles for training
    claims_polarity.crfsuite   the stance of the source towards the content, from the same

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
from extractors.claims import parts_of_speech, polarity, selection
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
    polarity: str


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
                    best = (distance, GoldClaim(contents, cue, claim["polarity"]))
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


def match_candidates(
    text: str, layout: Layout, candidates: Sequence[Candidate], gold: Sequence[GoldClaim]
) -> list[GoldClaim | None]:
    """Return for each candidate the claim of the gold article that it is, one to one, or none."""
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
    matched: list[GoldClaim | None] = [None] * len(candidates)
    taken: set[int] = set()
    for _, number, index in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if matched[number] is None and index not in taken:
            matched[number] = gold[index]
            taken.add(index)
    return matched


class LabelledArticle(NamedTuple):
    """The candidates of a gold article: features and labels of both models, and what the present models say."""

    selection: list[list[str]]
    is_claim: list[str]
    probabilities: list[float]
    polarity: list[tuple[list[str], str]]


def read_candidates(path: Path) -> Iterator[LabelledArticle]:
    """Yield the labelled candidates of each article of a gold file."""
    for article in read_articles(path):
        layout = build_layout(annotate(article["text"], article.get("published_at"), title=article.get("title")))
        candidates = find_candidates(layout, find_cues(layout))
        if not candidates:
            continue
        features = selection.candidate_features(layout, candidates)
        probabilities = selection.estimate(layout, candidates) if selection.MODEL.exists() else []
        # A quotation that goes on belongs to its claim, or the claim would not be known again in the gold.
        join_quotations(layout, candidates)
        matched = match_candidates(article["text"], layout, candidates, place_claims(article))
        stances = [
            (polarity.polarity_features(layout, candidate), claim.polarity)
            for candidate, claim in zip(candidates, matched, strict=True)
            if claim
        ]
        yield LabelledArticle(features, ["1" if claim else "0" for claim in matched], probabilities, stances)


def train_selection(articles: Sequence[LabelledArticle], model: Path) -> None:
    """Train the model that tells claims from other candidates and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 1.0, "max_iterations": 200, "feature.minfreq": 2}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    for article in articles:
        trainer.append(article.selection, article.is_claim)
    trainer.train(str(model))


def train_polarity(articles: Sequence[LabelledArticle], model: Path) -> None:
    """Train the model of stances, one candidate a sequence, and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 0.5, "max_iterations": 200, "feature.minfreq": 1}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    for article in articles:
        for features, label in article.polarity:
            trainer.append([features], [label])
    trainer.train(str(model))


def measure_selection(articles: Sequence[LabelledArticle]) -> tuple[float, float]:
    """Return precision and recall of the kept candidates among the right ones."""
    pairs = [pair for article in articles for pair in zip(article.probabilities, article.is_claim, strict=True)]
    kept = [label for probability, label in pairs if probability >= THRESHOLD]
    return kept.count("1") / len(kept), kept.count("1") / sum(label == "1" for _, label in pairs)


def measure_polarity(articles: Sequence[LabelledArticle], model: Path) -> float:
    """Return the share of right stances."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    pairs = [(tagger.tag([features])[0], label) for article in articles for features, label in article.polarity]
    return sum(found == label for found, label in pairs) / len(pairs)


def main() -> None:
    """Train all models and print how they measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="folder with treebanks/ and gold_train/")
    parser.add_argument("--only", choices=("pos", "claims"), help="train the parts of speech, or all but them")
    arguments = parser.parse_args()
    treebanks, gold = arguments.corpora / "treebanks", arguments.corpora / "gold_train"
    if arguments.only != "claims":
        train_parts_of_speech(treebanks, parts_of_speech.MODEL)
        print(f"parts of speech: {measure_parts_of_speech(treebanks):.4f} right")
    if arguments.only != "pos":
        articles = list(read_candidates(gold / "train.jsonl"))
        train_selection(articles, selection.MODEL)
        train_polarity(articles, polarity.MODEL)
        apart = list(read_candidates(gold / "check.jsonl"))
        precision, recall = measure_selection(apart)
        print(f"selection: precision {precision:.3f}, recall {recall:.3f} of the candidates that are claims")
        print(f"polarity: {measure_polarity(apart, polarity.MODEL):.3f} right")


if __name__ == "__main__":
    main()
