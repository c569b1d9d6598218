import numpy as np
from scipy.sparse import csr_matrix

from assistant.trends.terms import class_weights, count_terms, term_key


def test_terms_keep_the_casing_that_abstracts_use() -> None:
    table = count_terms(["", ""], ["We feed BERT to otters.", "Otters like BERT, say the otters."])
    surfaces = dict(zip(table.keys, table.surfaces, strict=True))
    assert surfaces["bert"] == "BERT"
    assert surfaces["otter"] == "otters"


def test_a_phrase_does_not_run_across_a_breaking_word_or_a_mark() -> None:
    table = count_terms(["", ""], ["Otter holts, river banks and reed beds."] * 2)
    assert {"otter holt", "river bank", "reed bed"} <= set(table.keys)
    assert "holt river" not in table.keys
    assert "bank reed" not in table.keys


def test_a_term_counts_once_per_paper() -> None:
    table = count_terms(["Otter", "Otter", "Heron"], ["Otter otter otter.", "Otter.", "Heron and otter."])
    assert table.paper_counts()[table.keys.index("otter")] == 3


def test_a_word_that_says_little_alone_stands_in_phrases_only() -> None:
    table = count_terms(["", ""], ["Otter models help otter models."] * 2)
    assert "model" not in table.keys
    assert "otter model" in table.keys


def test_a_paper_with_an_acronym_holds_what_it_stands_for() -> None:
    texts = ["Giant river otters (GRO) swim.", "Giant river otters dive.", "A GRO sleeps.", "The GRO wakes."]
    table = count_terms([""] * 4, texts)
    assert table.paper_counts()[table.keys.index("giant river otter")] == 4


def test_a_phrase_that_always_goes_on_hardly_ends() -> None:
    table = count_terms(["", ""], ["Giant river otters swim. Giant river otters dive."] * 2)
    ends = dict(zip(table.keys, table.ends_phrase.tolist(), strict=True))
    assert ends["giant river"] == 0


def test_class_weights_follow_the_formula() -> None:
    # Two groups of two papers; term 0 in both papers of group 0, term 1 in one paper of each group.
    presence = csr_matrix(np.array([[1, 1], [1, 0], [0, 1], [0, 0]], np.float32))
    weights = class_weights(presence, np.array([0, 0, 1, 1]), 2)
    mean_terms = (3 + 1) / 2
    assert np.isclose(weights[0, 0], 2 / 3 * np.log(1 + mean_terms / 2))
    assert np.isclose(weights[1, 1], 1 / 1 * np.log(1 + mean_terms / 2))
    assert weights[1, 0] == 0


def test_no_papers_have_no_terms() -> None:
    assert count_terms([], []).keys == ()
    assert count_terms(["Otter"], ["Heron"]).keys == ()


def test_a_key_folds_case_and_plural() -> None:
    assert term_key("Speech Datasets") == term_key("speech dataset") == "speech dataset"
