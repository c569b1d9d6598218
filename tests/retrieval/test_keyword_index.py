"""BM25 that one can work out by hand, and an index that notices what has happened to its files."""

import json
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from math import log
from pathlib import Path
from typing import Any

import pytest

from retrieval.datatypes import Paper, PaperFilter
from retrieval.errors import IndexUnavailable
from retrieval.keyword_index import FORMAT_VERSION, STATE_FILE, KeywordIndex, build_analyzer, fold_spelling

# Title and abstract are one text of BM25: 4, 5 and 6 words.
PAPERS = [
    Paper("a", "River", "birds sing loud", year=2019, venue="ACL", sources=("one.jsonl",)),
    Paper("b", "Stone", "river meets river bank", year=2021, venue="EMNLP", sources=("one.jsonl", "two.jsonl")),
    Paper("c", "Paper", "stone scissors well known game", sources=("two.jsonl",)),
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    index = KeywordIndex(tmp_path / "keywords")
    index.rebuild(PAPERS, revision=3)
    return index


def test_a_file_that_comes_while_the_old_index_is_deleted_does_not_stop_the_new_one(index: KeywordIndex) -> None:
    is_over = threading.Event()

    def write_files() -> None:
        for number in range(200):
            with suppress(OSError):
                (index.folder / f"late-{number}").touch()
        is_over.set()

    writer = threading.Thread(target=write_files)
    writer.start()
    index.rebuild(PAPERS, revision=4)
    writer.join()
    assert is_over.is_set()
    assert scores(index, "scissors")["c"] > 0


def scores(index: KeywordIndex, query: str) -> dict[str, float]:
    return index.bm25(index.query_terms(query), ["a", "b", "c"])


def lucene_bm25(frequency: int, length: int, n_holding: int, n: int = 3, mean_length: float = 5) -> float:
    """Lucene's BM25 of one term, k1 = 1.2, b = 0.75 (with the factor k1 + 1, which tantivy keeps)."""
    idf = log(1 + (n - n_holding + 0.5) / (n_holding + 0.5))
    return idf * frequency * 2.2 / (frequency + 1.2 * (1 - 0.75 + 0.75 * length / mean_length))


def test_scores_are_lucene_s_bm25(index: KeywordIndex) -> None:
    assert scores(index, "rivers") == {
        "a": pytest.approx(lucene_bm25(1, 4, n_holding=2), abs=1e-4),
        "b": pytest.approx(lucene_bm25(2, 5, n_holding=2), abs=1e-4),
        "c": 0,
    }
    assert scores(index, "River stone")["b"] == pytest.approx(
        lucene_bm25(2, 5, n_holding=2) + lucene_bm25(1, 5, n_holding=2), abs=1e-4
    )


def test_terms_are_stemmed_folded_and_weighed_by_how_few_papers_hold_them(index: KeywordIndex) -> None:
    terms = index.query_terms("Singing RIVERS, rivers & Gâmes, unheard!")
    assert [(term.text, term.document_frequency) for term in terms] == [
        ("sing", 1),
        ("river", 2),
        ("game", 1),
        ("unheard", 0),
    ]
    assert terms[0].weight == pytest.approx(log(1 + 2.5 / 1.5))
    assert terms[1].weight == pytest.approx(log(1 + 1.5 / 2.5))
    assert terms[3].weight == pytest.approx(log(1 + 3.5 / 0.5))


def test_nominees_come_best_first_and_ties_by_id(tmp_path: Path, index: KeywordIndex) -> None:
    assert list(index.nominate(index.query_terms("river"), 10)) == ["b", "a"]
    assert list(index.nominate(index.query_terms("river"), 1)) == ["b"]
    assert list(index.nominate(index.query_terms("river"), 0)) == []
    equal = KeywordIndex(tmp_path / "equal")
    equal.rebuild([Paper(name, "River", "flows") for name in "cab"], revision=1)
    assert list(equal.nominate(equal.query_terms("river"), 10)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "query", ["", "  ", "?!", "a" * 300, "中文", "qwertyuiop", 'AND OR NOT "x" title:y * (', "\x00"]
)
def test_any_query_is_words_and_no_syntax(index: KeywordIndex, query: str) -> None:
    terms = index.query_terms(query)
    assert list(index.nominate(terms, 10)) == []
    assert set(index.bm25(terms, ["a", "b"]).values()) == {0}


@pytest.mark.parametrize(
    ("paper_filter", "found"),
    [
        (PaperFilter(year_from=2020), ["b"]),
        (PaperFilter(year_to=2020), ["a"]),  # c has no year
        (PaperFilter(year_from=2019, year_to=2021), ["a", "b"]),
        (PaperFilter(venues=("ACL", "EMNLP")), ["a", "b"]),
        (PaperFilter(sources=("two.jsonl",)), ["b", "c"]),
        (PaperFilter(sources=("two.jsonl",), year_from=2000), ["b"]),
        (PaperFilter(venues=("acl",)), []),  # exact here; the retriever knows the spellings
    ],
)
def test_filters_choose_papers_and_leave_scores_alone(
    index: KeywordIndex, paper_filter: PaperFilter, found: list[str]
) -> None:
    assert sorted(index.nominate(index.query_terms("river stone"), 10, paper_filter)) == found


def test_scores_do_not_depend_on_how_the_index_came_to_be(tmp_path: Path) -> None:
    words = ["river", "stone", "paper", "bird", "song", "loud", "bank", "game", "well", "known"]
    chosen = random.Random(3)
    papers = [
        Paper(f"p{n:02}", f"Title {n}", " ".join(chosen.choices(words, k=chosen.randint(3, 30)))) for n in range(40)
    ]
    ids = [paper.paper_id for paper in papers]
    fresh = KeywordIndex(tmp_path / "fresh")
    fresh.rebuild(papers, revision=1)
    grown = KeywordIndex(tmp_path / "grown")
    grown.rebuild(papers[:10], revision=1)
    for start in range(10, 40, 6):
        grown.append(papers[start : start + 6], revision=start)
    replaced = KeywordIndex(tmp_path / "replaced")
    replaced.rebuild([Paper("old", "Old", "river " * 50), *papers], revision=1)
    replaced.rebuild(reversed(papers), revision=2)
    terms = fresh.query_terms("loud birds by the river bank")
    assert fresh.bm25(terms, ids) == grown.bm25(terms, ids) == replaced.bm25(terms, ids)
    assert fresh.nominate(terms, 40) == grown.nominate(terms, 40) == replaced.nominate(terms, 40)


def test_an_index_opened_again_is_the_same(tmp_path: Path, index: KeywordIndex) -> None:
    again = KeywordIndex(tmp_path / "keywords")
    assert again.revision == index.revision == 3
    assert scores(again, "river bank") == scores(index, "river bank")


def test_what_another_process_wrote_is_seen_after_a_reload(tmp_path: Path, index: KeywordIndex) -> None:
    writer = KeywordIndex(tmp_path / "keywords")
    assert writer.revision == 3
    writer.append([Paper("d", "River", "delta")], revision=4)
    index.reload()
    assert index.revision == 4
    assert "d" in index.nominate(index.query_terms("delta"), 10)


DAMAGE: list[Callable[[Path], Any]] = [
    lambda folder: (folder / STATE_FILE).write_text(""),
    lambda folder: (folder / STATE_FILE).write_text('{"format": 3, "revi'),
    lambda folder: (folder / STATE_FILE).write_text("[]"),
    lambda folder: (folder / STATE_FILE).write_text(json.dumps({"format": 999, "revision": 3})),
    lambda folder: (folder / "meta.json").write_text(""),
    lambda folder: (folder / "meta.json").write_text("{}"),
    lambda folder: [path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) for path in folder.glob("*.term")],
    lambda folder: [path.write_bytes(b"\xff" * path.stat().st_size) for path in folder.glob("*.store")],
    lambda folder: [path.rename(folder / f"{path.name}.old") for path in folder.glob("*.idx")],
]


