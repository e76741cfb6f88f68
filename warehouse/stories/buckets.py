"""Which texts are worth comparing: those that share a band, unless hundreds of others share it too.

Texts that agree in a band stand in one bucket. A form of an office or a line that every page has can fill a bucket with thousands
of texts that are no copies, and comparing each with each would never end. So a bucket of more than MAX_BUCKET different
texts is passed over; real copies share other bands. When a bucket grows over that bound, or shrinks below it, all its
texts are compared anew: the result is what one run over all articles would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from warehouse.stories.pairs import MAX_DAYS
from warehouse.stories.texts import BANDS

if TYPE_CHECKING:
    import duckdb

MAX_BUCKET: Final = 300

_MAX_ROWS: Final = 500_000
"""Rows, one a text and band, that are worked on at once."""

_MEMBERS: Final = """
WITH wanted AS (
    SELECT DISTINCT band, bands[band] AS hashed FROM {texts} CROSS JOIN range($first, $last) AS numbers (band)
),
members AS (
    SELECT band, bands[band] AS hashed, text_number, is_dirty, first_day, last_day
    FROM story_texts CROSS JOIN range($first, $last) AS numbers (band)
    SEMI JOIN wanted ON wanted.band = numbers.band AND wanted.hashed = story_texts.bands[numbers.band]
)
"""

_CROSSING: Final = """,
sizes AS (
    SELECT band, hashed, count(*) AS now FROM members GROUP BY band, hashed
),
changes AS (
    SELECT band, bands[band] AS hashed, sum(change) AS change
    FROM story_changes CROSS JOIN range($first, $last) AS numbers (band)
    GROUP BY ALL
),
crossing AS (
    SELECT band, hashed
    FROM sizes JOIN changes USING (band, hashed)
    WHERE (now > $bound) <> (now - change > $bound)
)
UPDATE story_texts SET is_dirty = true
WHERE text_number IN (SELECT text_number FROM members JOIN crossing USING (band, hashed))
"""

_CANDIDATES: Final = """,
passable AS (
    SELECT band, hashed FROM members GROUP BY band, hashed HAVING count(*) BETWEEN 2 AND $bound
),
compared AS (
    SELECT * FROM members JOIN passable USING (band, hashed)
)
INSERT INTO story_candidates
SELECT DISTINCT least(one.text_number, other.text_number), greatest(one.text_number, other.text_number)
FROM compared AS one
JOIN compared AS other USING (band, hashed)
WHERE one.is_dirty
    AND one.text_number <> other.text_number
    AND coalesce(greatest(one.first_day - other.last_day, other.first_day - one.last_day) <= $days, true)
"""


def find_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `story_candidates` with the pairs of texts to compare: at least one of the two is dirty.

    Pairs whose days are more than MAX_DAYS apart are left out: a form that an office uses for years gives few.

    Reads the temporary tables `story_texts` (text_number, bands, first_day, last_day, is_dirty: touched by the run) and `story_changes` (bands, change:
    1 for a text that no article had before, -1 for one that none has any more). Texts in a bucket that has crossed the bound
    become dirty.
    """
    groups = _band_groups(connection)
    for first, last in groups:
        connection.execute(
            _MEMBERS.format(texts="story_changes") + _CROSSING, {"first": first, "last": last, "bound": MAX_BUCKET}
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE story_candidates (one INTEGER, other INTEGER)")
    for first, last in groups:
        connection.execute(
            _MEMBERS.format(texts="(FROM story_texts WHERE is_dirty)") + _CANDIDATES,
            {"first": first, "last": last, "bound": MAX_BUCKET, "days": MAX_DAYS},
        )


def _band_groups(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """Return the numbers of the first band of each group and of the one behind its last."""
    # A dirty text meets those of its buckets only, few of which are full.
    (texts,) = connection.execute(
        "SELECT greatest(1, least(count(*), 20 * count(*) FILTER (is_dirty))) FROM story_texts"
    ).fetchall()[0]
    size = max(1, min(BANDS, _MAX_ROWS // texts))
    return [(first, min(first + size, BANDS + 1)) for first in range(1, BANDS + 1, size)]
