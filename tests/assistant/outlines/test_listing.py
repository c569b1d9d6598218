"""Lists and counts over papers that one can check by eye."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from small_library import made_up_papers, opened_stack

from assistant.datatypes import Evidence, EvidencePaper, Question, QuestionKind, UnderstoodQuestion
from assistant.outlines import listing
from assistant.outlines.listing import gather_members
from retrieval.datatypes import PaperFilter
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever

WELSH = {
    "title": "Bilingual Road Signs",
    "abstract": "Drivers read signs at speed. We test signs in Welsh and English on 40 drivers. Order hardly matters.",
    "year": 2019,
}
BRETON = {
    "title": "A Dictionary of Breton Fishing Words",
    "abstract": "Fishing villages keep old words. We release a dataset of 900 words from Breton harbours.",
    "year": 2022,
}
GERMAN = {
    "title": "Compound Nouns in the Classroom",
    "abstract": "Pupils split compounds slowly. We record 80 pupils who read German. Pictures help the youngest.",
    "year": 2022,
}
SURVEY = {
    "title": "A Survey of Sediment Transport",
    "abstract": "Rivers carry sand. This paper provides a comprehensive survey of sediment transport since 1950.",
    "year": 2020,
}
TRAPS = {
    "title": "Measuring Sediment Transport with Traps",
    "abstract": "We place traps in a river. Sediment transport doubles in spring. Our model of sediment transport"
    " follows.",
    "year": 2021,
}
SPOKEN = {
    "title": "Reading Aloud in Caves",
    "abstract": "Caves echo. We study text-to-speech (TTS) systems in caves. Listeners prefer slow voices.",
    "year": 2021,
}
ALARMS = {
    "title": "Alarms That Talk",
    "abstract": "An alarm should be understood at once. Our alarms use TTS on small chips. People wake sooner.",
    "year": 2023,
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with opened_stack(tmp_path_factory.mktemp("lists"), minilm) as stack:
        stack.ingest_records(WELSH, BRETON, GERMAN, SURVEY, TRAPS, SPOKEN, ALARMS, *made_up_papers(30))
        yield stack.retriever()


def asked(text: str, kind: QuestionKind = "list", paper_filter: PaperFilter = PaperFilter()) -> UnderstoodQuestion:
    return UnderstoodQuestion(Question(text), kind, text, paper_filter=paper_filter, text=text)


def titles(evidence: Evidence) -> set[str]:
    return {paper.passage.paper.title for paper in evidence.papers}


def records(*wanted: dict[str, Any]) -> set[str]:
    return {record["title"] for record in wanted}


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("Which papers work on Welsh?", [WELSH]),
        ("Which papers work on Celtic languages?", [WELSH, BRETON]),
        ("Which papers are about sediment transport?", [SURVEY, TRAPS]),
        ("Which papers use TTS?", [SPOKEN, ALARMS]),
        ("Which papers treat text-to-speech?", [SPOKEN, ALARMS]),
        ("List the surveys.", [SURVEY]),
        ("Which papers release a dataset?", [BRETON]),
    ],
)
def test_every_paper_that_fits_is_listed_and_no_other(
    retriever: Retriever, question: str, members: Sequence[dict[str, Any]]
) -> None:
    assert titles(gather_members(asked(question), retriever)) == records(*members)


def test_each_member_comes_with_the_sentence_that_names_the_subject(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers work on Celtic languages?"), retriever)

    assert evidence.outline is not None and evidence.outline.layout == "list"
    quoted = {}
    for part in evidence.outline.parts:
        [item] = part.items
        paper = evidence.papers[item.paper - 1]
        assert part.heading == paper.passage.paper.title
        quoted[part.heading] = paper.sentences[item.sentence - 1].text
    assert quoted == {
        WELSH["title"]: "We test signs in Welsh and English on 40 drivers.",
        BRETON["title"]: "We release a dataset of 900 words from Breton harbours.",
    }


def test_a_list_opens_with_what_was_counted_and_the_query_behind_it(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers work on Welsh?"), retriever)

    assert evidence.outline is not None
    [statement] = evidence.outline.statements
    computation = statement.computation
    assert computation is not None and statement.kind == "computed"
    assert statement.text == f"Considered 37 papers, judged {computation.arguments['judged']}, matched 1."
    assert computation.arguments["subject"] == "Welsh"
    assert computation.value == 1
    assert computation.paper_ids == (evidence.papers[0].passage.paper.paper_id,)


def test_a_count_is_answered_first(retriever: Retriever) -> None:
    evidence = gather_members(asked("How many papers are about sediment transport?", "count"), retriever)

    assert evidence.outline is not None
    answer, considered = evidence.outline.statements
    assert answer.text == "2 of 37 papers match “sediment transport”."
    assert considered.text.startswith("Considered 37 papers, judged ")
    assert answer.computation is not None and answer.computation == considered.computation


def test_only_papers_that_pass_the_filter_are_considered(retriever: Retriever) -> None:
    since = PaperFilter(year_from=2021, year_to=2022)
    evidence = gather_members(asked("Which papers are about sediment transport?", paper_filter=since), retriever)

    assert titles(evidence) == records(TRAPS)
    assert evidence.outline is not None
    assert evidence.outline.statements[0].text.startswith("Considered 4 papers, judged ")


def test_a_question_for_everything_lists_all_that_pass_the_filter(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers are there?", paper_filter=PaperFilter(year_from=2021)), retriever)

    assert titles(evidence) == records(BRETON, GERMAN, TRAPS, SPOKEN, ALARMS)
    assert evidence.outline is not None
    assert [statement.text for statement in evidence.outline.statements] == [
        "5 papers in the collection that pass the filter."
    ]


def test_one_paper_passes_the_filter(retriever: Retriever) -> None:
    only = PaperFilter(paper_ids=(retriever.library.papers(retriever.collection)[0].paper_id,))
    evidence = gather_members(asked("Which papers are there?", paper_filter=only), retriever)

    assert evidence.outline is not None
    assert evidence.outline.statements[0].text == "1 paper in the collection that passes the filter."


def test_a_question_for_everything_counts_what_it_does_not_list(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_SHOWN", 3)
    evidence = gather_members(asked("How many papers are there?", "count"), retriever)

    assert evidence.outline is not None
    count, shown = evidence.outline.statements
    assert (count.text, shown.text) == ("37 papers in the collection.", "Ask for all papers to have them listed.")
    assert count.computation is not None and count.computation.value == len(count.computation.paper_ids) == 37


def test_titles_are_listed_alone_and_papers_beside_their_number(retriever: Retriever) -> None:
    listed = gather_members(asked("List all titles"), retriever).outline
    counted = gather_members(asked("How many papers are there, and which?", "count"), retriever).outline

    assert listed is not None and counted is not None
    assert len(listed.parts) == len(counted.parts) == 37
    assert {part.note for part in listed.parts} == {part.heading for part in counted.parts}
    assert not any(part.items for part in listed.parts) and all(part.items for part in counted.parts)


def test_nothing_found_says_so_and_shows_the_nearest(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers evaluate on MMLU?"), retriever)

    assert (evidence.papers, evidence.outline, evidence.gap) == ((), None, "no paper")
    assert evidence.reason is not None
    assert evidence.reason.startswith("No paper on MMLU was found: considered 37 papers, judged ")
    assert len(evidence.nearest) == 3


def quoted(evidence: Evidence) -> dict[str, list[str]]:
    """Return the sentences shown for each paper, by title."""
    assert evidence.outline is not None
    return {
        part.heading: [evidence.papers[item.paper - 1].sentences[item.sentence - 1].text for item in part.items]
        for part in evidence.outline.parts
    }


def test_both_asks_for_papers_that_hold_one_and_the_other(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers work on both Welsh and English?"), retriever)
    assert quoted(evidence) == {WELSH["title"]: ["We test signs in Welsh and English on 40 drivers."]}
    evidence = gather_members(asked("Which papers work on both traps and rivers?"), retriever)
    assert quoted(evidence) == {TRAPS["title"]: ["We place traps in a river."]}

    neither = gather_members(asked("Which papers work on both Welsh and German?"), retriever)
    assert neither.reason is not None and neither.reason.startswith("No paper on Welsh and German was found: ")


def test_a_plain_and_is_told_to_be_read_as_or(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers work on Welsh and German?"), retriever)

    assert titles(evidence) == records(WELSH, GERMAN)
    assert evidence.outline is not None
    assert evidence.outline.statements[0].text.startswith("Considered 37 papers for “Welsh or German”, judged ")


def test_a_paper_that_holds_what_is_left_out_is_not_listed(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers are about sediment transport but not on traps?"), retriever)
    assert titles(evidence) == records(SURVEY)


def test_a_bound_is_compared_with_the_numbers_of_the_abstracts(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers use at least 80 pupils?"), retriever)

    assert quoted(evidence) == {GERMAN["title"]: ["We record 80 pupils who read German."]}
    assert evidence.outline is not None
    assert evidence.outline.statements[1].text == ("Compared are numbers that stand before “pupils” in an abstract.")
    none = gather_members(asked("Which papers use more than 80 pupils?"), retriever)
    assert none.reason is not None and none.reason.startswith("No paper on more than 80 pupils was found: ")


def test_a_misspelt_subject_is_read_as_papers_write_it_and_told_so(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers are about sediment trandport?"), retriever)

    assert titles(evidence) == records(SURVEY, TRAPS)
    assert evidence.outline is not None
    assert evidence.outline.statements[1].text == "No paper holds “trandport”; it was read as “transport”."


def test_one_wrong_vowel_in_a_short_word_is_read_as_the_right_one(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers mention the badgor?"), retriever)
    assert {title.split()[1] for title in titles(evidence)} == {"2:", "12:", "22:"}


def test_papers_left_out_for_want_of_a_field_are_told_where_none_is_found(retriever: Retriever) -> None:
    evidence = gather_members(
        asked("Which papers work on Welsh?", paper_filter=PaperFilter(venues=("ACL",))), retriever
    )
    assert evidence.reason == (
        "No paper on Welsh was found: considered 0 papers, judged 0, matched 0."
        " Left out: 37 papers whose venue is not known."
    )


def test_the_same_question_gets_the_same_list_in_the_same_order(retriever: Retriever) -> None:
    question = asked("Which papers study animals in the marsh?")
    assert gather_members(question, retriever) == gather_members(question, retriever)


def test_many_members_are_all_counted_and_the_likeliest_listed(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_SHOWN", 2)
    evidence = gather_members(asked("Which papers mention the otter?"), retriever)

    assert evidence.outline is not None
    assert len(evidence.papers) == len(evidence.outline.parts) == 2
    assert [statement.text for statement in evidence.outline.statements][-1] == "The first 2 are listed."
    [computation] = {statement.computation.value for statement in evidence.outline.statements if statement.computation}
    assert computation == 3  # every tenth of the thirty


def test_candidates_beyond_the_limit_are_owned_up_to(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_JUDGED", 5)
    evidence = gather_members(asked("How many papers mention the marsh?", "count"), retriever)

    assert evidence.outline is not None
    answer, considered = (statement.text for statement in evidence.outline.statements)
    assert answer.startswith("At least ")
    assert " judged the likeliest " in considered and " candidates, matched " in considered


def test_a_model_decides_and_names_the_sentence(retriever: Retriever) -> None:
    seen: list[str] = []

    def judge(candidates: Sequence[EvidencePaper], question: str) -> list[int | None]:
        seen.append(question)
        return [3 if paper.passage.paper.title == TRAPS["title"] else None for paper in candidates]

    text = "Which papers are about sediment transport?"
    evidence = gather_members(asked(text), retriever, judge)

    assert (titles(evidence), seen) == (records(TRAPS), [text])
    assert evidence.outline is not None
    assert evidence.outline.parts[0].items[0].sentence == 3
    assert ", had the model judge " in evidence.outline.statements[0].text


def test_a_model_that_refuses_all_leaves_nothing(retriever: Retriever) -> None:
    evidence = gather_members(
        asked("Which papers work on Welsh?"), retriever, lambda candidates, _: [None] * len(candidates)
    )
    assert (evidence.papers, evidence.gap) == ((), "no paper")


def test_filter_words_taken_out_of_the_text_are_not_part_of_the_subject(retriever: Retriever) -> None:
    question = replace(asked("Which papers since 2020 work on Welsh?"), text="Which papers work on Welsh?")
    assert titles(gather_members(question, retriever)) == records(WELSH)


def test_what_papers_leave_out_is_not_listed(retriever: Retriever) -> None:
    evidence = gather_members(asked("Which papers do not mention Welsh?"), retriever)
    assert (evidence.papers, evidence.reason) == ((), listing.NEGATED)


LANTERNS = {
    "title": "Lanterns for Night Divers",
    "abstract": "Underwater lanterns have advanced night diving. Divers carry them deep. We compare the glow of"
    " lanterns underwater in 12 lakes.",
}
RECORDED = {
    "title": "Songs of the Harbour",
    "abstract": "We release a dataset of 300 songs. Old recordings fade. We build a corpus of sea songs by means of"
    " wax cylinders.",
}
APART = {
    "title": "Whistles of the Valley",
    "abstract": "We release a dataset of 80 whistles. Herders whistle far. Each whistle was taken with wax cylinders.",
}
WITHOUT = {
    "title": "Drums Recorded With No Wax Cylinders",
    "abstract": "We release a dataset of 90 drum rolls. Drums are loud. It was made without any wax cylinders.",
}
MAPPING = {
    "title": "Reviewing Glacier Maps",
    "abstract": "Maps of ice differ. They were drawn by hand for long. Many of them are lost.",
}


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with opened_stack(tmp_path_factory.mktemp("songs"), minilm) as stack:
        stack.ingest_records(LANTERNS, RECORDED, APART, WITHOUT, MAPPING, SURVEY, WELSH, *made_up_papers(30))
        yield stack.retriever()


def shown(evidence: Evidence) -> dict[str, list[str]]:
    """Return the sentences that show each member, by title."""
    assert evidence.outline is not None
    return {
        part.heading: [evidence.papers[item.paper - 1].sentences[item.sentence - 1].text for item in part.items]
        for part in evidence.outline.parts
    }


def test_what_one_alternative_lists_stays_on_the_list_of_both(songs: Retriever) -> None:
    alone = [titles(gather_members(asked(f"papers on {name}"), songs)) for name in ("lanterns", "Welsh")]

    assert alone == [records(LANTERNS), records(WELSH)]
    assert titles(gather_members(asked("papers on lanterns or Welsh"), songs)) == records(LANTERNS, WELSH)


def test_the_sentence_that_holds_gift_and_topic_is_shown_or_else_one_of_each(songs: Retriever) -> None:
    evidence = gather_members(asked("Which papers use wax cylinders to create a dataset?"), songs)

    assert shown(evidence) == {
        RECORDED["title"]: ["We build a corpus of sea songs by means of wax cylinders."],
        APART["title"]: ["We release a dataset of 80 whistles.", "Each whistle was taken with wax cylinders."],
    }


def test_doing_without_a_thing_is_not_using_it(songs: Retriever) -> None:
    assert WITHOUT["title"] in titles(gather_members(asked("Which papers are about wax cylinders?"), songs))
    assert titles(gather_members(asked("Which papers use wax cylinders?"), songs)) == records(RECORDED, APART)


def test_the_authors_own_word_is_shown_before_the_background(songs: Retriever) -> None:
    evidence = gather_members(asked("Which papers are about underwater lanterns?"), songs)

    assert shown(evidence) == {LANTERNS["title"]: ["We compare the glow of lanterns underwater in 12 lakes."]}


def test_every_paper_that_presents_itself_as_a_survey_is_among_the_surveys(songs: Retriever) -> None:
    assert titles(gather_members(asked("Which papers are surveys?"), songs)) == records(SURVEY, MAPPING)
