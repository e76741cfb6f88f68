"""Measure claim extraction: `python -m benchmarks.claims`.

Prints the tables of the gold articles (`score_cases.py`), of the seed article, and of the attribution corpora
(`score_claims.py`), and the words a second from text to claims. Skips with a message where `../shared` is absent.

One file, with its errors:

    python -m benchmarks.claims --gold ../shared/gold/dev.jsonl --show claim.content
    python -m benchmarks.claims --gold ../shared/corpora/claims/gum_dev.jsonl
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from extractors.annotations.annotate import annotate
from extractors.claims.find import find_claims
from extractors.persons.resolve import resolve_people
from schemas.case import Case

SHARED = Path(__file__).parents[2] / "shared"
CASE_GOLD = ("gold/dev.jsonl", "gold/seed.jsonl", "corpora/gold_train/check.jsonl")
SPAN_GOLD = ("corpora/claims/polnear_dev.jsonl", "corpora/claims/gum_dev.jsonl")


def read_documents(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def case_stubs(document: dict[str, Any]) -> list[Case]:
    """Return the gold cases by name alone, so that `about` is measured apart from the finding of cases."""
    return [Case(name=case.get("name"), aliases=tuple(case.get("aliases") or ())) for case in document.get("cases", ())]


def extract_document(document: dict[str, Any]) -> dict[str, Any]:
    annotated = annotate(document["text"], document.get("published_at"), title=document.get("title"))
    claims = find_claims(annotated, resolve_people(annotated), case_stubs(document))
    rows = [claim.model_dump(mode="json") for claim in claims]
    for row in rows:
        row["cue_span"] = [row["cue_span"]]  # the record form lists the spans of a cue
    return {"doc_id": document["doc_id"], "cases": [], "claims": rows}


def measure(gold: Path, show: str | None) -> None:
    documents = read_documents(gold)
    begun = time.process_time()
    rows = [extract_document(document) for document in documents]
    seconds = time.process_time() - begun
    words = sum(len(document["text"].split()) for document in documents)
    by_span = "corpora/claims" in gold.as_posix()
    scorer = SHARED / ("score_claims.py" if by_span else "score_cases.py")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predicted:
        predicted.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        predicted.flush()
        command = [sys.executable, str(scorer), str(gold), predicted.name]
        if show and not by_span:
            command += ["--show", show]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"== {gold.name}: {len(documents)} documents, {words / seconds:,.0f} words a CPU second from text to claims")
    print("\n".join(line for line in result.stdout.splitlines() if not line.startswith("case.")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="measure this file alone")
    parser.add_argument("--show", help="list the misses and extras of one field, such as claim.content")
    arguments = parser.parse_args()
    if arguments.gold:
        measure(arguments.gold, arguments.show)
        return
    if not SHARED.exists():
        print(f"skipped: {SHARED} is absent")
        return
    for name in (*CASE_GOLD, *SPAN_GOLD):
        measure(SHARED / name, arguments.show)


if __name__ == "__main__":
    main()
