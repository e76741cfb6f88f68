"""Which cases are compared, and what splink makes of each pair.

Cases are compared when they share a block: two parts of the name in any order and spelling, or an initial and a surname
where one side has no more. A block with many cases (a common name, or a person in thousands of articles) is put in order
by jurisdiction, year of birth and day, and each case is compared with its neighbours: work grows with the number of
cases, not with its square, and which pairs are compared depends on the cases alone.
"""
# ruff: noqa: S608 - the names in statements are our own

from __future__ import annotations

import logging
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import duckdb

from warehouse.ddl import literal
from warehouse.persons.model import COMPARISONS, column_name, parameters, splink_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from warehouse.persons.model import Comparison

LARGE_BLOCK: Final = 60
"""Cases of a block beyond which only neighbours are compared."""

NEIGHBOURS: Final = 20
"""Cases a stretch of a large block; each is compared with those of its own and the next stretch."""

LARGE_INITIAL_BLOCK: Final = 200
"""Cases beyond which an initial and a surname say nothing."""

SMALL_BLOCK: Final = 20
"""Cases up to which all with one initial and surname, or one given name and beginning, are compared: slips of the pen."""

PAIRS_AT_ONCE: Final = 25_000
"""Pairs that are scored at once, with the features of their cases: a hundred megabytes, however many pairs there are."""

_MEMORY: Final = "1GB"
"""Memory of splink's own database."""

_STRETCHES: Final = f"""\
CREATE OR REPLACE TEMP TABLE block_members AS
WITH keyed AS (
    SELECT unnest(block_keys) AS block_key, case_id, article_id, length(given_part) = 1 AS is_initial FROM person_names
),
sized AS (
    SELECT *, count(*) OVER (PARTITION BY block_key) AS cases_in_block FROM keyed
),
final AS (
    SELECT
        block_key,
        case_id,
        article_id,
        is_initial,
        cases_in_block,
        CASE
            WHEN cases_in_block <= {LARGE_BLOCK} OR block_key[2] = ':' THEN 0
            ELSE (row_number() OVER (
                PARTITION BY block_key
                ORDER BY
                    jurisdiction NULLS LAST,
                    year(published_latest) - age NULLS LAST,
                    published_earliest NULLS LAST,
                    case_id
            ) - 1) // {NEIGHBOURS}
        END AS stretch
    FROM sized
    JOIN (SELECT case_id, jurisdiction, age FROM cases) USING (case_id)
    JOIN (SELECT article_id, published_earliest, published_latest FROM articles) USING (article_id)
    WHERE cases_in_block BETWEEN 2 AND CASE block_key[:2]
        WHEN 'i:' THEN {LARGE_INITIAL_BLOCK} WHEN 'p:' THEN {SMALL_BLOCK} ELSE 1e12 END
)
SELECT * FROM final"""

_TOUCHED_BLOCKS: Final = f"""\
INSERT INTO touched_cases
WITH arrived AS (
    SELECT unnest(block_keys) AS block_key, 1 AS come, 0 AS gone FROM person_names SEMI JOIN changed_cases USING (case_id)
    UNION ALL SELECT block_key, 0, 1 FROM left_blocks
),
moved AS (
    SELECT block_key, sum(come) AS come, sum(gone) AS gone FROM arrived GROUP BY block_key
),
sizes AS (
    SELECT unnest(block_keys) AS block_key, case_id FROM person_names
),
counted AS (
    SELECT block_key, any_value(gone) - any_value(come) + count(*) AS size_before, count(*) AS size_now
    FROM sizes
    JOIN moved USING (block_key)
    GROUP BY block_key
),
shifted AS (
    SELECT block_key
    FROM counted
    WHERE CASE block_key[:2]
        WHEN 'i:' THEN (size_before <= {SMALL_BLOCK}) <> (size_now <= {SMALL_BLOCK})
            OR (size_before <= {LARGE_INITIAL_BLOCK}) <> (size_now <= {LARGE_INITIAL_BLOCK})
        WHEN 'p:' THEN (size_before <= {SMALL_BLOCK}) <> (size_now <= {SMALL_BLOCK})
        ELSE greatest(size_before, size_now) > {LARGE_BLOCK}
    END
)
SELECT DISTINCT case_id FROM sizes SEMI JOIN shifted USING (block_key) ANTI JOIN touched_cases USING (case_id)"""

_CANDIDATES: Final = f"""\
CREATE OR REPLACE TEMP TABLE candidate_pairs AS
WITH touched_members AS (
    SELECT * FROM block_members SEMI JOIN touched_cases USING (case_id)
),
met AS (
    SELECT one.case_id AS case_id_a, other.case_id AS case_id_b
    FROM touched_members AS one
    JOIN block_members AS other
        ON other.block_key = one.block_key AND other.stretch BETWEEN one.stretch - 1 AND one.stretch + 1
    WHERE other.article_id <> one.article_id
      AND (one.block_key[:2] <> 'i:' OR one.is_initial OR other.is_initial OR one.cases_in_block <= {SMALL_BLOCK})
),
final AS (
    SELECT DISTINCT least(case_id_a, case_id_b) AS case_id_l, greatest(case_id_a, case_id_b) AS case_id_r FROM met
)
SELECT * FROM final ORDER BY case_id_l, case_id_r"""


