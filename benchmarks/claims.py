"""Measure claim extraction: `python -m benchmarks.claims`.

Prints the tables of the gold articles (`score_cases.py`), of the seed article, and of the attribution corpora
(`score_claims.py`), and the words a second from text to claims; ends with 1 when a figure is below its floor. Skips
with a message where `../shared` is absent.

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
FLOORS = {
    "dev.jsonl claim.content": 0.78,
    "dev.jsonl claim.ALL": 0.72,
    "dev.jsonl claim.speaker": 0.80,
    "dev.jsonl claim.quantity": 0.70,
    "seed.jsonl claim.content": 1.0,
    "seed.jsonl claim.speaker": 0.92,
    "polnear_dev.jsonl claim+speaker": 0.46,
    "polnear_dev.jsonl speech cues with speaker": 0.70,
    "polnear_dev.jsonl direct claim+speaker": 0.85,
    "gum_dev.jsonl claim+speaker": 0.42,
}
"""Least F1 (recall for speech cues) that a change must keep."""

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


def measure(gold: Path, show: str | None) -> dict[str, float]:
    """Print the table of one gold file and return its figures by the names of `FLOORS`."""
    documents = read_documents(gold)
    begun = time.process_time()
    rows = [extract_document(document) for document in documents]
    seconds = time.process_time() - begun
    words = sum(len(document["text"].split()) for document in documents)
    by_span = "corpora/claims" in gold.as_posix()
    with tempfile.TemporaryDirectory() as folder:
        predicted, figures = Path(folder) / "predicted.jsonl", Path(folder) / "figures.json"
        predicted.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        scorer = SHARED / ("score_claims.py" if by_span else "score_cases.py")
        command = [sys.executable, str(scorer), str(gold), str(predicted)]
        options = ["--json", str(figures)] if by_span else ["--show", show] if show else []
        table = subprocess.run([*command, *options], capture_output=True, text=True, check=True).stdout
        if not by_span:
            figures.write_text(
                subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout,
                encoding="utf-8",
            )
        scores = json.loads(figures.read_text(encoding="utf-8"))
    print(f"== {gold.name}: {len(documents)} documents, {words / seconds:,.0f} words a CPU second from text to claims")
    print("\n".join(line for line in table.splitlines() if not line.startswith("case.")))
    if not by_span:
        return {f"{gold.name} {field}": row["f1"] for field, row in scores.items()}
    return {
        f"{gold.name} claim+speaker": scores["claim"]["claim+speaker"]["F1"],
        f"{gold.name} speech cues with speaker": scores["speech_cues"]["R_claim_speaker"],
        f"{gold.name} direct claim+speaker": scores["type"]["direct"]["claim_speaker"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="measure this file alone")
    parser.add_argument("--show", help="list the misses and extras of one field, such as claim.content")
    arguments = parser.parse_args()
    if not SHARED.exists():
        print(f"skipped: {SHARED} is absent")
        return 0
    files = [arguments.gold] if arguments.gold else [SHARED / name for name in (*CASE_GOLD, *SPAN_GOLD)]
    figures: dict[str, float] = {}
    for gold in files:
        figures.update(measure(gold, arguments.show))
    below = {name: figures[name] for name, floor in FLOORS.items() if name in figures and figures[name] < floor}
    for name, value in below.items():
        print(f"below its floor: {name} {value:.3f} < {FLOORS[name]}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
