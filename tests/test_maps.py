"""The docstring of a package is its map: it names every module, and none that is gone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE = re.compile(r"(?<![\w/])[a-z_]+\.py\b")
MAPS = {
    file.parent: set(MODULE.findall(docstring))
    for package in ("expectations", "extractors", "flows", "schemas", "warehouse")
    for file in (ROOT / package).rglob("__init__.py")
    if (docstring := ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "") and ".py " in docstring
}


@pytest.mark.parametrize("folder", MAPS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_maps_are_whole(folder: Path) -> None:
    """A newcomer finds every module in the map."""
    assert MAPS[folder] == {file.name for file in folder.glob("*.py")} - {"__init__.py"}