def find_candidates(connection: duckdb.DuckDBPyConnection) -> int:
    """Make `candidate_pairs`: all pairs of cases of different articles to compare that have one of `touched_cases`.

    `touched_cases` grows by the cases of blocks in which who is compared with whom is another than before the run:
    `left_blocks` (block_key) has a row for each block that a case of `changed_cases` has left. Returns the number of pairs.
    """
    connection.execute(_TOUCHED_BLOCKS)
    connection.execute(_STRETCHES)
    connection.execute(_CANDIDATES)
    row = connection.execute("SELECT count(*) FROM candidate_pairs").fetchone()
    connection.execute("DROP TABLE block_members")
    return int(row[0]) if row else 0


def score_pairs(features: pa.Table, pairs: pa.Table, at_least: float | None) -> pa.Table:
    """Return the pairs (`case_id_l`, `case_id_r`) whose weight is at least `at_least`, with `match_weight` and `reasons`.

    splink works in a database of its own, in memory: nothing of its tables reaches the warehouse.
    """
    from splink import DuckDBAPI, Linker  # noqa: PLC0415 - takes half a second, and most runs compare nothing

    logging.getLogger("splink").setLevel(logging.ERROR)
    with TemporaryDirectory(prefix="casebook-") as scratch, duckdb.connect() as own:
        own.execute(f"SET temp_directory = {literal(scratch)}")
        own.execute(f"SET memory_limit = '{_MEMORY}'")
        own.execute("SET enable_external_access = false")
        own.execute("SET enable_progress_bar = false")
        own.register("incoming_features", features)
        own.register("incoming_pairs", pairs)
        own.execute(
            "CREATE TABLE features AS FROM incoming_features WHERE case_id IN "
            "(SELECT unnest([case_id_l, case_id_r]) FROM incoming_pairs)"
        )
        own.execute(
            "CREATE TABLE pairs AS SELECT '0' AS match_key, case_id_l AS join_key_l, case_id_r AS join_key_r FROM incoming_pairs"
        )
        api = DuckDBAPI(own)
        linker = Linker(
            api.register("features"), splink_settings(parameters()), log_level=None, validate_settings=False
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
        scored = linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")
        table: pa.Table = own.execute(_reasons_sql(scored.physical_name)).to_arrow_table()
    return table


def slices(pairs: pa.Table) -> Iterator[pa.Table]:
    """Yield the pairs in pieces that memory holds."""
    for start in range(0, pairs.num_rows, PAIRS_AT_ONCE):
        yield pairs.slice(start, PAIRS_AT_ONCE)


def _reasons_sql(scored: str) -> str:
    """Return the query that puts each comparison of the scored pairs into words."""
    parts = ",\n            ".join(_reason(comparison) for comparison in COMPARISONS)
    return f"""\
WITH worded AS (
    SELECT
        case_id_l,
        case_id_r,
        match_weight,
        [
            {parts}
        ] AS found
    FROM {scored}
    JOIN (SELECT case_id AS case_id_l, COLUMNS('person_name|birth_years') AS '\\0_l' FROM features) USING (case_id_l)
    JOIN (SELECT case_id AS case_id_r, COLUMNS('person_name|birth_years') AS '\\0_r' FROM features) USING (case_id_r)
)
SELECT
    case_id_l,
    case_id_r,
    match_weight,
    [part.words FOR part IN list_reverse_sort([part FOR part IN found IF part IS NOT NULL])] AS reasons
FROM worded
ORDER BY case_id_l, case_id_r"""


def _reason(comparison: Comparison) -> str:
    """Return the SQL that gives weight and words of a comparison, null where it says nothing."""
    name = column_name(comparison)
    has_share = any(level.share for level in comparison.levels)
    weight = f"mw_{name}" + (f" + mw_tf_adj_{name}" if has_share else "")
    levels = []
    for place, level in enumerate(comparison.levels):
        gamma = len(comparison.levels) - 1 - place
        words = f"'{level.words}'"
        if level.value:
            words += f" || ' (' || {_shown(level.value + '_l')} || ' / ' || {_shown(level.value + '_r')} || ')'"
        if level.share:
            words += (
                ", || ' – about one person in ' || format('{:,}', CAST(round(1 / greatest(tf_name_key_l, tf_name_key_r)) AS BIGINT))"
            ).removeprefix(", ")
            words = words.replace("'  ||", "' ||")
        levels.append(f"WHEN {gamma} THEN {words}")
    worded = f"CASE gamma_{name} {' '.join(levels)} END"
    return f"CASE WHEN gamma_{name} >= 0 THEN {{'weight': round({weight}, 2), 'words': format('{{:+.1f}} ', {weight}) || {worded}}} END"


def _shown(column: str) -> str:
    """Return the SQL that shows a column's value, the first of a list."""
    is_list = column.rpartition("_")[0] in {
        "middles", "nationality", "iccs_codes", "places", "associates", "sources", "facts",
    }  # fmt: skip
    shown = f"array_to_string(list_sort({column})[:4], ', ')" if is_list else column
    return f"left(coalesce({shown}, '?'), 80)"
