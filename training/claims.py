"""Train the models of claim extraction: `python -m training.claims`.

Linear CRFs, written to `extractors/models/`; the same data give the same weights:

    claims_pos.crfsuite        part-of-speech tags, from the English treebanks EWT and GUM
    claims_tagger.crfsuite     source, cue and content, from the gold articles for training
    claims_selection.crfsuite  which candidates are claims, from the same
    claims_polarity.crfsuite   the stance of the source towards the content, from the same

What is learnt is measured on articles that were held apart (`check.jsonl`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pycrfsuite

from extractors.annotations.annotate import annotate
from extractors.annotations.feature_tables import FeatureNames
from extractors.annotations.windows import Window
from extractors.claims import parts_of_speech, polarity, selection, tagger
from extractors.claims.constructions import find_candidates
from extractors.claims.cues import find_cues
from extractors.claims.layout import build_layout
from extractors.claims.select import THRESHOLD, join_quotations, with_proposals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"

_WORD = re.compile(r"\w+")
_FOLDED = {
    **dict.fromkeys(("NN", "NNS"), "N"),
    **dict.fromkeys(("NNP", "NNPS"), "NP"),
    **dict.fromkeys(("JJ", "JJR", "JJS", "AFX"), "J"),
    **dict.fromkeys(("RB", "RBR", "RBS"), "R"),
    **dict.fromkeys(("VB", "VBP"), "VB"),
    **dict.fromkeys(("WDT", "WP", "WRB", "WP$"), "W"),
    **dict.fromkeys(("DT", "PDT"), "DT"),
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
    table = FeatureNames()
    maker = parts_of_speech.FeatureMaker(table)
    for name in ("ewt_train", "gum_train"):
        for words, tags in read_treebank(folder / f"{name}.conllu.gz"):
            trainer.append(table.rows(maker.of_words(words, Window([(0, len(words))]))), tags)
    trainer.train(str(model))


def measure_parts_of_speech(folder: Path) -> float:
    """Return the share of right tags on the treebanks' development parts."""
    right = total = 0
    for name in ("ewt_dev", "gum_dev"):
        for words, tags in read_treebank(folder / f"{name}.conllu.gz"):
            found = parts_of_speech.tag_words(words, [(0, len(words))])
            right += sum(a == b for a, b in zip(found, tags, strict=True))
            total += len(tags)
    return right / total


# Gold articles


class GoldClaim(NamedTuple):
    """A claim of a gold article with its words placed in the text."""

    contents: list[tuple[int, int]]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
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
                    best = (distance, GoldClaim(contents, cue, None, claim["polarity"]))
        if best:
            placed.append(best[1]._replace(source=_place_source(text, claim.get("speaker_text"), best[1].cue)))
    return placed


