"""Options that the whole test run shares."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from _pytest.config.argparsing import Parser

# Programs that tests start buffer their output, as they do for users: unbuffered, nothing is left in it when its reader goes.
os.environ.pop("PYTHONUNBUFFERED", None)

# How long an example takes says nothing on a machine that does other work beside.
settings.register_profile("casebook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casebook")


def pytest_addoption(parser: Parser) -> None:
    """Add `--update-golden`: write the records that came out into the golden folders."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write missing and changed expected.json files; the tests still fail, so that they are read first",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put fast files first, and of the slow ones those with most to do, so that no core is left with a long one at the end."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (slow[item.path] > 0, -slow[item.path]))


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected files may be written."""
    return bool(request.config.getoption("--update-golden"))
