"""Bring stories up to date with the articles that a run changed; see the package's docstring."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from warehouse.stories.buckets import find_candidates
from warehouse.stories.clusters import Pair, Text, gather_stories
from warehouse.stories.comparison import Task, find_copies
from warehouse.stories.fingerprints import arrow_rows, fill_fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from numpy.typing import NDArray

    from warehouse.paths import DataFolder
    from warehouse.spread import Spread

_PAIRS_READ_AT_ONCE: Final = 100_000
_PAIRS_AT_ONCE: Final = 8_000
_TEXTS_IN_MEMORY: Final = 4_000  # some 3 kB each

_CHANGES: Final = """
CREATE OR REPLACE TEMP TABLE story_changes AS
WITH before AS (SELECT DISTINCT text_key, bands FROM story_fingerprints_before),
after AS (SELECT DISTINCT text_key, bands FROM article_fingerprints SEMI JOIN pending_articles USING (article_id)),
elsewhere AS (SELECT DISTINCT text_key FROM article_fingerprints ANTI JOIN pending_articles USING (article_id)),
final AS (
    SELECT text_key, bands, 1 AS change FROM after ANTI JOIN before USING (text_key) ANTI JOIN elsewhere USING (text_key)
    UNION ALL
    SELECT text_key, bands, -1 FROM before ANTI JOIN after USING (text_key) ANTI JOIN elsewhere USING (text_key)
)
SELECT * FROM final
"""

_TEXTS: Final = """
CREATE OR REPLACE TEMP TABLE story_texts AS
WITH touched AS (
    SELECT text_key FROM story_fingerprints_before
    UNION
    SELECT text_key FROM article_fingerprints SEMI JOIN pending_articles USING (article_id)
),
final AS (
    SELECT
        text_key,
        CAST(row_number() OVER () AS INTEGER) AS text_number,
        any_value(bands) AS bands,
        text_key IN (FROM touched) AS is_dirty,
        min(article_id) AS read_from,
        min(published_earliest) AS first_day,
        max(published_latest) AS last_day,
        min(word_count) AS word_count,
        count(*) AS article_count
    FROM article_fingerprints JOIN articles USING (article_id)
    GROUP BY text_key
)
SELECT * FROM final
"""

_PAIRS_TO_COMPARE: Final = """
CREATE OR REPLACE TEMP TABLE story_pairs_to_compare AS
WITH pairs AS (
    SELECT DISTINCT one, other FROM story_candidates
),
neighbours AS (
    SELECT one AS text_number, other AS neighbour FROM pairs
    UNION ALL
    SELECT other, one FROM pairs
),
circles AS (
    SELECT text_number, least(text_number, min(neighbour)) AS circle FROM neighbours GROUP BY text_number
)
SELECT
    -- Texts that are like the same ones, and of one week, are compared one after the other, so that few are held at once.
    row_number() OVER (ORDER BY circle, texts.first_day, one, other) AS place,
    one, other, texts.first_day IS NOT NULL AND others.first_day IS NOT NULL AS is_dated
