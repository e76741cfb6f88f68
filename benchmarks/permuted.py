"""A large warehouse's rows, made from real records by permutation.

The articles of ../shared are extracted once. Each is then copied hundreds of times: names of persons and places, years
and counted figures become others of the same length, and so do many of the words that no record rests on, in the text
and in every record alike, so that offsets stay right (`text[start:end]` is the quote) and texts differ as texts do.
Copies come in matters of one to six: the copies of a matter are about the same persons, and one in five of them
repeats the one before nearly word by word, as agency copy does. Names are drawn anew for each matter, so that namesakes
occur. Each matter has a day of its own: the dates of its rows are moved by up to a year, which the texts do not follow (days are
read when texts are compared and persons joined; without this hundreds of copies of one article would be of one day). Everything comes from a fixed seed.

`write_rows` writes one folder of Parquet files a batch: `0000`, `0001`, … and `changed`, in which every tenth document
stands again with another text.
"""

# ruff: noqa: S608 - the names in statements are those of TABLES, the values our own numbers and paths

from __future__ import annotations

import re
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from flows.documents import read_documents
from flows.extraction import extract_document
from flows.sources import Refusal, find_files
from schemas.arrow import arrow_schema
from schemas.rows import rows_of
from schemas.tables import EXTRACTED_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemas.columns import Column
    from schemas.rows import Row

SHARED: Final = Path(__file__).resolve().parent.parent.parent / "shared"
FILES: Final = (
    "corpora/prosecutors/dev.jsonl",
    "corpora/news/dev.jsonl",
    "corpora/gold_train/train.jsonl",
    "corpora/gold_train/check.jsonl",
    "gold/dev.jsonl",
)
CASES: Final = 300_000
CLAIMS: Final = 1_000_000
BATCHES: Final = 20
REAL_FILES: Final = 10_000
CHANGED_SHARE: Final = 10
"""Every so many documents stand in `changed`."""

_FIRST_CODE: Final = 0xE000
"""Characters for private use stand for the letters that a copy replaces."""

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
_FILLER: Final = re.compile(r"\b[a-z]{4,12}\b")
_NAME_COLUMNS: Final = {"person_name", "aliases", "speaker"}
_PLACE_COLUMNS: Final = {"residence", "event_place", "custody_place", "dateline", "court"}
_YEAR_SHIFTS: Final = np.array([-8, -4, 0, 0, 4])
"""Whole leap cycles: 29 February stays a date."""


@dataclass
class Seed:
    """A real article's rows, with the letters that copies replace written as characters for private use."""

    rows: dict[str, list[Row]]
    fillers: list[tuple[int, int]]
    """Spans of words that no record rests on."""

    slots: list[tuple[str, str]] = field(default_factory=list)
    """What is replaced: kind (`name`, `place`, `year`, `number`) and token."""

    def codes(self) -> str:
        """Return the characters for private use, slot after slot."""
        return "".join(chr(_FIRST_CODE + n) for n in range(sum(len(token) for _, token in self.slots)))


def read_seeds() -> list[Seed]:
    """Return the seeds, extracted from the texts of ../shared; none where these are not there."""
    files = [SHARED / name for name in FILES if (SHARED / name).exists()]
    raws = [
        raw
        for file in find_files(files)
        if not isinstance(file, Refusal)
        for raw in read_documents(file)
        if not isinstance(raw, Refusal)
    ]
    with ProcessPoolExecutor() as pool:
        extracted = [found for found in pool.map(extract_document, raws, chunksize=16) if found.article]
    tables = [rows_of(found.article, found.extraction.cases, found.extraction.claims) for found in extracted]
    common = {word for rows in tables for word in re.findall(r"\b[a-z]+\b", str(rows["articles"][0]["article_text"]))}
    return [_seed(rows, common) for rows in tables if rows["cases"] or rows["claims"]]