def _place_source(text: str, words: str | None, cue: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the occurrence of the source's words that stands nearest to the cue."""
    if not words or cue is None:
        return None
    places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return min(places, key=lambda place: min(abs(place[0] - cue[1]), abs(cue[0] - place[1])), default=None)


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


class Article(NamedTuple):
    """A gold article with its claims and what the grammar finds in it."""

    text: str
    layout: Layout
    candidates: list[Candidate]
    gold: list[GoldClaim]


def read_gold(path: Path) -> list[Article]:
    """Return the articles of a gold file, read by the grammar."""
    found = []
    for row in read_articles(path):
        layout = build_layout(annotate(row["text"], row.get("published_at"), title=row.get("title")))
        found.append(Article(row["text"], layout, find_candidates(layout, find_cues(layout)), place_claims(row)))
    return found


def label_tokens(article: Article) -> list[str]:
    """Return the label of each token: content first, then sources and cues, which can stand inside other content."""
    layout = article.layout
    labels = ["O"] * len(layout.words)

    def tokens_of(span: tuple[int, int]) -> range:
        return range(layout.annotated.token_at(span[0]), layout.annotated.token_at(span[1] - 1) + 1)

    for claim in article.gold:
        for span in claim.contents:
            for number, index in enumerate(tokens_of(span)):
                if labels[index] == "O":
                    labels[index] = "I" if number else "B"
    for label, spans in (("S", [c.source for c in article.gold]), ("C", [c.cue for c in article.gold])):
        for place in spans:
            for index in tokens_of(place) if place else ():
                labels[index] = label
    return labels


def train_tagger(articles: Sequence[Article], model: Path) -> None:
    """Train the tagger of source, cue and content, with and without what the grammar says, and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 0.5, "max_iterations": 80, "feature.minfreq": 2}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    table = FeatureNames()
    maker = tagger.FeatureMaker(table)
    for article in articles:
        labels = label_tokens(article)
        parts = tagger.grammar_parts(article.layout, article.candidates)
        for window, columns in maker.of_article(article.layout, parts):
            features = table.rows(columns)
            for first, last in window.stretches:
                rows, right = features[first:last], labels[window.begin + first : window.begin + last]
                trainer.append(rows, right)
                trainer.append(tagger.without_grammar(rows), right)
    trainer.train(str(model))


class Labelled(NamedTuple):
    """The candidates of an article: features and labels of selection, and those of polarity."""

    features: list[list[str]]
    labels: list[str]
    polarity: list[tuple[list[str], str]]


def label_article(article: Article, model: Path) -> Labelled:
    """Return the labelled candidates of an article, the tagger's among them."""
    layout = article.layout
    candidates = [replace(candidate, contents=list(candidate.contents)) for candidate in article.candidates]
    tagged = tagger.tag_tokens(layout, candidates, model)
    candidates = with_proposals(layout, candidates, tagged)
    features = selection.candidate_features(layout, candidates, tagged)
    # A quotation that goes on belongs to its claim, or the claim would not be known again in the gold.
    join_quotations(layout, candidates)
    matched = match_candidates(article.text, layout, candidates, article.gold)
    stances = [
        (polarity.polarity_features(layout, candidate), claim.polarity)
        for candidate, claim in zip(candidates, matched, strict=True)
        if claim
    ]
    return Labelled(features, ["1" if claim else "0" for claim in matched], stances)


def label_by_folds(articles: Sequence[Article], folds: int = 5) -> list[Labelled]:
    """Return the labelled candidates of all articles, each tagged by a tagger that did not learn from it."""
    labelled: list[Labelled] = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            model = Path(folder) / f"{fold}.crfsuite"
            train_tagger([article for number, article in enumerate(articles) if number % folds != fold], model)
            labelled += [label_article(article, model) for article in articles[fold::folds]]
    return labelled


def train_selection(articles: Sequence[Labelled], model: Path) -> None:
    """Train the model that tells claims from other candidates and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 1.0, "max_iterations": 200, "feature.minfreq": 2}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    for article in articles:
        if article.labels:
            trainer.append(article.features, article.labels)
    trainer.train(str(model))


def train_polarity(articles: Sequence[Labelled], model: Path) -> None:
    """Train the model of stances, one candidate a sequence, and write it to `model`."""
    parameters = {"c1": 0.0, "c2": 0.5, "max_iterations": 200, "feature.minfreq": 1}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=parameters, verbose=False)
    for article in articles:
        for features, label in article.polarity:
            trainer.append([features], [label])
    trainer.train(str(model))


def measure_selection(articles: Sequence[Labelled], model: Path) -> list[str]:
    """Return how precise and complete the selection is, and how the stated confidence agrees with the share that is right."""
    reader = pycrfsuite.Tagger()
    reader.open(str(model))
    pairs: list[tuple[float, bool]] = []
    for article in articles:
        if article.labels:
            reader.set(article.features)
            pairs += [(reader.marginal("1", number), label == "1") for number, label in enumerate(article.labels)]
    kept = [right for probability, right in pairs if probability >= THRESHOLD]
    precision, recall = sum(kept) / len(kept), sum(kept) / sum(right for _, right in pairs)
    lines = [f"selection: precision {precision:.3f}, recall {recall:.3f} of the candidates that are claims"]
    for low in (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95):
        high = {0.8: 0.9, 0.9: 0.95, 0.95: 1.01}.get(low, low + 0.2)
        band = [(probability, right) for probability, right in pairs if low <= probability < high]
        if band:
            stated, right = (sum(pair[side] for pair in band) / len(band) for side in (0, 1))
            lines.append(f"  confidence {stated:.2f}: {right:.2f} right of {len(band)}")
    return lines


def measure_polarity(articles: Sequence[Labelled], model: Path) -> float:
    """Return the share of right stances."""
    reader = pycrfsuite.Tagger()
    reader.open(str(model))
    pairs = [(reader.tag([features])[0], label) for article in articles for features, label in article.polarity]
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
        articles = read_gold(gold / "train.jsonl")
        labelled = label_by_folds(articles)
        train_tagger(articles, tagger.MODEL)
        train_selection(labelled, selection.MODEL)
        train_polarity(labelled, polarity.MODEL)
        apart = [label_article(article, tagger.MODEL) for article in read_gold(gold / "check.jsonl")]
        print("\n".join(measure_selection(apart, selection.MODEL)))
        print(f"polarity: {measure_polarity(apart, polarity.MODEL):.3f} right")


if __name__ == "__main__":
    main()
