"""Stories: copies of one text are gathered, texts about other people are not, in whatever order articles come."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.arrow import arrow_table
from schemas.case import Case
from schemas.rows import rows_of
from schemas.tables import TABLES
from tests.made_up import make_article, make_rows
from warehouse.database import open_warehouse
from warehouse.ddl import create_table
from warehouse.publish import current_snapshot
from warehouse.spread import one_by_one
from warehouse.stories.buckets import MAX_BUCKET, find_candidates
from warehouse.stories.pairs import (
    MAX_GAP,
    MAX_OWN_NAME,
    MIN_AGREEMENT,
    MIN_OVERLAP,
    MIN_OVERLAP_UNDATED,
    MIN_SIMILARITY,
    Likeness,
    compare,
)
from warehouse.stories.texts import BANDS, PHRASE_WORDS, ROWS, Features, _smallest, read_fingerprint
from warehouse.stories.update import derive_stories

AGENCY = """\
A court in Northmere on Tuesday sentenced shipping clerk Ilse Vandermoss to four years in prison for forging customs papers.

Vandermoss, 41, of Saltby, signed off 212 containers of untaxed tobacco between March 2019 and June 2021, the court heard.

"She knew what every crate held," prosecutor Joss Elverin told the jury, adding that the losses came to $3.4 million.

Her lawyer, Petra Quarrow, said that Vandermoss had acted under pressure from two men who were never found by the police.

Judge Corin Hestmark said the sums spoke for themselves and refused to suspend the sentence, citing a warning in 2017.

The port of Northmere has since hired 14 inspectors and replaced its paper files, harbour master Nilo Garlow said on Monday.

An appeal has to be lodged with the court in Westerlin within 30 days; Quarrow said that her client had not made up her mind."""

OTHER = """\
Fire crews from three districts fought a blaze at the former cannery of Saltby overnight, and nobody was hurt.

The roof of the hall, empty since 2012, fell in shortly before dawn, chief officer Orla Marrowen said at the scene.

Police are looking for two teenagers who were seen near the gate at about nine in the evening, a spokesman said.

Residents of Mill Lane were told to keep their windows closed until noon because of the smoke from burning tar.

