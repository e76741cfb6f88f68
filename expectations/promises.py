"""Promises across fields, rows and tables, written by hand.

Each is a pure function from the frames of a run to one truth value a row of its table; `suites.py` gives Great
Expectations that column to check, and `refusal.py` asks again after rows were refused, because a record may rest on
another that is gone. `critical` refuses the row, `warning` is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from schemas.codes import COUNTRIES, CURRENCIES
from schemas.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    Frames = Mapping[str, pd.DataFrame]

Severity = Literal["critical", "warning"]

GUILT_EVENTS: Final = (
    "pleaded_guilty",
    "convicted",
    "sentenced",
    "fined",
    "imprisoned",
    "commuted",
    "paroled",
    "executed",
)
"""Events that a sentence can rest on."""

GUILT_STAGES: Final = ("pleaded_guilty", "convicted")

DAYS_OF_GRACE: Final = 1
"""An article may carry yesterday's date where the event happened, on the other side of the date line."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise about each row of `table`: `keeps` gives true for the rows that keep it."""

    name: str
    table: str
    words: str
    keeps: Callable[[Frames], pd.Series[bool]]
    severity: Severity = "critical"
    column: str | None = None


def _quote_stands_in_text(frames: Frames) -> pd.Series[bool]:
    evidence, texts = frames["evidence"], frames["articles"].set_index("article_id")["article_text"].to_dict()
    columns = ("article_id", "start_offset", "end_offset", "quote_text")
    rows = zip(*(evidence[column].tolist() for column in columns), strict=True)
    kept = [
        0 <= start < end and texts.get(article, "")[int(start) : int(end)] == quote
        for article, start, end, quote in rows
    ]
    return _series(kept, evidence)


def _not_after_publication(table: str, day: str) -> Callable[[Frames], pd.Series[bool]]:
    def keeps(frames: Frames) -> pd.Series[bool]:
        import pandas as pd

        rows = frames[table]
        published = frames["articles"].set_index("article_id")["published_latest"].to_dict()
        latest = pd.to_datetime(rows["article_id"].map(published)) + pd.Timedelta(days=DAYS_OF_GRACE)
        late = pd.to_datetime(rows[day]) > latest
        return ~(late & (rows["modality"] == "actual")) if "modality" in rows else ~late

    return keeps


def _sentence_has_conviction(frames: Frames) -> pd.Series[bool]:
    penalties, events, charges = frames["penalties"], frames["events"], frames["charges"]
    guilty = set(events.loc[(events["modality"] == "actual") & events["event_type"].isin(GUILT_EVENTS), "case_id"])
    guilty |= set(charges.loc[charges["charge_stage"].isin(GUILT_STAGES), "case_id"])
    rows = zip(penalties["is_imposed"], penalties["case_id"], strict=True)
    return _series([not is_imposed or case_id in guilty for is_imposed, case_id in rows], penalties)


def _status_is_furthest(frames: Frames) -> pd.Series[bool]:
    cases, events = frames["cases"], frames["events"]
    ladder = {event_type: step for step, event_type in enumerate(TABLES["events"].column("event_type").value_set)}
    actual = events[events["modality"] == "actual"]
    furthest = actual["event_type"].map(ladder).groupby(actual["case_id"]).max()
    derived = cases["case_id"].map(furthest)
    stated = cases["status"].map(ladder)
    return (derived == stated) | (derived.isna() & cases["status"].isna())


def _rests_on_words(table: str) -> Callable[[Frames], pd.Series[bool]]:
    """Return the promise that each row of `table` (or, for a case, any of its parts) has words to rest on."""

    def keeps(frames: Frames) -> pd.Series[bool]:
        rows, key = frames[table], TABLES[table].key[0]
        kept = _among(rows[key], frames["evidence"]["record_id"])
        if table == "cases":
            for part in ("charges", "events", "penalties", "amounts"):
                kept |= _among(rows[key], frames[part]["case_id"])
        return kept

    return keeps


def _each_value_has_words(frames: Frames) -> pd.Series[bool]:
    cases, evidence = frames["cases"], frames["evidence"]
    of_cases = evidence[evidence["table_name"] == "cases"]
    stated = set(zip(of_cases["record_id"], of_cases["field_name"], strict=True))
    kept = _series([True] * len(cases), cases)
    for column in ("person_name", "age", "residence", "jurisdiction", "court", "custody_place"):
        has_words = _series([(case_id, column) in stated for case_id in cases["case_id"]], cases)
        kept &= cases[column].isna() | has_words
    return kept


def _no_empty_text(table: str) -> Callable[[Frames], pd.Series[bool]]:
    """Return the promise that no text of a row is empty or blank: unknown is null."""

    def keeps(frames: Frames) -> pd.Series[bool]:
        rows = frames[table]
        kept = _series([True] * len(rows), rows)
        for column in TABLES[table].columns:
            if column.type == "VARCHAR":
                kept &= ~rows[column.name].str.strip().eq("").fillna(value=False).astype(bool)
            elif column.is_list:
                kept &= _series([all(str(item).strip() for item in items) for items in rows[column.name]], rows)
        return kept

    return keeps


