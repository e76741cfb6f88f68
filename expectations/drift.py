"""Is today's load unlike the ones before? Volume and drift promises, per source, against its own history.

A source is a publisher or, for the share of refused documents, the folder that was read. Each measure of a source is
compared with its median over earlier runs; what lies further off than three times their usual scatter (and further
than a tolerance that small numbers need) is a warning, never a refusal: news is uneven, and a scandal is no error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from expectations.suites import Expected, expectation_of, ordinal_of
from expectations.validate import ephemeral_context, import_library

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import pyarrow as pa

    from schemas.rows import Row

SOURCES: Final = "sources"
"""Name under which these promises stand in `expectation_results`: they are about no table of the warehouse."""

MIN_RUNS: Final = 5
"""Earlier runs of a source before it has a history to differ from."""

MIN_ARTICLES: Final = 5
"""Articles (or documents) of a source in a run before its shares mean anything."""

SCATTERS: Final = 3 * 1.4826
"""Three standard deviations, as estimated by the median absolute deviation (1.4826 makes it one for normal data)."""

LISTED: Final = 5
"""Unusual sources that a sentence names."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a source in a run; `tolerance` is how far from a median it may always lie."""

    name: str
    words: str
    tolerance: Callable[[float], float]


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("articles", "The number of articles in a run is usual for the publisher.", lambda m: max(10.0, m)),
    Measure(
        "cases_per_article", "The number of cases in an article is usual for the publisher.", lambda m: max(0.5, m)
    ),
    Measure(
        "claims_per_article", "The number of claims in an article is usual for the publisher.", lambda m: max(2.0, m)
    ),
    Measure("share_undated", "The share of articles without a date is usual for the publisher.", lambda _: 0.2),
    Measure("share_untitled", "The share of articles without a title is usual for the publisher.", lambda _: 0.2),
    Measure(
        "share_without_byline", "The share of articles without a byline is usual for the publisher.", lambda _: 0.3
    ),
    Measure("share_refused", "The share of refused documents is usual for the folder.", lambda _: 0.2),
)


class SourceCounts:
    """What a run brought from each source, added up chunk by chunk."""

    def __init__(self) -> None:
        self._publishers: pd.DataFrame | None = None
        self._folders: pd.DataFrame | None = None

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the accepted rows of a chunk."""
        self._publishers = _added(self._publishers, _by_publisher(tables))
        self._folders = _added(self._folders, _by_folder(tables))

    def figures(self) -> pd.DataFrame:
        """Return the measures of the run's sources: columns `source`, `measure`, `value`."""
        import pandas as pd

        parts = []
        if self._publishers is not None and not self._publishers.empty:
            sums = self._publishers
            means = sums.drop(columns="articles").div(sums["articles"], axis=0)
            # The volume of a small run is news itself; its means and shares are noise.
            means[sums["articles"] < MIN_ARTICLES] = None
            means["articles"] = sums["articles"]
            parts.append(means.rename_axis("source").reset_index().melt("source", var_name="measure"))
        if self._folders is not None and not self._folders.empty:
            sums = self._folders[self._folders["documents"] >= MIN_ARTICLES]
            shares = (sums["refused"] / sums["documents"]).rename("value").rename_axis("source")
            parts.append(shares.reset_index().assign(measure="share_refused"))
        if not parts:
            return pd.DataFrame({"source": [], "measure": [], "value": []})
        figures: pd.DataFrame = pd.concat(parts, ignore_index=True).dropna(subset=["value"])
        return figures


def _added(sums: pd.DataFrame | None, more: pd.DataFrame) -> pd.DataFrame:
    return more if sums is None else sums.add(more, fill_value=0.0)


