"""Persons over all articles: what each article says of one person, side by side in time.

Who is one person is what `persons` says (`warehouse/persons/`), and the page says why. A case without such a row stands
with those of the same name, case and accents folded, and the page says that this proves nothing. Each entry keeps its
article.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from flows.report.articles import group_charges
from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.lists import write_list
from flows.report.many import write_many
from flows.report.person_links import read_links
from flows.report.record_drawings import person_chart
from flows.report.snapshot import Row, ask
from flows.report.wording import describe_penalty, fold_name, page_name, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from flows.console import Watcher
    from flows.report.folder import PageFolder

COMPARED: Final = ("age", "nationality", "residence", "jurisdiction", "court", "custody_place", "status")
"""Attributes that articles may state differently."""


HANDED_TOGETHER: Final = 300
"""Persons whose pages one process is given at a time."""


DRAWN_PERSONS: Final = 300
"""Persons whose line of time is drawn as well as listed: those whom most articles name."""


def person_page(case: Row) -> str:
    """Return the page of the person whom a case with a name is about, relative to the report."""
    return _page_of(_key_of(case))


def _key_of(case: Row) -> str:
    """Return what is the same for all cases on one page: the person, or the folded name where none is known."""
    return case["person_id"] or fold_name(case["person_name"])


def _page_of(key: str) -> str:
    return f"people/{page_name(key)}.html"


def build_person_pages(
    connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any], watcher: Watcher
) -> None:
    """Write a page for each name, and the list of names."""
    people, links = _read_people(connection), read_links(connection)
    watcher.stage("writing pages about persons", len(people))
    listed, stale = [], []
    drawn = set(sorted(people, key=lambda key: (-len(people[key]), key))[:DRAWN_PERSONS])
    for key, cases in sorted(people.items(), key=lambda item: fold_name(item[1][0]["person_name"])):
        page = _page_of(key)
        name = max((case["person_name"] for case in cases), key=lambda form: (len(form), form))
        listed.append(
            {
                "name": name,
                "page": page.partition("/")[2],
                "articles": len({case["article_id"] for case in cases}),
                "stages": sorted({case["status"] for case in cases if case["status"]}),
                "last": max((case["published_at"] or "" for case in cases), default=""),
            }
        )
        found = links.get(key, {})
        if pages.needs(page, page_key(cases, found, key in drawn)):
            stale.append((page, name, cases, found, key in drawn))
    watcher.advance(len(people) - len(stale))
    batches = (stale[first : first + HANDED_TOGETHER] for first in range(0, len(stale), HANDED_TOGETHER))
    write_many(make_person_page, batches, len(stale), root=pages.root, common=common, watcher=watcher)
    write_list(pages, "people", "person_list.html", listed, common, lambda row: row["name"].partition(" ")[0])


def make_person_page(
    person: tuple[str, str, list[Row], dict[str, list[Row]], bool], common: dict[str, Any]
) -> tuple[str, str]:
    """Return the name and the content of a person's page.

    `person` is that name, the person's name, the cases, why they are joined, and whether the line of time is drawn.
    """
    page, name, cases, links, is_drawn = person
    values = person_values(name, cases) | {"joined": links.get("joined", []), "unsure": links.get("unsure", [])}
    chart = person_chart(values["dated"]) if is_drawn else None
    return page, render("person.html", values | {"chart": chart} | common)


def person_values(name: str, cases: list[Row]) -> dict[str, Any]:
    """Return what the template of a person's page shows."""
    events = _told_once(
        cases, "events", lambda row: (row["event_date"], row["event_type"], row["modality"], row["event_place"])
    )
    events.sort(key=lambda event: (event["event_earliest"] or "9999", event["event_date"] or ""))
    penalties = _told_once(cases, "penalties", lambda row: (row["is_imposed"], describe_penalty(row)))
    return {
        "root": "../",
        "here": None,
        "name": name,
        "aliases": sorted({alias for case in cases for alias in case["aliases"]} - {name}),
        "cases": cases,
        "is_resolved": cases[0]["person_id"] is not None,
        "article_count": len({case["article_id"] for case in cases}),
        "dated": [event for event in events if event["event_date"]],
        "undated": [event for event in events if not event["event_date"]],
        "charges": group_charges(
            _told_once(cases, "charges", lambda row: (row["charge_stage"], row["charge_text"], row["counts"]))
        ),
        "imposed": [row for row in penalties if row["is_imposed"]],
        "faced": [row for row in penalties if not row["is_imposed"]],
        "claims": _told_once(cases, "claims", lambda row: (row["speaker"], row["polarity"], row["content_text"])),
        "disagreements": disagreements(cases),
    }


def _told_once(cases: list[Row], part: str, told: Callable[[Row], tuple[object, ...]]) -> list[Row]:
    """Return the records of `part`, those that tell the same as one, with the cases and ids of all that tell it."""
    found: dict[tuple[object, ...], Row] = {}
    for case in cases:
        for row in case[part]:
            key = tuple(fold_name(value) if isinstance(value, str) else value for value in told(row))
            found.setdefault(key, row | {"sources": []})["sources"].append((case, row["id"]))
    return list(found.values())


def disagreements(cases: list[Row]) -> dict[str, list[tuple[str, list[tuple[Row, str]]]]]:
    """Return the attributes that articles state differently: each value with the cases that state it, and their ids."""
    found = {}
    for name in (*COMPARED, "sentence"):
        values: dict[str, list[tuple[Row, str]]] = defaultdict(list)
        for case in cases:
            if said := _stated(case, name):
                values[said].append((case, case["case_id"]))
        if len(values) > 1:
            found[name] = sorted(values.items())
    return found


def _stated(case: Row, name: str) -> str:
    """Return what a case states under `name` as words; empty where it states nothing."""
    if name == "sentence":
        return "; ".join(describe_penalty(row) for row in case["penalties"] if row["is_imposed"])
    value = plain(case[name]) if name == "status" else case[name]
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _read_people(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return the named cases by folded name, in order of publication, each with its parts."""
    cases = ask(
        connection,
        """
        SELECT cases.*, title, publisher, published_at, person_id
        FROM cases JOIN articles USING (article_id) LEFT JOIN person_cases USING (case_id)
        WHERE person_name IS NOT NULL
        ORDER BY published_earliest NULLS LAST, article_id, ordinal
        """,
    )
    by_id = {case["case_id"]: case for case in cases}
    for part, question in _PARTS.items():
        for case in cases:
            case[part] = []
        for row in ask(connection, question):
            if row["case_id"] in by_id:
                by_id[row["case_id"]][part].append(row)
    people: dict[str, list[Row]] = defaultdict(list)
    for case in cases:
        people[_key_of(case)].append(case)
    return people


_PARTS: Final = {
    "events": """
        SELECT case_id, event_id AS id, event_type, modality, event_date, strftime(event_earliest, '%Y-%m-%d') AS event_earliest,
            strftime(event_latest, '%Y-%m-%d') AS event_latest, event_place
        FROM events ORDER BY case_id, ordinal
    """,
    "charges": "SELECT case_id, charge_id AS id, charge_text, charge_stage, counts FROM charges ORDER BY case_id, ordinal",
    "penalties": """
        SELECT case_id, penalty_id AS id, is_imposed, penalty_kind, months, months_max, money_value, currency, comparator
        FROM penalties ORDER BY case_id, ordinal
    """,
    "claims": """
        SELECT case_id, claim_id AS id, speaker, speaker_text, polarity, content_text, claim_date
        FROM claim_about JOIN claims USING (claim_id) WHERE case_id IS NOT NULL ORDER BY claims.ordinal
    """,
}
