"""Web pages: what of a page is the story, and in what form it comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractors.articles.parse import parse_article
from schemas.errors import NotAnArticleError
from tests.extractors.articles.pages import BODY, STORY, TEXT, page, raw

if TYPE_CHECKING:
    from schemas.article import Article


def parsed(html: str) -> Article:
    return parse_article(raw(html, "html"))


def reasons(article: Article) -> dict[str, str]:
    return {block.text: block.reason for block in article.removed}


def test_a_page_gives_its_story_alone():
    """Menu, headline and footer are removed; each removed block has its reason."""
    article = parsed(page())
    assert article.text == TEXT
    assert {"Home News": "navigation", "Clerk held over theft": "headline"}.items() <= reasons(article).items()
    assert article.segments == ()


@pytest.mark.parametrize(
    ("insert", "reason"),
    [
        ('<figure><img src="a.jpg"><figcaption>Ana Belt leaves the court.</figcaption></figure>', "caption"),
        ('<p class="wp-caption-text">Ana Belt leaves the court.</p>', "caption"),
        ("<p>The court in Lorne. (AP Photo/Tom Rill)</p>", "caption"),
        ('<p>Read more: <a href="/x">The bank that lost its clerk</a></p>', "related_links"),
        ('<p><a href="/x">Clerk denies theft as trial opens in Lorne</a></p>', "related_links"),
        ('<div class="related-stories"><h3>Related</h3><p>A banker was jailed for life on Monday.</p></div>', "related_links"),
        ('<div class="newsletter-signup"><p>Get the Lorne news every morning in your inbox.</p></div>', "newsletter"),
        ("<p>Sign up for our daily newsletter and get the news in your inbox.</p>", "newsletter"),
        ('<div class="share-tools">Share on Facebook</div>', "share_bar"),
        ("<aside><p>Ten things to know about theft in our town this year.</p></aside>", "page_frame"),
        ('<div class="author-bio"><p>Carl Dunn has covered the courts of Lorne for ten years.</p></div>', "author"),
        ("<p>Carl Dunn contributed to this report.</p>", "reporter_credit"),
        ("<p>With inputs from agencies</p>", "agency_credit"),
        ('<div style="display: none"><p>Another story for subscribers that nobody sees here.</p></div>', "hidden"),
        ('<section id="comments"><p>She is innocent, I know her well, and so does all of Lorne.</p></section>', "comments"),
        ("<p>Advertisement</p>", "advertisement"),
        ("<p>Updated at 1:23 p.m.</p>", "metadata"),
    ],
)  # fmt: skip
def test_inserts_are_removed_with_their_reason(insert: str, reason: str):
    """What stands between the story's paragraphs and is not the story goes out."""
    first, rest = BODY.split("\n", 1)
    article = parsed(page(f"{first}\n{insert}\n{rest}"))
    assert article.text == TEXT
    assert reason in {block.reason for block in article.removed}


@pytest.mark.parametrize(
    ("insert", "text"),
    [
        ("<ul><li>theft of $400</li><li>two counts of fraud</li></ul>", "theft of $400\n\ntwo counts of fraud"),
        ("<h2>The charges</h2>", "The charges"),
        ("<blockquote><p>I took nothing.</p></blockquote>", "I took nothing."),
        (
            '<blockquote class="twitter-tweet"><p>Justice for Ana</p>— Tom (@tom)</blockquote>',
            "Justice for Ana\n\n— Tom (@tom)",
        ),
        ("<table><tr><td>Theft</td><td>2 counts</td></tr></table>", "Theft\n\n2 counts"),
        ("<p>The sum:<br>$400<br>in all</p>", "The sum:\n\n$400\nin all"),
        ("<p>He wept.<br><br>She did not.</p>", "He wept.\n\nShe did not."),
        ("<p>the&nbsp;court\u200b of <b>Lo</b>rne</p>", "the court of Lorne"),
        ("<p>one <a href='/x'>linked</a> <i>and</i><span> another</span> word</p>", "one linked and another word"),
        (
            "<p>The charges:<br>Theft of $400<br>Fraud<br>Ana Belt, 34</p>",
            "The charges:\n\nTheft of $400\n\nFraud\n\nAna Belt, 34",
        ),
        ("<p>She said <q>never</q> twice.</p>", "She said “never” twice."),
        ("<p><cite>Lorne (LC)</cite>The court sat.</p>", "Lorne (LC) The court sat."),
        (
            "<ul><li><a href='/x'>the indictment</a></li><li>the plea</li><li>the verdict</li></ul>",
            "the indictment\n\nthe plea\n\nthe verdict",
        ),
        ("<div>A line in a plain element, as some write them.</div>", "A line in a plain element, as some write them."),
    ],
)
def test_forms_of_the_story(insert: str, text: str):
    """Lists, sub-headings, quotes, tables and line breaks come out as paragraphs; no words are glued."""
    first, rest = BODY.split("\n", 1)
    assert parsed(page(f"{first}\n{insert}\n{rest}")).text == "\n\n".join([STORY[0], text, *STORY[1:]])


