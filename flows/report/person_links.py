"""Why cases of several articles are taken to be about one person, and which were nearly joined: pair by pair."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from flows.report.snapshot import Row, ask
from flows.report.wording import page_name
from warehouse.groups import Groups

if TYPE_CHECKING:
    import duckdb

SHOWN_JOINS: Final = 30
"""Pairs that join a person's cases which its page lists, those with most in common first."""

SHOWN_NEAR: Final = 10
"""Pairs with other persons that a page lists, those with most in common first."""

_JOINED: Final = """
    SELECT pairs.rowid AS pair, l.person_id, case_id_l, case_id_r
    FROM person_pairs AS pairs
    JOIN person_cases AS l ON l.case_id = case_id_l
    JOIN person_cases AS r ON r.case_id = case_id_r
    WHERE l.person_id = r.person_id
    ORDER BY match_weight DESC NULLS FIRST, case_id_l, case_id_r
"""

_NEAR: Final = f"""
    WITH apart AS (
        SELECT pairs.rowid AS pair, match_weight, case_id_l, case_id_r, l.person_id AS person_l, r.person_id AS person_r
        FROM person_pairs AS pairs
        JOIN person_cases AS l ON l.case_id = case_id_l
        JOIN person_cases AS r ON r.case_id = case_id_r
        WHERE l.person_id <> r.person_id
    ),
    sided AS (
        SELECT *, person_l AS person_id, 'l' AS own FROM apart
        UNION ALL SELECT *, person_r, 'r' FROM apart
    )
    SELECT pair, person_id, own FROM sided
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY match_weight DESC NULLS FIRST, case_id_l, case_id_r) <= {SHOWN_NEAR}
    ORDER BY match_weight DESC NULLS FIRST, case_id_l, case_id_r
"""  # noqa: S608 - our own number

_SHOWN: Final = """
    SELECT pairs.rowid AS pair, pairs.*, l.person_id AS person_l, r.person_id AS person_r,
        pl.person_name AS name_l, pr.person_name AS name_r,
        al.article_id AS article_l, al.publisher AS publisher_l, al.published_at AS published_l,
        ar.article_id AS article_r, ar.publisher AS publisher_r, ar.published_at AS published_r
    FROM person_pairs AS pairs
    JOIN person_cases AS l ON l.case_id = pairs.case_id_l
    JOIN person_cases AS r ON r.case_id = pairs.case_id_r
    JOIN persons AS pl ON pl.person_id = l.person_id
    JOIN persons AS pr ON pr.person_id = r.person_id
    JOIN articles AS al ON al.article_id = l.article_id
    JOIN articles AS ar ON ar.article_id = r.article_id
    WHERE pairs.rowid IN ({})
"""


def read_links(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, list[Row]]]:
    """Return by person the pairs that hold the cases together (`joined`), and those with other persons (`unsure`).

    Of the pairs inside a person only those stand in `joined` that the join needs: the strongest that lead from case to
    case. A pair has `reasons` in words, the `refusal` of those that were not joined, and its two `sides`: case, article,
    publisher and date. An unsure one has the `other_name` and `other_page` too.
    """
    # A name in thousands of articles has pairs by the hundred thousand: words are read for those that are shown.
    joined: dict[str, list[int]] = defaultdict(list)
    found: Groups[str] = Groups()
    for row in ask(connection, _JOINED):
        shown = joined[row["person_id"]]
        if found.join(row["case_id_l"], row["case_id_r"]) and len(shown) < SHOWN_JOINS:
            shown.append(row["pair"])
    near = ask(connection, _NEAR)
    wanted = {pair for shown in joined.values() for pair in shown} | {row["pair"] for row in near}
    pairs = (
        {row["pair"]: row for row in ask(connection, _SHOWN.format(", ".join(map(str, sorted(wanted)))))}
        if wanted
        else {}
    )
    links: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {"joined": [], "unsure": []})
    for person_id, shown in joined.items():
        links[person_id]["joined"] = [_shown(pairs[pair]) for pair in shown]
    for row in near:
        pair, other = pairs[row["pair"]], "r" if row["own"] == "l" else "l"
        named = {"other_name": pair[f"name_{other}"], "other_page": f"{page_name(pair[f'person_{other}'])}.html"}
        links[row["person_id"]]["unsure"].append(_shown(pair) | named)
    return dict(links)


def _shown(row: Row) -> Row:
    """Return what a page shows of a pair."""
    pair = {name: row[name] for name in ("pair_decision", "reasons", "refusal")}
    pair["sides"] = [
        {
            "case_id": row[f"case_id_{side}"],
            "article_id": row[f"article_{side}"],
            "publisher": row[f"publisher_{side}"],
            "published_at": row[f"published_{side}"],
        }
        for side in ("l", "r")
    ]
    return pair
