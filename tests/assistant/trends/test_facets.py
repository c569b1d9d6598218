import pytest

from assistant.trends.corpus import TrendCorpus, make_corpus
from assistant.trends.facets import find_facets
from retrieval.datatypes import Paper
from retrieval.sentences import split_sentences


def corpus_with(*texts: tuple[str, str]) -> TrendCorpus:
    papers = [Paper(f"p{number}", title, abstract) for number, (title, abstract) in enumerate(texts)]
    return make_corpus("invented", papers, {}, {paper.paper_id: split_sentences(paper.abstract) for paper in papers})


def values(kind: str, title: str, abstract: str) -> set[str]:
    return {facet.value for facet in find_facets(corpus_with((title, abstract))).facets if facet.kind == kind}


@pytest.mark.parametrize(
    ("abstract", "kind"),
    [
        ("We present Lantern, a corpus of ferry timetables.", "dataset"),
        ("Ferries are late. In this paper, we introduce a new benchmark for lateness.", "benchmark"),
        ("We propose a simple method that predicts lateness.", "method"),
        ("We release a toolkit for ferry timetables.", "tool"),
        ("This study examines why ferries are late.", "analysis"),
        ("This survey covers work on ferries.", "survey"),
        ("We train a language model on ferry timetables and release the model.", "model"),
    ],
)
def test_a_contribution_is_told_by_what_the_authors_say(abstract: str, kind: str) -> None:
    assert kind in values("contribution", "On ferries", abstract)


@pytest.mark.parametrize(
    "abstract",
    ["Datasets of ferries are scarce.", "Earlier work relied on a corpus of timetables.", "Ferries are late."],
)
def test_a_dataset_that_is_only_spoken_of_is_no_contribution(abstract: str) -> None:
    assert "dataset" not in values("contribution", "On ferries", abstract)


def test_a_passing_mention_makes_no_task() -> None:
    abstract = "Ferries are late. Other fields know machine translation. We count waves."
    assert "machine translation" not in values("task", "On ferries", abstract)


def test_a_task_in_the_title_counts_and_points_to_it() -> None:
    facets = find_facets(corpus_with(("Speech synthesis for ferries", "Captains talk.")))
    facet = facets.get("task", "speech synthesis")
    assert facet is not None
    assert [(member.paper_id, member.sentence) for member in facet.members] == [("p0", 0)]


def test_a_language_is_named_with_the_sentence_that_names_it() -> None:
    facets = find_facets(corpus_with(("On ferries", "Ferries are late. Their captains speak Odia.")))
    facet = facets.get("language", "Odia")
    assert facet is not None
    assert facet.members[0].sentence == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Moreover, ferries are late.",
        "The mechanism of Bilingual Mechanisms fails.",
        "We use non-English timetables.",
        "English-centric timetables win.",
        "Texts in Latin script.",
    ],
)
def test_words_that_only_look_like_languages_are_none(sentence: str) -> None:
    assert values("language", "On ferries", sentence) == set()


def test_two_languages_of_a_family_make_its_group_and_one_in_passing_does_not() -> None:
    assert "Indian languages" in values("language group", "On ferries", "We treat Marathi and Odia.")
    assert "Indian languages" not in values("language group", "On ferries", "We treat Odia and Thai.")


def test_indicate_names_no_languages() -> None:
    assert values("language group", "On ferries", "Indications indicate that the indices are indicative.") == set()


def test_models_and_datasets_recur_by_the_words_around_them() -> None:
    one = ("A", "We test the FerryBERT model on the LateSet dataset.")
    other = ("B", "The FerryBERT model also reads the LateSet dataset.")
    facets = find_facets(corpus_with(one, other))
    assert [(facet.value, facet.n_papers) for facet in facets.of_kind("model")] == [("FerryBERT", 2)]
    assert [(facet.value, facet.n_papers) for facet in facets.of_kind("dataset")] == [("LateSet", 2)]


def test_a_gap_is_kept_with_its_sentence() -> None:
    facets = find_facets(corpus_with(("On ferries", "Ferries sail. Night ferries remain largely unexplored.")))
    facet = facets.get("gap", "little studied")
    assert facet is not None
    assert facet.members[0].sentence == 2
