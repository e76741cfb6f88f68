"""Decisions by hand: `persons.csv` in the data folder, one line a pair of cases.

    case_id_l,case_id_r,decision,decided_by,decided_on,why
    case_0123456789abcdef,case_fedcba9876543210,same,M. Ruiz,2026-11-22,both name the Lodi trial

Ids of cases are made of the articles' bytes and words, so a decision holds through every later run. The file is the
user's: it is read, lines are added to it, and nothing else in it is ever changed.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from schemas.errors import ConfigError
from warehouse.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Verdict = Literal["same", "not the same"]

COLUMNS: Final = ("case_id_l", "case_id_r", "decision", "decided_by", "decided_on", "why")
_CASE_ID: Final = re.compile(r"case_[0-9a-f]{16}")
_VERDICTS: Final[dict[str, Verdict]] = {
    "same": "same", "not the same": "not the same", "not same": "not the same", "not-same": "not the same",
    "different": "not the same",
}  # fmt: skip
_MAX_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """Two cases (the smaller id left) are one person's, or not; who said so, when and why, where stated."""

    case_id_l: str
    case_id_r: str
    decision: Verdict
    decided_by: str | None = None
    decided_on: str | None = None
    why: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """The two cases."""
        return self.case_id_l, self.case_id_r


def read_decisions(file: Path) -> list[Decision]:
    """Return the decisions of the file, by pair; none where there is no file.

    Lines without a decision (a review that was left open) are passed over; of equal lines the last counts.

    Raises:
        ConfigError: A line cannot be understood, or lines contradict each other; the sentence says which.
    """
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise ConfigError(f"{file}: more than {_MAX_BYTES // 1_000_000} MB are no list of decisions.")
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read as a table of decisions ({error}).") from error
    reader = csv.DictReader(text.splitlines(), delimiter=_delimiter(text))
    if text.strip() and not {"case_id_l", "case_id_r", "decision"} <= set(reader.fieldnames or ()):
        raise ConfigError(f"{file}: its first line must name the columns {', '.join(COLUMNS)}.")
    found: dict[tuple[str, str], Decision] = {}
    try:
        for row in reader:
            decision = _decision(row, f"{file}, line {reader.line_num}")
            if decision:
                earlier = found.get(decision.pair)
                if earlier and earlier.decision != decision.decision:
                    raise ConfigError(
                        f"{file} contradicts itself: {' and '.join(decision.pair)} are `same` in one line and `not the same` "
                        f"in another (line {reader.line_num}); delete one of the two."
                    )
                found[decision.pair] = decision
    except csv.Error as error:
        raise ConfigError(f"{file}, line {reader.line_num}: {error}.") from error
    decisions = [found[pair] for pair in sorted(found)]
    check_decisions(decisions, file)
    return decisions


def _delimiter(text: str) -> str:
    """Return what parts the columns: a semicolon where a spreadsheet saved the file so, as in many countries."""
    head = text.partition("\n")[0]
    return ";" if ";" in head and "," not in head else ","


def _decision(row: dict[str, str | None], place: str) -> Decision | None:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not values["decision"]:
        return None
    verdict = _VERDICTS.get(values["decision"].lower())
    if verdict is None:
        raise ConfigError(f"{place}: `{values['decision'][:40]}` is no decision; write `same` or `not the same`.")
    ids = sorted((values["case_id_l"], values["case_id_r"]))
    for case_id in ids:
        if not _CASE_ID.fullmatch(case_id):
            raise ConfigError(f"{place}: `{case_id[:40]}` is no id of a case, such as case_0123456789abcdef.")
    if ids[0] == ids[1]:
        raise ConfigError(f"{place}: a case cannot be decided against itself.")
    return Decision(
        ids[0], ids[1], verdict, values["decided_by"] or None, values["decided_on"] or None, values["why"] or None
    )


def check_decisions(decisions: Iterable[Decision], file: Path) -> None:
    """Refuse decisions that contradict each other by way of third cases.

    Raises:
        ConfigError: Two cases are kept apart that a chain of `same` joins; the sentence names them.
    """
    persons: Groups[str] = Groups()
    listed = list(decisions)
    for decision in listed:
        if decision.decision == "same":
            persons.join(*decision.pair)
    for decision in listed:
        left, right = map(persons.leader, decision.pair)
        if decision.decision == "not the same" and left == right:
            raise ConfigError(
                f"{file} contradicts itself: {' and '.join(decision.pair)} are `not the same`, but other lines make them one "
                "person's; delete one of these lines."
            )


def add_decisions(file: Path, decisions: Sequence[Decision]) -> None:
    """Add lines to the file, which is made where there is none.

    Raises:
        ConfigError: They contradict a line of the file, or the file cannot be written.
    """
    known = {decision.pair: decision for decision in read_decisions(file)}
    for decision in decisions:
        earlier = known.get(decision.pair)
        if earlier and earlier.decision != decision.decision:
            raise ConfigError(
                f"{file} says already that {' and '.join(decision.pair)} are `{earlier.decision}`; delete that line first."
            )
    check_decisions([*known.values(), *decisions], file)
    try:
        before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        with file.open("a", encoding="utf-8", newline="") as stream:
            if before and not before.endswith("\n"):
                stream.write("\n")
            writer = csv.writer(stream, delimiter=_delimiter(before), lineterminator="\n")
            if not before.strip():
                writer.writerow(COLUMNS)
            for decision in decisions:
                writer.writerow([getattr(decision, name) or "" for name in COLUMNS])
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror or error}).") from error


def new_decision(one: str, other: str, verdict: Verdict, decided_by: str | None, why: str | None) -> Decision:
    """Return a decision of today."""
    left, right = sorted((one, other))
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return Decision(left, right, verdict, decided_by, today, why)
