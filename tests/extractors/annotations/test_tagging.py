"""Tagging with weights that are added up beforehand: what CRFsuite makes of the features themselves."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotations import feature_tables, windows
from extractors.annotations.annotate import annotate
from extractors.annotations.chain import OPEN, Chain
from extractors.annotations.crf import load_tagger
from extractors.annotations.feature_tables import FeatureNames, FeatureWeights
from extractors.annotations.features import FeatureMaker, article_hints
from extractors.annotations.model_file import read_model
from extractors.annotations.names import FIRST_MODEL
from extractors.annotations.probabilities import label_probabilities
from extractors.annotations.viterbi import best_labels
from extractors.annotations.windows import Window, windows_of
from extractors.annotations.word_pairs import KnownPairs
from extractors.claims import parts_of_speech

WORDS = [
    "Judge",
    "Ana",
    "of",
    "Lisbon",
    "sentenced",
    "Exemplo",
    ",",
    "Zyxwv",
    "a",
    "on",
    "Monday",
    ".",
    "FBI",
    "“",
    "3|4",
    "3",
    "4|lisbon",
    "|",
]
TEXT = "Judge Ana Modelo of Lisbon sentenced Rui Exemplo, a former banker. Exemplo denied it.\n\nMarta Amostra agreed."

sentences = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=5)


def window_of(stretches: list[list[str]]) -> Window:
    """Return the window whose stretches have as many words as those given."""
    ends = np.cumsum([len(words) for words in stretches]).tolist()
    return Window(list(pairwise([0, *ends])))


def test_model_files_are_read_as_crfsuite_reads_them() -> None:
    """Labels, features and weights are those of CRFsuite's own dump."""
    model, dumped = read_model(FIRST_MODEL), load_tagger(FIRST_MODEL).info()
    states = {
        (model.features[row["feature"]], model.chain.labels[row["label"]]): row["weight"]
        for row in model.weights
        if not row["is_transition"]
    }
    assert dumped.state_features == pytest.approx(states, abs=1e-6)
    for (before, label), weight in dumped.transitions.items():
        stored = model.chain.transitions[model.chain.labels.index(before), model.chain.labels.index(label)]
        assert weight == pytest.approx(stored, abs=1e-6)


@settings(max_examples=40)
@given(sentences)
def test_scores_tag_as_features_do(stretches: list[list[str]]) -> None:
    """From the sums the labels and probabilities come out that CRFsuite finds with all features."""
    words = [word for stretch in stretches for word in stretch]
    window, hints, model = window_of(stretches), article_hints(words), read_model(FIRST_MODEL)
    names, weights = FeatureNames(), FeatureWeights(model)
    rows = names.rows(FeatureMaker(names).of_words(words, window, hints))
    (scores,) = weights.scores(FeatureMaker(weights).of_words(words, window, hints))
    tagger = load_tagger(FIRST_MODEL)
    probabilities, _ = label_probabilities(model.chain, scores, window.stretches)
    labels = best_labels(model.chain, scores, window.stretches, outside="O")
    for first, last in window.stretches:
        assert tagger.tag(rows[first:last]) == labels[first:last]
        for index in range(last - first):
            expected = [tagger.marginal(label, index) for label in model.chain.labels]
            assert expected == pytest.approx(probabilities[first + index].tolist(), abs=1e-12)


@settings(max_examples=40)
@given(sentences)
def test_parts_of_speech_are_those_of_all_features(stretches: list[list[str]]) -> None:
    """Sentences that are tagged together get the tags that CRFsuite gives each with all its features."""
    words = [word for stretch in stretches for word in stretch]
    window, names = window_of(stretches), FeatureNames()
    rows = names.rows(parts_of_speech.FeatureMaker(names).of_words(words, window))
    tagger = load_tagger(parts_of_speech.MODEL)
    expected = [tag for first, last in window.stretches for tag in tagger.tag(rows[first:last])]
    assert expected == parts_of_speech.tag_words(words, window.stretches)


