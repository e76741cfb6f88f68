"""Measure the case records against gold: facts by field, roles in federal releases, speed and calibration.

    python benchmarks/cases.py                           # ../shared/gold/dev.jsonl
    python benchmarks/cases.py GOLD.jsonl --show case.event
    python benchmarks/cases.py GOLD.jsonl --calibration
    python benchmarks/cases.py --roles                   # ../shared/corpora/doj_roles/dev.jsonl

Texts are mined as they stand, without the removal of boilerplate. The scorer is the contract's own
(`score_cases.py` in the shared folder); its table is printed unchanged.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from extractors.annotations.annotate import annotate  # noqa: E402 - the script runs from a checkout
from extractors.cases.find import find_cases  # noqa: E402
from extractors.cases.roles import find_officials  # noqa: E402
from extractors.persons.resolve import resolve_people  # noqa: E402
from training.cases import judged_values  # noqa: E402

if TYPE_CHECKING:
    from types import ModuleType

    from schemas.case import Case

SHARED = ROOT.parent / "shared"


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def cases_of(row: dict[str, Any]) -> list[Case]:
    annotated = annotate(row["text"], row.get("published_at"), title=row.get("title"))
    return find_cases(annotated, resolve_people(annotated))


def load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_cases", SHARED / "score_cases.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "score_cases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure_facts(gold: Path, show: str, worst: int) -> list[tuple[dict[str, Any], list[Case]]]:
    rows = read_rows(gold)
    cases_of({"text": "Ivan Example was arrested on Monday."})  # loads tables and models before the clock starts
    started = time.perf_counter()
    found = [(row, cases_of(row)) for row in rows]
    seconds = time.perf_counter() - started
    scorer = load_scorer()
    predicted = {row["doc_id"]: {"cases": [case.model_dump(mode="json") for case in cases]} for row, cases in found}
    tally = scorer.score({row["doc_id"]: {**row, "claims": []} for row in rows}, predicted)
    print(f"{'field':28}{'P':>8}{'R':>8}{'F1':>8}{'gold':>7}{'pred':>7}")
    for field, figures in scorer.report(tally).items():
        if field.startswith("case."):
            print(
                f"{field:28}{figures['precision']:8.3f}{figures['recall']:8.3f}{figures['f1']:8.3f}"
                f"{figures['gold']:7}{figures['predicted']:7}"
            )
    for doc, who, kind, value in tally.examples.get(show, []):
        print(f"{doc}\t{who}\t{kind}\t{value}")
    for doc, counts in sorted(tally.per_doc.items(), key=lambda item: -item[1]["wrong"])[:worst]:
        print(f"{doc}\thit {counts['hit']}\twrong {counts['wrong']}")
    words = sum(len(row["text"].split()) for row in rows)
    print(f"{words / seconds:,.0f} words/s ({words:,} words in {seconds:.1f} s)")
    return found


def measure_roles(path: Path, *, show: bool) -> dict[str, float]:
    """Print and return how well the people of hand-labelled paragraphs are told apart, and how many of the defendants have a case.

    The paragraphs stand without their documents, so many defendants have no event in them and can have no case; the
    first figure asks only whether each labelled name is on the right side.
    """
    scorer = load_scorer()
    counts: Counter[str] = Counter()
    for row in read_rows(path):
        labelled = {label: _distinct(scorer, row, label) for label in ("DEFENDANT", "JUDGE", "PROSECUTOR")}
        annotated = annotate(row["text"], None)
        people = resolve_people(annotated)
        officials = find_officials(annotated, people)
        persons = [(index, one) for index, one in enumerate(people.entities) if one.kind == "person" and one.name]
        others = [(one.name or "", *one.aliases) for index, one in persons if index not in officials]
        cases = [(case.name, *case.aliases) for case in find_cases(annotated, people) if case.name]
        for name in labelled["DEFENDANT"]:
            found = any(scorer.same_name(name, form) for forms in others for form in forms)
            counts["found" if found else "missed"] += 1
            counts["with a case"] += any(scorer.same_name(name, form) for forms in cases for form in forms)
            if show and not found:
                print(f"missed\t{row['doc_id']}\t{name}")
        for name in labelled["JUDGE"] + labelled["PROSECUTOR"]:
            taken = any(scorer.same_name(name, forms[0]) for forms in others)
            counts["officials taken" if taken else "officials told"] += 1
            counts["officials with a case"] += any(scorer.same_name(name, forms[0]) for forms in cases)
            if show and taken:
                print(f"taken for a defendant\t{row['doc_id']}\t{name}")
    found, missed, taken = counts["found"], counts["missed"], counts["officials taken"]
    precision, recall = found / (found + taken), found / (found + missed)
    print(f"roles: precision {precision:.3f}, recall {recall:.3f}; {dict(counts)}")
    return {"precision": precision, "recall": recall}


def measure_calibration(gold: Path) -> None:
    """Print how often the values of each band of confidence are right: at 0.9 it should be nine times in ten."""
    bands: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for _, _, confidence, right in judged_values(gold):
        bands[min(9, int(confidence * 10))].append((confidence, right))
    print(f"{'confidence':14}{'values':>8}{'mean':>8}{'right':>8}")
    for band, values in sorted(bands.items()):
        mean = sum(confidence for confidence, _ in values) / len(values)
        right = sum(right for _, right in values) / len(values)
        print(f"{band / 10:.1f} to {band / 10 + 0.1:.1f}    {len(values):8}{mean:8.3f}{right:8.3f}")


def _distinct(scorer: ModuleType, row: dict[str, Any], label: str) -> list[str]:
    names: list[str] = []
    for name in sorted({span["text"] for span in row["spans"] if span["label"] == label}, key=len, reverse=True):
        if not any(scorer.same_name(name, known) for known in names):
            names.append(name)
    return names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "gold" / "dev.jsonl")
    parser.add_argument("--show", default="", metavar="FIELD", help="list the misses and extras of one field")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N documents with most wrong facts")
    parser.add_argument("--calibration", action="store_true", help="compare confidence with precision instead")
    parser.add_argument("--roles", action="store_true", help="measure roles in federal releases instead")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the predictions in the record form")
    args = parser.parse_args()
    if args.roles:
        measure_roles(SHARED / "corpora" / "doj_roles" / "dev.jsonl", show=bool(args.show))
        return 0
    if args.calibration:
        measure_calibration(args.gold)
        return 0
    found = measure_facts(args.gold, args.show, args.worst)
    if args.write:
        with args.write.open("w", encoding="utf-8") as out:
            for row, cases in found:
                record = {"doc_id": row["doc_id"], "cases": [case.model_dump(mode="json") for case in cases]}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
