"""What a run brought from each source, in figures that can be compared from run to run; added up chunk by chunk.

A source is a publisher; for the share of refused documents, the folder that was read. `warehouse/history.py` counts
the same of earlier runs (a test holds the two together).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from schemas.columns import Table

MIN_ARTICLES: Final = 5
"""Articles (or documents, or rows) of a source in a run before its means and shares mean anything."""

COMPARED_TABLES: Final = ("articles", "cases", "charges", "events", "penalties", "claims", "claim_quantities")
"""Tables whose optional columns are compared: the share of rows in which each is null."""

NEWEST: Final = "newest_day"
"""A source's newest day of publication, in days from 1970: no measure, but what silence is counted from."""

EPOCH: Final = dt.date(1970, 1, 1)


class SourceCounts:
    """What a run brought from each source, added up chunk by chunk."""

    def __init__(self) -> None:
        self._publishers: pd.DataFrame | None = None
        self._folders: pd.DataFrame | None = None
        self._nulls: dict[str, pd.DataFrame] = {}
        self._days: dict[str, set[dt.date]] = {}

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the accepted rows of a chunk."""
        self._publishers = _added(self._publishers, _by_publisher(tables))
        self._folders = _added(self._folders, _by_folder(tables))
        publishers = (
            tables["articles"].select(["article_id", "publisher"]).to_pandas().set_index("article_id")["publisher"]
        )
        for name in COMPARED_TABLES:
            if name in tables and len(tables[name]):
                self._nulls[name] = _added(self._nulls.get(name), _nulls_of(tables[name], TABLES[name], publishers))
        exact = tables["articles"].select(["publisher", "published_earliest", "published_latest"]).to_pylist()
        for row in exact:
            day = row["published_earliest"]
            if row["publisher"] is not None and day is not None and day == row["published_latest"]:
                self._days.setdefault(row["publisher"], set()).add(day)

    def figures(self) -> pd.DataFrame:
        """Return the measures of the run's sources: columns `source`, `measure`, `value`, `rows`.

        `rows` are what a share is taken of, null for what is no share.
        """
        import pandas as pd

        parts = []
        if self._publishers is not None and not self._publishers.empty:
            sums = self._publishers
            means = sums.drop(columns="articles").div(sums["articles"], axis=0)
            # The volume of a small run is news itself; its means are noise.
            means[sums["articles"] < MIN_ARTICLES] = None
            days = pd.Series({source: len(self._days.get(source, ())) or 1 for source in sums.index})
            means["articles_per_day"] = sums["articles"] / days
            parts.append(means.rename_axis("source").reset_index().melt("source", var_name="measure"))
        if self._folders is not None and not self._folders.empty:
            sums = self._folders[self._folders["documents"] >= MIN_ARTICLES]
            shares = (sums["refused"] / sums["documents"]).rename("value").rename_axis("source")
            parts.append(shares.reset_index().assign(measure="share_refused", rows=sums["documents"].to_numpy()))
        for sums in self._nulls.values():
            enough = sums[sums["rows"] >= MIN_ARTICLES]
            nulls = enough.drop(columns="rows").div(enough["rows"], axis=0).assign(rows=enough["rows"])
            parts.append(nulls.rename_axis("source").reset_index().melt(["source", "rows"], var_name="measure"))
        newest = [(source, NEWEST, float((max(days) - EPOCH).days)) for source, days in self._days.items()]
        parts.append(pd.DataFrame(newest, columns=["source", "measure", "value"]))
        columns = ["source", "measure", "value", "rows"]
        figures: pd.DataFrame = pd.concat(
            [part.reindex(columns=columns) for part in parts if len(part)] or [pd.DataFrame(columns=columns)],
            ignore_index=True,
        )
        return figures.dropna(subset=["value"])


def _added(sums: pd.DataFrame | None, more: pd.DataFrame) -> pd.DataFrame:
    total: pd.DataFrame = more if sums is None else sums.add(more, fill_value=0.0)
    return total


def _by_publisher(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Return a row a publisher: its articles, and over them the sum of what each measure is the mean of."""
    articles = tables["articles"].select(["article_id", "publisher"]).to_pandas()
    for name in ("cases", "claims"):
        counts = tables[name].column("article_id").to_pandas().value_counts()
        articles[f"{name}_per_article"] = articles["article_id"].map(counts).fillna(0).astype(float)
    by_publisher = articles.dropna(subset=["publisher"]).groupby("publisher")
    sums: pd.DataFrame = by_publisher[["cases_per_article", "claims_per_article"]].sum()
    sums["articles"] = by_publisher.size().astype(float)
    return sums


def _by_folder(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Return a row a folder: the documents read from it, and those that were refused."""
    documents = tables["documents"].select(["path", "document_state"]).to_pandas()
    documents["source"] = documents["path"].str.partition("#")[0].str.rpartition("/")[0]
    documents["refused"] = (documents["document_state"] == "quarantined").astype(float)
    by_folder = documents.groupby("source")
    sums: pd.DataFrame = by_folder[["refused"]].sum()
    sums["documents"] = by_folder.size().astype(float)
    return sums


def _nulls_of(rows: pa.Table, table: Table, publishers: pd.Series[str]) -> pd.DataFrame:
    """Return a row a publisher: its `rows`, and in how many of them each optional column is null (or an empty list)."""
    import pandas as pd
    import pyarrow.compute as pc

    columns = [column for column in table.optional_columns if column.name != "publisher"]
    frame = pd.DataFrame({"source": rows["article_id"].to_pandas().map(publishers)})
    for column in columns:
        values = rows[column.name]
        empty = pc.equal(pc.list_value_length(values), 0) if column.is_list else pc.is_null(values)
        frame[f"{table.name}.{column.name}"] = empty.to_pandas().fillna(value=True).astype(float)
    by_source = frame.groupby("source")
    sums: pd.DataFrame = by_source.sum()
    sums["rows"] = by_source.size().astype(float)
    return sums
