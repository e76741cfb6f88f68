"""Estimate what the joining of persons rests on: `python -m training.persons`.

Writes `warehouse/persons/names.json` (how common given names and surnames are) and `warehouse/persons/model.json` (for each
level of each comparison m and u, and the weight that joins two cases). m comes from pairs of reports about one person of
gold_train/train (`training/person_reports.py`), u from random pairs: of reports, and for names of people drawn from the
names' shares. The weight is the lowest at which at least `PRECISION` of the joined pairs are right on another seed's
reports. splink estimates; the seeds are fixed, so the same articles give the same files.
"""

from __future__ import annotations

import gzip
import json
import logging
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import yaml
from splink import DuckDBAPI, Linker

from training.person_reports import make_reports
from warehouse.ddl import create_statements
from warehouse.persons import features, model, shares
from warehouse.persons.clusters import Link, find_clusters
from warehouse.persons.names import parse_name
from warehouse.persons.pairs import find_candidates, score_pairs
from warehouse.persons.resolve import read_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPORA: Final = Path(__file__).parents[2] / "shared" / "corpora"
TRAIN: Final = CORPORA / "gold_train" / "train.jsonl"
SEED: Final = 6
POPULATION: Final = 6000
NAME_PAIRS: Final = 6e6
REPORT_PAIRS: Final = 4e6
LEAST: Final = 1e-4
"""m and u are at least this: a level that was never seen is rare, not impossible."""

UNSEEN_GIVEN: Final = 1 / 4000
UNSEEN_SURNAME: Final = 1 / 8000
"""Share of a given name or surname that no list has: such names are rarer one by one, but a wrong join does harm."""

PRECISION: Final = 0.976
"""Share of the joined pairs that must be right: precision comes before recall, since a wrong join harms a named person."""

TRIAL_SEEDS: Final = (SEED + 1, SEED + 2, SEED + 3)

UNSURE: Final = 4.0
"""Pairs that lack at most so much weight are kept for review: one more agreeing field would join them."""

NAME_COMPARISONS: Final = ("name", "middle names")


