"""The cookbook's queries run on the samples, and the answers that it shows are the real ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from warehouse.paths import DataFolder
from warehouse.read import query

if TYPE_CHECKING:
    from warehouse.read import QueryResult

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
COOKBOOK = ROOT / "docs" / "COOKBOOK.md"
RECIPE = re.compile(
    r"^## (?P<question>.+?)$.*?```sql\n(?P<sql>.*?)```\n(?P<answer>(?:\n(?:\|[^\n]*\n)+)?)", re.DOTALL | re.MULTILINE
)
ROWS_SHOWN = 12


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Return the folder of a warehouse made from the samples."""
    folder = tmp_path_factory.mktemp("cookbook")
    command = [sys.executable, "-m", "flows.cli", "ingest", str(ROOT / "samples"), "--data", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return DataFolder(folder)


def answer_table(result: QueryResult) -> str:
    """Return the first rows of an answer as a Markdown table."""
    rows = [[_cell(value) for value in row] for row in result.rows()][:ROWS_SHOWN]
    lines = [list(result.columns), ["---"] * len(result.columns), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    words = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    words = " ".join(words.replace("|", r"\|").split())
    return words if len(words) <= 90 else words[:89] + "…"


def test_cookbook(data: DataFolder, *, update_golden: bool) -> None:
    """Every query gives an answer, and the table under it is that answer."""
    before = COOKBOOK.read_text(encoding="utf-8")
    recipes = list(RECIPE.finditer(before))
    assert before.count("```sql") == len(recipes)
    after = before
    for recipe in reversed(recipes):
        result = query(data, recipe["sql"])
        assert result.table.num_rows, recipe["question"]
        after = after[: recipe.start("answer")] + answer_table(result) + after[recipe.end("answer") :]
    if after != before and update_golden:
        COOKBOOK.write_text(after, encoding="utf-8")
        pytest.fail("docs/COOKBOOK.md was written: read it before you keep it")
    assert before == after
