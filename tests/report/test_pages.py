"""The pages as files: complete, linked, quiet, and made again only when they change."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote, urlsplit

import pytest

from flows.report.environment import HERE, environment
from schemas.errors import QueryError
from tests.made_up import make_case, make_charge, make_numbered, make_penalty
from tests.report.conftest import HOSTILE, disputing_rows, page, words_on


def pages_of(site):
    pages = {path.relative_to(site).as_posix(): page(path) for path in sorted(site.rglob("*.html"))}
    assert len(pages) > 5
    return pages


def test_every_link_leads_somewhere(site):
    """Each link of each page is to a page that is there, and to an element that it has."""
    pages = pages_of(site)
    ids = {name: {element.get("id") for element in tree.iter() if element.get("id")} for name, tree in pages.items()}
    for name, tree in pages.items():
        for link in tree.iter("a"):
            address = urlsplit(unquote(link.get("href")))
            assert not address.scheme, (name, link.get("href"))
            assert not address.netloc, (name, link.get("href"))
            target = name
            if address.path:
                target = (site / name).parent.joinpath(address.path).resolve().relative_to(site.resolve()).as_posix()
            assert target in pages, (name, link.get("href"))
            assert not address.fragment or address.fragment in ids[target], (name, link.get("href"))


def test_ids_are_unique(site):
    """No page has two elements of one id."""
    for name, tree in pages_of(site).items():
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name


def test_nothing_is_asked_for_and_nothing_runs(site):
    """Pages load one stylesheet of ours, run one script of ours, and have no element or attribute that could do more."""
    for name, tree in pages_of(site).items():
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "default-src 'none'" in policy
        assert not re.search(r"https?:|unsafe|\*", policy)
        assert {"link", "script"} >= {
            e.tag for e in tree.iter("link", "script", "iframe", "img", "object", "embed", "form", "base", "style")
        }, name
        assert [re.sub(r"^(\.\./)?", "", link.get("href")) for link in tree.iter("link")] == ["assets/report.css"]
        for element in tree.iter():
            for attribute in element.attrib:
                assert not attribute.startswith("on"), (name, element.tag, attribute)
                assert attribute not in {"src", "style", "srcdoc", "background", "ping", "formaction"}, (
                    name,
                    attribute,
                )


def test_hostile_words_are_only_words(site):
    """What an article says in markup stands on its page as text."""
    name, tree = next(
        (n, t)
        for n, t in pages_of(site).items()
        if re.fullmatch(r"articles/[0-9a-f]{16}\.html", n) and HOSTILE[0] in t.get_element_by_id("text").text_content()
    )
    for words in HOSTILE[:7]:
        assert words in tree.get_element_by_id("text").text_content(), name
    assert "49" not in tree.get_element_by_id("text").text_content()


def test_a_second_build_writes_nothing(site, report):
    """Without a change, no page is written again."""
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    assert before
    report()
    assert before == {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}


def test_a_replaced_article_takes_its_page_along(folder, ingest, report):
    """A document that was edited has a page for its new words; the page of the old ones is gone."""
    ingest({"a.txt": make_numbered(1), "b.txt": make_numbered(2)})
    first = set((report() / "articles").iterdir())
    ingest({"a.txt": make_numbered(3)})
    second = set((report() / "articles").iterdir())
    assert (len(first - second), len(second - first)) == (1, 1)


def test_a_damaged_manifest_costs_only_time(ingest, report):
    """Whatever stands in the manifest, the pages are made anew and nothing outside is touched."""
    ingest({"a.txt": make_numbered(1)})
    site = report()
    pages = set(site.rglob("*.html"))
    kept = site.parent.parent / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    for manifest in ("", "[]", "{", '{"design": 1}', '{"design": "x", "pages": {"../../kept.txt": "k"}}'):
        (site / "index.html").write_text("old", encoding="utf-8")
        (site / "manifest.json").write_text(manifest, encoding="utf-8")
        report()
        assert kept.exists(), manifest
        assert json.loads((site / "manifest.json").read_text(encoding="utf-8"))["pages"], manifest
        assert (site / "index.html").stat().st_size > 1000, manifest
        assert pages == set(site.rglob("*.html")), manifest


def test_without_a_warehouse_it_says_so(report):
    """There is a sentence for a folder that holds nothing."""
    with pytest.raises(QueryError, match="holds no warehouse yet"):
        report()


def test_the_run_page_accounts_for_every_document(site):
    """Read = loaded + unchanged + quarantined, and each refusal stands there with its reason."""
    tree = next(t for n, t in pages_of(site).items() if n.startswith("runs/") and "undecodable" in t.text_content())
    words = words_on(tree)
    assert "5 read = 2 loaded + 3 unchanged + 0 quarantined" in words
    assert "1 of 2 promises were kept" in words
    assert tree.xpath("//a[starts-with(@href, '../articles/')]")


def test_imposed_and_faced_penalties_stand_apart(folder, ingest, report):
    """What a person faces is under another heading than what was imposed, and says that it was not."""
    ingest({"a.txt": make_numbered(1, cases=[make_case(sentence=(), charges=(make_charge(stage="alleged"),))])})
    site = report()
    tree = next(t for n, t in pages_of(site).items() if re.fullmatch(r"articles/[0-9a-f]{16}\.html", n))
    words = words_on(tree)
    assert "Sentence imposed" not in words
    assert "not imposed prison, up to 10 years" in words
    assert "Accused of, not proven alleged, not proven wire fraud" in words
    assert "Convicted" not in words


def test_persons_are_put_side_by_side(folder, ingest, report):
    """One page has what all articles say under a name, and where they differ."""
    ingest(
        {
            "a.txt": make_numbered(1, cases=[make_case(sentence=(make_penalty(),))]),
            "b.txt": make_numbered(
                2, cases=[make_case(name="Mirá Okonjo", age=35, sentence=(make_penalty(months=72),))]
            ),
        }
    )
    people = [t for n, t in pages_of(report()).items() if re.fullmatch(r"people/[0-9a-f]{16}\.html", n)]
    assert len(people) == 1
    words = words_on(people[0])
    assert "Named in 2 records of 2 articles" in words
    assert "age 34" in words
    assert "prison, 6 years" in words
    assert "need not be the same person" in words


def test_a_joined_person_says_why(site):
    """A person whose cases were joined has one page, with the words that join them, and every article is named."""
    people = {n: t for n, t in pages_of(site).items() if re.fullmatch(r"people/[0-9a-f]{16}\.html", n)}
    tree = max(people.values(), key=lambda tree: len(words_on(tree)))
    words = words_on(tree)
    assert "Named in 4 records of 4 articles" in words
    assert "Why these articles are taken to be about one person" in words
    assert tree.xpath("//section[@aria-labelledby='why']//li/a[contains(@href, '#case_')]")
    assert "by name alone" not in words


def test_an_article_leads_to_its_copies(site):
    """Articles that print the same text name each other, and say that they are one source."""
    tree = next(t for n, t in pages_of(site).items() if "The same story in" in t.text_content())
    assert "they are one source, not several" in words_on(tree)
    links = tree.xpath("//details[@class='copies']//a/@href")
    assert links
    assert all((site / "articles" / link).exists() for link in links)


def test_charts_stand_on_the_pages_with_words(site):
    """Each chart is an image with a name, with text that can be selected, and no style, script, address or id inside."""
    charts = {n: t.xpath("//svg[@role='img']") for n, t in pages_of(site).items()}
    titles = {chart.get("aria-label").partition(":")[0] for found in charts.values() for chart in found}
    assert {
        "Documents and the records found in them",
        "Time by stage",
        "Where the time went",
        "Documents read",
        "Filled fields by publisher",
        "Articles by day of publication",
        "Cases in an article",
        "Who claimed how many, and when",
    } <= titles
    for found in charts.values():
        for chart in found:
            assert chart.xpath(".//text")
            assert {element.tag for element in chart.iter()} <= {
                "svg",
                "g",
                "path",
                "rect",
                "line",
                "circle",
                "text",
                "title",
            }
            assert not chart.xpath(".//@style | .//@id | .//@href | .//@font-family")


def test_disputed_counts_need_two_sources(folder, ingest, report):
    """Figures that differ stand side by side; one source alone disputes nothing."""
    ingest({"a.txt": disputing_rows(80, "Police", 1), "b.txt": disputing_rows(20, "Police", 2)}, joined=True)
    assert "No two sources" in page(report() / "disputed.html").text_content()
    ingest({"c.txt": disputing_rows(30, "A union", 3, ">=")}, joined=True)  # "at least 30" and 20 exclude each other
    words = words_on(page(report() / "disputed.html"))
    assert "2 sources in 3 articles, from 20 to 80" in words
    assert "at least 30 Lodians" in words


def test_long_lists_are_cut_into_pages(folder, ingest, report, monkeypatch):
    """A list of more entries than a page holds has pages that link to each other."""
    monkeypatch.setattr("flows.report.lists.LISTED_TOGETHER", 2)
    ingest({f"{number}.txt": make_numbered(number) for number in range(5)})
    site = report()
    assert {"index.html", "list_2.html", "list_3.html"} == {path.name for path in (site / "articles").glob("*i*.html")}
    assert len(page(site / "articles" / "index.html").xpath("//ol[@class='list']/li")) == 2


def test_no_template_turns_escaping_off():
    """Templates escape everything: none marks a value as safe or switches escaping off."""
    for template in (HERE / "templates").glob("*"):
        assert not re.search(
            r"\|\s*safe\b|autoescape|xmlattr|\son[a-z]+=|=\{\{|https?://", template.read_text(encoding="utf-8")
        ), template
    assert environment().autoescape is True
