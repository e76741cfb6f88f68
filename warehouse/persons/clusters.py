"""From pairs to persons: strongest pairs first, and no chain of joins puts two people under one name.

Two groups of cases become one when a pair between them weighs enough and nothing stated speaks against it: no two
cases of one article, no names that exclude each other, no years of birth too far apart, no decision by hand; and, as
long as the groups are small enough that all their pairs were compared, at least half of the pairs between them agree.
The outcome depends on cases and pairs alone: pairs are taken by weight, then by id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from warehouse.persons.model import BIRTH_TOLERANCE
from warehouse.persons.names import NameParts, parts_disagree
from warehouse.persons.pairs import LARGE_BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Pair = tuple[str, str]

MAX_NAMES: Final = 30
"""Different names of a group that are held against another group's."""


class Node(NamedTuple):
    """A case: its article, its own name, the first and last year of birth that its age allows (or nulls), its aliases."""

    article_id: str
    name: NameParts
    birth_earliest: int | None
    birth_latest: int | None
    aliases: tuple[NameParts, ...] = ()


class Link(NamedTuple):
    """A compared pair of cases and its weight, rounded."""

    case_id_l: str
    case_id_r: str
    weight: float


@dataclass
class Clusters:
    """Which case stands in which group (named after its smallest case), and why pairs of enough weight were not joined."""

    group_of: dict[str, str]
    refusals: dict[Pair, str]


@dataclass
class _Group:
    cases: list[str]
    articles: set[str]
    names: set[tuple[NameParts, ...]]
    birth_earliest: int | None
    birth_latest: int | None
    apart_from: set[str] = field(default_factory=set)


def find_clusters(
    nodes: Mapping[str, Node],
    links: Iterable[Link],
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    *,
    join_weight: float,
) -> Clusters:
    """Return the groups of cases that are one person's each.

    `links` are all compared pairs that do not speak against one person, `same` and `apart` the decisions by hand, which
    must not contradict each other (`overrides.check_decisions`); pairs with a case that is not in `nodes` are left out.
    """
    groups = {
        case_id: _Group(
            [case_id], {node.article_id}, {(node.name, *node.aliases)}, node.birth_earliest, node.birth_latest
        )
        for case_id, node in nodes.items()
    }
    group_of = {case_id: case_id for case_id in nodes}
    for one, other in apart:
        if one in groups and other in groups:
            groups[one].apart_from.add(other)
            groups[other].apart_from.add(one)
    by_hand = {tuple(sorted(pair)) for pair in same}
    for one, other in sorted(by_hand):
        if one in group_of and other in group_of:
            _merge(groups, group_of, group_of[one], group_of[other])
    kept = [link for link in links if link.case_id_l in group_of and link.case_id_r in group_of]
    agreeing: dict[str, set[str]] = {case_id: set() for case_id in nodes}
    for link in kept:
        agreeing[link.case_id_l].add(link.case_id_r)
        agreeing[link.case_id_r].add(link.case_id_l)
    refusals: dict[Pair, str] = {}
    strong = (link for link in kept if link.weight >= join_weight)
    for link in sorted(strong, key=lambda link: (-link.weight, link.case_id_l, link.case_id_r)):
        one, other = group_of[link.case_id_l], group_of[link.case_id_r]
        if one == other:
            continue
        refusal = _refusal(groups[one], groups[other]) or _lack_of_support(groups[one], groups[other], agreeing)
        if refusal:
            refusals[link.case_id_l, link.case_id_r] = refusal
        else:
            _merge(groups, group_of, one, other)
    refusals = {pair: reason for pair, reason in refusals.items() if group_of[pair[0]] != group_of[pair[1]]}
    return Clusters(group_of, refusals)


def _merge(groups: dict[str, _Group], group_of: dict[str, str], one: str, other: str) -> None:
    """Put the smaller group into the larger one."""
    if one == other:
        return
    kept, gone = sorted((one, other), key=lambda name: (-len(groups[name].cases), name))
    target, source = groups[kept], groups.pop(gone)
    target.cases += source.cases
    target.articles |= source.articles
    target.names |= source.names
    target.apart_from |= source.apart_from
    target.birth_earliest = _later(target.birth_earliest, source.birth_earliest)
    target.birth_latest = _earlier(target.birth_latest, source.birth_latest)
    for case_id in source.cases:
        group_of[case_id] = kept


def _later(one: int | None, other: int | None) -> int | None:
    return max((year for year in (one, other) if year is not None), default=None)


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((year for year in (one, other) if year is not None), default=None)


def _refusal(one: _Group, other: _Group) -> str | None:
    """Return what stated fact keeps two groups apart, null where none does."""
    small, large = sorted((one, other), key=lambda group: len(group.cases))
    if any(case_id in large.apart_from for case_id in small.cases):
        return "a decision by hand keeps them apart"
    if not small.articles.isdisjoint(large.articles):
        return "one article has a case of both"
    earliest = _later(one.birth_earliest, other.birth_earliest)
    latest = _earlier(one.birth_latest, other.birth_latest)
    if earliest is not None and latest is not None and earliest - latest > BIRTH_TOLERANCE:
        return f"their ages do not fit (born {latest} or before, {earliest} or after)"
    for ours in sorted(small.names, key=repr)[:MAX_NAMES]:
        for theirs in sorted(large.names, key=repr)[:MAX_NAMES]:
            reason = _names_disagree(ours, theirs)
            if reason:
                return reason
    return None


def _names_disagree(ours: tuple[NameParts, ...], theirs: tuple[NameParts, ...]) -> str | None:
    """Return why no name of one case, aliases included, can be a name of the other; null where one can."""
    reason = parts_disagree(ours[0], theirs[0])
    if reason is None:
        return None
    for place, name in enumerate(ours):
        for other_place, other in enumerate(theirs):
            is_alias = place or other_place
            if is_alias and name.key == other.key and parts_disagree(name, other) is None:
                return None
    return reason


def _lack_of_support(one: _Group, other: _Group, agreeing: Mapping[str, set[str]]) -> str | None:
    """Return that too few pairs between two groups agree, null where half of them do or not all were compared."""
    whole = len(one.cases) * len(other.cases)
    if whole == 1 or len(one.cases) + len(other.cases) > LARGE_BLOCK:
        return None
    agreed = sum(len(agreeing[case_id].intersection(other.cases)) for case_id in one.cases)
    return None if 2 * agreed >= whole else f"only {agreed} of {whole} pairs between the two groups of cases agree"
