"""Why cases of several articles are taken to be about one person, and which were nearly joined: pair by pair."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from flows.report.snapshot import Row, ask
from flows.report.wording import page_name

if TYPE_CHECKING:
    import duckdb

SHOWN_PAIRS: Final = 30
"""Pairs of each kind that a person's page lists, those with most in common first."""


def read_links(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, list[Row]]]:
    """Return by person the pairs that hold the cases together (`joined`), and those with other persons (`unsure`).

    Of the pairs inside a person only those stand in `joined` that the join needs: the strongest that lead from case to
    case. A pair has `reasons` in words, the `refusal` of those that were not joined, and its two `sides`: case, article,
    publisher and date. An unsure one has the `other_name` and `other_page` too.
    """
    rows = ask(
        connection,
        """
        SELECT pairs.*, l.person_id AS person_l, r.person_id AS person_r,
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
        ORDER BY pairs.match_weight DESC NULLS FIRST, case_id_l, case_id_r
        """,
    )
    links: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {"joined": [], "unsure": []})
    joined = _Joined()
    for row in rows:
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
        if row["person_l"] == row["person_r"]:
            if joined.join(row["case_id_l"], row["case_id_r"]):
                _append(links[row["person_l"]]["joined"], pair)
            continue
        for own, other in (("l", "r"), ("r", "l")):
            named = {
                "other_name": row[f"name_{other}"],
                "other_page": f"{page_name(row[f'person_{other}'])}.html",
            }
            _append(links[row[f"person_{own}"]]["unsure"], pair | named)
    return dict(links)


class _Joined:
    """Cases that pairs have joined so far."""

    def __init__(self) -> None:
        self._leader: dict[str, str] = {}

    def join(self, one: str, other: str) -> bool:
        """Join two cases, and tell whether they were apart."""
        leaders = self._find(one), self._find(other)
        self._leader[leaders[0]] = leaders[1]
        return leaders[0] != leaders[1]

    def _find(self, case_id: str) -> str:
        while (leader := self._leader.get(case_id, case_id)) != case_id:
            self._leader[case_id] = self._leader.get(leader, leader)
            case_id = leader
        return case_id


def _append(pairs: list[Row], pair: Row) -> None:
    if len(pairs) < SHOWN_PAIRS:
        pairs.append(pair)
