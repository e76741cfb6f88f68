"""Batches under way: their order, and what is known of those to come."""

from __future__ import annotations

from contextlib import closing
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.in_order import Ahead, in_threads
from flows.parts import PartPlace
from flows.workers import ExtractionPool

if TYPE_CHECKING:
    from collections.abc import Iterator


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
