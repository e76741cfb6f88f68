"""How common a name is: what is known beforehand, corrected by the names of the warehouse, in steps of two.

A share is estimated from *different* full names, so that a person in a thousand articles makes no name common. It is
rounded to a power of two: a run changes the share of few names, and only their pairs have to be weighed anew.
"""
# ruff: noqa: S608 - the names in statements are our own

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from warehouse.persons.model import NAMES_FILE

if TYPE_CHECKING:
    import duckdb

KNOWN_BEFORE: Final = 3000
"""Different full names that the shares of `names.json` count as, beside those of the warehouse."""

_SHARES: Final = f"""\
CREATE OR REPLACE TEMP TABLE new_shares AS
WITH full_names AS (
    SELECT DISTINCT given_part, surname_part FROM person_names WHERE given_part IS NOT NULL
),
whole AS (
    SELECT count(*) AS names FROM full_names
),
given_counts AS (
    SELECT given_part, count(*) AS names FROM full_names WHERE length(given_part) > 1 GROUP BY given_part
    UNION ALL  -- an initial is as common as all given names that begin so
    SELECT left(given_part, 1), count(*) FROM full_names GROUP BY left(given_part, 1)
),
given_shares AS (
    SELECT
        given_part,
        (coalesce(prior.share, ?) * {KNOWN_BEFORE} + given_counts.names) / ({KNOWN_BEFORE} + whole.names) AS share
    FROM given_counts
    CROSS JOIN whole
    LEFT JOIN known_given AS prior ON prior.part = given_part
),
surname_shares AS (
    SELECT
        surname_part,
        (any_value(coalesce(prior.share, ?)) * {KNOWN_BEFORE} + count(*)) / ({KNOWN_BEFORE} + any_value(whole.names)) AS share
    FROM full_names
    CROSS JOIN whole
    LEFT JOIN known_surname AS prior ON prior.part = surname_part
    GROUP BY surname_part
),
final AS (
    SELECT
        person_names.case_id,
        pow(2, round(log2(given_shares.share))) * pow(2, round(log2(surname_shares.share))) AS name_share
    FROM person_names
    JOIN given_shares USING (given_part)
    JOIN surname_shares USING (surname_part)
)
SELECT final.*
FROM final
JOIN person_names USING (case_id)
WHERE person_names.name_share IS DISTINCT FROM final.name_share"""


def update_shares(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring `person_names.name_share` up to date and add the cases whose share changed to `touched_cases`."""
    known = known_shares()
    for kind in ("given", "surname"):
        parts = known[kind]
        if not isinstance(parts, dict):
            raise TypeError(f"{NAMES_FILE}: `{kind}` is no table of shares")
        table = pa.table({"part": list(parts), "share": pa.array(list(parts.values()), pa.float64())})
        connection.register(f"known_{kind}", table)
    connection.execute(_SHARES, [known["unseen_given"], known["unseen_surname"]])
    connection.execute(
        "UPDATE person_names SET name_share = new_shares.name_share FROM new_shares "
        "WHERE person_names.case_id = new_shares.case_id"
    )
    connection.execute(
        "INSERT INTO touched_cases SELECT case_id FROM new_shares ANTI JOIN touched_cases USING (case_id)"
    )
    connection.execute("DROP TABLE new_shares")
    for kind in ("given", "surname"):
        connection.unregister(f"known_{kind}")


@cache
def known_shares() -> dict[str, dict[str, float] | float]:
    """Return the shares of given names and surnames that are known beforehand, and those of unseen ones."""
    shares: dict[str, dict[str, float] | float] = json.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return shares
