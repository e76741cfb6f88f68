"""Pages that people look at: runs and their quality, articles with the evidence in place, persons, disputed counts.

    build           what is built, and in which order; the only entry: `build_report`
    snapshot        questions to the newest snapshot, over one connection
    run_pages       the index, one page a run, coverage     ── runs, coverage, charts
    article_pages   one page an article, and their list     ── articles, highlights
    people          one page a name, and their list
    disputed        counts of different sources that exclude each other
    wording         values as a reader expects them; stages that keep an allegation an allegation
    environment     templates with escaping always on, and the policy that lets nothing of an article run
    lists, many     long lists cut into pages; many pages made in several processes
    folder          writes only pages that changed, removes those that are gone

Pages are files that open from disk without a network. They read the newest snapshot and never the writer's database.
"""

from flows.report.build import build_report

__all__ = ["build_report"]