@pytest.mark.parametrize("damage", range(len(DAMAGE)))
def test_a_damaged_index_says_so_and_can_be_built_anew(tmp_path: Path, index: KeywordIndex, damage: int) -> None:
    expected = scores(index, "river stone")
    folder = tmp_path / "keywords"
    DAMAGE[damage](folder)
    damaged = KeywordIndex(folder)
    assert damaged.revision == -1
    damaged.rebuild(PAPERS, revision=3)
    assert damaged.revision == 3
    assert scores(damaged, "river stone") == expected
    assert KeywordIndex(folder).revision == 3


def test_a_missing_index_is_of_no_revision_and_cannot_be_asked(tmp_path: Path) -> None:
    missing = KeywordIndex(tmp_path / "nowhere")
    assert missing.revision == -1
    with pytest.raises(IndexUnavailable, match="cannot be opened"):
        missing.query_terms("river")


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = KeywordIndex(tmp_path / "empty")
    empty.rebuild([], revision=0)
    assert empty.revision == 0
    assert list(empty.nominate(empty.query_terms("river"), 10)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("summarisation", "summarization"),
        ("we analyse", "we analyze"),
        ("labelled dialogues", "labeled dialogs"),
        ("behaviour of tumours", "behavior of tumors"),
        ("haemoglobin and oedema", "hemoglobin and edema"),
        ("Oestrogen, diarrhoea", "Estrogen, diarrhea"),
        ("data centres", "data centers"),
        ("TNF-α", "TNF alpha"),
        ("5 µM of λ", "5 mu M of lambda"),
    ],
)
def test_two_spellings_of_a_word_are_one_term(one: str, other: str) -> None:
    assert build_analyzer().analyze(one) == build_analyzer().analyze(other)


