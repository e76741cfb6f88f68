"""Pages that people look at: runs and their quality, articles with the evidence in place, persons, disputed counts.

    build         what is built, and in which order; the only entry: `build_report`
    inventory     what the warehouse holds now, run by run: counts, rows, quarantine, expectations, coverage
    articles      one article with its records, read for its page
    highlights    the article's text with every record's words marked, as markup
    people        one person's events over all articles that name them
    disputed      claims that count the same things
    charts        numbers as SVG, drawn when the page is made: no script, prints as it stands
    wording       values as a reader expects them: dates, terms, money, stages that keep an allegation an allegation
    environment   templates with escaping always on, and the policy that lets nothing of an article run
    folder        writes only pages that changed, removes those that are gone

Pages are files that open from disk without a network. They read the newest snapshot and never the writer's database.
"""

from flows.report.build import build_report

__all__ = ["build_report"]
