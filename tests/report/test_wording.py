"""Values in words: precision kept, allegations kept allegations, nothing unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report import wording
from schemas.vocabulary import EVENT_LADDER


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2023-04-27", "27 April 2023"),
        ("2023-04", "April 2023"),
        ("2019", "2019"),
        ("2023-02-30", "2023-02-30"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_dates_keep_their_precision(date, words):
    """A month stays a month, a year a year; what is no date is shown as it stands."""
    assert words == wording.format_date(date)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"months": 54}, "prison, 4 years 6 months"),
        ({"months": 240, "comparator": "<="}, "prison, up to 20 years"),
        ({"months": 12, "months_max": 36}, "prison, 1 year to 3 years"),
        ({"penalty_kind": "life"}, "life in prison"),
        (
            {"penalty_kind": "fine", "money_value": 1500.5, "currency": "EUR", "comparator": ">"},
            "fine, more than EUR 1,500.5",
        ),
    ],
)
def test_penalties(changes, words):
    """A penalty is its kind and its measure with the bound."""
    empty = {"penalty_kind": "imprisonment", "months": None, "months_max": None, "money_value": None, "currency": None}
    assert words == wording.describe_penalty(empty | {"comparator": "="} | changes)


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.9999, ">99%"), (1, "100%"), (None, "none")]
)
def test_shares_are_whole_only_when_they_are(share, words):
    """Nearly all is not all, and hardly any is not none."""
    assert words == wording.format_share(share)


@pytest.mark.parametrize("stage", ["alleged", "charged"])
def test_an_allegation_says_so(stage):
    """A charge that is not proven never stands without these words."""
    assert "not proven" in wording.STAGES[stage]
    assert wording.STAGE_GROUPS[stage] == "accused"


@pytest.mark.parametrize("kind", EVENT_LADDER)
def test_an_event_that_has_not_happened_is_no_participle(kind):
    """Only what happened reads as if it had."""
    happened = wording.describe_event({"event_type": kind, "modality": "actual"})
    announced = wording.describe_event({"event_type": kind, "modality": "scheduled"})
    assert happened != announced or kind == "trial"


@given(st.text())
def test_shown_keeps_every_place(text):
    """What is shown has the length of the text and nothing that hides or reverses."""
    seen = wording.shown(text)
    assert len(text) == len(seen)
    assert not set(seen) & set("\x00\r\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_names_are_compared_without_case_and_accents():
    """`José Ángel` and `JOSE  ANGEL` are one name, and its page has a name that says nothing of it."""
    assert wording.fold_name("José Ángel") == wording.fold_name("JOSE  ANGEL")
    assert wording.page_name("jose angel").isalnum()
