"""Stage times: each stage for itself, in the order of the road."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from flows.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def slow(self, items: int, seconds: float) -> Iterator[int]:
        """Yield numbers, each after so many seconds; so many again until the end is known."""
        for number in range(items):
            self.now += seconds
            yield number
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which the stopwatch runs."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def test_a_stage_within_another_counts_for_itself(clock: Clock) -> None:
    """The time of the inner stage is not the outer one's; a stage that comes twice is one sum."""
    stopwatch = Stopwatch()
    for _ in range(2):
        with stopwatch.stage("extract"):
            clock.now += 3
            with stopwatch.stage("read"):
                clock.now += 2
            clock.now += 1
    assert stopwatch.seconds == {"read": 4, "extract": 8}
    assert list(stopwatch.seconds) == ["read", "extract"]


def test_items_count_while_they_come(clock: Clock) -> None:
    """What is done with an item is not the time that it took to come; the wait for the end counts."""
    stopwatch = Stopwatch()
    for _ in stopwatch.each("extract", (n for n in stopwatch.each("read", clock.slow(3, 2.0)))):
        clock.now += 10
    assert stopwatch.seconds == {"read": 8, "extract": 0}


def test_a_stage_that_fails_counts(clock: Clock) -> None:
    """An error leaves the time until then."""
    stopwatch = Stopwatch()
    with pytest.raises(ValueError, match="odd"), stopwatch.stage("load"):
        clock.now += 5
        raise ValueError("odd")
    assert stopwatch.seconds == {"load": 5}