def _by_publisher(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Return a row a publisher: its articles, and over them the sum of what each measure is the mean of."""
    articles = tables["articles"].select(["article_id", "publisher", "published_at", "title", "byline"]).to_pandas()
    for name in ("cases", "claims"):
        counts = tables[name].column("article_id").to_pandas().value_counts()
        articles[f"{name}_per_article"] = articles["article_id"].map(counts).fillna(0).astype(float)
    for share, column in (
        ("share_undated", "published_at"),
        ("share_untitled", "title"),
        ("share_without_byline", "byline"),
    ):
        articles[share] = articles[column].isna().astype(float)
    by_publisher = articles.dropna(subset=["publisher"]).groupby("publisher")
    sums = by_publisher[[measure.name for measure in MEASURES if measure.name in articles]].sum()
    sums["articles"] = by_publisher.size().astype(float)
    return sums


def _by_folder(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Return a row a folder: the documents read from it, and those that were refused."""
    documents = tables["documents"].select(["path", "document_state"]).to_pandas()
    documents["source"] = documents["path"].str.partition("#")[0].str.rpartition("/")[0]
    documents["refused"] = (documents["document_state"] == "quarantined").astype(float)
    by_folder = documents.groupby("source")
    sums = by_folder[["refused"]].sum()
    sums["documents"] = by_folder.size().astype(float)
    return sums


def check_drift(figures: pd.DataFrame, history: pa.Table, run_id: str) -> tuple[list[Row], tuple[str, ...]]:
    """Return the `expectation_results` rows and the warnings of a run's `figures` against `history`.

    `figures` are those of `SourceCounts`. `history` has the columns `source`, `measure`, `run_id`, `value`
    (`warehouse/history.py`); nothing is promised for a source with fewer than MIN_RUNS runs.
    """
    frame = _compared(figures, history.to_pandas())
    if frame.empty:
        return [], ()
    rows: list[Row] = []
    warnings: list[str] = []
    for ordinal, (measure, is_met) in enumerate(_checked(frame)):
        compared = frame[frame["measure"] == measure.name]
        unusual = compared[~compared["is_usual"]]
        observed = "; ".join(
            f"{row.source}: {row.value:.3g}, usually {row.lowest:.3g} to {row.highest:.3g}"
            for row in unusual.head(LISTED).itertuples()
        )
        rows.append(
            {
                "run_id": run_id,
                "table_name": SOURCES,
                "ordinal": ordinal,
                "column_name": measure.name,
                "expectation": "expect_column_values_to_be_in_set",
                "promise": measure.words,
                "severity": "warning",
                "is_met": is_met,
                "rows_checked": len(compared),
                "rows_failed": len(unusual),
                "observed": observed or None,
            }
        )
        if not is_met:
            warnings.append(f"{measure.words} Not so for {len(unusual)} of {len(compared)}: {observed}.")
    return rows, tuple(warnings)


def _compared(figures: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that have a history, with the range that is usual for each."""
    import pandas as pd

    earlier = history.groupby(["source", "measure"])["value"]
    median = earlier.median()
    scatter = earlier.apply(lambda values: (values - values.median()).abs().median()) if len(history) else median
    known = median.to_frame("median").assign(scatter=scatter, runs=earlier.size())
    frame = figures.merge(known[known["runs"] >= MIN_RUNS].reset_index(), on=["source", "measure"])
    if frame.empty:
        return frame
    tolerance = {measure.name: measure.tolerance for measure in MEASURES}
    always = [tolerance[name](median) for name, median in zip(frame["measure"], frame["median"], strict=True)]
    reach = (frame["scatter"] * SCATTERS).clip(lower=pd.Series(always, index=frame.index))
    frame["lowest"] = (frame["median"] - reach).clip(lower=0)
    frame["highest"] = frame["median"] + reach
    frame["is_usual"] = frame["value"].between(frame["lowest"], frame["highest"])
    return frame


def _checked(frame: pd.DataFrame) -> list[tuple[Measure, bool]]:
    """Return each measure that was compared, and whether every source kept it, as Great Expectations finds."""
    library = import_library()
    measures = [measure for measure in MEASURES if (frame["measure"] == measure.name).any()]
    wide = frame.pivot_table(index="source", columns="measure", values="is_usual", aggfunc="min").reset_index()
    suite = library.ExpectationSuite(
        name=SOURCES,
        expectations=[
            expectation_of(
                Expected(
                    "ExpectColumnValuesToBeInSet",
                    measure.words,
                    {"column": measure.name, "value_set": [True]},
                    "warning",
                ),
                ordinal,
            )
            for ordinal, measure in enumerate(measures)
        ],
    )
    asset = ephemeral_context().data_sources.add_pandas(SOURCES).add_dataframe_asset(SOURCES)
    batch = asset.add_batch_definition_whole_dataframe("run").get_batch({"dataframe": wide})
    result = batch.validate(suite)
    return [(measures[ordinal_of(outcome)], bool(outcome.success)) for outcome in result.results]
