"""The verdict on a claim: quoted, consistent, mismatch or uncited."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.verification.check import Source, Verifier
from retrieval.answer_selection import AnswerSelector
from retrieval.embedding import Embedder

PARSER = Source(
    "TinyParse: Parsing Thai on Small Machines",
    ("TinyParse parses Thai with 12 million parameters and runs 4.5x faster than mBERT.",),
    (
        "Parsers for Thai are often too large for small machines.",
        "Annotators from three villages corrected the treebank by hand.",
    ),
    ("Ana Nowak", "Bo Lind"),
    2023,
)
SHIPS = Source("Ships in Fog", ("Radar echoes of container ships are tracked in fog.",))


@pytest.fixture
def verifier() -> Verifier:
    return Verifier(None)


@pytest.mark.parametrize(
    "claim",
    [
        "TinyParse parses Thai with 12 million parameters and runs 4.5x faster than mBERT.",
        "tinyparse parses  Thai with 12 million parameters and runs 4.5x faster than mBERT",
        "Nowak and Lind (2023) write that “TinyParse parses Thai with 12 million parameters and runs 4.5x faster than"
        " mBERT.”",
        'According to Nowak et al. (2023), "TinyParse parses Thai with 12 million parameters".',
    ],
)
def test_a_cited_sentence_s_own_words_are_quoted(verifier: Verifier, claim: str) -> None:
    assert verifier.check(claim, [PARSER]).verdict == "quoted"


def test_a_quotation_with_more_than_an_attribution_is_checked(verifier: Verifier) -> None:
    claim = "“TinyParse parses Thai with 12 million parameters” and wins every prize of 1999."
    assert verifier.check(claim, [PARSER]).verdict == "mismatch"


def test_a_true_paraphrase_is_consistent(verifier: Verifier) -> None:
    claim = "With 12M parameters, TinyParse parses Thai 4.5 times faster than mBERT."
    check = verifier.check(claim, [PARSER])
    assert (check.verdict, check.reasons) == ("consistent", ())


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("TinyParse parses Thai with 13 million parameters.", "number"),
        ("TinyParse parses Thai with 12 million tokens.", "unit"),
        ("TinyParse parses Lao with 12 million parameters.", "name"),
        ("TinyParse parses Thai 4.5 times slower than mBERT.", "direction"),
        ("TinyParse does not parse Thai.", "polarity"),
        ("TinyParse parses Thai “on every watch”.", "quotation"),
        ("Annotators from villages corrected the treebank by hand.", "source"),
    ],
)
def test_what_was_changed_is_named(verifier: Verifier, claim: str, kind: str) -> None:
    check = verifier.check(claim, [PARSER])
    assert check.verdict == "mismatch"
    assert kind in {reason.kind for reason in check.reasons}


def test_a_claim_on_something_else_does_not_overlap(verifier: Verifier) -> None:
    check = verifier.check("Glaciers melt early in warm summers.", [PARSER])
    assert [reason.kind for reason in check.reasons] == ["overlap"]


def test_what_only_another_sentence_has_counts_against_the_cited_one(verifier: Verifier) -> None:
    claim = "The treebank of TinyParse was corrected by hand."
    assert [reason.kind for reason in verifier.check(claim, [PARSER]).reasons] == ["source"]
    both = Source(PARSER.title, (PARSER.cited[0], PARSER.others[1]), PARSER.others[:1])
    assert verifier.check(claim, [both]).verdict == "consistent"


def test_a_claim_without_sources_is_uncited(verifier: Verifier) -> None:
    assert verifier.check("TinyParse parses Thai.", []).verdict == "uncited"


def test_facts_may_stand_in_either_of_two_sources(verifier: Verifier) -> None:
    other = Source("BigParse", ("BigParse parses Thai with 900 million parameters.",))
    claim = "TinyParse parses Thai with 12 million parameters and BigParse with 900 million parameters."
    assert verifier.check(claim, [PARSER, other]).verdict == "consistent"


def test_a_paper_cited_for_nothing_is_reported(verifier: Verifier) -> None:
    claim = "With 12M parameters, TinyParse parses Thai 4.5 times faster than mBERT."
    check = verifier.check(claim, [PARSER, SHIPS])
    assert [(reason.kind, reason.text) for reason in check.reasons] == [
        ("source", "“Ships in Fog” has nothing to do with it")
    ]


def test_across_languages_facts_are_compared_and_meaning_is_not(verifier: Verifier) -> None:
    check = verifier.check("TinyParse analysiert Sätze mit 12 Millionen Parametern und ist nicht groß.", [PARSER])
    assert check.verdict == "consistent"
    assert check.notes == ("meaning not compared: the languages differ",)
    assert verifier.check("TinyParse 有1300万个参数。", [PARSER]).verdict == "mismatch"
    assert verifier.check("TinyParse 有1200万个参数。", [PARSER]).verdict == "consistent"


def test_of_a_whole_abstract_the_best_sentences_are_taken(verifier: Verifier) -> None:
    whole = Source(PARSER.title, (*PARSER.others, *PARSER.cited), (), PARSER.authors, PARSER.year)
    claim = "Annotators of three villages corrected the treebank."
    assert verifier.check(claim, [whole], whole_abstract=True).verdict == "consistent"
    claim = "Annotators of four villages corrected the treebank."
    assert verifier.check(claim, [whole], whole_abstract=True).verdict == "mismatch"


def test_a_text_too_long_for_the_encoder_is_cut() -> None:
    asked: list[int] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        if any(len(text) > 300 for text in texts):
            raise ValueError("too long")
        asked.extend(len(text) for text in texts)
        return np.tile(np.array([0.6, 0.8], dtype=np.float32), (len(texts), 1))

    long = Source("Long", (" ".join(["TinyParse parses Thai well on small machines"] * 20),))
    assert Verifier(embed).check("TinyParse parses Thai on small machines.", [long]).verdict in ("quoted", "consistent")
    Verifier(embed).check("Small machines run TinyParse for Thai.", [long])
    assert asked
    assert max(asked) <= 300


def test_a_sentence_is_encoded_once() -> None:
    encoded: list[str] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        encoded.extend(texts)
        return np.tile(np.array([0.6, 0.8], dtype=np.float32), (len(texts), 1))

    verifier = Verifier(embed)
    for claim in ("TinyParse parses Thai fast.", "Thai is parsed by TinyParse.", "TinyParse parses Thai fast."):
        verifier.check(claim, [PARSER])
    assert len(encoded) == len(set(encoded))


def test_a_sentence_that_shares_more_words_is_not_preferred_where_reading_shows_that_the_cited_one_says_it(
    minilm: Embedder, models_folder: Path
) -> None:
    about = "We build a pilot that steers a small ferry at night from the echoes of its sonar."
    result = "It came into the harbour unharmed on 41 of 43 nights."
    fog = "Fog slowed it down but never stopped it."
    likeness_alone = Verifier(minilm.embed)
    reading = Verifier(minilm.embed, answer_odds=AnswerSelector(models_folder).log_odds)
    arrives = "The sonar pilot brought the small ferry safely home on nearly every night."
    cited = Source("Night ferries", (result,), (about, fog))
    assert [likeness_alone.check(arrives, [cited]).verdict, reading.check(arrives, [cited]).verdict] == [
        "mismatch",
        "consistent",
    ]
    [reason] = reading.check("Fog made it slower.", [cited]).reasons
    assert reason.text == f"another sentence of the abstract says this, not the cited one: “{fog}”"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("TinyParse是一个有1200万个参数的泰语分析器。", "consistent"),
        ("TinyParseは泰語を4.5倍速く解析する。", "consistent"),
        ("TinyParse是一个有1300万个参数的泰语分析器。", "mismatch"),
        ("BigParse是一个有1200万个参数的泰语分析器。", "mismatch"),
    ],
)
def test_a_name_ends_where_a_script_without_spaces_begins(verifier: Verifier, claim: str, verdict: str) -> None:
    assert verifier.check(claim, [PARSER]).verdict == verdict


def test_a_name_ends_there_in_a_source_too(verifier: Verifier) -> None:
    source = Source("TinyParse：小型机器上的泰语分析", ("TinyParse是一个有1200万个参数的泰语分析器。",))
    assert verifier.check("TinyParse has 12 million parameters.", [source]).verdict == "consistent"
    assert verifier.check("TinyParse是一个有1200万个参数的泰语分析器", [source]).verdict == "quoted"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The village corrected $52{,}300$ trees by hand.", "consistent"),
        (r"The village corrected 52\,300 trees by hand.", "consistent"),
        (r"The village corrected \(52{,}300\) trees by hand.", "consistent"),
        ("The village corrected $53{,}200$ trees by hand.", "mismatch"),
        ("The village corrected by hand $52{,}300$ trees of the bank.", "quoted"),
    ],
)
def test_latex_in_a_claim_counts_as_what_it_prints(verifier: Verifier, claim: str, verdict: str) -> None:
    source = Source("A Treebank", ("The village corrected by hand 52,300 trees of the bank.",))
    assert verifier.check(claim, [source]).verdict == verdict


def test_a_claim_too_short_to_show_its_language_has_that_of_its_text(verifier: Verifier) -> None:
    claim = "TinyParse umfasst 12 Millionen Parameter."
    assert verifier.check(claim, [PARSER]).verdict == "mismatch"
    check = verifier.check(claim, [PARSER], languages_differ=True)
    assert (check.verdict, check.notes) == ("consistent", ("meaning not compared: the languages differ",))
    wrong = verifier.check("TinyParse umfasst 13 Millionen Parameter.", [PARSER], languages_differ=True)
    assert [reason.kind for reason in wrong.reasons] == ["number"]
