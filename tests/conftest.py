"""Options that the whole test run shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.config.argparsing import Parser


def pytest_addoption(parser: Parser) -> None:
    """Add `--update-golden`: write the records that came out into the golden folders."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write missing and changed expected.json files; the tests still fail, so that they are read first",
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected files may be written."""
    return bool(request.config.getoption("--update-golden"))
