"""Which paper a record speaks of."""

import hashlib

import pytest

from retrieval.datatypes import Paper
from retrieval.identity import acl_id_of, are_told_apart, arxiv_id_of, doi_of, normalise_title, paper_id_of


@pytest.mark.parametrize(
    ("title", "normalised"),
    [
        ("A Survey:  of X", "a survey of x"),
        ("Ａ　Ｓｕｒｖｅｙ of ﬁnance", "a survey of finance"),
        ("STRASSE / Straße", "strasse strasse"),
        ("हिन्दी का अध्ययन", "हिन्दी का अध्ययन"),
        ("多语言：模型", "多语言 模型"),
        ("MULTI3NLU++ (v2)", "multi3nlu v2"),
        ("!?", ""),
    ],
)
def test_titles_compare_by_letters_and_digits_of_any_script(title: str, normalised: str) -> None:
    assert normalise_title(title) == normalised


@pytest.mark.parametrize(
    "text",
    [
        "2309.09400", "2309.09400v2", "arXiv:2309.09400", "arxiv: 2309.09400v1", "arXiv:2309.09400v7 [cs.CL]",
        "https://arxiv.org/abs/2309.09400v2", "http://arxiv.org/pdf/2309.09400.pdf", "arxiv.org/abs/2309.09400/",
        "https://doi.org/10.48550/arXiv.2309.09400", "10.48550/arXiv.2309.09400", "https://huggingface.co/papers/2309.09400",
    ],
)  # fmt: skip
def test_every_spelling_of_an_arxiv_id_is_read_without_its_version(text: str) -> None:
    assert arxiv_id_of(text) == "2309.09400"


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [("cs/0301012", "cs/0301012"), ("hep-th/9901001v3", "hep-th/9901001"), ("math.AG/0601001", "math/0601001")],
)
def test_old_arxiv_ids_are_read(text: str, arxiv_id: str) -> None:
    assert arxiv_id_of(text) == arxiv_id


@pytest.mark.parametrize(
    "text", ["", "17", "2399.12345", "see 2309.09400", "10.1145/2309.09400", "W89-0229", "2501.0512", "1402.12345"]
)
def test_what_is_no_arxiv_id_is_not_taken_for_one(text: str) -> None:
    assert arxiv_id_of(text) is None


@pytest.mark.parametrize(
    ("text", "acl_id"),
    [
        ("2025.acl-long.143", "2025.acl-long.143"),
        ("W89-0229", "W89-0229"),
        ("https://aclanthology.org/2025.acl-long.143/", "2025.acl-long.143"),
        ("https://aclanthology.org/W89-0229.pdf", "W89-0229"),
        ("https://www.aclweb.org/anthology/P19-1001", "P19-1001"),
        ("10.18653/v1/2020.acl-main.1", "2020.acl-main.1"),
    ],
)
def test_anthology_ids_are_read_from_ids_and_addresses(text: str, acl_id: str) -> None:
    assert acl_id_of(text) == acl_id


@pytest.mark.parametrize("text", ["", "17", "2309.09400", "see W89-0229", "w89"])
def test_what_is_no_anthology_id_is_not_taken_for_one(text: str) -> None:
    assert acl_id_of(text) is None


def test_the_best_known_id_names_the_paper() -> None:
    assert paper_id_of("T", "2309.09400", "W89-0229", "7") == "2309.09400"
    assert paper_id_of("T", None, "W89-0229", "7") == "W89-0229"
    assert paper_id_of("T", None, None, "7") == "7"


def test_without_an_id_the_title_names_the_paper_however_it_is_spelt() -> None:
    digest = hashlib.sha256(b"a grammar of tides").hexdigest()[:8]
    assert paper_id_of("A Grammar of Tides", None, None) == f"a-grammar-of-tides-{digest}"
    assert paper_id_of("a grammar  of: tides!", None, None) == f"a-grammar-of-tides-{digest}"


def test_a_long_title_gives_a_short_id_that_still_tells_titles_apart() -> None:
    first, second = (paper_id_of("tide " * 30 + end, None, None) for end in ("one", "two"))
    assert first != second
    assert len(first) <= 48 + 1 + 8


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1162/TACL_a_00343", "10.1162/tacl_a_00343"),
        ("https://doi.org/10.1162/tacl_a_00343", "10.1162/tacl_a_00343"),
        ("doi:10.1162/tacl_a_00343", "10.1162/tacl_a_00343"),
        ("10.48550/arXiv.2309.09400", None),
        ("10.5", None),
        ("", None),
    ],
)
def test_every_spelling_of_a_doi_is_read_and_a_preprint_s_is_none(text: str, doi: str | None) -> None:
    assert doi_of(text) == doi


SPRING = Paper("e1", "Editorial", "On spring.", authors=("Jane Doe",), year=2019, sources=("one.csv",))


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (Paper("e2", "Editorial", "On autumn.", authors=("Jane Doe",), year=2019, sources=("one.csv",)), True),
        (Paper("e2", "Editorial", "On autumn.", authors=("Doe J.",), year=2020, sources=("two.csv",)), False),
        (Paper("e2", "Editorial", "On autumn.", authors=("Carl Poe",), year=2019, sources=("two.csv",)), True),
        (Paper("e2", "Editorial", "On autumn.", year=2022, sources=("two.csv",)), True),
        (Paper("e2", "Editorial", "On autumn.", authors=("J. Doe",), year=2022, sources=("two.csv",)), False),
        (Paper("e2", "Editorial", "On spring.", authors=("Carl Poe",), year=2024, sources=("one.csv",)), False),
        (Paper("e2", "Editorial", "On autumn.", sources=("two.csv",)), False),
    ],
    ids=["number in one file", "a year later", "authors", "years", "years of one author", "same text", "nothing"],
)
def test_one_title_is_of_two_papers_where_something_tells_them_apart(other: Paper, apart: bool) -> None:
    assert are_told_apart(SPRING, other) is are_told_apart(other, SPRING) is apart
