"""What the papers of a list shall have in common, as a question says it."""

import pytest

from assistant.outlines.list_subject import Contribution, Strictness, list_subject


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("Which papers work on Thai?", ("Thai",)),
        ("which papers are about Maltese", ("Maltese",)),
        ("List every paper in the collection that deals with protein folding.", ("protein folding",)),
        ("Papers on tree-ring dating?", ("tree-ring dating",)),
        ("Could you please show me all the studies on river ice?", ("river ice",)),
        ("I'm writing related work on soil moisture. Which papers should I cite?", ("soil moisture",)),
        ("I am writing my PhD thesis on soil moisture. Which papers should I read?", ("soil moisture",)),
        ("I have to give a talk on soil moisture. Which papers should I read?", ("soil moisture",)),
        ("Which papers should I read for my master's thesis about soil moisture?", ("soil moisture",)),
        ("Which papers are useful for a survey on soil moisture?", ("soil moisture",)),
        ("Which papers on soil moisture should I read for our project?", ("soil moisture",)),
        ("Which papers are on music for a lecture?", ("music for a lecture",)),
        ("Who uses sediment traps or floating buoys? All papers please.", ("sediment traps", "floating buoys")),
        ("Which papers treat moss, lichen and ferns?", ("moss", "lichen", "ferns")),
        ("Which papers learn sentence or document embeddings?", ("sentence embeddings", "document embeddings")),
        ("How many of the 111 papers treat moss?", ("moss",)),
        ("Name three papers on parsing.", ("parsing",)),
        ("Which papers use adapters to tune a model?", ("adapters",)),
        ("Which papers translate text to speech?", ("translate text to speech",)),
        ("Which papers use Wikipedia as a source?", ("Wikipedia",)),
        ("Is there anything on river ice here? Old papers ideally.", ("river ice",)),
        ("Show me everything on moss", ("moss",)),
        ("Recent papers on tides", ("tides",)),
        ("How many papers are about rivers and language?", ("rivers and language",)),
        ("List all titles", ()),
        ("Which studies were done in mice?", ("mice",)),
        ("Which studies were performed in children?", ("children",)),
        ("Which papers were carried out on river ice?", ("river ice",)),
        ("studies conducted with toddlers", ("toddlers",)),
        ("Which trials used moss?", ("moss",)),
        ("Which trials are on river ice?", ("river ice",)),
        ("Which papers deal with clinical trials?", ("clinical trials",)),
    ],
)
def test_the_subject_is_what_is_left_when_the_asking_is_taken_away(question: str, phrases: tuple[str, ...]) -> None:
    assert list_subject(question).phrases == phrases


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which papers fine-tune LLaMA?", ("LLaMA",)),
        ("Which papers evaluate mBERT or GPT-4?", ("mBERT", "GPT-4")),
        ("Which papers work on Southeast Asian languages?", ("Southeast Asian",)),
        ("Which papers are about open IE?", ()),
        ("Which papers evaluate on the XNLI dataset?", ("XNLI",)),
        ("which papers are on thai or romance languages", ("Thai", "Romance")),
        ("Parsing papers?", ()),
        ("Which papers mention Llama 2?", ("Llama 2",)),
        ("Which papers test GPT 4 models?", ("GPT 4",)),
    ],
)
def test_names_are_told_by_how_they_are_written(question: str, names: tuple[str, ...]) -> None:
    assert list_subject(question).names == names


@pytest.mark.parametrize(
    ("question", "phrases", "details"),
    [
        ("Which papers treat synthesis (voice cloning, dubbing)?", ("synthesis",), ("voice cloning", "dubbing")),
        ("Papers on weather, e.g. storms or frost?", ("weather",), ("storms", "frost")),
        ("Which papers are on the sea: tides, waves and salt?", ("sea",), ("tides", "waves", "salt")),
        ("Which papers concern news, whether classifying it or ranking it?", ("news",), ("classifying", "ranking")),
    ],
)  # fmt: skip
def test_explanations_are_kept_apart(question: str, phrases: tuple[str, ...], details: tuple[str, ...]) -> None:
    subject = list_subject(question)
    assert (subject.phrases, subject.details) == (phrases, details)


def test_what_is_left_aside_is_excluded() -> None:
    subject = list_subject("Which papers work on speech, leaving aside synthesis?")
    assert (subject.phrases, subject.excluded) == (("speech",), ("synthesis",))


