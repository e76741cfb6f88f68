"""Groups of cases as rows: `persons` and `person_cases`, `case_files` and `case_file_cases`, for the affected cases."""
# ruff: noqa: S608 - the names in statements are our own

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from schemas.tables import TABLES
from warehouse.persons.matters import CaseInBrief, find_matters

if TYPE_CHECKING:
    import duckdb

_EARLIEST_CASE: Final = "arg_min({case}, (coalesce(articles.published_earliest, DATE '9999-12-31'), {case}))"
"""The case that gives a person or file its id: the earliest published, so that later articles leave the id as it is."""

_NEW_PERSON_CASES: Final = f"""\
INSERT INTO person_cases
WITH grouped AS (
    SELECT group_name, {_EARLIEST_CASE.format(case="case_groups.case_id")} AS first_case
    FROM case_groups
    JOIN cases USING (case_id)
    JOIN articles USING (article_id)
    GROUP BY group_name
),
best AS (
    SELECT case_id, max(match_weight) AS best_weight
    FROM (
        SELECT case_id_l AS case_id, match_weight FROM person_pairs WHERE is_same_person
        UNION ALL SELECT case_id_r, match_weight FROM person_pairs WHERE is_same_person
    )
    SEMI JOIN case_groups USING (case_id)
    GROUP BY case_id
)
SELECT 'person_' || first_case[6:], case_id, article_id, best_weight
FROM case_groups
JOIN grouped USING (group_name)
JOIN cases USING (case_id)
LEFT JOIN best USING (case_id)
ORDER BY case_id"""

_NEW_PERSONS: Final = """\
INSERT INTO persons
WITH members AS (
    SELECT
        person_id, case_id, article_id, best_weight, person_name, nationality, jurisdiction, published_earliest, published_latest,
        CASE WHEN age BETWEEN 8 AND 110 AND published_latest - published_earliest <= 366 THEN age END AS known_age
    FROM person_cases
    SEMI JOIN case_groups USING (case_id)
    JOIN cases USING (case_id, article_id)
    JOIN articles USING (article_id)
),
births AS (
    SELECT
        person_id,
        CAST(median(year(published_earliest) - known_age - 1) AS INTEGER) AS birth_year_earliest,
        CAST(median(year(published_latest) - known_age) AS INTEGER) AS birth_year_latest
    FROM members
    WHERE known_age IS NOT NULL
    GROUP BY person_id
),
reviewed AS (
    SELECT DISTINCT person_id
    FROM person_cases
    JOIN person_overrides ON case_id IN (case_id_l, case_id_r)
    WHERE override_state = 'applied'
),
final AS (
    SELECT
        person_id,
        arg_max(person_name, (length(person_name), person_name)) AS person_name,
        list_sort(list(DISTINCT person_name)) AS name_forms,
        any_value(birth_year_earliest) AS birth_year_earliest,
        any_value(birth_year_latest) AS birth_year_latest,
        list_sort(list_distinct(flatten(list(nationality)))) AS nationality,
        coalesce(list_sort(list(DISTINCT jurisdiction) FILTER (jurisdiction IS NOT NULL)), []) AS jurisdictions,
        count(*) AS case_count,
        count(DISTINCT article_id) AS article_count,
        min(published_earliest) AS first_published,
        max(published_latest) AS last_published,
        min(best_weight) AS weakest_link,
        any_value(reviewed.person_id) IS NOT NULL AS is_reviewed
    FROM members
    LEFT JOIN births USING (person_id)
    LEFT JOIN reviewed USING (person_id)
    GROUP BY person_id
)
SELECT * FROM final ORDER BY person_id"""

