"""Which figures dispute each other: same unit, matter that can be the same, ranges that exclude each other."""

from __future__ import annotations

import pytest

from flows.report.disputed import _differ, _same_matter


def figure(source, lowest, highest, **more):
    defaults = {
        "quantity_unit": "clients",
        "unit_key": "clients",
        "article_id": "a",
        "people": [],
        "content_text": "clients lost their savings",
        "speaker_text": None,
    }
    return {"speaker": source, "lowest": lowest, "highest": highest} | defaults | more


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ((60, 60), (60, 60), False),
        ((60, 60), (61, 61), True),
        ((61, None), (70, 70), False),  # more than 60, and 70
        ((61, None), (60, 60), True),
        ((60, None), (60, 60), False),
        ((None, 59), (60, 60), True),  # less than 60, and 60
        ((None, 60), (60, None), False),
        ((None, 60), (None, 20), False),
        ((90, 110), (95, 95), False),  # about 100, and 95
        ((90, 110), (80, 80), True),
    ],
)
def test_figures_that_exclude_each_other(one, other, differ):
    """Two sources dispute a figure when no number could make both right."""
    rows = [figure("Police", *one), figure("A union", *other)]
    assert differ == _differ(rows)
    assert differ == _differ(rows[::-1])


def test_one_source_does_not_dispute_itself():
    """Figures that one source gives at different times are no dispute."""
    assert not _differ([figure("Police", 60, 60), figure("Police", 80, 80)])


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({}, 1),
        ({"article_id": "b"}, 2),
        ({"article_id": "b", "people": ["mira okonjo"]}, 1),
    ],
)
def test_the_same_unit_is_not_the_same_matter(changes, groups):
    """Figures of two articles belong together when the articles name a person together."""
    rows = [figure("Police", 60, 60, people=["mira okonjo"]), figure("A union", 80, 80, **changes)]
    assert groups == len(_same_matter(rows))


def test_a_unit_that_names_a_people_is_a_matter_of_its_own():
    """Figures of `Kenyans` are compared over all articles."""
    unit = {"quantity_unit": "Kenyans", "unit_key": "kenyans"}
    assert len(_same_matter([figure("A", 1, 1, **unit), figure("B", 2, 2, article_id="b", **unit)])) == 1


def test_money_needs_common_words():
    """Two sums in one article are not the same sum."""
    unit = {"quantity_unit": "USD", "unit_key": "usd"}
    rows = [
        figure("A", 2e6, 2e6, content_text="the clinics lost nearly $2 million", **unit),
        figure("B", 3e6, 3e6, content_text="the fine of $3 million is too low", **unit),
        figure("C", 4e6, 4e6, content_text="what the clinics lost is $4 million, in eleven clinics", **unit),
    ]
    assert sorted(len(group) for group in _same_matter(rows)) == [1, 1, 1]
    rows[2]["content_text"] = "nearly all clinics together reported losses of millions"
    rows[0]["content_text"] = "clinics reported losses of $2 million"
    assert sorted(len(group) for group in _same_matter(rows)) == [1, 2]
