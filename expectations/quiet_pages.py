"""A page of Great Expectations without anything that runs, loads or calls outside.

Scripts, style sheets, fonts, images and outside links go; the page gets casebook's own style inside it, folding
sections that need no script, and a content security policy that forbids every request and every script: even text
that broke out of its markup could do nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import lxml.html
from lxml.html import builder
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from schemas.columns import Table

TEMPLATES = Path(__file__).with_name("templates")

STYLE: Final = (TEMPLATES / "style.css").read_text(encoding="utf-8")

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""Nothing but the style inside the page."""

_DROPPED: Final = (
    "script", "noscript", "link", "style", "img", "svg", "iframe", "object", "embed", "form", "base", "nav", "footer", "video",
    "audio", "source", "picture", "canvas", "meta", "hr",
)  # fmt: skip
_KEPT_ATTRIBUTES: Final = frozenset({"id", "class", "href", "colspan", "rowspan", "aria-hidden", "role"})
_HEADINGS: Final = {"h5": "h2", "h6": "h3"}
"""The library's headings begin at the fifth level."""

_MET: Final = "hide-succeeded-validation-target-child"
_MET_SECTION: Final = "hide-succeeded-validations-column-section-target-child"


def quiet_page(
    page: str, *, table: Table, title: str, home: str, promises: str | None = None, run: str | None = None
) -> str:
    """Return the library's `page` about `table` as one that stands alone.

    It begins with `title`, what a row of the table is, and links to `home`, to the report's page about the `run` and to
    the page of the table's `promises`; a page without those links is the page of the promises itself.
    """
    body = lxml.html.document_fromstring(page).find("body")
    content = _main_part(body)
    _mark_met(content)
    _fold(content)
    for tag in _DROPPED:
        for element in list(content.iter(tag)):
            element.drop_tree()
    for element in list(content.iter()):
        if isinstance(element.tag, str):
            _clean(element)
        else:
            element.drop_tree()  # comments and processing instructions
    _label_icons(content)
    _describe_columns(content, table)
    links = f'<a href="{escape(home)}">Data quality</a>'
    only_broken = ""
    if run is not None:
        links += f' · <a href="{escape(run)}">The run: what was read, loaded and refused</a>'
    if promises is not None:
        links += f' · <a href="{escape(promises)}">What the rows of this table promise</a>'
        only_broken = '<p><label><input type="checkbox" id="only-broken"> Show only broken promises</label></p>'
    inner = lxml.html.tostring(content, encoding="unicode")
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><header><p>{links}</p><h1>{escape(title)}</h1><p>{with_code(table.description)}</p>{only_broken}</header>\n"
        f"<main>{inner}</main></body></html>\n"
    )


def with_code(text: str) -> Markup:
    """Return `text` as HTML, words between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before the tags are put in


def _main_part(body: HtmlElement) -> HtmlElement:
    """Return the sections, those with broken promises first, without navigation bars and side bar."""
    overview, *columns = body.xpath(".//div[contains(concat(' ', @class, ' '), ' ge-section ')]")
    for subheader in overview.xpath(".//*[contains(@id, '-subheader')]"):
        subheader.drop_tree()  # the suite's name once more, and an asset that a frame has not
    broken = [section for section in columns if section.xpath(".//i[contains(@class, 'text-danger')]")]
    content = builder.DIV()
    for section in (overview, *broken, *(section for section in columns if section not in broken)):
        content.append(section)
    return content


def _mark_met(content: HtmlElement) -> None:
    """Give rows and sections whose promises are all kept a class, which the style hides on demand."""
    for cell in content.xpath(f".//*[contains(@class, '{_MET}')]"):
        parent = cell.getparent()
        if parent is not None:
            parent.set("class", f"{parent.get('class', '')} is-met".strip())
    for element in content.xpath(f".//*[contains(@class, '{_MET_SECTION}')]"):
        section = element.getparent().getparent()
        if section is not None:
            section.set("class", f"{section.get('class', '')} is-met".strip())


def _fold(content: HtmlElement) -> None:
    """Turn the library's scripted folds into `details` elements."""
    for link in content.xpath(".//a[@data-toggle='collapse']"):
        target = content.xpath(".//*[@id=$id]", id=link.get("href", "").lstrip("#"))
        if target:
            details = builder.DETAILS(builder.SUMMARY(link.text_content().strip().rstrip(".")))
            target[0].addprevious(details)
            details.append(target[0])
        link.drop_tree()


def _clean(element: HtmlElement) -> None:
    """Leave `element` its text, its place on the page, and links on the same page."""
    element.tag = _HEADINGS.get(element.tag, element.tag)
    for name in list(element.attrib):
        if name not in _KEPT_ATTRIBUTES:
            del element.attrib[name]
    if not element.get("href", "#").startswith("#"):
        del element.attrib["href"]
    if element.tag in {"li", "thead"} and not element.text_content().strip():
        element.drop_tree()


def _label_icons(content: HtmlElement) -> None:
    """Say in words what the library's icon font showed."""
    for icon in content.xpath(".//i[contains(@class, 'fa')]"):
        classes = icon.get("class", "")
        icon.tag = "span"
        if "text-success" in classes:
            icon.set("class", "kept")
            icon.text = "kept"
        elif "text-danger" in classes:
            icon.set("class", "broken")
            icon.text = "broken"
        elif "warning" in classes:
            icon.set("class", "broken")
            icon.text = "not checked"


def _describe_columns(content: HtmlElement, table: Table) -> None:
    """Put below each heading that names a column what the column means."""
    for heading in content.iter("h2"):
        name = heading.text_content().strip()
        if name in table.column_names:
            meaning = builder.P(builder.CLASS("meaning"))
            meaning.append(
                lxml.html.fragment_fromstring(with_code(table.column(name).description), create_parent="span")
            )
            heading.addnext(meaning)
