"""Measure names and references on the held-apart articles: `python -m benchmarks.names [--train] [--show KIND]`.

Prints, for each label, precision, recall and F1 by span (every occurrence of a gold string is marked) and by distinct
string an article; how often the words at a reporting cue (a pronoun, another name, a description) resolve to the gold
speaker; the share of gold case persons whose name is an entity's name; and tokens a second.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from extractors.annotations.annotate import annotate
from extractors.persons.forms import fold
from extractors.persons.references import PRONOUNS
from extractors.persons.resolve import resolve_people
from schemas.base import Span
from training.names import CORPORA, LABELS, mark_entities, read_articles

if TYPE_CHECKING:
    from pathlib import Path

    from extractors.annotations.model import Annotated
    from extractors.persons.model import Mention, People


def precision_recall_f1(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def count_names(
    counts: Counter[tuple[str, str, str]], article: dict[str, Any], annotated: Annotated, show: str
) -> None:
    """Add the right, found and gold names of an article to the counts."""
    text = article["text"]
    for label in LABELS:
        spans = {s for s in mark_entities(text, article["entities"]) if s[2] == label}
        names = {(name.span.start, name.span.end, name.label) for name in annotated.names if name.label == label}
        strings = {text[start:end] for start, end, _ in spans}
        found = {text[start:end] for start, end, _ in names}
        if show == label:
            for start, end, _ in sorted(spans ^ names):
                sign = "MISS " if (start, end, label) in spans else "EXTRA"
                print(sign, article["doc_id"], "|", text[max(0, start - 40) : start].replace("\n", "¶"),
                      "[[", text[start:end], "]]", text[end : end + 30].replace("\n", "¶"))  # fmt: skip
        for kind, wanted, got in (("span", len(spans), len(names)), ("string", len(strings), len(found))):
            counts[kind, label, "gold"] += wanted
            counts[kind, label, "found"] += got
        counts["span", label, "right"] += len(spans & names)
        counts["string", label, "right"] += len(strings & found)


def locate_speaker(text: str, claim: dict[str, Any]) -> Span | None:
    """Return where the words of the speaker stand: nearest to the cue that is nearest to the content."""
    content = claim["content"] if isinstance(claim["content"], str) else claim["content"][0]
    at = text.find(content)
    cue = _nearest(text, claim["cue"], at) if at >= 0 else None
    return _nearest(text, claim["speaker_text"], cue.start) if cue else None


def _nearest(text: str, words: str, offset: int) -> Span | None:
    matches = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return min((Span.of_match(match) for match in matches), key=lambda span: abs(span.start - offset), default=None)


def kind_of(words: str, speaker: str) -> str:
    """Return what stands at the cue: a pronoun, the speaker's own name, part of it, or other words."""
    if words.lower() in PRONOUNS or words.lower() in ("it", "its"):
        return "pronoun:" + words.lower()
    if fold(speaker) in fold(words):
        return "full name"
    return "short name" if fold(words.rsplit(maxsplit=1)[-1]) in fold(speaker) else "other"


def resolved_name(text: str, people: People, span: Span) -> str | None:
    """Return the name of the entity that the words refer to: exactly them, or the first mention inside them."""
    inside = people.mentions_in(span)
    exact = [mention for mention in inside if mention.span == span]
    for mention in exact or sorted(inside, key=lambda mention: _closeness(people, mention)):
        for entity in mention.entities[:1]:
            found = people.entities[entity]
            return found.name or found.name_span.of(text)
    return None


def _closeness(people: People, mention: Mention) -> tuple[bool, bool, int]:
    """Order the mentions inside a source's words: a named person first, then bodies, pronouns last."""
    is_person = bool(mention.entities) and people.entities[mention.entities[0]].kind == "person"
    return mention.kind != "name", not is_person, mention.span.start


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names are the same but for case, accents and a leading article."""
    return one is not None and other is not None and fold(one).removeprefix("the ") == fold(other).removeprefix("the ")


def count_references(counts: dict[str, Counter[str]], article: dict[str, Any], people: People, show: str) -> None:
    """Add how the words at the cues of an article's claims resolve."""
    persons = set(article["entities"].get("PERSON", ()))
    for claim in article["claims"]:
        speaker, words = claim["speaker"], claim["speaker_text"]
        span = locate_speaker(article["text"], claim) if speaker and words else None
        if span is None:
            continue
        kind = kind_of(words, speaker)
        if kind in ("full name", "short name", "other"):
            kind += " (person)" if speaker in persons else " (body)"
        name = resolved_name(article["text"], people, span)
        if claim["speaker_role"] and speaker in persons:
            count_role(counts["role"], claim, people, show)
        outcome = "right" if same_name(name, speaker) else "none" if name is None else "wrong"
        counts[kind][outcome] += 1
        if show and kind.startswith(show) and outcome != "right":
            text = article["text"]
            print(outcome, article["doc_id"], "|", repr(speaker), "not", repr(name), "|",
                  text[max(0, span.start - 300) : span.start].replace("\n", "¶"),
                  "[[", words, "]]", text[span.end : span.end + 60].replace("\n", "¶"), "\n")  # fmt: skip