FROM pairs
JOIN circles ON circles.text_number = pairs.one
JOIN story_texts AS texts ON texts.text_number = pairs.one
JOIN story_texts AS others ON others.text_number = pairs.other
"""

_TEXTS_TO_READ: Final = """
CREATE OR REPLACE TEMP TABLE story_texts_to_read AS
WITH needed AS (
    SELECT text_number, min(place) AS first_place
    FROM (SELECT unnest([one, other]) AS text_number, place FROM story_pairs_to_compare)
    GROUP BY text_number
),
wanted AS (
    SELECT text_number, read_from AS article_id, first_place FROM needed JOIN story_texts USING (text_number)
)
SELECT text_number, first_place, article_text
-- By row: joined by its id, DuckDB reads the text of every article there is (1.5.6).
FROM (FROM articles WHERE rowid IN (SELECT rowid FROM articles SEMI JOIN wanted USING (article_id)))
JOIN wanted USING (article_id)
ORDER BY first_place
"""

_INSERT_PAIRS: Final = """
INSERT INTO story_pairs (text_key_l, text_key_r, similarity, overlap, agreement)
SELECT least(texts.text_key, others.text_key), greatest(texts.text_key, others.text_key), similarity, overlap, agreement
FROM story_found
JOIN story_texts AS texts ON texts.text_number = one
JOIN story_texts AS others ON others.text_number = other
"""

_AFFECTED: Final = """
CREATE OR REPLACE TEMP TABLE story_affected AS
WITH RECURSIVE neighbours (text_key, neighbour) AS (
    SELECT text_key_l, text_key_r FROM story_pairs
    UNION ALL
    SELECT text_key_r, text_key_l FROM story_pairs
),
affected (text_key) AS (
    SELECT text_key FROM story_roots
    UNION
    SELECT neighbour FROM neighbours JOIN affected USING (text_key)
)
SELECT text_key FROM affected
"""

_STORY_ARTICLES: Final = """
CREATE OR REPLACE TEMP TABLE story_articles_after AS
WITH places AS (
    SELECT * FROM story_places
    UNION ALL
    SELECT text_key, text_key, 1.0, 1.0 FROM story_affected ANTI JOIN story_places USING (text_key)
),
representatives AS (
    SELECT text_key AS centre, arg_min(article_id, (coalesce(published_earliest, DATE '9999-12-31'), article_id)) AS chosen
    FROM article_fingerprints JOIN articles USING (article_id)
    WHERE text_key IN (SELECT centre FROM places)
    GROUP BY text_key
),
final AS (
    SELECT article_id, 'story_' || chosen AS story_id, article_id = chosen AS is_representative, similarity, overlap
    FROM article_fingerprints
    JOIN places USING (text_key)
    JOIN representatives USING (centre)
    UNION ALL
    SELECT article_id, 'story_' || article_id, true, 1.0, 1.0
    FROM articles
    SEMI JOIN pending_articles USING (article_id)
    ANTI JOIN article_fingerprints USING (article_id)
)
SELECT * FROM final
"""


def derive_stories(connection: duckdb.DuckDBPyConnection, _folder: DataFolder, spread: Spread) -> None:
    """Bring `story_articles` up to date with `pending_articles`, inside the caller's transaction.

    Texts are compared by `spread`, which may have other processes do it.
    Leaves the articles whose story is another one now in the temporary table `restoried_articles`.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE restoried_articles (article_id VARCHAR)")
    if connection.execute("SELECT 1 FROM pending_articles LIMIT 1").fetchone() is None:
        return
    _renew_fingerprints(connection)
    connection.execute(_CHANGES)
    connection.execute(_TEXTS)
    find_candidates(connection)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE story_roots AS "
        "SELECT text_key FROM story_texts WHERE is_dirty UNION SELECT text_key FROM story_fingerprints_before"
    )
    _renew_pairs(connection, spread)
    _renew_stories(connection)


def _renew_fingerprints(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE story_fingerprints_before AS "
        "FROM article_fingerprints SEMI JOIN pending_articles USING (article_id)"
    )
    connection.execute("DELETE FROM article_fingerprints WHERE article_id IN (FROM pending_articles)")
    fill_fingerprints(connection)


def _renew_pairs(connection: duckdb.DuckDBPyConnection, spread: Spread) -> None:
    """Compare the candidates; texts that were copies of a dirty one become roots of what is gathered anew."""
    is_dirty = "text_key_l IN (FROM story_roots) OR text_key_r IN (FROM story_roots)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE story_pairs_before AS FROM story_pairs WHERE {is_dirty}")
    connection.execute(f"DELETE FROM story_pairs WHERE {is_dirty}")  # noqa: S608 - our own words
    connection.execute(
        "INSERT INTO story_roots SELECT DISTINCT unnest([text_key_l, text_key_r]) FROM story_pairs_before"
    )
    connection.execute(_PAIRS_TO_COMPARE)
    connection.execute(_TEXTS_TO_READ)
    for found in spread(find_copies, _tasks(connection)):
        if found.num_rows:
            connection.register("story_found", found)
            connection.execute(_INSERT_PAIRS)
            connection.unregister("story_found")
    connection.execute("DROP TABLE story_pairs_to_compare")
    connection.execute("DROP TABLE story_texts_to_read")


