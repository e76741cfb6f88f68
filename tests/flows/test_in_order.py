"""Batches under way: their order, and what is known of those to come."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.in_order import Ahead, in_order, in_threads
from flows.parts import PartPlace
from flows.workers import ExtractionPool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@given(st.lists(st.integers()))
def test_ahead_gives_the_same_batches_and_knows_when_they_end(batches: list[int]) -> None:
    ahead = Ahead(iter(batches))
    for number, batch in enumerate(batches):
        assert (ahead.has_more, ahead.taken) == (True, number)
        assert next(ahead) == batch
    assert (ahead.has_more, ahead.taken) == (False, len(batches))
    assert list(ahead) == []


def test_ahead_reads_no_more_than_one_batch_ahead() -> None:
    read = []
    ahead = Ahead(read.append(number) or number for number in range(9))  # type: ignore[func-returns-value]
    next(ahead)
    assert read == [0, 1]


@pytest.mark.slow  # imports Prefect
@pytest.mark.parametrize("batches", [1, 10, 11, 20, 27])
def test_a_long_run_has_a_task_run_for_ten_batches(
    batches: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Each of the first ten batches has a task run; then ten have one; all parts come, in order, and no task is empty."""
    ingest = import_module("flows.ingest")
    tasks: dict[str, list[Any]] = {}

    def extract_some(title: str, parts: Iterator[Any], first: int, most: int | None) -> Iterator[Any]:
        for part in islice(parts, most):
            assert part == [first + len(tasks.setdefault(title, []))]
            tasks[title].append(part)
            yield part

    class Pool(ExtractionPool):
        def extract_part(self, documents: Any, **_: Any) -> Any:
            return documents

    monkeypatch.setattr(ingest, "extract_some", extract_some)
    stream = ([number] for number in range(1, batches + 1))
    with closing(ingest.extract_in_tasks(Pool(2), stream, PartPlace.of(str(tmp_path)), "key")) as parts:
        assert list(parts) == [[number] for number in range(1, batches + 1)]
    expected = {f"extract batch {number}": 1 for number in range(1, min(10, batches) + 1)}
    expected |= {f"extract batches from {first}": min(10, batches - first + 1) for first in range(11, batches + 1, 10)}
    assert {title: len(parts) for title, parts in tasks.items()} == expected


def test_threads_end_when_nobody_wants_more() -> None:
    """A stream of parts that is closed early starts no further batch."""
    started = []

    def extract(batch: Any) -> Any:
        started.append(batch)
        return batch

    with closing(in_threads(extract, iter(range(1000)), 2)) as parts:  # type: ignore[arg-type,type-var]
        assert next(parts) == 0
    assert len(started) < 10


@pytest.mark.parametrize("most", [1, 4, 30])
def test_few_are_kept_while_the_next_one_is_slow(most: int) -> None:
    """All but the first are done at once; it ends when nothing else can be waited for."""
    submitted: list[Future[int]] = []

    def submit(number: int) -> Future[int]:
        future: Future[int] = Future()
        submitted.append(future)
        if number:
            future.set_result(number)
        return future

    def wait_for_one(under_way: Sequence[Future[int]]) -> None:
        assert under_way == [submitted[0]]
        assert len(submitted) == min(most + 1, 20)
        submitted[0].set_result(0)

    found = in_order(range(20), submit, 3, wait_for_one, most)
    assert [future.result() for future in found] == list(range(20))


class Ends:
    """A task that ends by itself, after it was asked so many times."""

    def __init__(self, asks: int) -> None:
        self.asks = asks

    def done(self) -> bool:
        self.asks -= 1
        return self.asks < 0


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 4), st.integers(1, 8))
def test_nothing_is_waited_for_where_all_has_ended(asks: list[int], at_once: int, most: int) -> None:
    """Tasks end at any moment, also between two looks: a wait for none of them would never end on a cluster."""

    def wait_for_one(under_way: Sequence[Ends]) -> None:
        assert under_way
        under_way[0].asks = 0

    assert [task.asks < 0 for task in in_order(asks, Ends, at_once, wait_for_one, most)] == [True] * len(asks)
