"""The stance a source takes towards the content: asserts, denies, alleges, predicts, intends or requests.

A cue that has a stance of its own mostly gives it (`denied`, `urged`); for the others the content tells (`we will …`,
`the minister must …`), and who speaks: charging documents and prosecutors allege. `patterns/polarity.yml` reads the
content by rules; a small model, trained by `training/claims.py`, weighs rules, cue and words against each other.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from extractors.annotations.crf import load_tagger
from extractors.claims.cues import AUXILIARIES
from extractors.claims.denials import is_called_false
from extractors.claims.parts_of_speech import FINITE
from extractors.patterns import load_rules

if TYPE_CHECKING:
    from extractors.claims.candidates import Candidate
    from extractors.claims.layout import Layout
    from schemas.vocabulary import Polarity

MODEL = Path(__file__).parents[1] / "models" / "claims_polarity.crfsuite"

_ACCUSERS: Final = re.compile(
    r"(?i)\b(?:indictment|complaint|charges|charging documents?|affidavit|prosecutors?|prosecution|accusers?|plaintiffs?|lawsuit|victims?|authorities|investigators|police|detectives)\b"
)
_CHARGING: Final = re.compile(
    r"(?i)\b(?:indictment|complaint|charging documents?|affidavit|prosecutors?|prosecution|(?:federal|american|us|u\.s\.|state|local) authorities)\b"
)
_PLAN: Final = re.compile(
    r"(?i)\b(?:i|we|he|she|they|it) (?:also )?(?:plan(?:s|ned)?|intend(?:s|ed)?|aim(?:s|ed)?) to\b"
)
_REFUSAL: Final = re.compile(r"(?i)^\W*(?:he|she|they|it|i|we) (?:\w+ ){0,2}(?:never|not|\w+n[’']t)\b")
_NEGATIONS: Final = frozenset({"not", "no", "never", "nothing", "none", "nobody", "neither", "nor", "without"})
_DENIALS: Final = frozenset({"deny", "reject", "refute", "rebut", "dispute", "rubbish", "debunk"})
_FIRST_WORDS: Final = 25
"""Tokens of the content that show its stance."""


def polarity_features(layout: Layout, candidate: Candidate) -> list[str]:
    """Return the features of a candidate that tell its stance."""
    entry = candidate.cue.entry
    tokens = [index for content in candidate.contents for index in range(*content) if layout.words[index][0].isalnum()]
    content = " ".join(layout.words[index] for index in tokens)
    row = [
        "bias",
        f"lemma={entry.lemma}",
        f"kind={entry.kind}",
        f"entry={entry.polarity}",
        f"construction={candidate.construction}",
        f"entry|construction={entry.polarity}|{candidate.construction}",
    ]
    row += [f"rule={rule.id}" for rule in load_rules("polarity.yml") if rule.pattern.search(content)]
    speaker = layout.text(candidate.speaker) if candidate.speaker else ""
    if match := _ACCUSERS.search(speaker):
        row += ["accuser", f"accuser={match.group().lower()}", f"accuser|kind={entry.kind}"]
    if candidate.speaker:
        row.append(
            f"speaker={layout.words[candidate.speaker.last - 1] if candidate.speaker.last - candidate.speaker.first < 3 else ''}"
        )
    if tokens:
        row += _word_features(layout, tokens[:_FIRST_WORDS], entry.kind)
    return row


def _word_features(layout: Layout, tokens: list[int], kind: str) -> list[str]:
    """Return what the first words of the content show: its subject, its verbs, negations and modals."""
    words, tags = layout.words, layout.tags
    row = [f"first={words[tokens[0]]}", f"first_tag={tags[tokens[0]]}"]
    if len(tokens) > 1:
        row.append(f"first_two={words[tokens[0]]} {words[tokens[1]]}")
    verb = next((index for index in tokens if tags[index] in FINITE), None)
    if verb is not None:
        behind = next((words[index] for index in tokens if index > verb and tags[index] != "R"), "")
        subject = next((words[index] for index in tokens if index < verb and tags[index] in {"PRP", "W", "EX"}), "noun")
        row += [
            f"verb={words[verb]}",
            f"verb_tag={tags[verb]}",
            f"verb|behind={words[verb]} {behind}",
            f"subject|verb={subject} {words[verb]}",
            f"subject|tag={subject} {tags[verb]}",
            f"kind|tag={kind} {tags[verb]}",
        ]
    for index in tokens:
        if tags[index] == "MD" or words[index] in _NEGATIONS or words[index].endswith("n't"):
            row.append(f"has={words[index]}")
        elif tags[index] in {"VB", "VBZ", "VBD", "VBG", "VBN"} and words[index] not in AUXILIARIES:
            row.append(f"says={words[index]}")
        elif tags[index] == "N":
            row.append(f"noun={words[index]}")
    return row


def polarity_of(layout: Layout, candidate: Candidate, *, is_about_case: bool) -> Polarity:
    """Return the stance of the source of a candidate towards its content.

    A verb of denial, a plan that the content states in so many words, and an accuser who speaks of the accused, outweigh
    the model.
    """
    found = cast("Polarity", load_tagger(MODEL).tag([polarity_features(layout, candidate)])[0])
    is_denial = candidate.construction == "denied" and candidate.cue.entry.kind == "denying"
    if found == "asserts" and (is_denial or candidate.cue.entry.lemma in _DENIALS):
        is_negated = not _NEGATIONS.isdisjoint(layout.words[candidate.cue.group : candidate.cue.head])
        return found if is_negated else "denies"
    if found != "asserts" or candidate.cue.entry.kind not in {"saying", "thinking"}:
        return "denies" if is_called_false(layout, candidate) else found
    content = " ".join(layout.text(tokens) for tokens in candidate.contents)
    if _PLAN.search(content):
        return "intends"
    speaker = layout.text(candidate.speaker) if candidate.speaker else ""
    if is_about_case and _CHARGING.search(speaker):
        return "alleges"
    if candidate.cue.entry.lemma in {"insist", "maintain"} and _REFUSAL.search(content):
        return "denies"
    return found
