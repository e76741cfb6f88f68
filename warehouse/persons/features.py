"""What each case gives for comparison: names, years of birth, places, charges, company, as one row a case.

`update_names` keeps `person_names` in step with the cases; `feature_table` returns the rows that splink compares, for
the cases that are asked for. Nothing here looks at who is whose namesake: that is the model's.
"""
# ruff: noqa: S608 - the names in statements are our own

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from schemas.arrow import arrow_schema
from warehouse.persons.names import NameParts, block_keys, formal_given_name, parse_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

_MAX_FORMS: Final = 8
"""Names of one case that are looked at: a list of aliases without end helps nobody."""

_FACTS_PER_CASE: Final = 40

_NAMES_AT_ONCE: Final = 20_000

_NAME_COLUMNS: Final = pa.schema(
    [
        ("case_id", pa.string()),
        ("name_key", pa.string()),
        ("name_keys", pa.list_(pa.string())),
        ("parts_sorted", pa.string()),
        ("given", pa.string()),
        ("given_formal", pa.string()),
        ("given_spelling", pa.string()),
        ("surname", pa.string()),
        ("spelling_key", pa.string()),
        ("spellings", pa.list_(pa.string())),
        ("middles", pa.list_(pa.string())),
        ("middle_initials", pa.list_(pa.string())),
        ("suffix", pa.string()),
    ]
)


def update_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Parse the names of the cases in `changed_cases` (case_id, article_id) into `person_names`, without shares.

    Cases that are gone, or have no name that can be compared, leave it.
    """
    connection.execute("DELETE FROM person_names WHERE case_id IN (SELECT case_id FROM changed_cases)")
    found = connection.execute(
        "SELECT case_id, article_id, person_name, aliases FROM cases SEMI JOIN changed_cases USING (case_id) "
        "WHERE person_name IS NOT NULL"
    ).fetchall()
    for start in range(0, len(found), _NAMES_AT_ONCE):
        rows = []
        for case_id, article_id, person_name, aliases in found[start : start + _NAMES_AT_ONCE]:
            forms = name_forms(person_name, aliases)
            if forms:
                own = forms[0]
                rows.append(
                    {
                        "case_id": case_id,
                        "article_id": article_id,
                        "given_part": own.given,
                        "surname_part": own.surname,
                        "block_keys": block_keys(forms),
                    }
                )
        incoming = pa.Table.from_pylist(rows, schema=arrow_schema("person_names"))
        connection.register("parsed_person_names", incoming)
        connection.execute("INSERT INTO person_names SELECT * FROM parsed_person_names")
        connection.unregister("parsed_person_names")


def name_forms(person_name: str, aliases: Iterable[str] | None) -> list[NameParts]:
    """Return the parts of a case's name, then of those aliases that have given name and surname too."""
    own = parse_name(person_name)
    if own is None:
        return []
    forms = [own]
    for alias in list(aliases or ())[:_MAX_FORMS]:
        parts = parse_name(alias)
        if parts and parts.given and parts not in forms:
            forms.append(parts)
    return forms


