"""Tasks that are spread over processes: the same results in the same order, whatever becomes of the processes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from flows import spreading
from flows.spreading import Processes
from tests.flows.deadly import square_or_die
from warehouse.spread import one_by_one
from warehouse.stories.comparison import COPIES, Task, find_copies

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = " ".join(f"Vandermoss carried crate {number} to the quay of Saltby." for number in range(40))


def tasks(taken: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        taken.append(number)
        yield number


@pytest.mark.slow
def test_results_come_in_order_and_tasks_are_taken_as_needed() -> None:
    """A long stream of tasks is never in memory at once."""
    taken: list[int] = []
    results = Processes(2)(abs, tasks(taken, 50))
    assert next(results) == 0
    assert len(taken) < 20
    assert list(results) == list(range(1, 50))


@pytest.mark.parametrize(("workers", "count"), [(0, 5), (1, 5), (2, 1), (2, 0)])
def test_no_process_where_it_gains_nothing(workers: int, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one process or one task all is done here."""
    monkeypatch.setattr(spreading, "new_pool", None)
    assert list(Processes(workers)(abs, range(count))) == list(range(count))


@pytest.mark.slow
def test_a_killed_process_costs_nothing() -> None:
    """What a process that dies leaves undone is done in the main process."""
    numbers = [(os.getpid(), number) for number in range(20)]
    assert list(Processes(2)(square_or_die, numbers)) == [number**2 for number in range(20)]


@pytest.mark.slow
def test_an_error_of_a_task_is_raised() -> None:
    """What goes wrong in a task goes wrong here."""
    with pytest.raises(TypeError):
        list(Processes(2)(abs, ["a", "b", "c"]))  # type: ignore[arg-type]


def task(count: int) -> Task:
    """Return a task that compares `count` copies of one text with it, and with another one."""
    texts = {number: WORDS + f" Seen by {number} people." for number in range(count)} | {count: "Rain fell. " * 30}
    pairs = np.arange(count, dtype=np.int32)
    return Task(texts, np.repeat(pairs[:1], count), pairs + 1, np.ones(count, np.bool_))


@pytest.mark.slow
def test_copies_are_the_same_from_other_processes() -> None:
    """Texts travel to processes and copies back."""
    some = [task(count) for count in (3, 5, 4)]
    here = list(one_by_one(find_copies, some))
    assert [table.num_rows for table in here] == [2, 4, 3]
    assert all(table.schema == COPIES for table in here)
    assert list(Processes(2)(find_copies, some)) == here
