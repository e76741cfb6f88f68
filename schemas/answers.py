"""Flat tables that answer what analysts ask: one row a record, with its article and its words beside it.

    case_overview               one row a case
    allegations_and_findings    one row a charge, with its standing
    person_timeline             one row an event
    statements_about_persons    one row a claim about a case person
    stated_counts               one row a counted figure of a claim
    stated_facts                one row a fact of a case on which articles can differ

They repeat what other tables say, so that a question needs no joins: over a million claims these would take seconds.
`warehouse/answers.py` makes the rows, for the articles that a run changed. The views that compare articles
(`warehouse/views.sql`) are made of them.
"""

from __future__ import annotations

from typing import Final

from schemas.article import Article
from schemas.bookkeeping import article_id, case_id, claim_id, days_of, ordinal
from schemas.case import Case, Charge, Event
from schemas.claim import Claim, Quantity
from schemas.columns import Column, Reference, Table, field_column

STANDINGS: Final = ("allegation", "finding", "cleared")

_OF_ARTICLE = (
    field_column(Article, "published_at"),
    days_of("published_at", "published")[0],
    field_column(Article, "publisher"),
    field_column(Article, "title"),
)

_WORDS = (
    Column(
        name="quote_text",
        type="VARCHAR",
        nullable=True,
        description="First words of the article that state it; `evidence` has the others, by `record_id`.",
    ),
    Column(
        name="start_offset",
        type="INTEGER",
        nullable=True,
        at_least=0,
        description="First character of these words in `articles.article_text`, counted from 0 in code points.",
    ),
    Column(name="end_offset", type="INTEGER", nullable=True, above=0, description="Character behind these words."),
)

_PERSON = (
    Column(
        name="person_id",
        type="VARCHAR",
        nullable=True,
        description="Person across articles: an id of `persons`, which is an inference; the folded name where there is none, null "
        "where the case gives no name.",
    ),
    field_column(Case, "name", "person_name"),
)

_STORY = Column(
    name="story_id",
    type="VARCHAR",
    nullable=True,
    description="Story of the article: copies of one story share it, so that `count(DISTINCT story_id)` counts a story once.",
)

_STATED_DATE = Column(
    name="stated_date",
    type="VARCHAR",
    nullable=True,
    description="When it was said, ISO 8601; the publication date where the article does not say.",
)


def _record_id(of: str) -> Column:
    return Column(
        name="record_id",
        type="VARCHAR",
        description=f"{of}: `casebook explain` shows its words, `evidence.record_id` leads to them.",
    )


def _text(name: str, description: str) -> Column:
    return Column(name=name, type="VARCHAR", nullable=True, description=description)


def _answers(
    name: str,
    description: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    refers: tuple[str, str] | None = None,
) -> Table:
    """Return a table whose rows follow those of `refers` (table and key column), and come and go with their article."""
    references = [Reference("article_id", "articles", "article_id")]
    if any(column.name == "case_id" for column in columns):
        references.append(Reference("case_id", "cases", "case_id"))
    if refers is not None:
        references.append(Reference("record_id", *refers))
    return Table(name=name, description=description, key=key, columns=columns, references=tuple(references))


CASE_OVERVIEW = _answers(
    "case_overview",
    "One row a case: who, how far it has come, for what, and which article says so.",
    ("case_id",),
    (
        *_PERSON,
        field_column(Case, "status"),
        Column(
            name="has_finding",
            type="BOOLEAN",
            description="Whether the article reports a conviction, guilty plea or sentencing that happened; false means "
            "allegations only, or none.",
        ),
        _text("charges_listed", "Charges in text order, each with its stage in brackets; null when there is none."),
        _text("events_listed", "Events that have happened, with their dates, earliest first; null when there is none."),
        _text("penalties_imposed", "Sentence as written; null when none is reported."),
        _text("penalties_faced", "Penalties the person only faces, as written: no sentence."),
        field_column(Case, "age"),
        field_column(Case, "nationality"),
        field_column(Case, "residence"),
        field_column(Case, "jurisdiction"),
        field_column(Case, "court"),
        field_column(Case, "custody_place"),
        *_OF_ARTICLE,
        *_WORDS,
        _STORY,
        _record_id("The case"),
        case_id(),
        article_id(),
    ),
)

ALLEGATIONS_AND_FINDINGS = _answers(
    "allegations_and_findings",
    "Each charge with its standing, so that an allegation never looks like a finding.",
    ("record_id",),
    (
        *_PERSON,
        Column(
            name="standing",
            type="VARCHAR",
            value_set=STANDINGS,
            description="`allegation`: alleged or charged, nothing is proven; `finding`: convicted or pleaded guilty; "
            "`cleared`: acquitted or dismissed.",
        ),
        field_column(Charge, "stage", "charge_stage"),
        field_column(Charge, "text", "charge_text"),
        field_column(Charge, "iccs", "iccs_code"),
        field_column(Charge, "counts"),
        field_column(Case, "jurisdiction"),
        *_OF_ARTICLE,
        *_WORDS,
        field_column(Charge, "confidence"),
        _STORY,
        _record_id("The charge"),
        case_id(),
        article_id(),
    ),
    ("charges", "charge_id"),
)