The owner, a company from Westerlin, had asked for permission to build 60 flats there; a decision was due in May."""

LOCAL = (
    "Shopkeepers at the old quay told this newspaper that they had wondered about the night deliveries for a long time."
)


def cut(text=AGENCY, paragraphs=4):
    return "\n\n".join(text.split("\n\n")[:paragraphs])


def new_lead(text=AGENCY):
    return "\n\n".join(
        ["A customs scandal that shook the harbour ended in a prison term this week.", *text.split("\n\n")[1:]]
    )


def with_local(text=AGENCY):
    first, *rest = text.split("\n\n")
    return "\n\n".join([f"NORTHMERE (Atlas) - {first}", LOCAL, *rest, "With inputs from agencies."])


def other_person(text=AGENCY):
    """The form: the same words about somebody else."""
    changes = {"Ilse Vandermoss": "Berit Calloran", "Vandermoss": "Calloran", "41": "29", "212": "87", "Saltby": "Marl"}
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


STORY_PARTS = ("story_articles", "story_pairs", "article_fingerprints")


class Database:
    """Articles in memory, joined run by run."""

    def __init__(self):
        self.connection = duckdb.connect()
        for table in ("articles", "pending_articles", *STORY_PARTS):
            self.connection.execute(create_table(TABLES[table]))

    def run(self, articles):
        """Put in, replace or (null) remove `articles` by number: text, or text and day of publication."""
        for number, there in articles.items():
            article_id = f"{number:016x}"
            self.connection.execute("INSERT INTO pending_articles VALUES (?)", [article_id])
            self.connection.execute("DELETE FROM articles WHERE article_id = ?", [article_id])
            if there is not None:
                text, day = (there, "2023-06-01") if isinstance(there, str) else there
                made = make_article(text, article_id=article_id, published_at=day, publisher=f"Site {number}")
                self.connection.register("rows", arrow_table("articles", rows_of(made, [], [])["articles"]))
                self.connection.execute("INSERT INTO articles FROM rows")
        derive_stories(self.connection, None, one_by_one)
        self.connection.execute("DELETE FROM pending_articles")
        return self

    def stories(self):
        """Return the numbers of the articles of each story."""
        rows = self.connection.execute(
            "SELECT list(article_id ORDER BY article_id) FROM story_articles GROUP BY story_id ORDER BY ALL"
        ).fetchall()
        return [[int(article_id, 16) for article_id in found] for (found,) in rows]

    def rows(self):
        """Return all that is derived."""
        return {table: self.connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in STORY_PARTS}


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(AGENCY + " ", id="same_words"),
        pytest.param(AGENCY.upper(), id="same_words_in_capitals"),
        pytest.param(cut(), id="tail_cut"),
        pytest.param(new_lead(), id="new_lead"),
        pytest.param(with_local(), id="agency_line_and_local_paragraph"),
        pytest.param(new_lead(cut(paragraphs=5)), id="new_lead_and_tail_cut"),
        pytest.param(AGENCY.replace("$3.4 million", "more than $3 million").replace("14", "fourteen"), id="figures"),
        pytest.param("\n\n".join(reversed(AGENCY.split("\n\n"))), id="paragraphs_moved"),
    ],
)
def test_copies_are_one_story(copy):
    """What sites do to agency copy leaves it the same story; another story stays apart."""
    assert Database().run({1: AGENCY, 2: copy, 3: OTHER}).stories() == [[1, 2], [3]]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(other_person(), id="the_form_about_another_person"),
        pytest.param(AGENCY.replace("Vandermoss", "Calloran").replace("Ilse", "Berit"), id="only_the_name_differs"),
        pytest.param((new_lead(), "2023-07-20"), id="a_later_release_on_the_same_case"),
        pytest.param(f"{cut(paragraphs=1)}\n\n{OTHER}", id="one_paragraph_in_common"),
        pytest.param(OTHER, id="nothing_in_common"),
    ],
)
def test_other_stories_stay_apart(other):
    """The same words about other people, and later news that repeat the old, are stories of their own."""
    assert Database().run({1: AGENCY, 2: other}).stories() == [[1], [2]]


def test_the_same_words_are_one_story_whenever():
    """Words that are the same, case and punctuation aside, are the same story on any day."""
    assert Database().run({1: AGENCY, 2: (AGENCY.upper(), "2024-01-01")}).stories() == [[1, 2]]


def test_fingerprints_stay_as_they_are():
    """Those of earlier runs are compared with new ones: another hash would part all stories from their later copies."""
    fingerprint = read_fingerprint(AGENCY)
    assert fingerprint is not None
    assert (fingerprint.text_key, fingerprint.bands[:3]) == ("20d2d62ba5547a78", [-948871142, -971057074, -2031485731])


@given(phrases=st.sets(st.integers(0, 2**32 - 1), min_size=1))
def test_the_smallest_hashes_are_those_of_the_library(phrases):
    """Of any phrases: the hashes that datasketch finds, which takes each through Python."""
    sketch = MinHash(BANDS * ROWS, seed=1, scheme="affine32", hashfunc=int)
    sketch.update_batch(phrases)
    assert _smallest(np.array(sorted(phrases), np.uint32)).tolist() == sketch.hashvalues.tolist()


def test_a_long_text_is_taken_in_pieces(monkeypatch):
    """The pieces in which a book is read leave no mark on its fingerprint."""
    whole = read_fingerprint(AGENCY)
    monkeypatch.setattr("warehouse.stories.texts._PHRASES_AT_ONCE", 7)
    assert read_fingerprint(AGENCY) == whole


def test_short_texts_are_stories_by_themselves():
    """A stub before a wall is the same on many pages and says nothing of their stories."""
    stub = "Please subscribe to go on reading this story."
    assert Database().run({1: stub, 2: stub}).stories() == [[1], [2]]


def test_the_representative_and_the_likeness():
    """The copy most like the others stands for the story; the same words have likeness 1, cut ones overlap 1."""
    database = Database().run({1: (cut(), "2023-06-01"), 2: (AGENCY, "2023-06-02"), 3: (AGENCY, "2023-06-03")})
    cut_one, full, again = database.connection.execute(
        "SELECT story_id, is_representative, similarity, overlap FROM story_articles ORDER BY article_id"
    ).fetchall()
    story = "story_0000000000000002"
    assert full == (story, True, 1.0, 1.0)
    assert again == (story, False, 1.0, 1.0)
    assert cut_one == (story, False, pytest.approx(0.55, abs=0.01), 1.0)


def test_removed_and_edited_articles_are_gathered_anew():
    """When the representative goes, the other copies stay a story; an edited article leaves it; one that returns joins it."""
    database = Database().run({1: AGENCY, 2: cut(), 3: with_local()})
    assert database.stories() == [[1, 2, 3]]
    assert database.run({1: None}).stories() == [[2, 3]]
    assert database.run({2: OTHER}).stories() == [[2], [3]]
    assert database.run({1: AGENCY}).stories() == [[1, 3], [2]]


def test_a_text_in_two_stories_does_not_join_them():
    """A page that prints two stories after one another is a copy of one of them; the two stay apart."""
    both = f"{AGENCY}\n\n{OTHER}"
    database = Database().run({1: AGENCY, 2: AGENCY + " ", 3: OTHER, 4: OTHER + " ", 5: both})
    assert database.stories() == [[1, 2, 5], [3, 4]]


@pytest.mark.parametrize(
    ("present", "dirty", "changes", "compared"),
    [
        pytest.param([1, 2], [2], [(2, 1)], [(1, 2)], id="within_the_bound"),
        pytest.param([1, 2, 3], [3], [(3, 1)], [], id="one_too_many"),
        pytest.param([1, 2], [], [(3, -1)], [(1, 2)], id="one_went"),
        pytest.param([1, 2, 3], [], [(4, -1)], [], id="still_too_many"),
    ],
)
def test_full_buckets_are_passed_over(monkeypatch, present, dirty, changes, compared):
    """A band that too many texts share leads nowhere; when it empties, those that are left are compared after all."""
    monkeypatch.setattr("warehouse.stories.buckets.MAX_BUCKET", 2)

    def bands(number):
        return [7, *range(number * 1000, number * 1000 + BANDS - 1)]

    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE story_texts (text_number INTEGER, bands INTEGER[], is_dirty BOOLEAN, "
            "first_day DATE DEFAULT '2024-01-01', last_day DATE DEFAULT '2024-01-01')"
        )
        connection.execute("CREATE TABLE story_changes (bands INTEGER[], change INTEGER)")
        for number in present:
            connection.execute(
                "INSERT INTO story_texts (text_number, bands, is_dirty) VALUES (?, ?, ?)",
                [number, bands(number), number in dirty],
            )
        for number, change in changes:
            connection.execute("INSERT INTO story_changes VALUES (?, ?)", [bands(number), change])
        find_candidates(connection)
        assert connection.execute("FROM story_candidates ORDER BY ALL").fetchall() == compared


def test_the_overview_counts_a_story_once(folder, ingest):
    """A snapshot says of each story how often it was printed; what is asked of cases knows the story."""
    texts = {"a": AGENCY, "b": AGENCY + "\n", "c": OTHER}
    documents = {
        path: make_rows(
            article=make_article(text, publisher=path, published_at="2023-06-02"),
            cases=[Case(name="Ilse Vandermoss")],
            claims=[],
        )
        for path, text in texts.items()
    }
    ingest({"c": documents["c"], "b": documents["b"]})
    ingest({"a": documents["a"]})
    with duckdb.connect(current_snapshot(folder), read_only=True) as connection:
        overview = connection.execute(
            "SELECT copies, publishers, first_published::VARCHAR, word_count FROM story_overview ORDER BY copies"
        ).fetchall()
        stories = connection.execute("SELECT count(DISTINCT story_id), count(*) FROM case_overview").fetchone()
        ingest({}, unchanged=3)
    assert overview == [(1, 1, "2023-06-02", len(OTHER.split())), (2, 2, "2023-06-02", len(AGENCY.split()))]
    assert stories == (2, 3)


TEXTS = [
    AGENCY,
    cut(),
    cut(paragraphs=5),
    new_lead(),
    with_local(),
    other_person(),
    other_person(cut()),
    OTHER,
    cut(OTHER, 3),
    with_local(OTHER),
    AGENCY + " ",
    "\n\n".join(AGENCY.split("\n\n")[3:]),
]
DAYS = ["2023-06-01", "2023-06-03", "2023-06-20", None]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), max_bucket=st.sampled_from([1, 2, 4, MAX_BUCKET]))
def test_runs_and_order_make_no_difference(monkeypatch, data, max_bucket):
    """Articles that come, change and go in many runs end as the same stories that one run over the last state gives."""
    monkeypatch.setattr("warehouse.stories.buckets.MAX_BUCKET", max_bucket)
    place = st.tuples(st.sampled_from(TEXTS), st.sampled_from(DAYS))
    runs = data.draw(
        st.lists(st.dictionaries(st.integers(0, 11), st.none() | place, max_size=8), min_size=2, max_size=5)
    )
    state = {number: there for run in runs for number, there in run.items()}
    many, once = Database(), Database()
    for run in runs:
        many.run(run)
    once.run(dict(data.draw(st.permutations(list(state.items())))))
    assert once.rows() == many.rows()


def likeness_by_definition(one, other, *, is_dated):
    """The rule of `warehouse/stories/pairs.py`, word by word."""

    def phrases(words):
        return [tuple(words[place : place + PHRASE_WORDS]) for place in range(len(words) - PHRASE_WORDS + 1)]

    texts = [[word.lower() for word in text.split()] for text in (one, other)]
    of_one, of_other = (set(phrases(words)) for words in texts)
    shared = of_one & of_other
    similarity, overlap = len(shared) / len(of_one | of_other), len(shared) / min(len(of_one), len(of_other))
    facts = lacking = 0
    own_names = []
    for text, words, lower in zip((one, other), texts, reversed(texts), strict=True):
        starts = [place for place, phrase in enumerate(phrases(words)) if phrase in shared]
        passages = {place for start in starts for place in range(start, start + PHRASE_WORDS)}
        for start, following in pairwise(starts):
            if following - start - PHRASE_WORDS <= MAX_GAP:
                passages.update(range(start, following))
        names = {word for word in text.split()[1:] if word[0].isupper()}
        stated = [(word.lower(), word in names) for word in text.split()]
        inside = [
            (hashed, is_name)
            for place, (hashed, is_name) in enumerate(stated)
            if place in passages and (is_name or hashed.isdigit())
        ]
        lacks = [(hashed, is_name) for hashed, is_name in inside if hashed not in lower]
        facts, lacking = facts + len(inside), lacking + len(lacks)
        own_names.append(max(Counter(hashed for hashed, is_name in lacks if is_name).values(), default=0))
    agreement = 1 - lacking / facts if facts else 1.0
    enough = MIN_OVERLAP if is_dated else MIN_OVERLAP_UNDATED
    is_copy = similarity >= MIN_SIMILARITY and overlap >= enough and agreement >= MIN_AGREEMENT
    return Likeness(similarity, overlap, agreement) if is_copy and min(own_names) <= MAX_OWN_NAME else None


@settings(max_examples=60)
@given(chance=st.randoms(use_true_random=False), dated=st.lists(st.booleans(), min_size=1, max_size=5))
def test_many_texts_are_compared_as_the_rule_says(chance, dated):
    """One text against several at once, in whatever pieces: each pair comes out as the rule says, word by word."""
    whole = [chance.choice(["a", "b", "c", "d", "e", "f", "12", "Vandermoss", "Saltby", "7"]) for _ in range(60)]

    def copy():
        words = whole[chance.randrange(20) : chance.randrange(40, 61)]
        for _ in range(chance.randrange(8)):
            words[chance.randrange(len(words))] = chance.choice(["x", "Hestmark", "Elverin", "99"])
        return " ".join(words)

    one, others = copy(), [copy() for _ in dated]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.stories.pairs._WORDS_AT_ONCE", chance.choice([1, 200, 60_000]))
        found = compare(Features(one), [Features(other) for other in others], dated)
    expected = [
        likeness_by_definition(one, other, is_dated=is_dated) for other, is_dated in zip(others, dated, strict=True)
    ]
    assert [found.get(place) for place in range(len(others))] == expected


def test_fingerprints_of_the_load_are_those_of_the_texts(folder, ingest, monkeypatch):
    """A run that joins what it has loaded reads no text again; one that was cut off before leaves that to the next."""
    documents = {
        f"{number}.txt": make_rows(article=make_article(text, article_id=f"{number:016x}"), cases=[], claims=[])
        for number, text in enumerate((AGENCY, AGENCY.replace("Saltby", "Hestmark"), "Too short for a story."))
    }

    def rows():
        with duckdb.connect(folder.database, read_only=True) as connection:
            return connection.execute("FROM article_fingerprints ORDER BY article_id").fetchall()

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.stories.fingerprints._read_texts", None)
        ingest(documents, publish=False)
    of_the_load = rows()
    assert len(of_the_load) == 2

    ingest(documents, publish=False, join=False)
    with open_warehouse(folder) as warehouse:
        warehouse.connection.execute("DELETE FROM article_fingerprints")
        warehouse.derive()
    assert rows() == of_the_load
