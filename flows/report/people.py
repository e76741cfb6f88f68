"""Persons over all articles: what each article says of the same name, side by side in time.

A name is compared with case and accents folded. The same name need not be the same person, and the pages say so;
nothing is merged, each entry keeps its article.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from flows.report.environment import render
from flows.report.folder import page_key
from flows.report.lists import write_list
from flows.report.many import write_many
from flows.report.snapshot import Row, ask
from flows.report.wording import STAGE_GROUPS, describe_penalty, fold_name, page_name

if TYPE_CHECKING:
    import duckdb

    from flows.console import Watcher
    from flows.report.folder import PageFolder

COMPARED: Final = ("age", "nationality", "residence", "jurisdiction", "court", "custody_place", "status")
"""Attributes that articles may state differently."""


HANDED_TOGETHER: Final = 300
"""Persons whose pages one process is given at a time."""


def person_page(name: str) -> str:
    """Return the page of the persons of this name, relative to the report."""
    return f"people/{page_name(fold_name(name))}.html"


def build_person_pages(
    connection: duckdb.DuckDBPyConnection, pages: PageFolder, common: dict[str, Any], watcher: Watcher
) -> None:
    """Write a page for each name, and the list of names."""
    people = _read_people(connection)
    watcher.stage("writing pages about persons", len(people))
    listed, stale = [], []
    for folded, cases in sorted(people.items()):
        page = person_page(folded)
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
        if pages.needs(page, page_key(cases)):
            stale.append((name, cases))
    watcher.advance(len(people) - len(stale))
    batches = (stale[first : first + HANDED_TOGETHER] for first in range(0, len(stale), HANDED_TOGETHER))
    write_many(make_person_page, batches, len(stale), root=pages.root, common=common, watcher=watcher)
    write_list(pages, "people", "person_list.html", listed, common)


def make_person_page(person: tuple[str, list[Row]], common: dict[str, Any]) -> tuple[str, str]:
    """Return the name and the content of a person's page; `person` is a name and its cases."""
    name, cases = person
    return person_page(name), render("person.html", person_values(name, cases) | common)


def person_values(name: str, cases: list[Row]) -> dict[str, Any]:
    """Return what the template of a person's page shows."""
    timeline = [event | {"case": case} for case in cases for event in case["events"]]
    timeline.sort(key=lambda event: (event["event_earliest"] or "9999", event["case"]["published_at"] or ""))
    return {
        "root": "../",
        "here": None,
        "name": name,
        "aliases": sorted({alias for case in cases for alias in case["aliases"]} - {name}),
        "cases": cases,
        "dated": [event for event in timeline if event["event_date"]],
        "undated": [event for event in timeline if not event["event_date"]],
        "charges": _grouped_charges(cases),
        "imposed": [row | {"case": case} for case in cases for row in case["penalties"] if row["is_imposed"]],
        "faced": [row | {"case": case} for case in cases for row in case["penalties"] if not row["is_imposed"]],
        "claims": [claim | {"case": case} for case in cases for claim in case["claims"]],
        "disagreements": disagreements(cases),
    }


def disagreements(cases: list[Row]) -> dict[str, list[tuple[str, list[Row]]]]:
    """Return the attributes that articles state differently: each value with the cases that state it."""
    found = {}
    for name in (*COMPARED, "sentence"):
        values: dict[str, list[Row]] = defaultdict(list)
        for case in cases:
            if said := _stated(case, name):
                values[said].append(case)
        if len(values) > 1:
            found[name] = sorted(values.items())
    return found


def _stated(case: Row, name: str) -> str:
    """Return what a case states under `name` as words; empty where it states nothing."""
    if name == "sentence":
        return "; ".join(describe_penalty(row) for row in case["penalties"] if row["is_imposed"])
    value = case[name]
    return ", ".join(value) if isinstance(value, list) else str(value or "").replace("_", " ")


def _grouped_charges(cases: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {"found": [], "accused": [], "cleared": []}
    for case in cases:
        for charge in case["charges"]:
            groups[STAGE_GROUPS[charge["charge_stage"]]].append(charge | {"case": case})
    return {name: rows for name, rows in groups.items() if rows}


def _read_people(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """Return the named cases by folded name, in order of publication, each with its parts."""
    cases = ask(
        connection,
        """
        SELECT cases.*, title, publisher, published_at
        FROM cases JOIN articles USING (article_id)
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
        people[fold_name(case["person_name"])].append(case)
    return people


_PARTS: Final = {
    "events": """
        SELECT case_id, event_id, event_type, modality, event_date, strftime(event_earliest, '%Y-%m-%d') AS event_earliest,
            event_place
        FROM events ORDER BY case_id, ordinal
    """,
    "charges": "SELECT case_id, charge_id, charge_text, charge_stage, counts FROM charges ORDER BY case_id, ordinal",
    "penalties": """
        SELECT case_id, penalty_id, is_imposed, penalty_kind, months, months_max, money_value, currency, comparator
        FROM penalties ORDER BY case_id, ordinal
    """,
    "claims": """
        SELECT case_id, claim_id, speaker, speaker_text, polarity, content_text, claim_date
        FROM claim_about JOIN claims USING (claim_id) WHERE case_id IS NOT NULL ORDER BY claims.ordinal
    """,
}
