"""Is today's load unlike the ones before? Volume and drift promises, per source, against its own history.

A source is a publisher or, for the share of refused documents, the folder that was read. Each measure of a source is
compared with its median over earlier runs; what lies further off than three times their usual scatter (and further
than a tolerance that small numbers need) is a warning, never a refusal: news is uneven, and a scandal is no error.

Volume is counted in articles a day of publication, over the days on which the source published at all: neither a
weekend nor a run that was late makes it unusual. A source that used to come with every run and is missing is compared
with the days that it usually leaves between two articles.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from expectations.sources import COMPARED_TABLES, EPOCH, NEWEST, SourceCounts
from expectations.suites import Expected, expectation_of, ordinal_of
from expectations.validate import ephemeral_context, import_library
from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import pyarrow as pa

    from schemas.rows import Row

__all__ = ["SourceCounts", "check_drift"]

SOURCES: Final = "sources"
"""Name under which these promises stand in `expectation_results`: they are about no table of the warehouse."""

MIN_RUNS: Final = 5
"""Earlier runs of a source before it has a history to differ from."""

SCATTERS: Final = 3 * 1.4826
"""Three standard deviations, as estimated by the median absolute deviation (1.4826 makes it one for normal data)."""

LISTED: Final = 5
"""Unusual sources that a sentence names."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a source in a run; `tolerance` is how far from a median it may always lie, `below` how far below it."""

    name: str
    words: str
    tolerance: Callable[[float], float]
    below: Callable[[float], float] | None = None


def _null_measures() -> Iterator[Measure]:
    for table in COMPARED_TABLES:
        for column in TABLES[table].optional_columns:
            if column.name != "publisher":
                words = f"The share of {table} in which {column.name} is empty is usual for the publisher."
                yield Measure(f"{table}.{column.name}", words, lambda _: 0.2)


MEASURES: Final[tuple[Measure, ...]] = (
    Measure(
        "articles_per_day",
        "The number of articles on a day of publication is usual for the publisher.",
        lambda m: max(10.0, m),
        lambda m: max(5.0, m * 2 / 3),
    ),
    Measure("days_silent", "The days since the publisher's newest article are usual for it.", lambda m: max(7.0, m)),
    Measure(
        "cases_per_article", "The number of cases in an article is usual for the publisher.", lambda m: max(0.5, m)
    ),
    Measure(
        "claims_per_article", "The number of claims in an article is usual for the publisher.", lambda m: max(2.0, m)
    ),
    Measure("share_refused", "The share of refused documents is usual for the folder.", lambda _: 0.2),
    *_null_measures(),
)
_BY_NAME: Final = {measure.name: measure for measure in MEASURES}


def check_drift(figures: pd.DataFrame, history: pa.Table, run_id: str) -> tuple[list[Row], tuple[str, ...]]:
    """Return the `expectation_results` rows and the warnings of a run's `figures` against `history`.

    `figures` are those of `SourceCounts`. `history` has the columns `source`, `measure`, `run_id`, `value`
    (`warehouse/history.py`); nothing is promised for a source with fewer than MIN_RUNS runs.
    """
    known = history.to_pandas()
    frame = _compared(_with_silence(figures, known, run_id), known)
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


def _with_silence(figures: pd.DataFrame, history: pd.DataFrame, run_id: str) -> pd.DataFrame:
    """Return the figures, with the days since the newest article of each source that came with the last runs.

    Days are counted to the newest day of publication in this run that is not after the run itself.
    """
    import pandas as pd

    newest = figures[figures["measure"] == NEWEST].set_index("source")["value"]
    measures = figures[figures["measure"] != NEWEST]
    today = (dt.datetime.strptime(run_id[:8], "%Y%m%d").replace(tzinfo=dt.UTC).date() - EPOCH).days
    past = newest[newest <= today]
    volumes = history[history["measure"] == "articles_per_day"]
    last = sorted(volumes["run_id"].unique())[-MIN_RUNS:]
    if past.empty or len(last) < MIN_RUNS:
        return measures
    came = volumes[volumes["run_id"].isin(last)].groupby("source")["run_id"].nunique()
    steady = came.index[came == MIN_RUNS]
    before = history[history["measure"] == NEWEST].set_index("source")["value"].reindex(steady)
    latest = pd.concat([before, newest.reindex(steady)], axis=1).max(axis=1)
    silent = (past.max() - latest).clip(lower=0).rename("value").rename_axis("source").dropna()
    with_silence: list[pd.DataFrame] = [measures, silent.reset_index().assign(measure="days_silent")]
    return pd.concat(with_silence, ignore_index=True)


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
    # A share of few rows scatters by chance alone: three standard errors, of a share that is never quite 0 or 1.
    least = 1 / (frame["rows"] + 2)
    share = frame["median"].clip(least, 1 - least).where(frame["rows"].notna())
    chance = 3 * (share * (1 - share) / frame["rows"]) ** 0.5
    measures = [_BY_NAME[name] for name in frame["measure"]]
    above = [measure.tolerance(median) for measure, median in zip(measures, frame["median"], strict=True)]
    below = [(measure.below or measure.tolerance)(m) for measure, m in zip(measures, frame["median"], strict=True)]
    usual = pd.concat([frame["scatter"] * SCATTERS, chance], axis=1).max(axis=1)
    frame["lowest"] = (frame["median"] - usual.clip(lower=pd.Series(below, index=frame.index))).clip(lower=0)
    frame["highest"] = frame["median"] + usual.clip(lower=pd.Series(above, index=frame.index))
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