def _seed(rows: dict[str, list[Row]], common: set[str]) -> Seed:
    text = rows["articles"][0]["article_text"]
    spans = [(row["start_offset"], row["end_offset"]) for row in rows["evidence"]]
    covered = np.zeros(len(text) + 1, bool)
    for start, end in spans:
        covered[start:end] = True
    fillers = [match.span() for match in _FILLER.finditer(text) if not covered[match.start() : match.end()].any()]
    seed = Seed(rows, fillers)
    kinds = _token_kinds(rows, text, common)
    codes: dict[str, str] = {}
    number = count(_FIRST_CODE)
    for token, kind in sorted(kinds.items()):
        seed.slots.append((kind, token))
        codes[token] = "".join(chr(next(number)) for _ in token)

    def encode(value: Any) -> Any:  # noqa: ANN401 - cells are anything
        if isinstance(value, list):
            return [encode(part) for part in value]
        return _TOKEN.sub(lambda match: codes.get(match[0], match[0]), value) if isinstance(value, str) else value

    seed.rows = {
        name: [
            {
                column: encode(value) if _is_words(TABLES[name].column(column)) else value
                for column, value in row.items()
            }
            for row in table_rows
        ]
        for name, table_rows in rows.items()
    }
    return seed


def _token_kinds(  # noqa: C901 - one rule a kind
    rows: Mapping[str, list[Row]], text: str, common: set[str]
) -> dict[str, str]:
    """Return the tokens that copies replace, with their kinds."""
    kinds: dict[str, str] = {}
    for columns, kind in ((_PLACE_COLUMNS, "place"), (_NAME_COLUMNS, "name")):
        for table_rows in rows.values():
            for row in table_rows:
                for column in columns & row.keys():
                    values = row[column] if isinstance(row[column], list) else [row[column] or ""]
                    for token in _TOKEN.findall(" ".join(values)):
                        if len(token) > 2 and token.istitle() and token.lower() not in common:
                            kinds[token] = kind
    counted = [
        (row["start_offset"], row["end_offset"]) for row in rows["evidence"] if row["table_name"] == "claim_quantities"
    ]
    places: dict[str, list[int]] = defaultdict(list)
    for match in _TOKEN.finditer(text):
        if match[0].isdigit():
            places[match[0]].append(match.start())
    values = {str(int(row["quantity_value"])) for row in rows["claim_quantities"] if row["quantity_value"]}
    for token, starts in places.items():
        if re.fullmatch(r"(?:19|20)\d\d", token):
            kinds[token] = "year"
        elif token in values and all(any(start <= at < end for start, end in counted) for at in starts):
            kinds[token] = "number"
    return kinds


def _is_words(column: Column) -> bool:
    """Tell whether a column holds words of the article, and no key, code or closed set."""
    return (
        column.type in {"VARCHAR", "VARCHAR[]"}
        and not column.value_set
        and not column.pattern
        and not column.name.endswith("_id")
        and column.name not in {"rule", "published_from", "language", "skipped", "publisher", "url", "removal_reason"}
    )


class _Words:
    """Tokens by length, to draw replacements from."""

    def __init__(self, tokens: Counter[str], rng: np.random.Generator, wanted: int) -> None:
        by_length: dict[int, list[str]] = defaultdict(list)
        for token in sorted(tokens):
            by_length[len(token)].append(token)
        self.pools: dict[int, np.ndarray[Any, Any]] = {}
        for length, pool in by_length.items():
            # More names than the articles have: the first half of one and the second half of another.
            half = length // 2
            more = {
                pool[a][:half] + pool[b][half:]
                for a, b in rng.integers(len(pool), size=(max(0, wanted - len(pool)), 2))
            }
            self.pools[length] = np.array(sorted({*pool, *more}))

    def codepoints(self, length: int) -> np.ndarray[Any, Any]:
        """Return the tokens of `length` as a matrix of code points."""
        pool = self.pools[length]
        return pool.astype(f"<U{length}").view(np.uint32).reshape(len(pool), length)