_BRIEF: Final = """\
SELECT
    person_id,
    case_id,
    jurisdiction,
    published_earliest,
    list_sort(list_distinct(coalesce(sections, []))) AS sections,
    coalesce(facts, []) AS facts
FROM person_cases
SEMI JOIN case_groups USING (case_id)
JOIN cases USING (case_id, article_id)
JOIN articles USING (article_id)
LEFT JOIN (
    SELECT case_id, list(left(iccs_code, 2)) AS sections FROM charges WHERE iccs_code IS NOT NULL GROUP BY case_id
) USING (case_id)
LEFT JOIN (
    SELECT case_id, list(fact) AS facts
    FROM (
        SELECT case_id, event_type || ' ' || event_date AS fact
        FROM events
        WHERE modality = 'actual' AND event_earliest = event_latest
        UNION ALL
        SELECT case_id, penalty_kind || ' ' || months FROM penalties WHERE is_imposed AND months > 12
    )
    WHERE fact IS NOT NULL
    GROUP BY case_id
) USING (case_id)
ORDER BY person_id, case_id"""


def write_persons(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the persons of the affected cases by those of `case_groups`."""
    connection.execute(
        "DELETE FROM persons WHERE person_id IN (SELECT person_id FROM person_cases WHERE case_id IN (FROM affected_cases))"
    )
    connection.execute("DELETE FROM person_cases WHERE case_id IN (FROM affected_cases)")
    connection.execute(_NEW_PERSON_CASES)
    connection.execute(_NEW_PERSONS)


def write_case_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the case files of the affected cases."""
    connection.execute(
        "DELETE FROM case_files WHERE case_file_id IN "
        "(SELECT case_file_id FROM case_file_cases WHERE case_id IN (FROM affected_cases))"
    )
    connection.execute("DELETE FROM case_file_cases WHERE case_id IN (FROM affected_cases)")
    rows = connection.execute(_BRIEF).fetchall()
    case_ids: list[str] = []
    first_cases: list[str] = []
    for _, of_person in groupby(rows, key=lambda row: row[0]):
        briefs = [
            CaseInBrief(case_id, jurisdiction, frozenset(sections), frozenset(facts), published)
            for _, case_id, jurisdiction, published, sections, facts in of_person
        ]
        for matter in find_matters(briefs) if len(briefs) > 1 else [[briefs[0].case_id]]:
            case_ids += matter
            first_cases += [matter[0]] * len(matter)
    table = pa.table({"case_id": pa.array(case_ids, pa.string()), "first_case": pa.array(first_cases, pa.string())})
    connection.register("found_matters", table)
    connection.execute(
        "INSERT INTO case_file_cases SELECT 'file_' || first_case[6:], person_id, case_id, article_id "
        "FROM found_matters JOIN person_cases USING (case_id) ORDER BY case_id"
    )
    connection.execute(_new_case_files())
    connection.unregister("found_matters")


def _new_case_files() -> str:
    """Return the statement that sums up the case files of `case_groups`."""
    ladder = TABLES["events"].column("event_type").value_set
    steps = ", ".join(f"'{status}'" for status in ladder)
    return f"""\
INSERT INTO case_files
WITH members AS (
    SELECT * FROM case_file_cases SEMI JOIN case_groups USING (case_id)
),
codes AS (
    SELECT case_file_id, list_sort(list(DISTINCT iccs_code)) AS iccs_codes
    FROM members
    JOIN charges USING (case_id)
    WHERE iccs_code IS NOT NULL
    GROUP BY case_file_id
),
final AS (
    SELECT
        case_file_id,
        any_value(members.person_id) AS person_id,
        any_value(persons.person_name) AS person_name,
        mode(cases.jurisdiction) AS jurisdiction,
        coalesce(any_value(iccs_codes), []) AS iccs_codes,
        [{steps}][max(list_position([{steps}], status))] AS furthest_status,
        count(*) AS case_count,
        count(DISTINCT members.article_id) AS article_count,
        min(published_earliest) AS first_published,
        max(published_latest) AS last_published
    FROM members
    JOIN persons USING (person_id)
    JOIN cases USING (case_id)
    JOIN articles ON articles.article_id = members.article_id
    LEFT JOIN codes USING (case_file_id)
    GROUP BY case_file_id
)
SELECT * FROM final ORDER BY case_file_id"""