@given(st.lists(st.sampled_from(["a", "b", "a|b", "|", "", "c"]), min_size=2, max_size=12))
def test_pairs_are_found_without_names(words: list[str]) -> None:
    """The features that models know are found for the same pairs of words as by their names, bars in words included."""
    known = {name: number for number, name in enumerate(["p=a|b", "n=a|b", "p=a|b|c", "n=||", "p=a|b|a|b", "n=c|"], 1)}
    pairs = KnownPairs(("p=", "n="), known, lambda name: known.get(name, 0))
    first, second = np.array([pairs.first(word) for word in words]), np.array([pairs.second(word) for word in words])
    expected = [[known.get(f"{prefix}{one}|{other}", 0) for one, other in pairwise(words)] for prefix in ("p=", "n=")]
    assert expected == pairs.find(first[:-1], second[1:]).tolist()


def test_tags_are_those_of_the_model() -> None:
    """The list of tags, by whose places features are looked up, is whole."""
    assert set(parts_of_speech.TAGS) == set(read_model(parts_of_speech.MODEL).chain.labels)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32 - 1), st.sampled_from([1, 5, 40]))
def test_best_labels_are_the_best_of_all(lengths: list[int], seed: int, spread: int) -> None:
    """No other labelling of a stretch has a higher sum, and what is known beforehand is part of it.

    Tokens of no stretch get the label for them.
    """
    chance = np.random.default_rng(seed)
    bounds = np.cumsum([1, *lengths]).tolist()
    stretches = [stretch for number, stretch in enumerate(pairwise(bounds)) if number != 1]
    scores, transitions = chance.normal(size=(bounds[-1] + 1, 3)) * spread, chance.normal(size=(3, 3))
    chain = Chain(("0", "1", "2"), transitions)
    _, told = label_probabilities(chain, scores, stretches)
    ways = [
        best_labels(chain, scores.copy(), stretches, outside="-", known=known)
        for known in (None, chain.sure_labels(scores), told)
    ]
    assert all(ways[0] == way for way in ways)
    found = ways[0]
    assert {"-"} == {found[0], found[-1], *found[slice(*bounds[1:3]) if len(lengths) > 1 else slice(1)]}
    for first, last in stretches:

        def total(labels: tuple[int, ...], first: int = first) -> float:
            own = sum(scores[first + place, label] for place, label in enumerate(labels))
            return float(own + sum(transitions[pair] for pair in pairwise(labels)))

        best = max(product(range(3), repeat=last - first), key=total)
        assert list(map(str, best)) == found[first:last]


def test_probabilities_of_hundreds_of_words() -> None:
    """Sums over a long stretch neither vanish nor overflow, and each token's probabilities add up to 1."""
    chance = np.random.default_rng(1)
    chain = Chain(("0", "1", "2"), chance.normal(size=(3, 3)) * 30)
    scores = chance.normal(size=(900, 3)) * 200
    probabilities, told = label_probabilities(chain, scores, [(0, 500), (500, 501), (600, 900)])
    assert probabilities[500:501].sum() == pytest.approx(1)
    assert np.delete(probabilities.sum(axis=1), range(501, 600)) == pytest.approx(1)
    assert not probabilities[501:600].any()
    assert set(told[501:600]) == {OPEN}


def test_long_articles_are_tagged_in_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the size of windows nor what was forgotten between them changes what is found."""
    expected = annotate(TEXT).names
    assert len(expected) > 3
    assert len(list(windows_of([(0, 5), (5, 9), (12, 14)]))) == 1
    monkeypatch.setattr(windows, "_WINDOW", 4)
    monkeypatch.setattr(feature_tables, "_MOST_GROUPS", 0)
    assert [(w.begin, w.stretches) for w in windows_of([(0, 5), (5, 6), (8, 9), (12, 14)])] == [
        (0, [(0, 5)]),
        (5, [(0, 1), (3, 4)]),
        (12, [(0, 2)]),
    ]
    assert expected == annotate(TEXT).names
    assert expected == annotate(TEXT).names


def test_a_table_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was added up is dropped when it has become too much, memos included, and is made again when it is asked."""
    monkeypatch.setattr(feature_tables, "_MOST_GROUPS", 20)
    weights = FeatureWeights(read_model(FIRST_MODEL))
    maker, window = FeatureMaker(weights), Window([(0, 4)])
    first = weights.scores(maker.of_words(WORDS[:4], window, {}))[0]
    sizes = []
    for number in range(30):
        weights.make_room()
        weights.scores(maker.of_words([f"Word{number}", *WORDS[:3]], window, {}))
        sizes.append(len(weights))
    assert max(sizes) <= 20 + 5 * 8
    assert np.array_equal(first, weights.scores(maker.of_words(WORDS[:4], window, {}))[0])
