"""The same story twice: articles that print one text, such as agency copy on many sites, gathered into stories.

    texts.py         what of a text tells a copy: phrases, names and numbers; MinHash bands that copies share
    fingerprints.py  bands of articles, taken as they are loaded
    buckets.py       which texts share a band, and so are worth comparing
    pairs.py         whether two texts are copies
    comparison.py    tasks of such pairs, done without the warehouse
    clusters.py      stories from pairs
    update.py        `derive_stories`: all of it for the articles that a run changed

Nothing is deleted. The same articles give the same stories, in whatever order and in however many runs they came: whether two
texts are copies depends on these two alone (and on their days), which texts are compared on how many share a band, and a
story on the pairs among its texts.
"""
