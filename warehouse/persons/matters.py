"""The cases of one person → case files: which of them are about one matter.

Two cases are about one matter when no different state prosecutes and they share a dated event, a sentence or a sum, or
a charge of the same kind with no long gap between the events that each reports. A case that names no charge goes with
the matter next in time of the same state. An article that reports an older case beside the new one stays one case, as
extracted: its matter is the one it shares most with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MATTER_YEARS: Final = 6
"""Years between the reports of two cases beyond which a like charge alone is no longer one matter."""


@dataclass(frozen=True, slots=True)
class CaseInBrief:
    """What tells matters apart: state, kinds of charges (ICCS sections), facts (dated events, sentences, sums), its day."""

    case_id: str
    jurisdiction: str | None
    sections: frozenset[str]
    facts: frozenset[str]
    published: dt.date | None


def find_matters(cases: Iterable[CaseInBrief]) -> list[list[str]]:
    """Return the case ids of each matter of one person, matters and cases by day, then id."""
    ordered = sorted(cases, key=lambda case: (case.published or dt.date.max, case.case_id))
    charged = [case for case in ordered if case.sections or case.facts]
    matters: list[list[CaseInBrief]] = []
    for case in charged:
        fitting = [matter for matter in matters if any(same_matter(case, other) for other in matter)]
        fitting = [matter for matter in fitting if not any(_other_state(case, other) for other in matter)]
        for matter in fitting[1:]:
            if not any(_other_state(one, other) for one in matter for other in fitting[0]):
                fitting[0].extend(matter)
                matters.remove(matter)
        if fitting:
            fitting[0].append(case)
        else:
            matters.append([case])
    for case in ordered:
        if not (case.sections or case.facts):
            home = _nearest(case, matters)
            if home is None:
                matters.append([case])
            else:
                home.append(case)
    listed = [sorted(matter, key=lambda case: (case.published or dt.date.max, case.case_id)) for matter in matters]
    listed.sort(key=lambda matter: (matter[0].published or dt.date.max, matter[0].case_id))
    return [[case.case_id for case in matter] for matter in listed]


def same_matter(one: CaseInBrief, other: CaseInBrief) -> bool:
    """Tell whether two cases of one person are about one matter."""
    if _other_state(one, other):
        return False
    if one.facts & other.facts:
        return True
    if not one.sections & other.sections:
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= MATTER_YEARS * 365.25


def _other_state(one: CaseInBrief, other: CaseInBrief) -> bool:
    return bool(one.jurisdiction and other.jurisdiction and one.jurisdiction != other.jurisdiction)


def _nearest(case: CaseInBrief, matters: Sequence[list[CaseInBrief]]) -> list[CaseInBrief] | None:
    """Return the matter next in time to a case without charges, of no other state."""
    open_to = [matter for matter in matters if not any(_other_state(case, other) for other in matter)]
    if not open_to:
        return None
    if case.published is None:
        return open_to[0] if len(open_to) == 1 else None

    def distance(matter: list[CaseInBrief]) -> int:
        days = [abs((case.published - other.published).days) for other in matter if other.published and case.published]
        return min(days, default=1_000_000)

    return min(open_to, key=distance)
