"""The samples against records annotated by hand: floors that only rise.

`tests/golden/samples_gold.jsonl` was written from the articles before anything was extracted from them. The floors
are the measured level; a change that lifts a figure lifts its floor here too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.articles.parse import parse_article
from extractors.records import extract_records
from flows.documents import read_documents
from flows.sources import FoundFile, kind_of
from schemas.article import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.records import Extraction

ROOT = Path(__file__).parents[1]
GOLD = [
    json.loads(line)
    for line in (ROOT / "tests" / "golden" / "samples_gold.jsonl").read_text(encoding="utf-8").splitlines()
]

FLOORS = {
    "persons_found": 0.84,
    "events_found": 0.70,
    "status_right": 0.65,
    "claims_found": 0.93,
    "speakers_right": 0.86,
}

KNOWN_BYSTANDERS: set[tuple[str, str]] = set()
"""Bystanders who still come out as cases, by document: a list that only shrinks."""

KNOWN_STRANGERS: set[tuple[str, str]] = set()
"""Names that are no person of the article and still come out as cases: a list that only shrinks."""


def folded(name: str | None) -> frozenset[str]:
    """Return the words of a name without case and accents."""
    bare = unicodedata.normalize("NFKD", name or "")
    return frozenset(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c)).casefold()))


def same_person(left: str | None, right: str | None) -> bool:
    """Tell whether one name is the other, or a part of it that is not a lone given name."""
    a, b = folded(left), folded(right)
    return bool(a and b) and (a <= b or b <= a)


def content_words(parts: str | list[str]) -> frozenset[str]:
    """Return the words of a claim's content."""
    return folded(parts if isinstance(parts, str) else " ".join(parts))


@cache
def extracted() -> dict[str, Extraction]:
    """Return the records of each sample, by path and, for rows, the row's own id."""
    found = {}
    for path in sorted({ROOT / "samples" / row["doc_id"].partition("#")[0] for row in GOLD}):
        for document in read_documents(FoundFile(path, kind_of(path), path.stat().st_size)):
            assert isinstance(document, RawDocument)
            name = str(path.relative_to(ROOT / "samples")) + (f"#{document.doc_id}" if document.doc_id else "")
            found[name] = extract_records(parse_article(document))
    return found


def paired_cases() -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each annotated named case with the extracted one of the same name, or with null."""
    for row in GOLD:
        cases = extracted()[row["doc_id"]].cases
        for gold in row["cases"]:
            if gold["name"]:
                yield gold, next((case for case in cases if same_person(case.name, gold["name"])), None)


def paired_claims() -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each annotated claim with the extracted one whose content shares most of its words, or with null."""
    for row in GOLD:
        claims = extracted()[row["doc_id"]].claims
        for gold in row["claims"]:
            words = content_words(gold["content"])
            best, overlap = None, 0.6
            for claim in claims:
                other = content_words(list(claim.content))
                f1 = 2 * len(words & other) / (len(words) + len(other))
                if f1 > overlap:
                    best, overlap = claim, f1
            yield gold, best


def share(hits: list[bool]) -> float:
    """Return the share of true values."""
    return sum(hits) / len(hits)


def measured() -> dict[str, float]:
    """Return the level of each figure that has a floor."""
    cases = list(paired_cases())
    claims = list(paired_claims())
    events = [
        case is not None and (event["type"], event["modality"]) in {(e.type, e.modality) for e in case.events}
        for gold, case in cases
        for event in gold["events"]
    ]
    return {
        "persons_found": share([case is not None for _, case in cases]),
        "events_found": share(events),
        "status_right": share([case is not None and case.status == gold["status"] for gold, case in cases]),
        "claims_found": share([claim is not None for _, claim in claims]),
        "speakers_right": share(
            [
                claim is not None and same_person(claim.speaker or claim.speaker_text, gold["speaker"])
                for gold, claim in claims
                if gold["speaker"]
            ]
        ),
    }


def test_no_level_falls() -> None:
    """Persons, events, statuses, claims and speakers are found at least as often as before."""
    levels = measured()
    assert {name: level for name, level in levels.items() if level < FLOORS[name]} == {}


def test_bystanders_are_no_cases() -> None:
    """No victim, official, judge, lawyer, reporter or person of a related link is a case, but for those known."""
    wrong = {
        (row["doc_id"], case.name)
        for row in GOLD
        for case in extracted()[row["doc_id"]].cases
        if case.name and any(same_person(case.name, name) for name in row["not_cases"])
    }
    assert wrong == KNOWN_BYSTANDERS


def test_every_case_is_annotated() -> None:
    """Each named case of the samples is a person whom the annotation has too, but for those known."""
    wrong = {
        (row["doc_id"], case.name)
        for row in GOLD
        for case in extracted()[row["doc_id"]].cases
        if case.name and not any(same_person(case.name, name) for name in [*names_of(row), *row["not_cases"]])
    }
    assert wrong == KNOWN_STRANGERS


def names_of(row: dict[str, Any]) -> list[str]:
    """Return the names of the annotated cases of a document."""
    return [gold["name"] for gold in row["cases"] if gold["name"]]


def test_annotation_agrees_with_itself() -> None:
    """Every bystander is someone else than the cases, and every status is the furthest of the actual events."""
    for row in GOLD:
        for gold in row["cases"]:
            assert not any(same_person(gold["name"], name) for name in row["not_cases"])
            actual = {event["type"] for event in gold["events"] if event["modality"] == "actual"}
            assert (gold["status"] in actual) if actual else (gold["status"] is None)
