"""The deriver: brings who is one person up to date with what a run changed, and with the decisions by hand.

Names of changed cases are parsed anew; pairs that have a changed case are compared; groups are formed anew wherever a
pair, a case or a decision changed, as far as joins reach from there. All other persons stay as they are, and the
outcome is the one that a warehouse filled in a single run would have. Another model or other word lists join everything
anew.
"""
# ruff: noqa: S608 - the names in statements are our own

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from warehouse.persons.clusters import Link, Node, find_clusters
from warehouse.persons.features import feature_table, name_forms, update_names
from warehouse.persons.model import parameters
from warehouse.persons.overrides import read_decisions
from warehouse.persons.pairs import find_candidates, score_pairs, slices
from warehouse.persons.shares import update_shares
from warehouse.persons.tables import write_case_files, write_persons

if TYPE_CHECKING:
    import duckdb

    from warehouse.paths import DataFolder
    from warehouse.persons.overrides import Decision
    from warehouse.spread import Spread

_OVERRIDE_COLUMNS: Final = "case_id_l, case_id_r, decision, decided_by, decided_on, why"


def join_persons(connection: duckdb.DuckDBPyConnection, folder: DataFolder, _spread: Spread) -> None:
    """Bring the tables of `schemas/persons.py` up to date.

    Raises:
        ConfigError: The decisions in `persons.csv` cannot be understood or contradict each other.
    """
    decisions = read_decisions(folder.overrides)
    is_anew = _setting(connection, "model") != parameters().digest
    stood = connection.execute(f"SELECT {_OVERRIDE_COLUMNS} FROM person_overrides ORDER BY 1, 2").fetchall()
    is_decided_anew = stood != [
        (d.case_id_l, d.case_id_r, d.decision, d.decided_by, d.decided_on, d.why) for d in decisions
    ]
    if not (is_anew or is_decided_anew or _count(connection, "SELECT count(*) FROM pending_articles")):
        return
    connection.execute("SET enable_progress_bar = false")  # progress is the watcher's
    _find_changed(connection, is_anew=is_anew)
    _take_decisions(connection, decisions)
    if is_anew or _count(connection, "SELECT count(*) FROM changed_cases"):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE left_blocks AS "
            "SELECT unnest(block_keys) AS block_key FROM person_names SEMI JOIN changed_cases USING (case_id)"
        )
        update_names(connection)
        update_shares(connection)
        _compare(connection)
    _apply_decisions(connection)
    _find_affected(connection)
    _cluster(connection)
    write_persons(connection)
    write_case_files(connection)
    digest = sha256(repr(decisions).encode()).hexdigest()[:16]
    connection.execute("DELETE FROM person_settings")
    connection.execute(
        "INSERT INTO person_settings VALUES ('decisions', ?), ('model', ?)", [digest, parameters().digest]
    )