def write_rows(folder: Path, scale: float = 1.0) -> dict[str, int]:
    """Write the rows of `CASES` cases and `CLAIMS` claims, times `scale`, below `folder`; return rows by table."""
    rng = np.random.default_rng(11)
    seeds = read_seeds()
    words = {
        kind: _Words(Counter(token for seed in seeds for k, token in seed.slots if k == kind), rng, wanted)
        for kind, wanted in (("name", 1500), ("place", 300))
    }
    fillers = _Words(
        Counter(seed.rows["articles"][0]["article_text"][start:end] for seed in seeds for start, end in seed.fillers),
        rng,
        0,
    )
    with_cases = [seed for seed in seeds if seed.rows["cases"]]
    without = [seed for seed in seeds if not seed.rows["cases"]]
    copies = round(scale * CASES / sum(len(seed.rows["cases"]) for seed in with_cases)) + 1
    claims = copies * sum(len(seed.rows["claims"]) for seed in with_cases)
    copies_without = round((scale * CLAIMS - claims) / sum(len(seed.rows["claims"]) for seed in without)) + 1
    plan = [(seed, copies) for seed in with_cases] + [(seed, max(1, copies_without)) for seed in without]
    connection = duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(folder / "spill")})
    connection.execute("SET preserve_insertion_order = false")
    for table in EXTRACTED_TABLES:
        rows = [row | {"seed": number} for number, (seed, _) in enumerate(plan) for row in seed.rows[table.name]]
        schema = arrow_schema(table.name).append(pa.field("seed", pa.int32()))
        connection.register("rows", pa.Table.from_pylist(rows, schema=schema))
        connection.execute(f"CREATE TABLE seed_{table.name} AS FROM rows")
    _create_copies(connection, plan, words, fillers, rng, folder)
    totals: dict[str, int] = {}
    batches = sorted(batch for (batch,) in connection.execute("SELECT DISTINCT batch FROM copies").fetchall())
    for batch in batches:
        target = folder / ("changed" if batch == BATCHES else f"{batch:04}")
        target.mkdir(parents=True)
        for table in EXTRACTED_TABLES:
            columns = ", ".join(f"{_expression(column)} AS {column.name}" for column in table.columns)
            file = target / f"{table.name}.parquet"
            connection.execute(
                f"COPY (SELECT {columns} FROM seed_{table.name} AS t JOIN copies AS c USING (seed) "
                f"LEFT JOIN numbers AS n ON {_number_join(table.name)} WHERE c.batch = {batch}) TO '{file}'"
            )
            if batch < BATCHES:
                totals[table.name] = totals.get(table.name, 0) + pq.read_metadata(file).num_rows
        connection.execute(
            f"COPY (SELECT path, sha256, article_id FROM copies WHERE batch = {batch}) TO '{target / 'documents.parquet'}'"
        )
    return totals


def _number_join(table: str) -> str:
    return "n.quantity_id = t.quantity_id AND n.copy_id = c.copy_id" if table == "claim_quantities" else "false"


def _expression(column: Column) -> str:  # noqa: PLR0911 - one line a kind of column
    """Return the SQL of a column of a copy: `t` is the seed's row, `c` the copy, `n` its figure."""
    name = f"t.{column.name}"
    if column.name in {"article_id", "sha256", "article_text", "publisher", "url"}:
        return f"c.{column.name}"
    if column.name == "quantity_value":
        return f"coalesce(n.quantity_value, {name})"
    if column.name.endswith("_id"):
        return f"left({name}, strpos({name}, '_')) || printf('%016x', hash({name}, c.copy_id))"
    if column.type == "DATE":
        return f"({name} + to_years(c.year_shift) + to_days(c.day_shift))::DATE"
    if column.name.endswith("_date") or column.name == "published_at":
        whole = f"(try_cast({name} AS DATE) + to_years(c.year_shift) + to_days(c.day_shift))::DATE::VARCHAR"
        return f"coalesce({whole}, (left({name}, 4)::INTEGER + c.year_shift)::VARCHAR || {name}[5:])"
    if not _is_words(column):
        return name
    if column.is_list:
        return f"list_transform({name}, lambda x: translate(x, c.codes, c.letters))"
    return f"translate({name}, c.codes, c.letters)"