def feature_table(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what the cases in `compared_cases` (case_id) give for comparison, one row a case, by case_id."""
    names = connection.execute(
        "SELECT case_id, person_name, aliases FROM cases SEMI JOIN compared_cases USING (case_id) "
        "WHERE person_name IS NOT NULL"
    ).fetchall()
    # Piece by piece: as Python's objects the parts of all names would take a gigabyte.
    pieces = (names[start : start + _NAMES_AT_ONCE] for start in range(0, len(names), _NAMES_AT_ONCE))
    batches = [pa.RecordBatch.from_pylist(list(_name_rows(piece)), schema=_NAME_COLUMNS) for piece in pieces]
    connection.register("compared_names", pa.Table.from_batches(batches, schema=_NAME_COLUMNS))
    try:
        table: pa.Table = connection.execute(_FEATURES_SQL).to_arrow_table()
    finally:
        connection.unregister("compared_names")
    return table


def _name_rows(names: Iterable[tuple[str, str, list[str] | None]]) -> Iterator[dict[str, Any]]:
    for case_id, person_name, aliases in names:
        forms = name_forms(person_name, aliases)
        if not forms:
            continue
        own = forms[0]
        yield {
            "case_id": case_id,
            "name_key": own.key,
            "name_keys": [form.key for form in forms if form.key],
            "parts_sorted": " ".join(sorted(own.parts)),
            "given": own.given,
            "given_formal": formal_given_name(own.given),
            "given_spelling": own.spellings[0] if own.given else None,
            "surname": own.surname,
            "spelling_key": own.spelling_key,
            "spellings": list(dict.fromkeys(own.spellings)),
            "middles": [part for part in own.middles if len(part) > 1],
            "middle_initials": [part[0] for part in own.middles],
            "suffix": own.suffix,
        }


def _folded(column: str) -> str:
    return f"nullif(lower(strip_accents(trim(split_part({column}, ',', 1)))), '')"


_FEATURES_SQL: Final = f"""\
WITH wanted AS (
    SELECT cases.*, published_earliest, published_latest
    FROM cases
    SEMI JOIN compared_cases USING (case_id)
    JOIN articles USING (article_id)
),
ages AS (
    SELECT
        case_id,
        year(published_earliest) - age - 1 AS birth_earliest,
        year(published_latest) - age AS birth_latest
    FROM wanted
    WHERE age BETWEEN 8 AND 110 AND published_latest - published_earliest <= 366
),
place_lists AS (
    SELECT case_id, list(DISTINCT place) AS places
    FROM (
        SELECT case_id, {_folded("custody_place")} AS place FROM wanted
        UNION ALL SELECT case_id, {_folded("court")} FROM wanted
        UNION ALL SELECT case_id, {_folded("event_place")} FROM events SEMI JOIN compared_cases USING (case_id)
    )
    WHERE place IS NOT NULL
    GROUP BY case_id
),
code_lists AS (
    SELECT case_id, list(DISTINCT iccs_code) AS iccs_codes
    FROM charges
    SEMI JOIN compared_cases USING (case_id)
    WHERE iccs_code IS NOT NULL
    GROUP BY case_id
),
associate_lists AS (
    SELECT wanted.case_id, list(DISTINCT other.given_part || ' ' || other.surname_part) AS associates
    FROM wanted
    JOIN person_names AS other ON other.article_id = wanted.article_id AND other.case_id <> wanted.case_id
    WHERE other.given_part IS NOT NULL
    GROUP BY wanted.case_id
),
source_lists AS (
    SELECT wanted.case_id, list(DISTINCT lower(strip_accents(claims.speaker))) AS sources
    FROM wanted
    JOIN claims ON claims.article_id = wanted.article_id
    WHERE claims.speaker LIKE '% %' AND claims.speaker <> wanted.person_name
    GROUP BY wanted.case_id
),
fact_lists AS (
    SELECT case_id, list(DISTINCT fact)[:{_FACTS_PER_CASE}] AS facts
    FROM (
        SELECT case_id, replace(event_type, '_', ' ') || ' ' || event_date AS fact
        FROM events
        WHERE modality = 'actual' AND event_earliest = event_latest
        UNION ALL
        SELECT case_id, replace(penalty_kind, '_', ' ') || ' of ' || months || ' months'
        FROM penalties
        WHERE is_imposed
        UNION ALL
        SELECT case_id, amount_role || ' of ' || CAST(CAST(money_value AS BIGINT) AS VARCHAR) || coalesce(' ' || currency, '')
        FROM amounts
        WHERE money_value BETWEEN 1 AND 1e15
    )
    SEMI JOIN compared_cases USING (case_id)
    WHERE fact IS NOT NULL
    GROUP BY case_id
),
final AS (
    SELECT
        wanted.case_id,
        wanted.article_id,
        wanted.person_name,
        compared_names.* EXCLUDE (case_id),
        person_names.name_share AS tf_name_key,
        ages.birth_earliest,
        ages.birth_latest,
        CASE WHEN ages.birth_earliest IS NOT NULL THEN 'born ' || ages.birth_earliest || '–' || ages.birth_latest END AS birth_years,
        wanted.nationality,
        wanted.jurisdiction,
        {_folded("wanted.residence")} AS residence,
        coalesce(place_lists.places, []) AS places,
        coalesce(code_lists.iccs_codes, []) AS iccs_codes,
        list_distinct([left(code, 2) FOR code IN coalesce(code_lists.iccs_codes, [])]) AS iccs_sections,
        list_distinct([left(code, 4) FOR code IN coalesce(code_lists.iccs_codes, []) IF length(code) >= 4]) AS iccs_deep,
        coalesce(associate_lists.associates, []) AS associates,
        coalesce(source_lists.sources, []) AS sources,
        coalesce(fact_lists.facts, []) AS facts
    FROM wanted
    JOIN compared_names USING (case_id)
    JOIN person_names USING (case_id)
    LEFT JOIN ages USING (case_id)
    LEFT JOIN place_lists USING (case_id)
    LEFT JOIN code_lists USING (case_id)
    LEFT JOIN associate_lists USING (case_id)
    LEFT JOIN source_lists USING (case_id)
    LEFT JOIN fact_lists USING (case_id)
    ORDER BY wanted.case_id
)
SELECT * FROM final"""
