"""The pause of the garbage collector ends with its block, however it ends, and leaves a collector that was off alone."""

from __future__ import annotations

import gc

import pytest

from extractors.collector import paused_collector


def test_pause_ends_with_block() -> None:
    with paused_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_pause_ends_with_error() -> None:
    with pytest.raises(ValueError, match="inside"), paused_collector():
        raise ValueError("inside")
    assert gc.isenabled()


def test_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with paused_collector(), paused_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
