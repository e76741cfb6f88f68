"""What earlier runs brought from each source: the history that a new run is compared with.

A source is a publisher; for the share of refused documents, the folder that was read. The measures are those of
`expectations/drift.py`, counted over the rows that stand.
"""
# ruff: noqa: S608 - names of TABLES and numbers of ours

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from schemas.tables import TABLES

if TYPE_CHECKING:
    import duckdb

    from schemas.columns import Table

RUNS: Final = 40
"""Latest runs that brought something: what they brought is the history."""

COMPARED_TABLES: Final = ("articles", "cases", "charges", "events", "penalties", "claims", "claim_quantities")
"""Tables whose optional columns are compared: the share of rows in which each is null."""

FEWEST_ROWS: Final = 5
"""Rows of a source in a run before the share of nulls among them means anything."""

GAPS: Final = 60
"""Latest days of publication of a source; the days between them tell how long it is usually silent."""

_BROUGHT: Final = f"""\
CREATE OR REPLACE TEMP TABLE brought AS
WITH recent AS (
    SELECT run_id FROM runs WHERE run_state = 'finished' AND documents_loaded > 0 ORDER BY run_id DESC LIMIT {RUNS}
),
read_in AS (
    SELECT article_id, max(run_id) AS run_id
    FROM documents WHERE article_id IS NOT NULL AND run_id IN (FROM recent) GROUP BY article_id
)
SELECT article_id, run_id, publisher AS source,
    CASE WHEN published_earliest = published_latest THEN published_earliest END AS day
FROM read_in JOIN articles USING (article_id)
WHERE publisher IS NOT NULL
"""

_BY_ARTICLE: Final = """\
WITH case_counts AS (SELECT article_id, count(*) AS cases FROM cases SEMI JOIN brought USING (article_id) GROUP BY ALL),
claim_counts AS (SELECT article_id, count(*) AS claims FROM claims SEMI JOIN brought USING (article_id) GROUP BY ALL),
by_source AS (
    SELECT
        source,
        run_id,
        count(*) / greatest(count(DISTINCT day), 1) AS articles_per_day,
        avg(coalesce(cases, 0)) AS cases_per_article,
        avg(coalesce(claims, 0)) AS claims_per_article
    FROM brought LEFT JOIN case_counts USING (article_id) LEFT JOIN claim_counts USING (article_id)
    GROUP BY ALL
),
refused AS (
    SELECT
        regexp_replace(split_part(path, '#', 1), '/[^/]*$', '') AS source,
        run_id,
        avg((document_state = 'quarantined')::INTEGER) AS share_refused
    FROM document_versions
    WHERE document_state IN ('loaded', 'quarantined') AND run_id IN (SELECT run_id FROM brought)
    GROUP BY ALL
),
published AS (
    SELECT DISTINCT publisher AS source, published_earliest AS day
    FROM articles
    WHERE published_earliest = published_latest AND publisher IS NOT NULL
    QUALIFY dense_rank() OVER (PARTITION BY source ORDER BY day DESC) <= {gaps}
),
gaps AS (
    SELECT source, strftime(day, '%Y-%m-%d') AS run_id, day - lag(day) OVER (PARTITION BY source ORDER BY day) AS value
    FROM published
),
final AS (
    SELECT source, measure, run_id, value
    FROM (UNPIVOT by_source ON articles_per_day, cases_per_article, claims_per_article INTO NAME measure VALUE value)
    UNION ALL SELECT source, 'share_refused', run_id, share_refused FROM refused
    UNION ALL SELECT source, 'days_silent', run_id, value FROM gaps WHERE value IS NOT NULL
    UNION ALL SELECT source, 'newest_day', 'any', epoch(max(day)) / 86400 FROM published GROUP BY source
)
SELECT source, measure, run_id, value::DOUBLE AS value FROM final
"""


def read_source_history(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the measures of each source in its latest runs: columns `source`, `measure`, `run_id`, `value`.

    For `days_silent` the rows are the days between two days of publication, for `newest_day` the last of those days,
    counted from 1970.
    """
    connection.execute(_BROUGHT)
    try:
        questions = [_BY_ARTICLE.format(gaps=GAPS), *(_shares_of_nulls(TABLES[name]) for name in COMPARED_TABLES)]
        return pa.concat_tables([connection.execute(question).to_arrow_table() for question in questions])
    finally:
        connection.execute("DROP TABLE brought")


def _shares_of_nulls(table: Table) -> str:
    """Return the question for the share of nulls in each optional column, by source and run; an empty list is null."""
    shares = ", ".join(
        f"avg(({f'len(t.{column.name}) = 0' if column.is_list else f't.{column.name} IS NULL'})::INTEGER) "
        f'AS "{table.name}.{column.name}"'
        for column in table.optional_columns
        if column.name != "publisher"
    )
    return f"""
        WITH by_source AS (
            SELECT source, run_id, {shares} FROM {table.name} t JOIN brought USING (article_id)
            GROUP BY source, run_id HAVING count(*) >= {FEWEST_ROWS}
        )
        SELECT source, measure, run_id, value::DOUBLE AS value
        FROM (UNPIVOT by_source ON * EXCLUDE (source, run_id) INTO NAME measure VALUE value)
    """
