"""A run is compared with the earlier runs of each source; what is unusual is a warning that names it."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from expectations.drift import MIN_RUNS, SourceCounts, check_drift
from schemas.arrow import arrow_table


def run_of(publisher: str, articles: int, *, undated: int = 0, refused: int = 0) -> dict[str, pa.Table]:
    """Return the tables of a run with so many articles of a publisher, and so many refused documents beside them."""
    rows = [
        {
            "article_id": f"{n}",
            "publisher": publisher,
            "published_at": None if n < undated else "2024-03-04",
            "title": "T",
        }
        for n in range(articles)
    ]
    documents = [{"path": f"/in/{n}.html", "document_state": "loaded"} for n in range(articles)]
    documents += [{"path": f"/in/bad-{n}.html", "document_state": "quarantined"} for n in range(refused)]
    return {
        "articles": arrow_table("articles", rows),
        "documents": arrow_table("documents", documents),
        "cases": arrow_table("cases", []),
        "claims": arrow_table("claims", []),
    }


def figures_of(*chunks: dict[str, pa.Table]) -> pd.DataFrame:
    """Return the measures of a run that came in these chunks."""
    counts = SourceCounts()
    for chunk in chunks:
        counts.add(chunk)
    return counts.figures()


def history_of(runs: list[dict[str, pa.Table]]) -> pa.Table:
    """Return the history that these runs make."""
    rows = [
        {"source": row.source, "measure": row.measure, "run_id": f"r{number}", "value": row.value}
        for number, run in enumerate(runs)
        for row in figures_of(run).itertuples()
    ]
    schema = pa.schema(
        [("source", pa.string()), ("measure", pa.string()), ("run_id", pa.string()), ("value", pa.float64())]
    )
    return pa.Table.from_pylist(rows, schema=schema)


USUAL = [run_of("The Mast", 40 + n, undated=n % 2) for n in range(MIN_RUNS)]


@pytest.mark.parametrize(
    ("run", "measure", "words"),
    [
        (run_of("The Mast", 400), "articles", "The Mast: 400, usually"),
        (run_of("The Mast", 42, undated=30), "share_undated", "The Mast: 0.714, usually 0 to"),
        (run_of("The Mast", 42, refused=40), "share_refused", "/in: 0.488, usually 0 to"),
    ],
)
def test_an_unusual_run_is_a_warning(run: dict[str, pa.Table], measure: str, words: str) -> None:
    """The warning names the source, its figure and what is usual."""
    rows, warnings = check_drift(figures_of(run), history_of(USUAL), "r9")
    assert [measure] == [row["column_name"] for row in rows if not row["is_met"]]
    [warning] = warnings
    assert words in warning
    assert {"warning"} == {row["severity"] for row in rows}


def test_a_usual_run_keeps_every_promise() -> None:
    """A run like those before gives results and no warning."""
    rows, warnings = check_drift(figures_of(run_of("The Mast", 44, undated=1)), history_of(USUAL), "r9")
    assert warnings == ()
    assert len(rows) == 7
    assert all(row["is_met"] for row in rows)


def test_a_source_without_history_promises_nothing() -> None:
    """With too few earlier runs, or another publisher in another folder, there is nothing to differ from."""
    assert check_drift(figures_of(run_of("The Mast", 400)), history_of(USUAL[: MIN_RUNS - 1]), "r9") == ([], ())
    assert check_drift(figures_of(run_of("The Mast", 400)), history_of([]), "r9") == ([], ())


def test_a_run_without_articles_is_compared_by_its_refusals() -> None:
    """Nothing loaded and everything refused is unusual too."""
    _, warnings = check_drift(figures_of(run_of("The Mast", 0, refused=40)), history_of(USUAL), "r9")
    assert ["/in: 1, usually 0 to 0.2" in warning for warning in warnings] == [True]


def test_chunks_add_up() -> None:
    """The figures of a run do not depend on the chunks that it came in."""
    whole = run_of("The Mast", 42, undated=30, refused=12)
    pieces = [{name: table.slice(start, 9) for name, table in whole.items()} for start in range(0, 54, 9)]
    expected = figures_of(whole).sort_values(["source", "measure"], ignore_index=True)
    assert len(expected) == 7
    pd.testing.assert_frame_equal(expected, figures_of(*pieces).sort_values(["source", "measure"], ignore_index=True))