@pytest.mark.parametrize(
    ("question", "contributions", "phrases"),
    [
        ("How many papers release a new dataset?", ("dataset",), ()),
        ("Which papers introduce a speech corpus?", ("dataset",), ("speech",)),
        ("Which papers release a dataset made of dialogues?", ("dataset",), ("dialogues",)),
        ("Which papers contribute a dataset or a benchmark?", ("benchmark", "dataset"), ()),
        ("How many survey papers are there, and which?", ("survey",), ()),
        ("List the surveys on parsing.", ("survey",), ("parsing",)),
        ("Which papers release their code?", ("code",), ()),
        ("Which papers publish their models?", ("released model",), ()),
        ("Which papers propose a new language model?", ("model",), ()),
        ("Which papers study dataset provenance?", (), ("dataset provenance",)),
        ("Which papers use a treebank?", (), ("treebank",)),
    ],
)
def test_what_a_paper_shall_give_is_told_from_what_it_is_about(
    question: str, contributions: tuple[Contribution, ...], phrases: tuple[str, ...]
) -> None:
    subject = list_subject(question)
    assert (subject.contributions, subject.phrases) == (contributions, phrases)


@pytest.mark.parametrize(
    ("question", "strictness"),
    [
        ("Which papers mention drought, even if only in passing?", "mention"),
        ("Which papers have drought as their main task?", "central"),
        ("Which papers focus on drought?", "central"),
        ("Which papers deal with drought?", "any"),
    ],
)
def test_how_much_a_paper_has_to_be_about_it(question: str, strictness: Strictness) -> None:
    subject = list_subject(question)
    assert (subject.phrases, subject.strictness) == (("drought",), strictness)


@pytest.mark.parametrize(
    "question", ["Which papers are there?", "List all papers.", "How many papers do we have here?"]
)
def test_a_question_for_everything_has_an_empty_subject(question: str) -> None:
    assert list_subject(question).is_empty


@pytest.mark.parametrize(
    ("question", "is_negated"),
    [
        ("Which papers do not use English?", True),
        ("Which papers don't release code?", True),
        ("Which papers work without labels?", True),
        ("Which papers use English?", False),
        ("Which papers treat moss, not counting ferns?", False),
    ],
)
def test_a_question_for_what_papers_leave_out_is_told(question: str, is_negated: bool) -> None:
    assert list_subject(question).is_negated == is_negated


@pytest.mark.parametrize(
    ("question", "is_joint", "text"),
    [
        ("Which papers treat both moss and ferns?", True, "moss and ferns"),
        ("Which papers treat moss as well as ferns?", True, "moss and ferns"),
        ("Which papers release both a corpus and a model?", True, "dataset and released model"),
        ("Which papers treat moss and ferns?", False, "moss or ferns"),
        ("Which papers translate in both directions?", False, "translate in both directions"),
    ],
)
def test_only_both_and_as_well_as_ask_for_one_and_all(question: str, is_joint: bool, text: str) -> None:
    subject = list_subject(question)
    assert (bool(subject.joint_parts), subject.text) == (is_joint, text)


def test_a_bound_on_a_number_is_no_phrase() -> None:
    subject = list_subject("Which papers release a corpus of more than 500 hours of speech?")
    assert (subject.contributions, subject.phrases) == (("dataset",), ("speech",))
    assert subject.bound is not None and subject.bound.text == "more than 500 hours"
    assert list_subject("Which papers span at least 20 rivers?").text == "at least 20 rivers"


def test_what_others_than_it_are_asked_for_is_not_excluded() -> None:
    assert list_subject("Which papers treat languages other than English?").excluded == ()


@pytest.mark.parametrize("question", ["Which papers were published?", "Papers published", "Which papers appeared?"])
def test_words_of_publishing_left_by_a_filter_are_no_subject(question: str) -> None:
    assert list_subject(question).is_empty


@pytest.mark.parametrize(
    ("question", "is_joint"),
    [
        ("Which papers deal with rare birds and weather?", True),
        ("Which papers deal with rare birds or weather?", False),
        ("Which papers deal with birds, frogs and weather?", False),
        ("papers on birds and papers on weather", False),
        ("papers on birds and on weather", False),
        ("Which papers work on Thai and Lao?", False),
        ("Which papers treat word lists and sentence lists?", False),
    ],
)
def test_an_and_between_two_subjects_asks_for_both(question: str, is_joint: bool) -> None:
    assert bool(list_subject(question).joint_parts) is is_joint


@pytest.mark.parametrize(
    ("question", "n_wanted"),
    [
        ("Name three papers on parsing.", 3),
        ("Which five recent papers are on moss?", 5),
        ("Give me the top 10 papers on moss", 10),
        ("Which of the 111 papers treat moss?", None),
        ("Which 2 models do papers on moss use?", None),
        ("Which papers on moss use three models?", None),
    ],
)
def test_a_number_of_papers_is_a_wish_for_so_many(question: str, n_wanted: int | None) -> None:
    assert list_subject(question).n_wanted == n_wanted