def _nationalities_are_assigned(frames: Frames) -> pd.Series[bool]:
    cases = frames["cases"]
    return _series([COUNTRIES.issuperset(codes) for codes in cases["nationality"]], cases)


def _is_assigned(table: str, column: str, codes: frozenset[str]) -> Callable[[Frames], pd.Series[bool]]:
    def keeps(frames: Frames) -> pd.Series[bool]:
        values = frames[table][column]
        return values.isna() | values.isin(codes)

    return keeps


def _is_calendar_day(table: str, column: str, day: str) -> Callable[[Frames], pd.Series[bool]]:
    def keeps(frames: Frames) -> pd.Series[bool]:
        rows = frames[table]
        return rows[column].isna() | rows[day].notna()

    return keeps


def _money_has_value(frames: Frames) -> pd.Series[bool]:
    penalties = frames["penalties"]
    return penalties["currency"].isna() | penalties["money_value"].notna()


def _few_per_article(table: str, most: int) -> Callable[[Frames], pd.Series[bool]]:
    def keeps(frames: Frames) -> pd.Series[bool]:
        articles = frames["articles"]
        counts = frames[table]["article_id"].value_counts()
        return articles["article_id"].map(counts).fillna(0) <= most

    return keeps


def _among(values: pd.Series[str], known: pd.Series[str]) -> pd.Series[bool]:
    """Tell of each value whether it is among the known ones: as `isin`, which looks at each known value in Python (pandas 3.1)."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(pa.array(values), value_set=pa.array(known)).to_numpy(zero_copy_only=False)
    return pd.Series(found, index=values.index, dtype=bool)


def _series(values: list[bool], like: pd.DataFrame) -> pd.Series[bool]:
    import pandas as pd

    return pd.Series(values, index=like.index, dtype=bool)


_GROUNDED = ("cases", "charges", "events", "penalties", "amounts", "claims", "claim_quantities")

PROMISES: Final[tuple[Promise, ...]] = (
    Promise(
        "quote_stands_in_text",
        "evidence",
        "The quote is exactly the article's text from start_offset to end_offset.",
        _quote_stands_in_text,
    ),
    *(
        Promise(
            "rests_on_words",
            table,
            "The record rests on words of the article: it has at least one row of evidence.",
            _rests_on_words(table),
        )
        for table in _GROUNDED
    ),
    Promise(
        "each_value_has_words",
        "cases",
        "Each stated value of a case has words of its own.",
        _each_value_has_words,
        "warning",
    ),
    Promise(
        "event_not_after_publication",
        "events",
        "What has happened is not dated after the article's publication.",
        _not_after_publication("events", "event_earliest"),
        column="event_date",
    ),
    Promise(
        "claim_not_after_publication",
        "claims",
        "What was said is not dated after the article's publication.",
        _not_after_publication("claims", "claim_earliest"),
        column="claim_date",
    ),
    Promise(
        "sentence_has_conviction",
        "penalties",
        "A penalty counts as imposed only with a conviction, a guilty plea or a sentencing that happened.",
        _sentence_has_conviction,
        column="is_imposed",
    ),
    Promise(
        "status_is_furthest_event",
        "cases",
        "The status is the furthest stage among the events that happened, and null without any.",
        _status_is_furthest,
        column="status",
    ),
    Promise(
        "nationality_is_assigned",
        "cases",
        "Each nationality is a country code that ISO 3166-1 assigns.",
        _nationalities_are_assigned,
        column="nationality",
    ),
    *(
        Promise(
            f"{column}_is_assigned",
            table,
            f"The {column} is a country code that ISO 3166-1 assigns.",
            _is_assigned(table, column, COUNTRIES),
            column=column,
        )
        for table, column in (("cases", "jurisdiction"), ("claims", "speaker_country"))
    ),
    *(
        Promise(
            "currency_is_assigned",
            table,
            "The currency is a code that ISO 4217 assigns.",
            _is_assigned(table, "currency", CURRENCIES),
            column="currency",
        )
        for table in ("penalties", "amounts")
    ),
    *(
        Promise(
            f"{column}_is_a_day",
            table,
            f"The {column} is a date of the calendar.",
            _is_calendar_day(table, column, day),
            column=column,
        )
        for table, column, day in (
            ("articles", "published_at", "published_earliest"),
            ("events", "event_date", "event_earliest"),
            ("claims", "claim_date", "claim_earliest"),
        )
    ),
    Promise(
        "currency_has_value",
        "penalties",
        "A currency stands only beside an amount.",
        _money_has_value,
        column="currency",
    ),
    *(
        Promise("no_empty_text", table, "No text is empty or blank: what is unknown is null.", _no_empty_text(table))
        for table in (*_GROUNDED, "articles", "claim_about")
    ),
    Promise(
        "cases_within_reason",
        "articles",
        "An article has at most 60 cases.",
        _few_per_article("cases", 60),
        "warning",
    ),
    Promise(
        "claims_within_reason",
        "articles",
        "An article has at most 250 claims.",
        _few_per_article("claims", 250),
        "warning",
    ),
)
