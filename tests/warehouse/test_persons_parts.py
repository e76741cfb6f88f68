"""Names, groups, matters and decisions, each on its own: pure functions and tables of small cases."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ConfigError
from warehouse.persons.clusters import Link, Node, find_clusters
from warehouse.persons.matters import CaseInBrief, find_matters
from warehouse.persons.names import block_keys, parse_name, parts_disagree
from warehouse.persons.overrides import add_decisions, new_decision, read_decisions


@pytest.mark.parametrize(
    ("name", "given", "surname", "middles", "suffix"),
    [
        ("Mira Okonjo", "mira", "okonjo", (), None),
        ("Okonjo", None, "okonjo", (), None),
        ("Dr. Mira A. Okonjo", "mira", "okonjo", ("a",), None),
        ("Lt. Col. Tomas Ferrin Jr.", "tomas", "ferrin", (), "jr"),
        ("Ferrin, Tomas", "tomas", "ferrin", (), None),
        ("Ferrin, Jr.", None, "ferrin", (), "jr"),
        ("José de la Cruz", "jose", "cruz", (), None),
        ("Khairi al-Masri", "khairi", "masri", (), None),
        ("Anna Petrova-Lindqvist", "anna", "lindqvist", ("petrova",), None),
        ("Park Won-soon", "park", "wonsoon", (), None),
        ("Siobhan O’Sullivan", "siobhan", "osullivan", (), None),
        ("Łukasz Żak", "lukasz", "zak", (), None),
        ("Sheikh Hassan", None, "hassan", (), None),
    ],
)
def test_a_name_has_parts(name, given, surname, middles, suffix):
    """Titles, particles, accents, hyphens and the order with a comma are no part of the name."""
    parts = parse_name(name)
    assert (parts.given, parts.surname, parts.middles, parts.suffix) == (given, surname, middles, suffix)


@pytest.mark.parametrize("text", ["", "  ", "—", "123", "..."])
def test_what_is_no_name_has_none(text):
    """Signs and figures are no name."""
    assert parse_name(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Ali Darwish", "Muhammad Darwish"),
        ("Sergei Kuznetsov", "Sergey Kuznetsov"),
        ("Yevgeny Orlov", "Evgeny Orlov"),
        ("Bill Hargreaves", "William Hargreaves"),
        ("Park Won-soon", "Won-soon Park"),
        ("Maria Licea Rosales", "Maria Licea"),
        ("Anna Petrova-Lindqvist", "Anna Lindqvist"),
        ("M. Okonjo", "Mira Okonjo"),
        ("Tomas Ferin", "Tomas Ferrin"),
    ],
)
def test_forms_of_one_name_meet_in_a_block(one, other):
    """Other spellings, orders, double names, short forms and initials are compared, and do not exclude each other."""
    first, second = parse_name(one), parse_name(other)
    assert set(block_keys([first])) & set(block_keys([second]))
    assert parts_disagree(first, second) is None


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Nicolas Duran", "Alejandro Duran", "given names differ"),
        ("John Allen Smith", "John Brian Smith", "middle names differ"),
        ("Tomas Ferrin Jr.", "Tomas Ferrin Sr.", "one is Jr, the other Sr"),
    ],
)
def test_names_that_exclude_each_other(one, other, words):
    """Given names, middle names and generations that are stated on both sides and differ are two persons'."""
    assert words in parts_disagree(parse_name(one), parse_name(other))


def test_a_surname_alone_meets_nobody():
    """No block holds a bare surname, so that it joins nothing."""
    assert block_keys([parse_name("Okonjo")]) == []


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_is_parsed(text):
    """No name breaks the parser, and its keys are few and the same each time."""
    parts = parse_name(text)
    if parts:
        keys = block_keys([parts])
        assert keys == sorted(set(keys)) and len(keys) <= 20


NODES = {
    "case_a": Node("a", parse_name("John Smith"), 1980, 1981),
    "case_b": Node("b", parse_name("John Smith"), None, None),
    "case_c": Node("c", parse_name("John Smith"), 1990, 1991),
    "case_d": Node("c", parse_name("John Smith"), 1980, 1981),
    "case_e": Node("e", parse_name("J. Smith"), None, None),
    "case_f": Node("f", parse_name("James Smith"), None, None),
}


def groups(links, same=(), apart=(), nodes=NODES):
    """Return the groups of more than one case."""
    found = find_clusters(nodes, [Link(*link) for link in links], same, apart, join_weight=5)
    members = {}
    for case_id, group in sorted(found.group_of.items()):
        members.setdefault(group, []).append(case_id[-1])
    return sorted("".join(group) for group in members.values() if len(group) > 1), found.refusals


@pytest.mark.parametrize(
    ("links", "expected", "refusal"),
    [
        ([("case_a", "case_b", 9)], ["ab"], None),
        ([("case_a", "case_b", 4.9)], [], None),
        ([("case_a", "case_b", 9), ("case_b", "case_c", 8), ("case_a", "case_c", 1)], ["ab"], "ages do not fit"),
        ([("case_c", "case_d", 9)], [], "one article"),
        ([("case_b", "case_e", 9), ("case_e", "case_f", 8), ("case_b", "case_f", 1)], ["be"], "given names differ"),
        ([("case_a", "case_b", 9), ("case_b", "case_d", 8)], ["abd"], None),
        (
            [("case_a", "case_b", 9), ("case_d", "case_e", 8), ("case_b", "case_d", 7)],
            ["ab", "de"],
            "only 1 of 4 pairs",
        ),
    ],
)
def test_no_chain_joins_two_people(links, expected, refusal):
    """A third case between two people joins neither years of birth nor names that exclude each other."""
    found, refusals = groups(links)
    assert found == expected
    assert refusal is None or any(refusal in reason for reason in refusals.values())


