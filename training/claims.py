"""Train the models of claim extraction: `python -m training.claims`.

Two linear CRFs, written to `extractors/models/`: part-of-speech tags (`claims_pos.crfsuite`, from the English
treebanks EWT and GUM). The same data give the same weights.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pycrfsuite

from extractors.claims import parts_of_speech

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"

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


def main() -> None:
    """Train all models and print how they measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="folder with treebanks/ and gold_train/")
    arguments = parser.parse_args()
    treebanks = arguments.corpora / "treebanks"
    train_parts_of_speech(treebanks, parts_of_speech.MODEL)
    print(f"parts of speech: {measure_parts_of_speech(treebanks):.4f} right")


if __name__ == "__main__":
    main()
