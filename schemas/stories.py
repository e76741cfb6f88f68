"""Tables of stories: which articles print the same text, such as agency copy on many sites.

`story_articles` is for analysts; the other two are what the next run needs to bring it up to date (`warehouse/stories/`).
"""

from __future__ import annotations

from typing import Final

from schemas.bookkeeping import article_id
from schemas.columns import Column, Reference, Table

_OF_ARTICLE = (Reference("article_id", "articles", "article_id"),)


def _share(name: str, description: str) -> Column:
    return Column(name=name, type="DOUBLE", at_least=0, at_most=1, description=description)


def _text_key(name: str, description: str) -> Column:
    return Column(name=name, type="VARCHAR", pattern=r"^[0-9a-f]{16}$", description=description)


STORY_ARTICLES = Table(
    name="story_articles",
    description="The story that an article prints: copies of one text share it, any other article is a story by itself.",
    key=("article_id",),
    references=_OF_ARTICLE,
    columns=(
        article_id(),
        Column(
            name="story_id",
            type="VARCHAR",
            pattern=r"^story_[0-9a-f]{16}$",
            description="Story that the article prints, named after its representative: counting these counts a story once. "
            "It can change when further copies are loaded.",
        ),
        Column(
            name="is_representative",
            type="BOOLEAN",
            description="Whether the article stands for its story: the copy that is most like all the others; of equals "
            "the earliest, then the longest.",
        ),
        _share(
            "similarity",
            "Part of all phrases of three words, of the article and of the representative, that both have (Jaccard); 1 for "
            "the same words.",
        ),
        _share(
            "overlap",
            "Part of the shorter one's phrases that the other has too: 1 for a copy that is only cut, or only longer.",
        ),
    ),
)

ARTICLE_FINGERPRINTS = Table(
    name="article_fingerprints",
    description="Words of an article in short, for finding copies; articles of fewer than 25 words have none.",
    key=("article_id",),
    references=_OF_ARTICLE,
    columns=(
        article_id(),
        _text_key("text_key", "Key of the article's words, case and punctuation aside: the same words, the same key."),
        Column(name="bands", type="INTEGER[]", description="MinHash bands; texts that agree in one are compared."),
    ),
)

STORY_PAIRS = Table(
    name="story_pairs",
    description="Two texts that were found to be copies of one story; each is the text of one article or more.",
    key=("text_key_l", "text_key_r"),
    columns=(
        _text_key("text_key_l", "One text: `article_fingerprints.text_key`."),
        _text_key("text_key_r", "The other text, whose key is the greater."),
        _share("similarity", "Part of all their phrases of three words that both have (Jaccard)."),
        _share("overlap", "Part of the shorter one's phrases that the other has too."),
        _share("agreement", "Part of the names and numbers inside shared passages that both have."),
    ),
)

STORY_TABLES: Final[tuple[Table, ...]] = (STORY_ARTICLES, ARTICLE_FINGERPRINTS, STORY_PAIRS)
"""Derived after the load; `story_articles` has one row an article."""