PERSON_TIMELINE = _answers(
    "person_timeline",
    "Events of persons, each with the article that says so; `modality` tells what has happened and what has not. "
    "The same name need not be the same person: `person_id` is the warehouse's inference.",
    ("record_id",),
    (
        *_PERSON,
        *days_of("event_date", "event"),
        field_column(Event, "date", "event_date"),
        field_column(Event, "type", "event_type"),
        field_column(Event, "modality"),
        field_column(Event, "place", "event_place"),
        *_OF_ARTICLE,
        *_WORDS,
        field_column(Event, "confidence"),
        _STORY,
        _record_id("The event"),
        case_id(),
        article_id(),
    ),
    ("events", "event_id"),
)

STATEMENTS_ABOUT_PERSONS = _answers(
    "statements_about_persons",
    "What sources say about a case person: each claim with each person that it is about.",
    ("record_id", "ordinal"),
    (
        *_PERSON,
        field_column(Claim, "polarity"),
        field_column(Claim, "speaker"),
        field_column(Claim, "speaker_role"),
        Column(
            name="is_own_statement",
            type="BOOLEAN",
            description="Whether the person is the speaker, by the same name.",
        ),
        Column(name="content_text", type="VARCHAR", description="The attributed words."),
        _STATED_DATE,
        *_OF_ARTICLE,
        *_WORDS,
        field_column(Claim, "confidence"),
        _STORY,
        _record_id("The claim"),
        ordinal("the names that the claim is about"),
        case_id(
            nullable=True, description="Case of that person in the same article; null where no case has that name."
        ),
        article_id(),
    ),
    ("claims", "claim_id"),
)

STATED_COUNTS = _answers(
    "stated_counts",
    "Every figure that a claim states of a unit, with its source and its normal form.",
    ("record_id",),
    (
        Column(
            name="unit_key",
            type="VARCHAR",
            description="What is counted, in lower case and without words such as `other` or `more`: rows with the same "
            "key stand side by side.",
        ),
        field_column(Quantity, "comparator"),
        field_column(Quantity, "value", "quantity_value"),
        field_column(Quantity, "text", "quantity_text"),
        Column(
            name="lowest",
            type="DOUBLE",
            nullable=True,
            description="Smallest number that the figure allows (`>`: the next whole number, `~`: a tenth less); null where "
            "it is open.",
        ),
        Column(
            name="highest",
            type="DOUBLE",
            nullable=True,
            description="Largest number that the figure allows (`<`: the whole number before, `~`: a tenth more); null where "
            "it is open.",
        ),
        field_column(Claim, "speaker"),
        field_column(Claim, "speaker_role"),
        field_column(Claim, "polarity"),
        _STATED_DATE,
        Column(name="content_text", type="VARCHAR", description="The attributed words."),
        *_OF_ARTICLE,
        *_WORDS,
        field_column(Quantity, "confidence"),
        _STORY,
        _record_id("The figure"),
        claim_id(),
        article_id(),
    ),
    ("claim_quantities", "quantity_id"),
)

STATED_FACTS = _answers(
    "stated_facts",
    "What an article states of a person on which others can differ: age, nationality, jurisdiction, length of the "
    "sentence, dates of events.",
    ("case_id", "fact"),
    (
        *_PERSON,
        Column(
            name="fact",
            type="VARCHAR",
            description="What is stated: `age`, `nationality`, `jurisdiction`, `months of imprisonment imposed`, or `date of` "
            "an event.",
        ),
        Column(
            name="stated", type="VARCHAR", description="What the article states; several values are joined by `; `."
        ),
        Column(
            name="compared_low",
            type="BIGINT",
            nullable=True,
            description="Start of what the statement allows, for comparing: day of birth or of the event, counted from 1970; "
            "a number that stands for the value where there is no order. Null where it cannot be compared.",
        ),
        Column(
            name="compared_high",
            type="BIGINT",
            nullable=True,
            description="End of what it allows; articles disagree where one's start lies behind another's end.",
        ),
        *_OF_ARTICLE,
        *_WORDS,
        _STORY,
        _record_id("The first record that states it"),
        case_id(),
        article_id(),
    ),
)

ANSWER_TABLES: Final[tuple[Table, ...]] = (
    CASE_OVERVIEW,
    ALLEGATIONS_AND_FINDINGS,
    PERSON_TIMELINE,
    STATEMENTS_ABOUT_PERSONS,
    STATED_COUNTS,
    STATED_FACTS,
)
"""Flat tables, made anew for the articles that changed."""