def _setting(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    row = connection.execute("SELECT setting_value FROM person_settings WHERE setting_name = ?", [name]).fetchone()
    return None if row is None else str(row[0])


def _count(connection: duckdb.DuckDBPyConnection, question: str) -> int:
    row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


def _find_changed(connection: duckdb.DuckDBPyConnection, *, is_anew: bool) -> None:
    """Make `changed_cases` (come, gone or replaced), and `touched_cases`, whose pairs are compared anew."""
    of_run = "" if is_anew else "SEMI JOIN pending_articles USING (article_id)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE changed_cases AS SELECT case_id, article_id FROM cases {of_run} "
        f"UNION SELECT case_id, article_id FROM person_names {of_run}"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE touched_cases AS SELECT case_id FROM changed_cases")


def _compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare the pairs of the touched cases, and put those that do not speak against one person into `person_pairs`."""
    find_candidates(connection)
    connection.execute(
        "DELETE FROM person_pairs WHERE case_id_l IN (FROM touched_cases) OR case_id_r IN (FROM touched_cases)"
    )
    pairs = connection.execute("SELECT case_id_l, case_id_r FROM candidate_pairs").to_arrow_table()
    model = parameters()
    for piece in slices(pairs):
        connection.register("compared_pairs", piece)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE compared_cases AS "
            "SELECT case_id_l AS case_id FROM compared_pairs UNION SELECT case_id_r FROM compared_pairs"
        )
        connection.unregister("compared_pairs")
        connection.register("scored_pairs", score_pairs(feature_table(connection), piece, model.unsure_weight))
        connection.execute(
            "INSERT INTO person_pairs SELECT case_id_l, case_id_r, "
            "CASE WHEN match_weight >= ? THEN 'joined' ELSE 'unsure' END, false, match_weight, reasons, NULL "
            "FROM scored_pairs",
            [model.join_weight],
        )
        connection.unregister("scored_pairs")
    for name in ("candidate_pairs", "left_blocks"):
        connection.execute(f"DROP TABLE {name}")
    connection.execute("DROP TABLE IF EXISTS compared_cases")


def _take_decisions(connection: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> None:
    """Replace `person_overrides`, and make `decided_cases`: cases of decisions that came, went or were changed."""
    columns = _OVERRIDE_COLUMNS.split(", ")
    rows = [{name: getattr(decision, name) for name in columns} for decision in decisions]
    schema = pa.schema([(name, pa.string()) for name in columns])
    connection.register("incoming_overrides", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE decided_cases AS WITH differing AS ("
        "(SELECT case_id_l, case_id_r, decision FROM person_overrides EXCEPT SELECT case_id_l, case_id_r, decision FROM incoming_overrides) "
        "UNION (SELECT case_id_l, case_id_r, decision FROM incoming_overrides EXCEPT SELECT case_id_l, case_id_r, decision FROM person_overrides)) "
        "SELECT case_id_l AS case_id FROM differing UNION SELECT case_id_r FROM differing"
    )
    connection.execute("DELETE FROM person_overrides")
    connection.execute(f"INSERT INTO person_overrides SELECT {_OVERRIDE_COLUMNS}, 'waiting' FROM incoming_overrides")
    connection.unregister("incoming_overrides")


def _apply_decisions(connection: duckdb.DuckDBPyConnection) -> None:
    """Say which decisions hold now, and mark their pairs."""
    connection.execute(
        "UPDATE person_overrides SET override_state = CASE WHEN case_id_l IN (SELECT case_id FROM person_names) "
        "AND case_id_r IN (SELECT case_id FROM person_names) THEN 'applied' ELSE 'waiting' END"
    )
    join_weight = parameters().join_weight
    connection.execute(
        "UPDATE person_pairs SET pair_decision = CASE WHEN match_weight >= ? THEN 'joined' ELSE 'unsure' END "
        "WHERE pair_decision IN ('same_by_hand', 'apart_by_hand') AND match_weight IS NOT NULL",
        [join_weight],
    )
    connection.execute("DELETE FROM person_pairs WHERE match_weight IS NULL")
    connection.execute(
        "UPDATE person_pairs SET pair_decision = CASE decision WHEN 'same' THEN 'same_by_hand' ELSE 'apart_by_hand' END "
        "FROM person_overrides AS found WHERE found.case_id_l = person_pairs.case_id_l "
        "AND found.case_id_r = person_pairs.case_id_r AND override_state = 'applied'"
    )
    connection.execute(
        "INSERT INTO person_pairs SELECT case_id_l, case_id_r, "
        "CASE decision WHEN 'same' THEN 'same_by_hand' ELSE 'apart_by_hand' END, false, NULL, [], NULL "
        "FROM person_overrides ANTI JOIN person_pairs USING (case_id_l, case_id_r) WHERE override_state = 'applied'"
    )


def _find_affected(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `affected_cases`: all that joins reach from what changed, now or before the run."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE affected_cases AS SELECT case_id FROM touched_cases UNION SELECT case_id FROM decided_cases"
    )
    while _count(
        connection,
        "INSERT INTO affected_cases SELECT case_id FROM ("
        "SELECT case_id_r AS case_id FROM person_pairs WHERE case_id_l IN (FROM affected_cases) AND pair_decision IN ('joined', 'same_by_hand') "
        "UNION SELECT case_id_l FROM person_pairs WHERE case_id_r IN (FROM affected_cases) AND pair_decision IN ('joined', 'same_by_hand') "
        "UNION SELECT case_id FROM person_cases WHERE person_id IN (SELECT person_id FROM person_cases WHERE case_id IN (FROM affected_cases))"
        ") WHERE case_id NOT IN (FROM affected_cases)",
    ):
        pass


def _cluster(connection: duckdb.DuckDBPyConnection) -> None:
    """Form groups of the affected cases: `case_groups` (case_id, group_name), and mark their pairs."""
    nodes = read_nodes(connection, "WHERE case_id IN (FROM affected_cases)")
    pairs = connection.execute(
        "SELECT case_id_l, case_id_r, coalesce(match_weight, 0), pair_decision FROM person_pairs "
        "WHERE case_id_l IN (FROM affected_cases) AND case_id_r IN (FROM affected_cases) ORDER BY 1, 2"
    ).fetchall()
    links = [Link(one, other, round(weight, 3)) for one, other, weight, _ in pairs]
    same = [(one, other) for one, other, _, decision in pairs if decision == "same_by_hand"]
    apart = [(one, other) for one, other, _, decision in pairs if decision == "apart_by_hand"]
    found = find_clusters(nodes, links, same, apart, join_weight=parameters().join_weight)
    groups = pa.table(
        {
            "case_id": pa.array(list(found.group_of), pa.string()),
            "group_name": pa.array(list(found.group_of.values()), pa.string()),
        }
    )
    refused = pa.table(
        {
            "case_id_l": pa.array([one for one, _ in found.refusals], pa.string()),
            "case_id_r": pa.array([other for _, other in found.refusals], pa.string()),
            "refusal": pa.array(list(found.refusals.values()), pa.string()),
        }
    )
    connection.register("found_groups", groups)
    connection.register("found_refusals", refused)
    connection.execute("CREATE OR REPLACE TEMP TABLE case_groups AS FROM found_groups")
    connection.execute(
        "UPDATE person_pairs SET is_same_person = found.is_same, refusal = found.refusal FROM ("
        "SELECT pairs.case_id_l, pairs.case_id_r, coalesce(one.group_name = other.group_name, false) AS is_same, found_refusals.refusal "
        "FROM person_pairs AS pairs "
        "LEFT JOIN case_groups AS one ON one.case_id = pairs.case_id_l "
        "LEFT JOIN case_groups AS other ON other.case_id = pairs.case_id_r "
        "LEFT JOIN found_refusals ON found_refusals.case_id_l = pairs.case_id_l AND found_refusals.case_id_r = pairs.case_id_r "
        "WHERE pairs.case_id_l IN (FROM affected_cases) OR pairs.case_id_r IN (FROM affected_cases)"
        ") AS found WHERE found.case_id_l = person_pairs.case_id_l AND found.case_id_r = person_pairs.case_id_r"
    )
    connection.unregister("found_groups")
    connection.unregister("found_refusals")


def read_nodes(connection: duckdb.DuckDBPyConnection, where: str = "") -> dict[str, Node]:
    """Return the cases that have a name, as `find_clusters` takes them."""
    rows = connection.execute(
        "SELECT case_id, article_id, person_name, aliases, "
        "CASE WHEN is_known THEN year(published_earliest) - age - 1 END, CASE WHEN is_known THEN year(published_latest) - age END "
        "FROM (SELECT *, age BETWEEN 8 AND 110 AND published_latest - published_earliest <= 366 AS is_known "
        "FROM cases JOIN articles USING (article_id) SEMI JOIN person_names USING (case_id)) "
        f"{where}"
    ).fetchall()
    nodes = {}
    for case_id, article_id, person_name, aliases, earliest, latest in rows:
        forms = name_forms(person_name, aliases)
        if forms:
            nodes[case_id] = Node(article_id, forms[0], earliest, latest, tuple(forms[1:]))
    return nodes
