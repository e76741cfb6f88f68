"""Groups of things that pairs join, directly or by way of others (union-find)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Thing = TypeVar("Thing", bound="Hashable")


class Groups(Generic[Thing]):
    """Groups of things; one that no pair has named is a group of its own."""

    def __init__(self) -> None:
        self._leader: dict[Thing, Thing] = {}

    def join(self, one: Thing, other: Thing) -> bool:
        """Join the groups of two things, and tell whether they were apart."""
        leaders = self.leader(one), self.leader(other)
        self._leader[leaders[0]] = leaders[1]
        return leaders[0] != leaders[1]

    def leader(self, thing: Thing) -> Thing:
        """Return the thing that stands for the group: the same one for all of its things, until the group is joined."""
        while (leader := self._leader.get(thing, thing)) != thing:
            self._leader[thing] = self._leader.get(leader, leader)
            thing = leader
        return thing