@pytest.mark.parametrize(
    "words", ["four hours", "anaerobic", "poets", "entire", "noise", "raise", "VAEs VAE", "λόγος", "İstanbul"]
)
def test_words_that_only_look_british_or_greek_stay_as_they_are(words: str) -> None:
    assert fold_spelling(words) == words.lower().replace("i̇", "i")


def test_a_paper_is_found_in_either_spelling_and_shown_as_it_was_written(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keywords")
    index.rebuild([Paper("a", "Colour Centres", "They localise light.")], revision=1)
    assert index.nominate_titles("color center", 1) == [("a", "Colour Centres")]
    assert [term.document_frequency for term in index.query_terms("localized colours")] == [1, 1]


def test_a_phrase_counts_where_its_words_stand_close_together(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keywords")
    abstracts = {
        "side": "A river bank flooded.",
        "near": "A river and its bank flooded.",
        "turned": "A bank river flooded.",
        "apart": "The bank has no money; and there is not a river here.",
        "half": "A river flooded.",
    }
    index.rebuild([Paper(paper_id, "", abstract) for paper_id, abstract in abstracts.items()], revision=1)
    weight = {term.text: term.weight for term in index.query_terms("river bank")}
    share = pytest.approx(min(weight.values()) / sum(weight.values()), abs=1e-4)
    expected = {"side": share, "near": share, "turned": share, "apart": 0, "half": 0}
    assert index.phrase_shares("river bank", list(abstracts)) == expected


def test_function_words_are_no_part_of_a_phrase(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keywords")
    index.rebuild([Paper("a", "", "The risk of a flood is high."), Paper("b", "", "Snow is low.")], revision=1)
    shares = index.phrase_shares("a risk of the flood", ["a", "b"])
    assert shares["a"] > 0 == shares["b"]


@pytest.mark.parametrize("query", ["", "river", "river river", "of the"])
def test_a_query_without_two_words_in_a_row_has_no_phrase(index: KeywordIndex, query: str) -> None:
    assert index.phrase_shares(query, ["a", "b", "c"]) == {"a": 0, "b": 0, "c": 0}


def test_an_index_of_another_version_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, index: KeywordIndex
) -> None:
    state = tmp_path / "keywords" / STATE_FILE
    state.write_text(json.dumps({"format": FORMAT_VERSION - 1, "revision": 3}))
    with pytest.raises(IndexUnavailable, match=r"another version of citewell.*stop that process"):
        KeywordIndex(tmp_path / "keywords").query_terms("river")


def test_a_filter_by_no_paper_at_all_lets_none_through(index: KeywordIndex) -> None:
    assert index.nominate(index.query_terms("river"), 5, PaperFilter(paper_ids=())) == {}
