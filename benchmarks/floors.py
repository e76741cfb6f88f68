"""Compare the quality scores with their floors, which only rise: python -m benchmarks.floors [--raise].

Every measure goes the product's own road (what `casebook extract` and `casebook clean` do) and is scored by the
scripts in ../shared. A score below its floor in `floors.json` fails; `--raise` writes the measured scores as new floors
where they are higher, and never lowers one. Where ../shared is absent nothing is measured, and that is said.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import io
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import cases, names, persons, stories, values
from extractors.articles.parse import parse_article
from extractors.record_form import record_form
from flows.console import Silent
from flows.contents import Refusal
from flows.documents import read_documents
from flows.extraction import extract_document
from flows.sources import display_path, find_files
from flows.stream import extract_documents
from schemas.article import RawDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.json")

Figures = dict[str, float]


def facts(gold: str) -> Figures:
    """Return the F1 of every field of `score_cases.py` on a gold file."""
    return facts_of(SHARED / gold, extract_documents([SHARED / gold], Silent(), None))


def samples() -> Figures:
    """Return the F1 of every field on our own samples, which were annotated before any output was seen."""
    folder = CHECKOUT / "samples"
    rows = []
    for found in find_files([folder]):
        for raw in [] if isinstance(found, Refusal) else read_documents(found):
            if isinstance(raw, RawDocument) and (extracted := extract_document(raw)).article:
                doc_id = raw.path.removeprefix(f"{display_path(folder)}/").partition("#")[0]
                doc_id += f"#{raw.doc_id}" if raw.doc_id else ""
                rows.append(record_form(extracted.article, extracted.extraction, doc_id=doc_id))
    return facts_of(CHECKOUT / "tests/golden/samples_gold.jsonl", rows)


def facts_of(gold: Path, rows: Iterable[dict[str, Any]]) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        answer = scored("score_cases.py", str(gold), str(predicted), "--json")
    return {field: row["f1"] for field, row in json.loads(answer).items() if row["gold"]}


def attributions(gold: str) -> Figures:
    """Return the claim figures of `score_claims.py` on a gold file."""
    rows = list(extract_documents([SHARED / gold], Silent(), None))
    with tempfile.TemporaryDirectory() as folder:
        predicted, out = Path(folder) / "predicted.jsonl", Path(folder) / "scores.json"
        predicted.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        scored("score_claims.py", str(SHARED / gold), str(predicted), "--json", str(out))
        return numbers_in(json.loads(out.read_text()))


def boilerplate() -> Figures:
    """Return the figures of `score_boilerplate.py` on the benchmark's pages."""
    folder = SHARED / "corpora/boilerplate"
    texts = {}
    for page in sorted((folder / "html").glob("*.html.gz")):
        content = gzip.decompress(page.read_bytes())
        raw = RawDocument(path=page.name, sha256=hashlib.sha256(content).hexdigest(), format="html", content=content)
        texts[page.name.removesuffix(".html.gz")] = parse_article(raw).text
    with tempfile.TemporaryDirectory() as out:
        predicted = Path(out) / "predicted.json"
        predicted.write_text(json.dumps(texts), encoding="utf-8")
        answer = scored(
            "score_boilerplate.py", "shingle", "--gold", str(folder / "gold.json"), "--pred", str(predicted), "--json"
        )
    return numbers_in(json.loads(answer))


def quietly(measure: Callable[[], Figures]) -> Figures:
    """Return the figures of a benchmark without the table that it prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        return measure()


def copies() -> Figures:
    """Return how well copies of a story are found among 2,000 real texts, and how many other persons' stories stay apart."""
    figures = stories.measure(2000)
    return {f"copies.{name}": figures["all"][name] for name in ("precision", "recall", "f1")} | {
        f"apart.{name}": figures["not joined"][name] for name in (*stories.FORMS, stories.TWO_STORIES)
    }


MEASURES: dict[str, Callable[[], Figures]] = {
    "boilerplate": boilerplate,
    "names": lambda: quietly(lambda: names.measure(SHARED / "corpora/gold_train/check.jsonl")),
    "values": lambda: numbers_in(values.measure()[0]),
    "roles": lambda: quietly(lambda: cases.measure_roles(SHARED / "corpora/doj_roles/dev.jsonl", show=False)),
    "stories": copies,
    "persons": lambda: quietly(persons.measure),
    "samples": samples,
    "records_seed": lambda: facts("gold/seed.jsonl"),
    "records_dev": lambda: facts("gold/dev.jsonl"),
    "records_check": lambda: facts("corpora/gold_train/check.jsonl"),
    "attributions_polnear": lambda: attributions("corpora/claims/polnear_dev.jsonl"),
    "attributions_gum": lambda: attributions("corpora/claims/gum_dev.jsonl"),
}


def scored(script: str, *arguments: str) -> str:
    command = [sys.executable, str(SHARED / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def numbers_in(value: Any, name: str = "") -> Figures:  # noqa: ANN401 - any JSON value
    """Return the numbers of a nested JSON object, names joined by dots."""
    if isinstance(value, dict):
        return {n: v for key, item in value.items() for n, v in numbers_in(item, f"{name}.{key}".lstrip(".")).items()}
    return {name: float(value)} if isinstance(value, int | float) and not isinstance(value, bool) else {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raise", dest="is_raising", action="store_true", help="write higher scores as new floors")
    parser.add_argument("--all", action="store_true", help="show every figure, also those without a floor")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("../shared is not there: no score was measured, no floor was compared.")
        return 0
    floors: dict[str, Figures] = json.loads(FLOORS.read_text(encoding="utf-8"))
    below = 0
    for name, measure in MEASURES.items():
        figures = measure()
        print(f"{name}")
        for field in figures if options.all else floors.get(name, {}):
            floor = floors.get(name, {}).get(field)
            is_below = floor is not None and figures[field] < floor
            below += is_below
            note = "" if floor is None else f"  floor {floor:.3f}{'  BELOW' if is_below else ''}"
            print(f"  {field:32} {figures[field]:.3f}{note}")
            if options.is_raising and floor is not None:
                # Rounded down, so that the same score is never below its own floor.
                floors[name][field] = max(floor, math.floor(figures[field] * 1000) / 1000)
    if options.is_raising:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    print(f"{below} scores below their floors" if below else "every score is at or above its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
