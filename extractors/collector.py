"""Pauses of the garbage collector: a document's objects are all in use until it is done."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the collector of cycles from running inside the block.

    It would run over and over as a document's objects pile up, now and then over everything that the process holds
    (models, tables, whatever else is loaded), and find nothing. Counting references frees them all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