def _create_copies(
    connection: duckdb.DuckDBPyConnection,
    plan: list[tuple[Seed, int]],
    words: Mapping[str, _Words],
    fillers: _Words,
    rng: np.random.Generator,
    folder: Path,
) -> None:
    """Make the tables `copies` (one row a copy, with its text and what it replaces) and `numbers` (counted figures)."""
    connection.execute(
        "CREATE TABLE copies (seed INTEGER, copy_id BIGINT, batch INTEGER, path VARCHAR, publisher VARCHAR, url VARCHAR, "
        "year_shift INTEGER, day_shift INTEGER, codes VARCHAR, letters VARCHAR, article_text VARCHAR, sha256 VARCHAR, article_id VARCHAR)"
    )
    connection.execute("CREATE TABLE numbers (quantity_id VARCHAR, copy_id BIGINT, quantity_value DOUBLE)")
    files = folder / "files"
    files.mkdir(parents=True)
    copy_ids = count()
    for number, (seed, copies) in enumerate(plan):
        changed = max(1, copies // CHANGED_SHARE)
        made = _copies_of(seed, copies + changed, words, fillers, rng)
        ids = [next(copy_ids) for _ in made.texts]
        # A changed document is another copy at the path of one of the last; the first are the files that are really there.
        places = [*range(copies), *range(copies - changed, copies)]
        paths = [f"{files}/{number:04}_{place:06}.txt" for place in places]
        batches = [place % BATCHES if place < copies else BATCHES for place in range(copies + changed)]
        # The last line makes each text another article, whatever else is the same.
        texts = [f"{text}\n\nDispatch {copy_id:07}." for text, copy_id in zip(made.texts, ids, strict=True)]
        content = [text.encode() for text in texts]
        digests = [sha256(data).hexdigest() for data in content]
        for path, batch, data in zip(paths, batches, content, strict=True):
            if batch < BATCHES and int(path[-10:-4]) * len(plan) < REAL_FILES:
                Path(path).write_bytes(data)
        outlets = rng.zipf(1.4, len(ids)) % 400
        table = pa.table(
            {
                "seed": pa.array([number] * len(ids), pa.int32()),
                "copy_id": ids,
                "batch": pa.array(batches, pa.int32()),
                "path": paths,
                "publisher": [f"Outlet {outlet}" for outlet in outlets],
                "url": [
                    f"https://outlet{outlet}.example/{digest[:12]}"
                    for outlet, digest in zip(outlets, digests, strict=True)
                ],
                "year_shift": pa.array(made.shifts, pa.int32()),
                "day_shift": pa.array(made.days, pa.int32()),
                "codes": [seed.codes()] * len(ids),
                "letters": made.letters,
                "article_text": texts,
                "sha256": digests,
                "article_id": [digest[:16] for digest in digests],
            }
        )
        connection.register("rows", table)
        connection.execute("INSERT INTO copies BY NAME FROM rows")
        for quantity_id, values in made.numbers.items():
            connection.register("rows", pa.table({"q": [quantity_id] * len(ids), "c": ids, "v": values}))
            connection.execute("INSERT INTO numbers FROM rows")


@dataclass
class _Copies:
    texts: list[str]
    letters: list[str]
    """For each copy what stands for the characters of `Seed.codes`."""

    shifts: np.ndarray[Any, Any]
    """Years that its dates are moved by, in the text too."""

    days: np.ndarray[Any, Any]
    """Days that the dates of its rows are moved by besides."""

    numbers: dict[str, np.ndarray[Any, Any]]
    """For quantities whose figure is replaced: the figure of each copy, by quantity id of the seed."""


def _copies_of(
    seed: Seed, copies: int, words: Mapping[str, _Words], fillers: _Words, rng: np.random.Generator
) -> _Copies:
    matter = np.repeat(np.arange(copies), rng.choice([1, 1, 1, 2, 3, 4, 6], copies))[:copies]
    shifts = rng.choice(_YEAR_SHIFTS, copies)[matter]
    days = rng.integers(365, size=copies)[matter]
    repeated = np.flatnonzero((rng.random(copies) < 0.3) & (np.diff(matter, prepend=-1) == 0))
    blocks, figures = [], {}
    for kind, token in seed.slots:
        length = len(token)
        if kind == "year":
            block = np.array([str(int(token) + shift) for shift in shifts])
        elif kind == "number":
            low = 10 ** (length - 1) if length > 1 else 1
            drawn = rng.integers(low, 10**length, copies)
            drawn[rng.random(copies) < 0.5] = int(token)
            drawn[repeated] = drawn[repeated - 1]
            figures[float(token)] = drawn
            block = drawn.astype(str)
        else:
            pool = words[kind].pools[length]
            skewed = (len(pool) * rng.random(copies) ** 1.5).astype(int)
            block = pool[skewed][matter]
        blocks.append(block.astype(f"<U{length}").view(np.uint32).reshape(copies, length))
    letters = np.concatenate(blocks, axis=1) if blocks else np.zeros((copies, 0), np.uint32)
    text = np.frombuffer(seed.rows["articles"][0]["article_text"].encode("utf-32-le"), np.uint32)
    matrix = np.repeat(text[None, :], copies, axis=0)
    coded = np.flatnonzero((text >= _FIRST_CODE) & (text < _FIRST_CODE + letters.shape[1]))
    matrix[:, coded] = letters[:, text[coded] - _FIRST_CODE]
    _replace_fillers(matrix, seed, fillers, repeated, rng)
    encoded = letters.astype(np.uint32)
    return _Copies(
        texts=matrix.view(f"<U{matrix.shape[1]}").ravel().tolist(),
        letters=encoded.view(f"<U{letters.shape[1]}").ravel().tolist() if letters.shape[1] else [""] * copies,
        shifts=shifts,
        days=days,
        numbers={
            row["quantity_id"]: figures[row["quantity_value"]].astype(float)
            for row in seed.rows["claim_quantities"]
            if row["quantity_value"] in figures
        },
    )


def _replace_fillers(
    matrix: np.ndarray[Any, Any],
    seed: Seed,
    fillers: _Words,
    repeated: np.ndarray[Any, Any],
    rng: np.random.Generator,
) -> None:
    """Put other words of the same length in the place of nine tenths of the words that no record rests on."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for start, end in seed.fillers:
        by_length[end - start].append(start)
    for length, starts in by_length.items():
        pool = fillers.codepoints(length)
        at = np.array(starts)[:, None] + np.arange(length)
        drawn = rng.integers(len(pool), size=(len(matrix), len(starts)))
        kept = rng.random(drawn.shape) < 0.1
        for place in repeated:  # agency copy: one word in forty differs
            same = rng.random(len(starts)) > 0.025
            drawn[place, same] = drawn[place - 1, same]
            kept[place, same] = kept[place - 1, same]
        replaced = np.where(kept[:, :, None], matrix[:, at], pool[drawn])
        matrix[:, at] = replaced


def read_batch(folder: Path, run_id: str, fingerprint: str) -> dict[str, pa.Table]:
    """Return the tables of the batch in `folder`, as a run would load them."""
    tables = {
        table.name: pq.read_table(folder / f"{table.name}.parquet").cast(arrow_schema(table.name))
        for table in EXTRACTED_TABLES
    }
    found = pq.read_table(folder / "documents.parquet")
    rows = found.num_rows
    columns = {
        "path": found["path"],
        "sha256": found["sha256"],
        "article_id": found["article_id"],
        "doc_id": pa.nulls(rows, pa.string()),
        "document_state": pa.array(["loaded"] * rows),
        "extractor_fingerprint": pa.array([fingerprint] * rows),
        "run_id": pa.array([run_id] * rows),
    }
    return tables | {"documents": pa.table(columns, schema=arrow_schema("documents"))}


def batches_of(folder: Path) -> Iterator[Path]:
    """Yield the folders of the batches, in order."""
    yield from sorted(path for path in folder.iterdir() if path.name.isdigit())