def test_things_that_hold_so_much_are_asked_for_as_papers_that_give_them() -> None:
    subject = list_subject("Which datasets have more than 100 hours of birdsong?")
    assert (subject.contributions, subject.phrases) == (("dataset",), ("birdsong",))
    assert subject.bound is not None and subject.bound.text == "more than 100 hours"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("papers on ferns that use drones", [("ferns",), ("drones",)]),
        ("Which papers on ferns use drones?", [("ferns",), ("drones",)]),
        ("Papers about Celtic languages using drones", [("Celtic",), ("drones",)]),
        ("Which papers apply sonar to harbours?", [("sonar",), ("harbours",)]),
        ("Which papers combine ferns with mosses?", [("ferns",), ("mosses",)]),
        ("papers on word order in Celtic languages", [("Celtic",), ("word order",)]),
        ("papers on word order in Breton", [("Breton",), ("word order",)]),
        ("papers on ferns or moss that use LLMs", [("ferns", "moss"), ("LLM",)]),
        ("Which papers are using drones?", []),
        ("Which papers get training data by rewriting Breton tales of the sea?", []),
    ],
)
def test_a_second_condition_has_to_fit_as_well(question: str, parts: list[tuple[str, ...]]) -> None:
    assert [part.phrases for part in list_subject(question).joint_parts] == parts


@pytest.mark.parametrize(
    ("question", "phrases", "excluded", "is_negated"),
    [
        ("Which papers about moss are not about ferns?", ("moss",), ("ferns",), False),
        ("papers on moss that do not mention ferns", ("moss",), ("ferns",), False),
        ("Which papers are not about ferns?", (), ("ferns",), True),
        ("All papers except surveys", (), ("surveys",), True),
    ],
)
def test_what_a_subject_shall_not_be_about_is_excluded_and_alone_refused(
    question: str, phrases: tuple[str, ...], excluded: tuple[str, ...], is_negated: bool
) -> None:
    subject = list_subject(question)
    assert (subject.phrases, subject.excluded, subject.is_negated) == (phrases, excluded, is_negated)


@pytest.mark.parametrize(
    ("question", "contributions", "phrases"),
    [
        ("List all benchmarks", ("benchmark",), ()),
        ("What datasets are there for birdsong?", ("dataset",), ("birdsong",)),
        ("How many tools are released?", ("tool",), ()),
        ("Which models cover Breton?", ("model",), ("Breton",)),
        ("Which titles do you have on tides?", (), ("tides",)),
    ],
)
def test_things_that_are_asked_for_are_papers_that_give_them(
    question: str, contributions: tuple[Contribution, ...], phrases: tuple[str, ...]
) -> None:
    subject = list_subject(question)
    assert (subject.contributions, subject.phrases) == (contributions, phrases)


def test_the_newest_paper_is_one_and_the_newest_work_all() -> None:
    one, work = list_subject("What is the newest paper on tides?"), list_subject("What is the latest work on tides?")
    assert (one.phrases, one.n_wanted, one.order) == (("tides",), 1, "newest")
    assert (work.phrases, work.n_wanted, work.order) == (("tides",), None, "newest")


def test_the_oldest_paper_is_one_and_papers_of_no_known_year_come_last() -> None:
    subject = list_subject("What is the oldest paper on tides?")
    assert (subject.phrases, subject.n_wanted, subject.order) == (("tides",), 1, "oldest")
    assert sorted([None, 2020, 1999], key=subject.place_of) == [1999, 2020, None]


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("Which papers are about evaluation?", ("evaluation",)),
        ("How many papers use experiments?", ("experiments",)),
        ("Which papers are about the evaluation of bridges?", ("bridges",)),
        ("Which papers are related to bridges?", ("bridges",)),
        ("Papers relevant to bridge repair", ("bridge repair",)),
        ("Which papers are there?", ()),
        ("Which papers are in this collection?", ()),
    ],
)
def test_a_general_subject_is_one_where_it_stands_alone(question: str, phrases: tuple[str, ...]) -> None:
    assert list_subject(question).phrases == phrases


@pytest.mark.parametrize("without", ["but no data", "but not data", "and no data"])
def test_what_papers_leave_out_is_not_asked_of_abstracts(without: str) -> None:
    assert list_subject(f"Which papers release models {without}?").is_negated
    assert not list_subject("Which papers are on rivers but not on bridges?").is_negated


@pytest.mark.parametrize(
    ("question", "alternatives"),
    [
        ("Which papers treat moss or ferns?", ("moss", "ferns")),
        ("Which papers treat moss and ferns?", ()),
        ("Which papers study coastal or tidal erosion of cliffs?", ("tidal erosion of cliffs",)),
        ("Which papers study erosion or the silting of lakes?", ("erosion", "silting of lakes")),
        ("Which papers study erosion?", ()),
    ],
)
def test_subjects_that_an_or_sets_apart_are_alternatives(question: str, alternatives: tuple[str, ...]) -> None:
    assert list_subject(question).alternatives == alternatives


def test_papers_shall_use_what_the_question_says_they_use() -> None:
    assert list_subject("Which papers use sediment traps?").is_use
    assert list_subject("Which papers date rings using sediment traps?").is_use
    assert not list_subject("Which papers are on sediment traps?").is_use