def _tasks(connection: duckdb.DuckDBPyConnection) -> Iterator[Task]:
    (count,) = connection.execute("SELECT count(*) FROM story_pairs_to_compare").fetchall()[0]
    texts = _Texts(connection)
    for first in range(1, count + 1, _PAIRS_READ_AT_ONCE):
        pairs: dict[str, NDArray[Any]] = connection.execute(
            "SELECT place, one, other, is_dated FROM story_pairs_to_compare WHERE place BETWEEN ? AND ? ORDER BY place",
            [first, first + _PAIRS_READ_AT_ONCE - 1],
        ).fetchnumpy()  # type: ignore[assignment]  # no column is an enum
        for start in range(0, len(pairs["place"]), _PAIRS_AT_ONCE):
            places, ones, others, are_dated = (column[start : start + _PAIRS_AT_ONCE] for column in pairs.values())
            needed = texts.read(np.union1d(ones, others).tolist(), int(places[0]), int(places[-1]))
            yield Task(needed, ones, others, are_dated)


class _Texts(OrderedDict[int, str]):
    """Texts by their numbers, the latest used ones: those of one story are needed again and again."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._connection = connection

    def read(self, numbers: list[int], first: int, last: int) -> dict[int, str]:
        """Return the texts of `numbers`, read where they are not held, and drop what was not asked for lately.

        They are read from `story_texts_to_read`, in the order in which pairs, here those from `first` to `last`, need them.
        """
        for number in numbers:
            if number in self:
                self.move_to_end(number)
        self._read("first_place BETWEEN ? AND ?", [first, last])
        too_early = [number for number in numbers if number not in self]
        if too_early:
            self._read("text_number IN (SELECT unnest(?))", [too_early])
        needed = {number: self[number] for number in numbers}
        while len(self) > _TEXTS_IN_MEMORY:
            self.popitem(last=False)
        return needed

    def _read(self, which: str, values: list[object]) -> None:
        statement = f"SELECT text_number, article_text FROM story_texts_to_read WHERE {which}"  # noqa: S608 - our own words
        self.update(self._connection.execute(statement, values).fetchall())


def _renew_stories(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(_AFFECTED)
    pairs = connection.execute(
        "SELECT text_key_l, text_key_r, similarity, overlap FROM story_pairs WHERE text_key_l IN (FROM story_affected)"
    ).fetchall()
    texts = connection.execute(
        "SELECT text_key, coalesce(first_day, DATE '9999-12-31'), word_count, article_count FROM story_texts "
        "WHERE text_key IN (SELECT unnest([text_key_l, text_key_r]) FROM story_pairs SEMI JOIN story_affected ON text_key_l = text_key)"
    ).fetchall()
    places = gather_stories({key: Text(*rest) for key, *rest in texts}, (Pair(*pair) for pair in pairs))
    schema = pa.schema(
        [("text_key", pa.string()), ("centre", pa.string()), ("similarity", pa.float64()), ("overlap", pa.float64())]
    )
    connection.register("story_places", arrow_rows([(key, *place) for key, place in places.items()], schema))
    connection.execute(_STORY_ARTICLES)
    connection.unregister("story_places")
    connection.execute(
        "INSERT INTO restoried_articles SELECT article_id FROM story_articles_after JOIN story_articles USING (article_id) "
        "WHERE story_articles_after.story_id <> story_articles.story_id"
    )
    connection.execute(
        "DELETE FROM story_articles "
        "WHERE article_id IN (FROM pending_articles) OR article_id IN (SELECT article_id FROM story_articles_after)"
    )
    connection.execute("INSERT INTO story_articles FROM story_articles_after")
