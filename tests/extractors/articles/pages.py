"""Documents for the tests of this folder: raw documents from text, and a whole page around a story."""

from __future__ import annotations

import hashlib

from schemas.article import RawDocument

STORY = (
    "Ana Belt, 34, was arrested in Lorne on Friday and charged with theft from her employer, police said.",
    "“She took the money over three years,” detective Tom Rill told reporters outside the court on Saturday.",
    "Belt pleaded not guilty and was released on bail; her trial will begin in the spring, the court said.",
)
"""Three paragraphs that read like running text."""

BODY = "\n".join(f"<p>{paragraph}</p>" for paragraph in STORY)
TEXT = "\n\n".join(STORY)


def raw(content: str | bytes, form: str = "text", **given_beside: str) -> RawDocument:
    """Return a raw document with this content and the values given beside it."""
    content = content.encode() if isinstance(content, str) else content
    return RawDocument(
        path="doc", sha256=hashlib.sha256(content).hexdigest(), format=form, content=content, **given_beside
    )


def page(body: str = BODY, head: str = "", before: str = "", after: str = "") -> str:
    """Return a page with a menu, a headline, the body in a plain element, and a footer."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>Clerk held over theft - Lorne Courier</title>{head}</head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div id="wrap"><h1>Clerk held over theft</h1>{before}<div class="main-column">{body}</div>{after}</div>
<footer><p>The Lorne Courier is printed in Lorne. All rights reserved.</p></footer></body></html>"""
