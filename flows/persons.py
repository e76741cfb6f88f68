"""Who is one person, for people who decide: why cases were joined, what is unsure, and decisions by hand."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any, Final

from rich.padding import Padding
from rich.text import Text

from flows.console import StandardOutput, say, show, table_of
from flows.output import write_rows
from schemas.errors import BusyError, ConfigError
from warehouse.persons.explain import find_case, list_decisions, pairs_to_review, why
from warehouse.persons.overrides import add_decisions, new_decision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from warehouse.paths import DataFolder
    from warehouse.persons.overrides import Verdict

DECISION_WORDS: Final = {
    "joined": "one person",
    "unsure": "unsure: kept apart",
    "same_by_hand": "one person, decided by hand",
    "apart_by_hand": "two persons, decided by hand",
}
_SHOWN: Final = 30


def print_why(folder: DataFolder, ids: Sequence[str]) -> None:
    """Print the persons and cases behind `ids`, and what speaks for and against each pair.

    Raises:
        QueryError: There is no warehouse, or no such person or case.
    """
    console = StandardOutput()
    found = why(folder, ids)
    for person in found.persons:
        _print_person(person, console)
    columns = ("case_id", "person_name", "age", "residence", "published_at", "publisher", "title")
    console.print(table_of(None, columns, [[case[name] for name in columns] for case in found.cases]))
    if not found.pairs:
        console.print("Nothing was compared closely enough to be kept: the names, or what is known, are too different.")
    for pair in found.pairs:
        _print_pair(pair, console)


def _print_person(person: dict[str, Any], console: Console) -> None:
    born = person["birth_year_earliest"]
    years = f", born {born}–{person['birth_year_latest']}" if born else ""
    counts = f"{_count(person['case_count'], 'case')} in {_count(person['article_count'], 'article')}"
    console.print(Text(f"{show(person['person_name'])}{years}: {counts}", style="bold"))
    others = [name for name in person["name_forms"] if name != person["person_name"]]
    written = f"  also written {show(others)}" if others else ""
    console.print(Text(f"  {person['person_id']}{written}", style="dim"), soft_wrap=True)


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"


def _print_pair(pair: dict[str, Any], console: Console) -> None:
    weight = "" if pair["match_weight"] is None else f", weight {pair['match_weight']:+.1f}"
    words = DECISION_WORDS[str(pair["pair_decision"])]
    if pair["pair_decision"] == "joined" and not pair["is_same_person"]:
        words = (
            f"kept apart: {show(pair['refusal'])}" if pair["refusal"] else "kept apart: their other cases do not fit"
        )
    elif pair["pair_decision"] == "unsure" and pair["is_same_person"]:
        words = "one person by way of other cases"
    console.print()
    console.print(Text(f"{show(pair['person_name_l'])} | {show(pair['person_name_r'])}: {words}{weight}", style="bold"))
    console.print(Text(f"  {pair['case_id_l']} {pair['case_id_r']}", style="dim"))
    if pair["decided_by"] or pair["why"]:
        decided = " ".join(show(pair[name]) for name in ("decided_by", "decided_on") if pair[name])
        console.print(Text(f"  {decided}: {show(pair['why']) or 'no reason given'}"))
    for reason in pair["reasons"]:
        console.print(Padding(Text(show(reason)), (0, 0, 0, 2)))


def print_review(folder: DataFolder, output: Path | None) -> None:
    """Print the pairs worth a look, or write them to a file that becomes decisions when its column `decision` is filled.

    Raises:
        QueryError: There is no warehouse.
        ConfigError: The file cannot be written.
    """
    console = StandardOutput()
    found = pairs_to_review(folder)
    pairs = list(found.records())
    if output:
        write_rows(found, "csv", output)
        say(
            console,
            f"{len(pairs):,} pairs → {output}. Write `same` or `not the same` into the column `decision`, then copy those "
            f"lines to {folder.overrides} (or save the file there): the next run takes them up.",
        )
        return
    if not pairs:
        console.print("No pair of cases is in doubt.")
    for pair in pairs[:_SHOWN]:
        names = f"{show(pair['person_name_l'])} | {show(pair['person_name_r'])}"
        console.print(Text(f"{names}  {pair['match_weight']:+.1f}", style="bold"))
        console.print(Text(f"  {pair['case_id_l']} {pair['case_id_r']}", style="dim"))
        console.print(Padding(Text(show(pair["refusal"] or pair["reasons"])), (0, 0, 0, 2)))
    if len(pairs) > _SHOWN:
        console.print(f"… and {len(pairs) - _SHOWN:,} more: casebook persons review --output FILE.csv", markup=False)


def decide(folder: DataFolder, one: str, other: str, verdict: Verdict, reason: str | None, who: str | None) -> None:
    """Write a decision into `persons.csv` and join the cases anew, if no run holds the warehouse.

    Raises:
        QueryError: There is no such case.
        ConfigError: The decision contradicts an earlier one, or the file cannot be written.
    """
    console = StandardOutput()
    left, right = find_case(folder, one), find_case(folder, other)
    if left == right:
        raise ConfigError("these are one case: a decision needs two.")
    add_decisions(folder.overrides, [new_decision(left, right, verdict, who or _user(), reason)])
    console.print(f"{left} and {right} are {verdict}: written to {folder.overrides}", markup=False, soft_wrap=True)
    try:
        apply_decisions(folder)
    except BusyError:
        console.print("Another run holds the warehouse: it, or the next one, takes the decision up.")


def apply_decisions(folder: DataFolder) -> None:
    """Join the cases anew as `persons.csv` stands, and publish the outcome.

    Raises:
        BusyError: Another run holds the warehouse.
        ConfigError: The file contradicts itself.
    """
    from warehouse.database import open_warehouse
    from warehouse.lock import hold_warehouse
    from warehouse.publish import publish_snapshot

    with hold_warehouse(folder), open_warehouse(folder) as warehouse:
        warehouse.derive()
        publish_snapshot(warehouse)


def print_decisions(folder: DataFolder) -> None:
    """Print the decisions by hand, and which of them wait for a case that is not there.

    Raises:
        QueryError: There is no warehouse.
    """
    found = list_decisions(folder)
    rows = list(found.rows())
    console = StandardOutput()
    console.print(
        table_of(None, found.columns, rows) if rows else f"{folder.overrides} holds no decision that was taken up."
    )
    waiting = sum(row[-1] == "waiting" for row in rows)
    if waiting:
        console.print(f"{waiting:,} of them wait: a case of theirs is not in the warehouse now. They are kept.")


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None
