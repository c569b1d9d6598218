"""Rules and cross-encoder together: what each sees alone, what is said of it, and the packaged one on sentences."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.settings import load_settings
from assistant.verification.check import Verifier
from assistant.verification.contradiction import ADAPTER, check_contradiction
from assistant.verification.datatypes import Source
from assistant.verification.polarity import check_polarity
from assistant.workspace import Workspace
from retrieval.cross_encoder import CrossEncoder

Scores = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]

CITED = ["The ferry graph lowers the delays of both lines."]
TURNED = "The ferry graph raises the delays of both lines."


def scores_for(word: str) -> Scores:
    """Log odds of 9 for claims that hold the word, of −9 for others."""
    return lambda pairs: np.array([9.0 if word in claim else -9.0 for claim, _ in pairs])


def test_without_scores_the_rules_decide() -> None:
    assert check_contradiction(TURNED, CITED, None) == check_polarity(TURNED, CITED) != ()


def test_what_both_see_is_said_in_the_words_of_the_rules() -> None:
    reasons = check_contradiction(TURNED, CITED, scores_for("raises"))
    assert [reason.text for reason in reasons] == ["says “raises”, the cited sentence says “lowers”"]


def test_what_the_cross_encoder_alone_sees_is_named_by_the_word_that_makes_it() -> None:
    claim = "The ferry graph is idle by night."
    assert check_polarity(claim, CITED) == ()
    [reason] = check_contradiction(claim, CITED, scores_for("idle"))
    assert (reason.kind, reason.text) == ("direction", "“is idle by” goes against the cited sentence")
    assert check_contradiction(claim, CITED, scores_for("idle"), fails_anyway=True) == ()


def test_two_sides_that_have_changed_places_are_told_even_where_the_cross_encoder_sees_nothing() -> None:
    cited = ["On this route, ferries outperform barges."]
    [reason] = check_contradiction("On this route, barges outperform ferries.", cited, scores_for("nothing here"))
    assert reason.text == "turns round who is ahead of whom in the cited sentence"


def test_other_languages_than_english_are_left_to_the_rules() -> None:
    cited = ["该模型提高了十种语言的翻译质量。"]
    assert check_contradiction("该模型提高了翻译质量。", cited, scores_for("模型")) == ()


def test_a_single_word_is_told_without_naming_a_part_of_it() -> None:
    [reason] = check_contradiction("Idle.", CITED, scores_for("Idle"))
    assert reason.text == "says the contrary of the cited sentence"


def test_a_clash_that_the_cross_encoder_doubts_is_let_pass() -> None:
    claim = "No line is worse off with the graph."
    cited = ["All lines gain from the graph."]
    assert check_polarity(claim, cited)
    assert check_contradiction(claim, cited, scores_for("nothing here")) == ()


@pytest.fixture(scope="module")
def packaged_scores(models_folder: Path) -> Scores:
    return CrossEncoder(models_folder, ADAPTER, threads=2).scores


@pytest.mark.parametrize(
    ("true", "false", "cited"),
    [
        (
            "Adding tide data makes the forecasts more accurate.",
            "Adding tide data makes the forecasts less accurate.",
            "We show that forecasts improve when tide data are added.",
        ),
        (
            "The model does not need any labelled recordings.",
            "The model needs labelled recordings.",
            "Our model is trained without labelled recordings.",
        ),
        (
            "Pilots hardly ever consult the old charts.",
            "Pilots consult the old charts very often.",
            "The old charts are rarely consulted by pilots.",
        ),
    ],
)
def test_the_packaged_cross_encoder_tells_true_from_false(
    packaged_scores: Scores, true: str, false: str, cited: str
) -> None:
    assert check_contradiction(true, [cited], packaged_scores) == ()
    assert check_contradiction(false, [cited], packaged_scores)


@pytest.mark.parametrize(
    ("true", "false", "cited"),
    [
        (
            "With the new sluice, the harbour floods less often.",
            "With the new sluice, the harbour floods more often.",
            "The new sluice reduces the number of floods in the harbour.",
        ),
        (
            "Earlier surveys left harbour dialects out.",
            "Earlier surveys covered harbour dialects.",
            "Harbour dialects have been ignored by previous surveys.",
        ),
        (
            "The ferries still cannot be steered by voice.",
            "The ferries can already be steered by voice.",
            "Steering ferries by voice remains impossible.",
        ),
    ],
)
def test_the_packaged_cross_encoder_scores_the_false_one_higher(
    packaged_scores: Scores, true: str, false: str, cited: str
) -> None:
    below, above = packaged_scores([(true, cited), (false, cited)])
    assert below < above


def test_the_verifier_of_a_workspace_asks_the_cross_encoder(tmp_path: Path, models_folder: Path) -> None:
    settings = load_settings(home=tmp_path, writer="extractive")
    with Workspace(settings, "test", models_folder) as workspace:
        cited = Source("Ferries", ("Our model is trained without labelled recordings.",))
        assert workspace.verifier.check("The model needs labelled recordings.", [cited]).verdict == "mismatch"
    assert (models_folder / "all-MiniLM-L6-v2-contradiction" / "model.onnx").is_file()


@pytest.mark.parametrize(
    "added",
    [
        "Monolingual models perform worse on the languages of rivers.",
        "The general models of earlier work are not built for rivers and lose on every task.",
    ],
)
def test_a_further_citation_that_adds_nothing_contradicts_nothing(packaged_scores: Scores, added: str) -> None:
    verifier = Verifier(None, packaged_scores)
    cited = Source(
        "KelpNet", ("KelpNet is a multilingual language model built specifically for river languages.", added)
    )
    true, false = (
        f"KelpNet is {made} for river languages." for made in ("a multilingual language model built", "not built")
    )
    assert verifier.check(true, [cited]).verdict == "consistent"
    assert verifier.check(false, [cited]).verdict == "mismatch"
