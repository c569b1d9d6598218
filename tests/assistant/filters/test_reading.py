"""What is read out of a question as a filter, and above all what is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.filters import combine, read_filters
from retrieval.datatypes import Paper, PaperFilter
from retrieval.library import Library

COLLECTION = "papers"
TODAY_YEAR = 2026
PAPERS = (
    Paper("p1", "Rivers of Verbs", "a", authors=("Goran Glavaš", "Ivana Đurić"), year=2023, venue="EMNLP 2023"),
    Paper("p2", "Ports", "b", authors=("Ana Lópes", "Goran Glavaš"), year=2023, venue="Findings of EMNLP 2023"),
    Paper("p3", "Apples", "c", authors=("J. van Dijk",), year=2021, venue="NAACL 2021"),
    Paper("p4", "Winds: A Survey", "d", authors=("Wei Lin", "Olga Lin"), year=2019, venue="ACL 2019 (Long)"),
    Paper(
        "p5", "Deltas", "e", authors=("Olga Lin",), year=2018,
        venue="Proceedings of the 56th Annual Meeting of the Association for Computational Linguistics",
    ),
    Paper("p6", "Tides", "f", year=None, venue="Workshop on Tides at ACL 2020"),
    Paper("p7", "Reefs", "g", authors=("Emily Young",), year=2024, venue="RiverConf 2024"),
    Paper("p8", "Dunes", "h", authors=("Emily Young",), year=2014, venue="WMT 2014"),
    Paper("p9", "Cliffs", "i"),
)  # fmt: skip

EMNLP = ("EMNLP 2023", "Findings of EMNLP 2023")
ACL_2018 = "Proceedings of the 56th Annual Meeting of the Association for Computational Linguistics"
ACL = ("ACL 2019 (Long)", ACL_2018)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library(tmp_path_factory.mktemp("filters") / "library.sqlite")
    opened.create_collection(COLLECTION, "model")
    for paper in PAPERS:
        opened.put(COLLECTION, paper, (), (), None)
    yield opened
    opened.close()


def years(first: int | None, last: int | None = None) -> PaperFilter:
    return PaperFilter(first, last)


def authors(*names: str) -> PaperFilter:
    return PaperFilter(authors=names)


def only(*paper_ids: str) -> PaperFilter:
    return PaperFilter(paper_ids=paper_ids)


SURVEYS = PaperFilter(surveys_only=True)

READ = [
    # years
    ("Which papers study rivers since 2023?", years(2023), "Which papers study rivers?"),
    ("Since 2021, which papers treat tides?", years(2021), "Which papers treat tides?"),
    ("What helps parsers since 2020?", years(2020), "What helps parsers?"),
    ("Which papers published before 2020 study apples?", years(None, 2019), "Which papers study apples?"),
    ("Which papers published in 2021 use letters?", years(2021, 2021), "Which papers use letters?"),
    ("List papers on Thai in 2024.", years(2024, 2024), "List papers on Thai."),
    ("Papers from 2022 on speech", years(2022, 2022), "Papers on speech"),
    ("2019 papers on wind", years(2019, 2019), "Papers on wind"),
    ("Which studies between 2019 and 2021 measure tides?", years(2019, 2021), "Which studies measure tides?"),
    ("Name the work from 2018 to 2020 about reefs", years(2018, 2020), "Name the work about reefs"),
    ("Which papers on coral appeared in 2019–2021?", years(2019, 2021), "Which papers on coral?"),
    ("How many papers from the last two years release a dataset?", years(2024), "How many papers release a dataset?"),
    ("Which papers of the past 5 years study sand?", years(2021), "Which papers study sand?"),
    ("Which papers from the last decade study sand?", years(2016), "Which papers study sand?"),
    ("Which papers from last year study sand?", years(2025, 2025), "Which papers study sand?"),
    ("Any publications this year on salt?", years(2026, 2026), "Any publications on salt?"),
    ("Which papers after 2020 study otters?", years(2021), "Which papers study otters?"),
    ("Which papers newer than 2020 study otters?", years(2021), "Which papers study otters?"),
    ("Research until 2015 on verbs", years(None, 2015), "Research on verbs"),
    ("Which papers from 2020 onwards study otters?", years(2020), "Which papers study otters?"),
    ("Name papers on otters from 2020 on.", years(2020), "Name papers on otters."),
    ("Which benchmarks were released since 2022?", years(2022), "Which benchmarks were released?"),
    ("Which methods were used for parsing before 2018?", years(None, 2017), "Which methods were used for parsing?"),
    ("Find studies about otters published after 2022", years(2023), "Find studies about otters"),
    ("papers from the 2010s on reefs", years(2010, 2019), "Papers on reefs"),
    ("List papers on reefs in the 1990s.", years(1990, 1999), "List papers on reefs."),
    # venues
    ("Which papers at EMNLP 2023 study verbs?", PaperFilter(venues=EMNLP), "Which papers study verbs?"),
    ("Which papers at emnlp 2023 study verbs?", PaperFilter(venues=EMNLP), "Which papers study verbs?"),
    ("Findings on ports at EMNLP", PaperFilter(venues=EMNLP), "Findings on ports"),
    (
        "What was published at ACL on wind?",
        PaperFilter(venues=("ACL 2019 (Long)", ACL_2018)),
        "What was published on wind?",
    ),
    ("Which papers at ACL 2018 study deltas?", PaperFilter(2018, 2018, (ACL_2018,)), "Which papers study deltas?"),
    ("Which papers were presented at NAACL?", PaperFilter(venues=("NAACL 2021",)), "Which papers were presented?"),
    ("EMNLP 2023 papers on ports", PaperFilter(venues=EMNLP), "Papers on ports"),
    ("papers in findings of EMNLP 2023", PaperFilter(venues=EMNLP[1:]), "Papers"),
    ("Which papers at RiverConf study reefs?", PaperFilter(venues=("RiverConf 2024",)), "Which papers study reefs?"),
    ("Which papers published at WMT14 study dunes?", PaperFilter(venues=("WMT 2014",)), "Which papers study dunes?"),
    ("papers on deltas from ACL 2018", PaperFilter(2018, 2018, (ACL_2018,)), "Papers on deltas"),
    (
        "Which papers on reefs are from RiverConf?",
        PaperFilter(venues=("RiverConf 2024",)),
        "Which papers on reefs are?",
    ),
    # authors
    ("Which papers by Goran Glavaš study verbs?", authors("Goran Glavaš"), "Which papers study verbs?"),
    ("papers by goran glavas on verbs", authors("goran glavas"), "Papers on verbs"),
    ("What is known on ports from Glavaš and colleagues?", authors("Glavaš"), "What is known on ports?"),
    ("Verb studies by Glavaš et al. in rivers", authors("Glavaš"), "Verb studies in rivers"),
    ("Which papers by Lin discuss wind?", authors("Lin"), "Which papers discuss wind?"),
    ("papers by J. van Dijk", authors("J. van Dijk"), "Papers"),
    ("papers by van Dijk", authors("van Dijk"), "Papers"),
    ("Glavaš's papers on verbs", authors("Glavaš"), "Papers on verbs"),
    ("papers by Goran Glavaš and Ivana Djurić", authors("Goran Glavaš", "Ivana Djurić"), "Papers"),
    ("papers by Nikola Nobody on tides", authors("Nikola Nobody"), "Papers on tides"),
    ("papers by Glavaš, Lin and Young", authors("Glavaš", "Lin", "Young"), "Papers"),
    ("What did Lin publish in 2018?", PaperFilter(2018, 2018, authors=("Lin",)), "Papers?"),
    ("What has Goran Glavaš written about?", authors("Goran Glavaš"), "Papers?"),
    ("What has Goran Glavaš written about verbs?", authors("Goran Glavaš"), "Papers about verbs?"),
    ("Which papers on wind did Olga Lin write?", authors("Olga Lin"), "Which papers on wind?"),
    ("papers that Lin wrote on wind", authors("Lin"), "Papers on wind"),
    # alternatives
    ("Papers at ACL or NAACL on wind", PaperFilter(venues=(*ACL, "NAACL 2021")), "Papers on wind"),
    ("Papers at ACL and EMNLP about wind", PaperFilter(venues=(*ACL, *EMNLP)), "Papers about wind"),
    ("Papers at ACL and wind turbines", PaperFilter(venues=ACL), "Papers and wind turbines"),
    ("NAACL and EMNLP papers on ports", PaperFilter(venues=("NAACL 2021", *EMNLP)), "Papers on ports"),
    ("Which papers from NAACL, EMNLP or ICML?", PaperFilter(venues=("NAACL 2021", *EMNLP)), "Which papers?"),
    ("Papers at ACL 2018 or at NAACL on wind", only("p3", "p5"), "Papers on wind"),
    ("papers by Ivana Đurić or Wei Lin on wind", only("p1", "p4"), "Papers on wind"),
    ("papers by Ivana Đurić or by Nikola Nobody", only("p1"), "Papers"),
    ("Đurić's or Lópes's papers", only("p1", "p2"), "Papers"),
    # negated
    ("papers not by Goran Glavaš on wind", only("p3", "p4", "p5", "p7", "p8"), "Papers on wind"),
    ("papers on wind, excluding those by Lin", only("p1", "p2", "p3", "p7", "p8"), "Papers on wind"),
    ("papers not by Glavaš and Olga Lin", only("p3", "p7", "p8"), "Papers"),
    ("papers neither by Glavaš nor by Lin", only("p3", "p7", "p8"), "Papers"),
    (
        "Which papers not published in 2023 are on wind?",
        only("p3", "p4", "p5", "p7", "p8"),
        "Which papers are on wind?",
    ),
    ("papers on wind except from 2023", only("p3", "p4", "p5", "p7", "p8"), "Papers on wind"),
    ("papers on wind that weren't published since 2019", only("p5", "p8"), "Papers on wind"),
    ("wind papers not from EMNLP", only("p3", "p4", "p5", "p6", "p7", "p8"), "Wind papers"),
    ("What was not published at ACL or EMNLP?", only("p3", "p6", "p7", "p8"), "What was published?"),
    (
        "papers not by Goran Glavaš since 2019 on wind",
        PaperFilter(2019, paper_ids=("p3", "p4", "p5", "p7", "p8")),
        "Papers on wind",
    ),
    (
        "papers by Goran Glavaš at EMNLP but not in 2019",
        PaperFilter(venues=EMNLP, authors=("Goran Glavaš",), paper_ids=("p1", "p2", "p3", "p5", "p7", "p8")),
        "Papers",
    ),
    (
        "papers by Goran Glavaš and not by Ana Lópes",
        PaperFilter(authors=("Goran Glavaš",), paper_ids=("p1", "p3", "p4", "p5", "p7", "p8")),
        "Papers",
    ),
    (
        "papers not published last year on wind",
        only("p1", "p2", "p3", "p4", "p5", "p7", "p8"),
        "Papers published on wind",
    ),
    ("Which papers do not come from EMNLP?", only("p3", "p4", "p5", "p6", "p7", "p8"), "Which papers?"),
    # surveys
    ("What is known about wind? surveys only", SURVEYS, "What is known about wind?"),
    ("Only surveys: which papers treat tides?", SURVEYS, "Which papers treat tides?"),
    ("Which surveys cover speech?", SURVEYS, "Which papers cover speech?"),
    ("Is there a survey on tides?", SURVEYS, "Is there a paper on tides?"),
    ("survey papers on wind", SURVEYS, "Papers on wind"),
    # several
    (
        "Which papers written by Olga Lin between 2018 and 2020 discuss wind?",
        PaperFilter(2018, 2020, authors=("Olga Lin",)),
        "Which papers discuss wind?",
    ),
    ("papers since 2018 by Lin on wind", PaperFilter(2018, authors=("Lin",)), "Papers on wind"),
    (
        "Which papers by Goran Glavaš since 2020 at EMNLP 2023 study verbs?",
        PaperFilter(year_from=2020, venues=EMNLP, authors=("Goran Glavaš",)),
        "Which papers study verbs?",
    ),
    ("Which surveys do you have from 2019?", PaperFilter(2019, 2019), "Which surveys do you have?"),
    ("Which surveys from 2019 cover wind?", PaperFilter(2019, 2019, surveys_only=True), "Which papers cover wind?"),
]

NOT_READ = [
    "Which models were trained on data until 2021?",
    "How did the 2020 US election change tweets?",
    "Which papers study tweets posted in 2020?",
    "Which papers use letters from 1950 to 1960?",
    "What BLEU does it reach on the WMT 2014 test set?",
    "Summarise the SemEval paper by the harbour team.",
    "Which systems did best at WMT14?",
    "Is it trained on the ACL anthology corpus?",
    "Which papers use the ACL Anthology?",
    "Which papers at the WMT 2014 shared task failed?",
    "Will it be solved by 2030?",
    "Is Thai improved by fine-tuning?",
    "Does it win by a large margin?",
    "Which papers work in 2 languages?",
    "How good was GPT-4 in 2023?",
    "What does survey data say about trust?",
    "How were the survey responses coded?",
    "Which surveys of native speakers were run?",
    "Which papers are no surveys?",
    "Which papers exclude surveys at first?",
    "Is XLM-R outperformed by Llama 3?",
    "Which papers use letters written by Young speakers?",
    "Which corpora were built by Google Research?",
    "Which models by Meta AI cover Thai?",
    "Which papers compare models released before 2020?",
    "How many sentences are in 2,023 documents?",
    "Does it hold 2023 sentences?",
    "What costs $2020 a month?",
    "Which languages died out before 1960?",
    "Are the embeddings separated by language?",
    "Which papers cover the years between 2010 and 2020?",
    "Which papers cover events in 2020?",
    "Who won at SemEval-2020 Task 12?",
    "Which papers took part at SemEval-2020 Task 12?",
    "What was the effect of the pandemic in 2020?",
    "Which papers study the Olympics in 2024?",
    "Which papers measure fairness at scale?",
    "Does LangSAMP win at F1?",
    "Which recent papers study hallucination?",
    "Which novels by Emily Young were annotated?",
    "What do the last two layers encode?",
    "How did it perform in the last two epochs?",
    "Does it work as of 2023?",
    "Which papers study text generated by Large Language Models?",
    "Was it annotated by Thai students?",
    "Which papers use letters in the 1990s?",
    "Which papers study migration in the 1990s?",
    "Which papers on Thai use recipes from 2019?",
    "Which papers use data from SemEval 2016?",
    "Which papers study bias in ACL publications?",
    "What did Nobody publish?",
    "What did Google publish?",
    "Which papers use the corpus that Lin published?",
    "papers not only by Goran Glavaš",
    "papers on wind excluding 2023 papers",
    "Which papers on wind, apart from EMNLP?",
    "Which papers do not use BERT?",
]  # fmt: skip


@pytest.mark.parametrize(("question", "paper_filter", "left"), READ, ids=[case[0] for case in READ])
def test_filters_are_read(library: Library, question: str, paper_filter: PaperFilter, left: str) -> None:
    reading = read_filters(question, library, COLLECTION, TODAY_YEAR)
    assert (reading.paper_filter, reading.text) == (paper_filter, left)
    assert reading.chips


@pytest.mark.parametrize("question", NOT_READ)
def test_what_only_looks_like_a_filter_stays_in_the_question(library: Library, question: str) -> None:
    reading = read_filters(question, library, COLLECTION, TODAY_YEAR)
    assert (reading.paper_filter, reading.chips, reading.text) == (PaperFilter(), (), question)


def test_a_chip_says_what_was_read_and_in_which_words(library: Library) -> None:
    reading = read_filters("Which papers by Glavaš from the last two years at EMNLP?", library, COLLECTION, TODAY_YEAR)
    assert [(chip.kind, chip.label, chip.words) for chip in reading.chips] == [
        ("author", "by Glavaš", "by Glavaš"),
        ("year", "since 2024 (the last 2 years, seen from 2026)", "from the last two years"),
        ("venue", "at EMNLP, Findings included", "at EMNLP"),
    ]


def test_papers_left_out_because_a_field_is_unknown_are_counted(library: Library) -> None:
    reading = read_filters("Which papers since 2000 study tides?", library, COLLECTION, TODAY_YEAR)
    assert reading.unknown == {"year": 2}  # Tides and Cliffs
    assert reading.chips[0].note == "2 papers left out whose year is not known"
    reading = read_filters("papers by Goran Glavaš", library, COLLECTION, TODAY_YEAR)
    assert reading.chips[0].note == "2 papers left out whose authors are not known"


def test_a_person_whom_no_paper_names_is_told_plainly(library: Library) -> None:
    reading = read_filters("papers by Nikola Nobody", library, COLLECTION, TODAY_YEAR)
    assert library.papers(COLLECTION, reading.paper_filter) == []
    assert reading.chips[0].note == (
        "no paper here names Nikola Nobody as author; 2 papers left out whose authors are not known"
    )


def test_a_venue_that_no_paper_is_from_is_told_plainly(library: Library) -> None:
    reading = read_filters("Which papers at ICML 2023 study tides?", library, COLLECTION, TODAY_YEAR)
    assert library.papers(COLLECTION, reading.paper_filter) == []
    assert reading.chips[0].note == (
        "no paper here is known to be from ICML 2023; 1 paper left out whose venue is not known"
    )
    reading = read_filters("Which papers at EMNLP 2020 study tides?", library, COLLECTION, TODAY_YEAR)
    assert library.papers(COLLECTION, reading.paper_filter) == []


def test_a_surname_that_several_people_bear_says_so(library: Library) -> None:
    reading = read_filters("papers by Lin", library, COLLECTION, TODAY_YEAR)
    assert reading.chips[0].note == "2 different names here; 2 papers left out whose authors are not known"


def test_a_negated_chip_says_so_in_the_words_of_the_question(library: Library) -> None:
    question = "papers not by Glavaš that were not published at EMNLP other than from 2019"
    reading = read_filters(question, library, COLLECTION, TODAY_YEAR)
    assert [(chip.label, chip.words, chip.note) for chip in reading.chips] == [
        ("not by Glavaš", "not by Glavaš", "2 papers left out whose authors are not known"),
        ("not at EMNLP", "that were not published at EMNLP", "1 paper left out whose venue is not known"),
        ("not in 2019", "other than from 2019", "2 papers left out whose year is not known"),
    ]


def test_alternatives_are_told(library: Library) -> None:
    reading = read_filters("papers by Wei Lin or Nikola Nobody at ICML or NAACL", library, COLLECTION, TODAY_YEAR)
    assert [(chip.label, chip.note) for chip in reading.chips] == [
        (
            "by Wei Lin or Nikola Nobody",
            "no paper here names Nikola Nobody as author; 2 papers left out whose authors are not known",
        ),
        ("at ICML or NAACL", "no paper here is known to be from ICML"),
    ]


def test_authors_whom_no_paper_has_together_are_told(library: Library) -> None:
    reading = read_filters("papers by Goran Glavaš and Olga Lin", library, COLLECTION, TODAY_YEAR)
    assert library.papers(COLLECTION, reading.paper_filter) == []
    assert reading.chips[0].note == "no paper here is by both; 2 papers left out whose authors are not known"


def test_a_chip_taken_off_leaves_the_others_and_no_filter_of_its_own(library: Library) -> None:
    question = "Which papers by Goran Glavaš since 2023 study verbs?"
    reading = read_filters(question, library, COLLECTION, TODAY_YEAR, ignored=("since 2023",))
    assert reading.paper_filter == authors("Goran Glavaš")
    assert [chip.label for chip in reading.chips] == ["by Goran Glavaš"]
    assert reading.text == "Which papers study verbs?"


@pytest.mark.parametrize(("question", "left"), [(case[0], case[2]) for case in READ], ids=[case[0] for case in READ])
def test_a_chip_taken_off_takes_its_words_along(library: Library, question: str, left: str) -> None:
    labels = [chip.label for chip in read_filters(question, library, COLLECTION, TODAY_YEAR).chips]
    wider = read_filters(question, library, COLLECTION, TODAY_YEAR, ignored=labels)
    assert (wider.paper_filter, wider.chips, wider.text) == (PaperFilter(), (), left)


def test_combined_filters_let_through_what_both_let_through(library: Library) -> None:
    both = combine(
        PaperFilter(2019, 2024, ("EMNLP",), ("one", "two"), ("Glavaš",)),
        PaperFilter(2021, None, ("EMNLP 2023",), ("two",), ("Ivana Đurić",), surveys_only=True),
        library,
        COLLECTION,
    )
    assert both == PaperFilter(2021, 2024, ("EMNLP 2023",), ("two",), ("Glavaš", "Ivana Đurić"), surveys_only=True)
    nothing = combine(PaperFilter(venues=("NAACL",)), PaperFilter(venues=("EMNLP 2023",)), library, COLLECTION)
    assert library.papers(COLLECTION, nothing) == []
    assert combine(PaperFilter(), years(2020), library, COLLECTION) == years(2020)


@pytest.mark.parametrize("question", ["", " ", "2023", "since", "by", "at", "?", "by 😀", "since 2023", "в 2023 году"])
def test_any_text_can_be_read(library: Library, question: str) -> None:
    read_filters(question, library, COLLECTION, TODAY_YEAR)


def test_no_filter_is_read_from_an_empty_library(tmp_path: Path) -> None:
    empty = Library(tmp_path / "library.sqlite")
    empty.create_collection(COLLECTION, "model")
    reading = read_filters("Which papers study tides by Lin?", empty, COLLECTION, TODAY_YEAR)
    assert reading.paper_filter == PaperFilter()
    empty.close()
