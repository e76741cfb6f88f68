"""Why cases are, or are not, one person's: read from the newest snapshot, for people who decide."""
# ruff: noqa: S608 - the names in statements are our own; values are bound

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from schemas.errors import QueryError
from warehouse.read import open_snapshot, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from warehouse.paths import DataFolder
    from warehouse.read import QueryResult

MAX_PAIRS: Final = 200
"""Pairs of a person that are shown; a person in thousands of articles has more than anybody reads."""

_LISTED: Final = 5
_ID: Final = re.compile(r"(?:person_|case_)?[0-9a-f]{2,16}")

_CASES: Final = """\
SELECT case_id, person_name, age, residence, status, published_at, publisher, title
FROM cases JOIN articles USING (article_id)
"""

_PAIRS: Final = f"""\
SELECT
    pairs.*,
    one.person_name AS person_name_l,
    other.person_name AS person_name_r,
    found.decided_by,
    found.decided_on,
    found.why
FROM person_pairs AS pairs
JOIN cases AS one ON one.case_id = pairs.case_id_l
JOIN cases AS other ON other.case_id = pairs.case_id_r
LEFT JOIN person_overrides AS found USING (case_id_l, case_id_r)
WHERE list_contains(?, case_id_l) {{}} list_contains(?, case_id_r)
ORDER BY is_same_person DESC, match_weight DESC NULLS FIRST, case_id_l, case_id_r
LIMIT {MAX_PAIRS}"""

_REVIEW: Final = """\
SELECT
    pairs.case_id_l,
    pairs.case_id_r,
    NULL::VARCHAR AS decision,
    NULL::VARCHAR AS decided_by,
    NULL::VARCHAR AS decided_on,
    NULL::VARCHAR AS why,
    one.person_name AS person_name_l,
    other.person_name AS person_name_r,
    round(match_weight, 1) AS match_weight,
    refusal,
    array_to_string(reasons, '; ') AS reasons,
    one_article.title AS title_l,
    other_article.title AS title_r
FROM person_pairs AS pairs
JOIN cases AS one ON one.case_id = pairs.case_id_l
JOIN cases AS other ON other.case_id = pairs.case_id_r
JOIN articles AS one_article ON one_article.article_id = one.article_id
JOIN articles AS other_article ON other_article.article_id = other.article_id
WHERE pair_decision IN ('joined', 'unsure') AND NOT is_same_person
ORDER BY match_weight DESC, case_id_l, case_id_r"""


@dataclass(frozen=True, slots=True)
class Why:
    """A person (or several cases) with the cases and the pairs that were compared, each as a row's columns."""

    persons: tuple[dict[str, Any], ...]
    cases: tuple[dict[str, Any], ...]
    pairs: tuple[dict[str, Any], ...]


def why(folder: DataFolder, ids: Sequence[str]) -> Why:
    """Return what joins the cases of one person (or of one case's), or what is known about several cases.

    Raises:
        QueryError: There is no warehouse, or no person or case has such an id.
    """
    with open_snapshot(folder) as connection:
        wanted = [_cases_of(connection, one) for one in ids]
        cases = sorted({case_id for found in wanted for case_id in found})
        if len(ids) == 1:
            people = _rows(
                connection, "SELECT DISTINCT person_id FROM person_cases WHERE list_contains(?, case_id)", cases
            )
            person_ids = [row["person_id"] for row in people]
            cases = [
                row["case_id"]
                for row in _rows(
                    connection, "SELECT case_id FROM person_cases WHERE list_contains(?, person_id)", person_ids
                )
            ] or cases
        persons = _rows(
            connection,
            "SELECT * FROM persons WHERE person_id IN (SELECT person_id FROM person_cases WHERE list_contains(?, case_id)) "
            "ORDER BY person_id",
            cases,
        )
        listed = _rows(
            connection,
            f"{_CASES} WHERE list_contains(?, case_id) ORDER BY published_earliest NULLS LAST, case_id",
            cases,
        )
        word = "OR" if len(ids) == 1 else "AND"
        pairs = _rows(connection, _PAIRS.format(word), cases, cases)
    return Why(tuple(persons), tuple(listed), tuple(pairs))


def find_case(folder: DataFolder, wanted: str) -> str:
    """Return the case with that id (or the only one whose id begins so), or the earliest case of that person.

    Raises:
        QueryError: There is none, or there are several.
    """
    with open_snapshot(folder) as connection:
        return _cases_of(connection, wanted)[0]


def _cases_of(connection: duckdb.DuckDBPyConnection, wanted: str) -> list[str]:
    """Return the cases that an id, or the name of one person alone, stands for, a person's by day."""
    text = wanted.strip()
    if not _ID.fullmatch(text):
        text = _person_named(connection, text)
    if text.startswith("person_"):
        found = _rows(
            connection,
            "SELECT case_id, person_id FROM person_cases JOIN articles USING (article_id) WHERE starts_with(person_id, ?) "
            "ORDER BY published_earliest NULLS LAST, case_id",
            text,
        )
        if len({row["person_id"] for row in found}) > 1:
            raise QueryError(f"several persons have an id that begins with `{text}`: give more of it.")
    else:
        found = _rows(
            connection,
            "SELECT case_id FROM cases WHERE starts_with(case_id, ?) ORDER BY case_id LIMIT 2",
            text if text.startswith("case_") else f"case_{text}",
        )
        if len(found) > 1:
            raise QueryError(f"several cases have an id that begins with `{text}`: give more of it.")
    if not found:
        raise QueryError(
            f"no person or case has the id `{text}`: ids stand in the columns `person_id` and `case_id` of `person_cases`."
        )
    return [row["case_id"] for row in found]


def _person_named(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the id of the only person with that name, in any of its forms; accents and capitals do not matter."""
    found = _rows(
        connection,
        "SELECT person_id, person_name, case_count FROM persons WHERE list_contains("
        "list_transform(name_forms, lambda form: lower(strip_accents(form))), lower(strip_accents(?))) ORDER BY case_count DESC, person_id",
        name,
    )
    if not found:
        raise QueryError(
            f"no person is called `{name}`: give the whole name, or an id from the column `person_id` of `persons`."
        )
    if len(found) > 1:
        listed = ", ".join(f"{row['person_id']} ({row['case_count']} cases)" for row in found[:_LISTED])
        more = "" if len(found) <= _LISTED else f" and {len(found) - _LISTED:,} more"
        raise QueryError(f"{len(found):,} persons are called `{name}`: {listed}{more}; give one of these ids.")
    return str(found[0]["person_id"])


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, *values: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.execute(statement, list(values)).to_arrow_table().to_pylist()
    return rows


def pairs_to_review(folder: DataFolder) -> QueryResult:
    """Return the pairs that much speaks for and that stand under two persons, in the columns of `persons.csv` and more."""
    return query(folder, _REVIEW)


def list_decisions(folder: DataFolder) -> QueryResult:
    """Return the decisions by hand, and whether they hold now."""
    return query(folder, "SELECT * FROM person_overrides ORDER BY case_id_l, case_id_r")