def test_sections_beside_each_other_are_one_story():
    """A body that is cut into elements of one kind, with an advertisement between, is whole."""
    body = '<div class="art-part">{}</div><div class="ad-slot">Buy now</div><div class="art-part">{}</div>'
    twice = [sentence.upper() for sentence in STORY]
    second = "".join(f"<p>{paragraph}</p>" for paragraph in twice)
    assert parsed(page(body.format(BODY, second))).text == "\n\n".join([*STORY, *twice])


def test_the_next_story_of_an_endless_page_is_another_story():
    """Stories that a page loads below its own, each with its headline, are not joined to it."""
    other = "".join(f"<p>{sentence.replace('Belt', 'Dunn')}</p>" for sentence in STORY)
    body = f'<div class="story-text">{BODY}</div><h1>Dunn held as well</h1><div class="story-text">{other}</div>'
    assert parsed(page(body)).text == TEXT


def test_a_long_discussion_is_not_the_story():
    """Readers may write more than the reporter."""
    comments = "".join(
        f"<li><p>I think number {n} is right, and I said so to all my friends.</p></li>" for n in range(60)
    )
    assert parsed(page(after=f'<ol class="comment-list">{comments}</ol>')).text == TEXT


def test_a_paywall_around_the_story_does_not_hide_it():
    """An element whose name says newsletter or paywall is part of the story when it holds much of it."""
    assert parsed(page(f'<article><div class="paywall subscriber-only">{BODY}</div></article>')).text == TEXT


def test_a_menu_that_is_never_closed_does_not_swallow_the_story():
    """Broken markup puts the whole page into the menu; the story is found all the same."""
    many = "".join(f"<p>{sentence} ({n})</p>" for n in range(9) for sentence in STORY)
    article = parsed(f"<html><body><nav><a href='/'>Home</a><div class='story-body'>{many}</div></body></html>")
    assert STORY[0] in article.text


def test_a_page_drawn_by_a_script_is_read_from_its_json_ld():
    """Where the page shows nothing, the body in its JSON-LD is the story."""
    long = " ".join(STORY * 2)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{long}"}}</script>'
    article = parsed(f"<html><head>{head}</head><body><div id='app'>Loading</div></body></html>")
    assert long == article.text


def test_a_discussion_without_names_is_cut_at_its_heading():
    """The readers' part begins where its heading says so."""
    readers = "".join(f"<p>I have known her for {n} years and do not believe a word of it.</p>" for n in range(9))
    article = parsed(page(f"{BODY}<h2>9 responses to “Clerk held over theft”</h2>{readers}"))
    assert article.text == TEXT


def test_rows_of_teasers_are_removed():
    """Small elements with a linked headline and a line about it are other stories."""
    row = "".join(
        f'<div><h3><a href="/{n}">Banker number {n} jailed for life</a></h3><p>He had stolen from {n} clients, a jury found.</p></div>'
        for n in range(4)
    )
    assert parsed(page(f"{BODY}<div>{row}</div>")).text == TEXT


def test_the_author_above_and_below_the_story_is_removed():
    """The name that the page states elsewhere is known again in the story's element."""
    head = '<meta name="author" content="Carl Dunn">'
    article = parsed(page(f"<p>Carl Dunn in Lorne</p>{BODY}<p>Carl Dunn covers the courts and has two cats.</p>", head))
    assert (article.text, article.byline) == (TEXT, "Carl Dunn")


def test_a_quoted_line_twice_in_one_place_stays_and_a_second_copy_goes():
    """A list may repeat its entry; a copy of the story for narrow screens is none."""
    repeated = "<p>She faces up to five years in prison on each of the counts, he said.</p>"
    article = parsed(page(f"{BODY}{repeated}{repeated}<div><div>{BODY}</div></div>"))
    line = "She faces up to five years in prison on each of the counts, he said."
    assert article.text == f"{TEXT}\n\n{line}\n\n{line}"


def test_a_flash_of_one_line_is_an_article():
    """News of one line need not end in a full stop."""
    flash = "Court in Lorne jails former clerk for five years over bank theft"
    assert parsed(page(f"<p>{flash}</p>")).text == flash


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Clerk held over theft</title></item></channel></rss>',
        '<html><body><h1>Sign in</h1><form><input type="email"><input type="password"></form><p>No account? Join.</p></body></html>',
        "<html><body><nav><a href='/'>Home</a></nav><p>Page not found</p></body></html>",
    ],
)
def test_feeds_sign_in_and_error_pages_are_no_articles(content: str):
    """What holds no article is refused by name."""
    with pytest.raises(NotAnArticleError):
        parsed(content)


def test_a_bare_fragment_is_a_page():
    """Rows of feeds carry the body alone."""
    assert parsed(BODY).text == TEXT