def full_names() -> Iterator[str]:
    """Yield the full names of persons in texts that may be learnt from: gold_train/train and wikigold."""
    for line in TRAIN.read_text(encoding="utf-8").splitlines():
        yield from json.loads(line)["entities"]["PERSON"]
    words: list[str] = []
    with gzip.open(CORPORA / "treebanks" / "wikigold.conll.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            token, _, label = line.strip().partition(" ")
            if label.endswith("PER"):
                words.append(token)
            elif words:
                yield " ".join(words)
                words = []


def count_names() -> dict[str, Any]:
    """Return the shares of given names and surnames: counted in texts, and those listed as common in parts of the world."""
    given: Counter[str] = Counter()
    surname: Counter[str] = Counter()
    for name in sorted(set(full_names())):
        parts = parse_name(name)
        if parts and parts.given and len(parts.given) > 1:
            given[parts.given] += 1
            surname[parts.surname] += 1
    listed = yaml.safe_load((Path(__file__).parent / "names_of_the_world.yml").read_text(encoding="utf-8"))
    for lists in listed.values():
        for counts, key in ((given, "given"), (surname, "surnames")):
            for word in lists[key].split():
                parts = parse_name(word)
                if parts:
                    counts[parts.surname] += 1
    known = shares_of(given, UNSEEN_GIVEN)
    for letter in sorted({part[0] for part in known}):
        known[letter] = float(f"{sum(share for part, share in known.items() if part[0] == letter):.4g}")
    return {
        "given": dict(sorted(known.items())),
        "surname": shares_of(surname, UNSEEN_SURNAME),
        "unseen_given": UNSEEN_GIVEN,
        "unseen_surname": UNSEEN_SURNAME,
    }


def shares_of(counts: Counter[str], least: float) -> dict[str, float]:
    """Return the share of each part, with four significant digits, never below that of an unseen one."""
    whole = sum(counts.values())
    return {part: float(f"{max(least, count / whole):.4g}") for part, count in sorted(counts.items()) if count > 0}


def fill(connection: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    """Make the tables of a warehouse and fill them with the reports, their `labels`, and their names' shares."""
    for statement in create_statements():
        connection.execute(statement)
    for name, rows in tables.items():
        connection.register(f"incoming_{name}", rows)
        target = f"CREATE TABLE {name} AS" if name == "labels" else f"INSERT INTO {name} BY NAME"
        connection.execute(f"{target} FROM incoming_{name}")
    connection.execute("CREATE TEMP TABLE changed_cases AS SELECT case_id, article_id FROM cases")
    connection.execute("CREATE TEMP TABLE touched_cases AS SELECT case_id FROM cases")
    features.update_names(connection)
    shares.update_shares(connection)


def report_features(tables: dict[str, pa.Table]) -> pa.Table:
    """Return what the labelled reports give for comparison, with their `label`."""
    with duckdb.connect() as connection:
        fill(connection, tables)
        connection.execute("CREATE TEMP TABLE compared_cases AS SELECT case_id FROM labels")
        connection.register("found", features.feature_table(connection))
        labelled: pa.Table = connection.execute(
            "FROM found JOIN labels USING (case_id) ORDER BY case_id"
        ).to_arrow_table()
    return labelled


def population(known: dict[str, Any]) -> pa.Table:
    """Return people with names drawn from the shares, one row each, as a table that splink compares."""
    chance = random.Random(SEED)
    given = {part: share for part, share in known["given"].items() if len(part) > 1}
    surnames = known["surname"]
    rows = []
    for number in range(POPULATION):
        (first,) = chance.choices(list(given), list(given.values()))
        (last,) = chance.choices(list(surnames), list(surnames.values()))
        middle = chance.choices(list(given), list(given.values())) if chance.random() < 0.4 else []
        rows.append((f"case_{number}", " ".join((first, *middle, last)), []))
    names = pa.Table.from_pylist(list(features._name_rows(rows)), schema=features._NAME_COLUMNS)  # noqa: SLF001
    share = [max(1e-9, given[row["given"]] * surnames.get(row["surname"], 1e-4)) for row in names.to_pylist()]
    return names.append_column("tf_name_key", pa.array(share))


def linker_of(rows: pa.Table, comparisons: tuple[str, ...]) -> Linker:
    """Return splink's linker for some comparisons, without parameters."""
    settings = model.splink_settings(None)
    wanted = {model.column_name(c) for c in model.COMPARISONS if c.name in comparisons}
    settings["comparisons"] = [c for c in settings["comparisons"] if c["output_column_name"] in wanted]
    api = DuckDBAPI(duckdb.connect())
    api.duckdb_con.register("incoming", rows)
    api.duckdb_con.execute("CREATE TABLE rows AS FROM incoming")
    return Linker(api.register("rows"), settings, log_level=logging.ERROR)


def probabilities(linker: Linker, kind: str) -> dict[str, list[float]]:
    """Return m or u of the estimated comparisons, best level first, by splink's name of the comparison."""
    found = {}
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        values = [level.get(f"{kind}_probability") for level in levels]
        kept = [max(LEAST if kind == "m" else 1e-7, v if isinstance(v, float) else 0.0) for v in values]
        found[comparison["output_column_name"]] = [value / sum(kept) for value in kept]
    return found


def estimate(reports: pa.Table, people: pa.Table) -> dict[str, Any]:
    """Return m and u of every level of every comparison."""
    others = tuple(c.name for c in model.COMPARISONS if c.name not in NAME_COMPARISONS)
    of_names, of_reports = linker_of(people, NAME_COMPARISONS), linker_of(reports, others)
    of_names.training.estimate_u_using_random_sampling(max_pairs=NAME_PAIRS, seed=SEED)
    of_reports.training.estimate_u_using_random_sampling(max_pairs=REPORT_PAIRS, seed=SEED)
    u = probabilities(of_names, "u") | probabilities(of_reports, "u")
    of_same = linker_of(reports, (*NAME_COMPARISONS, *others))
    of_same.training.estimate_m_from_label_column("label")
    m = probabilities(of_same, "m")
    # What is weighed for names is how common the compared name is (for an initial: all names that begin so), so these
    # levels coincide as often as the name is common: too seldom to be counted among random pairs.
    for level, found in enumerate(model.COMPARISONS[0].levels):
        if found.share:
            u["name"][level] = max(u["name"][level], u["name"][0])
    return {
        comparison.name: [
            {"words": level.words, "m": float(f"{m_value:.4g}"), "u": float(f"{u_value:.4g}")}
            for level, m_value, u_value in zip(
                comparison.levels, m[model.column_name(comparison)], u[model.column_name(comparison)], strict=True
            )
        ]
        for comparison in model.COMPARISONS
    }


def right_and_found(label_of: dict[str, int], group_of: dict[str, str]) -> tuple[int, int, int]:
    """Return how many pairs of labelled cases stand in one group rightly, stand in one group, and belong together."""
    both = Counter((label_of[case_id], group) for case_id, group in group_of.items() if case_id in label_of)
    groups = Counter(group for case_id, group in group_of.items() if case_id in label_of)
    right, found, gold = (
        sum(count * (count - 1) // 2 for count in counts.values())
        for counts in (both, groups, Counter(label_of.values()))
    )
    return right, found, gold


def choose_weight() -> float:
    """Return the lowest weight (in halves) from which on `PRECISION` of the joined pairs of other seeds' reports are right."""
    scores: dict[float, list[tuple[float, float]]] = {step / 2: [] for step in range(2 * 8)}
    for seed in TRIAL_SEEDS:
        with duckdb.connect() as connection:
            fill(connection, make_reports(TRAIN, seed))
            connection.execute("CREATE TEMP TABLE left_blocks (block_key VARCHAR)")
            find_candidates(connection)
            connection.execute("CREATE OR REPLACE TEMP TABLE compared_cases AS SELECT case_id FROM cases")
            pairs = connection.execute("FROM candidate_pairs").to_arrow_table()
            scored = score_pairs(features.feature_table(connection), pairs, -UNSURE)
            label_of = dict(connection.execute("SELECT case_id, label FROM labels").fetchall())
            nodes = read_nodes(connection)
        links = [
            Link(pair["case_id_l"], pair["case_id_r"], round(pair["match_weight"], 3)) for pair in scored.to_pylist()
        ]
        for weight, found in scores.items():
            kept = [link for link in links if link.weight >= weight - UNSURE]
            group_of = find_clusters(nodes, kept, join_weight=weight).group_of
            right, joined, gold = right_and_found(label_of, group_of)
            found.append((right / max(joined, 1), right / gold))
    means = {
        weight: [sum(column) / len(found) for column in zip(*found, strict=True)] for weight, found in scores.items()
    }
    for weight, (precision, recall) in means.items():
        print(f"weight {weight:4.1f}: precision {precision:.4f} recall {recall:.4f}")
    low = [weight for weight, (precision, _) in means.items() if precision < PRECISION]
    return max(low, default=-0.5) + 0.5


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a file that can be read and reviewed."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=False) + "\n", encoding="utf-8")


def main() -> None:
    """Estimate and write."""
    known = count_names()
    write(model.NAMES_FILE, known)
    print(f"{len(known['given']):,} given names, {len(known['surname']):,} surnames → {model.NAMES_FILE}")
    reports = report_features(make_reports(TRAIN, SEED))
    comparisons = estimate(reports, population(known))
    for name, levels in comparisons.items():
        for level in levels:
            print(f"{name:14} {level['words']:50} m {level['m']:.4f}  u {level['u']:.2e}")
    stored = {"join_weight": 0.0, "unsure_weight": 0.0, "comparisons": comparisons}
    write(model.MODEL_FILE, stored)
    model.parameters.cache_clear()
    weight = choose_weight()
    write(model.MODEL_FILE, stored | {"join_weight": weight, "unsure_weight": weight - UNSURE})
    print(f"parameters, and weight {weight} → {model.MODEL_FILE}")


if __name__ == "__main__":
    main()