def test_decisions_come_first():
    """`same` joins what nothing else does; `not the same` parts what everything joins, by way of third cases too."""
    assert groups([], same=[("case_a", "case_c")])[0] == ["ac"]
    links = [("case_a", "case_b", 30), ("case_b", "case_d", 20), ("case_a", "case_d", 10)]
    found, refusals = groups(links, apart=[("case_a", "case_d")])
    assert found == ["ab"]
    assert "by hand" in refusals["case_b", "case_d"]


@given(
    st.permutations(range(6)),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 12)), max_size=20),
)
@settings(max_examples=100)
def test_groups_do_not_depend_on_order(order, drawn):
    """The same cases and pairs give the same groups, in whatever order they come."""
    names = sorted(NODES)
    weights = {tuple(sorted((names[one], names[other]))): weight for one, other, weight in drawn if one != other}
    links = [(*pair, weight) for pair, weight in sorted(weights.items())]
    shuffled = {names[place]: NODES[names[place]] for place in order}
    assert groups(links)[0] == groups(links[::-1], nodes=shuffled)[0]


def brief(case_id, *, state="US", sections=("07",), facts=(), day="2023-05-01"):
    """Return a case in brief."""
    published = dt.date.fromisoformat(day) if day else None
    return CaseInBrief(case_id, state, frozenset(sections), frozenset(facts), published)


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([brief("a"), brief("b", day="2023-06-01")], [["a", "b"]]),
        ([brief("a"), brief("b", sections=("01",))], [["a"], ["b"]]),
        ([brief("a"), brief("b", state="GB")], [["a"], ["b"]]),
        ([brief("a"), brief("b", day="2035-01-01")], [["a"], ["b"]]),
        (
            [brief("a", facts=("arrested 2023-01-02",)), brief("b", sections=("01",), facts=("arrested 2023-01-02",))],
            [["a", "b"]],
        ),
        ([brief("a"), brief("b", sections=(), state=None)], [["a", "b"]]),
        ([brief("a"), brief("b", day="2035-01-01"), brief("c", sections=(), day="2034-01-01")], [["a"], ["c", "b"]]),
        ([brief("a", day=None), brief("b", day=None, sections=())], [["a", "b"]]),
    ],
)
def test_cases_of_one_matter_make_a_file(cases, expected):
    """Like charges near in time, or a shared dated event, of no other state; without charges, the matter next in time."""
    assert find_matters(cases) == expected == find_matters(cases[::-1])


ONE, OTHER, THIRD = "case_0000000000000001", "case_0000000000000002", "case_0000000000000003"


def test_decisions_are_kept_line_by_line(tmp_path):
    """What is written is read again, with who, when and why; a line of the user's own stays as it is."""
    file = tmp_path / "persons.csv"
    assert read_decisions(file) == []
    add_decisions(file, [new_decision(OTHER, ONE, "same", "M. Ruiz", "same trial, same town")])
    file.write_text(file.read_text() + f"{THIRD},{ONE},Not the same,,,", encoding="utf-8")
    add_decisions(file, [new_decision(OTHER, THIRD, "not the same", None, None)])
    found = read_decisions(file)
    assert [(d.case_id_l, d.case_id_r, d.decision) for d in found] == [
        (ONE, OTHER, "same"), (ONE, THIRD, "not the same"), (OTHER, THIRD, "not the same"),
    ]  # fmt: skip
    assert (found[0].decided_by, found[0].why) == ("M. Ruiz", "same trial, same town")
    assert "Not the same" in file.read_text()


HEAD = "case_id_l,case_id_r,decision,decided_by,decided_on,why\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}{ONE},{OTHER},maybe,,,", "line 2: `maybe` is no decision"),
        (f"{HEAD}{ONE},somebody,same,,,", "`somebody` is no id of a case"),
        (f"{HEAD}{ONE},{ONE},same,,,", "decided against itself"),
        (f"{HEAD}{ONE},{OTHER},same,,,\n{OTHER},{ONE},not the same,,,", "contradicts itself"),
        (f"{HEAD}{ONE},{OTHER},same,,,\n{OTHER},{THIRD},same,,,\n{ONE},{THIRD},not the same,,,", "contradicts itself"),
        ("a,b\n1,2", "first line must name the columns"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_cannot_hold_is_one_sentence(tmp_path, text, message):
    """A line that cannot be understood, or lines that contradict each other, are named in one sentence."""
    file = tmp_path / "persons.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError, match=message) as error:
        read_decisions(file)
    assert "\n" not in str(error.value)


def test_a_review_becomes_decisions(tmp_path):
    """More columns, lines left open and a spreadsheet's semicolons are understood; lines are added in the same form."""
    file = tmp_path / "persons.csv"
    file.write_text(
        f"﻿case_id_l;case_id_r;decision;decided_by;decided_on;why;weight\n{ONE};{OTHER};;;;;3\n{ONE};{THIRD};same;;;;2\n",
        encoding="utf-8",
    )
    assert [d.pair for d in read_decisions(file)] == [(ONE, THIRD)]
    add_decisions(file, [new_decision(ONE, OTHER, "not the same", None, "x")])
    assert [d.decision for d in read_decisions(file)] == ["not the same", "same"]
    with pytest.raises(ConfigError, match="says already"):
        add_decisions(file, [new_decision(ONE, THIRD, "not the same", None, None)])
