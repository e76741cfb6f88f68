"""Every row of `patterns/cues.yml` is run on its own example."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.annotations.annotate import annotate
from extractors.claims.constructions import find_candidates
from extractors.claims.cues import find_cues
from extractors.claims.layout import build_layout
from extractors.patterns import load_table

TABLE = load_table("cues.yml")
ROWS = [row for part in ("verbs", "phrases", "sources", "weak_sources") for row in TABLE[part]]
FRAMES = {
    "clause", "that", "quote", "to_infinitive", "object_to", "noun_phrase", "gerund", "addressee", "as", "of",
}  # fmt: skip
KINDS = {"saying", "denying", "accusing", "judging", "finding", "thinking", "promising", "asking"}


def name_of(row: dict[str, Any]) -> str:
    return row.get("lemma") or " ".join(row["words"])


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_example(row):
    """The bracketed words of the example are the content of its cue."""
    before, content, after = row["example"].replace("]", "[").split("[")
    layout = build_layout(annotate(before + content + after, "2024-05-01"))
    candidates = find_candidates(layout, find_cues(layout))
    found = [" ".join(layout.text(tokens) for tokens in candidate.contents) for candidate in candidates]
    assert content in [words.strip("“”,.?") for words in found]


@pytest.mark.parametrize("row", TABLE["verbs"] + TABLE["phrases"], ids=name_of)
def test_row(row):
    """A row has known frames and kind, and its forms hold its lemma."""
    assert set(row["frames"]) <= FRAMES
    assert row["kind"] in KINDS
    assert len(set(row["forms"])) == len(row["forms"])


def test_forms_are_unique():
    """No form belongs to two verbs."""
    forms = [form for row in TABLE["verbs"] for form in row["forms"]]
    assert sorted(set(forms)) == sorted(forms)