def count_role(counts: Counter[str], claim: dict[str, Any], people: People, show: str) -> None:
    """Add whether the speaker's role, as stated at one of the claims, is the entity's role."""
    speaker, wanted = claim["speaker"], set(re.findall(r"\w+", fold(claim["speaker_role"]))) - {"the", "a", "of"}
    role = next((entity.role for entity in people.entities if same_name(entity.name, speaker)), None)
    found = set(re.findall(r"\w+", fold(role or ""))) - {"the", "a", "of"}
    outcome = "right" if 2 * len(wanted & found) >= 0.6 * (len(wanted) + len(found)) else "wrong" if role else "none"
    counts[outcome] += 1
    if show == "role" and outcome != "right":
        print(outcome, "|", claim["speaker_role"], "| not |", role, "|", claim["speaker_text"])


def measure(path: Path, show: str = "") -> dict[str, float]:
    """Print all figures for the articles of one file and return the F1 of each label, by span and by string."""
    figures: dict[str, float] = {}
    names: Counter[tuple[str, str, str]] = Counter()
    references: dict[str, Counter[str]] = defaultdict(Counter)
    persons: Counter[bool] = Counter()
    tokens, seconds = 0, [0.0, 0.0]
    for article in read_articles(path):
        started = time.process_time()
        annotated = annotate(article["text"], article["published_at"])
        resolving = time.process_time()
        people = resolve_people(annotated)
        seconds[0] += resolving - started
        seconds[1] += time.process_time() - resolving
        tokens += len(annotated.tokens)
        count_names(names, article, annotated, show)
        count_references(references, article, people, show)
        known = [entity.name for entity in people.entities]
        for case in article["cases"]:
            if case["name"]:
                is_known = any(same_name(case["name"], name) for name in known)
                persons[is_known] += 1
                if show == "case" and not is_known:
                    print("case", article["doc_id"], case["name"], "|", [n for n in known if n][:12])
    for kind in ("span", "string"):
        for label in LABELS:
            p, r, f = precision_recall_f1(*(names[kind, label, part] for part in ("right", "found", "gold")))
            figures[f"{kind}.{label}"] = f
            print(f"{kind:7}{label:7} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  ({names[kind, label, 'gold']} gold)")
    pronouns: Counter[str] = Counter()
    for kind, outcomes in sorted(references.items()):
        print(f"speaker {kind:22} {outcomes['right'] / outcomes.total():.3f}  {dict(outcomes)}")
        if kind.startswith("pronoun"):
            pronouns += outcomes
    print(f"speaker {'all pronouns':22} {pronouns['right'] / max(pronouns.total(), 1):.3f}  {dict(pronouns)}")
    print(f"case persons whose name is an entity's: {persons[True]}/{persons.total()}")
    print(f"annotate {tokens / seconds[0]:,.0f} tokens/s, resolve_people {tokens / seconds[1]:,.0f} tokens/s")
    figures["pronouns"] = pronouns["right"] / max(pronouns.total(), 1)
    return figures


def main() -> None:
    """Measure the held-apart fifth, or with `--train` the training articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help="measure on the training articles")
    parser.add_argument("--show", default="", help="list the errors of a label, `case`, or a kind of reference")
    options = parser.parse_args()
    if not CORPORA.exists():
        print("no corpora folder beside the project: nothing measured")
        sys.exit(0)
    measure(CORPORA / "gold_train" / ("train.jsonl" if options.train else "check.jsonl"), options.show)


if __name__ == "__main__":
    main()
