"""Measure who is joined with whom: `python -m benchmarks.persons [--large] [--show N]`.

The set: `training/person_reports.py` makes reports about the persons of gold_train/check, which no parameter was fitted on,
with another seed, and says how. The reports are loaded as a run loads articles and joined by the warehouse's own
deriver; a pair is right when both reports are about the labelled person. Beside it stand two simple rules on the same
reports: the same folded name, and the same folded name with ages that fit. Then the time for 10,000 cases, from scratch
and for one changed article; `--large` adds 300,000.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from training.person_reports import make_reports, reports_of, to_tables
from warehouse.database import Warehouse, open_warehouse
from warehouse.paths import DataFolder
from warehouse.persons.names import parse_name
from warehouse.persons.resolve import read_nodes

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.persons.clusters import Node

GOLD: Final = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "gold_train"
SEEDS: Final = (101, 102, 103)


def pair_scores(label_of: dict[str, int], group_of: dict[str, str]) -> tuple[float, float]:
    """Return precision and recall over pairs of labelled cases."""
    kept = {case_id: group for case_id, group in group_of.items() if case_id in label_of}
    right, found, gold = (
        sum(count * (count - 1) // 2 for count in counts.values())
        for counts in (
            Counter((label_of[case_id], group) for case_id, group in kept.items()),
            Counter(kept.values()),
            Counter(label_of.values()),
        )
    )
    return right / max(found, 1), right / max(gold, 1)


def load(warehouse: Warehouse, tables: dict[str, pa.Table], removed: tuple[str, ...] = ()) -> None:
    """Load the reports as a run does."""
    run = warehouse.start_run("made")
    documents = tables["documents"].set_column(
        tables["documents"].column_names.index("run_id"), "run_id", [[run.run_id] * tables["documents"].num_rows]
    )
    rows = {name: table for name, table in tables.items() if name != "labels"} | {"documents": documents}
    warehouse.load(run, rows, removed_paths=removed)


def by_name(nodes: dict[str, Node]) -> dict[str, str]:
    """Return groups of cases with the same folded name."""
    return {case_id: " ".join(node.name.parts) for case_id, node in nodes.items()}


def by_name_and_age(nodes: dict[str, Node]) -> dict[str, str]:
    """Return groups with the same given name and surname whose years of birth fit; a case without age stays alone."""
    groups: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for case_id, node in sorted(nodes.items()):
        if node.name.key and node.birth_latest is not None:
            groups[node.name.key].append((node.birth_latest, case_id))
    group_of = {case_id: case_id for case_id in nodes}
    for name, cases in groups.items():
        started = None
        for born, case_id in sorted(cases):
            if started is None or born - started > 1:
                started = born
            group_of[case_id] = f"{name} {started}"
    return group_of


def measure(show: int = 0) -> dict[str, float]:
    """Print and return the figures for the held-apart persons, all seeds together."""
    totals: defaultdict[str, list[float]] = defaultdict(list)
    reports = persons = 0
    for seed in SEEDS:
        tables = make_reports(GOLD / "check.jsonl", seed)
        label_of = dict(zip(*(tables["labels"][name].to_pylist() for name in ("case_id", "label")), strict=True))
        reports, persons = reports + len(label_of), persons + len(set(label_of.values()))
        with tempfile.TemporaryDirectory() as folder, open_warehouse(DataFolder(Path(folder))) as warehouse:
            load(warehouse, tables)
            warehouse.derive()
            ask = warehouse.connection.execute
            nodes = read_nodes(warehouse.connection)
            groups = {
                "joined": dict(ask("SELECT case_id, person_id FROM person_cases").fetchall()),
                "same name": by_name(nodes),
                "same name and age": by_name_and_age(nodes),
            }
            if show:
                _show_wrong(ask("SELECT * FROM person_pairs").fetchall(), label_of, show)
        for name, group_of in groups.items():
            precision, recall = pair_scores(label_of, group_of)
            totals[f"{name}.precision"].append(precision)
            totals[f"{name}.recall"].append(recall)
    figures = {name: sum(values) / len(values) for name, values in totals.items()}
    print(f"{persons:,} persons, {reports:,} reports, seeds {SEEDS}")
    print(f"{'':20} precision  recall")
    for name in ("joined", "same name", "same name and age"):
        print(f"{name:20}     {figures[f'{name}.precision']:.3f}   {figures[f'{name}.recall']:.3f}")
    return {f"{field}": figures[f"joined.{field}"] for field in ("precision", "recall")}


def _show_wrong(pairs: list[tuple[object, ...]], label_of: dict[str, int], count: int) -> None:
    for one, other, decision, is_same, weight, reasons, refusal in pairs:
        left, right = label_of.get(str(one)), label_of.get(str(other))
        if left is not None and right is not None and is_same != (left == right) and count:
            count -= 1
            print("WRONG" if is_same else "MISSED", decision, weight, refusal or "")
            print("   ", *reasons, sep="\n    ")  # type: ignore[misc]


def measure_time(cases: int) -> None:
    """Print the seconds that joining takes: from scratch, and when one article more is loaded."""
    reports: list[tuple[object, dict[str, object]]] = []
    seed = 1000
    while len(reports) < cases:
        reports += _renamed(seed)
        seed += 1
    tables = to_tables(reports[:cases])  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder, open_warehouse(DataFolder(Path(folder))) as warehouse:
        load(warehouse, tables)
        found = []
        more = to_tables([(*reports[0][:1], {**reports[0][1], "age": 40})])  # type: ignore[list-item]
        for step in (None, more):
            if step:
                load(warehouse, step)
            started, used = time.monotonic(), time.process_time()
            warehouse.derive()
            found.append((time.monotonic() - started, time.process_time() - used))
        ask = warehouse.connection.execute
        persons, pairs = (ask(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("persons", "person_pairs"))  # type: ignore[index]  # noqa: S608
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (whole, whole_used), (one, one_used) = found
    print(
        f"{cases:,} reports → {persons:,} persons, {pairs:,} pairs kept: {whole:.1f} s ({whole_used:.1f} s of processor time) "
        f"from scratch, {one:.2f} s ({one_used:.2f} s) for one article more; at most {peak:,.0f} MB"
    )


def _renamed(seed: int) -> list[tuple[object, dict[str, object]]]:
    """Return the reports of one seed under surnames of their own, so that thousands of persons have thousands of names."""
    syllables = (
        "ba",
        "den",
        "kor",
        "mil",
        "tas",
        "rov",
        "lin",
        "sha",
        "gup",
        "ver",
        "nol",
        "pek",
        "zim",
        "hart",
        "ow",
        "field",
    )
    mark = "".join(syllables[(seed >> shift) % 16] for shift in (0, 4, 8))
    found: list[tuple[object, dict[str, object]]] = []
    for person, report in reports_of(GOLD / "train.jsonl", seed):
        parts = parse_name(str(report["name"]))
        name = str(report["name"])
        if parts and parts.given:
            name = " ".join(part + mark if part.lower().strip(".,") == parts.surname else part for part in name.split())
        found.append((person, {**report, "name": name}))
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--large", action="store_true", help="join 300,000 cases too")
    parser.add_argument("--show", type=int, default=0, help="show so many wrong pairs a seed")
    options = parser.parse_args()
    measure(options.show)
    measure_time(10_000)
    if options.large:
        measure_time(300_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
